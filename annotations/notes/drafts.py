"""The texts of new notes. Where they go, and that nothing is overwritten, is the caller's."""

import json
import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from annotations.model import Run, Units
from annotations.quantities import format_distance

MAX_SLUG = 50
_PLAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 ./]*[A-Za-z0-9])?")

_BLANK = """\
---
{head}
pain: # fill in: 0 to 10, or none; or below it, indented, a line for each site that hurt, such as
#  right knee: 5 from {place} (burning, medial)
{drawn}# did:{came}
#  - {done} @ {place} -> {result}
---
"""
_CAME = " # half a mile after it the pain was gone, less (by 2 points or 30 %), same or worse"

_EXAMPLE = """\
# How to write a note

This page is an explanation. It is not read as a note, because it does not begin with `---`.
A note is a text file that begins like this; all that stands below the second `---` is yours.

```
---
date: {on}
pain:
  right knee: 5 from 3 mi (burning, medial)
  left knee: 4 from 3.1 mi (fullness)
did:
  - 10 butt kicks @ 3 mi -> gone, back after 1/4 mile
  - 10 butt kicks @ 3.25 mi -> gone
before: [foam rolling, long warm-up]
expect: 3
---
The second set did it.
```

The shortest notes say only how bad it was: `pain: 0`, or `pain: 4` with `where: right knee`.
A run without a note is unknown, not free of pain: so note the good runs too (`twinge ok`).
`twinge note` makes a note for your newest run, and `twinge check` tells how each was read.
Instead of `date` you can give the activity: `strava: https://www.strava.com/activities/123456`.
"""


@dataclass(frozen=True, slots=True)
class Drawn:
    """What the coin of an experiment drew for a run, and how sure the runner was beforehand."""

    arm: str
    carries_on: bool
    expect: float | None = None

    @property
    def lines(self) -> tuple[str, ...]:
        """What the note says of it. `expect` is about what was done, so not where nothing was."""
        arm = f"arm: {_scalar(self.arm)} # drawn by coin: correct it if you did otherwise"
        if self.expect is None or self.carries_on:
            return (arm,)
        return f"expect: {self.expect:g}", arm

    @property
    def bout(self) -> tuple[str, str]:
        """What is done at the first pain, as a bout says it, and a result to be corrected."""
        return ("carried on", "same") if self.carries_on else (self.arm, "gone")


def blank_note(run: Run, units: Units, drawn: Drawn | None = None) -> str:
    """A note for `run` to fill in; until that is done, it reads as an error that says so."""
    place, step = ("3 mi", "0.25 mi") if units == "mi" else ("5 km", "0.4 km")
    done, result = drawn.bout if drawn else ("10 butt kicks", f"gone, back after {step}")
    lines = "".join(f"{line}\n" for line in drawn.lines) if drawn else ""
    came = _CAME if drawn else ""
    return _BLANK.format(
        head=_head(run, units), place=place, drawn=lines, done=done, result=result, came=came
    )


def filled_note(run: Run, units: Units, *, pain: str, where: str = "", onset: str = "") -> str:
    """A note for `run` with the runner's own words, quoted where YAML would take them amiss."""
    answers = {"pain": pain, "where": where, "onset": onset}
    lines = [f"{key}: {_scalar(text)}" for key, text in answers.items() if text.strip()]
    return "\n".join(["---", _head(run, units), *lines, "---", ""])


def answered_note(
    run: Run, units: Units, *, pain: str, where: str, onset: str, drawn: Drawn | None = None
) -> str:
    """A note with what was answered; each empty answer leaves its line to fill in.

    A site, a place and what was drawn have no line where the pain is `0`, the one way that a note
    says "none".
    """
    place = "3 mi" if units == "mi" else "5 km"
    to_fill_in = {
        "pain": "fill in: 0 to 10, or none",
        "where": "such as right knee, medial",
        "onset": f"such as {place}, 25:30 or start",
    }
    lines = ["---", _head(run, units)]
    for key, answer in {"pain": pain, "where": where, "onset": onset}.items():
        if answer.strip():
            lines.append(f"{key}: {_scalar(answer)}")
        elif pain.strip() != "0":
            lines.append(f"{key}: # {to_fill_in[key]}")
    if drawn is not None and pain.strip() != "0":
        done, result = drawn.bout
        bout = f"#  - {done} @ {_one_line(onset) or place} -> {result}"
        lines += [*drawn.lines, f"# did:{_CAME}", bout]
    return "\n".join([*lines, "---", ""])


def pain_free_note(run: Run, units: Units) -> str:
    """A note that says that `run` was free of pain."""
    return filled_note(run, units, pain="0")


def file_name(run: Run) -> str:
    """`2026-03-14-morning-run.md`: ASCII letters, digits and hyphens only, never a path."""
    return f"{run.local_date.isoformat()}-{slug(run.name) or 'run'}.md"


def slug(name: str) -> str:
    """`name` as it stands in a file's name; empty where it has neither ASCII letters nor digits."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_name.lower()).strip("-")[:MAX_SLUG].strip("-")


def example_note(today: date) -> str:
    """A page that explains notes by an example; no annotation itself."""
    return _EXAMPLE.format(on=today.isoformat())


def _head(run: Run, units: Units) -> str:
    """The keys that say which run it is, and a comment for the eye."""
    start = "" if run.start_hidden else run.start_local.strftime(" %H:%M")
    return (
        f"strava: {run.id}\n"
        f"date: {run.local_date.isoformat()}{start}\n"
        f"# {_one_line(run.name)}, {format_distance(run.distance_m, units)}"
    )


def _one_line(text: str) -> str:
    """A name from the network must not end the comment that it stands in."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:80]


def _scalar(text: str) -> str:
    text = _one_line(text)
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)
