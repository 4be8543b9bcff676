"""Readings kept from one command to the next: a note that has not changed is not read again."""

import hashlib
import json
from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from importlib.resources import files

from annotations.model import Reading, Units
from annotations.notes.aliases import Aliases
from annotations.notes.kept import pack, unpack
from annotations.notes.vault import NoteFile, Stamp
from sync.ports import KeptReading

# The coarsest clock of a file system in use (FAT): within it, a second change leaves no trace.
SETTLED_AFTER_S = 2.0


class KeptReadings:
    """The readings that still hold today, and those of this time for the next.

    A reading holds for a file with the same stamp, read by the same program in the same units with
    the same aliases, on that day or a later one: what was no error then is none now. One with an
    error is not kept, since what was to come may have come.
    """

    def __init__(
        self, units: Units, aliases: Aliases, today: date, stored: Iterable[KeptReading]
    ) -> None:
        self._terms = _terms(units, aliases)
        self._today = today
        self._readings: dict[str, Reading] = {}
        self.stamps: dict[str, Stamp] = {}
        for kept in stored:
            if kept.terms == self._terms and kept.day <= today:
                self._take(kept)

    def of(self, path: str) -> Reading:
        """The reading of a file whose stamp is still the one in `stamps`."""
        return self._readings[path]

    def to_keep(self, file: NoteFile, reading: Reading, at: datetime) -> KeptReading | None:
        """`reading` in the form to be stored; None if it may not be trusted next time, `at` being now."""
        if reading.note is None or file.stamp is None:
            return None
        changed_s = max(file.stamp.mtime_ns, file.stamp.ctime_ns) / 1e9
        if changed_s > at.timestamp() - SETTLED_AFTER_S:
            return None
        return KeptReading(file.path, file.stamp, self._terms, self._today, pack(reading))

    def _take(self, kept: KeptReading) -> None:
        try:
            self._readings[kept.path] = unpack(kept.path, kept.text)
        except ValueError:
            return  # a damaged row: the note itself is there to be read
        self.stamps[kept.path] = kept.stamp


def _terms(units: Units, aliases: Aliases) -> str:
    """What a reading depends on besides its file and the day, as one digest."""
    told = json.dumps([_program(), units, sorted(aliases.names.items())])
    return hashlib.sha256(told.encode()).hexdigest()[:16]


@cache
def _program() -> str:
    """The digest of the core's own text: a reading of another version may have been another one."""
    digest = hashlib.sha256()
    core = files("annotations")
    for folder in (core, core / "notes"):
        for source in sorted(folder.iterdir(), key=lambda each: each.name):
            if source.name.endswith(".py"):
                digest.update(source.read_bytes())
    return digest.hexdigest()
