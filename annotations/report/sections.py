"""What the page says of each site and of the record as a whole, ready for the template."""

from collections.abc import Sequence
from dataclasses import dataclass

from annotations.insights.evidence import Finding, Level
from annotations.model import Site, Units
from annotations.quantities import format_distance
from annotations.record import Observation, Record
from annotations.report.charts import OnsetChart, Seen, onset_charts
from annotations.report.curves import (
    MIN_FOR_CURVE,
    CurveChart,
    CurveRow,
    Group,
    curve_charts,
    curve_rows,
    groups,
)
from annotations.report.shown import count, day, percentage, site_name
from annotations.report.tables import RunBouts, RunRow, bout_tables, run_rows
from annotations.sentences.dispatch import sentence
from annotations.sentences.distance import onset_sentence
from annotations.sentences.told import Statement, told

LEVELS: dict[Level, str] = {
    "not_enough": "not enough yet",
    "fact": "counted",
    "hint": "maybe",
    "clear": "clear",
    "tested": "tested by coin",
    "faded": "faded",
}


@dataclass(frozen=True, slots=True)
class Counts:
    """What the record holds; `unstated` runs have a note that does not say how the run went."""

    runs: int
    noted: int
    painful: int
    free: int

    @property
    def unstated(self) -> int:
        return self.noted - self.painful - self.free

    @property
    def share_noted(self) -> str:
        return percentage(self.noted / self.runs) if self.runs else ""


@dataclass(frozen=True, slots=True)
class SiteSection:
    """Everything that the page shows of one site."""

    name: str
    statements: Sequence[Statement]
    headline: str
    summary: str
    method: str
    would_change: tuple[str, ...]
    onset: tuple[OnsetChart, ...]
    runs: tuple[RunRow, ...]
    without_note: int
    groups: tuple[Group, ...]
    curves: tuple[CurveChart, ...]
    curve_headline: str
    curve_summary: str
    lost: int
    curve_needs: str
    curve_rows: tuple[CurveRow, ...]
    bouts: tuple[RunBouts, ...]

    @property
    def bout_count(self) -> int:
        return sum(len(run.rows) for run in self.bouts)


def counts(record: Record) -> Counts:
    """Runs by what their notes say; a pain-free run is one whose note says so."""
    painful = sum(any(c.level > 0 for c in noted.complaints) for noted in record.stated)
    return Counts(len(record.runs), len(record.noted), painful, len(record.stated) - painful)


def site_section(record: Record, site: Site, found: Sequence[Finding], units: Units) -> SiteSection:
    """The section of `site`; `found` may hold the findings of other sites too."""
    own = [f for f in found if f.site == site]
    seen = all_seen(record, site)
    series = [one.observation for one in seen if one.observation is not None]
    shown = groups(series)
    return SiteSection(
        name=site_name(site),
        statements=told(own, units),
        headline=_headline(own, units),
        summary=_summary(seen, units),
        method=next((f.method for f in own if f.kind == "onset_state"), ""),
        would_change=_would_change(seen),
        onset=onset_charts(seen, own, units),
        runs=run_rows(seen, units),
        without_note=sum(one.kind == "unknown" and not one.open_note for one in seen),
        groups=shown,
        curves=curve_charts(shown, units),
        curve_headline=_curve_headline(shown),
        curve_summary="; ".join(_curve_summary(group, units) for group in shown),
        lost=sum(one.kind == "lost" for one in seen),
        curve_needs="" if shown else _curve_needs(series),
        curve_rows=curve_rows(shown, units),
        bouts=bout_tables(seen, units),
    )


def all_seen(record: Record, site: Site) -> tuple[Seen, ...]:
    """Every run of the record at one site, oldest first, the unknown ones too."""
    known = {o.run.id: o for o in record.series(site)}
    noted = {n.run.id for n in record.noted}
    return tuple(
        Seen(run, known.get(run.id), open_note=run.id in noted and run.id not in known)
        for run in record.runs
    )


def _headline(found: Sequence[Finding], units: Units) -> str:
    """One sentence that answers the question of the drawing, or says what is still needed."""
    windows = {f.subject: f for f in found if f.kind == "onset_state"}
    recent = windows.get("recent")
    if recent is None:
        return ""
    if recent.level == "not_enough":
        return sentence(recent, units)
    return onset_sentence(recent, windows.get("first"), units, with_interval=False)


def _summary(seen: Sequence[Seen], units: Units) -> str:
    """The drawing in words, for those who don't see it."""
    if not seen:
        return ""
    kinds = [one.kind for one in seen]
    onsets = [o.onset_m for one in seen if (o := one.observation) and o.onset_m is not None]
    span = f"{day(seen[0].run.local_date)} to {day(seen[-1].run.local_date)}"
    where = ""
    if onsets:
        low, high = (format_distance(m, units) for m in (min(onsets), max(onsets)))
        where = f", beginning between {low} and {high}" if low != high else f", beginning at {low}"
    parts = [
        f"{kinds.count('onset')} with pain{where}",
        f"{kinds.count('lost')} with pain that began at a place not noted",
        f"{kinds.count('free')} noted without pain",
        f"{kinds.count('unknown')} unknown",
    ]
    return f"{count(len(seen), 'run')}, {span}: {', '.join(p for p in parts if p[:2] != '0 ')}."


def _would_change(seen: Sequence[Seen]) -> tuple[str, ...]:
    kinds = [one.kind for one in seen]
    unknown, lost = kinds.count("unknown"), kinds.count("lost")
    texts = []
    if unknown:
        texts.append(f"A note for any of the {count(unknown, 'run')} that are unknown here.")
    if lost:
        texts.append(f"The place where pain began in {count(lost, 'painful run')} without one.")
    texts.append("The next noted runs: each one pushes the oldest out of the latest window.")
    return tuple(texts)


def _curve_headline(shown: Sequence[Group]) -> str:
    came = [f"in {sum(o.painful for o in g.runs)} of the {g.label}" for g in shown]
    return f"Pain came {', '.join(came)}." if came else ""


def _curve_summary(group: Group, units: Units) -> str:
    onsets = [o.free_m for o in group.runs if o.painful]
    text = f"{group.label}: pain came in {len(onsets)} of {len(group.runs)}"
    if not onsets:
        return text
    low, high = (format_distance(m, units) for m in (min(onsets), max(onsets)))
    return f"{text}, at {low} to {high}" if low != high else f"{text}, at {low}"


def _curve_needs(series: Sequence[Observation]) -> str:
    usable = sum(not (o.painful and o.onset_m is None) for o in series)
    return count(MIN_FOR_CURVE - usable, "more noted run")
