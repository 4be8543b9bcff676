"""Which revision a database has, and what is done about it: made, left, brought up to date, or refused."""

from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from sqlalchemy import (
    Column,
    Connection,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    insert,
    inspect,
)

from sync.errors import StorageError, TryLaterError
from sync.store.copies import ANOTHER, IDENTITY, copy_file
from sync.store.failures import corrupt, newer
from sync.store.tables import REVISION, MemoryRow, Row

FIRST = "0001"
"""What a database of the time before revisions has, whichever of the later tables it lacks."""
WRITER = 7_462_746_391
"""On a server, the advisory lock of the one process that may change things; any number will do."""
OPENING = 7_462_746_392
"""On a server, the lock under which one process at a time makes or changes tables."""
_SCHEMA = "2"
"""What programs from before the revisions look at in `memory`: they refuse this as newer."""

_REVISION = Table(
    "alembic_version",
    MetaData(),
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)
"""As alembic makes it, which need not be imported for that."""


@dataclass(frozen=True, slots=True)
class Stand:
    """The database that is opened: what messages call it, its file if it has one, where copies go."""

    name: str
    file: Path | None
    copies: Path | None


def prepare(connection: Connection, stand: Stand) -> None:
    """The database has the tables of this program when this returns; it is what it was when this raises.

    One transaction. Raises StorageError for a newer or a damaged database, and where the copy
    before an upgrade can't be made.
    """
    server = connection.dialect.name == "postgresql"
    if not server:
        # no effect inside a transaction; tables are replaced below that others refer to
        _raw(connection, "PRAGMA foreign_keys=OFF")
    with connection.begin():
        if server:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({OPENING})")
        stored = stored_revision(connection)
        if stored is None:
            _make(connection)
        elif not stored.isdecimal():
            raise corrupt(stand.name, stand.copies)
        elif int(stored) > int(REVISION):
            raise newer(stand.name, stored, REVISION)
        elif int(stored) < int(REVISION):
            _upgrade(connection, stand, stored)
    if not server:
        _raw(connection, "PRAGMA foreign_keys=ON")


def stored_revision(connection: Connection) -> str | None:
    """None: there is no table of ours. Something that is no number: it is damaged."""
    there = set(inspect(connection).get_table_names())
    if _REVISION.name in there:
        told = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        return str(told or "")
    if "memory" not in there:
        return None
    schema = connection.exec_driver_sql("SELECT value FROM memory WHERE name = 'schema'").scalar()
    return FIRST if schema == "1" else str(schema or "")


def drop_tables(connection: Connection) -> None:
    """All tables of this program go, of whatever revision they are."""
    Row.metadata.drop_all(connection)
    _REVISION.drop(connection, checkfirst=True)


def _make(connection: Connection) -> None:
    Row.metadata.create_all(connection, checkfirst=False)
    _REVISION.create(connection)
    connection.execute(_REVISION.insert(), {"version_num": REVISION})
    facts = {"schema": _SCHEMA, IDENTITY: uuid4().hex}
    rows = [{"name": name, "value": value} for name, value in facts.items()]
    connection.execute(insert(MemoryRow), rows)


def _upgrade(connection: Connection, stand: Stand, stored: str) -> None:
    from sync.store.migrate import migrate  # alembic: half a second

    if connection.dialect.name == "postgresql":
        _be_the_writer(connection, stand)
    if stand.file and stand.copies:
        copy_file(stand.file, stand.copies / f"before-{REVISION}.db", ANOTHER)
    migrate(connection, stored)
    if connection.dialect.name == "sqlite" and (
        connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    ):
        raise StorageError(
            f"The database {stand.name} can't be brought up to this version: its keys don't hold.",
            "Nothing was changed. Please report this line; the version before this one still runs.",
        )


def _be_the_writer(connection: Connection, stand: Stand) -> None:
    """Nobody else is in the middle of a night while the tables change under them."""
    got = connection.exec_driver_sql(f"SELECT pg_try_advisory_xact_lock({WRITER})").scalar()
    if not got:
        raise TryLaterError(
            f"Another Twinge is at work in the database {stand.name}.", "Wait until it is done."
        )


def _raw(connection: Connection, statement: str) -> None:
    """Outside of the transaction that SQLAlchemy would begin."""
    driver = connection.connection.driver_connection
    assert driver is not None  # noqa: S101 - it is connected
    driver.execute(statement)
