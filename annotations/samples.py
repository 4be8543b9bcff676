"""A run's recording as Strava's streams have it, made fit to compute with: gaps, pauses, sensors that drop out."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isnan
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotations.model import Track
from annotations.sports import RUN_SPORTS
from annotations.terrain import Floats, Road, road_of

Measured = tuple[float | None, ...]
"""None: not measured."""

GAP_S = 10.0
"""Samples this far apart were not taken one after the other: the watch paused, or lost its signal."""
STANDING_M_S = 0.5
"""Slower than anybody walks."""
MOST = 0.9
"""An altitude is bridged over holes where at least this share of the samples has one."""
_LIMIT = 1e9
_ALTITUDE_M = (-500.0, 9000.0)
_HEART_RATE_BPM = (25.0, 250.0)
_CADENCE_PER_MIN = (0.0, 150.0)


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """Index-aligned samples, two or more, over more than 0 m: times and distances never fall.

    `moving_s` counts the elapsed seconds without those that were stood still. `cadence_per_min` are
    the steps of both legs in a run, else turns or strokes. NaN where a sensor said nothing that can
    be; None for a sensor that said nothing at all. The altitude has no NaN.
    """

    elapsed_s: Floats
    moving_s: Floats
    distance_m: Floats
    altitude_m: Floats | None = None
    cadence_per_min: Floats | None = None
    heart_rate_bpm: Floats | None = None

    @property
    def track(self) -> Track:
        """Times and distances alone."""
        return Track(tuple(self.elapsed_s.tolist()), tuple(self.distance_m.tolist()))

    @property
    def road(self) -> Road | None:
        """The road that was run; None without altitudes, and where it is too short to tell."""
        return None if self.altitude_m is None else road_of(self.distance_m, self.altitude_m)


def read_samples(raw: Mapping[str, Any] | None, sport_type: str = "Run") -> Samples | None:
    """The samples of a streams answer by key; None where time and distance are of no use.

    A sample without a time or a distance is left out, with a time before that of an earlier one, and
    with a distance beyond the last five; one that goes back stands still until it is passed. A stream
    of another length than the time's is not aligned with it and left out.
    """
    time, distance = _stream(raw, "time"), _stream(raw, "distance")
    if time is None or distance is None or len(time) != len(distance):
        return None
    kept = _usable(time, distance)
    elapsed_s, distance_m = time[kept], np.maximum.accumulate(distance[kept])
    if len(elapsed_s) < 2 or distance_m[-1] <= distance_m[0]:
        return None
    legs = 2.0 if sport_type in RUN_SPORTS else 1.0  # Strava counts one leg's steps
    cadence = _sensor(raw, "cadence", kept, _CADENCE_PER_MIN)
    return Samples(
        elapsed_s,
        _moving(elapsed_s, distance_m, _sensor(raw, "moving", kept, (0.0, 1.0))),
        distance_m,
        _altitude(raw, kept, distance_m),
        None if cadence is None else cadence * legs,
        _sensor(raw, "heartrate", kept, _HEART_RATE_BPM),
    )


def measured(values: Floats) -> Measured:
    """The values with None for NaN."""
    return tuple(None if isnan(value) else value for value in values.tolist())


def reached(samples: Samples, values: Floats, at_m: Floats) -> Floats:
    """`values` (one a sample) when each of these distances was first reached; straight between samples."""
    distance = samples.distance_m
    after = np.clip(np.searchsorted(distance, at_m, side="left"), 1, len(distance) - 1)
    before_m, after_m = distance[after - 1], distance[after]
    span = np.where(after_m > before_m, after_m - before_m, 1.0)
    share = np.clip((at_m - before_m) / span, 0.0, 1.0)
    found: Floats = values[after - 1] + share * (values[after] - values[after - 1])
    return found


def _usable(time: Floats, distance: Floats) -> NDArray[np.bool_]:
    known = (time >= 0) & (distance >= 0)
    if not known.any():
        return known
    known &= distance <= distance[known][-5:].max()  # a single wild one would hold up all after it
    usable: NDArray[np.bool_] = known & (time >= np.maximum.accumulate(np.where(known, time, 0.0)))
    return usable


def _moving(elapsed_s: Floats, distance_m: Floats, moving: Floats | None) -> Floats:
    """The seconds in motion: by Strava's own flag; by speed where there is none, and across gaps."""
    taken = np.diff(elapsed_s)
    middle = elapsed_s[:-1] + taken / 2
    # Over ten seconds or so: the distance of one second is as likely to be 0 as twice too long.
    ahead = np.interp(middle + GAP_S / 2, elapsed_s, distance_m)
    behind = np.interp(middle - GAP_S / 2, elapsed_s, distance_m)
    over_s = np.minimum(middle + GAP_S / 2, elapsed_s[-1]) - np.maximum(
        middle - GAP_S / 2, elapsed_s[0]
    )
    standing = ahead - behind < STANDING_M_S * over_s
    if moving is not None:
        told = moving[1:]
        standing = np.where(np.isnan(told) | (taken > GAP_S), standing | (told == 0), told == 0)
    return np.concatenate([[0.0], np.cumsum(np.where(standing, 0.0, taken))])


def _altitude(
    raw: Mapping[str, Any] | None, kept: NDArray[np.bool_], metres: Floats
) -> Floats | None:
    heights = _sensor(raw, "altitude", kept, _ALTITUDE_M)
    if heights is None:
        return None
    known = ~np.isnan(heights)
    if np.mean(known) < MOST:
        return None
    return np.interp(np.arange(len(metres)), np.flatnonzero(known), heights[known])


def _sensor(
    raw: Mapping[str, Any] | None, key: str, kept: NDArray[np.bool_], within: tuple[float, float]
) -> Floats | None:
    """The kept samples of a stream; NaN beyond these bounds, None where nothing is left."""
    values = _stream(raw, key)
    if values is None or len(values) != len(kept):
        return None
    values = values[kept]
    values = np.where((values >= within[0]) & (values <= within[1]), values, np.nan)
    return None if np.isnan(values).all() else values


def _stream(raw: Mapping[str, Any] | None, key: str) -> Floats | None:
    """The data of a stream, NaN for what is no finite number; None where there is no list of data."""
    stream = (raw or {}).get(key)
    data = stream.get("data") if isinstance(stream, Mapping) else None
    if not isinstance(data, list):
        return None
    try:
        values = np.array(data, dtype=float)
    except (TypeError, ValueError, OverflowError):
        values = np.array([_number(one) for one in data], dtype=float)
    if values.ndim != 1:
        return None
    return np.where(np.abs(values) <= _LIMIT, values, np.nan)


def _number(value: object) -> float:
    if not isinstance(value, int | float) or abs(value) > _LIMIT:
        return float("nan")
    return float(value)
