"""Paying for every look: a p-value that stays true however often it is looked at."""

import math

from scipy.special import ndtri

N0 = 6.0
"""Runs at which the mixture sits: the boundary is tightest from about 30 to 150 runs."""
SMALLEST_P = 1e-300


def lifetime_p(p: float, n: int) -> float:
    """Tonight's two-sided `p` of `n` runs, paid for all looks so far and to come; 0 to 1.

    The chance that this figure ever falls to alpha or below, over all n, is at most alpha where
    nothing is there: 1 / M, M being the likelihood ratio of a drift drawn from N(0, 1 / N0) per run
    against none, sqrt(N0 / (n + N0)) exp(z^2 / (2 (1 + N0 / n))), a martingale of mean 1. 1 where `p`
    is not a number or there is no run.
    Source: Robbins 1970, normal mixture; Howard, Ramdas, McAuliffe and Sekhon 2021, two-sided boundary.
    """
    if n <= 0 or math.isnan(p):
        return 1.0
    z = float(ndtri(min(1.0, max(p, SMALLEST_P)) / 2))
    log_ratio = z * z / (2 * (1 + N0 / n)) - 0.5 * math.log((n + N0) / N0)
    return math.exp(min(0.0, -log_ratio))
