"""The last good content of the note files."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from annotations.notes.vault import Stamp


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
