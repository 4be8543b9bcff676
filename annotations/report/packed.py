"""What runs.js draws of a run, in few bytes: numbers and letters of our own, no text from outside."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

AXIS = 314
"""The length of the distance axis, in the units of the drawing's view box."""
HEIGHTS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
"""A height of a curve as one letter, from the bottom of its panel to the top."""
UNMEASURED = "-"
DIGITS = HEIGHTS[:10] + HEIGHTS[36:]
BASE = len(DIGITS)
GRADE_UP = 500
"""What is added to a grade in tenths of a percent, so that it is packed as a number from 0 on."""
Means = tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Strip:
    """The run at one site: its stretches as (e, l, h, o for the feeling, where it ends on the axis).

    `site` counts the record's sites from 1, 0 where no site is noted as hurting.
    """

    site: int
    stretches: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Point:
    """A place on a strip: an onset (o), a bout by its result (g, l, s, w, n for not noted), or where pain was back (b).

    `number` counts the bouts of the strip from 1, 0 for an onset.
    """

    kind: str
    x: int
    strip: int
    number: int = 0


@dataclass(frozen=True, slots=True)
class Curve:
    """One measure along the run: the ends of its scale in words, and letters of `HEIGHTS` or `UNMEASURED`."""

    ends: str
    heights: str


@dataclass(frozen=True, slots=True)
class Chart:
    """What is drawn of one run, in numbers and in letters of our own: no text from outside is in it.

    The axis ends at `end`, with a tick each `tick`, both in the runner's units. `curves` are pace, grade
    and cadence, None where it was not recorded. `splits` are the means of each unit's length up to `to`:
    seconds of pace, grade in tenths of a percent, steps and heart beats a minute.
    """

    end: float
    tick: float
    strips: tuple[Strip, ...]
    points: tuple[Point, ...]
    curves: tuple[Curve | None, ...] = ()
    to: float = 0.0
    splits: tuple[Means, ...] = ()


def packed(chart: Chart | None, strava_id: int | None) -> str:
    """A run's link and chart as JSON in few bytes: hundreds of runs are on one page."""
    return json.dumps([strava_id or 0, *(_told(chart) if chart else ())], separators=(",", ":"))


def _told(chart: Chart) -> tuple[object, ...]:
    strips = (
        f"{one.site}{''.join(f'{feeling}{x}' for feeling, x in one.stretches)}"
        for one in chart.strips
    )
    points = (f"{p.kind}{p.strip}.{p.x}.{p.number}" for p in chart.points)
    return (
        chart.end,
        chart.tick,
        " ".join(strips),
        " ".join(points),
        [[c.ends, c.heights] if c else 0 for c in chart.curves],
        chart.to,
        [_digits(values) for values in zip(*map(_upward, chart.splits), strict=True)],
    )


def _upward(means: Means) -> Means:
    pace, grade, *others = means
    return pace, None if grade is None else grade + GRADE_UP, *others


def _digits(values: Sequence[int | None]) -> str:
    """Whole numbers from 0 to the base of 36, all of the width that stands before them.

    Empty where nothing was measured; `UNMEASURED` fills the width of what was not measured.
    """
    known = [value for value in values if value is not None]
    if not known:
        return ""
    width = 2 if max(known) < BASE**2 else 4
    told = (UNMEASURED * width if v is None else _to_base(v, width) for v in values)
    return f"{width}{''.join(told)}"


def _to_base(value: int, width: int) -> str:
    clipped = min(max(value, 0), BASE**width - 1)
    return "".join(DIGITS[clipped // BASE**k % BASE] for k in reversed(range(width)))
