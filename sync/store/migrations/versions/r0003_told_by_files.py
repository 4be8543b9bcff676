"""What the runner's own files told of an activity, beside each source."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Two columns that the API leaves empty, and an index to find a file that is known."""
    op.add_column("source", sa.Column("digest", sa.String()))
    op.add_column("source", sa.Column("told", sa.JSON()))
    op.create_index("ix_source_digest", "source", ["digest"])
