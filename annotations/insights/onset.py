"""How far the runner got before pain began: Kaplan-Meier over noted runs."""

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.stats import CensoredData, ecdf

from annotations.insights.evidence import Finding
from annotations.model import Site
from annotations.record import Observation

WINDOW = 15
MIN_NOTED, MIN_PAINFUL = 20, 5
MAX_UNKNOWN_SHARE = 0.2
METHOD = (
    "Kaplan-Meier, pain-free runs censored at their length; 95 % interval from the log-log band"
)


def onset_state(site: Site, series: Sequence[Observation]) -> list[Finding]:
    """The distance that half of the latest noted runs got past, and of the first ones for comparison.

    Estimates are medians in metres over windows of 15 noted runs; the two windows never share a
    run, so the first one is given only from 30 noted runs on. `estimate` is None where fewer than
    five runs of the window hurt, or half of it never did: then the record holds no such distance,
    and one onset late in a long run must not pass for one.
    Source: Kaplan and Meier 1958; interval by inverting the log-log band, Brookmeyer and Crowley 1982.
    """
    usable = [o for o in series if not (o.painful and o.onset_m is None)]
    painful = sum(o.painful for o in usable)
    lost = len(series) - len(usable)
    if missing := _missing(len(usable), painful, lost, sum(o.painful for o in series)):
        counts = {"noted": len(series), "painful": painful, "painful_without_onset": lost}
        return [
            Finding(
                "onset_state", site, "recent", "not_enough", counts, needs=missing, method=METHOD
            )
        ]
    findings = [_window(site, "recent", usable[-WINDOW:], lost)]
    if len(usable) >= 2 * WINDOW:
        findings.append(_window(site, "first", usable[:WINDOW], lost))
    return findings


def _missing(noted: int, painful: int, lost: int, all_painful: int) -> str:
    if noted < MIN_NOTED:
        short = MIN_NOTED - noted
        or_else = f" (or the onset of {short} that hurt)" if lost >= short else ""
        return _more(short, "noted run") + or_else
    if painful < MIN_PAINFUL:
        return _more(MIN_PAINFUL - painful, "painful run")
    may_lack = int(MAX_UNKNOWN_SHARE * all_painful)
    if lost > may_lack:
        return f"the onset of {_more(lost - may_lack, 'painful run')}"
    return ""


def _more(k: int, what: str) -> str:
    return f"{k} more {what}{'s' if k > 1 else ''}"


def _window(site: Site, subject: str, runs: Sequence[Observation], lost: int) -> Finding:
    painful = sum(o.painful for o in runs)
    median, interval = median_free_m(runs) if painful >= MIN_PAINFUL else (None, None)
    counts = {
        "noted": len(runs),
        "painful": painful,
        "painful_without_onset": lost,
    }
    return Finding(
        "onset_state", site, subject, "fact", counts, median, interval, unit="m", method=METHOD
    )


def survival(runs: Sequence[Observation]) -> Any:
    """scipy's empirical survival function of the pain-free distance in metres.

    Painful runs that began to hurt nobody knows where have no distance and are left out; needs at
    least one other run.
    """
    onsets = [o.onset_m for o in runs if o.painful and o.onset_m is not None]
    censored = [o.free_m for o in runs if not o.painful]
    return ecdf(CensoredData(uncensored=onsets, right=censored)).sf


def median_free_m(
    runs: Sequence[Observation],
) -> tuple[float | None, tuple[float | None, float | None]]:
    """The metres by which pain came in half of the runs, and the 95 % interval; None where never reached."""
    if not any(o.painful for o in runs):
        return None, (None, None)
    curve = survival(runs)
    with warnings.catch_warnings():
        # where nothing or everything has happened yet the band has no end; that end is None below
        warnings.simplefilter("ignore", RuntimeWarning)
        band = curve.confidence_interval(confidence_level=0.95, method="log-log")
    at = curve.quantiles
    return _first_below(at, curve.probabilities), (
        _first_below(at, band.low.probabilities),
        _first_below(at, band.high.probabilities),
    )


def _first_below(distances: Any, probabilities: Any) -> float | None:
    below = np.flatnonzero(np.nan_to_num(probabilities, nan=1.0) <= 0.5)
    return float(distances[below[0]]) if below.size else None
