"""What came of a bout: gone, less, same or worse in everyday words, and where it was back."""

import re
from dataclasses import dataclass

from annotations.errors import ReadError
from annotations.model import Place, Result, Units
from annotations.notes.spelling import closest
from annotations.quantities import parse_place

_WORDS: dict[Result, tuple[str, ...]] = {
    Result.GONE: (
        "gone", "vanished", "no pain", "went away", "disappeared", "resolved", "pain gone",
        "pain free", "all gone", "cured", "pain went away",
        "pain vanished", "fixed", "nothing left", "no more pain", "cleared",
    ),
    Result.LESS: (
        "less", "better", "eased", "improved", "reduced", "milder", "helped", "less pain",
        "lighter", "eased off", "duller", "weaker", "dulled", "lessened", "almost gone",
        "nearly gone", "mostly gone", "partly gone", "got better", "relief",
    ),
    Result.SAME: (
        "same", "the same", "no change", "nothing", "didn't help", "did not help", "no effect",
        "unchanged", "still there", "no difference", "no better", "no help", "not better",
        "as before", "no improvement", "didnt help", "no relief", "stayed",
    ),
    Result.WORSE: (
        "worse", "more", "more pain", "got worse", "stronger", "increased", "worsened",
        "sharper", "made it worse",
    ),
}  # fmt: skip
RESULTS = {word: result for result, words in _WORDS.items() for word in words}

_WEAK = ("a bit", "a little", "bit", "slightly", "somewhat")
DEGREES = (
    *_WEAK, "much", "lots", "lot", "a lot", "completely", "totally", "fully", "far", "way", "really",
    "definitely", "immediately", "instantly", "straight away", "right away", "at once", "for good",
    "it", "was", "is", "pain",
)  # fmt: skip
"""Words before or behind a result that don't make another of it."""
_DEGREES = f"(?:{'|'.join(DEGREES)})"
_BEFORE = re.compile(rf"^(?:{_DEGREES} )+")
_BEHIND = re.compile(rf"(?: {_DEGREES})+$")
_HARDLY = re.compile(rf"\b(?:{'|'.join(_WEAK)})\b")
_END = re.compile(r"[^\w?)]+$")
_BACK = re.compile(
    r"(?:^|[\s,;]+)(?:(?:but|then|and|came|was|is|it) )*(?:back|returned)\b", re.IGNORECASE
)
_AT = re.compile(r"(?:@|at\b|from\b)\s*(.+)", re.IGNORECASE)
_AFTER = re.compile(r"(?:after|in|within|another)\s+(.+)|(.+?)\s+later", re.IGNORECASE)
MAX_CHARACTERS = 100
_FORMS = "write gone, less, same or worse"
_BACK_FORMS = "write 'back @ 3.25 mi' (from the start) or 'back after 0.25 mi' (from the bout)"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result and where the pain was back: from the start of the run, or from the bout."""

    result: Result | None = None
    back_at: Place | None = None
    back_after: Place | None = None


def parse_outcome(text: str, units: Units) -> Outcome:
    """`RESULT[, back @ PLACE | back after PLACE]`. Raises ReadError."""
    found = _BACK.search(text)
    if not found:
        return Outcome(parse_result(text))
    said = text[: found.start()].strip(" ,;")
    back = parse_back(text[found.end() :], units)
    return Outcome(parse_result(said), back.back_at, back.back_after)


def parse_result(text: str) -> Result:
    """One of the four results, from its everyday words. Raises ReadError."""
    if len(text) > MAX_CHARACTERS:
        raise ReadError("this is too long for a result", _FORMS)
    words = " ".join(text.casefold().replace("\u2019", "'").replace("-", " ").split())
    cleaned = _END.sub("", words)
    result = RESULTS.get(cleaned)
    if result:
        return result
    result = RESULTS.get(_BEHIND.sub("", _BEFORE.sub("", cleaned)))
    if result and _HARDLY.search(cleaned) and result in (Result.GONE, Result.SAME):
        raise ReadError(f"'{text}' is half a result", "did you mean 'less'?", part=text)
    if result:
        return result
    if not cleaned:
        raise ReadError("the result is missing", _FORMS)
    if re.match(r"gone (?:for|until|till)\b", cleaned):
        raise ReadError(f"'{text}' says when it was back", _BACK_FORMS, part=text)
    meant = _meant(cleaned)
    hint = f"did you mean '{meant}'?" if meant else _FORMS
    raise ReadError(f"'{text}' is no result", hint, part=text)


def _meant(cleaned: str) -> str | None:
    """A known result that is a slip away, or the only one among the words; none where one is denied."""
    if slip := closest(cleaned, RESULTS):
        return slip
    words = cleaned.split()
    found = {str(RESULTS[word]) for word in words if word in RESULTS}
    denied = any(word in ("no", "not", "never") or word.endswith("n't") for word in words)
    return found.pop() if len(found) == 1 and not denied else None


def parse_back(text: str, units: Units, *, bare_is_absolute: bool = False) -> Outcome:
    """`@ PLACE` or `after PLACE`; a place alone is absolute only if `bare_is_absolute`.

    Raises ReadError.
    """
    cleaned = text.strip(" ,;:.")
    if found := _AFTER.fullmatch(cleaned):
        return Outcome(back_after=parse_place(found[1] or found[2], bare_unit=units))
    found = _AT.fullmatch(cleaned)
    if found or (bare_is_absolute and cleaned):
        return Outcome(back_at=parse_place(found[1] if found else cleaned, bare_unit=units))
    raise ReadError("it is not said where the pain was back", _BACK_FORMS, part=text.strip())
