"""A store on a database, and things to put into it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from annotations.model import ActivityId, Metres, Run, Seconds
from sync.ports import Intent, Pulled
from sync.store.activities import ActivityStore
from sync.store.claims import ClaimStore
from sync.store.copies import CopyStore
from sync.store.database import Database, open_database
from sync.store.experiments import ExperimentStore
from sync.store.journal import JournalStore
from sync.store.memory import MemoryStore, NoteStore

NOW = datetime(2026, 7, 25, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class OpenStore:
    """All sides of one database, and the database itself."""

    database: Database
    activities: ActivityStore
    notes: NoteStore
    journal: JournalStore
    memory: MemoryStore
    claims: ClaimStore
    experiments: ExperimentStore
    copies: CopyStore
    backup: Path


def open_store(folder: Path, url: str | None = None, **options: Any) -> OpenStore:
    options = {"copies": folder / "backup", **options}
    database = open_database(folder / "twinge.db", url, **options)
    return OpenStore(
        database,
        ActivityStore(database),
        NoteStore(database),
        JournalStore(database, folder / "backup"),
        MemoryStore(database),
        ClaimStore(database),
        ExperimentStore(database),
        CopyStore(database.file, folder / "backup"),
        folder / "backup",
    )


def pulled(number: int, days_ago: float = 1, **changes: Any) -> Pulled:
    """An activity of a list page; what is changed stands in its JSON as well."""
    start = NOW - timedelta(days=days_ago)
    facts: dict[str, Any] = {
        "name": f"Run {number}",
        "sport_type": "Run",
        "start_utc": start,
        "start_local": (start - timedelta(hours=4)).replace(tzinfo=None),
        "distance_m": Metres(8046.7),
        "moving_s": Seconds(2900.0),
        "elapsed_s": Seconds(3000.0),
        "visibility": "followers_only",
        **changes,
    }
    social = {"kudos_count": facts.pop("kudos_count", 0)}
    run = Run(id=ActivityId(number), **facts)
    raw = {"id": number, **{key: str(value) for key, value in facts.items()}, **social}
    return Pulled(run, 7, raw)


def streams(times: list[Any], distances: list[Any]) -> dict[str, Any]:
    return {"time": {"data": times}, "distance": {"data": distances}}


def intent(number: int = 1, **changes: Any) -> Intent:
    given: dict[str, Any] = {
        "field": "description",
        "kind": "write",
        "base": "mine ä\r\n",
        "target": "mine ä\r\n\nTwinge | ...",
        "block": "Twinge | ...",
        "digest": "d1",
        **changes,
    }
    return Intent(ActivityId(number), **given)


@dataclass(frozen=True, slots=True)
class Missed:
    """What a listing lacked: what is still there after it, and what went for it."""

    absent: tuple[int, ...]
    deleted: tuple[int, ...]


def missed(store: OpenStore, listed: Collection[int] = (), since: datetime | None = None) -> Missed:
    """A listing that shows these alone."""
    shown = [ActivityId(number) for number in listed]
    deleted = store.activities.count_absences(store.activities.unlisted(shown, since))
    return Missed(store.activities.unlisted(shown, since), deleted)
