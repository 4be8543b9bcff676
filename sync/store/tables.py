"""The database's tables. Rows stay inside this package; the rest of the shell sees the domain's types.

A change here needs a revision in migrations/versions and a new REVISION.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, ClassVar, get_args

from sqlalchemy import JSON, BigInteger, CheckConstraint, Index, LargeBinary, MetaData, text
from sqlmodel import Field, SQLModel

from sync.ports import TEXT_FIELDS, Outcome, WriteKind

REVISION = "0003"
"""The revision of these tables; a database that says a higher one is newer than this program."""

API = "api"
SOURCES = (API, "export", "file")
"""Where an activity may come from, best first: Strava's API has the newest, the bulk export knows the
runner's edits, a file of their watch only what was recorded."""

NAMES = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ix": "ix_%(column_0_label)s",
}


def _one_of(column: str, values: Iterable[str]) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def _no_less(column: str, least: int) -> CheckConstraint:
    return CheckConstraint(f"{column} >= {least}", name=column)


def _digest(column: str) -> CheckConstraint:
    return CheckConstraint(f"length({column}) >= 64", name=column)


class Row(SQLModel):
    """What all tables share: constraints have names, so that a migration can tell which it means."""

    metadata: ClassVar[MetaData] = MetaData(naming_convention=NAMES)


class ActivityRow(Row, table=True):
    """One activity: typed columns to compute with, and the JSON as it came, which they are derived from."""

    __tablename__ = "activity"
    __table_args__ = (
        _no_less("distance_m", 0),
        _no_less("moving_s", 0),
        _no_less("elapsed_s", 0),
        _digest("raw_sha256"),
    )

    id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    athlete_id: int | None = Field(default=None, sa_type=BigInteger)
    name: str
    sport_type: str
    start_utc: datetime
    start_local: str
    """The wall clock where it was run, ISO 8601 without a zone."""
    start_hidden: bool
    distance_m: float
    moving_s: float
    elapsed_s: float
    visibility: str
    gear_id: str | None = None
    manual: bool
    trainer: bool
    raw: dict[str, Any] = Field(sa_type=JSON)
    raw_sha256: str


class SourceRow(Row, table=True):
    """Who tells of an activity; the last source takes it along when it goes."""

    __tablename__ = "source"
    __table_args__ = (_one_of("kind", SOURCES), _no_less("absences", 0))

    activity_id: int = Field(
        primary_key=True, sa_type=BigInteger, foreign_key="activity.id", ondelete="CASCADE"
    )
    kind: str = Field(primary_key=True)
    reference: str = Field(primary_key=True, default="", index=True)
    """Which file; empty for the API, whose activities have their own ids."""
    first_seen: datetime
    last_seen: datetime
    absences: int = 0
    """How many listings in a row should have shown it and did not."""
    digest: str | None = Field(default=None, index=True)
    """Of what a file said, and how it was read: one that is known is not read again. Null for the API."""
    told: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    """What a file said, in the API's form: it stands when the API has forgotten. Null for the API."""


class TrackRow(Row, table=True):
    """The streams of an activity, as they came but packed (`sync.store.streams`); null where it has none."""

    __tablename__ = "track"
    __table_args__ = (_digest("activity_sha256"), _one_of("source", SOURCES))

    activity_id: int = Field(
        primary_key=True, sa_type=BigInteger, foreign_key="activity.id", ondelete="CASCADE"
    )
    raw: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    activity_sha256: str
    """Of the activity when the streams were asked for, and which ones: an edited run, and one that was
    asked for fewer, is asked for again."""
    source: str = API


class RecordingRow(Row, table=True):
    """What was computed from a TrackRow, so that no command reads thousands of samples a run."""

    __tablename__ = "recording"
    __table_args__ = (
        _no_less("reading", 0),
        CheckConstraint("downhill_share BETWEEN 0 AND 1", name="downhill_share"),
    )

    activity_id: int = Field(
        primary_key=True, sa_type=BigInteger, foreign_key="track.activity_id", ondelete="CASCADE"
    )
    reading: int
    """The version of the code that computed it."""
    elapsed_s: list[float] = Field(sa_type=JSON)
    distance_m: list[float] = Field(sa_type=JSON)
    """Index-aligned points of the track; none where it has no usable one."""
    downhill_share: float | None = None


class GearRow(Row, table=True):
    """A shoe's name as Strava told it; null where it would not tell."""

    __tablename__ = "gear"

    id: str = Field(primary_key=True)
    name: str | None = None
    asked_at: datetime


class NoteRow(Row, table=True):
    """The last good content of a note file."""

    __tablename__ = "note"

    path: str = Field(primary_key=True)
    data: bytes = Field(sa_type=LargeBinary)
    read_at: datetime


class ReadingRow(Row, table=True):
    """What the last good content of a note file was read as; may be emptied at any time.

    One without a content counts for nothing, so no key holds it.
    """

    __tablename__ = "reading"

    path: str = Field(primary_key=True)
    stamp: str
    """Size, times of change in nanoseconds, inode: too large for a column of their own on some disks."""
    terms: str
    day: str
    text: str


class BackupRow(Row, table=True):
    """A runner's text as it was before one of our writes. Append-only."""

    __tablename__ = "text_backup"
    __table_args__ = (_one_of("field", TEXT_FIELDS), _digest("sha256"))

    id: int | None = Field(default=None, primary_key=True)
    activity_id: int = Field(sa_type=BigInteger, index=True)
    field: str
    sha256: str
    text: str
    seen_at: datetime


class WriteRow(Row, table=True):
    """The write-back journal: one row an intent, never two in state `sent` for one text."""

    __tablename__ = "writeback"
    __table_args__ = (
        _one_of("field", TEXT_FIELDS),
        _one_of("kind", get_args(WriteKind)),
        _one_of("outcome", Outcome),
        CheckConstraint("(outcome = 'sent') = (settled_at IS NULL)", name="settled"),
        Index(
            "writeback_one_open",
            "activity_id",
            "field",
            unique=True,
            sqlite_where=text("outcome = 'sent'"),
            postgresql_where=text("outcome = 'sent'"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    activity_id: int = Field(sa_type=BigInteger, index=True)
    field: str
    kind: str
    base: str
    target: str
    block: str
    digest: str
    outcome: str
    observed: str | None = None
    sent_at: datetime
    settled_at: datetime | None = None


class HandsOffRow(Row, table=True):
    """An activity whose text is left alone until the runner says otherwise."""

    __tablename__ = "hands_off"
    __table_args__ = (_one_of("field", TEXT_FIELDS),)

    activity_id: int = Field(primary_key=True, sa_type=BigInteger)
    field: str = Field(primary_key=True)
    why: str
    since: datetime


class WaitingRow(Row, table=True):
    """An activity whose text holds what is not known to survive a write; `held` are classes, by blanks."""

    __tablename__ = "waiting_text"
    __table_args__ = (_one_of("field", TEXT_FIELDS),)

    activity_id: int = Field(primary_key=True, sa_type=BigInteger)
    field: str = Field(primary_key=True)
    held: str
    since: datetime


class ClaimRow(Row, table=True):
    """One entry of the log of claims; what only its kind has is in `content`. Append-only."""

    __tablename__ = "claim_log"
    __table_args__ = (_one_of("what", ("claim", "trend_use", "suspicion")),)

    id: int | None = Field(default=None, primary_key=True)
    what: str
    """`claim`, `trend_use` or `suspicion`."""
    made_on: date
    through: datetime
    """The start of the newest noted run of the record that it was made from."""
    version: str
    """Of this program, when it was made."""
    content: dict[str, Any] = Field(sa_type=JSON)


class MemoryRow(Row, table=True):
    """Small facts by name: schema version, last listing, last night, breaker, limits."""

    __tablename__ = "memory"

    name: str = Field(primary_key=True)
    value: str


class ExperimentRow(Row, table=True):
    """An experiment as its file was when it was first read; the file may be changed or gone since."""

    __tablename__ = "experiment"

    id: str = Field(primary_key=True)
    path: str
    data: bytes = Field(sa_type=LargeBinary)
    known_since: datetime
    stopped_at: datetime | None = None


class ExperimentRunRow(Row, table=True):
    """Which draw a run got when it was first seen. Written once; null: it came in late and has none.

    Outlives the activity: a number that was given is never given again.
    """

    __tablename__ = "experiment_run"
    __table_args__ = (_no_less("number", 1),)

    experiment_id: str = Field(primary_key=True, foreign_key="experiment.id")
    activity_id: int = Field(primary_key=True, sa_type=BigInteger)
    number: int | None = None
    start_utc: datetime
    start_hidden: bool = False


class ExperimentDrawRow(Row, table=True):
    """A draw: its arm, when it was first shown, and what the notes of its run said within seven days."""

    __tablename__ = "experiment_draw"
    __table_args__ = (
        _no_less("number", 1),
        _no_less("arm", 0),
        _no_less("followed", 0),
        CheckConstraint("outcome BETWEEN 0 AND 2", name="outcome"),
        CheckConstraint("expect BETWEEN 0 AND 10", name="expect"),
        CheckConstraint("painful OR outcome IS NULL", name="outcome_of_pain"),
    )

    experiment_id: str = Field(primary_key=True, foreign_key="experiment.id")
    number: int = Field(primary_key=True)
    arm: int
    shown_at: datetime | None = None
    expect: float | None = None
    painful: bool | None = None
    """Null: no note has said it."""
    outcome: int | None = None
    followed: int | None = None
