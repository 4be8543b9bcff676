"""Bringing an older database up to this program's revision. Imports alembic: only where there is an older one."""

from pathlib import Path

from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

FOLDER = Path(__file__).parent / "migrations"


def scripts() -> ScriptDirectory:
    """All revisions, as they are installed with this program."""
    return ScriptDirectory(str(FOLDER))


def migrate(connection: Connection, stored: str | None, to: str = "head") -> None:
    """Run the revisions after `stored` inside the transaction that `connection` is in.

    None: a database without any table of ours. The revision that was reached is stored when this
    returns; the caller commits or rolls back all of it. On SQLite the caller has switched the
    enforcement of foreign keys off.
    """
    known = scripts()
    context = MigrationContext.configure(
        connection,
        # alembic's documentation of running without its command line does it like this
        opts={"fn": lambda revision, _context: known._upgrade_revs(to, revision)},
    )
    if stored is not None and context.get_current_revision() is None:
        context.stamp(known, stored)
    with Operations.context(context):
        context.run_migrations()
