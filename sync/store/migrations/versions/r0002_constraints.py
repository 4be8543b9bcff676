"""Constraints with names on every table, the tables that came since the first version, and the sources."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

ORDER = (
    "activity",
    "track",
    "recording",
    "gear",
    "note",
    "reading",
    "claim_log",
    "memory",
    "text_backup",
    "writeback",
    "hands_off",
    "waiting_text",
    "experiment",
    "experiment_run",
    "experiment_draw",
)
"""Parents first. A database of revision 1 may lack some: programs made tables as they came."""

WHOLE = {
    "track": "activity_id IN (SELECT id FROM activity)",
    "recording": "activity_id IN (SELECT activity_id FROM track)",
    "experiment_run": "experiment_id IN (SELECT id FROM experiment)",
    "experiment_draw": "experiment_id IN (SELECT id FROM experiment)",
}
"""Which rows have what they belong to; others are left behind, since nothing reads them."""

NUMBERED = ("text_backup", "writeback", "claim_log")


def upgrade() -> None:
    """Every table is made anew beside the old one and filled from it, the same way on each database."""
    old = _set_aside()
    _create_activities()
    _create_notes()
    _create_writing()
    _create_experiments()
    for table, columns in old.items():
        _fill(table, columns)
    _name_sources()
    for table in old:
        op.drop_table(f"old_{table}")
    if op.get_bind().dialect.name == "postgresql":
        _go_on_counting()
    # what a program from before the revisions looks at: it says that this database is newer
    op.execute("UPDATE memory SET value = '2' WHERE name = 'schema'")


def _set_aside() -> dict[str, list[str]]:
    """The tables that are there, now named `old_...`, with their columns, in ORDER."""
    inspector = sa.inspect(op.get_bind())
    there = set(inspector.get_table_names())
    old: dict[str, list[str]] = {}
    for table in ORDER:
        if table in there:
            old[table] = [column["name"] for column in inspector.get_columns(table)]
            for index in inspector.get_indexes(table):
                op.drop_index(str(index["name"]), table)
            op.rename_table(table, f"old_{table}")
            if table in NUMBERED and op.get_bind().dialect.name == "postgresql":
                op.execute(f"ALTER SEQUENCE {table}_id_seq RENAME TO old_{table}_id_seq")
    return old


def _fill(table: str, old: list[str]) -> None:
    new = {column["name"] for column in sa.inspect(op.get_bind()).get_columns(table)}
    into = [name for name in old if name in new]
    values = list(into)
    if table == "track":
        into, values = [*into, "source"], [*values, "'api'"]
    where = WHOLE.get(table, "true")
    rows = f"SELECT {', '.join(values)} FROM old_{table} WHERE {where}"  # noqa: S608 - our own words
    op.execute(f"INSERT INTO {table} ({', '.join(into)}) {rows}")


def _name_sources() -> None:
    op.execute(
        "INSERT INTO source (activity_id, kind, reference, first_seen, last_seen, absences) "
        "SELECT id, CASE source WHEN 'api' THEN 'api' ELSE 'file' END, '', first_seen, last_seen, "
        "absences FROM old_activity"
    )


def _go_on_counting() -> None:
    """The next number follows the highest that was copied."""
    for table in NUMBERED:
        op.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), "  # noqa: S608
            f"coalesce(max(id), 0) + 1, false) FROM {table}"
        )


def _create_activities() -> None:
    op.create_table(
        "activity",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("athlete_id", sa.BigInteger()),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sport_type", sa.String(), nullable=False),
        sa.Column("start_utc", sa.DateTime(timezone=True), nullable=False),
        sa.Column("start_local", sa.String(), nullable=False),
        sa.Column("start_hidden", sa.Boolean(), nullable=False),
        sa.Column("distance_m", sa.Float(), nullable=False),
        sa.Column("moving_s", sa.Float(), nullable=False),
        sa.Column("elapsed_s", sa.Float(), nullable=False),
        sa.Column("visibility", sa.String(), nullable=False),
        sa.Column("gear_id", sa.String()),
        sa.Column("manual", sa.Boolean(), nullable=False),
        sa.Column("trainer", sa.Boolean(), nullable=False),
        sa.Column("raw", sa.JSON(), nullable=False),
        sa.Column("raw_sha256", sa.String(), nullable=False),
        sa.CheckConstraint("distance_m >= 0", name="ck_activity_distance_m"),
        sa.CheckConstraint("elapsed_s >= 0", name="ck_activity_elapsed_s"),
        sa.CheckConstraint("length(raw_sha256) >= 64", name="ck_activity_raw_sha256"),
        sa.CheckConstraint("moving_s >= 0", name="ck_activity_moving_s"),
        sa.PrimaryKeyConstraint("id", name="pk_activity"),
    )
    op.create_table(
        "source",
        sa.Column("activity_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("first_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("absences", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('api', 'export', 'file')", name="ck_source_kind"),
        sa.CheckConstraint("absences >= 0", name="ck_source_absences"),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name="fk_source_activity_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("activity_id", "kind", "reference", name="pk_source"),
    )
    op.create_table(
        "track",
        sa.Column("activity_id", sa.BigInteger(), nullable=False),
        sa.Column("raw", sa.JSON()),
        sa.Column("activity_sha256", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.CheckConstraint("source IN ('api', 'export', 'file')", name="ck_track_source"),
        sa.CheckConstraint("length(activity_sha256) >= 64", name="ck_track_activity_sha256"),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name="fk_track_activity_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("activity_id", name="pk_track"),
    )
    op.create_table(
        "recording",
        sa.Column("activity_id", sa.BigInteger(), nullable=False),
        sa.Column("reading", sa.Integer(), nullable=False),
        sa.Column("elapsed_s", sa.JSON(), nullable=False),
        sa.Column("distance_m", sa.JSON(), nullable=False),
        sa.Column("downhill_share", sa.Float()),
        sa.CheckConstraint("downhill_share BETWEEN 0 AND 1", name="ck_recording_downhill_share"),
        sa.CheckConstraint("reading >= 0", name="ck_recording_reading"),
        sa.ForeignKeyConstraint(
            ["activity_id"],
            ["track.activity_id"],
            name="fk_recording_activity_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("activity_id", name="pk_recording"),
    )
    op.create_table(
        "gear",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String()),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_gear"),
    )


def _create_notes() -> None:
    op.create_table(
        "note",
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("path", name="pk_note"),
    )
    op.create_table(
        "reading",
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("stamp", sa.String(), nullable=False),
        sa.Column("terms", sa.String(), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("path", name="pk_reading"),
    )
    op.create_table(
        "claim_log",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("through", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.CheckConstraint("what IN ('claim', 'trend_use', 'suspicion')", name="ck_claim_log_what"),
        sa.PrimaryKeyConstraint("id", name="pk_claim_log"),
    )
    op.create_table(
        "memory",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_memory"),
    )


def _create_writing() -> None:
    op.create_table(
        "text_backup",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.BigInteger(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("field IN ('description', 'private_note')", name="ck_text_backup_field"),
        sa.CheckConstraint("length(sha256) >= 64", name="ck_text_backup_sha256"),
        sa.PrimaryKeyConstraint("id", name="pk_text_backup"),
    )
    op.create_index("ix_text_backup_activity_id", "text_backup", ["activity_id"])
    op.create_table(
        "writeback",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.BigInteger(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("base", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("block", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("observed", sa.String()),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint(
            "(outcome = 'sent') = (settled_at IS NULL)", name="ck_writeback_settled"
        ),
        sa.CheckConstraint("field IN ('description', 'private_note')", name="ck_writeback_field"),
        sa.CheckConstraint("kind IN ('write', 'undo', 'trial')", name="ck_writeback_kind"),
        sa.CheckConstraint(
            "outcome IN ('sent', 'verified', 'superseded', 'mismatch')", name="ck_writeback_outcome"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_writeback"),
    )
    op.create_index("ix_writeback_activity_id", "writeback", ["activity_id"])
    op.create_index(
        "writeback_one_open",
        "writeback",
        ["activity_id", "field"],
        unique=True,
        sqlite_where=sa.text("outcome = 'sent'"),
        postgresql_where=sa.text("outcome = 'sent'"),
    )
    op.create_table(
        "hands_off",
        sa.Column("activity_id", sa.BigInteger(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("field IN ('description', 'private_note')", name="ck_hands_off_field"),
        sa.PrimaryKeyConstraint("activity_id", "field", name="pk_hands_off"),
    )
    op.create_table(
        "waiting_text",
        sa.Column("activity_id", sa.BigInteger(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("held", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "field IN ('description', 'private_note')", name="ck_waiting_text_field"
        ),
        sa.PrimaryKeyConstraint("activity_id", "field", name="pk_waiting_text"),
    )


def _create_experiments() -> None:
    op.create_table(
        "experiment",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("known_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_experiment"),
    )
    op.create_table(
        "experiment_run",
        sa.Column("experiment_id", sa.String(), nullable=False),
        sa.Column("activity_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer()),
        sa.Column("start_utc", sa.DateTime(timezone=True), nullable=False),
        sa.Column("start_hidden", sa.Boolean(), nullable=False),
        sa.CheckConstraint("number >= 1", name="ck_experiment_run_number"),
        sa.ForeignKeyConstraint(
            ["experiment_id"], ["experiment.id"], name="fk_experiment_run_experiment_id"
        ),
        sa.PrimaryKeyConstraint("experiment_id", "activity_id", name="pk_experiment_run"),
    )
    op.create_table(
        "experiment_draw",
        sa.Column("experiment_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("arm", sa.Integer(), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True)),
        sa.Column("expect", sa.Float()),
        sa.Column("painful", sa.Boolean()),
        sa.Column("outcome", sa.Integer()),
        sa.Column("followed", sa.Integer()),
        sa.CheckConstraint("arm >= 0", name="ck_experiment_draw_arm"),
        sa.CheckConstraint("expect BETWEEN 0 AND 10", name="ck_experiment_draw_expect"),
        sa.CheckConstraint("followed >= 0", name="ck_experiment_draw_followed"),
        sa.CheckConstraint("number >= 1", name="ck_experiment_draw_number"),
        sa.CheckConstraint("outcome BETWEEN 0 AND 2", name="ck_experiment_draw_outcome"),
        sa.CheckConstraint("painful OR outcome IS NULL", name="ck_experiment_draw_outcome_of_pain"),
        sa.ForeignKeyConstraint(
            ["experiment_id"], ["experiment.id"], name="fk_experiment_draw_experiment_id"
        ),
        sa.PrimaryKeyConstraint("experiment_id", "number", name="pk_experiment_draw"),
    )
