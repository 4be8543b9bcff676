"""Notes that are hidden in what a runner wrote of a run: its name, or a description that is known here."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from annotations.errors import ReadError
from annotations.model import ActivityId, Run, Units
from annotations.notes.anatomy import SIDES, SITES
from annotations.notes.pain import parse_level
from annotations.quantities import parse_place

MAX_TEXT = 2000

_PAIN_WORDS = (
    r"pain(?:s|ful)?|hurt(?:s|ing)?|ach(?:e|es|ed|ing|y)|sore(?:ness)?|tight(?:ness)?|niggl(?:e|es|ing|y)"
    r"|twing(?:e|es|ed)|injur(?:y|ed)|tender|stiff(?:ness)?|sting(?:s|ing)?|burn(?:s|ing)|flare[- ]?up"
    r"|throb(?:s|bing)?|sharp|splints?|tendin(?:itis|opathy)|fasci(?:itis|opathy)|strain(?:ed)?|ouch"
)
_HURTS = re.compile(rf"\b(?:{_PAIN_WORDS})\b", re.IGNORECASE)
_FREE = re.compile(
    rf"\b(?:no|zero|without(?: any)?|free of|not? (?:a )?(?:hint|trace) of|0)\s+(?:\w+\s+){{0,2}}?(?:{_PAIN_WORDS})\b"
    r"|\bpain[- ]?free\b|\b(?:didn'?t|did not|doesn'?t|not|never)\s+(?:\w+\s+)?hurt(?:ing)?\b",
    re.IGNORECASE,
)
_NAMES = sorted(
    (name for name in SITES if name not in ("back", "leg", "sole")), key=len, reverse=True
)
_SIDE = "|".join(re.escape(word) for word in sorted(SIDES, key=len, reverse=True) if len(word) > 2)
_SITE = re.compile(
    rf"(?:\b(?P<side>{_SIDE})\s+(?:\w+\s+)?)?(?<![\w-])(?P<name>{'|'.join(map(re.escape, _NAMES))})(?![\w-])",
    re.IGNORECASE,
)
_LEVEL = re.compile(
    r"(?<![\d.,:])(?P<n>10|[0-9](?:\.[05])?) ?(?:/|out of) ?10(?![\d/])"
    r"|\b(?:pain|hurt|ache|soreness) ?(?:level|was|of|at|:|=)? ?(?P<m>10|[0-9](?:\.5)?)"
    r"(?![\w:/]|[.,][0-9]| ?(?:k|m|km|mi|miles?|min)\b)",
    re.IGNORECASE,
)
_ONSET = re.compile(
    r"\b(?:from|since|after|at|@|around|past) (?:the |about |mile (?=\d))?"
    r"(?P<place>\d+(?:[.,]\d+)?[ -]?(?:miles?|mi|kms?|k|minutes?|mins?)\b|\d{1,2}:\d{2}\b|start\b"
    r"|(?<=mile )\d+(?:\.\d+)?)",
    re.IGNORECASE,
)
_NOT_OF_THE_BODY = re.compile(
    r"\bpain (?:cave|train|is (?:weakness|temporary))|\bknee deep\b|\bheart(?:ache|burn)\b|\bno pain,? no gain\b"
    r"|\bsharp (?:turn|start|finish)|\bachilles(?:' | )(?:loop|trail|park)\b|\bhill of pain\b|\bpainted\b"
    r"|\bburning (?:man|river)\b|\bfeel the burn\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A note that `source` (a name or a text of `run`) seems to hold; `pain` is empty where no number is said."""

    run: Run
    source: str
    pain: str
    where: str = ""
    onset: str = ""


def propose(
    runs: Iterable[Run], texts: Mapping[ActivityId, Sequence[str]], units: Units
) -> tuple[Proposal, ...]:
    """One proposal for each run whose name, or else one of whose `texts`, speaks of pain; oldest first."""
    found = (
        next(_of_run(run, (run.name, *texts.get(run.id, ())), units), None)
        for run in sorted(runs, key=lambda run: (run.start_utc, run.id))
    )
    return tuple(proposal for proposal in found if proposal is not None)


def _of_run(run: Run, texts: Iterable[str], units: Units) -> Iterator[Proposal]:
    for text in texts:
        if found := find_pain(text, units):
            yield Proposal(run, " ".join(text.split())[:200], *found)


def find_pain(text: str, units: Units) -> tuple[str, str, str] | None:
    """How bad, where and from when, as a note would say it; None where `text` speaks of no pain.

    Nothing is guessed: what the text does not say is empty. A pain that is denied is a pain of 0.
    """
    said = _NOT_OF_THE_BODY.sub(" ", " ".join(text[:MAX_TEXT].replace("\u2019", "'").split()))
    left = _FREE.sub(" ", said)
    sites = tuple(dict.fromkeys(_sites(left)))
    if _HURTS.search(left):
        return _level(left), ", ".join(sites), _onset(left, units)
    if left != said:
        return "0", "", ""
    level = _level(left)
    return (level, ", ".join(sites), _onset(left, units)) if sites and level else None


def _sites(text: str) -> Iterator[str]:
    for found in _SITE.finditer(text):
        name = SITES[found["name"].casefold()]
        sides = SIDES[found["side"].casefold()] if found["side"] else ()
        yield from (f"{side} {name}" for side in sides)
        if not sides:
            yield name


def _level(text: str) -> str:
    """The worst level that is named; empty without one."""
    levels = [parse_level(found["n"] or found["m"]) for found in _LEVEL.finditer(text)]
    return f"{max(levels):g}" if levels else ""


def _onset(text: str, units: Units) -> str:
    """The first place that a pain is said to begin at, if the reader can read it."""
    for found in _ONSET.finditer(text):
        place = found["place"].replace("-", " ")
        if "mile " in found[0].lower() and place.replace(".", "").isdigit():
            place = f"{place} mi"
        try:
            parse_place(place, bare_unit=units)
        except ReadError:
            continue
        return place
    return ""
