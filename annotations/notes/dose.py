"""How much of what: "3x10 butt kicks", "quad stretch 30 s", "butt kicks x10"."""

import re
from dataclasses import dataclass

from annotations.errors import ReadError
from annotations.model import Seconds
from annotations.notes.treatments import MAX_CHARACTERS, normalise
from annotations.numerals import WORDS
from annotations.quantities import parse_duration

MAX_SETS = 50
MAX_REPS = 2000

_TIME = r"s|secs?|seconds?|min|mins|minutes?"
_NOT_A_DISTANCE = r"(?!(?:m|mi|km|k|miles?|met(?:er|re)s?|yards?|yd|steps?|sets?|rounds?)\b)"
_AMOUNT = (
    rf"(?P<n>[0-9]+(?:[.,][0-9]+)?)"
    rf"(?:[ -]?(?P<unit>{_TIME})\b|\s*(?:reps?|times|[x\u00d7])(?![0-9a-z]))?"
)
_NAME = r"(?=[^\W\d]|[0-9]{2,}/[0-9]{2})"  # "90/90 stretch" is one too
_SETS = r"(?:(?P<sets>[0-9]+)\s*(?:[x\u00d7*]|sets?\s+of|sets?\s*[x\u00d7])\s*)?"
_LEADING = re.compile(rf"^{_SETS}{_AMOUNT}(?:\s+of)?\s+{_NOT_A_DISTANCE}{_NAME}")
_TRAILING = re.compile(rf"(?<=\w)[\s,:]+(?:for\s+|[x\u00d7]\s*)?{_SETS}{_AMOUNT}$")
_SETS_ONLY = re.compile(rf"(?P<sets>[0-9]+)\s+(?:sets?|rounds?)\s+(?:of\s+)?{_NAME}")
_RANGE = re.compile(r"(?:^|\s)[0-9]+\s*(?:-|\u2013|to|or)\s*[0-9]+\s+[a-z]")
_FORMS = "write it as '10 butt kicks', '3x10 butt kicks' or 'quad stretch 30 s'"


@dataclass(frozen=True, slots=True)
class Dose:
    """`sets` times `reps` (or `hold_s`) of `what`."""

    what: str
    sets: int = 1
    reps: int | None = None
    hold_s: Seconds | None = None


def parse_dose(text: str) -> Dose:
    """The dose, before or behind the name, and the normalised name. Raises ReadError."""
    cleaned = _digits_for_words(" ".join(text.casefold().split()))
    if _RANGE.search(cleaned):
        raise ReadError(f"'{text}' gives a range", "write one number, the one you did", part=text)
    for pattern in (_LEADING, _TRAILING):
        if found := pattern.search(cleaned):
            rest = cleaned[: found.start()] + cleaned[found.end() :]
            sets = int(found["sets"] or 1)
            return _dose(text, rest, sets, _amount(found["n"], found["unit"], text))
    if found := _SETS_ONLY.match(cleaned):
        return _dose(text, cleaned[found.end() :], int(found["sets"]), (None, None))
    return _dose(text, cleaned, 1, (None, None))


def _digits_for_words(text: str) -> str:
    """ "ten butt kicks" -> "10 butt kicks"; "a set of" is no number."""
    text = re.sub(r"^(?:a|one|another) set of ", "", text)
    first, _, rest = text.partition(" ")
    return f"{WORDS[first]} {rest}" if first in WORDS and rest else text


def _amount(number: str, unit: str | None, text: str) -> tuple[int | None, Seconds | None]:
    if unit:
        return None, parse_duration(f"{number} {unit}")
    if not number.isdigit():
        raise ReadError(f"'{number}' is no number of repetitions", _FORMS, part=number)
    if not 1 <= int(number) <= MAX_REPS:
        raise ReadError(f"{number} repetitions are out of range", "write 1 to 2000", part=number)
    return int(number), None


def _dose(text: str, name: str, sets: int, amount: tuple[int | None, Seconds | None]) -> Dose:
    what = normalise(name)
    if not any(character.isalpha() for character in what):
        raise ReadError(f"'{text.strip()}' doesn't say what was done", _FORMS, part=text.strip())
    if len(what) > MAX_CHARACTERS:
        raise ReadError("the name of what was done is too long", _FORMS)
    if not 1 <= sets <= MAX_SETS:
        raise ReadError(f"{sets} sets are out of range", "write 1 to 50", part=str(sets))
    return Dose(what, sets, *amount)
