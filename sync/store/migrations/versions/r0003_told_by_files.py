"""What the runner's own files told of an activity, beside each source."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

KEPT = "activity_id, kind, reference, first_seen, last_seen, absences"


def upgrade() -> None:
    """Two columns that the API leaves empty, and two indexes to find a file that is known.

    SQLite adds columns behind a table's constraints: the table is made anew there, so that an
    upgraded database reads as a new one.
    """
    if op.get_bind().dialect.name == "sqlite":
        op.rename_table("source", "old_source")
        _create()
        op.execute(f"INSERT INTO source ({KEPT}) SELECT {KEPT} FROM old_source")  # noqa: S608
        op.drop_table("old_source")
    else:
        op.add_column("source", sa.Column("digest", sa.String()))
        op.add_column("source", sa.Column("told", sa.JSON()))
    op.create_index("ix_source_digest", "source", ["digest"])
    op.create_index("ix_source_reference", "source", ["reference"])


def _create() -> None:
    op.create_table(
        "source",
        sa.Column("activity_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("first_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("absences", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String()),
        sa.Column("told", sa.JSON()),
        sa.CheckConstraint("kind IN ('api', 'export', 'file')", name="ck_source_kind"),
        sa.CheckConstraint("absences >= 0", name="ck_source_absences"),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name="fk_source_activity_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("activity_id", "kind", "reference", name="pk_source"),
    )
