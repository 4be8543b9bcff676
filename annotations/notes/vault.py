"""The notes folder, read-only: every `.md` file in it, and nothing that is not a plain file.

A folder is someone else's: it may hold links to devices, files that an editor is just writing, and
copies that a sync tool made. Nothing outside the folder is opened, and nothing that could block.
"""

import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, NamedTuple

from annotations.errors import FolderMissingError
from annotations.model import Problem
from annotations.notes.filenames import copy_of, is_note, placeholder_of, printable, twins

MAX_BYTES = 4 * 1024 * 1024

_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)
_TRIES = 3


class Stamp(NamedTuple):
    """What the file system says of a file without opening it: another stamp, another content."""

    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int

    @classmethod
    def of(cls, found: os.stat_result) -> "Stamp":
        return cls(found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)


@dataclass(frozen=True, slots=True)
class NoteFile:
    """A `.md` file: its path in the folder with `/`, its bytes, and what kept it from being used.

    `data` is None exactly if there is a `problem`, or if the file is `unchanged` since its stamp was
    taken. Characters of the path that can't be printed are escaped.
    """

    path: str
    data: bytes | None
    problem: Problem | None = None
    unchanged: bool = False
    stamp: Stamp | None = field(default=None, compare=False)


_NONE_KNOWN: Mapping[str, Stamp] = {}


def scan(folder: Path, *, known: Mapping[str, Stamp] = _NONE_KNOWN) -> tuple[NoteFile, ...]:
    """All note files below `folder`, sorted by path. Changes nothing; follows no links out of it.

    Hidden files and folders (.obsidian, .git, .trash) and editors' files are passed over; a note
    that iCloud has not downloaded counts as there, with a warning. A file with the stamp that
    `known` has for its path is not opened. Raises FolderMissingError when `folder` is not there or
    can't be listed: that is not "no notes".
    """
    try:
        with os.scandir(folder):
            pass
    except OSError as error:
        message = f"the notes folder {folder} can't be read: {error.strerror}"
        raise FolderMissingError(message) from None
    files = sorted(_Walk(folder, known).below(str(folder), ""), key=lambda file: file.path)
    return tuple(_with_twins_named(files))


def read_file(folder: Path, name: str) -> NoteFile | None:
    """The file `name` of `folder` itself, as careful as `scan`; None if there is no such file."""
    return _read(str(folder / name), name)


class _Walk:
    """One pass over a folder, by its directories' entries: no path is built that is not needed."""

    def __init__(self, folder: Path, known: Mapping[str, Stamp]) -> None:
        self._folder = folder
        self._known = known

    def below(self, place: str, prefix: str) -> Iterator[NoteFile]:
        """The notes below the folder `place`; `prefix` is its path in the notes folder."""
        try:
            with os.scandir(place) as listing:
                entries = list(listing)
        except OSError as error:
            message = f"this folder can't be read: {error.strerror}"
            yield _refused(printable(prefix.rstrip("/")), message, "check its permissions")
            return
        names = {entry.name for entry in entries}
        for entry in entries:
            if _is_folder(entry):
                if not entry.name.startswith("."):
                    yield from self.below(entry.path, f"{prefix}{entry.name}/")
            elif is_note(entry.name):
                if (file := self._look_at(entry, prefix, names)) is not None:
                    yield file
            elif (name := placeholder_of(entry.name)) and name not in names:
                message = "iCloud has not downloaded this note"
                hint = "open it in the Files app or in Finder"
                yield _refused(printable(prefix + name), message, hint, "warning")

    def _look_at(self, entry: os.DirEntry[str], prefix: str, names: set[str]) -> NoteFile | None:
        """The file, or a problem; None for what is to be passed over in silence."""
        shown = printable(prefix + entry.name)
        try:
            found = entry.stat(follow_symlinks=False)
        except OSError:
            return None  # gone since the folder was listed
        if stat.S_ISLNK(found.st_mode):
            return _link(Path(entry.path), self._folder, shown)
        if not stat.S_ISREG(found.st_mode):
            return None
        if (original := copy_of(entry.name, names)) is not None:
            return _copy(shown, original)
        known = self._known.get(shown)
        if known is not None and known == Stamp.of(found):
            return NoteFile(shown, None, unchanged=True, stamp=known)
        return _read(entry.path, shown)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _copy(shown: str, original: str) -> NoteFile:
    if original:
        message = f"this looks like a copy of '{printable(original)}' and is not read"
        hint = "give it a name of its own, or delete it"
    else:
        message = "this copy was made by a sync conflict and is not read"
        hint = "merge it into the note, then delete it"
    return _refused(shown, message, hint, "warning")


def _with_twins_named(files: list[NoteFile]) -> Iterator[NoteFile]:
    """Of two names that look the same on the screen the second is not read."""
    doubled = twins(file.path for file in files)
    for file in files:
        if file.path in doubled and file.problem is None:
            message = "another file has the same name, with its accents stored in another way"
            hint = "sync tools make such twins; merge them and delete one"
            yield _refused(file.path, message, hint, "warning")
        else:
            yield file


def _link(path: Path, folder: Path, shown: str) -> NoteFile | None:
    """A link to a note inside the folder is that note, which is read under its own name."""
    try:
        target = path.resolve(strict=True)
    except (OSError, RuntimeError):
        return _refused(shown, "this link leads nowhere", "delete it", "warning")
    if target.is_relative_to(folder.resolve()) or not target.is_file():
        return None
    return _refused(shown, "this link leads out of the notes folder", "put the note itself there")


def _read(path: str, shown: str) -> NoteFile | None:
    for _ in range(_TRIES):
        try:
            data, stamp = _read_once(path)
        except FileNotFoundError:
            return None
        except OSError as error:
            return _refused(shown, f"this file can't be read: {error.strerror}", "check it")
        if data is None:
            return None
        if len(data) > MAX_BYTES:
            return _refused(shown, "this file is larger than 4 MiB", "a note is a short text")
        if stamp is not None:
            return NoteFile(shown, data, stamp=stamp)
    return _refused(shown, "this file is just being written", "it is read again next time")


def _read_once(path: str) -> tuple[bytes | None, Stamp | None]:
    """The bytes (one more than allowed at most), and a stamp if they held still; None: no file."""
    descriptor = os.open(path, _FLAGS)
    try:
        before = os.fstat(descriptor)
        if not stat.S_ISREG(before.st_mode):
            return None, None
        data = _bytes_of(descriptor, before.st_size)
        after = os.fstat(descriptor)
    finally:
        os.close(descriptor)
    held_still = before.st_mtime_ns == after.st_mtime_ns and before.st_size == after.st_size
    return data, Stamp.of(after) if held_still and len(data) == after.st_size else None


def _bytes_of(descriptor: int, size: int) -> bytes:
    """All that can be read, up to one byte more than allowed; a short note takes a single call."""
    data = os.read(descriptor, min(size, MAX_BYTES) + 1)
    while data and len(data) != size and len(data) <= MAX_BYTES:
        more = os.read(descriptor, MAX_BYTES + 1 - len(data))
        if not more:
            break
        data += more
    return data


def _refused(
    path: str, message: str, hint: str, severity: Literal["error", "warning"] = "error"
) -> NoteFile:
    return NoteFile(path, None, Problem(path, 1, 1, message, hint, severity))
