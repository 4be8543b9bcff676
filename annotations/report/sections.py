"""The sections of the page: each site's figures in the order in which a runner asks, then what was done."""

from collections.abc import Sequence
from dataclasses import dataclass

from annotations.insights.evidence import Finding
from annotations.model import Site, Units
from annotations.record import Record
from annotations.report.course_figures import curve_figure, intensity_figure, onset_figure
from annotations.report.days import calendars, day_table, days_answer, days_of, left_out
from annotations.report.drawing import Drawing
from annotations.report.figure import Figure, Sample, Table
from annotations.report.onsets import small_onsets
from annotations.report.room import FULL, Room
from annotations.report.seen import all_seen
from annotations.report.shown import day, site_name
from annotations.report.tables import run_table
from annotations.report.treatment_figures import (
    gained_figure,
    helps_figure,
    links_figure,
    sets_figure,
)
from annotations.report.view import View
from annotations.report.weeks import week_drawings, week_table, weeks_answer, weeks_of
from annotations.sentences.phrases import count
from annotations.sentences.told import Statement, told

_A_NOTE = "A note for the runs that are unknown here."
IN_FULL = 2
"""The sites that hurt most often have all charts; the others are told in words, beside a small drawing."""


@dataclass(frozen=True, slots=True)
class SiteSection:
    """Everything that the page shows of one site; in brief it has no figures and `runs` is its table."""

    name: str
    figures: tuple[Figure, ...]
    statements: Sequence[Statement]
    runs: Table | None = None


@dataclass(frozen=True, slots=True)
class Panel:
    """One site among several, side by side."""

    id: str
    name: str
    painful: str
    drawings: tuple[Drawing, ...]


def site_section(
    record: Record,
    site: Site,
    found: Sequence[Finding],
    units: Units,
    *,
    number: int = 1,
    far_m: float = 0.0,
    room: Room = FULL,
) -> SiteSection:
    """The section of `site`, the page's `number`-th; `found` may hold the findings of other sites too.

    The distances of all sites are drawn up to `far_m` at least, so that they can be compared.
    """
    seen = all_seen(record, site)
    series = tuple(one.observation for one in seen if one.observation is not None)
    own = tuple(f for f in found if f.site == site)
    view = View(f"s{number}", site, seen, series, own, units, room)
    if number > IN_FULL:
        table = run_table(seen, units, room.rows)
        return SiteSection(site_name(site), (), told(own, units), table)
    figures = (
        onset_figure(view, far_m),
        curve_figure(view),
        intensity_figure(view),
        helps_figure(view),
        sets_figure(view),
        gained_figure(view),
        links_figure(view),
    )
    return SiteSection(
        site_name(site), tuple(f for f in figures if f is not None), told(own, units)
    )


def side_by_side(
    record: Record, sections: Sequence[SiteSection], units: Units, far_m: float
) -> tuple[Panel, ...]:
    """A small drawing of the onsets for each site, where there are several."""
    if len(record.sites) < 2:
        return ()
    panels = []
    for number, site in enumerate(record.sites, 1):
        series = record.series(site)
        painful = (
            f"painful in {sum(o.painful for o in series)} of {count(len(series), 'noted run')}"
        )
        drawings = small_onsets(all_seen(record, site), units, far_m)
        panels.append(Panel(f"m{number}", sections[number - 1].name, painful, drawings))
    return tuple(panels)


def record_figures(record: Record, units: Units, room: Room = FULL) -> tuple[Figure, ...]:
    """What was done: the calendar of runs and the load of the weeks; none without runs."""
    if not record.runs:
        return ()
    return _calendar(record, units, room), _load(record, units, room)


def _calendar(record: Record, units: Units, room: Room) -> Figure:
    days = days_of(record)
    wide, narrow = (left_out(days, variant, room) for variant in ("wide", "narrow"))
    older = [
        f"{count(k, 'day')} with runs before it on a {where} screen"
        for k, where in ((wide, "wide"), (narrow, "narrow"))
        if k
    ]
    return Figure(
        "calendar",
        "Calendar: each day by its worst pain",
        days_answer(days),
        "fact",
        f"{count(len(days), 'day')} with runs, {day(days[0].on)} to {day(days[-1].on)}.",
        calendars(days, units, room),
        key=(
            Sample("day none", "noted, no pain"),
            Sample("day mild", "worst pain up to 3"),
            Sample("day some", "4 to 5"),
            Sample("day much", "above 5"),
            Sample("day unknown", "unknown: no note says how it went"),
        ),
        notes=(f"The calendar holds the newest weeks; {' and '.join(older)}.",) if older else (),
        how=(
            (
                "Each square is a day with a run, coloured by the worst pain of all sites that its notes tell. A "
                "day of two runs of which one has no note shows the pain of the other. An open square is a run "
                "without a note: unknown, never free of pain."
            ),
        ),
        change=(_A_NOTE,) if any(one.unknown for one in days) else (),
        tables=(day_table(days, units, room.rows),),
    )


def _load(record: Record, units: Units, room: Room) -> Figure:
    weeks = weeks_of(record)
    return Figure(
        "weeks",
        "Weekly load, with the pain in it",
        weeks_answer(weeks, units),
        "fact",
        f"{count(len(weeks), 'week')} from {day(weeks[0].monday)} on.",
        week_drawings(weeks, units, room),
        key=(
            Sample("load hurt", "runs with pain"),
            Sample("load free", "noted without pain"),
            Sample("load open", "unknown"),
        ),
        how=(
            (
                "The distance of all runs of a week, Monday to Sunday. A run with pain counts with its whole "
                "length, also where pain came late. That heavy weeks and pain come together in this drawing says "
                "nothing about a cause; whether pain is linked with load is asked above, with everything else."
            ),
        ),
        change=(_A_NOTE,) if any(week.unknown for week in weeks) else (),
        tables=(week_table(weeks, units, room.rows),),
    )
