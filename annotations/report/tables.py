"""The rows of the tables beneath the drawings: the same numbers in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from annotations.model import Run, Units
from annotations.places import Episode
from annotations.quantities import format_distance
from annotations.record import Observation
from annotations.report.charts import Seen
from annotations.report.shown import day, dose, name, onset_place, place, points

NOTHING = "–"  # noqa: RUF001 - a dash stands for "no value" in a table
_RESULTS = {"gone": "gone", "less": "less", "same": "no change", "worse": "worse"}
_SOURCES = {"note": "", "track": " (by the recording)", "even pace": " (about, by even pace)"}


@dataclass(frozen=True, slots=True)
class RunCell:
    """A run as a table names it. `strava_id` is None where there is no activity to link to."""

    name: str
    strava_id: int | None


@dataclass(frozen=True, slots=True)
class RunRow:
    """One noted run at one site."""

    date: str
    run: RunCell
    length: str
    pain: str
    began: str
    sets: str


@dataclass(frozen=True, slots=True)
class BoutRow:
    """One bout; `after` is what was still run after it."""

    did: str
    where: str
    result: str
    back: str
    after: str


@dataclass(frozen=True, slots=True)
class RunBouts:
    """A run and the bouts in it, in the note's order; at least one."""

    date: str
    name: str
    length: str
    rows: tuple[BoutRow, ...]


def run_rows(seen: Sequence[Seen], units: Units) -> tuple[RunRow, ...]:
    """Every run that has a note, oldest first; those that leave the site open say so."""
    return tuple(
        _run_row(one, units) for one in seen if one.observation is not None or one.open_note
    )


def bout_tables(seen: Sequence[Seen], units: Units) -> tuple[RunBouts, ...]:
    """Every bout that was for this site, oldest run first."""
    return tuple(
        RunBouts(
            day(o.run.local_date),
            name(o.run.name),
            format_distance(o.run.distance_m, units),
            tuple(_bout_row(o, episode, units) for episode in o.episodes),
        )
        for one in seen
        if (o := one.observation) is not None and o.episodes
    )


def _run_row(one: Seen, units: Units) -> RunRow:
    o = one.observation
    length = format_distance(one.run.distance_m, units)
    sets = str(o.sets) if o is not None and o.episodes else NOTHING
    return RunRow(
        day(one.run.local_date), _run_cell(one.run), length, _pain(o), _began(o, units), sets
    )


def _pain(o: Observation | None) -> str:
    if o is None:
        return "unknown"
    return points(o.level) if o.painful else "0"


def _began(o: Observation | None, units: Units) -> str:
    if o is None:
        return "the note leaves this site open"
    if not o.painful:
        return "no pain"
    if o.onset_m is None:
        return "not noted"
    return onset_place(o, units) + _SOURCES[o.onset_from or "note"]


def _bout_row(o: Observation, episode: Episode, units: Units) -> BoutRow:
    left_m = None if episode.at_m is None else float(o.run.distance_m) - episode.at_m
    return BoutRow(
        dose(episode),
        NOTHING if episode.at_m is None else place(episode.at_m, units),
        _RESULTS[episode.result] if episode.result is not None else "not noted",
        _distance(episode.back_m, units),
        _distance(left_m, units) if left_m is None or left_m >= 0 else NOTHING,
    )


def _distance(at_m: float | None, units: Units) -> str:
    return NOTHING if at_m is None else format_distance(at_m, units)


def _run_cell(run: Run) -> RunCell:
    """Imported runs may carry ids of our own, which are not above 0 and lead nowhere."""
    return RunCell(name(run.name), int(run.id) if run.id > 0 else None)
