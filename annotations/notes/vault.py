"""The notes folder, read-only: every `.md` file in it, and nothing that is not a plain file.

A folder is someone else's: it may hold links to devices, files that an editor is just writing, and
copies that a sync tool made. Nothing outside the folder is opened, and nothing that could block.
"""

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from annotations.errors import FolderMissingError
from annotations.model import Problem

MAX_BYTES = 4 * 1024 * 1024

_CONFLICT = re.compile(
    r"\(.*conflicted copy.*\)|\(.*'s conflict.*\)|\(conflict\b.*\)|\.sync-conflict-"
    r"|[-_ ]conflict-?\d",
    re.IGNORECASE,
)
_EDITORS = re.compile(r".*~|.*\.(?:tmp|swp|bak|part|crdownload)|#.*#", re.IGNORECASE)
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)
_TRIES = 3


@dataclass(frozen=True, slots=True)
class NoteFile:
    """A `.md` file: its path in the folder with `/`, its bytes, and what kept it from being used.

    `data` is None exactly if there is a `problem`. Characters of the path that can't be printed are
    escaped.
    """

    path: str
    data: bytes | None
    problem: Problem | None = None


def scan(folder: Path) -> tuple[NoteFile, ...]:
    """All note files below `folder`, sorted by path. Changes nothing; follows no links out of it.

    Hidden files and folders (.obsidian, .git, .trash) and editors' files are passed over. Raises
    FolderMissingError when `folder` is not there or can't be listed: that is not "no notes".
    """
    try:
        with os.scandir(folder):
            pass
    except OSError as error:
        message = f"the notes folder {folder} can't be read: {error.strerror}"
        raise FolderMissingError(message) from None
    return tuple(sorted(_walk(folder), key=lambda file: file.path))


def _walk(folder: Path) -> Iterator[NoteFile]:
    unlisted: list[OSError] = []
    for place, folders, names in os.walk(folder, onerror=unlisted.append):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in folders + names:
            path = Path(place) / name
            if _is_note(name) and (file := _look_at(path, folder)):
                yield file
    for error in unlisted:
        shown = _shown(Path(error.filename).relative_to(folder))
        message = f"this folder can't be read: {error.strerror}"
        yield _refused(shown, message, "check its permissions")


def _is_note(name: str) -> bool:
    if name.startswith(".") or _EDITORS.fullmatch(name):
        return False
    return name.lower().endswith(".md")


def _look_at(path: Path, folder: Path) -> NoteFile | None:
    """The file, or a problem; None for what is to be passed over in silence."""
    shown = _shown(path.relative_to(folder))
    try:
        mode = path.lstat().st_mode
    except OSError:
        return None  # gone since the folder was listed
    if stat.S_ISLNK(mode):
        return _link(path, folder, shown)
    if not stat.S_ISREG(mode):
        return None
    if _CONFLICT.search(path.name):
        message = "this copy was made by a sync conflict and is not read"
        return _refused(shown, message, "merge it into the note, then delete it", "warning")
    return _read(path, shown)


def _link(path: Path, folder: Path, shown: str) -> NoteFile | None:
    """A link to a note inside the folder is that note, which is read under its own name."""
    try:
        target = path.resolve(strict=True)
    except (OSError, RuntimeError):
        return _refused(shown, "this link leads nowhere", "delete it", "warning")
    if target.is_relative_to(folder.resolve()) or not target.is_file():
        return None
    return _refused(shown, "this link leads out of the notes folder", "put the note itself there")


def _read(path: Path, shown: str) -> NoteFile | None:
    for _ in range(_TRIES):
        try:
            data, settled = _read_once(path)
        except FileNotFoundError:
            return None
        except OSError as error:
            return _refused(shown, f"this file can't be read: {error.strerror}", "check it")
        if data is None:
            return None
        if len(data) > MAX_BYTES:
            return _refused(shown, "this file is larger than 4 MiB", "a note is a short text")
        if settled:
            return NoteFile(shown, data)
    return _refused(shown, "this file is just being written", "it is read again next time")


def _read_once(path: Path) -> tuple[bytes | None, bool]:
    """The bytes (one more than allowed at most), and whether they held still; None: no file."""
    descriptor = os.open(path, _FLAGS)
    with os.fdopen(descriptor, "rb") as file:
        before = os.fstat(descriptor)
        if not stat.S_ISREG(before.st_mode):
            return None, True
        data = file.read(MAX_BYTES + 1)
        after = os.fstat(descriptor)
    same = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    return data, same and (len(data) == after.st_size or len(data) > MAX_BYTES)


def _refused(
    path: str, message: str, hint: str, severity: Literal["error", "warning"] = "error"
) -> NoteFile:
    return NoteFile(path, None, Problem(path, 1, 1, message, hint, severity))


def _shown(relative: Path) -> str:
    """The path with `/`; line ends, escape sequences and bytes that are no text as `\\x1b`."""
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode("ascii")
        for character in relative.as_posix()
    )
