"""The weekly load: how far each week went, and how much of it hurt, did not, or is unknown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from annotations.facts import about
from annotations.model import Units
from annotations.quantities import format_distance
from annotations.record import Record
from annotations.report.axes import Frame, Scale, Tick, date_ticks, distance_steps, distance_ticks
from annotations.report.days import WEEK, worst
from annotations.report.drawing import Drawing, Line, Mark, box
from annotations.report.figure import Table
from annotations.report.room import FULL, Room
from annotations.report.shown import day, points
from annotations.report.tables import NOTHING, newest_rows
from annotations.sentences.phrases import count

STRETCH = 4
"""The weeks that are told beside as many before them."""
LEAST = 12
"""A record of a few weeks gets no wider bars than one of so many."""
WIDE = Frame("wide", 860, 240, 62, 18, 14, 30)
NARROW = Frame("narrow", 340, 220, 54, 14, 14, 28)


@dataclass(frozen=True, slots=True)
class Week:
    """The runs from one Monday to the Sunday after; `worst` is None without a stated run."""

    monday: date
    hurt_m: float
    free_m: float
    unknown_m: float
    runs: int
    noted: int
    hurt: int
    worst: float | None

    @property
    def unknown(self) -> int:
        return self.runs - self.noted

    @property
    def far_m(self) -> float:
        return self.hurt_m + self.free_m + self.unknown_m


def weeks_of(record: Record) -> list[Week]:
    """Every week from the first run to the last, those without a run too, oldest first."""
    levels = {noted.run.id: worst(noted) for noted in record.stated}
    by_week: dict[date, list[tuple[float, float | None]]] = {}
    for run in record.runs:
        monday = run.local_date - timedelta(days=run.local_date.weekday())
        by_week.setdefault(monday, []).append((run.distance_m, levels.get(run.id)))
    if not by_week:
        return []
    first, last = min(by_week), max(by_week)
    mondays = (first + timedelta(weeks=k) for k in range((last - first).days // WEEK + 1))
    return [_week(monday, by_week.get(monday, [])) for monday in mondays]


def _week(monday: date, runs: Sequence[tuple[float, float | None]]) -> Week:
    known = [level for _, level in runs if level is not None]
    return Week(
        monday,
        sum(far for far, level in runs if level),
        sum(far for far, level in runs if level == 0),
        sum(far for far, level in runs if level is None),
        len(runs),
        len(known),
        sum(level > 0 for level in known),
        max(known, default=None),
    )


def weeks_answer(weeks: Sequence[Week], units: Units) -> str:
    """The load of the last weeks with the pain in it, beside that of the weeks before; there is a week."""
    last, before = weeks[-STRETCH:], weeks[-2 * STRETCH : -STRETCH]
    which = f"{len(last)} weeks" if len(last) > 1 else "week"
    text = f"The {which} up to the newest run: {_stretch(last, units)}"
    if not before:
        return f"{text}."
    earlier = f"{len(before)} before" if len(before) > 1 else "week before"
    return f"{text}; the {earlier}: {_stretch(before, units)}."


def _stretch(weeks: Sequence[Week], units: Units) -> str:
    noted, unknown = sum(week.noted for week in weeks), sum(week.unknown for week in weeks)
    far = about(sum(week.far_m for week in weeks), units)
    if not noted:
        return f"{far}, unknown whether it hurt" if unknown else "no run"
    hurt = sum(week.hurt for week in weeks)
    more = f", {unknown} unknown" if unknown else ""
    return f"{far}, pain in {hurt} of {count(noted, 'noted run')}{more}"


def week_drawings(weeks: Sequence[Week], units: Units, room: Room = FULL) -> tuple[Drawing, ...]:
    """The wide and the narrow drawing of the newest weeks; none without runs."""
    if not weeks:
        return ()
    return tuple(
        _drawing(frame, weeks[-room.weeks(frame.variant) :], units) for frame in (WIDE, NARROW)
    )


def _drawing(frame: Frame, shown: Sequence[Week], units: Units) -> Drawing:
    most_m = max(1000.0, *(week.far_m for week in shown))
    y = Scale(0.0, most_m, frame.y0, frame.y1)
    pitch = (frame.x1 - frame.x0) / max(len(shown), LEAST)
    width = min(0.72 * pitch, 22.0)
    first = shown[0].monday.toordinal()
    x = Scale(first, first + WEEK, frame.x0 + pitch / 2, frame.x0 + 1.5 * pitch)
    marks, parts = [], {"hurt": "", "free": "", "open": ""}
    for week in shown:
        left = x(week.monday.toordinal()) - width / 2
        reached_m = 0.0
        for part, far_m in zip(parts, (week.hurt_m, week.free_m, week.unknown_m), strict=True):
            if far_m > 0:
                top = y(reached_m + far_m)
                parts[part] += box(left, top, width, y(reached_m) - top)
            reached_m += far_m
        height = max(frame.y0 - y(reached_m), 1.0)
        marks.append(
            Mark("bar week", left, frame.y0 - height, 0.0, says(week, units), width, height)
        )
    return Drawing(
        frame,
        _ticks(shown, x, frame),
        distance_ticks(distance_steps(most_m, units, 6), units, y),
        under=tuple(Line(f"load {part}", path) for part, path in parts.items() if path),
        marks=tuple(marks),
    )


def _ticks(shown: Sequence[Week], x: Scale, frame: Frame) -> tuple[Tick, ...]:
    at_most = 9 if frame.variant == "wide" else 4
    return date_ticks(shown[0].monday, shown[-1].monday, x, at_most)


def says(week: Week, units: Units) -> str:
    """One week in words."""
    if not week.runs:
        return f"Week of {day(week.monday)}: no run"
    parts = [
        f"{format_distance(far_m, units)} {what}"
        for far_m, what in (
            (week.hurt_m, "in runs with pain"),
            (week.free_m, "without"),
            (week.unknown_m, "unknown"),
        )
        if far_m > 0
    ]
    pain = f"; worst pain {points(week.worst)}/10" if week.worst else ""
    return f"Week of {day(week.monday)}: {count(week.runs, 'run')}; {', '.join(parts)}{pain}"


def week_table(weeks: Sequence[Week], units: Units, most: int) -> Table:
    """The newest `most` weeks."""

    def far(metres: float) -> str:
        return format_distance(metres, units) if metres else "0"

    rows = [
        (
            day(week.monday),
            str(week.runs),
            far(week.hurt_m),
            far(week.free_m),
            far(week.unknown_m),
            NOTHING if week.worst is None else points(week.worst),
        )
        for week in weeks
    ]
    head = ("Week of", "Runs", "With pain", "Without", "Unknown", "Worst pain")
    return newest_rows(head, rows, most)
