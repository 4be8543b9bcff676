"""The samples of a recording made sound: in order, with a distance, moving told from standing."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import asin, cos, inf, isfinite, radians, sin, sqrt

from sync.imports.recorded import RUNNING_STEPS_FROM, STEPS_FROM, Pause, Sample, Series

KEPT_EVERY_S = 5.0
"""Samples nearer than this add nothing that an insight looks at; pauses keep both their ends."""
STANDING_M_S = 0.5
GAP_S = 15.0
"""A smart recording leaves out up to so many seconds of steady running."""
EARTH_M = 6_371_000.0
_CLIMB_NOISE_M = 3.0
_LONGEST_S = 30 * 86_400.0
_LATE_S = 3600.0
"""No device records its first sample later than that; a start before was told by a wrong clock."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A series with what is counted on the whole recording, before it was thinned out."""

    series: Series
    start_s: float
    elapsed_s: float
    moving_s: float
    timer_s: float
    temp_c: float | None
    cadence_per_leg: float | None
    heartrate: float | None
    climb_m: float | None
    located: bool


def measured(
    samples: Sequence[Sample],
    *,
    sport_type: str | None,
    pauses: Sequence[Pause] = (),
    start_s: float | None = None,
) -> Measured | None:
    """The samples in the order of their times; None where fewer than two are left.

    A sample whose time is not after the last one's is left out, and so is what lies a month from the
    middle one: the clock was wrong. A distance that is missing is made from the speed or the places; one
    that falls stays at the last. `pauses` are elapsed seconds from `start_s`: from the
    first sample where it is not told, or an hour off.
    """
    kept = _in_order(samples)
    if len(kept) < 2:
        return None
    begin = kept[0].at_s
    if start_s is not None and 0 <= begin - start_s <= _LATE_S:
        begin = start_s
    time = [one.at_s - begin for one in kept]
    distance = _distances(kept)
    moving = _moving(time, distance, pauses)
    cadence = _per_leg(_filled([one.cadence for one in kept]), sport_type)
    altitude = _filled([one.altitude_m for one in kept])
    whole = Series(
        time_s=tuple(time),
        distance_m=tuple(distance),
        altitude_m=altitude,
        speed_m_s=_filled([one.speed_m_s for one in kept]),
        cadence_per_leg=cadence,
        heartrate=_filled([one.heartrate for one in kept]),
        temp_c=_filled([one.temp_c for one in kept]),
        moving=tuple(moving),
    )
    paused_s = sum(one.to_s - one.from_s for one in pauses)
    moved = sum(b - a for (a, b), moves in zip(pairwise(time), moving[1:], strict=True) if moves)
    return Measured(
        series=_thinned(whole),
        start_s=begin,
        elapsed_s=time[-1],
        moving_s=moved,
        timer_s=max(time[-1] - paused_s, moved),
        temp_c=_mean(whole.temp_c),
        cadence_per_leg=_mean([one for one in cadence if one > 0]),
        heartrate=_mean([one for one in whole.heartrate if one > 0]),
        climb_m=climbed(altitude) if altitude else None,
        located=any(one.latitude is not None for one in kept),
    )


def climbed(altitude_m: Sequence[float]) -> float:
    """Metres up, leaving out what goes up and down again by less than a barometer's noise."""
    total, low, high = 0.0, altitude_m[0], altitude_m[0]
    for height in altitude_m:
        if height > high:
            high = height
        elif high - height >= _CLIMB_NOISE_M or height < low:
            total += _over_noise(high - low)
            low = high = height
    return total + _over_noise(high - low)


def apart_m(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """The metres between two places on the ground (haversine)."""
    a, b = radians(lat1), radians(lat2)
    half = sin((b - a) / 2) ** 2 + cos(a) * cos(b) * sin(radians(lon2 - lon1) / 2) ** 2
    return 2 * EARTH_M * asin(min(1.0, sqrt(half)))


def _over_noise(rise_m: float) -> float:
    return rise_m if rise_m >= _CLIMB_NOISE_M else 0.0


def _in_order(samples: Sequence[Sample]) -> list[Sample]:
    timed = [one for one in samples if isfinite(one.at_s)]
    if not timed:
        return []
    middle_s = sorted(one.at_s for one in timed)[len(timed) // 2]
    kept: list[Sample] = []
    for one in timed:
        if abs(one.at_s - middle_s) < _LONGEST_S and (not kept or one.at_s > kept[-1].at_s):
            kept.append(one)
    return kept


def _distances(samples: Sequence[Sample]) -> list[float]:
    """Metres at each sample; the device's own, or made up from its speed or places."""
    told = [one.distance_m for one in samples]
    if any(one is not None and one > 0 for one in told):
        return _never_falling(told)
    if any(one.latitude is not None for one in samples):
        return _by_places(samples)
    if any(one.speed_m_s for one in samples):
        return _by_speed(samples)
    return [0.0] * len(samples)


def _never_falling(told: Sequence[float | None]) -> list[float]:
    found, last = [], 0.0
    for one in told:
        if one is not None and isfinite(one):
            last = max(last, one)
        found.append(last)
    return found


def _by_places(samples: Sequence[Sample]) -> list[float]:
    found, total = [], 0.0
    last: tuple[float, float] | None = None
    for one in samples:
        if one.latitude is not None and one.longitude is not None:
            here = (one.latitude, one.longitude)
            if last is not None:
                total += apart_m(*last, *here)
            last = here
        found.append(total)
    return found


def _by_speed(samples: Sequence[Sample]) -> list[float]:
    found, total = [0.0], 0.0
    for before, one in pairwise(samples):
        total += max(one.speed_m_s or 0.0, 0.0) * min(one.at_s - before.at_s, GAP_S)
        found.append(total)
    return found


def _moving(
    time: Sequence[float], distance: Sequence[float], pauses: Sequence[Pause]
) -> list[bool]:
    """Whether each sample was reached by moving: not in a pause, and not slower than a stroll."""
    moves = [False]
    for i in range(1, len(time)):
        taken, gone = time[i] - time[i - 1], distance[i] - distance[i - 1]
        paused = any(one.from_s < time[i] and time[i - 1] < one.to_s for one in pauses)
        moves.append(not paused and gone >= STANDING_M_S * taken)
    return moves


def _filled(values: Sequence[float | None]) -> tuple[float, ...]:
    """A sensor's values, the last one standing in for those that are missing; empty where there is none."""
    last = next((one for one in values if one is not None and isfinite(one)), None)
    if last is None:
        return ()
    found = []
    for one in values:
        if one is not None and isfinite(one):
            last = one
        found.append(last)
    return tuple(found)


def _per_leg(cadence: tuple[float, ...], sport_type: str | None) -> tuple[float, ...]:
    """On foot strides a minute, as Strava's streams have it; some apps write steps."""
    steps_from = STEPS_FROM.get(sport_type, inf) if sport_type else RUNNING_STEPS_FROM
    mean = _mean([one for one in cadence if one > 0])
    return tuple(one / 2 for one in cadence) if mean is not None and mean > steps_from else cadence


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _thinned(whole: Series) -> Series:
    """Each series at the same few moments: every 5 s, the ends, and both ends of a stop."""
    last = len(whole.time_s) - 1
    kept = [0]
    for i in range(1, last):
        turns = whole.moving[i] != whole.moving[i + 1]
        if turns or whole.time_s[i] - whole.time_s[kept[-1]] >= KEPT_EVERY_S:
            kept.append(i)
    kept.append(last)

    def at(values: Sequence[float]) -> tuple[float, ...]:
        return tuple(values[i] for i in kept) if values else ()

    return Series(
        time_s=at(whole.time_s),
        distance_m=at(whole.distance_m),
        altitude_m=at(whole.altitude_m),
        speed_m_s=at(whole.speed_m_s),
        cadence_per_leg=at(whole.cadence_per_leg),
        heartrate=at(whole.heartrate),
        temp_c=at(whole.temp_c),
        moving=tuple(whole.moving[i] for i in kept),
    )
