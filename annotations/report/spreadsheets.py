"""The record and what was found as tables for a spreadsheet: SI units, every row, no formula."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from annotations.insights.evidence import Finding
from annotations.model import Result, Units
from annotations.places import Episode
from annotations.record import Record
from annotations.report.days import worst
from annotations.report.seen import Kind, all_seen
from annotations.report.shown import clean
from annotations.report.weeks import weeks_of
from annotations.sentences.dispatch import sentence

STATES: Mapping[Kind, str] = {
    "onset": "pain",
    "lost": "pain, onset not noted",
    "free": "no pain",
    "unknown": "unknown",
}
"""Why the onset of a run at a site is there or empty."""
Value = str | float | int | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table; `name` is that of its file, without an ending."""

    name: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def sheets(record: Record, found: Sequence[Finding], units: Units) -> tuple[Sheet, ...]:
    """Runs, onsets, bouts, weeks and findings; metres and seconds, dates as 2026-03-09, unknown is empty."""
    return (
        _sheet(
            "runs",
            "activity date name distance_m moving_s noted worst_pain shoe manual",
            _runs(record),
        ),
        _sheet(
            "onsets",
            "activity date site state pain onset_m onset_known_by length_m sets feels",
            _onsets(record),
        ),
        _sheet(
            "bouts",
            "activity date site what sets reps hold_s at_m result back_m came_back",
            _bouts(record),
        ),
        _sheet(
            "weeks",
            "monday runs painful_runs with_pain_m without_pain_m unknown_m worst_pain",
            _weeks(record),
        ),
        _sheet(
            "findings",
            "kind site subject level estimate low high unit needs text",
            _findings(found, units),
        ),
    )


def defused(value: Value) -> str:
    """A cell that no spreadsheet takes for a formula; numbers as they are, None as an empty cell.

    A text that begins with a sign of a formula gets an apostrophe before it, as OWASP advises against
    CSV injection; control characters and line breaks are taken out before that.
    """
    if value is None:
        return ""
    if not isinstance(value, str):
        return f"{value:.10g}" if isinstance(value, float) else str(value)
    text = clean(value)
    bare = text.lstrip()
    return (
        f"'{text}"
        if bare.startswith(("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20"))
        else text
    )


def _sheet(name: str, head: str, rows: Iterator[tuple[Value, ...]]) -> Sheet:
    cells = tuple(tuple(defused(value) for value in row) for row in rows)
    return Sheet(name, tuple(head.split(" ")), cells)


def _runs(record: Record) -> Iterator[tuple[Value, ...]]:
    stated = {one.run.id: worst(one) for one in record.stated}
    noted = {one.run.id for one in record.noted}
    for run in record.runs:
        yield (
            int(run.id),
            run.local_date.isoformat(),
            run.name,
            float(run.distance_m),
            float(run.moving_s),
            "yes" if run.id in noted else "no",
            stated.get(run.id),
            run.gear_name or run.gear_id,
            "yes" if run.manual else "no",
        )


def _onsets(record: Record) -> Iterator[tuple[Value, ...]]:
    for site in record.sites:
        for seen in all_seen(record, site):
            run, o = seen.run, seen.observation
            yield (
                int(run.id),
                run.local_date.isoformat(),
                str(site),
                STATES[seen.kind],
                o.level if o else None,
                o.onset_m if o else None,
                o.onset_from if o else None,
                float(run.distance_m),
                o.sets if o else None,
                ", ".join(o.feels) if o else None,
            )


def _bouts(record: Record) -> Iterator[tuple[Value, ...]]:
    for site in record.sites:
        for o in record.series(site):
            for e in o.episodes:
                yield (
                    int(o.run.id),
                    o.run.local_date.isoformat(),
                    str(site),
                    e.what,
                    e.sets,
                    e.reps,
                    e.hold_s,
                    e.at_m,
                    e.result.value if e.result else None,
                    e.back_m,
                    _came_back(e),
                )


def _came_back(episode: Episode) -> str | None:
    """Only of a pain that was eased; of a bout without a noted result nobody knows."""
    if episode.came_back:
        return "yes"
    return "no" if episode.result in (Result.GONE, Result.LESS) else None


def _weeks(record: Record) -> Iterator[tuple[Value, ...]]:
    for week in weeks_of(record):
        yield (
            week.monday.isoformat(),
            week.runs,
            week.hurt,
            week.hurt_m,
            week.free_m,
            week.unknown_m,
            week.worst,
        )


def _findings(found: Sequence[Finding], units: Units) -> Iterator[tuple[Value, ...]]:
    for f in found:
        low, high = f.interval or (None, None)
        yield (
            f.kind,
            str(f.site) if f.site else None,
            f.subject,
            f.level,
            f.estimate,
            low,
            high,
            f.unit,
            f.needs,
            sentence(f, units),
        )
