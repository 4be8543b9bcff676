"""Ranks, scores and residuals: what the scan, the trends and the effects share."""

from dataclasses import replace

import numpy as np
from scipy.linalg import qr
from scipy.special import ndtri

from annotations.insights.series import Flags, Floats, Series

DAYS_PER_COLUMN = 30.0
MOST_TIME_COLUMNS = 8
ROUNDING = 1e-8
"""A column of which no more than this share is left counts as wholly explained."""


def measured(series: Series) -> Series:
    """The runs that can be computed with, in order of their days: distance and day known and finite.

    An onset beyond the end of its run is taken to be at the end, one before the start at the start.
    """
    runs = series.located()
    runs = ordered(runs.where(np.isfinite(runs.length_m) & np.isfinite(runs.day)))
    return replace(runs, reached_m=np.clip(runs.reached_m, 0.0, runs.length_m))


def ordered(series: Series) -> Series:
    """The runs in order of their days, also where a clock jumped; those of one day stay as they are."""
    if not np.any(np.diff(series.day) < 0):
        return series
    in_time = series.where(np.argsort(series.day, kind="stable"))
    return replace(in_time, runs_so_far=series.runs_so_far)


def nelson_aalen_scores(reached_m: Floats, event: Flags) -> Floats:
    """Log-rank scores, shape (n,): the event less the cumulative hazard at its distance; their sum is 0.

    Above 0: pain came earlier than in the other runs. Runs that end at one distance are all at risk
    there, so events come before censorings.
    Source: Nelson 1972, Aalen 1978 (the hazard); Peto and Peto 1972 (log-rank scores), which are the
    martingale residuals of the model without covariates, Therneau, Grambsch and Fleming 1990.
    """
    if not len(reached_m):
        return np.zeros(0)
    _, place, ending = np.unique(reached_m, return_inverse=True, return_counts=True)
    events = np.bincount(place, weights=event.astype(float))
    at_risk = len(reached_m) - np.concatenate([[0], np.cumsum(ending)[:-1]])
    return np.asarray(event - np.cumsum(events / at_risk)[place], dtype=float)


def normal_scores(values: Floats) -> Floats:
    """The normal quantile of each value's mid-rank among the known ones, shape (n,); 0 where unknown.

    Only the order counts, so an absurd value weighs no more than the largest sensible one.
    Source: Blom 1958, with the offset of one half (Hazen).
    """
    known = np.isfinite(values)
    scores = np.zeros(len(values))
    _, place, ties = np.unique(values[known], return_inverse=True, return_counts=True)
    below_middle = np.cumsum(ties) - ties / 2
    scores[known] = ndtri(below_middle / max(1, len(place)))[place]
    return scores


def halves(values: Floats) -> tuple[Flags, Flags]:
    """Which runs have the larger and which the smaller values; an unknown value is in neither.

    Two different values part as they are (with the shoe, without it); more of them at the median,
    whose own runs go where the halves come out more even.
    """
    known = np.isfinite(values)
    if not known.any():
        return known, known
    median = np.median(values[known])
    above, from_it_on = known & (values > median), known & (values >= median)
    uneven = [abs(2 * np.count_nonzero(upper) - known.sum()) for upper in (above, from_it_on)]
    upper = above if uneven[0] <= uneven[1] else from_it_on
    return upper, known & ~upper


def time_basis(day: Floats) -> Floats:
    """A smooth of calendar time, shape (n, k): the day and cosines of it, a column per 30 days, 1 to 8.

    Source: the discrete cosine basis, the common high-pass filter of slow drifts.
    """
    if not len(day):
        return np.zeros((0, 1))
    span = max(1.0, float(np.ptp(day)))
    u = (day - day.min()) / span
    k = int(np.clip(round(span / DAYS_PER_COLUMN), 1, MOST_TIME_COLUMNS))
    return np.column_stack([u, np.cos(np.pi * np.outer(u, np.arange(1, k)))])


def basis(columns: Floats) -> Floats:
    """Orthonormal columns that span the (n, k) `columns`, shape (n, rank).

    A column that the others explain up to rounding adds nothing. Source: QR with column pivoting,
    Golub 1965.
    """
    norms = np.sqrt(np.einsum("ij,ij->j", columns, columns))
    filled = columns[:, norms > 0] / norms[norms > 0]
    if not filled.size:
        return np.zeros((len(columns), 0))
    q, r, _ = qr(filled, mode="economic", pivoting=True, check_finite=False)
    return np.asarray(q[:, np.abs(np.diag(r)) > ROUNDING])


def residuals(columns: Floats, nuisance: Floats) -> tuple[Floats, int]:
    """What the (n, k) `nuisance` leaves of each of the (n, m) `columns`, and the nuisance's rank.

    What it explains up to rounding is exactly 0. Regressing residuals on residuals gives the
    coefficient of the whole regression: Frisch and Waugh 1933, Lovell 1963.
    """
    q = basis(nuisance)
    left = columns - q @ (q.T @ columns)
    before, after = (np.einsum("ij,ij->j", each, each) for each in (columns, left))
    left[:, after <= ROUNDING**2 * before] = 0.0
    return left, q.shape[1]


def variance_inflation(a: Floats, b: Floats, lags: int) -> float:
    """By how much the autocorrelation of both series widens the variance of their correlation; at least 1.

    1 + 2 sum w_k rho_a(k) rho_b(k) over the first `lags` lags; 1 where a series is 0 throughout.
    Source: Clifford, Richardson and Hémon 1989, Dutilleul 1993; weights of Bartlett 1946, which keep the
    sum from being ruled by its noisy last terms.
    """
    scale = float(a @ a) * float(b @ b)
    if scale <= 0:
        return 1.0
    shared = (
        (1 - k / (lags + 1)) * float(a[k:] @ a[:-k]) * float(b[k:] @ b[:-k])
        for k in range(1, lags + 1)
    )
    return max(1.0, 1 + 2 * sum(shared) / scale)
