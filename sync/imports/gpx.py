"""GPX files: places and times, with the sensors of the usual extensions."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from xml.etree import ElementTree as ET

from sync.imports.recorded import Pause, Recorded, Sample, UnreadableError
from sync.imports.series import measured
from sync.imports.sportwords import sport_of_word
from sync.imports.xmltext import Damage, child, elements, epoch_s, local, number, words

_KEEP = frozenset(
    {
        "trkpt", "time", "ele", "extensions", "TrackPointExtension", "hr", "cad", "atemp",
        "heartrate", "cadence", "temp", "distance", "speed", "name", "type", "trk", "metadata",
    }
)  # fmt: skip
_SENSORS = {
    "hr": "heartrate",
    "heartrate": "heartrate",
    "cad": "cadence",
    "cadence": "cadence",
    "atemp": "temp_c",
    "temp": "temp_c",
    "distance": "distance_m",
    "speed": "speed_m_s",
}


@dataclass(slots=True)
class _Track:
    """What was read of a file so far; its first segment is open from the start."""

    segments: list[list[Sample]] = field(default_factory=lambda: [[]])
    name: str | None = None
    kind: str | None = None
    device: str | None = None


def read_gpx(data: bytes) -> tuple[Recorded, ...]:
    """The track of a GPX file; its segments are parts of one activity, with pauses between them.

    Raises UnreadableError where no track point has a time.
    """
    damage = Damage()
    track = _read(data, damage)
    samples = [one for segment in track.segments for one in segment]
    sport_type = sport_of_word(track.kind)
    if not samples:
        raise UnreadableError(
            f"nothing of it can be read ({damage.what})"
            if damage.what
            else "it is a route without times, not an activity"
        )
    pauses = tuple(_between([one for one in track.segments if one], samples[0].at_s))
    found = measured(samples, sport_type=sport_type, pauses=pauses)
    if found is None:
        raise UnreadableError("it has one track point and no more")
    recorded = Recorded(
        start_utc=datetime.fromtimestamp(found.start_s, UTC),
        distance_m=found.series.distance_m[-1],
        elapsed_s=found.elapsed_s,
        moving_s=found.moving_s,
        timer_s=found.timer_s,
        sport_type=sport_type,
        device=track.device,
        name=track.name,
        temp_c=found.temp_c,
        cadence_per_leg=found.cadence_per_leg,
        heartrate=found.heartrate,
        climb_m=found.climb_m,
        pauses=pauses,
        series=found.series,
        damage=damage.what,
    )
    return (recorded,)


def _read(data: bytes, damage: Damage) -> _Track:
    """The track as far as the file can be read; one that is cut off has the last name and type that it told."""
    now = _Track()
    told: dict[str, str] = {}
    for tag, element in elements(data, damage, _KEEP):
        match tag:
            case "trkpt":
                if (sample := _sample(element)) is not None:
                    now.segments[-1].append(sample)
                element.clear()
            case "trkseg":
                now.segments.append([])
            case "name" | "type":
                told[tag] = (element.text or "").strip()
            case "trk":
                now.name = words(element, "name") or now.name
                now.kind = words(element, "type") or now.kind
            case "gpx":
                now.device = element.get("creator")
    if damage.what:
        now.name, now.kind = now.name or told.get("name"), now.kind or told.get("type")
    return now


def _between(segments: list[list[Sample]], begin_s: float) -> Iterable[Pause]:
    for before, after in pairwise(segments):
        if after[0].at_s > before[-1].at_s >= begin_s:
            yield Pause(before[-1].at_s - begin_s, after[0].at_s - begin_s)


def _sample(point: ET.Element) -> Sample | None:
    at_s = epoch_s(words(point, "time"))
    if at_s is None:
        return None
    latitude, longitude = number(point.get("lat")), number(point.get("lon"))
    placed = latitude is not None and longitude is not None and abs(latitude) <= 90
    sample = Sample(
        at_s,
        altitude_m=number(words(point, "ele")),
        latitude=latitude if placed else None,
        longitude=longitude if placed else None,
    )
    extensions = child(point, "extensions")
    for one in () if extensions is None else extensions.iter():
        sensor = _SENSORS.get(local(one.tag))
        value = number((one.text or "").strip()) if sensor else None
        if sensor and value is not None:
            setattr(sample, sensor, value)
    return sample
