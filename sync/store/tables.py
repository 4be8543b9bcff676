"""The database's tables. Rows stay inside this package; the rest of the shell sees the domain's types."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, LargeBinary, text
from sqlmodel import Field, SQLModel

SCHEMA = 1
"""The version of these tables; a database that says more is newer than this program."""


class ActivityRow(SQLModel, table=True):
    """One activity of the API: typed columns to compute with, and the JSON as it came."""

    __tablename__ = "activity"

    id: int = Field(primary_key=True, sa_type=BigInteger)
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
    source: str = "api"
    first_seen: datetime
    last_seen: datetime
    absences: int = 0
    """How many listings in a row should have shown it and did not."""


class TrackRow(SQLModel, table=True):
    """The streams of an activity, as they came but packed (`sync.store.streams`); null where it has none."""

    __tablename__ = "track"

    activity_id: int = Field(primary_key=True, sa_type=BigInteger)
    raw: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    activity_sha256: str
    """Of the activity when the streams were asked for, and which ones: an edited run, and one that was
    asked for fewer, is asked for again."""


class RecordingRow(SQLModel, table=True):
    """What was computed from a TrackRow, so that no command reads thousands of samples a run."""

    __tablename__ = "recording"

    activity_id: int = Field(primary_key=True, sa_type=BigInteger)
    reading: int
    """The version of the code that computed it."""
    elapsed_s: list[float] = Field(sa_type=JSON)
    distance_m: list[float] = Field(sa_type=JSON)
    """Index-aligned points of the track; none where it has no usable one."""
    downhill_share: float | None = None


class GearRow(SQLModel, table=True):
    """A shoe's name as Strava told it; null where it would not tell."""

    __tablename__ = "gear"

    id: str = Field(primary_key=True)
    name: str | None = None
    asked_at: datetime


class NoteRow(SQLModel, table=True):
    """The last good content of a note file."""

    __tablename__ = "note"

    path: str = Field(primary_key=True)
    data: bytes = Field(sa_type=LargeBinary)
    read_at: datetime


class ReadingRow(SQLModel, table=True):
    """What the last good content of a note file was read as; may be emptied at any time."""

    __tablename__ = "reading"

    path: str = Field(primary_key=True)
    stamp: str
    """Size, times of change in nanoseconds, inode: too large for a column of their own on some disks."""
    terms: str
    day: str
    text: str


class BackupRow(SQLModel, table=True):
    """A runner's text as it was before one of our writes. Append-only."""

    __tablename__ = "text_backup"

    id: int | None = Field(default=None, primary_key=True)
    activity_id: int = Field(sa_type=BigInteger, index=True)
    field: str
    sha256: str
    text: str
    seen_at: datetime


class WriteRow(SQLModel, table=True):
    """The write-back journal: one row an intent, never two in state `sent` for one text."""

    __tablename__ = "writeback"
    __table_args__ = (
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


class HandsOffRow(SQLModel, table=True):
    """An activity whose text is left alone until the runner says otherwise."""

    __tablename__ = "hands_off"

    activity_id: int = Field(primary_key=True, sa_type=BigInteger)
    field: str = Field(primary_key=True)
    why: str
    since: datetime


class WaitingRow(SQLModel, table=True):
    """An activity whose text holds what is not known to survive a write; `held` are classes, by blanks."""

    __tablename__ = "waiting_text"

    activity_id: int = Field(primary_key=True, sa_type=BigInteger)
    field: str = Field(primary_key=True)
    held: str
    since: datetime


class ClaimRow(SQLModel, table=True):
    """One entry of the log of claims; what only its kind has is in `content`. Append-only."""

    __tablename__ = "claim_log"

    id: int | None = Field(default=None, primary_key=True)
    what: str
    """`claim`, `trend_use` or `suspicion`."""
    made_on: date
    through: datetime
    """The start of the newest noted run of the record that it was made from."""
    version: str
    """Of this program, when it was made."""
    content: dict[str, Any] = Field(sa_type=JSON)


class MemoryRow(SQLModel, table=True):
    """Small facts by name: schema version, last listing, last night, breaker, limits."""

    __tablename__ = "memory"

    name: str = Field(primary_key=True)
    value: str


class ExperimentRow(SQLModel, table=True):
    """An experiment as its file was when it was first read; the file may be changed or gone since."""

    __tablename__ = "experiment"

    id: str = Field(primary_key=True)
    path: str
    data: bytes = Field(sa_type=LargeBinary)
    known_since: datetime
    stopped_at: datetime | None = None


class ExperimentRunRow(SQLModel, table=True):
    """Which draw a run got when it was first seen. Written once; null: it came in late and has none.

    Outlives the activity: a number that was given is never given again.
    """

    __tablename__ = "experiment_run"

    experiment_id: str = Field(primary_key=True)
    activity_id: int = Field(primary_key=True, sa_type=BigInteger)
    number: int | None = None
    start_utc: datetime
    start_hidden: bool = False


class ExperimentDrawRow(SQLModel, table=True):
    """A draw: its arm, when it was first shown, and what the notes of its run said within seven days."""

    __tablename__ = "experiment_draw"

    experiment_id: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    arm: int
    shown_at: datetime | None = None
    expect: float | None = None
    painful: bool | None = None
    """Null: no note has said it."""
    outcome: int | None = None
    followed: int | None = None
