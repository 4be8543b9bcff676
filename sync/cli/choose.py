"""Which run is meant, and which runs have no note: never one that a note with a mistake may speak of."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from annotations.experiments.model import FOLDER
from annotations.experiments.reading import read_page
from annotations.model import ActivityId, Problem, Run
from annotations.notes.aliases import BUILT_IN
from sync.errors import UsageError

if TYPE_CHECKING:
    from sync.pipeline.learn import Learned

_DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_ID = re.compile(r"\b\d{6,18}\b")


@dataclass(frozen=True, slots=True)
class Open:
    """The runs that a note may speak of which could not be read or matched, and that note's path."""

    by_id: dict[ActivityId, str]
    by_date: dict[date, str]

    def note_of(self, run: Run) -> str | None:
        return self.by_id.get(run.id) or self.by_date.get(run.local_date)


def open_notes(folder: Path, learned: "Learned", errors: Iterable[Problem]) -> Open:
    """Take every id and date that an unread note names as a run it may be about: rather one too many."""
    ambiguous = learned.matching.ambiguous
    by_id = {found.run.id: one.note.path for one in ambiguous for found in one.candidates}
    by_date: dict[date, str] = {}
    for path in {problem.path for problem in errors}:
        text = f"{path}\n{_text(folder / path)}"
        if _is_an_experiment(path, text):
            continue
        by_id |= {ActivityId(int(found)): path for found in _ID.findall(text)}
        by_date |= {day: path for found in _DATE.findall(text) if (day := _day(found))}
    return Open(by_id, by_date)


def pick(learned: "Learned", which: str | None, unclear: Open) -> Run:
    """The run that was meant (None: the newest without a note); raises UsageError where it is not clear."""
    runs = learned.record.runs
    if not runs:
        raise UsageError("There are no runs yet.", "Run `twinge sync` first.")
    if which is None:
        missing = without_note(learned, date.min, unclear)
        if not missing:
            raise UsageError("Every run has a note.", "Name a date or an activity's id.")
        return missing[-1]
    twins = (twin for others in learned.record.twins.values() for twin in others)
    found = [run for run in runs if which in (str(run.id), run.local_date.isoformat())]
    found = found or [twin for twin in twins if which == str(twin.id)]
    if len(found) == 1:
        return found[0]
    if not found:
        known = "Give a date as 2026-03-14 or an activity's id."
        if (looks_like_one := _DATE.fullmatch(which)) and _day(which) is None:
            raise UsageError(f"{which} is no day of the calendar.", known)
        hint = "`twinge sync` pulls what is new." if looks_like_one else known
        raise UsageError(f"There is no run {which!r} among those pulled.", hint)
    choices = ", ".join(f"{run.id} ({run.start_local:%H:%M})" for run in found)
    raise UsageError(f"There are {len(found)} runs on {which}: {choices}.", "Give the id.")


def without_note(learned: "Learned", first: date, unclear: Open) -> list[Run]:
    """The runs from `first` on that no note speaks of, not even one that could not be read; oldest first."""
    record = learned.record
    have = {one.run.id for one in record.noted}
    return [
        run
        for run in record.runs
        if run.local_date >= first
        and run.id not in have
        and not any(unclear.note_of(one) for one in (run, *record.twins.get(run.id, ())))
    ]


def _is_an_experiment(path: str, text: str) -> bool:
    """Whether it is the file of an experiment: the day in its name is that of no note."""
    if not path.startswith(f"{FOLDER}/"):
        return False
    return read_page(path, text.partition("\n")[2].encode(), BUILT_IN) is not None


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")[:65536] if path.is_file() else ""
    except OSError:
        return ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
