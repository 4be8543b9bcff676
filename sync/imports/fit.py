"""FIT files, through fitdecode: the one place that knows it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sync.imports.recorded import Lap, Pause, Recorded, Sample, UnreadableError
from sync.imports.series import measured

EPOCH_S = 631_065_600
"""FIT counts its seconds from the end of 1989."""
DEGREES = 180 / 2**31

Message = Mapping[str, Any]
_NUMBERS = frozenset({int, float})
_PLAIN = _NUMBERS | {str}

_SPORTS: dict[tuple[str, str | None], str] = {
    ("running", None): "Run",
    ("running", "trail"): "TrailRun",
    ("running", "ultra"): "TrailRun",
    ("running", "virtual_activity"): "VirtualRun",
    ("cycling", None): "Ride",
    ("cycling", "mountain"): "MountainBikeRide",
    ("cycling", "downhill"): "MountainBikeRide",
    ("cycling", "gravel_cycling"): "GravelRide",
    ("cycling", "virtual_activity"): "VirtualRide",
    ("cycling", "e_bike_fitness"): "EBikeRide",
    ("cycling", "e_bike_mountain"): "EMountainBikeRide",
    ("e_biking", None): "EBikeRide",
    ("swimming", None): "Swim",
    ("walking", None): "Walk",
    ("hiking", None): "Hike",
    ("mountaineering", None): "Hike",
    ("rowing", None): "Rowing",
    ("cross_country_skiing", None): "NordicSki",
    ("alpine_skiing", None): "AlpineSki",
    ("training", "strength_training"): "WeightTraining",
    ("training", "yoga"): "Yoga",
    ("training", None): "Workout",
    ("fitness_equipment", "elliptical"): "Elliptical",
    ("fitness_equipment", "treadmill"): "Run",
    ("fitness_equipment", "indoor_running"): "Run",
    ("fitness_equipment", "stair_climbing"): "StairStepper",
    ("fitness_equipment", None): "Workout",
}
_INDOORS = frozenset(
    {"treadmill", "indoor_running", "indoor_cycling", "spin", "indoor_walking", "indoor_rowing"}
)
_STARTS = frozenset({"start"})
_STOPS = frozenset({"stop", "stop_all", "stop_disable", "stop_disable_all"})


@dataclass(slots=True)
class _Content:
    """The messages of a file that are looked at, in its order."""

    records: list[Sample] = field(default_factory=list)
    sessions: list[Message] = field(default_factory=list)
    laps: list[Message] = field(default_factory=list)
    sport: Message = field(default_factory=dict)
    """What it says at its beginning: a file that is cut off has no session that would."""
    timer: list[tuple[float, bool]] = field(default_factory=list)
    """Epoch seconds, and whether the timer runs from then on."""
    file_type: str | None = None
    device: str | None = None
    utc_offset_s: int | None = None
    damage: str | None = None


def read_fit(data: bytes) -> tuple[Recorded, ...]:
    """The activities of a FIT file, one a session, by start; raises UnreadableError where there is none.

    What comes before a damage is kept, and each activity says so in `damage`.
    """
    content = _content(data)
    of_another_kind = content.file_type not in (None, "activity")
    if of_another_kind or not (content.records or content.sessions):
        raise UnreadableError(_why_nothing(content))
    told = ("sport", "sub_sport")
    sessions = content.sessions or [{name: content.sport.get(name) for name in told}]
    found = [_activity(content, session, len(sessions) > 1) for session in sessions]
    usable = tuple(one for one in found if one is not None)
    if not usable:
        raise UnreadableError(_why_nothing(content))
    return tuple(sorted(usable, key=lambda one: one.start_utc))


def _why_nothing(content: _Content) -> str:
    if content.file_type not in (None, "activity"):
        kind = str(content.file_type).replace("_", " ")
        return f"it is a FIT file of the kind '{kind}', not an activity"
    if content.damage:
        return f"nothing of it can be read ({content.damage})"
    return "it holds no recording"


def _content(data: bytes) -> _Content:
    import fitdecode  # noqa: F401 - one that is not installed is no damage of the file

    found = _Content()
    try:
        for name, message in _messages(data):
            _take(found, name, message)
    except Exception as error:
        found.damage = f"{type(error).__name__} in its FIT data"
    return found


def _messages(data: bytes) -> Iterator[tuple[str, Message]]:
    """Name and fields of each data message; the first of fields of one name, none that is empty or a list.

    A record's are numbers: a file may declare any field as anything.
    """
    import fitdecode

    with fitdecode.FitReader(
        data,
        processor=None,
        check_crc=fitdecode.CrcCheck.RAISE,
        error_handling=fitdecode.ErrorHandling.IGNORE,
    ) as reader:
        for frame in reader:
            if frame.frame_type != fitdecode.FIT_FRAME_DATA or frame.mesg_type is None:
                continue
            name = frame.mesg_type.name
            kinds = _NUMBERS if name == "record" else _PLAIN
            message: dict[str, Any] = {}
            for one in frame.fields:
                if type(one.value) in kinds:
                    message.setdefault(one.name, one.value)
            yield name, message


def _take(found: _Content, name: str, message: Message) -> None:
    match name:
        case "record":
            if isinstance(message.get("timestamp"), int | float):
                found.records.append(_sample(message))
        case "event":
            _take_event(found, message)
        case "sport":
            found.sport = found.sport or message
        case "lap":
            found.laps.append(message)
        case "session":
            found.sessions.append(message)
        case "file_id":
            found.file_type = found.file_type or str(message.get("type", "activity"))
            found.device = found.device or _device(message)
        case "device_info":
            found.device = _named(message) or found.device
        case "activity":
            found.utc_offset_s = _offset(message)


def _sample(message: Message) -> Sample:
    get = message.get
    cadence = get("cadence")
    if cadence is not None:
        cadence += get("fractional_cadence") or 0.0
    latitude, longitude = get("position_lat"), get("position_long")
    return Sample(
        at_s=EPOCH_S + message["timestamp"],
        distance_m=get("distance"),
        altitude_m=get("enhanced_altitude", get("altitude")),
        speed_m_s=get("enhanced_speed", get("speed")),
        cadence=cadence,
        heartrate=get("heart_rate"),
        temp_c=get("temperature"),
        latitude=None if latitude is None or longitude is None else latitude * DEGREES,
        longitude=None if latitude is None or longitude is None else longitude * DEGREES,
    )


def _take_event(found: _Content, message: Message) -> None:
    if message.get("event") != "timer" or "timestamp" not in message:
        return
    kind = message.get("event_type")
    if kind in _STARTS or kind in _STOPS:
        found.timer.append((EPOCH_S + float(message["timestamp"]), kind in _STARTS))


def _offset(message: Message) -> int | None:
    """How far the local clock was ahead; watches tell both times, and some tell nonsense."""
    utc, local = message.get("timestamp"), message.get("local_timestamp")
    if not isinstance(utc, int | float) or not isinstance(local, int | float):
        return None
    ahead_s = round((local - utc) / 900) * 900
    return ahead_s if abs(ahead_s) <= 15 * 3600 else None


def _device(message: Message) -> str | None:
    maker = message.get("manufacturer")
    product = message.get("garmin_product", message.get("product"))
    named = [str(one).replace("_", " ") for one in (maker, product) if one is not None]
    return " ".join(named) or None


def _named(message: Message) -> str | None:
    """The name of the device that made the file; None for a sensor, and for one that tells none."""
    of_maker = message.get("device_index") in (0, "creator")
    return str(message.get("product_name") or "") or None if of_maker else None


def _activity(content: _Content, session: Message, several: bool) -> Recorded | None:
    """One session's activity; None where too little of it was recorded."""
    start_s, end_s = _span(session)
    records = content.records
    if several and start_s is not None and end_s is not None:
        records = [one for one in records if start_s <= one.at_s <= end_s]
    sport, sub_sport = session.get("sport"), session.get("sub_sport")
    sport_type = _SPORTS.get((str(sport), str(sub_sport))) or _SPORTS.get((str(sport), None))
    begin = start_s if start_s is not None else (records[0].at_s if records else None)
    if begin is None:
        return None
    found = measured(
        records, sport_type=sport_type, pauses=_pauses(content.timer, begin, end_s), start_s=start_s
    )
    if found is None:
        return _without_recording(content, session, sport_type, begin)
    total_m = _number(session, "total_distance")
    return Recorded(
        start_utc=datetime.fromtimestamp(found.start_s, UTC),
        distance_m=found.series.distance_m[-1] if total_m is None else total_m,
        elapsed_s=max(_number(session, "total_elapsed_time") or 0.0, found.elapsed_s),
        moving_s=found.moving_s,
        timer_s=_number(session, "total_timer_time") or found.timer_s,
        sport_type=sport_type,
        utc_offset_s=content.utc_offset_s,
        indoors=str(sub_sport) in _INDOORS,
        device=content.device,
        temp_c=found.temp_c,
        cadence_per_leg=found.cadence_per_leg,
        heartrate=found.heartrate,
        climb_m=_number(session, "total_ascent", found.climb_m),
        pauses=_pauses(content.timer, found.start_s, end_s),
        laps=_laps(content.laps, found.start_s, end_s),
        series=found.series,
        damage=content.damage,
    )


def _without_recording(
    content: _Content, session: Message, sport_type: str | None, begin_s: float
) -> Recorded | None:
    """A session whose totals alone are known: a pool swim, strength, a watch without records."""
    elapsed_s = _number(session, "total_elapsed_time")
    if elapsed_s is None:
        return None
    timer_s = _number(session, "total_timer_time") or elapsed_s
    return Recorded(
        start_utc=datetime.fromtimestamp(begin_s, UTC),
        distance_m=_number(session, "total_distance") or 0.0,
        elapsed_s=elapsed_s,
        moving_s=timer_s,
        timer_s=timer_s,
        sport_type=sport_type,
        utc_offset_s=content.utc_offset_s,
        indoors=str(session.get("sub_sport")) in _INDOORS,
        device=content.device,
        laps=_laps(content.laps, begin_s, None),
        damage=content.damage,
    )


def _span(session: Message) -> tuple[float | None, float | None]:
    start = _number(session, "start_time")
    if start is None:
        return None, None
    elapsed_s = _number(session, "total_elapsed_time")
    return EPOCH_S + start, None if elapsed_s is None else EPOCH_S + start + elapsed_s


def _pauses(
    timer: Sequence[tuple[float, bool]], begin_s: float, end_s: float | None
) -> tuple[Pause, ...]:
    """From each stop to the next start; the last stop ends the activity and is no pause."""
    found, stopped = [], None
    for at_s, runs in timer:
        if at_s < begin_s or (end_s is not None and at_s > end_s):
            continue
        if not runs and stopped is None:
            stopped = at_s
        elif runs and stopped is not None:
            if at_s > stopped:
                found.append(Pause(stopped - begin_s, at_s - begin_s))
            stopped = None
    return tuple(found)


def _laps(laps: Sequence[Message], begin_s: float, end_s: float | None) -> tuple[Lap, ...]:
    found = []
    for one in laps:
        start, elapsed_s = _number(one, "start_time"), _number(one, "total_elapsed_time")
        if start is None or elapsed_s is None:
            continue
        at_s = EPOCH_S + start
        if at_s < begin_s - 1 or (end_s is not None and at_s > end_s):
            continue
        found.append(Lap(max(at_s - begin_s, 0.0), elapsed_s, _number(one, "total_distance")))
    return tuple(found)


def _number(message: Message, name: str, otherwise: float | None = None) -> float | None:
    value = message.get(name)
    usable = isinstance(value, int | float) and not isinstance(value, bool) and value >= 0
    return float(value) if usable and value is not None else otherwise
