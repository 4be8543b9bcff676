"""What is computed from the JSON as it came: a run's measures that no column holds, and its recording."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import isfinite
from typing import Any

from annotations.model import Track
from annotations.tracks import simplified

READING = 1
"""The version of `read_recording`: recordings that an older one read are read again."""


@dataclass(frozen=True, slots=True)
class Recording:
    """What a streams answer is good for here."""

    track: Track | None = None
    downhill_share: float | None = None


def read_recording(raw: Mapping[str, Any] | None) -> Recording:
    """The track of a streams answer, simplified, and how much of it goes downhill; None for what is unusable."""
    times, distances = _rising(raw, "time"), _rising(raw, "distance")
    if not times or len(times) != len(distances):
        return Recording()
    from annotations.terrain import downhill_share  # numpy

    heights = _numbers(raw, "altitude")
    share = downhill_share(distances, heights) if len(heights) == len(distances) else None
    return Recording(simplified(Track(times, distances)), share)


def temperature_c(activity: Mapping[str, Any]) -> float | None:
    """The average of the recording; None where the device has no thermometer."""
    return _number(activity, "average_temp")


def elevation_gain_m(activity: Mapping[str, Any]) -> float | None:
    """None where nothing was measured: Strava says 0 then, and leaves out the highest and lowest point."""
    gain = _number(activity, "total_elevation_gain")
    high, low = _number(activity, "elev_high"), _number(activity, "elev_low")
    if gain is None or gain < 0 or activity.get("manual") is True:
        return None
    measured = gain > 0 or (high is not None and low is not None and high > low)
    return gain if measured else None


def _number(raw: Mapping[str, Any], key: str) -> float | None:
    value = raw.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > 1e9:
        return None
    return float(value) if isfinite(value) else None


def _rising(raw: Mapping[str, Any] | None, key: str) -> tuple[float, ...]:
    """A stream of finite numbers that never fall; empty where there is none such."""
    numbers = _numbers(raw, key)
    falls = any(later < earlier for earlier, later in pairwise(numbers))
    return () if falls else numbers


def _numbers(raw: Mapping[str, Any] | None, key: str) -> tuple[float, ...]:
    """A stream of finite numbers; empty where there is none such."""
    try:
        numbers = tuple(float(number) for number in (raw or {})[key]["data"])
    except (KeyError, TypeError, ValueError, OverflowError):
        return ()
    return numbers if all(map(isfinite, numbers)) else ()
