"""Trends as a text book for independent runs, or for stationary months of rain, would test them."""

from dataclasses import replace

import numpy as np
from scipy.special import ndtr
from scipy.stats import norm, rankdata, ttest_ind

from annotations.insights.gls import LONG, USUAL, drift_p
from annotations.insights.scores import nelson_aalen_scores
from annotations.insights.series import Floats, Series
from simulation.forbidden.phases import newey_west
from simulation.life import Life

NOMINAL = 0.05


def product_trend(series: Series) -> bool:
    """The product's way at one look: a drift that survives usual and long spells, at 5 %."""
    scores = nelson_aalen_scores(series.reached_m, series.painful)
    length = np.log(series.length_m)[:, None]
    return max(drift_p(scores, series.day, grid, length)[0] for grid in (USUAL, LONG)) <= NOMINAL


def mann_kendall(series: Series) -> bool:
    """Forbidden: Mann 1945, Kendall 1975, as if runs were independent."""
    s, variance = _kendall(_scores(series))
    return _two_sided(s, variance) <= NOMINAL


def hamed_rao(series: Series) -> bool:
    """Forbidden: the same with the variance corrected for autocorrelation of ranks (Hamed and Rao 1998)."""
    scores = _scores(series)
    n = len(scores)
    s, variance = _kendall(scores)
    ranks = rankdata(scores - _sen_line(scores))
    centred = ranks - ranks.mean()
    lags = np.arange(1, n - 3)
    rho = np.array([centred[k:] @ centred[:-k] for k in lags]) / (centred @ centred)
    rho[np.abs(rho) < norm.ppf(0.975) / np.sqrt(n)] = 0.0
    weights = (n - lags) * (n - lags - 1) * (n - lags - 2)
    inflation = 1 + 2 / (n * (n - 1) * (n - 2)) * float(weights @ rho)
    return _two_sided(s, variance * max(inflation, 0.05)) <= NOMINAL


def newey_west_trend(series: Series) -> bool:
    """Forbidden: a straight line with Newey-West errors."""
    time = np.arange(len(series), dtype=float)
    slope, error = newey_west(_scores(series), np.column_stack([np.ones(len(time)), time]), 1)
    return 2 * float(ndtr(-abs(slope) / error)) <= NOMINAL


def mean_onset_moved(series: Series) -> bool:
    """Forbidden: the mean onset of painful runs, early against late half, what ended before it thrown away."""
    place = np.arange(len(series))
    early = series.reached_m[series.painful & (place < len(series) / 2)]
    late = series.reached_m[series.painful & (place >= len(series) / 2)]
    if min(len(early), len(late)) < 4:
        return False
    return bool(ttest_ind(early, late, equal_var=False).pvalue <= NOMINAL)


def with_growing_runs(life: Life) -> Life:
    """The same runner, pain waiting at the same distances, whose runs grow from .5 to 1.6 times their plan."""
    length = life.training.planned_m * np.linspace(0.5, 1.6, len(life))
    pains = tuple(replace(pain, painful=pain.latent_m <= length) for pain in life.pains)
    return replace(life, length_m=length, pains=pains)


def _scores(series: Series) -> Floats:
    return nelson_aalen_scores(series.reached_m, series.painful)


def _kendall(y: Floats) -> tuple[float, float]:
    n = len(y)
    s = float(np.sign(y[None, :] - y[:, None])[np.triu_indices(n, 1)].sum())
    return s, n * (n - 1) * (2 * n + 5) / 18


def _two_sided(s: float, variance: float) -> float:
    return 2 * float(ndtr(-max(0.0, abs(s) - 1) / np.sqrt(variance)))


def _sen_line(y: Floats) -> Floats:
    i, j = np.triu_indices(len(y), 1)
    return np.asarray(np.median((y[j] - y[i]) / (j - i)) * np.arange(len(y)))
