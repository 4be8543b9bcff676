"""Opening the database so that nothing half-written survives: one engine, one way to begin a transaction."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import URL, Engine, event
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlmodel import Session, SQLModel, create_engine

from sync.errors import SettingsError, StorageError
from sync.store.tables import SCHEMA, MemoryRow

BUSY_TIMEOUT_MS = 10_000


class Database:
    """A database with this program's tables. Every transaction is a writing one from its first statement."""

    def __init__(self, engine: Engine, name: str) -> None:
        self._engine = engine
        self.name = name
        self.identity = ""
        """Drawn when the database was made: tells its backup lines from those of a lost one."""

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session that commits on leaving, or leaves no trace; database failures come as StorageError."""
        try:
            with Session(self._engine, expire_on_commit=False) as session, session.begin():
                yield session
        except SQLAlchemyError as error:
            raise _storage_error(self.name, error) from error
        except UnicodeDecodeError as error:
            raise _corrupt(self.name) from error
        except (UnicodeEncodeError, OverflowError) as error:  # raised by the driver as they are
            raise StorageError(
                f"The database {self.name} can't hold a value ({type(error).__name__}).",
                "Please report this line.",
            ) from None

    def close(self) -> None:
        self._engine.dispose()


def open_database(
    path: Path, url: str | None, *, busy_timeout_ms: int = BUSY_TIMEOUT_MS
) -> Database:
    """Open or create the database; raises StorageError when it is corrupt, newer than this program or not there.

    A SQLite file is created 0600 in a folder 0700, with a rollback journal and full synchronisation:
    WAL has a corruption bug in SQLite up to 3.51.2, and nothing here needs it. Raises SettingsError
    for a `url` that is none, or whose driver is not installed.
    """
    database, engine = _connected(path, url, busy_timeout_ms)
    try:
        _prepare(database, engine)
    except SQLAlchemyError as error:
        database.close()
        raise _storage_error(database.name, error) from error
    except UnicodeDecodeError as error:  # SQLite names a garbled table in its own message
        database.close()
        raise _corrupt(database.name) from error
    except BaseException:
        database.close()
        raise
    return database


def empty_database(path: Path, url: str) -> None:
    """Drop every table of this program from a database that is not a file of ours, whatever its version."""
    database, _ = _connected(path, url, BUSY_TIMEOUT_MS)
    try:
        with database.transaction() as session:
            SQLModel.metadata.drop_all(session.connection())
    finally:
        database.close()


def _connected(path: Path, url: str | None, busy_timeout_ms: int) -> tuple[Database, Engine]:
    engine = _engine(path, url)
    if engine.dialect.name == "sqlite":
        if file := _file_of(engine.url):
            _create_private(file)
        _tune_sqlite(engine, busy_timeout_ms)
    return Database(engine, _name(engine.url)), engine


def _engine(path: Path, url: str | None) -> Engine:
    try:
        # not put together as a text: a folder's name may hold `?` or `%`
        return create_engine(url or URL.create("sqlite", database=str(path)))
    except (ArgumentError, NoSuchModuleError, ImportError, ValueError) as error:
        raise SettingsError(  # its value is not shown: it may hold a password
            f"TWINGE_DATABASE_URL can't be used ({type(error).__name__}).",
            "It should be a SQLAlchemy URL whose driver is installed.",
        ) from None


def _name(url: URL) -> str:
    """What messages call the database: the file, or the address without its password and options."""
    if file := _file_of(url):
        return str(file)
    return url.set(query={}).render_as_string(hide_password=True)


def _file_of(url: URL) -> Path | None:
    """The file of a SQLite URL; None for a database in memory, or another one."""
    file = url.database or ""
    if url.get_backend_name() != "sqlite" or file in ("", ":memory:") or file.startswith("file:"):
        return None
    return Path(file)


def _create_private(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise StorageError(
            f"The database {path} can't be opened ({error.strerror}).",
            "Check TWINGE_HOME and its permissions.",
        ) from error


def _tune_sqlite(engine: Engine, busy_timeout_ms: int) -> None:
    @event.listens_for(engine, "connect")
    def connect(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None  # SQLAlchemy begins, see below
        try:
            for pragma in (
                f"busy_timeout={busy_timeout_ms}",
                "journal_mode=DELETE",
                "synchronous=FULL",
                "foreign_keys=ON",
                "secure_delete=ON",
                "trusted_schema=OFF",
            ):
                connection.execute(f"PRAGMA {pragma}")
        except (sqlite3.Error, UnicodeDecodeError):
            connection.close()  # nobody else will: it is not in the pool yet
            raise

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        # A transaction that reads first and writes later fails at once when another one wrote between.
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _prepare(database: Database, engine: Engine) -> None:
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            verdict = connection.exec_driver_sql("PRAGMA quick_check").scalar()
        if verdict != "ok":
            raise _corrupt(database.name)
    with database.transaction() as session:
        SQLModel.metadata.create_all(session.connection())
        row = session.get(MemoryRow, "schema")
        if row is None:
            session.add(MemoryRow(name="schema", value=str(SCHEMA)))
        elif not row.value.isdecimal():
            raise _corrupt(database.name)
        elif int(row.value) > SCHEMA:
            raise StorageError(
                f"The database {database.name} is from a newer Twinge "
                f"(its schema is {row.value}, this program's is {SCHEMA}).",
                "Update Twinge; nothing was changed.",
            )
        known = session.get(MemoryRow, "identity")
        if known is None:
            known = MemoryRow(name="identity", value=uuid4().hex)
            session.add(known)
        database.identity = known.value


def _storage_error(name: str, error: SQLAlchemyError) -> StorageError:
    # the first line alone: a server's further ones may repeat the row, and a row holds notes
    told = str(error.orig) if isinstance(error, DBAPIError) else type(error).__name__
    cause = told.partition("\n")[0]
    if "malformed" in cause or "not a database" in cause:
        return _corrupt(name)
    if "is locked" in cause:
        return StorageError(
            f"The database {name} is locked by another program.", "Close it and run again."
        )
    if "is full" in cause or "No space left" in cause:
        return StorageError(
            f"The disk of {name} is full.", "Make room and run again; nothing was lost."
        )
    if isinstance(error, DBAPIError) and len(cause) > 120:
        cause = type(error.orig).__name__
    return StorageError(
        f"The database {name} failed ({cause}).", "Check the disk and permissions, then run again."
    )


def _corrupt(name: str) -> StorageError:
    return StorageError(
        f"The database {name} is damaged.",
        "Move it away and run again: runs come back with the next sync, your texts as they were "
        "before any write are in the backup folder beside it (`twinge export-originals DIR` copies them "
        "out), and `twinge publish --rescan` learns from it which blocks on Strava are ours.",
    )
