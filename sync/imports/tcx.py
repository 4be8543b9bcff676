"""TCX files: laps of track points, with the device's own distance."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from xml.etree import ElementTree as ET

from sync.imports.recorded import Lap, Pause, Recorded, Sample, Series, UnreadableError
from sync.imports.series import measured
from sync.imports.sportwords import sport_of_word
from sync.imports.xmltext import Damage, child, elements, epoch_s, local, number, words

NO_PAUSE_S = 2.0
"""Tracks that follow each other so soon are laps, not pauses."""
_SPORT = re.compile(rb"<Activity\b[^>]*\bSport=[\"']([^\"']*)")
_EMPTIED = frozenset({"Trackpoint", "Track", "Lap", "Activity"})
_KEEP = frozenset(
    {
        "Time", "Position", "LatitudeDegrees", "LongitudeDegrees", "AltitudeMeters",
        "DistanceMeters", "HeartRateBpm", "Value", "Cadence", "Extensions", "TPX", "RunCadence",
        "Speed", "Name", "Creator", "TotalTimeSeconds", "Id", "Notes", *_EMPTIED,
    }
)  # fmt: skip


@dataclass(slots=True)
class _Activity:
    """What was read since the last activity ended."""

    tracks: list[list[Sample]] = field(default_factory=lambda: [[]])
    laps: list[tuple[float | None, float | None, float | None]] = field(default_factory=list)
    """Start in epoch seconds, seconds, metres."""


def read_tcx(data: bytes) -> tuple[Recorded, ...]:
    """The activities of a TCX file, by start; raises UnreadableError where there is none.

    A file that is cut off in the middle of an activity gives what was recorded of it until then.
    """
    damage = Damage()
    found: list[Recorded] = []
    now = _Activity()
    for tag, element in elements(data, damage, _KEEP):
        match tag:
            case "Trackpoint":
                if (sample := _sample(element)) is not None:
                    now.tracks[-1].append(sample)
            case "Track":
                now.tracks.append([])
            case "Lap":
                totals = [number(words(element, n)) for n in ("TotalTimeSeconds", "DistanceMeters")]
                now.laps.append((epoch_s(element.get("StartTime")), totals[0], totals[1]))
            case "Activity":
                maker = words(child(element, "Creator"), "Name")
                found += _finished(now, element.get("Sport"), maker, None)
                now = _Activity()
        if tag in _EMPTIED:
            element.clear()
    if damage.what:
        sports = _SPORT.findall(data)
        sport = sports[len(found)].decode("ascii", "replace") if len(sports) > len(found) else None
        found += _finished(now, sport, None, damage.what)
    if not found:
        raise UnreadableError(
            f"nothing of it can be read ({damage.what})" if damage.what else "it holds no activity"
        )
    return tuple(sorted(found, key=lambda one: one.start_utc))


def _finished(
    now: _Activity, sport: str | None, device: str | None, damage: str | None
) -> list[Recorded]:
    """The activity of what was read, if that is one."""
    sport_type = sport_of_word(sport)
    tracks = [one for one in now.tracks if one]
    starts = [one.at_s for track in tracks[:1] for one in track[:1]]
    starts += [start_s for start_s, _, _ in now.laps[:1] if start_s is not None]
    if not starts:
        return []
    begin_s = min(starts)
    pauses = tuple(_pauses(tracks, begin_s))
    samples = [one for track in tracks for one in track]
    found = measured(samples, sport_type=sport_type, pauses=pauses, start_s=begin_s)
    laps = tuple(
        Lap(max((start_s or begin_s) - begin_s, 0.0), lap_s, metres)
        for start_s, lap_s, metres in now.laps
        if lap_s is not None
    )
    laps_m = sum(one.distance_m or 0.0 for one in laps)
    laps_s = sum(one.elapsed_s for one in laps)
    if found is None and not laps_s:
        return []
    told_m = found.series.distance_m[-1] if found else 0.0
    recorded = Recorded(
        start_utc=datetime.fromtimestamp(begin_s, UTC),
        distance_m=told_m or laps_m,
        elapsed_s=found.elapsed_s if found else laps_s,
        moving_s=found.moving_s if found else laps_s,
        timer_s=laps_s or (found.timer_s if found else 0.0),
        sport_type=sport_type,
        indoors=sport_type == "Run" and found is not None and not found.located,
        device=device,
        cadence_per_leg=found.cadence_per_leg if found else None,
        heartrate=found.heartrate if found else None,
        climb_m=found.climb_m if found else None,
        pauses=pauses,
        laps=laps,
        series=found.series if found else Series(),
        damage=damage,
    )
    return [recorded]


def _pauses(tracks: list[list[Sample]], begin_s: float) -> Iterator[Pause]:
    for before, after in pairwise(tracks):
        if after[0].at_s - before[-1].at_s > NO_PAUSE_S:
            yield Pause(before[-1].at_s - begin_s, after[0].at_s - begin_s)


def _sample(point: ET.Element) -> Sample | None:
    at_s = epoch_s(words(point, "Time"))
    if at_s is None:
        return None
    position, pulse = child(point, "Position"), child(point, "HeartRateBpm")
    latitude = number(words(position, "LatitudeDegrees"))
    longitude = number(words(position, "LongitudeDegrees"))
    placed = latitude is not None and longitude is not None
    sample = Sample(
        at_s,
        distance_m=number(words(point, "DistanceMeters")),
        altitude_m=number(words(point, "AltitudeMeters")),
        heartrate=number(words(pulse, "Value")),
        cadence=number(words(point, "Cadence")),
        latitude=latitude if placed else None,
        longitude=longitude if placed else None,
    )
    extensions = child(point, "Extensions")
    for one in () if extensions is None else extensions.iter():
        match local(one.tag):
            case "RunCadence":
                sample.cadence = number(one.text)
            case "Speed":
                sample.speed_m_s = number(one.text)
    return sample
