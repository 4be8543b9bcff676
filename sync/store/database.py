"""Opening the database so that nothing half-written survives: one engine, one way to begin a transaction."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlmodel import Session, SQLModel, create_engine

from sync.errors import StorageError
from sync.store.tables import SCHEMA, MemoryRow

BUSY_TIMEOUT_MS = 10_000


class Database:
    """A database with this program's tables. Every transaction is a writing one from its first statement."""

    def __init__(self, engine: Engine, name: str) -> None:
        self._engine = engine
        self._name = name

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session that commits on leaving, or leaves no trace; database failures come as StorageError."""
        try:
            with Session(self._engine, expire_on_commit=False) as session, session.begin():
                yield session
        except SQLAlchemyError as error:
            raise _storage_error(self._name, error) from error

    def close(self) -> None:
        self._engine.dispose()


def open_database(path: Path, url: str | None) -> Database:
    """Open or create the database; raises StorageError when it is corrupt, newer than this program or not there.

    A SQLite file is created 0600 in a folder 0700, with a rollback journal and full synchronisation:
    WAL has a corruption bug in SQLite up to 3.51.2, and nothing here needs it.
    """
    if url is None:
        _create_private(path)
        url = f"sqlite:///{path}"
    name = str(path) if url.startswith("sqlite") else _without_password(url)
    try:
        engine = create_engine(url)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise StorageError(
            f"TWINGE_DATABASE_URL can't be used ({type(error).__name__}).",
            "It should be a SQLAlchemy URL whose driver is installed.",
        ) from error
    if engine.dialect.name == "sqlite":
        _tune_sqlite(engine)
    database = Database(engine, name)
    try:
        _prepare(database, engine)
    except SQLAlchemyError as error:
        database.close()
        raise _storage_error(name, error) from error
    except StorageError:
        database.close()
        raise
    return database


def empty_database(path: Path, url: str) -> None:
    """Drop every table of this program from a database that is not a file of ours."""
    database = open_database(path, url)
    try:
        with database.transaction() as session:
            SQLModel.metadata.drop_all(session.connection())
    finally:
        database.close()


def _create_private(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise StorageError(
            f"The database {path} can't be opened ({error.strerror}).",
            "Check TWINGE_HOME and its permissions.",
        ) from error


def _tune_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def connect(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None  # SQLAlchemy begins, see below
        for pragma in (
            f"busy_timeout={BUSY_TIMEOUT_MS}",
            "journal_mode=DELETE",
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",
            "trusted_schema=OFF",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        # A transaction that reads first and writes later fails at once when another one wrote between.
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _prepare(database: Database, engine: Engine) -> None:
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            verdict = connection.exec_driver_sql("PRAGMA quick_check").scalar()
        if verdict != "ok":
            raise _corrupt(database._name)
    with database.transaction() as session:
        SQLModel.metadata.create_all(session.connection())
        row = session.get(MemoryRow, "schema")
        if row is None:
            session.add(MemoryRow(name="schema", value=str(SCHEMA)))
        elif int(row.value) > SCHEMA:
            raise StorageError(
                f"The database {database._name} is from a newer Twinge "
                f"(its schema is {row.value}, this program's is {SCHEMA}).",
                "Update Twinge; nothing was changed.",
            )


def _storage_error(name: str, error: SQLAlchemyError) -> StorageError:
    cause = str(error.orig) if isinstance(error, DBAPIError) else type(error).__name__
    if "malformed" in cause or "not a database" in cause:
        return _corrupt(name)
    if "locked" in cause:
        return StorageError(
            f"The database {name} is locked by another program.", "Close it and run again."
        )
    if "full" in cause:
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
        "before any write are in the backup folder beside it.",
    )


def _without_password(url: str) -> str:
    return make_url(url).render_as_string(hide_password=True)
