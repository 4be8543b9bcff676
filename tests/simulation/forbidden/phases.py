"""Before and after: "since I started X", read as evidence that X did it."""

from dataclasses import replace

import numpy as np
from numpy.random import Generator
from scipy.stats import mannwhitneyu, ttest_ind

from annotations.insights.series import Floats, Series

BEFORE, AFTER = 20, 30
BAD_OF, BAD = 6, 5


def start_after_bad_spell(series: Series, chance: Generator) -> int | None:
    """Where a runner begins something new: after some spell in which five of six noted runs hurt."""
    recent = np.convolve(series.painful.astype(float), np.ones(BAD_OF), "full")[: len(series)]
    bad = np.flatnonzero(recent >= BAD) + 1
    bad = bad[(bad >= BEFORE + 8) & (bad <= len(series) - AFTER)]
    return int(chance.choice(bad)) if len(bad) else None


def with_change(series: Series, start: int) -> Series:
    """The record 30 noted runs after the start, with the change as the runner's tag of each run since."""
    since = (np.arange(len(series)) >= start).astype(float)
    tagged = replace(series, covariates={**series.covariates, "factor:change": since})
    return tagged.first(start + AFTER)


def nap_better(series: Series, start: int) -> bool:
    """Forbidden: non-overlap of all pairs, by its Mann-Whitney p (Parker and Vannest 2009)."""
    before, after = _phases(series, start)
    return bool(after.mean() < before.mean() and mannwhitneyu(before, after).pvalue < 0.05)


def tau_u_better(series: Series, start: int) -> bool:
    """Forbidden: Tau-U, A against B less the trend of A, by its normal z (Parker et al. 2011)."""
    before, after = _phases(series, start)
    a, b = len(before), len(after)
    between = np.sign(after[None, :] - before[:, None]).sum()
    within = np.sign(before[None, :] - before[:, None])[np.triu_indices(a, 1)].sum()
    variance = a * b * (a + b + 1) / 3 + a * (a - 1) * (2 * a + 5) / 18
    return bool((between - within) / np.sqrt(variance) < -1.96)


def segmented_better(series: Series, start: int) -> bool:
    """Forbidden: interrupted time series, a step in level with Newey-West errors (Bernal et al. 2017)."""
    time = np.arange(len(series)) - float(start)
    after = (time >= 0).astype(float)
    columns = np.column_stack([np.ones(len(time)), time, after, time * after])
    step, error = newey_west(series.intensity, columns, 2)
    return step / error < -1.96


def newey_west(y: Floats, columns: Floats, which: int) -> tuple[float, float]:
    """A coefficient of least squares and its error (Newey and West 1987, the usual lag)."""
    inverse = np.linalg.inv(columns.T @ columns)
    beta = inverse @ columns.T @ y
    moments = columns * (y - columns @ beta)[:, None]
    middle = moments.T @ moments
    lags = int(4 * (len(y) / 100) ** (2 / 9))
    for lag in range(1, lags + 1):
        shifted = moments[lag:].T @ moments[:-lag]
        middle += (1 - lag / (lags + 1)) * (shifted + shifted.T)
    return float(beta[which]), float(np.sqrt((inverse @ middle @ inverse)[which, which]))


def fall_since(series: Series, start: int, *, left_out: int) -> float:
    """Points of intensity by which the 30 runs since the start are below the 20 before it.

    `left_out` runs right before the start are no part of the baseline: 0 is forbidden, 8 is not.
    """
    pain = series.intensity
    baseline = pain[max(0, start - BEFORE - left_out) : start - left_out]
    return float(baseline.mean() - pain[start : start + AFTER].mean())


def treated_fall_more(before: Floats, after: Floats, treated: Floats) -> bool:
    """Forbidden where the runner chose: Welch's t of the fall in treated against untreated runs."""
    fall = before - after
    one, other = fall[treated == 1], fall[treated == 0]
    if min(len(one), len(other)) < 6:
        return False
    return bool(one.mean() > other.mean() and ttest_ind(one, other, equal_var=False).pvalue < 0.05)


def _phases(series: Series, start: int) -> tuple[Floats, Floats]:
    return series.intensity[:start], series.intensity[start:]
