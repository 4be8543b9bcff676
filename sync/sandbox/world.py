"""What the sandbox knows: the athlete, their gear and activities, and the history of each text."""

import copy
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from sync.sandbox.answers import Json
from sync.sandbox.judge import TEXT_FIELDS, Author, Version


@dataclass(slots=True)
class _Postponed:
    """A write of the application that was answered and not applied yet."""

    activity_id: int
    changes: Json
    requests: int


class World:
    """The athlete's record. Not locked: its owner holds the lock. What it gives out are copies."""

    def __init__(
        self,
        athlete: Json,
        activities: Iterable[Json],
        gear: Iterable[Json],
        now: Callable[[], float],
    ) -> None:
        self.athlete = copy.deepcopy(athlete)
        self.gear: dict[str, Json] = {str(one["id"]): copy.deepcopy(one) for one in gear}
        self.versions: dict[int, list[Version]] = defaultdict(list)
        self._now = now
        self._activities: dict[int, Json] = {}
        self._gaps: dict[int, Json] = {}
        self._postponed: list[_Postponed] = []
        for activity in activities:
            self.add(activity)

    def add(self, activity: Json) -> None:
        """Takes an activity in, in the place of one with the same id."""
        stored = copy.deepcopy(activity)
        self._activities[int(stored["id"])] = stored
        self._gaps.pop(int(stored["id"]), None)
        for field in TEXT_FIELDS:
            if stored.get(field):
                self._record(int(stored["id"]), field, "runner")

    def remove(self, activity_id: int, *, leave_gap: bool) -> None:
        removed = self._activities.pop(activity_id)
        if leave_gap:
            self._gaps[activity_id] = removed

    def has(self, activity_id: int) -> bool:
        return activity_id in self._activities

    def find(self, activity_id: int) -> Json | None:
        found = self._activities.get(activity_id)
        return copy.deepcopy(found) if found is not None else None

    def newest_first(self) -> list[Json]:
        """All activities, the latest start first."""
        found = sorted(
            self._activities.values(), key=lambda one: str(one["start_date"]), reverse=True
        )
        return copy.deepcopy(found)

    def text(self, activity_id: int, field: str) -> str:
        """The stored text; \"\" where there is none."""
        return self._activities[activity_id].get(field) or ""

    def change(self, activity_id: int, changes: Json, author: Author) -> Json:
        """Stores the given fields, leaves the others, and returns the activity as it is now."""
        stored = self._activities[activity_id]
        stored.update({field: _stored(field, value) for field, value in changes.items()})
        if "visibility" in changes:
            stored["private"] = changes["visibility"] == "only_me"
        for field in TEXT_FIELDS:
            if field in changes:
                self._record(activity_id, field, author)
        return copy.deepcopy(stored)

    def earlier(self, activity_id: int, field: str) -> str:
        """The text before the application's last write; the present one where the runner's edit came after it."""
        kept = [one for one in self.versions[activity_id] if one.field == field]
        if not kept or kept[-1].author == "runner":
            return self.text(activity_id, field)
        return kept[-2].text if len(kept) > 1 else ""

    def postpone(self, activity_id: int, changes: Json, requests: int) -> None:
        """A write of the application that `apply_due` makes when it was called so many times."""
        self._postponed.append(_Postponed(activity_id, changes, requests))

    def apply_due(self, *, all_of_them: bool = False) -> None:
        """Another request came: apply the postponed writes whose time has come, oldest first."""
        waiting, self._postponed = self._postponed, []
        for one in waiting:
            one.requests -= 1
            if one.requests > 0 and not all_of_them:
                self._postponed.append(one)
            elif one.activity_id in self._activities:
                self.change(one.activity_id, one.changes, "app")

    def slots(self) -> list[tuple[int, Json | None]]:
        """Start and activity, newest first; None where a removed one still takes up a place.

        The activities are the stored ones themselves, not to be changed: a list is asked for often,
        and shows few of many.
        """
        places = [(start_s(one), int(one["id"]), one) for one in self._activities.values()]
        gaps = [(start_s(one), int(one["id"]), None) for one in self._gaps.values()]
        ordered = sorted([*places, *gaps], key=lambda place: place[:2], reverse=True)
        return [(start, one) for start, _, one in ordered]

    def _record(self, activity_id: int, field: str, author: Author) -> None:
        text = self.text(activity_id, field)
        self.versions[activity_id].append(Version(self._now(), activity_id, field, text, author))


def start_s(activity: Json) -> int:
    """The start in epoch seconds."""
    return int(datetime.fromisoformat(activity["start_date"]).timestamp())


def _stored(field: str, value: object) -> object:
    if field in TEXT_FIELDS:
        return value or None
    return value
