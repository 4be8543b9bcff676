"""How far the runner got before pain began: at first, of late, and as it is now."""

import numpy as np

from annotations.insights.evidence import Finding
from annotations.insights.needs import MIN_PAINFUL, Onsets, not_enough
from annotations.insights.series import Series
from annotations.insights.survival import MIN_AT_RISK, ProductLimit, product_limit, recency
from annotations.model import Site

WINDOW = 15
SAME_PLACE_M = 1.0
METHOD = (
    "Kaplan-Meier, pain-free runs censored at their length; 95 % interval from the log-log band"
)
METHOD_NOW = (
    "Kaplan-Meier, each run weighing half as much for every 45 days of its age, pain-free runs censored "
    "at their length; 95 % interval from the log-log band at Kish's effective number of runs"
)
NOW = {"half": 0.5, "one_in_five": 0.8}
"""The share of runs still free of pain at the distance that each subject gives."""


def onset_state(site: Site, series: Series) -> list[Finding]:
    """The distances by which pain came: medians of two windows, and how it is now with newer runs counting more.

    `recent` and `first` are medians in metres over the last and the first 15 noted runs; the two
    windows never share a run, so `first` is given only from 30 noted runs on. `half` and
    `one_in_five` are the distances by which pain came in half and in one of five runs, all noted
    runs weighing 0.5^(age / 45 days), their age counted back from the newest noted run.

    An `estimate` is None where the record holds no such distance: a window where fewer than five
    runs hurt, or half never did; a distance now that fewer than five runs (counted by weight) got
    to. One onset late in a long run must not pass for one. Below the minimum there is one finding,
    `recent`, that says what is missing. `n["began_there"]` counts the onsets at the estimate.
    Source: Kaplan and Meier 1958; interval by inverting the log-log band, Brookmeyer and Crowley 1982.
    """
    onsets = Onsets.of(series)
    if onsets.needs:
        return not_enough("onset_state", site, "recent", onsets.counts, onsets.needs, METHOD)
    known = series.located()
    order = np.arange(len(known))
    windows = {"recent": known.where(order >= len(known) - WINDOW)}
    if len(known) >= 2 * WINDOW:
        windows["first"] = known.where(order < WINDOW)
    found = [_window(site, subject, runs, onsets.lost) for subject, runs in windows.items()]
    curve = product_limit(known.reached_m, known.painful, recency(known.day))
    return found + [_now(site, subject, known, curve, onsets) for subject in NOW]


def _window(site: Site, subject: str, runs: Series, lost: int) -> Finding:
    curve = product_limit(runs.reached_m, runs.painful)
    painful = int(runs.painful.sum())
    counts = {"noted": len(runs), "painful": painful, "painful_without_onset": lost}
    told = painful >= MIN_PAINFUL
    at_m = curve.distance(0.5) if told else None
    interval = curve.interval(0.5) if told else (None, None)
    counts["began_there"] = _began_at(at_m, runs)
    return Finding(
        "onset_state", site, subject, "fact", counts, at_m, interval, unit="m", method=METHOD
    )


def _now(site: Site, subject: str, known: Series, curve: ProductLimit, onsets: Onsets) -> Finding:
    at_m = curve.distance(NOW[subject], MIN_AT_RISK)
    interval = curve.interval(NOW[subject]) if at_m is not None else (None, None)
    counts = {
        **onsets.counts,
        "effective": round(curve.effective),
        "began_there": _began_at(at_m, known),
    }
    few = curve.effective < MIN_AT_RISK
    return Finding(
        "onset_state",
        site,
        subject,
        "not_enough" if few else "fact",
        counts,
        at_m,
        interval,
        unit="m",
        needs="more noted runs of the last weeks" if few else "",
        method=METHOD_NOW,
    )


def _began_at(at_m: float | None, runs: Series) -> int:
    if at_m is None:
        return 0
    return int(np.sum(runs.painful & (np.abs(runs.reached_m - at_m) < SAME_PLACE_M)))
