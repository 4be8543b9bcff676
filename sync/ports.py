"""What the pipeline needs from the world, as protocols; the adapters in strava/ and store/ hold them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Literal, Protocol

from annotations.delicate import Delicate
from annotations.experiments.model import Draw, Numbered, Seen
from annotations.insights.ledger import Entry as LedgerEntry
from annotations.insights.ledger import Ledger
from annotations.model import ActivityId, Run
from annotations.notes.vault import Stamp

TextField = Literal["description", "private_note"]
TEXT_FIELDS: tuple[TextField, ...] = ("description", "private_note")


class Clock(Protocol):
    """The time and the passing of it."""

    def now(self) -> datetime:
        """The moment, aware, in UTC."""
        ...

    def monotonic_s(self) -> float:
        """Seconds that never go back, for measuring how old a reading is."""
        ...

    def sleep(self, seconds: float) -> None: ...


class Progress(Protocol):
    """Tells a waiting person how far a long stage is; may do nothing."""

    def step(self, label: str, done: int, total: int | None) -> None: ...


@dataclass(frozen=True, slots=True)
class Pulled:
    """An activity as a list page gave it: our reading and the JSON beside it."""

    run: Run
    athlete_id: int | None
    raw: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Broken:
    """An entry of a list page that can't be an activity; `subject` names it for the runner."""

    subject: str
    why: str


@dataclass(frozen=True, slots=True)
class Page:
    """One list page. Empty (both tuples) means that there are no further activities."""

    pulled: tuple[Pulled, ...]
    broken: tuple[Broken, ...] = ()


@dataclass(frozen=True, slots=True)
class OnlineText:
    """A text field of an activity as it stands on Strava now, from its own detail, never from a list."""

    activity_id: ActivityId
    text: str
    visibility: str
    still_updating: bool = False


class Strava(Protocol):
    """The Strava API for one athlete. Raises the errors of sync.errors and nothing else."""

    def scopes(self) -> frozenset[str]: ...

    def activities_page(self, number: int) -> Page:
        """Page `number` (from 1), newest first, up to 200 activities."""
        ...

    def track(self, activity_id: ActivityId) -> Mapping[str, Any] | None:
        """The raw streams by key; None where the activity has none.

        Raises RateLimitedError before half of a limit is spent: the rest is the write-back's.
        """
        ...

    def gear_name(self, gear_id: str) -> str | None:
        """What the runner calls a shoe; None where Strava knows none or this login may not see it."""
        ...

    def read_text(self, activity_id: ActivityId, field: TextField) -> OnlineText: ...

    def write_text(self, activity_id: ActivityId, field: TextField, text: str) -> OnlineText:
        """One PUT, never repeated; raises AnswerLostError where nobody knows whether it was applied."""
        ...

    def refuses_old_state(self, activity_id: ActivityId, field: TextField, text: str) -> bool:
        """One PUT of `text` on the condition of an outdated ETag: whether Strava refused it for that."""
        ...

    def requests_sent(self) -> Mapping[str, int]:
        """How many requests this process sent, by kind: list, detail, streams, gear, put, token, other."""
        ...


@dataclass(frozen=True, slots=True)
class PageChange:
    """What a list page changed in the record."""

    new: tuple[ActivityId, ...]
    changed: tuple[ActivityId, ...]
    unchanged: int


@dataclass(frozen=True, slots=True)
class ListingChange:
    """What a listing did not show: activities absent for the first time, and those deleted from the record."""

    absent: tuple[ActivityId, ...]
    deleted: tuple[ActivityId, ...]


class Activities(Protocol):
    """The record's activities. Each method is one transaction."""

    def save_page(self, page: Sequence[Pulled], seen_at: datetime) -> PageChange: ...

    def close_listing(
        self, listed: Collection[ActivityId], since: datetime | None
    ) -> ListingChange:
        """Count an absence for each activity that started at or after `since` and was not listed.

        None: the listing was complete. The second absence in a row deletes it with all that belongs to it.
        """
        ...

    def count(self) -> int: ...

    def runs(self) -> list[Run]:
        """All activities, oldest first, with their recordings and the names of their shoes."""
        ...

    def save_track(self, activity_id: ActivityId, raw: Mapping[str, Any] | None) -> None: ...

    def streams(self, activity_id: ActivityId) -> Mapping[str, Any] | None:
        """What is kept of the raw streams, by key (`annotations.samples` reads them); None where there are none."""
        ...

    def tracked(self) -> frozenset[ActivityId]:
        """The activities whose streams were asked for, also those that have none."""
        ...

    def save_gear(self, gear_id: str, name: str | None, at: datetime) -> None:
        """Keep a shoe's name and when it was asked for; None (Strava told none) leaves a known name."""
        ...

    def gear_asked(self) -> Mapping[str, datetime]:
        """When each shoe's name was last asked for."""
        ...

    def purge(self, not_seen_since: datetime) -> int:
        """Delete what the API gave and did not show again since then; how many activities went."""
        ...


@dataclass(frozen=True, slots=True)
class StoredNote:
    """The last good content of a note file."""

    path: str
    data: bytes


@dataclass(frozen=True, slots=True)
class KeptReading:
    """What the last good content of a note file was read as, in a form of the pipeline's own.

    `stamp` is the file's when it was read, on `day`; `terms` tell what else the reading depends on.
    """

    path: str
    stamp: Stamp
    terms: str
    day: date
    text: str


class Notes(Protocol):
    """The last good content of each note file, so that a half-saved file costs nothing."""

    def paths(self) -> frozenset[str]:
        """The files that have a last good content."""
        ...

    def last_good(self, paths: Collection[str]) -> dict[str, StoredNote]:
        """The last good contents of those of `paths` that have one."""
        ...

    def readings(self) -> list[KeptReading]:
        """How last good contents were read; at most one for each."""
        ...

    def save(
        self,
        good: Sequence[StoredNote],
        gone: Collection[str],
        at: datetime,
        readings: Sequence[KeptReading] = (),
    ) -> None:
        """Keep `good`, forget `gone`; one transaction.

        What is kept or forgotten loses its reading, unless it is among `readings`.
        """
        ...


class Outcome(StrEnum):
    """What became of an intent."""

    SENT = "sent"
    VERIFIED = "verified"
    SUPERSEDED = "superseded"
    MISMATCH = "mismatch"


WriteKind = Literal["write", "undo", "trial"]
"""A trial is one of `twinge doctor --canary`: it says nothing of whether a block stands there."""


@dataclass(frozen=True, slots=True)
class Intent:
    """What a PUT is about to do; on disk twice before the PUT's first byte."""

    activity_id: ActivityId
    field: TextField
    kind: WriteKind
    base: str
    target: str
    block: str
    digest: str
    """The digest of the run's notes that `block` was made from; empty for an undo."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A journal row: an intent, when it was recorded, and what became of it."""

    id: int
    intent: Intent
    outcome: Outcome
    at: datetime
    observed: str | None = None
    """The text that was seen when the outcome was settled; None: nobody looked."""


@dataclass(frozen=True, slots=True)
class BackedUp:
    """A line of the backup files: a text as it was before a write, and the block that was to stand in it."""

    at: datetime
    activity_id: ActivityId
    field: TextField
    kind: WriteKind
    text: str
    block: str
    digest: str
    database: str
    """The identity of the database that the write was recorded in."""


@dataclass(frozen=True, slots=True)
class Backups:
    """What the backup files hold, in the order of writing; `damaged` names lines as `file:line`."""

    lines: tuple[BackedUp, ...] = ()
    damaged: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Breaker:
    """Why writing is stopped, and since when."""

    why: str
    activity_id: ActivityId
    since: datetime


class Journal(Protocol):
    """The write-back's memory. `record` has backed the base text up twice when it returns."""

    def record(self, intent: Intent, at: datetime) -> Entry: ...

    def settle(
        self, entry: Entry, outcome: Outcome, observed: str | None, at: datetime
    ) -> None: ...

    def entries(self, field: TextField) -> list[Entry]:
        """All rows of that field, oldest first."""
        ...

    def backups(self) -> Backups: ...

    def forgotten(self, field: TextField) -> frozenset[ActivityId]:
        """The activities that got a block by the word of the backup files, in a database that is lost."""
        ...

    def hands_off(self, field: TextField) -> dict[ActivityId, str]:
        """The activities that are left alone until the runner says otherwise, and why."""
        ...

    def leave_alone(
        self, activity_id: ActivityId, field: TextField, why: str, at: datetime
    ) -> None: ...

    def survivors(self, field: TextField) -> frozenset[Delicate]:
        """The classes of characters that were seen to survive a write into that field."""
        ...

    def learn(self, field: TextField, survivors: frozenset[Delicate]) -> None:
        """What a trial has shown takes the place of what was known."""
        ...

    def waiting(self, field: TextField) -> dict[ActivityId, frozenset[Delicate]]:
        """The activities whose text held such characters when it was last read, and which."""
        ...

    def wait(
        self,
        activity_id: ActivityId,
        field: TextField,
        held: frozenset[Delicate],
        at: datetime,
    ) -> None: ...

    def adopt(self, activity_id: ActivityId, field: TextField) -> None:
        """The runner said so: the activity may be written again."""
        ...

    def breaker(self) -> Breaker | None: ...

    def set_breaker(self, breaker: Breaker | None) -> None: ...


class Memory(Protocol):
    """Small facts that outlive a process, by name."""

    def get(self, name: str) -> str | None: ...

    def put(self, name: str, value: str) -> None: ...


class Claims(Protocol):
    """The log of what was claimed of the runner's pain, and which looks were used up. Append-only."""

    def ledger(self) -> Ledger: ...

    def add(self, entries: Sequence[LedgerEntry]) -> None:
        """All of them or none; one transaction."""
        ...


@dataclass(frozen=True, slots=True)
class StoredExperiment:
    """An experiment's file as it was first read, since when it is known, and when it was stopped."""

    id: str
    path: str
    data: bytes = field(repr=False)
    """Holds the seed."""
    known_since: datetime
    stopped_at: datetime | None = None


class Experiments(Protocol):
    """What must not change any more of the coin experiments. Each method is one transaction."""

    def known(self) -> list[StoredExperiment]:
        """All, in the order of their ids."""
        ...

    def begin(self, experiment: StoredExperiment) -> None:
        """Keep a new one; one of that id that is there already stays as it is."""
        ...

    def stop(self, experiment_id: str, at: datetime) -> None:
        """The first end counts."""
        ...

    def runs(self, experiment_id: str) -> list[Numbered]:
        """In the order of the runs' starts."""
        ...

    def number(self, experiment_id: str, runs: Sequence[Numbered]) -> None:
        """Keep new ones; a run that is there already stays as it is."""
        ...

    def draws(self, experiment_id: str) -> list[Draw]:
        """By number."""
        ...

    def draw(self, experiment_id: str, draws: Sequence[Draw]) -> None:
        """Keep each; of one that is there already the arm, the first showing and `expect` stay as they are."""
        ...

    def see(self, experiment_id: str, seen: Mapping[int, Seen | None]) -> None:
        """What the notes say of the runs of these draws, in place of what they said before."""
        ...


@dataclass(frozen=True, slots=True)
class Store:
    """One database, seen from its sides."""

    activities: Activities
    notes: Notes
    journal: Journal
    memory: Memory
    claims: Claims
    experiments: Experiments
