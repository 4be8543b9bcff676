"""The write-back's memory."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal, Protocol

from annotations.delicate import Delicate
from annotations.model import ActivityId
from sync.ports.strava import TextField


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
    in_doubt: bool = False
    """Whether that activity's text may be the runner's edit just as well: then it alone is written on."""


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
        """The activities that got a block by the word of the backup files, in a database that is lost.

        One that is hands off has been looked at since, and is none of them.
        """
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
