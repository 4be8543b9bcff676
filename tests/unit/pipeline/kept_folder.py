"""A folder of notes, a memory of it, and readings of it that may or may not go on from earlier ones."""

import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from annotations.model import Note, Problem, Reading, Units
from annotations.notes.kept import pack, unpack
from sync.pipeline.read import read_notes
from sync.ports import KeptReading, StoredNote

TODAY = date(2026, 6, 1)
LATER = datetime.now(UTC) + timedelta(hours=1)
"""A moment at which every file that a test writes has been left alone for a while."""

Found = tuple[list[tuple[Note, dict[str, int], tuple[int, ...]]], list[Problem]]


class Kept:
    """sync.ports.Notes and Memory without a database; one that is `forgetful` keeps no readings."""

    def __init__(self, *, forgetful: bool = False) -> None:
        self._forgetful = forgetful
        self.good: dict[str, StoredNote] = {}
        self.read: dict[str, KeptReading] = {}
        self.facts: dict[str, str] = {}

    def paths(self) -> frozenset[str]:
        return frozenset(self.good)

    def last_good(self, paths: Collection[str]) -> dict[str, StoredNote]:
        return {path: self.good[path] for path in paths if path in self.good}

    def readings(self) -> list[KeptReading]:
        return [] if self._forgetful else list(self.read.values())

    def save(
        self,
        good: Sequence[StoredNote],
        gone: Collection[str],
        at: datetime,
        readings: Sequence[KeptReading] = (),
    ) -> None:
        for path in gone:
            self.good.pop(path, None)
        for path in (*gone, *(note.path for note in good)):
            self.read.pop(path, None)
        self.good.update({note.path: note for note in good})
        self.read.update({reading.path: reading for reading in readings})

    def get(self, name: str) -> str | None:
        return self.facts.get(name)

    def put(self, name: str, value: str) -> None:
        self.facts[name] = value

    def mark(self) -> None:
        """Put a word into each kept reading, so that a note which is read from it shows it."""
        for path, kept in self.read.items():
            reading = unpack(path, kept.text)
            assert reading.note is not None
            marked = Reading(path, replace(reading.note, arm="from memory"), reading.problems)
            self.read[path] = replace(kept, text=pack(marked))


@dataclass
class Folder:
    """The notes; every change of a file leaves another time of change, however quickly it comes."""

    path: Path
    _changes: int = field(default=0)

    def write(self, name: str, text: str) -> None:
        (self.path / name).write_text(text, encoding="utf-8")
        self.touch(name)

    def touch(self, name: str) -> None:
        self._changes += 1
        changed_s = 1_700_000_000 + self._changes
        os.utime(self.path / name, (changed_s, changed_s))

    def read(
        self,
        kept: Kept,
        *,
        units: Units = "km",
        today: date = TODAY,
        at: datetime = LATER,
    ) -> Found:
        """The notes with what their comparison leaves out, and the problems."""
        notes, report = read_notes(
            self.path, kept, units=units, today=today, at=at, memory=kept, accept_missing=True
        )
        shown = [(note, dict(note.lines), note.bout_lines) for note in notes]
        return shown, report.problems

    def opened(
        self,
        kept: Kept,
        *,
        units: Units = "km",
        today: date = TODAY,
        at: datetime = LATER,
    ) -> set[str]:
        """The notes that a reading takes from their files, and not from an earlier reading."""
        kept.mark()
        notes, _ = self.read(kept, units=units, today=today, at=at)
        return {note.path for note, *_ in notes if note.arm != "from memory"}
