"""The messages of a FIT file, through fitdecode: the one place that knows it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sync.imports.recorded import Sample

EPOCH_S = 631_065_600
"""FIT counts its seconds from the end of 1989."""
DEGREES = 180 / 2**31

Message = Mapping[str, Any]
_NUMBERS = frozenset({int, float})
_PLAIN = _NUMBERS | {str}
_STARTS = frozenset({"start"})
_STOPS = frozenset({"stop", "stop_all", "stop_disable", "stop_disable_all"})


@dataclass(slots=True)
class Content:
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


def content_of(data: bytes) -> Content:
    """What of the file can be read; what comes after a damage is left out, and told in `damage`."""
    import fitdecode  # noqa: F401 - one that is not installed is no damage of the file

    found = Content()
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


def _take(found: Content, name: str, message: Message) -> None:
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


def _take_event(found: Content, message: Message) -> None:
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
