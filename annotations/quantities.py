"""Distances, durations and places of a run: from words to metres and seconds, and back.

Everything here raises `QuantityError` (a `ValueError`) and nothing else for a text it can't read.
"""

import re
from functools import lru_cache

from annotations.errors import QuantityError
from annotations.model import Metres, Place, Seconds, Units
from annotations.numerals import parse_amount, spell_out

MAX_CHARACTERS = 40

# 256.9 km are 256900 m, and not 256899.99999999997.
_DECIMALS = 6
MAX_DISTANCE_M = 400_000.0
MAX_DURATION_S = 360_000.0

METRES_OF = {"km": 1000.0, "mi": 1609.344}
_LENGTHS = {
    **dict.fromkeys(("km", "kms", "k"), 1000.0),
    **dict.fromkeys(("kilometer", "kilometers", "kilometre", "kilometres"), 1000.0),
    **dict.fromkeys(("mi", "mile", "miles"), 1609.344),
    **dict.fromkeys(("m", "meter", "meters", "metre", "metres"), 1.0),
}  # fmt: skip
_TIMES = {
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), 3600.0),
    **dict.fromkeys(("min", "mins", "minute", "minutes", "'", "\u2032"), 60.0),
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds", '"', "\u2033"), 1.0),
}
_STARTS = frozenset(
    {"start", "beginning", "outset", "first step", "right away", "straight away", "immediately"}
)

_LEAD = re.compile(
    r"^(?:@|~|\s|(?:at|around|about|approx(?:imately)?|ca|circa|roughly|nearly|almost|just|after|past"
    r"|from|by|the|very)\b\.?)+"
)
_ORDINAL = re.compile(
    r"(?:.*\b(?:the|my) )?(?:first|second|third|fourth|fifth|sixth|[0-9]+(?:st|nd|rd|th))"
    r" (?:miles?|mi|km|k|kilomet(?:er|re)s?)\b.*"
)
_HYPHEN = re.compile(r"(?<=[a-z])-(?=[a-z])")
_TAIL = re.compile(r"(?:\s+in|\s+mark)$")
_UNIT_FIRST = re.compile(
    r"(miles?|mi|km|kilomet(?:er|re)s?)(?: (?:mark|marker|post))?(?: |(?=[0-9]))(\S.*)"
)
_MINUTE_FIRST = re.compile(r"(min(?:utes?)?) ([0-9].*)")
_AND_A_PART = re.compile(r"(?:an?|one) ([a-z]+) and (an? half|an? quarter|three quarters)")
_UNIT_LAST = re.compile(r"(.*?[^a-z\s]|.*?\s|)[\s-]*([a-z]+)\.?")
_CLOCK = re.compile(r"(?:([0-9]{1,3}):)?([0-9]{1,4}):([0-9]{2})(?: ?min(?:utes)?| ?h)?")
_PIECE = re.compile(
    r"([0-9]+(?:[.,][0-9]+)?)[ -]?([a-z]+|['\u2032\"\u2033])\.?,?(?:\s+|$|(?=[0-9]))"
)
_IN_WORDS = re.compile(r"(.+?)[ -]?([a-z]+)")
_HOURS_THEN_MINUTES = re.compile(r"(.*[0-9]\s?h(?:ours?|rs?)?) ?([0-9]{1,2})")
_MINUTES_THEN_SECONDS = re.compile(r"(.*[0-9]\s?(?:min(?:s|utes?)?|['\u2032])) ?([0-9]{1,2})")
_IS_TIME = re.compile(
    rf":|['\u2032\"\u2033]|[0-9][hm][0-9]|[0-9] ?min[0-9]"
    rf"|(?<![a-z])(?:{'|'.join(u for u in _TIMES if u.isalpha())})\b"
)
_DISTANCE_FORMS = "write it as 3 mi, 4.8 km, 400 m or 1/4 mile"
_DURATION_FORMS = "write it as 25:30, 40 min, 90 s or 1:02:03"


def parse_distance(text: str, *, bare_unit: Units | None) -> Metres:
    """Metres, 0 to 400 km; a number alone is in `bare_unit`, or refused when that is None."""
    cleaned = _clean(text)
    number, factor = _split_length(cleaned, text, bare_unit)
    amount = parse_amount(number)
    if amount is None:
        raise QuantityError(f"'{text}' is not a distance", _why_no_number(number), part=text)
    if amount * factor > MAX_DISTANCE_M:
        raise QuantityError(f"'{text}' is more than 400 km", _DISTANCE_FORMS, part=text)
    return Metres(round(amount * factor, _DECIMALS))


def parse_duration(text: str) -> Seconds:
    """An elapsed time in seconds, 0 to 100 hours. `5 m` is refused: it may be minutes or metres."""
    cleaned = _clean(text)
    seconds = _clock(cleaned, text) if ":" in cleaned else _pieces(cleaned, text)
    if seconds > MAX_DURATION_S:
        raise QuantityError(f"'{text}' is more than 100 hours", _DURATION_FORMS, part=text)
    return Seconds(round(seconds, _DECIMALS))


@lru_cache(maxsize=4096)
def parse_place(text: str, *, bare_unit: Units | None) -> Place:
    """A point of a run: a distance, an elapsed time, or `start` (distance 0)."""
    cleaned = _clean(text)
    if cleaned in _STARTS:
        return Place(distance_m=Metres(0.0))
    if _IS_TIME.search(cleaned):
        return Place(elapsed_s=parse_duration(text))
    try:
        return Place(distance_m=parse_distance(text, bare_unit=bare_unit))
    except QuantityError as error:
        message = str(error).replace("is not a distance", "is neither a distance nor a time")
        raise QuantityError(message, error.hint, part=text) from None


def format_distance(distance_m: float, units: Units) -> str:
    """`3.0 mi`, `3.25 mi`: one decimal, or two where they are needed."""
    digits = f"{distance_m / METRES_OF[units]:.2f}"
    return f"{digits.removesuffix('0')} {units}"


def format_duration(duration_s: float) -> str:
    """`25:30` or `1:02:03`, to the nearest second."""
    minutes, seconds = divmod(round(duration_s), 60)
    hours, rest = divmod(minutes, 60)
    return f"{hours}:{rest:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def format_place(place: Place, units: Units) -> str:
    """A distance, an elapsed time, or `the start`, as `parse_place` reads it."""
    if place.distance_m is None:
        return format_duration(place.elapsed_s or 0.0)
    if place.distance_m < 0.5:
        return "the start"
    return format_distance(place.distance_m, units)


def _clean(text: str) -> str:
    """Lower case, single blanks, no words around the quantity; refuses what is too long."""
    if len(text) > MAX_CHARACTERS:
        raise QuantityError(f"'{text[:MAX_CHARACTERS]}...' is too long for a distance or a time")
    if re.search(r"[0-9]\s*M$", text.strip()):
        raise QuantityError(
            f"'{text}' may be metres or miles", "write m for metres, mi for miles", part=text
        )
    cleaned = " ".join(_HYPHEN.sub(" ", spell_out(text.lower())).split())
    if _ORDINAL.fullmatch(cleaned):
        message = f"'{text}' may mean the start of it or its end"
        raise QuantityError(message, "write the distance from the start: mile 2.5", part=text)
    cleaned = _TAIL.sub("", _LEAD.sub("", cleaned))
    if not cleaned:
        raise QuantityError("a distance or a time is missing", "write it as 3 mi or 25:30")
    if re.match(r"[-\u2212\u2013]\s?[0-9.]", cleaned):
        raise QuantityError(f"'{text}' is negative", "count from the start of the run", part=text)
    return cleaned


def _split_length(cleaned: str, text: str, bare_unit: Units | None) -> tuple[str, float]:
    """The number's text and the metres of its unit."""
    if found := _UNIT_FIRST.fullmatch(cleaned):
        return found[2], _LENGTHS[found[1]]
    if found := _AND_A_PART.fullmatch(cleaned):
        cleaned = f"one and {found[2]} {found[1]}"
    found = _UNIT_LAST.fullmatch(cleaned)
    if found and found[2] in _LENGTHS:
        return found[1].strip(), _LENGTHS[found[2]]
    if found and parse_amount(found[1].strip(" -")) is not None:
        raise QuantityError(f"'{text}' has the unit '{found[2]}'", _DISTANCE_FORMS, part=text)
    if bare_unit is None and parse_amount(cleaned) is not None:
        raise QuantityError(f"'{text}' has no unit", _DISTANCE_FORMS, part=text)
    return cleaned, METRES_OF[bare_unit or "km"]


def _why_no_number(number: str) -> str:
    if re.fullmatch(r"[0-9]+,[0-9]{3}", number):
        return f"{number} may be a thousand or a decimal; write it without the comma"
    return _DISTANCE_FORMS


def _clock(cleaned: str, text: str) -> float:
    found = _CLOCK.fullmatch(cleaned)
    if not found or int(found[3]) > 59 or (found[1] and int(found[2]) > 59):
        raise QuantityError(f"'{text}' is not a time", _DURATION_FORMS, part=text)
    if cleaned.endswith("h") and not found[1]:
        return int(found[2]) * 3600.0 + int(found[3]) * 60
    return int(found[1] or 0) * 3600.0 + int(found[2]) * 60 + int(found[3])


def _pieces(cleaned: str, text: str) -> float:
    """The sum of `1h 5min`-like pieces, each unit smaller than the one before it."""
    pieces = _numbers_and_units(cleaned)
    total, last_s = 0.0, float("inf")
    for number, unit in pieces:
        amount, unit_s = parse_amount(number), _unit_seconds(unit, alone=len(pieces) == 1)
        if amount is None or unit_s is None or unit_s >= last_s:
            raise QuantityError(f"'{text}' is not a time", _why_no_time(cleaned), part=text)
        total, last_s = total + amount * unit_s, unit_s
    return total


def _numbers_and_units(cleaned: str) -> list[tuple[str, str]]:
    """Several pieces in digits, or a single one that may be in words ("half an hour")."""
    if found := _HOURS_THEN_MINUTES.fullmatch(cleaned):
        cleaned = f"{found[1]} {found[2]} min"
    elif found := _MINUTES_THEN_SECONDS.fullmatch(cleaned):
        cleaned = f"{found[1]} {found[2]} s"
    elif found := _MINUTE_FIRST.fullmatch(cleaned):
        cleaned = f"{found[2]} {found[1]}"
    if found := _AND_A_PART.fullmatch(cleaned):
        cleaned = f"one and {found[2]} {found[1]}"
    if not _PIECE.sub("", cleaned):
        return [(found[1], found[2]) for found in _PIECE.finditer(cleaned)]
    found = _IN_WORDS.fullmatch(cleaned)
    return [(found[1], found[2])] if found else [(cleaned, "")]


def _unit_seconds(unit: str, *, alone: bool) -> float | None:
    """`m` alone may be metres; after hours or before seconds it can only be minutes."""
    return 60.0 if unit == "m" and not alone else _TIMES.get(unit)


def _why_no_time(cleaned: str) -> str:
    if re.fullmatch(r"[0-9.,]+ ?m", cleaned):
        return "m is metres; write min for minutes"
    return _DURATION_FORMS
