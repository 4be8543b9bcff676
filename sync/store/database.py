"""Opening the database so that nothing half-written survives: one engine, one way to begin a transaction."""

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import URL, Engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlmodel import Session, create_engine

from sync.errors import SettingsError, StorageError, TryLaterError
from sync.store.copies import IDENTITY
from sync.store.failures import corrupt, storage_error
from sync.store.schema import WRITER, Stand, drop_tables, prepare
from sync.store.tables import MemoryRow

BUSY_TIMEOUT_MS = 10_000


class Database:
    """A database with this program's tables. Every transaction is a writing one from its first statement."""

    def __init__(self, engine: Engine, name: str, file: Path | None, copies: Path | None) -> None:
        self._engine = engine
        self.name = name
        self.file = file
        """None: it is in memory or on a server."""
        self.copies = copies
        """The folder of the nightly copies."""
        self.identity = ""
        """Drawn when the database was made: tells its backup lines from those of a lost one."""

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session that commits on leaving, or leaves no trace; database failures come as StorageError."""
        try:
            with Session(self._engine, expire_on_commit=False) as session, session.begin():
                yield session
        except SQLAlchemyError as error:
            raise storage_error(self.name, error, self.copies) from error
        except UnicodeDecodeError as error:
            raise corrupt(self.name, self.copies) from error
        except (UnicodeEncodeError, OverflowError) as error:  # raised by the driver as they are
            raise StorageError(
                f"The database {self.name} can't hold a value ({type(error).__name__}).",
                "Please report this line.",
            ) from None

    def close(self) -> None:
        self._engine.dispose()


def open_database(
    path: Path,
    url: str | None,
    *,
    copies: Path | None = None,
    exclusive: bool = False,
    busy_timeout_ms: int = BUSY_TIMEOUT_MS,
) -> Database:
    """Open or create the database; an older one is brought up to date, after a copy was put into `copies`.

    A SQLite file is created 0600 in a folder 0700, with a rollback journal and full synchronisation:
    WAL has a corruption bug in SQLite up to 3.51.2, and nothing here needs it. On a server,
    `exclusive` holds the advisory lock of its one writer until the database is closed or the
    process ends. Raises StorageError when the database is corrupt, newer than this program or not
    there, TryLaterError when another process is the writer, and SettingsError for a `url` that is
    none, or whose driver is not installed.
    """
    database, engine = _connected(path, url, busy_timeout_ms, copies, exclusive=exclusive)
    try:
        if engine.dialect.name == "sqlite":
            _check_quickly(database, engine)
        with _failures_of(database), engine.connect() as connection:
            prepare(connection, Stand(database.name, database.file, database.copies))
        _know_identity(database)
    except BaseException:
        database.close()
        raise
    return database


def empty_database(path: Path, url: str) -> None:
    """Drop every table of this program from a database that is not a file of ours, whatever its version."""
    database, engine = _connected(path, url, BUSY_TIMEOUT_MS, None, exclusive=True)
    try:
        with _failures_of(database), engine.begin() as connection:
            drop_tables(connection)
    finally:
        database.close()


@contextmanager
def _failures_of(database: Database) -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        raise storage_error(database.name, error, database.copies) from error
    except UnicodeDecodeError as error:  # SQLite names a garbled table in its own message
        raise corrupt(database.name, database.copies) from error


def _check_quickly(database: Database, engine: Engine) -> None:
    with _failures_of(database), engine.connect() as connection:
        verdict = connection.exec_driver_sql("PRAGMA quick_check").scalar()
    if verdict != "ok":
        raise corrupt(database.name, database.copies)


def _know_identity(database: Database) -> None:
    """One of the first version had none, nor has a copy that was put back: it gets one."""
    with database.transaction() as session:
        known = session.get(MemoryRow, IDENTITY)
        if known is None:
            known = MemoryRow(name=IDENTITY, value=uuid4().hex)
            session.add(known)
        database.identity = known.value


def _connected(
    path: Path, url: str | None, busy_timeout_ms: int, copies: Path | None, *, exclusive: bool
) -> tuple[Database, Engine]:
    engine = _engine(path, url, exclusive=exclusive)
    file = _file_of(engine.url)
    if engine.dialect.name == "sqlite":
        if file:
            _create_private(file)
        _tune_sqlite(engine, busy_timeout_ms)
    elif exclusive:
        _lock_server(engine, _name(engine.url))
    return Database(engine, _name(engine.url), file, copies), engine


def _engine(path: Path, url: str | None, *, exclusive: bool) -> Engine:
    try:
        # not put together as a text: a folder's name may hold `?` or `%`
        chosen = make_url(url) if url else URL.create("sqlite", database=str(path))
        # one connection: the session that holds a server's lock is the one that writes
        alone = exclusive and chosen.get_backend_name() != "sqlite"
        pool = {"pool_size": 1, "max_overflow": 0} if alone else {}
        return create_engine(chosen, json_serializer=_json, **pool)
    except (ArgumentError, NoSuchModuleError, ImportError, ValueError) as error:
        raise SettingsError(  # its value is not shown: it may hold a password
            f"TWINGE_DATABASE_URL can't be used ({type(error).__name__}).",
            "It should be a SQLAlchemy URL whose driver is installed.",
        ) from None


def _json(value: object) -> str:
    """A number that is none becomes null: `NaN` and `Infinity` are no JSON, and a server refuses the row."""
    try:
        return json.dumps(value, allow_nan=False)
    except ValueError:
        return json.dumps(json.loads(json.dumps(value), parse_constant=lambda _: None))


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


def _lock_server(engine: Engine, name: str) -> None:
    """Each connection takes the lock or is none; the server frees it when the connection ends, however it ends."""
    if engine.dialect.name != "postgresql":
        return

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", (WRITER,))
            got = cursor.fetchone()[0]
        connection.commit()
        if not got:
            connection.close()
            raise TryLaterError(
                f"Another Twinge is at work in the database {name}.", "Wait until it is done."
            )
