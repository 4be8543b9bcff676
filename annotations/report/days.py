"""The calendar: every run by its worst pain, the unknown ones visibly unknown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from annotations.insights.morning import light
from annotations.model import Units
from annotations.quantities import format_distance
from annotations.record import NotedRun, Record
from annotations.report.axes import Frame, Variant
from annotations.report.drawing import Drawing, Label, Mark
from annotations.report.figure import Table
from annotations.report.room import FULL, Room
from annotations.report.shown import MONTHS, day, points
from annotations.report.tables import newest_rows
from annotations.sentences.phrases import count

WEEK = 7
CELL, PITCH = 12.0, 15.0
STRIP = 7 * PITCH + 34.0
"""The height of one strip of weeks: its days, and the names of its months."""
WEEKS = {"wide": 53, "narrow": 19}
LEFT = 42.0
LOOKS = {"0-3": "mild", "4-5": "some", "above 5": "much"}


@dataclass(frozen=True, slots=True)
class Day:
    """One day with runs; `worst` is None where no note says how they went."""

    on: date
    far_m: float
    runs: int
    unknown: int
    worst: float | None

    @property
    def look(self) -> str:
        if self.worst is None:
            return "day unknown"
        return "day none" if self.worst == 0 else f"day {LOOKS[light(self.worst)]}"


def days_of(record: Record) -> list[Day]:
    """The days with runs, oldest first; a day's worst pain is that of its runs with a note."""
    stated = {noted.run.id: worst(noted) for noted in record.stated}
    by_day: dict[date, list[tuple[float, float | None]]] = {}
    for run in record.runs:
        by_day.setdefault(run.local_date, []).append((run.distance_m, stated.get(run.id)))
    return [
        Day(
            on,
            sum(far for far, _ in runs),
            len(runs),
            sum(level is None for _, level in runs),
            max((level for _, level in runs if level is not None), default=None),
        )
        for on, runs in sorted(by_day.items())
    ]


def worst(noted: NotedRun) -> float:
    """The worst pain of all sites in a run whose note states it; 0 without any."""
    return max((complaint.level for complaint in noted.complaints), default=0.0)


def days_answer(days: Sequence[Day]) -> str:
    """On how many days it hurt, when last and how badly, and how many days no note tells of; there is a day."""
    told = [one for one in days if one.worst is not None]
    hurt = [one for one in told if one.worst]
    unknown = len(days) - len(told)
    more = f"; {count(unknown, 'more day')} with runs {'is' if unknown == 1 else 'are'} unknown"
    ending = f"{more if unknown else ''}."
    if not hurt:
        return f"No pain on {count(len(told), 'noted day')}{ending}"
    much = sum(one.look == "day much" for one in hurt)
    text = f"Pain on {len(hurt)} of {count(len(told), 'noted day')}, the last on {day(hurt[-1].on)}"
    return f"{text}; above 5 of 10 on {much or 'none'} of them{ending}"


def calendars(days: Sequence[Day], units: Units, room: Room = FULL) -> tuple[Drawing, ...]:
    """The wide and the narrow calendar of the newest weeks; none without runs."""
    variants: tuple[Variant, ...] = ("wide", "narrow") if days else ()
    return tuple(_calendar(v, days, units, room) for v in variants)


def left_out(days: Sequence[Day], variant: Variant, room: Room = FULL) -> int:
    """How many days with runs are older than the calendar's first week."""
    first, _ = _span(variant, days, room)
    return sum(one.on < first for one in days)


def _span(variant: Variant, days: Sequence[Day], room: Room) -> tuple[date, int]:
    """The Monday that the calendar begins with, and its strips: no more than the days need."""
    monday = days[-1].on - timedelta(days=days[-1].on.weekday())
    weeks = (monday - (days[0].on - timedelta(days=days[0].on.weekday()))).days // WEEK + 1
    strips = min(room.strips(variant), -(-weeks // WEEKS[variant]))
    # a young record begins at the left, an older one ends at the right
    shown = min(weeks, strips * WEEKS[variant]) if strips == 1 else strips * WEEKS[variant]
    return monday - timedelta(weeks=shown - 1), strips


def _calendar(variant: Variant, days: Sequence[Day], units: Units, room: Room) -> Drawing:
    first, strips = _span(variant, days, room)
    per_strip = WEEKS[variant]
    width = LEFT + per_strip * PITCH + 8.0
    shown = [one for one in days if one.on >= first]

    def place(on: date) -> tuple[float, float]:
        week, weekday = divmod((on - first).days, WEEK)
        strip, column = divmod(week, per_strip)
        return LEFT + column * PITCH, strip * STRIP + 22.0 + weekday * PITCH

    marks = tuple(
        Mark(one.look, *place(one.on), 0.0, says(one, units), CELL, CELL) for one in shown
    )
    labels = [
        Label("axis", LEFT - 8.0, strip * STRIP + 22.0 + row * PITCH + 10.5, text, "end")
        for strip in range(strips)
        for row, text in ((0, "Mon"), (2, "Wed"), (4, "Fri"), (6, "Sun"))
    ]
    labels += _months(first, days[-1].on, strips, per_strip)
    return Drawing(
        Frame(variant, width, strips * STRIP - 8.0, 0, 0, 0, 0), marks=marks, labels=tuple(labels)
    )


def _months(first: date, last: date, strips: int, per_strip: int) -> list[Label]:
    """The name of each month above the first week that begins in it; two of them never touch."""
    found: list[Label] = []
    for strip in range(strips):
        last_column = -3
        for column in range(per_strip):
            monday = first + timedelta(weeks=strip * per_strip + column)
            new = column == 0 or monday.day <= WEEK
            if new and monday <= last and column - last_column >= 3 and column < per_strip - 1:
                year = f" {monday.year}" if column == 0 or monday.month == 1 else ""
                text = f"{MONTHS[monday.month - 1]}{year}"
                found.append(
                    Label("axis", LEFT + column * PITCH, strip * STRIP + 14.0, text, "start")
                )
                last_column = column + (2 if year else 0)
    return found


def says(one: Day, units: Units) -> str:
    """One day in words."""
    far = format_distance(one.far_m, units)
    runs = far if one.runs == 1 else f"{count(one.runs, 'run')}, {far}"
    if one.worst is None:
        return f"{day(one.on)}: {runs}; unknown"
    pain = "no pain" if one.worst == 0 else f"worst pain {points(one.worst)}/10"
    unknown = f"; {count(one.unknown, 'run')} unknown" if one.unknown else ""
    return f"{day(one.on)}: {runs}; {pain}{unknown}"


def day_table(days: Sequence[Day], units: Units, most: int) -> Table:
    """The newest `most` days with runs."""
    rows = [
        (
            day(one.on),
            str(one.runs),
            format_distance(one.far_m, units),
            "unknown" if one.worst is None else points(one.worst),
        )
        for one in days
    ]
    return newest_rows(("Date", "Runs", "Distance", "Worst pain, 0 to 10"), rows, most)
