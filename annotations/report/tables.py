"""The tables beneath the drawings of one site: the same numbers in words."""

from collections.abc import Sequence

from annotations.model import Units
from annotations.places import Episode
from annotations.quantities import format_distance
from annotations.record import Observation
from annotations.report.figure import Cell, Named, Table
from annotations.report.seen import Seen
from annotations.report.shown import day, dose, name, onset_place, place, points
from annotations.sentences.phrases import count

NOTHING = "–"  # noqa: RUF001 - a dash stands for "no value" in a table
_RESULTS = {"gone": "gone", "less": "less", "same": "no change", "worse": "worse"}
_SOURCES = {"note": "", "track": " (by the recording)", "even pace": " (about, by even pace)"}


def newest_rows(
    head: tuple[str, ...],
    rows: Sequence[tuple[Cell, ...]],
    most: int,
    title: str = "The same as a table",
) -> Table:
    """The last `most` of the rows, which are oldest first; the spreadsheets have all."""
    return Table(title, head, tuple(rows[-most:]), max(0, len(rows) - most))


def run_table(seen: Sequence[Seen], units: Units, most: int) -> Table:
    """Every run that has a note, oldest first; those that leave the site open say so."""
    noted = [one for one in seen if one.observation is not None or one.open_note]
    return newest_rows(
        ("Date", "Run", "Length", "Pain, 0 to 10", "Began at", "Sets done"),
        [_run_row(one, units) for one in noted],
        most,
        f"The same as a table ({count(len(noted), 'noted run')})",
    )


def bout_table(series: Sequence[Observation], units: Units, most: int) -> Table:
    """Every bout that was for this site, oldest run first, in the notes' order."""
    bouts = [(o, episode) for o in series for episode in o.episodes]
    runs = len({o.run.id for o, _ in bouts})
    return newest_rows(
        ("Date", "Run", "Done", "Where", "Result", "Back at", "Run after it"),
        [_bout_row(o, episode, units) for o, episode in bouts],
        most,
        f"Every bout: {count(len(bouts), 'bout')} in {count(runs, 'run')}",
    )


def result(episode: Episode) -> str:
    """What came of one bout, as a word."""
    return _RESULTS[episode.result] if episode.result is not None else "not noted"


def _run_row(one: Seen, units: Units) -> tuple[Cell, ...]:
    o = one.observation
    length = format_distance(one.run.distance_m, units)
    sets = str(o.sets) if o is not None and o.episodes else NOTHING
    return (
        day(one.run.local_date),
        Named(name(one.run.name)),
        length,
        _pain(o),
        began(o, units),
        sets,
    )


def _pain(o: Observation | None) -> str:
    if o is None:
        return "unknown"
    return points(o.level) if o.painful else "0"


def began(o: Observation | None, units: Units) -> str:
    """Where pain began in a noted run, and how that is known."""
    if o is None:
        return "the note leaves this site open"
    if not o.painful:
        return "no pain"
    if o.onset_m is None:
        return "not noted"
    return onset_place(o, units) + _SOURCES[o.onset_from or "note"]


def _bout_row(o: Observation, episode: Episode, units: Units) -> tuple[Cell, ...]:
    left_m = None if episode.at_m is None else float(o.run.distance_m) - episode.at_m
    return (
        day(o.run.local_date),
        Named(name(o.run.name)),
        Named(dose(episode)),
        NOTHING if episode.at_m is None else place(episode.at_m, units),
        result(episode),
        _distance(episode.back_m, units),
        _distance(left_m, units) if left_m is None or left_m >= 0 else NOTHING,
    )


def _distance(at_m: float | None, units: Units) -> str:
    return NOTHING if at_m is None else format_distance(at_m, units)
