"""The record's activities and their tracks."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, delete, func, select

from annotations.model import ActivityId, Metres, Run, Seconds, Track
from sync.ports import ListingChange, PageChange, Pulled
from sync.store import streams
from sync.store.database import Database
from sync.store.tables import ActivityRow, GearRow, RecordingRow, TrackRow

ABSENCES_UNTIL_DELETED = 2
STREAMS_ASKED = "+2"
"""Which streams are asked for: 1 had time and distance alone, and no mark."""
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
            recordings = _recordings(session)
            names = {row.id: row.name for row in session.exec(select(GearRow))}
            return [_run(row, recordings.get(row.id), names) for row in _rows(session)]

    def save_track(self, activity_id: ActivityId, raw: Mapping[str, Any] | None) -> None:
        with self._database.transaction() as session:
            activity = session.get(ActivityRow, activity_id)
            if activity is None:
                return
            stored = streams.packed(raw) if raw is not None else None
            asked = activity.raw_sha256 + STREAMS_ASKED
            session.merge(TrackRow(activity_id=activity_id, raw=stored, activity_sha256=asked))
            session.merge(_recording(activity_id, stored))

    def streams(self, activity_id: ActivityId) -> Mapping[str, Any] | None:
        with self._database.transaction() as session:
            row = session.get(TrackRow, activity_id)
            return streams.unpacked(row.raw) if row is not None else None

    def tracked(self) -> frozenset[ActivityId]:
        with self._database.transaction() as session:
            current = select(TrackRow.activity_id).join(
                ActivityRow,
                (col(ActivityRow.id) == col(TrackRow.activity_id))
                & (
                    col(ActivityRow.raw_sha256).concat(STREAMS_ASKED)
                    == col(TrackRow.activity_sha256)
                ),
            )
            return frozenset(ActivityId(found) for found in session.exec(current))

    def save_gear(self, gear_id: str, name: str | None, at: datetime) -> None:
        with self._database.transaction() as session:
            known = session.get(GearRow, gear_id)
            kept = name or (known.name if known else None)
            session.merge(GearRow(id=gear_id, name=kept, asked_at=at))

    def gear_asked(self) -> dict[str, datetime]:
        with self._database.transaction() as session:
            return {row.id: row.asked_at for row in session.exec(select(GearRow))}

    def purge(self, not_seen_since: datetime) -> int:
        with self._database.transaction() as session:
            stale = select(ActivityRow.id).where(
                ActivityRow.source == "api", col(ActivityRow.last_seen) < not_seen_since
            )
            ids = list(session.exec(stale))
            _delete(session, ids)
            worn = select(ActivityRow.gear_id).where(col(ActivityRow.gear_id).is_not(None))
            session.exec(delete(GearRow).where(col(GearRow.id).not_in(worn)))
            return len(ids)


def _rows(session: Session) -> Sequence[ActivityRow]:
    in_time = select(ActivityRow).order_by(col(ActivityRow.start_utc), col(ActivityRow.id))
    return session.exec(in_time).all()


def _delete(session: Session, ids: Sequence[int]) -> None:
    for at in range(0, len(ids), _AT_ONCE):
        some = ids[at : at + _AT_ONCE]
        session.exec(delete(TrackRow).where(col(TrackRow.activity_id).in_(some)))
        session.exec(delete(RecordingRow).where(col(RecordingRow.activity_id).in_(some)))
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


def _run(
    row: ActivityRow, recording: RecordingRow | None, gear_names: Mapping[str, str | None]
) -> Run:
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
        gear_name=gear_names.get(row.gear_id or ""),
        manual=row.manual,
        trainer=row.trainer,
        temperature_c=streams.temperature_c(row.raw),
        elevation_gain_m=streams.elevation_gain_m(row.raw),
        downhill_share=recording.downhill_share if recording else None,
        track=_track(recording),
    )


def _track(recording: RecordingRow | None) -> Track | None:
    if recording is None or not recording.elapsed_s:
        return None
    return Track(tuple(recording.elapsed_s), tuple(recording.distance_m))


def _recordings(session: Session) -> dict[int, RecordingRow]:
    """By activity; what an older version of this program stored is computed anew, once."""
    current = select(RecordingRow).where(RecordingRow.reading == streams.READING)
    found = {row.activity_id: row for row in session.exec(current)}
    for activity_id in session.exec(select(TrackRow.activity_id)).all():
        if activity_id not in found:
            row = session.get_one(TrackRow, activity_id)
            if (raw := streams.unpacked(row.raw)) is not None:
                row.raw = streams.packed(raw)
            found[activity_id] = session.merge(_recording(activity_id, row.raw))
    return found


def _recording(activity_id: int, raw: Mapping[str, Any] | None) -> RecordingRow:
    read = streams.read_recording(raw)
    return RecordingRow(
        activity_id=activity_id,
        reading=streams.READING,
        elapsed_s=list(read.track.elapsed_s) if read.track else [],
        distance_m=list(read.track.distance_m) if read.track else [],
        downhill_share=read.downhill_share,
    )


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
