"""Activities from the runner's own files into the record, a batch a transaction."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from sync.errors import Exit, HeldBackError, TwingeError
from sync.pipeline.owner import is_of
from sync.pipeline.reports import gravest, plural
from sync.ports import (
    Activities,
    Broken,
    Clock,
    History,
    Imported,
    Known,
    Memory,
    Progress,
    Store,
    zone_named,
)

BATCH = 50
"""A killed import loses the reading of no more files than that."""
ROWS = 500
"""Nor of more rows; one without a file takes so little that a transaction for few of them takes longer."""

ZONE_OF = "zone of"
"""The memory's name for the zone of the last import of a kind."""


@dataclass(slots=True)
class ImportReport:
    """What an import did; `unchanged` are rows and files that say what they said last time."""

    zone: ZoneInfo
    """Where the runs were that tell no local time and are new."""
    kept_zone: bool = False
    """Whether that is the zone of an import before, and not this machine's."""
    new: int = 0
    changed: int = 0
    redated: int = 0
    joined: int = 0
    unchanged: int = 0
    recordings: int = 0
    without_row: int = 0
    unknown_sports: Counter[str] = field(default_factory=Counter)
    skipped: list[Broken] = field(default_factory=list)
    failure: TwingeError | None = None

    @property
    def exit_code(self) -> Exit:
        codes = {Exit.SOME_SKIPPED} if self.skipped else set()
        if self.failure:
            codes.add(self.failure.exit_code)
        return gravest(codes)

    def line(self) -> str:
        """The import in one line; what did not happen is not in it."""
        counts = {
            "changed": self.changed,
            "joined with one that was known": self.joined,
            "unchanged": self.unchanged,
        }
        others = "".join(f", {count} {name}" for name, count in counts.items() if count)
        told = f"{self.new} new {plural('activity', self.new)}{others}"
        told += f"; {self.recordings} {plural('recording', self.recordings)}"
        return f"{told}; {len(self.skipped)} not read whole" if self.skipped else told

    def as_json(self) -> dict[str, Any]:
        return {
            "exit_code": int(self.exit_code),
            "new": self.new,
            "changed": self.changed,
            "zone": str(self.zone),
            "dated_anew": self.redated,
            "joined": self.joined,
            "unchanged": self.unchanged,
            "recordings": self.recordings,
            "files_without_row": self.without_row,
            "unknown_sports": dict(self.unknown_sports),
            "skipped": [f"{entry.subject}: {entry.why}" for entry in self.skipped],
            "stopped": str(self.failure) if self.failure else None,
        }


def bring_in(
    history: History,
    store: Store,
    clock: Clock,
    progress: Progress,
    *,
    zone: ZoneInfo | None,
    here: ZoneInfo,
) -> ImportReport:
    """All of `history` is in the record when this returns; what can't be read is named in the report.

    What was imported before and says the same is not read again, so an import that was cut off goes
    on where it was, and a second one does nothing. Runs that tell no local time were in `zone`; where
    that is None, those that are known stay dated as they are, and new ones were where those of the
    last import were, or `here`. Raises HeldBackError for another athlete's export.
    """
    _same_athlete(history, store.memory)
    activities = store.activities
    report = _begun(history, store.memory, zone, here)
    batch, recorded, done, total = list[Imported](), 0, 0, history.total()
    try:
        known = activities.imported_digests()
        for item in history.items(known, report.zone, anew=zone is not None):
            match item:
                case Known():
                    report.unchanged += 1
                    done += 1
                case Broken():
                    report.skipped.append(item)
                case Imported():
                    batch.append(item)
                    recorded += item.streams is not None
                    done += 1
            if len(batch) >= ROWS or recorded >= BATCH:
                _save(batch, activities, clock, report)
                recorded = 0
            progress.step("activities", min(done, total), total)
        _save(batch, activities, clock, report)
    except TwingeError as error:
        report.failure = error
    return report


def _begun(
    history: History, memory: Memory, asked: ZoneInfo | None, here: ZoneInfo
) -> ImportReport:
    """The report of an import that has done nothing yet, with its zone, which is remembered."""
    name = f"{ZONE_OF} {history.kind}"
    before = zone_named(memory.get(name) or "")
    report = ImportReport(asked or before or here)
    report.kept_zone = asked is None and report.zone != here
    memory.put(name, str(report.zone))
    return report


def _same_athlete(history: History, memory: Memory) -> None:
    if history.athlete_id is not None and not is_of(memory, history.athlete_id):
        raise HeldBackError(
            "This export belongs to another athlete than the record.",
            "Nothing was imported. Set TWINGE_HOME to a folder of its own.",
        )


def _save(
    batch: list[Imported], activities: Activities, clock: Clock, report: ImportReport
) -> None:
    if not batch:
        return
    change = activities.save_imported(batch, clock.now())
    report.new += len(change.new)
    report.changed += len(change.changed)
    report.redated += len(change.redated)
    report.joined += len(change.joined)
    report.recordings += change.recordings
    report.unknown_sports.update(one.unknown_sport for one in batch if one.unknown_sport)
    batch.clear()
