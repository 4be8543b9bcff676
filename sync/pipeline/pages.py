"""What the report is made of and where it is put: recordings of noted runs, pages, spreadsheets."""

import csv
import io
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotations.model import ActivityId
from annotations.record import Record
from sync.errors import StorageError, UsageError

if TYPE_CHECKING:
    from annotations.profile import Profile
    from annotations.report.spreadsheets import Sheet


def profiles(
    streams: Callable[[ActivityId], Mapping[str, Any] | None], record: Record
) -> "dict[ActivityId, Profile]":
    """The profiles of the runs that the page has a section for; a run without a usable recording has none."""
    from annotations.profile import profile
    from annotations.report.run_list import newest
    from annotations.samples import read_samples

    found = {}
    for noted in newest(record):
        samples = read_samples(streams(noted.run.id), noted.run.sport_type)
        one = profile(noted, samples)
        if one is not None:
            found[noted.run.id] = one
    return found


def put_page(path: Path, page: str) -> None:
    """The page in its place, whole, readable by its owner only; the caller holds the process lock."""
    temporary = path.with_name(f"{path.name}.tmp")
    try:
        temporary.unlink(missing_ok=True)  # a killed process may have left one
        _create(temporary, page)
        temporary.replace(path)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise StorageError(
            f"The report {path} can't be written ({error.strerror}).",
            "Make room, or move away what stands in its place.",
        ) from error


def put_sheets(sheets: "Sequence[Sheet]", folder: Path) -> None:
    """One CSV file 0600 for each table in a folder of the runner's choice; never over another file.

    UTF-8 with a mark at its start, by which spreadsheet programs know it. Raises UsageError for a
    folder that holds anything, StorageError when the disk fails; then none of the files is there.
    """
    made: list[Path] = []
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if any(folder.iterdir()):
            raise UsageError(
                f"{folder} is not empty.", "Name a folder that is new: nothing is overwritten."
            )
        for sheet in sheets:
            out = io.StringIO()
            csv.writer(out, lineterminator="\r\n").writerows((sheet.head, *sheet.rows))
            path = folder / f"{sheet.name}.csv"
            _create(path, f"\ufeff{out.getvalue()}")
            made.append(path)
    except OSError as error:
        for path in made:
            path.unlink(missing_ok=True)
        raise StorageError(
            f"The tables can't be written into {folder} ({error.strerror}).",
            "Make room or name another folder.",
        ) from error


def _create(path: Path, text: str) -> None:
    """A new file, whole or not at all."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
    except OSError:
        path.unlink()
        raise
