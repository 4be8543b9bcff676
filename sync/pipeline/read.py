"""Stage 2: the notes as they stand, the last good content standing in for a file that can't be read."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from annotations.errors import FolderMissingError
from annotations.model import Note, Problem, Reading, Units
from annotations.notes.aliases import BUILT_IN, FILE_NAME, Aliases, read_aliases
from annotations.notes.reader import read_note
from annotations.notes.vault import NoteFile, Stamp, read_file, scan
from sync.errors import NotesFolderError, SettingsError
from sync.pipeline.halves import HalfWritten
from sync.pipeline.kept import KeptReadings
from sync.pipeline.reports import NotesReport
from sync.pipeline.uncollected import uncollected
from sync.ports import Memory, Notes, StoredNote

GONE_PERCENT, GONE_LEAST = 30, 5


@dataclass(frozen=True, slots=True)
class _Reader:
    """How every note of this reading is understood, also the last good content of one."""

    units: Units
    today: date
    aliases: Aliases

    def read(self, path: str, data: bytes) -> Reading | None:
        return read_note(path, data, units=self.units, today=self.today, aliases=self.aliases)


@uncollected()
def read_notes(
    folder: Path,
    stored: Notes,
    *,
    units: Units,
    today: date,
    at: datetime,
    memory: Memory,
    accept_missing: bool = False,
) -> tuple[list[Note], NotesReport]:
    """Every note of the folder as it is understood now, and all problems.

    A file with an error, or that may be half-written, counts with its last good content; one that
    has not changed since an earlier command read it is not opened. Raises NotesFolderError, changing
    nothing, when the folder is gone or more than 30 % (at least 5) of the notes are, also those whose
    files are there but hold no note any more.
    """
    report = NotesReport()
    reader = _Reader(units, today, _aliases(folder, report))
    known = stored.paths()
    kept = KeptReadings(units, reader.aliases, today, stored.readings())
    files = _files(folder, known, kept.stamps)
    last_good = stored.last_good(known - {file.path for file in files if file.unchanged})
    hidden = _hidden(files, known)
    gone = known - {file.path for file in files} - hidden
    valve = _Valve(folder, len(known), files, last_good, open=accept_missing)
    valve.check_gone(gone)
    stage = _Stage(reader, HalfWritten(memory, reader.read), report, set(gone))
    for path in sorted(hidden):
        stage.stand_in(last_good[path])
    for file in files:
        if file.unchanged:
            stage.count(kept.of(file.path))
        else:
            stage.take(file, last_good.get(file.path))
    valve.check_ceased(stage.gone)
    readings = [kept.to_keep(file, reading, at) for file, reading in stage.read]
    stored.save(stage.news, stage.gone, at, [each for each in readings if each])
    stage.halves.remember()
    report.read = len(stage.notes)
    return stage.notes, report


@dataclass(slots=True)
class _Stage:
    """The notes that the files hold, one file after the other, and what the store is to hold then."""

    reader: _Reader
    halves: HalfWritten
    report: NotesReport
    gone: set[str]
    notes: list[Note] = field(default_factory=list)
    news: list[StoredNote] = field(default_factory=list)
    read: list[tuple[NoteFile, Reading]] = field(default_factory=list)

    def take(self, file: NoteFile, last: StoredNote | None) -> None:
        """Read a file; `last` stands in for what has an error, can't be read or may be half-written."""
        doubt = self.halves.doubt(file.path, file.data, last)
        if problem := doubt or file.problem:
            self.report.problems.append(problem)
        elif file.data is not None:
            reading = self.reader.read(file.path, file.data)
            if reading is not None and self.count(reading):
                self.read.append((file, reading))
                if last is None or last.data != file.data:
                    self.news.append(StoredNote(file.path, file.data))
                return
            if reading is None and (last is None or file.data.strip()):
                self.gone.update(() if last is None else (file.path,))  # it is a note no longer
                return
            if reading is None:
                self.report.problems.append(_emptied(file.path))
        if last is not None:
            self.stand_in(last)

    def count(self, reading: Reading) -> bool:
        """Tell the problems of `reading`, and whether there is a note, which then counts."""
        self.report.problems += reading.problems
        if reading.note is not None:
            self.notes.append(reading.note)
        return reading.note is not None

    def stand_in(self, last: StoredNote) -> None:
        """Let the last good content count, whose problems have been told in its time."""
        reading = self.reader.read(last.path, last.data)
        if reading is not None and reading.note is not None:
            self.notes.append(reading.note)


def _aliases(folder: Path, report: NotesReport) -> Aliases:
    """The runner's own names of things; what is wrong with their file goes into the report."""
    file = read_file(folder, FILE_NAME)
    if file is None:
        return BUILT_IN
    if file.problem is not None:
        report.problems.append(file.problem)
    if file.data is None:
        return BUILT_IN
    found = read_aliases(file.data)
    report.problems += found.problems
    return found.aliases


def _files(
    folder: Path, known: frozenset[str], stamps: Mapping[str, Stamp]
) -> tuple[NoteFile, ...]:
    try:
        return scan(folder, known=stamps)
    except FolderMissingError as error:
        raise _missing(folder, len(known)) from error


@dataclass(frozen=True, slots=True)
class _Valve:
    """Stops the stage when too many of the `known` notes are lost, unless it is `open`."""

    folder: Path
    known: int
    files: Sequence[NoteFile]
    last_good: Mapping[str, StoredNote]
    open: bool

    def check_gone(self, gone: Collection[str]) -> None:
        """Raises NotesFolderError when the files of too many notes are gone, or of all."""
        lost = len(self._lost(gone))
        if self._too_many(lost) or (not self.open and self.known > 0 and lost == self.known):
            raise _refused(f"{lost} of {self.known} notes are gone from {self.folder}.")

    def check_ceased(self, gone: Collection[str]) -> None:
        """Raises NotesFolderError when `gone`, with the files that hold no note any more, are too many."""
        lost = len(self._lost(gone))
        if self._too_many(lost):
            raise _refused(f"{lost} of {self.known} notes in {self.folder} are no notes any more.")

    def _lost(self, gone: Collection[str]) -> list[str]:
        """Those of `gone` whose content no new file has: that one was renamed or put into a folder."""
        new = Counter(
            file.data
            for file in self.files
            if not file.unchanged and file.path not in self.last_good
        )
        lost = []
        for path in sorted(gone):
            new[self.last_good[path].data] -= 1
            if new[self.last_good[path].data] < 0:
                lost.append(path)
        return lost

    def _too_many(self, lost: int) -> bool:
        many = lost >= GONE_LEAST and lost * 100 > GONE_PERCENT * self.known
        return many and not self.open


def _refused(what: str) -> NotesFolderError:
    return NotesFolderError(
        what, "Nothing was changed. If you removed them, say `twinge nightly --accept-missing`."
    )


def _hidden(files: Sequence[NoteFile], known: Collection[str]) -> set[str]:
    """The notes in folders that can't be listed now: nobody knows whether they are gone."""
    closed = tuple(f"{file.path}/" for file in files if file.problem)
    return {path for path in known if path.startswith(closed)} if closed else set()


def _emptied(path: str) -> Problem:
    return Problem(
        path, 1, 1, "the file is empty and was a note before", "what it said last still counts"
    )


def _missing(folder: Path, known: int) -> SettingsError | NotesFolderError:
    if known:
        return NotesFolderError(
            f"The notes folder {folder} is missing, and {known} notes were read from it before.",
            "Nothing was changed. Mount it, or set TWINGE_NOTES to where it is now.",
        )
    return SettingsError(
        f"The notes folder {folder} does not exist.", "Run `twinge init`, or set TWINGE_NOTES."
    )
