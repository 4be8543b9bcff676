"""Stage 2: the notes as they stand, the last good content standing in for a file that can't be read."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from annotations.errors import FolderMissingError
from annotations.model import Note, Problem, Units
from annotations.notes.reader import read_note
from annotations.notes.vault import NoteFile, scan
from sync.errors import NotesFolderError, SettingsError
from sync.pipeline.halves import HalfWritten
from sync.pipeline.reports import NotesReport
from sync.ports import Memory, Notes, StoredNote

GONE_SHARE, GONE_LEAST = 0.3, 5


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
    notes are.
    """
    last_good = stored.last_good()
    files, gone = _files(folder, last_good, accept_missing=accept_missing)
    halves = HalfWritten(memory, units, today)
    report = NotesReport()
    notes: list[Note] = []
    good: list[StoredNote] = []
    for file in files:
        last = last_good.get(file.path)
        doubt = halves.doubt(file.path, file.data, last)
        seen = NoteFile(file.path, None, doubt) if doubt else file
        note, dropped = _read(seen, last, units, today, report)
        if note is not None:
            notes.append(note)
        if dropped:
            gone.add(file.path)
        elif _is_news(seen, note, last, report.problems):
            good.append(StoredNote(file.path, file.data or b""))
    stored.save(good, gone, at)
    halves.remember()
    report.read = len(notes)
    return notes, report


def _files(
    folder: Path, last_good: dict[str, StoredNote], *, accept_missing: bool
) -> tuple[tuple[NoteFile, ...], set[str]]:
    """The folder's files, and the paths of the notes that are gone from it."""
    try:
        files = scan(folder)
    except FolderMissingError as error:
        raise _missing(folder, last_good) from error
    gone = set(last_good) - {file.path for file in files}
    if not accept_missing and len(gone) >= max(GONE_LEAST, GONE_SHARE * len(last_good)):
        raise NotesFolderError(
            f"{len(gone)} of {len(last_good)} notes are gone from {folder}.",
            "Nothing was changed. If you removed them, say `--accept-missing`.",
        )
    return files, gone


def _read(
    file: NoteFile, last: StoredNote | None, units: Units, today: date, report: NotesReport
) -> tuple[Note | None, bool]:
    """The note, and whether the file has ceased to be one."""
    if file.problem is not None:
        report.problems.append(file.problem)
    reading = None
    if file.data is not None:
        reading = read_note(file.path, file.data, units=units, today=today)
        if reading is None and (last is None or file.data.strip()):
            return None, last is not None
        if reading is None:
            report.problems.append(_emptied(file.path))
    if reading is not None:
        report.problems += reading.problems
        if reading.note is not None:
            return reading.note, False
    if last is None:
        return None, False
    before = read_note(file.path, last.data, units=units, today=today)
    return (before.note if before else None), False


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
