"""The texts as they were before the first write, as plain files in a folder of the runner's choice."""

import csv
import hashlib
import io
import os
from collections.abc import Sequence
from pathlib import Path

from sync.errors import StorageError, UsageError
from sync.pipeline.past import Original

INDEX = "index.csv"


def export_originals(originals: Sequence[Original], folder: Path) -> None:
    """One file 0600 for each text, byte for byte, and an index of them; never over another file.

    Raises UsageError for a folder that holds anything, StorageError when the disk fails.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if any(folder.iterdir()):
            raise UsageError(
                f"{folder} is not empty.", "Name a folder that is new: nothing is overwritten."
            )
        for original in originals:
            _create(folder / _name(original), original.text)
        _create(folder / INDEX, _index(originals))
    except OSError as error:
        raise StorageError(
            f"The texts can't be written into {folder} ({error.strerror}).",
            "Make room or name another folder.",
        ) from error


def _name(original: Original) -> str:
    return f"{original.activity_id}-{original.field}.txt"


def _index(originals: Sequence[Original]) -> str:
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(("file", "activity", "field", "read_at", "characters", "sha256"))
    for one in originals:
        digest = hashlib.sha256(one.text.encode()).hexdigest()
        read_at = one.at.isoformat(timespec="seconds")
        rows.writerow((_name(one), one.activity_id, one.field, read_at, len(one.text), digest))
    return out.getvalue()


def _create(path: Path, text: str) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())
