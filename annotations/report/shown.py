"""Words of the page: names from outside made safe to look at, dates, numbers, sites."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from annotations.facts import about
from annotations.insights.evidence import Level
from annotations.model import Site, Units
from annotations.places import Episode
from annotations.quantities import format_distance
from annotations.record import UNNAMED_SITE, Observation

MAX_NAME = 80
LEVELS: Mapping[Level, str] = {
    "not_enough": "not enough yet",
    "fact": "counted",
    "hint": "maybe",
    "clear": "clear",
    "tested": "tested by coin",
    "faded": "faded",
}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

# All of Unicode's Bidi_Control: any of these can make a line read differently from what it says.
_TURNS_TEXT = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_BREAKS = re.compile("[\t\n\v\f\r\x85\u2028\u2029]+")
_MARKS = re.compile("([\u0300-\u036f]{4})[\u0300-\u036f]+")
"""More accents on one letter than any language has: they would run over the lines around it."""
_JOINER, _MOST_JOINERS = "\u200d", 12
_NOT_TEXT = frozenset({"Cc", "Cs"})


def clean(text: str) -> str:
    """`text` on one line, without direction marks, control characters and signs that no line can hold."""
    one_line = _MARKS.sub(r"\1", _BREAKS.sub(" ", _TURNS_TEXT.sub("", text)))
    if one_line.count(_JOINER) > _MOST_JOINERS:  # one sign without an end, which no line can hold
        one_line = one_line.replace(_JOINER, "")
    return "".join(c for c in one_line if unicodedata.category(c) not in _NOT_TEXT)


def name(text: str) -> str:
    """A name from outside, cleaned, at most `MAX_NAME` characters; never empty."""
    cleaned = clean(text).strip()
    if len(cleaned) > MAX_NAME:
        cleaned = cleaned[: MAX_NAME - 1].rstrip() + "…"
    return cleaned or "(no name)"


def site_name(site: Site) -> str:
    """The site as a heading."""
    if site.name == UNNAMED_SITE:
        return "Pain without a named site"
    text = str(site)
    return text[:1].upper() + text[1:]


def day(on: date) -> str:
    """`9 Mar 2026`, in English whatever the machine's locale."""
    return f"{on.day} {MONTHS[on.month - 1]} {on.year}"


def moment(at: datetime) -> str:
    """`9 Mar 2026, 07:05`."""
    return f"{day(at.date())}, {at:%H:%M}"


def points(level: float) -> str:
    """A pain level as it was noted: `5`, `4.5`."""
    return f"{level:g}"


def spread(values: Sequence[float]) -> str:
    """`2 to 6`, or `5` where all are alike; at least one value."""
    low, high = min(values), max(values)
    return f"{low:g}" if low == high else f"{low:g} to {high:g}"


def percentage(share: float) -> str:
    """`67 %`."""
    return f"{100 * share:.0f} %"


def place(at_m: float, units: Units) -> str:
    """`3.0 mi`, or `the start`."""
    return "the start" if at_m == 0 else format_distance(at_m, units)


def onset_place(seen: Observation, units: Units) -> str:
    """Where pain began, as exactly as it is known; `seen.onset_m` is not None."""
    at_m = seen.onset_m or 0.0
    return place(at_m, units) if seen.onset_from == "note" else about(at_m, units)


def dose(episode: Episode) -> str:
    """What was done in one bout: `3 sets of 10 butt kicks`, `quad stretch for 30 s`."""
    sets = f"{episode.sets} sets of " if episode.sets > 1 else ""
    reps = f"{episode.reps} " if episode.reps else ""
    hold = f" for {episode.hold_s:.0f} s" if episode.hold_s else ""
    return name(f"{sets}{reps}{episode.what}{hold}")
