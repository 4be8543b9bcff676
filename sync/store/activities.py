"""The record's activities and their tracks."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from math import isfinite
from typing import Any

from sqlmodel import Session, col, delete, func, select

from annotations.model import ActivityId, Metres, Run, Seconds, Track
from sync.ports import ListingChange, PageChange, Pulled
from sync.store.database import Database
from sync.store.tables import ActivityRow, TrackRow

ABSENCES_UNTIL_DELETED = 2
_AT_ONCE = 500
"""SQLite takes a limited number of values in one statement."""


class ActivityStore:
    """sync.ports.Activities on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save_page(self, page: Sequence[Pulled], seen_at: datetime) -> PageChange:
        new, changed, unchanged = [], [], 0
        with self._database.transaction() as session:
            for pulled in page:
                row = session.get(ActivityRow, pulled.run.id)
                if row is None:
                    session.add(_row(pulled, seen_at))
                    new.append(pulled.run.id)
                    continue
                sha256 = _sha256(pulled.raw)
                if row.raw_sha256 == sha256:
                    unchanged += 1
                else:
                    row.sqlmodel_update(_columns(pulled))
                    changed.append(pulled.run.id)
                row.last_seen, row.absences = seen_at, 0
        return PageChange(tuple(new), tuple(changed), unchanged)

    def close_listing(
        self, listed: Collection[ActivityId], since: datetime | None
    ) -> ListingChange:
        absent: list[ActivityId] = []
        deleted: list[ActivityId] = []
        shown = frozenset(listed)
        with self._database.transaction() as session:
            for row in _rows(session):
                if row.source != "api" or row.id in shown:
                    continue
                if since is not None and row.start_utc < since:
                    continue
                row.absences += 1
                gone = row.absences >= ABSENCES_UNTIL_DELETED
                (deleted if gone else absent).append(ActivityId(row.id))
            _delete(session, deleted)
        return ListingChange(tuple(absent), tuple(deleted))

    def count(self) -> int:
        with self._database.transaction() as session:
            return session.exec(select(func.count()).select_from(ActivityRow)).one()

    def runs(self) -> list[Run]:
        with self._database.transaction() as session:
            tracks = {row.activity_id: row.raw for row in session.exec(select(TrackRow))}
            return [_run(row, tracks.get(row.id)) for row in _rows(session)]

    def save_track(self, activity_id: ActivityId, raw: Mapping[str, Any] | None) -> None:
        with self._database.transaction() as session:
            activity = session.get(ActivityRow, activity_id)
            if activity is None:
                return
            stored = dict(raw) if raw is not None else None
            session.merge(
                TrackRow(activity_id=activity_id, raw=stored, activity_sha256=activity.raw_sha256)
            )

    def tracked(self) -> frozenset[ActivityId]:
        with self._database.transaction() as session:
            current = select(TrackRow.activity_id).join(
                ActivityRow,
                (col(ActivityRow.id) == col(TrackRow.activity_id))
                & (col(ActivityRow.raw_sha256) == col(TrackRow.activity_sha256)),
            )
            return frozenset(ActivityId(found) for found in session.exec(current))

    def purge(self, not_seen_since: datetime) -> int:
        with self._database.transaction() as session:
            stale = select(ActivityRow.id).where(
                ActivityRow.source == "api", col(ActivityRow.last_seen) < not_seen_since
            )
            ids = list(session.exec(stale))
            _delete(session, ids)
            return len(ids)


def _rows(session: Session) -> Sequence[ActivityRow]:
    in_time = select(ActivityRow).order_by(col(ActivityRow.start_utc), col(ActivityRow.id))
    return session.exec(in_time).all()


def _delete(session: Session, ids: Sequence[int]) -> None:
    for at in range(0, len(ids), _AT_ONCE):
        some = ids[at : at + _AT_ONCE]
        session.exec(delete(TrackRow).where(col(TrackRow.activity_id).in_(some)))
        session.exec(delete(ActivityRow).where(col(ActivityRow.id).in_(some)))


def _row(pulled: Pulled, seen_at: datetime) -> ActivityRow:
    return ActivityRow(id=pulled.run.id, first_seen=seen_at, last_seen=seen_at, **_columns(pulled))


def _columns(pulled: Pulled) -> dict[str, Any]:
    run = pulled.run
    return {
        "athlete_id": pulled.athlete_id,
        "name": run.name,
        "sport_type": run.sport_type,
        "start_utc": run.start_utc,
        "start_local": run.start_local.isoformat(),
        "start_hidden": run.start_hidden,
        "distance_m": run.distance_m,
        "moving_s": run.moving_s,
        "elapsed_s": run.elapsed_s,
        "visibility": run.visibility,
        "gear_id": run.gear_id,
        "manual": run.manual,
        "trainer": run.trainer,
        "raw": dict(pulled.raw),
        "raw_sha256": _sha256(pulled.raw),
    }


def _run(row: ActivityRow, track: Mapping[str, Any] | None) -> Run:
    return Run(
        id=ActivityId(row.id),
        name=row.name,
        sport_type=row.sport_type,
        start_utc=row.start_utc,
        start_local=datetime.fromisoformat(row.start_local),
        distance_m=Metres(row.distance_m),
        moving_s=Seconds(row.moving_s),
        elapsed_s=Seconds(row.elapsed_s),
        start_hidden=row.start_hidden,
        visibility=row.visibility,
        gear_id=row.gear_id,
        manual=row.manual,
        trainer=row.trainer,
        track=_track(track),
    )


def _track(raw: Mapping[str, Any] | None) -> Track | None:
    """The track of a streams answer, or None where it has no usable pair of time and distance."""
    times, distances = _rising(raw, "time"), _rising(raw, "distance")
    if not times or len(times) != len(distances):
        return None
    return Track(times, distances)


def _rising(raw: Mapping[str, Any] | None, key: str) -> tuple[float, ...]:
    """A stream of finite numbers that never fall; empty where there is none such."""
    try:
        numbers = tuple(float(number) for number in (raw or {})[key]["data"])
    except (KeyError, TypeError, ValueError, OverflowError):
        return ()
    falls = any(later < earlier for earlier, later in pairwise(numbers))
    return () if falls or not all(map(isfinite, numbers)) else numbers


def _sha256(raw: Mapping[str, Any]) -> str:
    """Of what a runner can edit: counters such as kudos change every day and mean nothing here."""
    stable = {key: value for key, value in raw.items() if key not in _SOCIAL}
    return hashlib.sha256(json.dumps(stable, sort_keys=True).encode()).hexdigest()


_SOCIAL = frozenset(
    {
        "kudos_count",
        "comment_count",
        "athlete_count",
        "photo_count",
        "total_photo_count",
        "achievement_count",
        "pr_count",
        "has_kudoed",
        "suffer_score",
    }
)
