"""How much a trigger matters, to be shown with a claim: a hazard ratio shrunk towards none."""

import math
import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np

from annotations.insights.scan import MIN_EACH_WAY, MIN_PAINFUL, with_and_without
from annotations.insights.scores import basis, measured, time_basis
from annotations.insights.series import Flags, Floats, Series
from annotations.insights.survival import product_limit

PRIOR_SD = 0.5
"""Of the log hazard ratio: nine in ten true ones lie between 0.44 and 2.3."""
Z_95 = 1.959963984540054
WIDEST_SE = 2.0
"""Beyond this the runs say less than a sixteenth of what the prior says: no size can be told."""


@dataclass(frozen=True, slots=True)
class Effect:
    """The hazard of onset with the shoe or factor over that without, and the shares hurt by `at_m` metres.

    For a covariate of many values: of a typical run of its larger half over one of its smaller half,
    `apart` units of the covariate between them. `low` and `high` are the 95 % posterior interval.
    """

    hazard_ratio: float
    low: float
    high: float
    share_with: float
    share_without: float
    at_m: float
    n_with: int
    n_without: int
    apart: float = 1.0


def shrunk_effect(series: Series, subject: str, *, unit_m: float = 1000.0) -> Effect | None:
    """The effect of one covariate given calendar time; the shares by a whole number of `unit_m` metres.

    None where the runs can't tell the size: fewer than 8 painful ones, fewer than 6 with or without,
    no finite estimate (as where every run with the shoe hurt at once), or a covariate that time explains.
    The distance is the one nearest to the median onset that both kinds of run got to.
    Source: Cox 1972, ties of Efron 1977 (statsmodels PHReg); normal shrinkage of the estimate, prior
    N(0, 0.5^2), against the winner's curse, Gelman and Carlin 2014; Kaplan and Meier 1958.
    """
    runs = measured(series)
    with_it, without_it = with_and_without(runs, subject)
    known = with_it | without_it
    painful = int(np.count_nonzero(runs.painful & known))
    if painful < MIN_PAINFUL or min(with_it.sum(), without_it.sum()) < MIN_EACH_WAY:
        return None
    values = runs.covariates[subject]
    apart = float(np.median(values[with_it]) - np.median(values[without_it]))
    estimate = _log_hazard_ratio(runs.where(known), values[known] / apart)
    if estimate is None:
        return None
    mean, sd = shrink(*estimate)
    at_m = _round_distance(runs, with_it, without_it, unit_m)
    return Effect(
        hazard_ratio=math.exp(mean),
        low=math.exp(mean - Z_95 * sd),
        high=math.exp(mean + Z_95 * sd),
        share_with=_share_hurt(runs.where(with_it), at_m),
        share_without=_share_hurt(runs.where(without_it), at_m),
        at_m=at_m,
        n_with=int(with_it.sum()),
        n_without=int(without_it.sum()),
        apart=apart,
    )


def shrink(log_ratio: float, se: float) -> tuple[float, float]:
    """Mean and standard deviation of the log hazard ratio after the prior N(0, 0.5^2): b tau^2 / (tau^2 + se^2)."""
    weight = PRIOR_SD**2 / (PRIOR_SD**2 + se**2)
    return log_ratio * weight, se * math.sqrt(weight)


def _log_hazard_ratio(runs: Series, values: Floats) -> tuple[float, float] | None:
    """Cox's estimate and its standard error, or None where the likelihood has no clear maximum."""
    from statsmodels.duration.hazard_regression import PHReg

    columns = np.column_stack([values - values.mean(), basis(time_basis(runs.day))])
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            fit: Any = PHReg(
                runs.reached_m, columns, status=runs.painful.astype(int), ties="efron"
            ).fit(disp=0)
            ratio, se = float(fit.params[0]), float(fit.bse[0])
    except (Warning, np.linalg.LinAlgError, ValueError, FloatingPointError):
        return None
    return (ratio, se) if math.isfinite(ratio) and 0 < se <= WIDEST_SE else None


def _round_distance(runs: Series, with_it: Flags, without_it: Flags, unit_m: float) -> float:
    onset = float(np.median(runs.reached_m[runs.painful & (with_it | without_it)]))
    both_got_to = min(float(runs.length_m[each].max()) for each in (with_it, without_it))
    return unit_m * max(1, min(round(onset / unit_m), math.floor(both_got_to / unit_m)))


def _share_hurt(runs: Series, at_m: float) -> float:
    """Kaplan-Meier's share of runs in which pain had come by `at_m`."""
    return 1.0 - product_limit(runs.reached_m, runs.painful).free_beyond(at_m)
