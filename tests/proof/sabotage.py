"""Writers with one part of the contract broken on purpose: a proof that passes them proves nothing."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from math import inf
from pathlib import Path
from typing import Any, cast

from annotations.block import JOINT, Parsed
from annotations.model import ActivityId
from sync.pipeline.job import Done, Job, Result
from sync.pipeline.writer import Writer
from sync.ports import Breaker, Entry, Intent, Journal, Outcome, TextField

Made = Callable[[Writer], Writer]


class NoCanary(Writer):
    def run(self, job: Job) -> Result:
        return super().run(replace(job, certain=False))


class Trusting(Writer):
    """What Strava answers to a PUT is never looked at."""

    def _put(self, job: Job, entry: Entry, reading: Any, looks: int, *, finishing: bool) -> Result:
        self.strava.write_text(job.activity_id, self.field, entry.intent.target, inf)
        self._verified(entry, entry.intent.target)
        return Result(Done.WRITTEN)


class WithoutDoubt(Writer):
    """Whatever a crash left behind is taken for the runner's edit."""

    def _recovered_as(
        self, entry: Entry, outcome: Outcome, seen: str | None, doubt: str
    ) -> Outcome:
        return super()._recovered_as(entry, outcome, seen, "")


class Repeating(Writer):
    """An open intent is simply sent again."""

    def recover(self, entry: Entry, known: Any) -> Outcome:
        self.strava.write_text(entry.intent.activity_id, self.field, entry.intent.target, inf)
        self._verified(entry, entry.intent.target)
        return Outcome.VERIFIED


class Patient(Writer):
    """A text is never too old to be written over."""

    def _read(self, activity_id: ActivityId) -> Any:
        return replace(super()._read(activity_id), at_s=inf)


class Appending(Writer):
    """The old block stays where it is."""

    def run(self, job: Job) -> Result:
        def change(parsed: Parsed) -> str:
            return parsed.before + (parsed.block or "") + parsed.after + JOINT + job.block

        return super().run(replace(job, change=change) if job.kind == "write" else job)


class BackToTheFirst(Writer):
    """Undo gives back the text from before the first write, come what may."""

    def run(self, job: Job) -> Result:
        texts = [
            one.intent.base
            for one in self.journal.entries(self.field)
            if one.intent.activity_id == job.activity_id
        ]
        return super().run(replace(job, restore=lambda _: texts[0]) if job.kind == "undo" else job)


class Insisting(Writer):
    """A block that is gone is put back."""

    def run(self, job: Job) -> Result:
        known = replace(job.known, standing="")
        self.journal.adopt(job.activity_id, self.field)
        return super().run(replace(job, known=known))


class Remembering(Writer):
    """What was read once is taken for what stands there."""

    def _read(self, activity_id: ActivityId) -> Any:
        found = super()._read(activity_id)
        for entry in self.journal.entries(self.field):
            if entry.intent.activity_id == activity_id:
                return replace(found, online=replace(found.online, text=entry.intent.target))
        return found


@dataclass
class Altered:
    """A journal that does all but one thing."""

    inner: Journal

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)


class NoBreaker(Altered):
    def set_breaker(self, breaker: Breaker | None) -> None:
        """Nothing is remembered."""


class NoSecondCopy(Altered):
    def record(self, intent: Intent, at: datetime) -> Entry:
        entry = self.inner.record(intent, at)
        for path in cast("Path", self.inner._folder).glob("*.jsonl"):  # type: ignore[attr-defined]
            path.write_bytes(b"")
        return entry


class Forgetful(Altered):
    """Which blocks stand, and from which notes, is not remembered."""

    def entries(self, field: TextField) -> list[Entry]:
        return [
            replace(one, outcome=Outcome.SUPERSEDED) if one.outcome is Outcome.VERIFIED else one
            for one in self.inner.entries(field)
        ]


class NoHandsOff(Altered):
    def hands_off(self, field: TextField) -> dict[ActivityId, str]:
        return {}


def by(writer: type[Writer]) -> Made:
    return lambda one: writer(one.strava, one.journal, one.clock, one.field)


def on(journal: type[Altered], writer: type[Writer] = Writer) -> Made:
    return lambda one: writer(
        one.strava, cast("Journal", journal(one.journal)), one.clock, one.field
    )
