"""The sections of single runs: the newest ones in a row, the others by month."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from annotations.model import Units
from annotations.record import NotedRun, Record
from annotations.report.figure import Sample
from annotations.report.one_run import OneRun, Profiles, one_run
from annotations.report.room import MOST_RUNS, Room
from annotations.report.shown import day

IN_A_ROW = 20
"""The newest runs stand one below the other; a folded line for each month holds the others."""


@dataclass(frozen=True, slots=True)
class Month:
    """The runs of a calendar month that are not in the row of the newest, newest first."""

    name: str
    runs: tuple[OneRun, ...]

    @property
    def painful(self) -> int:
        return sum(one.painful for one in self.runs)


@dataclass(frozen=True, slots=True)
class RunList:
    """Every annotated run, newest first; `left_out` are older than `since` and had no room."""

    newest: tuple[OneRun, ...]
    months: tuple[Month, ...]
    key: tuple[Sample, ...]
    left_out: int
    since: str


def newest(record: Record) -> tuple[NotedRun, ...]:
    """The runs that have a section, the newest first."""
    return record.noted[: -MOST_RUNS - 1 : -1]


def run_by_run(record: Record, profiles: Profiles, units: Units, room: Room) -> RunList:
    """The sections of the runs of `newest` that there is room for."""
    shown, sites = newest(record)[: room.runs], record.sites
    runs = [
        one_run(noted, profiles.get(noted.run.id), units, sites, room.points) for noted in shown
    ]
    months = groupby(runs[IN_A_ROW:], key=lambda one: one.month)
    return RunList(
        tuple(runs[:IN_A_ROW]),
        tuple(Month(name, tuple(of_month)) for name, of_month in months),
        _key(runs),
        len(record.noted) - len(shown),
        day(shown[-1].run.local_date) if shown else "",
    )


def _key(runs: Sequence[OneRun]) -> tuple[Sample, ...]:
    """What is drawn in any of them, and nothing else."""
    charts = [one.chart for one in runs if one.chart]
    feelings = {f for c in charts for strip in c.strips for f, _ in strip.stretches}
    kinds = {p.kind for c in charts for p in c.points}
    entries = (
        ("e" in feelings, "easy", "without pain"),
        ("h" in feelings, "hurting", "in pain"),
        ("l" in feelings, "hurting less", "less pain"),
        ("o" in feelings, "hurting open", "not known"),
        ("o" in kinds, "onset", "pain began"),
        (bool(kinds - {"o", "b"}), "gain", "something done"),
        ("b" in kinds, "gain ended", "pain was back"),
    )
    return tuple(Sample(look, text) for there, look, text in entries if there)
