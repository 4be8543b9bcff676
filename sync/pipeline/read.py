"""Stage 2: the notes as they stand, the last good content standing in for a file that can't be read."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from pathlib import Path

from annotations.errors import FolderMissingError
from annotations.model import Note, Problem, Units
from annotations.notes.reader import read_note
from annotations.notes.vault import NoteFile, scan
from sync.errors import NotesFolderError, SettingsError
from sync.pipeline.reports import NotesReport
from sync.ports import Notes, StoredNote

GONE_PERCENT, GONE_LEAST = 30, 5


def read_notes(
    folder: Path,
    stored: Notes,
    *,
    units: Units,
    today: date,
    at: datetime,
    accept_missing: bool = False,
) -> tuple[list[Note], NotesReport]:
    """Every note of the folder as it is understood now, and all problems.

    A file with an error counts with its last good content. Raises NotesFolderError, changing
    nothing, when the folder is gone or more than 30 % (at least 5) of the notes are.
    """
    last_good = stored.last_good()
    try:
        files = scan(folder)
    except FolderMissingError as error:
        raise _missing(folder, last_good) from error
    hidden = _hidden(files, last_good)
    gone = set(last_good) - {file.path for file in files} - hidden
    if not accept_missing:
        _refuse_too_many(len(gone), len(last_good), folder)
    report = NotesReport()
    notes = [note for path in sorted(hidden) if (note := _last_note(last_good[path], units, today))]
    good: list[StoredNote] = []
    for file in files:
        note, dropped = _read(file, last_good.get(file.path), units, today, report)
        if note is not None:
            notes.append(note)
        if dropped:
            gone.add(file.path)
        elif _is_news(file, note, last_good.get(file.path), report.problems):
            good.append(StoredNote(file.path, file.data or b""))
    stored.save(good, gone, at)
    report.read = len(notes)
    return notes, report


def _refuse_too_many(gone: int, known: int, folder: Path) -> None:
    if (gone >= GONE_LEAST and gone * 100 > GONE_PERCENT * known) or (known and gone == known):
        raise NotesFolderError(
            f"{gone} of {known} notes are gone from {folder}.",
            "Nothing was changed. If you removed them, say `twinge nightly --accept-missing`.",
        )


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
    return (None if last is None else _last_note(last, units, today)), False


def _last_note(last: StoredNote, units: Units, today: date) -> Note | None:
    reading = read_note(last.path, last.data, units=units, today=today)
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
