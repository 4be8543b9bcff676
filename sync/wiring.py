"""The one place that names concrete adapters and puts them together. Heavy imports wait until they are needed."""

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sync.errors import LoginNeededError, SettingsError, StorageError, TryLaterError, UsageError
from sync.ports import (
    TEXT_FIELDS,
    BackedUp,
    Clock,
    Entry,
    History,
    ListAsk,
    Progress,
    Store,
    Strava,
)
from sync.settings import Settings, load

if TYPE_CHECKING:
    from sync.pipeline.cycle import Night
    from sync.strava.client import StravaClient
    from sync.strava.oauth import Login, OAuth
    from sync.strava.tokens import TokenFile


# On Linux and macOS `time.monotonic` stands still in sleep; macOS' CLOCK_MONOTONIC and Windows don't.
_AWAKE_OR_NOT: int | None = getattr(time, "CLOCK_BOOTTIME", getattr(time, "CLOCK_MONOTONIC", None))


class SystemClock:
    """sync.ports.Clock of this machine."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic_s(self) -> float:
        """Goes on while the machine sleeps: a text that was read before the lid was closed is not fresh."""
        return time.monotonic() if _AWAKE_OR_NOT is None else time.clock_gettime(_AWAKE_OR_NOT)

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


class Silent:
    """sync.ports.Progress for nobody."""

    def step(self, label: str, done: int, total: int | None) -> None:
        """Nothing is shown."""


def settings_here() -> Settings:
    """The settings of this process: its environment and the `.env` files."""
    return load(os.environ, Path.cwd(), default_home)


def default_home() -> Path:
    from platformdirs import user_data_path  # 47 ms that `--help` need not pay

    return user_data_path("twinge", appauthor=False)


def local_zone() -> ZoneInfo:
    """The machine's time zone by name; UTC where it has none."""
    from tzlocal import get_localzone_name

    try:
        return ZoneInfo(get_localzone_name() or "UTC")
    except (KeyError, ValueError, OSError):  # a TZ that is no zone's name
        return ZoneInfo("UTC")


def make_home(settings: Settings) -> None:
    """The home folder exists and is the owner's only; raises StorageError otherwise."""
    try:
        settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        if os.name == "posix" and settings.home.stat().st_mode & 0o077:
            settings.home.chmod(0o700)
    except OSError as error:
        raise StorageError(
            f"The home folder {settings.home} can't be used ({error.strerror}).",
            "Check TWINGE_HOME and its permissions.",
        ) from error


@contextmanager
def process_lock(settings: Settings) -> Iterator[None]:
    """The one process that may change things; a second one leaves at once with TryLaterError.

    The kernel lets go of the lock when the holder dies, however it dies.
    """
    from filelock import FileLock, Timeout

    make_home(settings)
    lock = FileLock(settings.home / "run.lock", timeout=0, mode=0o600)
    try:
        lock.acquire()
    except Timeout:
        raise TryLaterError(
            "Another Twinge is at work in this home folder.", "Wait until it is done."
        ) from None
    except OSError as error:
        raise StorageError(
            f"The lock in {settings.home} can't be taken ({error.strerror}).",
            "Check TWINGE_HOME and its permissions.",
        ) from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def open_store(settings: Settings, *, exclusive: bool = False) -> Iterator[Store]:
    """The database, closed again on leaving; `exclusive` on a server: TryLaterError while another process has it."""
    from sync.store.activities import ActivityStore  # SQLModel: half a second
    from sync.store.claims import ClaimStore
    from sync.store.copies import CopyStore
    from sync.store.database import open_database
    from sync.store.derive import Derivation, derive_again
    from sync.store.experiments import ExperimentStore
    from sync.store.journal import JournalStore
    from sync.store.memory import MemoryStore, NoteStore
    from sync.strava import convert

    make_home(settings)
    database = open_database(
        settings.database_path,
        settings.database_url,
        copies=settings.backup_folder,
        exclusive=exclusive,
    )
    try:
        derive_again(database, Derivation(convert.READING, convert.activity))
        yield Store(
            ActivityStore(database),
            NoteStore(database),
            JournalStore(database, settings.backup_folder),
            MemoryStore(database),
            ClaimStore(database),
            ExperimentStore(database),
            CopyStore(database.file, settings.backup_folder),
        )
    finally:
        database.close()


@dataclass(frozen=True, slots=True)
class Past:
    """All that this machine knows of the texts. `problem` says why the database could not be read."""

    entries: list[Entry]
    lines: tuple[BackedUp, ...]
    damaged: tuple[str, ...]
    problem: str = ""


def read_past(settings: Settings) -> Past:
    """The journal and the backup files; a database that is lost or damaged is done without, and not made anew."""
    from sync.store.backups import read_backups

    backups = read_backups(settings.backup_folder)
    entries: list[Entry] = []
    problem = ""
    if settings.database_url is None and not settings.database_path.exists():
        problem = "There is no database." if backups.lines else ""
    else:
        try:
            with open_store(settings) as store:
                for field in TEXT_FIELDS:
                    entries += store.journal.entries(field)
        except StorageError as error:
            if not backups.lines:
                raise
            problem = error.message
    return Past(entries, backups.lines, backups.damaged, problem)


@dataclass(frozen=True, slots=True)
class LoginParts:
    """All that a login needs."""

    file: "TokenFile"
    oauth: "OAuth"
    login: "Login"


def open_login(settings: Settings, clock: Clock) -> LoginParts:
    """Raises SettingsError where the application's id or secret is missing."""
    from sync.strava.oauth import Login, OAuth  # requests
    from sync.strava.session import StravaSession
    from sync.strava.tokens import TokenFile

    client_id, secret = settings.require_client()
    file = TokenFile(settings.home)
    oauth = OAuth(settings.strava_url, client_id, secret, StravaSession(settings.strava_url))
    return LoginParts(file, oauth, Login(file, oauth, clock))


def give_login_back(settings: Settings, clock: Clock) -> bool | None:
    """No login is on this machine any more; whether Strava was told so, None where there was none.

    Whatever stands in the way of telling (no network, no secret, a file that can't be read): the login
    is deleted all the same. Raises StorageError where it can't be.
    """
    from sync.strava.tokens import TokenFile

    file = TokenFile(settings.home)
    was_there = file.exists()
    with ExitStack() as held:
        try:
            held.enter_context(file.locked())  # whoever renews waits, and then finds no login
            parts = open_login(settings, clock)
            tokens = file.load()
            return parts.oauth.revoke(tokens) if tokens else None
        except (LoginNeededError, SettingsError, StorageError, TryLaterError):
            return False if was_there else None
        finally:
            file.delete()


def open_strava(settings: Settings, store: Store, clock: Clock) -> Strava:
    """Raises SettingsError or LoginNeededError before anything is sent."""
    return _client(settings, store, clock)


def clock_ahead_s(settings: Settings, store: Store, clock: Clock) -> float | None:
    """One GET: how far this machine's clock is ahead of Strava's. Raises what stands in the way of it."""
    client = _client(settings, store, clock)
    client.activities_page(ListAsk())
    return client.ahead_s


def _client(settings: Settings, store: Store, clock: Clock) -> "StravaClient":
    parts = open_login(settings, clock)
    parts.file.require()
    from sync.strava.client import StravaClient  # requests, stravalib
    from sync.strava.session import StravaSession

    session = StravaSession(settings.strava_url)
    return StravaClient(session, parts.login, store.memory, clock)


@contextmanager
def open_night(
    settings: Settings, progress: Progress, clock: Clock | None = None, zone: ZoneInfo | None = None
) -> Iterator["Night"]:
    """Everything for one cycle, under the process lock."""
    from sync.pipeline.cycle import Night

    used_clock = clock or SystemClock()
    with process_lock(settings), open_store(settings, exclusive=True) as store:
        cached: list[Strava] = []

        def strava() -> Strava:
            if not cached:
                cached.append(open_strava(settings, store, used_clock))
            return cached[0]

        yield Night(settings, store, strava, used_clock, zone or local_zone(), progress)


@contextmanager
def open_files(path: Path, processes: int | None = None) -> Iterator[History]:
    """The activities of an export or of files; raises UsageError for a path that can't be used."""
    from sync.imports.archive import ArchiveError, open_archive
    from sync.imports.history import open_history
    from sync.imports.layouts import UnknownLayoutError

    try:
        with open_archive(path) as archive:
            yield open_history(archive, processes)
    except ArchiveError as error:
        raise UsageError(
            f"{path} can't be imported: {error}.",
            "Give Strava's export (ZIP or folder), or FIT, GPX or TCX files or a folder or ZIP of "
            "them; a ZIP inside of another is not opened.",
        ) from None
    except UnknownLayoutError as error:
        raise UsageError(f"activities.csv in {path} can't be read: {error}.", error.hint) from None


def purge(settings: Settings) -> list[str]:
    """Delete all that came from the API: database, backups, reports. What is gone, in words.

    The login is not among it: `give_login_back` comes first. The notes are the runner's own files and stay.
    Raises StorageError where something can't be deleted.
    """
    try:
        gone = _delete_files(settings)
    except OSError as error:
        raise StorageError(
            f"Not all of {settings.home} can be deleted ({error.strerror}).",
            "Delete the rest yourself.",
        ) from error
    if settings.database_url is not None:  # last: a server that is away shall not keep the files
        from sync.store.database import empty_database

        empty_database(settings.database_path, settings.database_url)
        gone.append("every row of the database")
    return gone


def _delete_files(settings: Settings) -> list[str]:
    gone: list[str] = []
    # with what a killed process left of a report or a database half written
    pages = (settings.report_path, settings.physio_path)
    for pattern in ("twinge.db*", *(f"{page.name}*" for page in pages)):
        for path in sorted(settings.home.glob(pattern)):
            path.unlink()
            gone.append(path.name)
    if settings.backup_folder.is_dir():
        shutil.rmtree(settings.backup_folder)
        gone.append("the backups of your descriptions")
    return gone
