"""FIT files as a watch writes them, so that the sandbox's runner has some too."""

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

EPOCH_S = 631_065_600
_SEMICIRCLES = 2**31 / 180
_UINT8, _UINT16, _SINT8, _UINT32, _SINT32, _ENUM, _TEXT = 0x02, 0x84, 0x01, 0x86, 0x85, 0x00, 0x07
_PACK = {_UINT8: "B", _UINT16: "H", _SINT8: "b", _UINT32: "I", _SINT32: "i", _ENUM: "B"}
_NONE = {
    _UINT8: 0xFF,
    _UINT16: 0xFFFF,
    _SINT8: 0x7F,
    _UINT32: 2**32 - 1,
    _SINT32: 2**31 - 1,
    _ENUM: 0xFF,
}
_POLYNOMIAL = 0xA001
"""Of CRC-16/ARC, which FIT uses."""

Field = tuple[int, int, int | str | None]
"""Number, base type, value in the file's own units; None is written as no value."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One record of a FIT file; None is what no sensor told."""

    at_s: float
    """Epoch seconds."""
    distance_m: float | None = None
    altitude_m: float | None = None
    cadence_per_leg: float | None = None
    heartrate: float | None = None
    temp_c: float | None = None
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What a file says beside its moments. `stops` are epoch seconds from and to; numbers are FIT's."""

    start: datetime
    elapsed_s: float
    timer_s: float
    distance_m: float
    sport: int = 1
    sub_sport: int = 0
    utc_offset_s: int | None = 0
    climb_m: float | None = None
    product: str = "Forerunner 55"
    stops: Sequence[tuple[float, float]] = ()
    file_type: int = 4


def fit_file(watch: Watch, moments: Iterable[Moment]) -> bytes:
    """A whole FIT file: header, messages, checksum."""
    start_s = watch.start.timestamp()
    body = bytearray()
    body += _message(0, [(0, _ENUM, watch.file_type), (1, _UINT16, 1), (2, _UINT16, 3869),
                         (4, _UINT32, _fit_s(start_s))])  # fmt: skip
    body += _message(23, [(253, _UINT32, _fit_s(start_s)), (0, _UINT8, 0), (2, _UINT16, 1),
                          (27, _TEXT, watch.product)])  # fmt: skip
    kind: list[Field] = [(0, _ENUM, watch.sport), (1, _ENUM, watch.sub_sport)]
    body += _message(12, kind)
    body += _recording(watch, moments, start_s)
    end_s = start_s + watch.elapsed_s
    body += _timer(end_s, runs=False)
    body += _message(19, _totals(watch, start_s, end_s))
    climb = None if watch.climb_m is None else round(watch.climb_m)
    kind = [(5, _ENUM, watch.sport), (6, _ENUM, watch.sub_sport), (22, _UINT16, climb)]
    body += _message(18, [*_totals(watch, start_s, end_s), *kind])
    local_s = None if watch.utc_offset_s is None else _fit_s(end_s) + watch.utc_offset_s
    body += _message(34, [(253, _UINT32, _fit_s(end_s)), (0, _UINT32, round(watch.timer_s * 1000)),
                          (1, _UINT16, 1), (2, _ENUM, 0), (5, _UINT32, local_s)])  # fmt: skip
    header = struct.pack("<BBHI4s", 14, 0x20, 2132, len(body), b".FIT")
    header += struct.pack("<H", checksum(header))
    whole = header + bytes(body)
    return whole + struct.pack("<H", checksum(whole))


def checksum(data: bytes) -> int:
    """The CRC that FIT puts at the end."""
    crc, table = 0, _table()
    for byte in data:
        crc = crc >> 8 ^ table[(crc ^ byte) & 0xFF]
    return crc


@cache
def _table() -> tuple[int, ...]:
    """What each byte adds to the CRC."""

    def of(byte: int) -> int:
        for _ in range(8):
            byte = byte >> 1 ^ (_POLYNOMIAL if byte & 1 else 0)
        return byte

    return tuple(of(byte) for byte in range(256))


def _recording(watch: Watch, moments: Iterable[Moment], start_s: float) -> bytes:
    """Records in order, with the timer's stops between them; one definition for all records."""
    found = bytearray(_timer(start_s, runs=True))
    stops = list(watch.stops)
    shape: list[Field] = _record(Moment(start_s))
    found += _definition(20, shape, slot=1)
    for moment in moments:
        while stops and stops[0][0] < moment.at_s:
            found += _timer(stops[0][0], runs=False) + _timer(stops[0][1], runs=True)
            stops.pop(0)
        found += b"\x01" + _values(_record(moment))
    return bytes(found)


def _record(moment: Moment) -> list[Field]:
    return [
        (253, _UINT32, _fit_s(moment.at_s)),
        (0, _SINT32, _scaled(moment.latitude, _SEMICIRCLES)),
        (1, _SINT32, _scaled(moment.longitude, _SEMICIRCLES)),
        (5, _UINT32, _scaled(moment.distance_m, 100)),
        (78, _UINT32, None if moment.altitude_m is None else round((moment.altitude_m + 500) * 5)),
        (3, _UINT8, _scaled(moment.heartrate, 1)),
        (4, _UINT8, _scaled(moment.cadence_per_leg, 1)),
        (13, _SINT8, _scaled(moment.temp_c, 1)),
    ]


def _totals(watch: Watch, start_s: float, end_s: float) -> list[Field]:
    return [
        (253, _UINT32, _fit_s(end_s)),
        (2, _UINT32, _fit_s(start_s)),
        (7, _UINT32, round(watch.elapsed_s * 1000)),
        (8, _UINT32, round(watch.timer_s * 1000)),
        (9, _UINT32, round(watch.distance_m * 100)),
    ]


def _timer(at_s: float, *, runs: bool) -> bytes:
    kind = 0 if runs else 4
    return _message(21, [(253, _UINT32, _fit_s(at_s)), (0, _ENUM, 0), (1, _ENUM, kind)])


def _message(number: int, fields: Sequence[Field]) -> bytes:
    return _definition(number, fields) + b"\x00" + _values(fields)


def _definition(number: int, fields: Sequence[Field], slot: int = 0) -> bytes:
    told = b"".join(struct.pack("BBB", n, _size(kind, value), kind) for n, kind, value in fields)
    return struct.pack("<BBBHB", 0x40 | slot, 0, 0, number, len(fields)) + told


def _size(kind: int, value: int | str | None) -> int:
    return len(str(value).encode()) + 1 if kind == _TEXT else struct.calcsize(_PACK[kind])


def _values(fields: Sequence[Field]) -> bytes:
    shape = "<"
    values: list[int | str | bytes | None] = []
    for _, kind, value in fields:
        if kind == _TEXT:
            told = str(value).encode() + b"\0"
            shape += f"{len(told)}s"
            values.append(told)
        else:
            shape += _PACK[kind]
            values.append(_NONE[kind] if value is None else value)
    return struct.pack(shape, *values)


def _scaled(value: float | None, scale: float) -> int | None:
    return None if value is None else round(value * scale)


def _fit_s(at_s: float) -> int:
    return round(at_s) - EPOCH_S
