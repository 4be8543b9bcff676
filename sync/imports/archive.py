"""A folder or a ZIP, read in place: names and bytes, nothing unpacked to disk and nothing outside of it opened."""

import io
import os
import unicodedata
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Protocol

from sync.imports.files import MOST_BYTES, is_activity_file
from sync.imports.recorded import UnreadableError

LISTING = "activities.csv"
MOST_LISTING_BYTES = 2**30
MOST_ENTRIES = 1_000_000
LONGEST_LINE = 4_000_000
"""Letters; what is longer comes in pieces, so that a list without line ends takes no memory."""
_BOUNDED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""The packings that zipfile unpacks piece by piece: 4 KB of the others may come out as gigabytes at once."""


class ArchiveError(Exception):
    """The whole path can't be used; the text says why."""


class Archive(Protocol):
    """Files by their names, with `/` between folders; a name may hold any characters."""

    name: str

    def names(self) -> list[str]:
        """Those of activity files and of `activities.csv`, in order."""
        ...

    def read(self, name: str) -> bytes:
        """One file whole; raises UnreadableError where it is too large, damaged or not to be opened."""
        ...

    def lines(self, name: str) -> Iterator[str]:
        """A text file line by line, what is not UTF-8 in it replaced; raises ArchiveError where it can't be read."""
        ...


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """A folder, a ZIP, a list with its folder, or a single activity file; ArchiveError where it is none of them."""
    try:
        if path.is_dir():
            yield Folder(path)
        elif path.is_file() and zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as opened:
                yield Zip(path.name, opened)
        elif path.is_file() and is_activity_file(path.name):
            yield Folder(path.parent, only=path.name)
        elif path.is_file() and path.name == LISTING:
            yield Folder(path.parent)
        elif path.is_file() and path.suffix.casefold() == ".zip":
            raise zipfile.BadZipFile
        elif path.exists():
            raise ArchiveError("it is no folder, no ZIP, and no FIT, GPX or TCX file")
        else:
            raise ArchiveError("it is not there")
    except zipfile.BadZipFile:
        raise ArchiveError("the ZIP is damaged or not whole; download it again") from None
    except OSError as error:
        raise ArchiveError(f"it can't be read ({error.strerror or type(error).__name__})") from None


class Folder:
    """A folder tree. Links that lead out of it are not followed."""

    def __init__(self, root: Path, only: str | None = None) -> None:
        self.name = only or root.name
        self._root = root
        self._only = only

    def names(self) -> list[str]:
        if self._only is not None:
            return [self._only]
        found = []
        for folder, folders, files in os.walk(self._root):
            folders.sort()
            inside = Path(folder).relative_to(self._root)
            found += [(inside / one).as_posix() for one in sorted(files) if _wanted(one)]
        return found

    def read(self, name: str) -> bytes:
        path = self._inside(name)
        if path.stat().st_size > MOST_BYTES:
            raise UnreadableError("it is larger than any activity")
        try:
            return path.read_bytes()
        except OSError as error:
            raise UnreadableError(f"it can't be read ({error.strerror})") from None

    def lines(self, name: str) -> Iterator[str]:
        try:
            path = self._inside(name)
        except UnreadableError as error:
            raise ArchiveError(f"{name}: {error}") from None
        with path.open(encoding="utf-8", errors="replace", newline="\n") as file:
            yield from iter(lambda: file.readline(LONGEST_LINE), "")

    def _inside(self, name: str) -> Path:
        path = self._root / name
        if not path.resolve().is_relative_to(self._root.resolve()) or not path.is_file():
            raise UnreadableError("it is not a file of this folder")
        return path


class Zip:
    """A ZIP file. Its entries are opened by name and never written anywhere, so no name can lead out."""

    def __init__(self, name: str, opened: zipfile.ZipFile) -> None:
        self.name = name
        self._zip = opened
        if len(opened.infolist()) > MOST_ENTRIES:
            raise ArchiveError("it has more than a million entries")
        self._entries = {_name(one): one for one in opened.infolist() if not one.is_dir()}

    def names(self) -> list[str]:
        return sorted(name for name in self._entries if _wanted(PurePosixPath(name).name))

    def read(self, name: str) -> bytes:
        if name not in self._entries:
            raise UnreadableError("it is not in the ZIP")
        try:
            with self._opened(name) as file:
                data = file.read(MOST_BYTES + 1)  # not what the entry claims, what it is
        except Exception as error:  # zipfile's own, the system's and zlib's
            raise UnreadableError(f"the ZIP does not give it ({_why(error)})") from None
        if len(data) > MOST_BYTES:
            raise UnreadableError("it is larger than any activity")
        return data

    def lines(self, name: str) -> Iterator[str]:
        if self._entries[name].file_size > MOST_LISTING_BYTES:
            raise ArchiveError(f"{name} in it is larger than a gigabyte")
        try:
            with (
                self._opened(name) as file,
                io.TextIOWrapper(file, "utf-8", errors="replace", newline="\n") as text,
            ):
                yield from iter(lambda: text.readline(LONGEST_LINE), "")
        except Exception as error:  # zipfile's own, the system's and zlib's
            raise ArchiveError(f"the ZIP does not give {name} ({_why(error)})") from None

    def _opened(self, name: str) -> IO[bytes]:
        entry = self._entries[name]
        if entry.compress_type not in _BOUNDED:
            raise NotImplementedError
        return self._zip.open(entry)


class Lookup:
    """Files by the name that a row gives: exactly, else whatever the case, the form or the encoding of the name."""

    def __init__(self, root: str, names: list[str]) -> None:
        self._exact = {name.removeprefix(root): name for name in names if name.startswith(root)}
        self._plain = {_plain(short): name for short, name in self._exact.items()}

    def find(self, filename: str) -> str | None:
        """The archive's own name of that file; None where it has none."""
        return self._exact.get(filename) or self._plain.get(_plain(filename))


def listing_of(names: list[str]) -> str | None:
    """The `activities.csv` that is nearest to the top; None where there is none."""
    found = [name for name in names if PurePosixPath(name).name == LISTING]
    return min(found, key=lambda name: (name.count("/"), name), default=None)


def _wanted(name: str) -> bool:
    return not name.startswith("._") and (name == LISTING or is_activity_file(name))


def _name(entry: zipfile.ZipInfo) -> str:
    """The entry's name as it was meant: one without the UTF-8 flag is often UTF-8 all the same."""
    if entry.flag_bits & 0x800:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return entry.filename


def _plain(name: str) -> str:
    whole = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return unicodedata.normalize("NFC", whole).casefold().replace("\\", "/")


def _why(error: Exception) -> str:
    if isinstance(error, RuntimeError) and "encrypted" in str(error):
        return "it is encrypted"
    if isinstance(error, NotImplementedError):
        return "it is packed in a way that Strava does not use"
    return type(error).__name__
