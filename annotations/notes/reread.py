"""Reading the folder again: a file that has not changed since is neither opened nor read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from annotations.model import Reading, Units
from annotations.notes.aliases import BUILT_IN, Aliases
from annotations.notes.reader import read_note
from annotations.notes.vault import NoteFile, Stamp, scan

# The coarsest clock of a file system in use (FAT): within it, a second change leaves no trace.
SETTLED_AFTER_S = 2.0


@dataclass(frozen=True, slots=True)
class Kept:
    """What came of a file (None: it is no annotation), and its stamp when it was read."""

    stamp: Stamp
    reading: Reading | None


@dataclass(frozen=True, slots=True)
class Memory:
    """The readings to go on from. They hold for these units and aliases only."""

    units: Units
    aliases: Aliases = BUILT_IN
    kept: Mapping[str, Kept] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rereading:
    """Every file of the folder, the reading of each that could be read, and the memory of it all."""

    files: tuple[NoteFile, ...]
    readings: Mapping[str, Reading | None]
    memory: Memory


def reread(folder: Path, memory: Memory, *, today: date, at: datetime) -> Rereading:
    """The folder as it stands, as if each file had been read anew; `at` is now, with its zone.

    A file is read again when its stamp differs, when its last reading had an error (what was to
    come yesterday may be today), and when it was changed within 2 s of the last reading. Raises
    FolderMissingError.
    """
    files = scan(folder, known={path: kept.stamp for path, kept in memory.kept.items()})
    readings: dict[str, Reading | None] = {}
    kept: dict[str, Kept] = {}
    settled_ns = int((at.timestamp() - SETTLED_AFTER_S) * 1e9)
    for file in files:
        if file.unchanged:
            kept[file.path] = memory.kept[file.path]
            readings[file.path] = kept[file.path].reading
        elif file.data is not None:
            reading = read_note(
                file.path, file.data, units=memory.units, today=today, aliases=memory.aliases
            )
            readings[file.path] = reading
            if file.stamp and _may_be_kept(reading, file.stamp, settled_ns):
                kept[file.path] = Kept(file.stamp, reading)
    return Rereading(files, readings, Memory(memory.units, memory.aliases, kept))


def _may_be_kept(reading: Reading | None, stamp: Stamp, settled_ns: int) -> bool:
    if reading is not None and reading.failed:
        return False
    return max(stamp.mtime_ns, stamp.ctime_ns) <= settled_ns
