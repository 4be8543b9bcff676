"""Shares with their 95 % intervals."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import binomtest


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `n`, with its interval; `of` says what was counted."""

    value: float
    low: float
    high: float
    hits: int
    n: int
    of: str = "runners"


def share(hits: int, n: int, of: str = "runners") -> Share | None:
    """Independent trials. Source of the interval: Clopper and Pearson 1934. None without any."""
    if not n:
        return None
    exact = binomtest(hits, n).proportion_ci(0.95, method="exact")
    return Share(hits / n, float(exact.low), float(exact.high), hits, n, of)


def clustered_share(hits: Sequence[int], n: Sequence[int], of: str) -> Share | None:
    """Trials that come in clusters (a runner's forecasts), index-aligned counts; the share over all trials.

    Source of the interval: the ratio estimator of cluster sampling, Cochran 1977, section 6.3.
    """
    hit, tried = np.array(hits, float), np.array(n, float)
    if len(hit) < 2 or not tried.sum():
        return None
    value = hit.sum() / tried.sum()
    left = hit - value * tried
    error = 1.96 * float(np.sqrt(len(hit) * left.var(ddof=1))) / tried.sum()
    total = int(hit.sum()), int(tried.sum())
    return Share(float(value), float(value - error), float(value + error), *total, of)


def exceeds(hits: int, n: int, budget: float, *, confidence: float = 0.99) -> bool:
    """Whether `hits` of `n` independent runners are more than `budget` allows, with `confidence`.

    Source: the exact one-sided binomial test.
    """
    return bool(binomtest(hits, n, budget, alternative="greater").pvalue <= 1 - confidence)
