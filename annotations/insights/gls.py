"""A drift with the date, told apart from spells: generalised least squares over plausible noises."""

from dataclasses import dataclass

import numpy as np
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
    columns = np.column_stack([fixed, left / np.linalg.norm(left, axis=0)])
    in_time = np.argsort(day, kind="stable")
    share, fading_days, prior = _noises(grid)
    white, log_root = _whitened(columns[in_time], day[in_time], share, fading_days)
    t, log_likelihood = _fits(white, log_root)
    weight = prior * np.exp(log_likelihood - log_likelihood.max())
    weight /= weight.sum()
    falls, rises = (float(weight @ stdtr(n - rank - 1, tail)) for tail in (-t, t))
    return min(1.0, 2 * min(falls, rises)), 1 if rises > falls else -1


def _noises(grid: Noise) -> tuple[Floats, Floats, Floats]:
    """Share of spells, fading days and prior of each noise, shapes (m,); the first has no spells."""
    spells = [(share, days) for share in grid.shares if share > 0 for days in grid.fading_days]
    share, fading_days = np.array([(0.0, 1.0), *spells]).T
    prior = np.full(len(share), (1 - PRIOR_NO_SPELLS) / len(spells))
    prior[0] = PRIOR_NO_SPELLS
    return share, fading_days, prior


def _whitened(
    columns: Floats, day: Floats, share: Floats, fading_days: Floats
) -> tuple[Floats, Floats]:
    """The (n, c) columns under each of m noises as white ones, (m, n, c), and log roots of determinants, (m,).

    `day` must not decrease. Spells that fade exponentially are a Markov process, so that what
    remains of each run after the best guess from the earlier ones is white: the rows of a Cholesky
    factor's inverse in n steps instead of n^3.
    Source: Kalman 1960, Schweppe 1965; at uneven distances in time, Jones 1981.
    """
    kept = np.exp(-np.diff(day, prepend=day[:1])[:, None] / fading_days)
    errors = np.empty((len(day), len(share), columns.shape[1]))
    variance = np.empty((len(day), len(share)))
    guess, unsure = np.zeros(errors.shape[1:]), share
    for k, fades in enumerate(kept):
        unsure = fades**2 * unsure + (1 - fades**2) * share
        variance[k] = unsure + 1 - share
        guess *= fades[:, None]
        errors[k] = columns[k] - guess
        gain = unsure / variance[k]
        guess += gain[:, None] * errors[k]
        unsure = unsure * (1 - gain)
    white = errors / np.sqrt(variance)[:, :, None]
    return white.transpose(1, 0, 2), 0.5 * np.log(variance).sum(axis=0)


def _fits(white: Floats, log_root: Floats) -> tuple[Floats, Floats]:
    """For each noise the t of the last column but one, y being the last, and the restricted log likelihood."""
    q, r = np.linalg.qr(white[:, :, :-1])
    y = white[:, :, -1]
    along = np.einsum("mnk,mn->mk", q, y)
    rest = y - np.einsum("mnk,mk->mn", q, along)
    freedom = q.shape[1] - q.shape[2]
    squares = np.maximum((rest**2).sum(axis=1), LEAST_VARIANCE * (y**2).sum(axis=1))
    scale = np.diagonal(r, axis1=1, axis2=2)
    t = along[:, -1] * np.sign(scale[:, -1]) / np.sqrt(squares / freedom)
    return t, -0.5 * freedom * np.log(squares) - log_root - np.log(np.abs(scale)).sum(axis=1)
