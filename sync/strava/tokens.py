"""The login on disk: a file of its own, always whole, never looser than 0600."""

import json
import os
import signal
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

from sync.errors import LoginNeededError, StorageError

ROOM = b" " * 4096
"""Written before a refresh, so that the answer is known to fit on the disk."""


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

    def __init__(self, folder: Path) -> None:
        self.path = folder / "tokens.json"
        self.lock_path = folder / "tokens.lock"

    def load(self) -> Tokens | None:
        """The current pair, or None where nobody has logged in."""
        return self._read("current")

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
            handle = os.open(self.path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
        except FileNotFoundError:
            return None
        except OSError as error:
            raise _unusable(self.path, error.strerror or "can't be opened") from error
        with os.fdopen(handle, "rb") as file:
            if os.name == "posix" and stat.S_IMODE(os.fstat(handle).st_mode) & 0o077:
                raise _unusable(self.path, "others may read it: chmod 600 it")
            data = file.read()
        try:
            found = json.loads(data)[which]
            return Tokens(**{**found, "scopes": tuple(found["scopes"])}) if found else None
        except (ValueError, KeyError, TypeError) as error:
            raise _unusable(self.path, "it is not as Twinge wrote it") from error

    @contextmanager
    def reserved(self) -> Iterator["Reservation"]:
        """Room on the disk for a new pair, held while Strava is asked; raises StorageError where there is none.

        Ctrl-C and SIGTERM wait until the block is left: an answer that was not saved is a lost login.
        """
        temporary = self.path.with_name(f"{self.path.name}.{os.getpid()}.tmp")
        with _signals_held():
            try:
                self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                with suppress(FileNotFoundError):
                    temporary.unlink()
                _write(temporary, ROOM, os.O_CREAT | os.O_EXCL)
            except OSError as error:
                raise _cannot_store(self.path, error) from error
            try:
                yield Reservation(self.path, temporary)
            finally:
                with suppress(FileNotFoundError):
                    temporary.unlink()

    def delete(self) -> None:
        with suppress(FileNotFoundError):
            self.path.unlink()


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
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    held = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
    before = signal.pthread_sigmask(signal.SIG_BLOCK, held)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _unusable(path: Path, why: str) -> LoginNeededError:
    return LoginNeededError(
        f"The login in {path} can't be used ({why}).", "Mend that, or run `twinge login` again."
    )


def _cannot_store(path: Path, error: OSError) -> StorageError:
    return StorageError(
        f"The login can't be stored in {path.parent} ({error.strerror}).",
        "Make room or mend the permissions; the login that was there is kept.",
    )
