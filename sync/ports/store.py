"""One database, seen from its sides."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from annotations.insights.ledger import Entry as LedgerEntry
from annotations.insights.ledger import Ledger
from sync.ports.activities import Activities
from sync.ports.experiments import Experiments
from sync.ports.journal import Journal
from sync.ports.notes import Notes


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


class Copies(Protocol):
    """Copies of the database beside it, one a night."""

    def keep(self, day: date) -> None:
        """The copy of `day` is whole and there, and the oldest gone; StorageError leaves all others as they are."""
        ...

    def expire(self, at: datetime) -> None:
        """Whole copies from before an upgrade are gone when they are older than may be."""
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
    copies: Copies
