"""Does pain come later, or milder, as the months go by? Looked at a few times only, each look paid for."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.stats import theilslopes

from annotations.insights.gls import LONG, USUAL, drift_p
from annotations.insights.scores import measured, nelson_aalen_scores, ordered
from annotations.insights.series import Floats, Series
from annotations.insights.survival import Interval, product_limit

ONSET_MILESTONES = (20, 30, 45, 68, 101, 152, 228, 342)
INTENSITY_MILESTONES = (12, 18, 27, 40, 60, 90, 135, 200)
MIN_PAINFUL_ONSETS = 8
LEAST_FOR_A_THIRD = 6
PAINFUL_RUNS = 10


@dataclass(frozen=True, slots=True)
class TrendLook:
    """One look at a trend; it uses up `milestones`, which no later look may use again.

    `p_hint` takes usual spells for granted, `p_clear` (never smaller) long ones as well; both are paid for the
    family's eight milestones, so that they compare with the family's alpha. `n` are the runs looked
    at, the latest ones. `sign` is 1 where pain comes earlier, or is worse, with the date, -1 where
    later or milder, 0 where neither.
    """

    milestones: tuple[int, ...]
    n: int
    p_hint: float
    p_clear: float
    sign: int


@dataclass(frozen=True, slots=True)
class Third:
    """How far half of a stretch of runs got free of pain, by Kaplan-Meier; None where the curve stays above half."""

    n: int
    painful: int
    median_m: float | None
    interval: Interval

    @property
    def told_m(self) -> float | None:
        """The median where half of the runs did hurt: one onset late in a long run must not pass for half of them."""
        return self.median_m if 2 * self.painful >= self.n else None


class Slope(NamedTuple):
    """Points of intensity per 10 painful runs with their 95 % interval, and the means of the outer thirds."""

    per_10_runs: float
    low: float
    high: float
    first_third: float
    last_third: float


def onset_look(series: Series, used: frozenset[int], *, factor: float = 1.0) -> TrendLook | None:
    """The drift of the log-rank score with the date, given log run length, over the latest 342 runs at most.

    None where no milestone of `ONSET_MILESTONES` is reached that is not `used`, or fewer than 8 of the
    runs hurt. `factor` multiplies both p (the sites tracked).
    Source: log-rank scores, Peto and Peto 1972; drift and noise as in `gls`; each of k milestones at
    alpha / 8, Bonferroni, those that an import jumps over together at k alpha / 8.
    """
    runs = measured(series)
    milestones = _reached(len(runs), ONSET_MILESTONES, used)
    runs = _latest(runs, ONSET_MILESTONES[-1])
    if not milestones or np.count_nonzero(runs.painful) < MIN_PAINFUL_ONSETS:
        return None
    score = nelson_aalen_scores(runs.reached_m, runs.painful)
    return _look(score, runs.day, np.log(runs.length_m)[:, None], milestones, factor)


def intensity_look(
    series: Series, used: frozenset[int], *, factor: float = 1.0
) -> TrendLook | None:
    """The drift of the intensity of painful runs with the date, over the latest 200 of them at most.

    None where no milestone of `INTENSITY_MILESTONES` is reached that is not `used`. `factor` and
    sources as in `onset_look`.
    """
    runs = _rated(series)
    milestones = _reached(len(runs), INTENSITY_MILESTONES, used)
    if not milestones:
        return None
    runs = _latest(runs, INTENSITY_MILESTONES[-1])
    return _look(runs.intensity, runs.day, None, milestones, factor)


def onset_thirds(series: Series) -> tuple[Third, Third] | None:
    """The pain-free distance of the early and of the last third of the runs that `onset_look` looks at.

    None with fewer than 18 runs. Sources as in `survival`.
    """
    runs = _latest(measured(series), ONSET_MILESTONES[-1])
    third = len(runs) // 3
    if third < LEAST_FOR_A_THIRD:
        return None
    place = np.arange(len(runs))
    return _reach(runs.where(place < third)), _reach(runs.where(place >= len(runs) - third))


def intensity_slope(series: Series) -> Slope | None:
    """The trend of the intensity over the painful runs that `intensity_look` looks at, to be shown.

    None with fewer than 12 painful runs. Source: Theil 1950, Sen 1968 (scipy theilslopes); the interval
    takes runs for independent, so it says nothing about whether there is a trend.
    """
    points = _latest(_rated(series), INTENSITY_MILESTONES[-1]).intensity
    if len(points) < INTENSITY_MILESTONES[0]:
        return None
    fit = theilslopes(points, np.arange(len(points)), 0.95)
    third = len(points) // 3
    return Slope(
        PAINFUL_RUNS * float(fit.slope),
        PAINFUL_RUNS * float(fit.low_slope),
        PAINFUL_RUNS * float(fit.high_slope),
        float(points[:third].mean()),
        float(points[-third:].mean()),
    )


def _reached(n: int, milestones: tuple[int, ...], used: frozenset[int]) -> tuple[int, ...]:
    return tuple(m for m in milestones if m <= n and m not in used)


def _latest(runs: Series, most: int) -> Series:
    return runs.where(np.arange(len(runs)) >= len(runs) - most)


def _rated(series: Series) -> Series:
    """The painful runs with a known intensity, in order of their days."""
    runs = series.where(series.painful & np.isfinite(series.intensity) & np.isfinite(series.day))
    return ordered(runs)


def _look(
    y: Floats, day: Floats, nuisance: Floats | None, milestones: tuple[int, ...], factor: float
) -> TrendLook:
    price = factor * len(ONSET_MILESTONES) / len(milestones)
    usual, sign = drift_p(y, day, USUAL, nuisance)
    long, _ = drift_p(y, day, LONG, nuisance)
    p_hint, p_clear = (min(1.0, price * p) for p in (usual, max(usual, long)))
    return TrendLook(milestones, len(y), p_hint, p_clear, sign)


def _reach(runs: Series) -> Third:
    curve = product_limit(runs.reached_m, runs.painful)
    painful = int(np.count_nonzero(runs.painful))
    return Third(len(runs), painful, curve.distance(0.5), curve.interval(0.5))
