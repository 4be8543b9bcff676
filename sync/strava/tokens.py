"""The login on disk: a file of its own, always whole, never looser than 0600."""

import json
import os
import signal
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from threading import current_thread, main_thread
from typing import Any

from filelock import FileLock, Timeout

from sync.errors import LoginNeededError, StorageError, TryLaterError

LOCK_WAIT_S = 40.0
ROOM = b" " * 4096
"""Written before a refresh, so that the answer is known to fit on the disk."""
LATEST_S = 1e12
"""No pair ends later than this: what says so is no moment in seconds."""
HELD = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


@dataclass(frozen=True, slots=True)
class Tokens:
    """One pair of tokens and what came with it."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    expires_at_s: float
    scopes: tuple[str, ...] = ()
    athlete_id: int | None = None
    client_id: str = ""


class TokenFile:
    """`tokens.json` in the home folder. Holds the current pair and the one before it."""

    def __init__(self, folder: Path, *, lock_wait_s: float = LOCK_WAIT_S) -> None:
        self.path = folder / "tokens.json"
        self.lock_path = folder / "tokens.lock"
        self._temporary = folder / "tokens.json.tmp"
        self._lock_wait_s = lock_wait_s

    def load(self) -> Tokens | None:
        """The current pair, or None where nobody has logged in."""
        return self._read("current")

    def exists(self) -> bool:
        """Whether there is a file, or a link, of whatever content."""
        return os.path.lexists(self.path)

    def previous(self) -> Tokens | None:
        return self._read("previous")

    def require(self) -> Tokens:
        """The current pair; raises LoginNeededError where there is none."""
        tokens = self.load()
        if tokens is None:
            raise LoginNeededError("Not logged in to Strava.", "Run `twinge login`.")
        return tokens

    def _read(self, which: str) -> Tokens | None:
        try:
            data = _private_bytes(self.path)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise _unusable(self.path, _why_closed(self.path, error)) from error
        if data is None:
            raise _unusable(self.path, "others may read it: chmod 600 it")
        try:
            found = json.loads(data)[which]
            return _checked(found) if found else None
        except (ValueError, KeyError, TypeError) as error:
            raise _unusable(self.path, "it is not as Twinge wrote it") from error

    @contextmanager
    def locked(self) -> Iterator[None]:
        """One process and thread at a time; raises TryLaterError when another one holds on for too long."""
        lock = FileLock(self.lock_path, timeout=self._lock_wait_s, mode=0o600)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            lock.acquire()
        except Timeout:
            raise TryLaterError("Another Twinge is renewing the login.", "Try again.") from None
        except (OSError, NotImplementedError) as error:  # some network folders can't lock
            raise _cannot_store(self.path, error) from error
        try:
            yield
        finally:
            lock.release()

    @contextmanager
    def reserved(self) -> Iterator["Reservation"]:
        """Room on the disk for a new pair, held while Strava is asked; raises StorageError where there is none.

        To be used inside `locked`. Ctrl-C and SIGTERM wait until the block is left: an answer that
        was not saved is a lost login.
        """
        with _signals_held():
            try:
                self._make_room()
                yield Reservation(self.path, self._temporary)
            finally:
                with suppress(OSError):
                    self._temporary.unlink(missing_ok=True)

    def _make_room(self) -> None:
        try:
            # one name for all: what a killed process left is taken over, not piled up
            self._temporary.unlink(missing_ok=True)
            _write(self._temporary, ROOM, os.O_CREAT | os.O_EXCL)
        except OSError as error:
            raise _cannot_store(self.path, error) from error

    def delete(self) -> None:
        """Nothing of the login is left on the disk; raises StorageError where it can't be removed."""
        try:
            for path in (self.path, self._temporary):
                path.unlink(missing_ok=True)
        except OSError as error:
            raise StorageError(
                f"The login in {self.path.parent} can't be deleted ({error.strerror}).",
                "Delete tokens.json there yourself.",
            ) from error


@dataclass(frozen=True, slots=True)
class Reservation:
    """A temporary file with room enough, waiting to become the token file."""

    path: Path
    temporary: Path

    def save(self, current: Tokens, previous: Tokens | None) -> None:
        """Both pairs are on the disk, under the file's own name, when this returns."""
        pairs = {
            "current": asdict(current),
            "previous": asdict(previous) if previous else None,
        }
        data = json.dumps(pairs).encode()
        try:
            _write(self.temporary, data.ljust(len(ROOM)), 0)
            self.temporary.replace(self.path)
            _fsync_folder(self.path.parent)
        except OSError as error:
            raise _cannot_store(self.path, error) from error


def _private_bytes(path: Path) -> bytes | None:
    """What the file holds; None where others may read it. Raises OSError for a link and what is no file."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
    with os.fdopen(handle, "rb") as file:
        if os.name == "posix" and stat.S_IMODE(os.fstat(handle).st_mode) & 0o077:
            return None
        return file.read()


def _checked(found: dict[str, Any]) -> Tokens:
    """Raises ValueError, KeyError or TypeError unless every field is of its type."""
    tokens = Tokens(**{**found, "scopes": tuple(found["scopes"])})
    texts = (tokens.access, tokens.refresh, tokens.client_id, *tokens.scopes)
    if not all(isinstance(text, str) for text in texts) or not 0 <= tokens.expires_at_s < LATEST_S:
        raise ValueError("fields of other types")
    if tokens.athlete_id is not None and type(tokens.athlete_id) is not int:
        raise ValueError("fields of other types")
    return tokens


def _why_closed(path: Path, error: OSError) -> str:
    if path.is_symlink():
        return "it is a symbolic link: put the file itself there"
    return error.strerror or "it can't be opened"


def _write(path: Path, data: bytes, flags: int) -> None:
    handle = os.open(path, os.O_WRONLY | flags, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _fsync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _signals_held() -> Iterator[None]:
    """Those of `HELD` that come meanwhile come at the end, each once.

    Held by handlers and not by a mask: a progress bar draws in a thread of its own, and what one
    thread masks the kernel gives to another. Handlers run in the main thread alone, so that any
    other one needs nothing.
    """
    if current_thread() is not main_thread():
        yield
        return
    came: dict[int, None] = {}
    before: dict[int, Any] = {}
    try:
        for one in HELD:
            before[one] = signal.signal(one, lambda number, _frame: came.setdefault(number))
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler or signal.SIG_DFL)
        for one in came:
            signal.raise_signal(one)


def _unusable(path: Path, why: str) -> LoginNeededError:
    return LoginNeededError(
        f"The login in {path} can't be used ({why}).", "Mend that, or run `twinge login` again."
    )


def _cannot_store(path: Path, error: Exception) -> StorageError:
    why = getattr(error, "strerror", None) or type(error).__name__
    return StorageError(
        f"The login can't be stored in {path.parent} ({why}).",
        "Make room or mend the permissions; the login that was there is kept.",
    )
