"""How bad it was: levels of 0 to 10, and entries such as `5 from 3 mi (burning, medial)`."""

import re
from dataclasses import dataclass
from functools import lru_cache

from annotations.errors import ReadError
from annotations.model import Place, Units
from annotations.notes.sites import split_aspects
from annotations.numerals import WORDS
from annotations.quantities import parse_place

_NUMBER = re.compile(r"(10|[0-9])(?:\.([05])0*)?")
_OUT_OF_TEN = re.compile(r"\s*(?:/|out of|of)\s*10$")
_NONE = frozenset(
    {"no", "none", "no pain", "pain free", "pain-free", "painfree", "without pain", "nothing"}
)
_BRACKETS = re.compile(r"\(([^()]*)\)")
_FROM = re.compile(r"(?:\bfrom\b|\bafter\b|\bsince\b|\bat\b|\bonset:?\s|@)\s*(.*)$", re.IGNORECASE)
_LIST = re.compile(r"[;\n]|,(?![0-9])|\band\b")
_HINTS = (
    (r"", "fill in a number from 0 to 10"),
    (r"([0-9]+),([0-9]+)", r"write \1.\2, with a point"),
    (r"[0-9.]+\s*(?:-|\u2013|to)\s*([0-9.]+)", r"write the worst of it: \1"),
    (r"(10|[1-9])0\s*%", r"the scale ends at 10: write \1"),
    (r"((?:10|[0-9])(?:\.5)?)[^\w.,/%]+", r"write \1 and nothing else"),
    (r"[0-9.]+\s*/\s*[0-9]+", "the scale ends at 10: write 4 or 4/10"),
    (r".*[a-z]{3}.*[0-9].*", "for a site, write below 'pain:' an indented line 'right knee: 5'"),
    (r"[0-9]\.[0-9]+", "write a whole or a half, such as 3 or 3.5"),
)
_FORMS = "write a number from 0 to 10, halves allowed, or none"
MAX_CHARACTERS = 300
_HINTED = 60  # what is longer is no slip in a number


@dataclass(frozen=True, slots=True)
class PainEntry:
    """What a note says of one site."""

    level: float
    onset: Place | None
    feels: tuple[str, ...]
    aspects: tuple[str, ...]


def parse_level(text: str) -> float:
    """A level from 0 to 10 in halves; `4/10` and `none` are read. Raises ReadError for all else."""
    cleaned = " ".join(text.casefold().split())
    if cleaned in _NONE:
        return 0.0
    found = _NUMBER.fullmatch(_OUT_OF_TEN.sub("", cleaned))
    if found and float(found[0]) <= 10:
        return float(found[0])
    raise ReadError(f"'{text}' is not a level from 0 to 10", _hint(cleaned), part=text)


@lru_cache(maxsize=4096)
def parse_entry(text: str, units: Units) -> PainEntry:
    """`LEVEL [from PLACE] [(words)]`; words that name an aspect become aspects, the others feels.

    A distance without a unit is in `units`. Raises ReadError.
    """
    if len(text) > MAX_CHARACTERS:
        message = f"this is longer than {MAX_CHARACTERS} characters"
        raise ReadError(message, "the rest belongs below the second ---")
    words = [word for inner in _BRACKETS.findall(text) for word in split_words(inner)]
    rest = _BRACKETS.sub(" ", text).strip()
    if stray := re.search(r"[()]", rest):
        raise ReadError("a bracket is not closed", "write it as '5 (burning)'", part=stray[0])
    onset = None
    if found := _FROM.search(rest):
        place, *more = _split_once(found[1])
        onset = parse_place(place, bare_unit=units)
        words = [*more, *words]
        rest = rest[: found.start()]
    level, *more = _split_once(rest)
    aspects, feels = split_aspects([*more, *words])
    return PainEntry(parse_level(level), onset, feels, aspects)


def split_words(text: str) -> list[str]:
    """The words of a comma list, in lower case, each once."""
    words = (" ".join(word.casefold().split()) for word in _LIST.split(text))
    return list(dict.fromkeys(word for word in words if word))


def _split_once(text: str) -> list[str]:
    """What stands before the first comma as it is, then the words behind it."""
    head, *tail = re.split(r",(?![0-9])", text, maxsplit=1)
    return [head.strip(), *(word for piece in tail for word in split_words(piece))]


def _hint(cleaned: str) -> str:
    if WORDS.get(cleaned, 11) <= 10:
        return f"write {WORDS[cleaned]}"
    if len(cleaned) > _HINTED:
        return _FORMS
    for pattern, hint in _HINTS:
        if found := re.fullmatch(pattern, cleaned):
            return found.expand(hint)
    return _FORMS
