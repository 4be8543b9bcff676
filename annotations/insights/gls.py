"""A drift with the date, told apart from spells: generalised least squares over plausible noises."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.linalg import cholesky, solve_triangular
from scipy.special import stdtr

from annotations.insights.scores import basis, residuals
from annotations.insights.series import Floats

PRIOR_NO_SPELLS = 0.05
LEAST_FREEDOM = 8
LEAST_VARIANCE = 1e-24
"""Of y's own: what an all but perfect fit is taken to leave."""


@dataclass(frozen=True, slots=True)
class Noise:
    """White noise plus spells: the share of the variance that fades, and in how many days to 1 / e.

    The first share is 0: no spells at all, to which the prior gives 5 %.
    """

    shares: tuple[float, ...]
    fading_days: tuple[float, ...]


USUAL = Noise((0.0, 0.08, 0.16, 0.25), (4.0, 8.0, 16.0))
"""The spells that most runners have; enough for a hint."""
LONG = Noise((0.0, 0.10, 0.20, 0.35), (5.0, 14.0, 28.0))
"""Longer and heavier ones, which a clear trend must survive as well."""


def drift_p(
    y: Floats, day: Floats, grid: Noise, nuisance: Floats | None = None
) -> tuple[float, int]:
    """The two-sided p of a linear drift of `y` with `day`, and its sign; shapes (n,), nuisance (n, k).

    Each noise of `grid` gives a t distribution of the drift; they are averaged with weights prior x
    restricted likelihood, and p is twice the smaller tail of the mixture. (1.0, 0) where nothing can
    drift: fewer than 8 degrees of freedom, all runs on one day, or a `y` that the nuisance explains.
    Source: generalised least squares, Aitken 1935; restricted likelihood, Patterson and Thompson 1971,
    Harville 1974; averaging over noises, Hoeting, Madigan, Raftery and Volinsky 1999.
    """
    n = len(y)
    constant = np.ones((n, 1))
    fixed = basis(constant if nuisance is None else np.hstack([constant, nuisance]))
    left, rank = residuals(np.column_stack([day, y]), fixed)
    if n - rank - 1 < LEAST_FREEDOM or not left.any(axis=0).all():
        return 1.0, 0
    design = np.column_stack([fixed, left[:, 0] / np.linalg.norm(left[:, 0])])
    fits = [(prior, *_fit(design, left[:, 1], root)) for prior, root in _noises(day, grid)]
    prior, t, log_likelihood = np.array(fits).T
    weight = prior * np.exp(log_likelihood - log_likelihood.max())
    weight /= weight.sum()
    falls, rises = (float(weight @ stdtr(n - rank - 1, tail)) for tail in (-t, t))
    return min(1.0, 2 * min(falls, rises)), 1 if rises > falls else -1


def _noises(day: Floats, grid: Noise) -> Iterator[tuple[float, Floats | None]]:
    """The prior of each noise with the root of its correlation matrix; None is the identity."""
    yield PRIOR_NO_SPELLS, None
    spells = [share for share in grid.shares if share > 0]
    prior = (1 - PRIOR_NO_SPELLS) / (len(spells) * len(grid.fading_days))
    apart = np.abs(day[:, None] - day[None, :])
    for days in grid.fading_days:
        fading = np.exp(-apart / days)
        for share in spells:
            correlation = share * fading
            np.fill_diagonal(correlation, 1.0)
            yield prior, cholesky(correlation, lower=True, overwrite_a=True, check_finite=False)


def _fit(design: Floats, y: Floats, root: Floats | None) -> tuple[float, float]:
    """The t of the design's last column and the restricted log likelihood, up to a constant."""
    both = np.column_stack([design, y])
    log_root = 0.0
    if root is not None:
        both = solve_triangular(root, both, lower=True, check_finite=False)
        log_root = float(np.log(np.diag(root)).sum())
    q, r = np.linalg.qr(both[:, :-1])
    white = both[:, -1]
    along = q.T @ white
    freedom = len(y) - design.shape[1]
    rest = white - q @ along
    variance = max(float(rest @ rest), LEAST_VARIANCE * float(white @ white)) / freedom
    scale = np.diag(r)
    t = float(along[-1] * np.sign(scale[-1])) / np.sqrt(variance)
    restricted = -0.5 * freedom * np.log(variance) - log_root - np.log(np.abs(scale)).sum()
    return float(t), float(restricted)
