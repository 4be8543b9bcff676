"""The second copy of each text: JSONL files, one line a write, on the disk before anything is sent."""

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from annotations.model import ActivityId
from sync.errors import StorageError
from sync.ports import BackedUp, Backups, Intent

_KINDS = ("write", "undo", "trial")
_FIELDS = ("description", "private_note")


def append_durably(path: Path, intent: Intent, at: datetime, database: str) -> None:
    """One line that is on the disk when this returns; raises StorageError when it can't be.

    `database` is the identity of the database that the intent is about to be recorded in.
    """
    line = json.dumps(
        {
            "at": at.isoformat(),
            "activity_id": intent.activity_id,
            "field": intent.field,
            "kind": intent.kind,
            "sha256": sha256(intent.base),
            "text": intent.base,
            "block": intent.block,
            "digest": intent.digest,
            "database": database,
        }
    )
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        new = not path.exists()
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            _write_all(handle, _end_of_torn_line(handle) + f"{line}\n".encode("ascii"))
            os.fsync(handle)
        finally:
            os.close(handle)
        if new:
            fsync_folder(path.parent)
    except OSError as error:
        raise StorageError(
            f"The backup {path} can't be written ({error.strerror}).",
            "Nothing was sent to Strava. Make room or mend the permissions, then run again.",
        ) from error


def read_backups(folder: Path) -> Backups:
    """All lines of a backup folder in the order of their writing; empty where there is no folder.

    A line that a crash cut off, or that is not as it was written, is named and left out. Raises
    StorageError for a file that can't be read.
    """
    lines: list[BackedUp] = []
    damaged: list[str] = []
    for path in sorted(folder.glob("*.jsonl")):
        try:
            data = path.read_bytes()
        except OSError as error:
            raise StorageError(
                f"The backup {path} can't be read ({error.strerror}).", "Check its permissions."
            ) from error
        for number, found in _parsed(data):
            if found is None:
                damaged.append(f"{path}:{number}")
            else:
                lines.append(found)
    return Backups(tuple(lines), tuple(damaged))


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def fsync_folder(folder: Path) -> None:
    """What was made or renamed in the folder is there after a power failure."""
    with suppress(OSError):  # some systems can't open a folder; the file itself is safe
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _parsed(data: bytes) -> Iterator[tuple[int, BackedUp | None]]:
    for number, line in enumerate(data.split(b"\n"), 1):
        if line.strip():
            try:
                yield number, _backed_up(json.loads(line))
            except (ValueError, KeyError, TypeError, RecursionError):
                yield number, None


def _backed_up(told: dict[str, Any]) -> BackedUp:
    """Raises ValueError, KeyError or TypeError for anything that is not whole."""
    text, block, digest = str(told["text"]), str(told["block"]), str(told["digest"])
    if sha256(text) != told["sha256"]:
        raise ValueError("the text is not the one that was written")
    if told["kind"] not in _KINDS or told["field"] not in _FIELDS:
        raise ValueError("an unknown kind or field")
    at = datetime.fromisoformat(told["at"])
    if at.tzinfo is None:
        raise ValueError("a time without a zone")
    return BackedUp(
        at,
        ActivityId(int(told["activity_id"])),
        told["field"],
        told["kind"],
        text,
        block,
        digest,
        str(told.get("database", "")),
    )


def _end_of_torn_line(handle: int) -> bytes:
    """A line break where a crash or a full disk cut the last line: the next one stays readable."""
    if os.lseek(handle, 0, os.SEEK_END) == 0:
        return b""
    os.lseek(handle, -1, os.SEEK_END)
    return b"" if os.read(handle, 1) == b"\n" else b"\n"


def _write_all(handle: int, data: bytes) -> None:
    while data:
        data = data[os.write(handle, data) :]
