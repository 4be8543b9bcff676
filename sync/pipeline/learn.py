"""Stages 2 and 3 put together: what is known of the runs now, and of each run when it had been run."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from annotations.experiments.model import Trial
from annotations.matching import match_notes
from annotations.model import ActivityId, Matching, Note, Run
from annotations.record import NotedRun, Record, build_record
from sync.pipeline.reports import NotesReport

# What finds the run is not what is said about it: a note that only moves is the same note.
_NOT_SAID = frozenset({"path", "activity_id", "on", "at", "sport", "expect", "arm"})


@dataclass(frozen=True, slots=True)
class Learned:
    """The notes matched with the runs, the record that both make, and the experiments in it."""

    matching: Matching
    record: Record
    trials: tuple[Trial, ...] = ()

    def of(self, activity_id: ActivityId) -> NotedRun:
        return next(one for one in self.record.noted if one.run.id == activity_id)

    def up_to(self, run: Run) -> "Learned":
        """Record and experiments as they stood when `run` had been run."""
        return replace(
            self, record=self.record.up_to(run), trials=_begun(self.trials, run.start_utc)
        )

    def until(self, day: date) -> "Learned":
        """Record and experiments as they stood at the end of the local date `day`."""
        record = self.record.until(day)
        moment = record.runs[-1].start_utc if record.runs else datetime.min.replace(tzinfo=UTC)
        return replace(self, record=record, trials=_begun(self.trials, moment))


def _begun(trials: Sequence[Trial], moment: datetime) -> tuple[Trial, ...]:
    return tuple(one.up_to(moment) for one in trials if one.experiment.started <= moment)


def learn(notes: Sequence[Note], runs: Sequence[Run], today: date, report: NotesReport) -> Learned:
    """Match the notes and build the record; the counts go into `report`."""
    matching = match_notes(notes, runs, today=today)
    report.matched = len(matching.matches)
    report.ambiguous = len(matching.ambiguous)
    report.waiting = sum(one.waiting for one in matching.unmatched)
    report.unmatched = len(matching.unmatched) - report.waiting
    return Learned(matching, build_record(runs, matching.matches))


def digest(noted: NotedRun) -> str:
    """What the notes of a run say, in one hash: the run's block is rewritten only when this changes.

    A field at its default doesn't count, here and in complaints and bouts, so one that a later
    version adds changes no digest. Neither does the order of the notes, which is that of their paths.
    """
    said = sorted(json.dumps(_said(note), sort_keys=True, default=str) for note in noted.notes)
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _said(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_said(one) for one in value]
    if not is_dataclass(value):
        return value
    # what two equal notes may differ in (the lines of the file) is not said either
    told = [one for one in fields(value) if one.compare and one.name not in _NOT_SAID]
    held = {one.name: (getattr(value, one.name), one.default) for one in told}
    return {name: _said(found) for name, (found, default) in held.items() if found != default}
