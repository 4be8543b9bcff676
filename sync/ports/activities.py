"""The record's activities."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from annotations.model import ActivityId, Run
from sync.ports.history import ImportChange, Imported
from sync.ports.strava import Pulled


@dataclass(frozen=True, slots=True)
class PageChange:
    """What a list page changed in the record."""

    new: tuple[ActivityId, ...]
    changed: tuple[ActivityId, ...]
    unchanged: int


class Activities(Protocol):
    """The record's activities. Each method is one transaction."""

    def save_imported(self, batch: Sequence[Imported], at: datetime) -> ImportChange: ...

    def imported_digests(self) -> Mapping[str, str]:
        """The digest of each row and file that was imported, by its reference."""
        ...

    def imported_texts(self) -> Mapping[ActivityId, Sequence[str]]:
        """The descriptions and private notes that the runner's export told, as they stood there."""
        ...

    def save_page(self, page: Sequence[Pulled], seen_at: datetime) -> PageChange: ...

    def shows(self, activity_id: ActivityId) -> bool:
        """Whether the API has shown this activity; one that only files of the runner's tell of it has not."""
        ...

    def see(self, ids: Collection[ActivityId], seen_at: datetime) -> None:
        """The API has listed these, and they could not be read; those that it never showed before stay unknown."""
        ...

    def unlisted(
        self, listed: Collection[ActivityId], since: datetime | None
    ) -> tuple[ActivityId, ...]:
        """What the API has shown, started at or after `since` (None: ever) and is not among `listed`; oldest first."""
        ...

    def count_absences(
        self, missed: Sequence[ActivityId], *, at_once: bool = False
    ) -> tuple[ActivityId, ...]:
        """Count an absence for each; the second in a row, or `at_once` the first, deletes it as `purge` does.

        Returns those that went whole.
        """
        ...

    def count(self) -> int: ...

    def count_listed(self) -> int:
        """How many of them the API has shown; the others are known from files of the runner's alone."""
        ...

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
        """Delete what the API gave and did not show again since then; how many activities went.

        One that a file of the runner's tells of too stays, without what the API alone told.
        """
        ...
