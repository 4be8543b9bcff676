"""The Strava API for one athlete, and what it gives."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from annotations.model import ActivityId, Run

TextField = Literal["description", "private_note"]


TEXT_FIELDS: tuple[TextField, ...] = ("description", "private_note")


@dataclass(frozen=True, slots=True)
class Pulled:
    """An activity as a list page gave it: our reading and the JSON beside it."""

    run: Run
    athlete_id: int | None
    raw: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Broken:
    """An entry of a list page that can't be read as an activity; `subject` names it for the runner."""

    subject: str
    why: str
    activity_id: ActivityId | None = None
    """Which activity it is, where at least its id could be read."""


@dataclass(frozen=True, slots=True)
class Page:
    """One list page. Empty (both tuples) means that there are no further activities."""

    pulled: tuple[Pulled, ...]
    broken: tuple[Broken, ...] = ()

    @property
    def ids(self) -> frozenset[ActivityId]:
        """Of all activities that it shows, also of those that could not be read."""
        named = (entry.activity_id for entry in self.broken if entry.activity_id is not None)
        return frozenset((*(one.run.id for one in self.pulled), *named))

    @property
    def nameless(self) -> bool:
        """Whether it shows an entry without a readable id: that may be any activity."""
        return any(entry.activity_id is None for entry in self.broken)


@dataclass(frozen=True, slots=True)
class ListAsk:
    """Which page of the list: of all, or of the activities that started before (after) a moment.

    Newest first; oldest first where only `after_s` is given. Moments are epoch seconds.
    """

    number: int = 1
    before_s: int | None = None
    after_s: int | None = None


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

    def activities_page(self, ask: ListAsk) -> Page:
        """Up to 200 activities; a page may be shorter though there are more behind it."""
        ...

    def track(self, activity_id: ActivityId) -> Mapping[str, Any] | None:
        """The raw streams by key; None where the activity has none.

        Raises RateLimitedError before half of a limit is spent: the rest is the write-back's; and
        ActivityError for an answer that can't be read.
        """
        ...

    def gear_name(self, gear_id: str) -> str | None:
        """What the runner calls a shoe; None where Strava knows none or this login may not see it.

        Raises ActivityError for an answer that can't be read: the next shoe's may be fine.
        """
        ...

    def read_text(self, activity_id: ActivityId, field: TextField) -> OnlineText: ...

    def write_text(
        self, activity_id: ActivityId, field: TextField, text: str, until_s: float
    ) -> OnlineText:
        """One PUT, never repeated, none of which leaves this machine after `until_s` of Clock.monotonic_s.

        Raises AnswerLostError where nobody knows whether it was applied, and ReadAgainError where it
        was not, for being too late or since the login has to be renewed, which the next reading does.
        """
        ...

    def refuses_old_state(
        self, activity_id: ActivityId, field: TextField, text: str, until_s: float
    ) -> bool:
        """One PUT of `text` on the condition of an outdated ETag: whether Strava refused it for that."""
        ...

    def requests_sent(self) -> Mapping[str, int]:
        """How many requests this process sent, by kind: list, detail, streams, gear, put. One sent anew counts anew."""
        ...
