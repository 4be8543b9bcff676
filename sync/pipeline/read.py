"""Stage 2: the notes as they stand, the last good content standing in for a file that can't be read."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from annotations.errors import FolderMissingError
from annotations.model import Note, Problem, Reading, Units
from annotations.notes.aliases import BUILT_IN, FILE_NAME, Aliases, read_aliases
from annotations.notes.reader import read_note
from annotations.notes.vault import NoteFile, read_file, scan
from sync.errors import NotesFolderError, SettingsError
from sync.pipeline.halves import HalfWritten
from sync.pipeline.reports import NotesReport
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

    A file with an error, or that may be half-written, counts with its last good content. Raises
    NotesFolderError, changing nothing, when the folder is gone or more than 30 % (at least 5) of the
    notes are, also those whose files are there but hold no note any more.
    """
    last_good = stored.last_good()
    files, gone, hidden = _files(folder, last_good, accept_missing=accept_missing)
    report = NotesReport()
    reader = _Reader(units, today, _aliases(folder, report))
    halves = HalfWritten(memory, reader.read)
    notes = [note for path in sorted(hidden) if (note := _last_note(last_good[path], reader))]
    good: list[StoredNote] = []
    for file in files:
        last = last_good.get(file.path)
        doubt = halves.doubt(file.path, file.data, last)
        seen = NoteFile(file.path, None, doubt) if doubt else file
        note, dropped = _read(seen, last, reader, report)
        if note is not None:
            notes.append(note)
        if dropped:
            gone.add(file.path)
        elif _is_news(seen, note, last, report.problems):
            good.append(StoredNote(file.path, file.data or b""))
    ceased = _lost(gone, files, last_good)
    if not accept_missing and _too_many(len(ceased), len(last_good)):
        raise _refused(
            f"{len(ceased)} of {len(last_good)} notes in {folder} are no notes any more."
        )
    stored.save(good, gone, at)
    halves.remember()
    report.read = len(notes)
    return notes, report


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
    folder: Path, last_good: dict[str, StoredNote], *, accept_missing: bool
) -> tuple[tuple[NoteFile, ...], set[str], set[str]]:
    """The folder's files, the paths of the notes that are gone from it, and of those that can't be seen now."""
    try:
        files = scan(folder)
    except FolderMissingError as error:
        raise _missing(folder, last_good) from error
    hidden = _hidden(files, last_good)
    gone = set(last_good) - {file.path for file in files} - hidden
    lost = _lost(gone, files, last_good)
    emptied = bool(last_good) and len(lost) == len(last_good)
    if not accept_missing and (emptied or _too_many(len(lost), len(last_good))):
        raise _refused(f"{len(lost)} of {len(last_good)} notes are gone from {folder}.")
    return files, gone, hidden


def _lost(
    gone: Collection[str], files: Sequence[NoteFile], last_good: Mapping[str, StoredNote]
) -> list[str]:
    """Those of `gone` whose content no new file has: that one was renamed or put into a folder."""
    new = Counter(file.data for file in files if file.path not in last_good)
    lost = []
    for path in sorted(gone):
        new[last_good[path].data] -= 1
        if new[last_good[path].data] < 0:
            lost.append(path)
    return lost


def _too_many(gone: int, known: int) -> bool:
    return gone >= GONE_LEAST and gone * 100 > GONE_PERCENT * known


def _refused(what: str) -> NotesFolderError:
    return NotesFolderError(
        what, "Nothing was changed. If you removed them, say `twinge nightly --accept-missing`."
    )


def _read(
    file: NoteFile, last: StoredNote | None, reader: _Reader, report: NotesReport
) -> tuple[Note | None, bool]:
    """The note, and whether the file has ceased to be one."""
    if file.problem is not None:
        report.problems.append(file.problem)
    reading = None
    if file.data is not None:
        reading = reader.read(file.path, file.data)
        if reading is None and (last is None or file.data.strip()):
            return None, last is not None
        if reading is None:
            report.problems.append(_emptied(file.path))
    if reading is not None:
        report.problems += reading.problems
        if reading.note is not None:
            return reading.note, False
    return (None if last is None else _last_note(last, reader)), False


def _last_note(last: StoredNote, reader: _Reader) -> Note | None:
    reading = reader.read(last.path, last.data)
    return reading.note if reading else None


def _hidden(files: Sequence[NoteFile], last_good: Collection[str]) -> set[str]:
    """The notes in folders that can't be listed now: nobody knows whether they are gone."""
    closed = tuple(f"{file.path}/" for file in files if file.data is None)
    return {path for path in last_good if path.startswith(closed)}


def _is_news(
    file: NoteFile, note: Note | None, last: StoredNote | None, problems: Sequence[Problem]
) -> bool:
    if note is None or not file.data or (last is not None and last.data == file.data):
        return False
    return not any(p.path == file.path and p.severity == "error" for p in problems)


def _emptied(path: str) -> Problem:
    return Problem(
        path, 1, 1, "the file is empty and was a note before", "what it said last still counts"
    )


def _missing(folder: Path, last_good: dict[str, StoredNote]) -> SettingsError | NotesFolderError:
    if last_good:
        return NotesFolderError(
            f"The notes folder {folder} is missing, and {len(last_good)} notes were read from it before.",
            "Nothing was changed. Mount it, or set TWINGE_NOTES to where it is now.",
        )
    return SettingsError(
        f"The notes folder {folder} does not exist.", "Run `twinge init`, or set TWINGE_NOTES."
    )
