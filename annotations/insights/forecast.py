"""How far the next run has an 80 % chance to stay free of pain, and how often such forecasts held."""

from dataclasses import dataclass

import numpy as np

from annotations.insights.evidence import Finding
from annotations.insights.needs import Onsets, not_enough
from annotations.insights.series import Flags, Floats, Series
from annotations.insights.survival import MIN_AT_RISK, OLDEST_DAYS, product_limit, recency
from annotations.model import Site

CHANCE = 0.8
MIN_SHARE_NOTED = 0.6
METHOD = (
    "Kaplan-Meier, each run weighing half as much for every 45 days of its age, the chance drawn "
    "towards a half by (n p + 1)/(n + 2) with the n noted runs of the last 450 days; every forecast judged on the run "
    "that came next"
)


@dataclass(frozen=True, slots=True)
class Reach:
    """The distance of a forecast; `at_least` where the chance has not fallen below 80 % as far as runs went."""

    distance_m: float
    at_least: bool


@dataclass(frozen=True, slots=True)
class Score:
    """How many forecasts could be judged, and in how many of them there was no pain up to the distance."""

    judged: int
    held: int


def forecast_reach(series: Series) -> Reach | None:
    """The distance up to which the next run has an 80 % chance of no pain, from the whole of `series`.

    None below 20 noted runs, 5 painful, onsets known in 4 of 5 of them or 60 % of the runs noted; and
    where the runs of the last weeks are too few for any distance. 0 metres where pain from the first
    step alone comes in more than one run of five.
    """
    if missing(Onsets.of(series), series.share_noted):
        return None
    known = series.located()
    return _reach(known.day, known.reached_m, known.painful)


def missing(onsets: Onsets, share_noted: float) -> str:
    """What a forecast still needs; empty when nothing is missing."""
    if onsets.needs:
        return onsets.needs
    if share_noted < MIN_SHARE_NOTED:
        return f"60 % of runs noted (now {int(100 * share_noted)} %)"
    return ""


def _reach(day: Floats, reached_m: Floats, painful: Flags) -> Reach | None:
    """Of runs with a known distance, oldest first, at least one."""
    since = int(np.searchsorted(day, day[-1] - OLDEST_DAYS))
    curve = product_limit(reached_m[since:], painful[since:], recency(day[since:]))
    n = len(day) - since
    chance = (n * curve.free + 1.0) / (n + 2.0)
    supported = int(np.sum(curve.at_risk >= MIN_AT_RISK))
    if not supported:
        return None
    below = np.flatnonzero(chance[:supported] < CHANCE - 1e-9)
    if below.size:
        return Reach(float(curve.at_m[below[0]]), at_least=False)
    return Reach(float(curve.at_m[supported - 1]), at_least=True)


def score(series: Series) -> Score:
    """Every noted run's forecast, from the record strictly before it, against what happened in it.

    A forecast is judged on a run that was at least as long as its distance, or that hurt before it;
    a shorter run without pain, or a pain that began nobody knows where, shows nothing. It held where
    no pain came before the distance (an onset right there is no pain before it). Forecasts of 0
    metres promise nothing and are left out.
    """
    located = (series.length_m > 0) & np.isfinite(series.reached_m)
    known = series.where(located)
    so_far, hurt = located.cumsum().tolist(), series.painful.cumsum().tolist()
    hurt_there = (located & series.painful).cumsum().tolist()
    judged = held = 0
    for k in (np.flatnonzero(located[1:]) + 1).tolist():
        early = so_far[k - 1]
        onsets = Onsets(early, hurt_there[k - 1], hurt[k - 1] - hurt_there[k - 1])
        # a run without a note between the last noted run and this one was known of, too
        if missing(onsets, k / max(k, int(series.runs_so_far[k]) - 1)):
            continue
        reach = _reach(known.day[:early], known.reached_m[:early], known.painful[:early])
        if reach is None or reach.distance_m == 0:
            continue
        hurt_before = bool(series.painful[k] & (series.reached_m[k] < reach.distance_m))
        went_far = bool(series.length_m[k] >= reach.distance_m)
        judged += hurt_before or went_far
        held += went_far and not hurt_before
    return Score(judged, held)


def forecast(site: Site, series: Series) -> list[Finding]:
    """The distance with an 80 % chance of no pain in the next run, with how often such forecasts held so far.

    The one finding has subject `about`, or `at_least` where the chance stays above 80 % as far as
    five runs (counted by weight) got. No interval: the distance is that of `onset_state`'s
    `one_in_five`, which has one; a forecast is judged by its score, `n["held"]` of `n["judged"]`.
    """
    onsets = Onsets.of(series)
    needs = missing(onsets, series.share_noted)
    reach = None if needs else forecast_reach(series)
    if reach is None:
        counts = {**onsets.counts, "noted_percent": int(100 * series.share_noted)}
        needs = needs or "more noted runs of the last weeks"
        return not_enough("forecast", site, "about", counts, needs, METHOD)
    so_far = score(series)
    counts = {**onsets.counts, "judged": so_far.judged, "held": so_far.held}
    subject = "at_least" if reach.at_least else "about"
    return [
        Finding(
            "forecast", site, subject, "fact", counts, reach.distance_m, unit="m", method=METHOD
        )
    ]
