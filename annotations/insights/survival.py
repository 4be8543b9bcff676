"""How far runs got before pain began: the product-limit estimate with weights, and its band."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from annotations.insights.series import Flags, Floats

Interval = tuple[float | None, float | None]

HALF_LIFE_DAYS = 45.0
OLDEST_DAYS = 10 * HALF_LIFE_DAYS
"""From here on a run would weigh less than a thousandth of the newest one, and counts nothing."""
MIN_AT_RISK = 5.0
"""An estimate of how it is now rests on at least so many runs that got that far."""
_Z95 = 1.959963984540054
_TIE = 1e-9


@dataclass(frozen=True, slots=True)
class ProductLimit:
    """The share of runs free of pain, at the k distinct distances where one hurt or ended, nearest first.

    All arrays have shape (k,). `free` is the share right after `at_m`; `at_risk` is how many runs got
    to `at_m` free of pain; `greenwood` is the sum of d / (n (n - d)) up to there, infinite where
    nothing is left. Weighted runs count as `effective` equal ones in all (Kish 1965), so that the band
    is not narrower than the weights allow.
    """

    at_m: Floats
    free: Floats
    at_risk: Floats
    greenwood: Floats
    effective: float

    def free_beyond(self, at_m: float) -> float:
        """The share still free of pain beyond `at_m`; past the last distance, that of the last."""
        k = int(np.searchsorted(self.at_m, at_m, side="right"))
        return float(self.free[k - 1]) if k else 1.0

    def distance(self, share: float, min_at_risk: float = 0.0) -> float | None:
        """The metres at which at most `share` is still free; None where it never comes to that.

        None too where fewer than `min_at_risk` runs got there free of pain.
        """
        k = _first(self.free <= share + _TIE)
        return None if k is None or self.at_risk[k] < min_at_risk else float(self.at_m[k])

    def interval(self, share: float) -> Interval:
        """The 95 % interval of `distance(share)`; an end is None where the record does not hold it.

        Source: the log-log band, inverted; Brookmeyer and Crowley 1982.
        """
        low, high = self._band()
        ends = (_first(low <= share + _TIE), _first(high <= share + _TIE))
        lower, upper = (None if k is None else float(self.at_m[k]) for k in ends)
        return lower, upper

    def _band(self) -> tuple[Floats, Floats]:
        """Of `free`; 1 where it has no end, before the first onset and where nothing is left."""
        told = (self.free > 0.0) & (self.free < 1.0)
        log_free = np.log(self.free, where=told, out=np.full_like(self.free, -1.0))
        spread = _Z95 * np.sqrt(np.where(told, self.greenwood, 0.0)) / -log_free
        # wider than this both ends are 0 and 1 in double precision, and exp would overflow
        spread = np.minimum(spread, 700.0)
        low, high = (np.exp(log_free * np.exp(sign * spread)) for sign in (1.0, -1.0))
        return np.where(told, low, 1.0), np.where(told, high, 1.0)


def product_limit(
    reached_m: Floats | Sequence[float],
    event: Flags | Sequence[bool],
    weights: Floats | None = None,
) -> ProductLimit:
    """The Kaplan-Meier curve of n runs: pain at `reached_m` where `event`, else free of pain so far.

    All have shape (n,), in any order; runs without a finite distance or with weight 0 are left out.
    Onsets at a distance come before the ends there. The scale of `weights` does not matter.
    Source: Kaplan and Meier 1958, variance by Greenwood 1926.
    """
    reached: Floats = np.asarray(reached_m, dtype=np.float64)
    hurt: Flags = np.asarray(event, dtype=np.bool_)
    weight: Floats = np.ones(len(reached)) if weights is None else weights
    kept = np.isfinite(reached) & (weight > 0.0)
    reached, hurt, weight = reached[kept], hurt[kept], weight[kept]
    if not reached.size:
        return ProductLimit(reached, reached, reached, reached, 0.0)
    order = np.lexsort((~hurt, reached))
    reached, hurt = reached[order], hurt[order]
    weight = weight[order] * (weight.sum() / (weight**2).sum())
    at_risk: Floats = weight[::-1].cumsum()[::-1]
    left = np.append(at_risk[1:], 0.0)
    # among onsets at one distance the factors (and Greenwood's terms) telescope to those of the text book
    free: Floats = np.where(hurt, left / at_risk, 1.0).cumprod()
    with np.errstate(divide="ignore"):
        greenwood: Floats = np.cumsum(np.where(hurt, 1.0 / left - 1.0 / at_risk, 0.0))
    new = np.append(True, reached[1:] != reached[:-1])
    first, last = np.flatnonzero(new), np.flatnonzero(np.append(new[1:], True))
    return ProductLimit(
        reached[last], free[last], at_risk[first], greenwood[last], float(at_risk[0])
    )


def recency(day: Floats) -> Floats:
    """What each run counts today: half for every 45 days before the last of `day`, 0 from 450 days on.

    `day` never decreases, shape (n,).
    """
    if not len(day):
        return np.ones(0)
    age = day[-1] - day
    return np.where(age < OLDEST_DAYS, 0.5 ** (np.minimum(age, OLDEST_DAYS) / HALF_LIFE_DAYS), 0.0)


def _first(which: Flags) -> int | None:
    k = int(np.argmax(which)) if which.size else 0
    return k if which.size and which[k] else None
