"""Activities that the runner's own files tell of: one row each, whoever else tells of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session, col, delete, select, update

from annotations.model import ActivityId, Metres, Run, Seconds
from annotations.twins import NEAR, are_twins
from sync.ports import FILE_IDS_FROM, SHOE_OF_EXPORT, ImportChange, Imported, Pulled
from sync.store import streams
from sync.store.rows import columns, recording_of, run_of, sha256_of
from sync.store.tables import API, ActivityRow, GearRow, SourceRow, TrackRow

_BEST_FIRST = (API, "export", "file")
"""Whose word on an activity counts: the API's is the newest, the export knows the runner's edits."""
_NO_ASKING = "file" + "0" * 64
"""In the place of the digest of an activity that streams were asked for."""


@dataclass(slots=True)
class _Batch:
    """What is known before a batch, so that its activities ask the database little; and what it changed."""

    at: datetime
    shoes: Mapping[str, str]
    gear: set[str]
    """The ids of all shoes that have a row."""
    sources: dict[tuple[str, str], SourceRow]
    files: bool
    """Whether files alone tell of some activity."""
    rows: dict[int, ActivityRow]
    """Those of the batch's ids that are there, the ones that it added too."""
    unwritten: list[SourceRow] = field(default_factory=list)
    """Sources whose activities are not yet flushed."""
    new: list[ActivityId] = field(default_factory=list)
    changed: list[ActivityId] = field(default_factory=list)
    joined: list[ActivityId] = field(default_factory=list)
    recordings: int = 0


def save(session: Session, batch: Sequence[Imported], at: datetime) -> ImportChange:
    """Each activity is there when this returns, with its source and, where it has one, its recording."""
    told = select(SourceRow).where(col(SourceRow.reference).in_([one.reference for one in batch]))
    sources = {(one.kind, one.reference): one for one in session.exec(told)}
    ids = [one.pulled.run.id for one in batch]
    rows = {row.id: row for row in _rows(session, ids)}
    shoes, gear = _shoes(session)
    now = _Batch(at, shoes, gear, sources, _any_of_files(session), rows)
    for one in batch:
        _save(session, one, now)
    _write(session, now)
    return ImportChange(tuple(now.new), tuple(now.changed), tuple(now.joined), now.recordings)


def absorb(session: Session, ids: Sequence[int]) -> bool:
    """What files alone told of these activities, which Strava gave an id, is theirs now; whether there was any."""
    found = False
    for activity_id in ids if ids and _any_of_files(session) else ():
        row = session.get_one(ActivityRow, activity_id)
        for twin in _twins(session, run_of(row, None, {})):
            if twin.id >= FILE_IDS_FROM > row.id:
                _move(session, twin, row)
                found = True
    return found


def tell_alone(session: Session, ids: Collection[int]) -> None:
    """The API has forgotten these: what the runner's own files said of them is all that is left."""
    for activity_id in ids:
        row = session.get_one(ActivityRow, activity_id)
        best = min(_sources(session, activity_id), key=lambda one: _BEST_FIRST.index(one.kind))
        if best.told is None:
            row.raw, row.raw_sha256 = {}, sha256_of({})
        else:
            row.sqlmodel_update(columns(_pulled(row, best.told)))
    session.flush()


def name_shoe(session: Session, gear_id: str, name: str) -> None:
    """A shoe that the export named has an id now: it is one shoe, not two."""
    of_export = f"{SHOE_OF_EXPORT}{name}"
    worn = col(ActivityRow.gear_id) == of_export
    session.exec(update(ActivityRow).where(worn).values(gear_id=gear_id))
    session.exec(delete(GearRow).where(col(GearRow.id) == of_export))


def _save(session: Session, one: Imported, now: _Batch) -> None:
    pulled = _with_shoe(one.pulled, now.shoes)
    row, joined = _home(session, one, pulled.run, now)
    if row is None:
        row = now.rows[pulled.run.id] = ActivityRow(id=pulled.run.id, **columns(pulled))
        session.add(row)
        joined = _absorbed(session, row, now)
        now.files = now.files or row.id >= FILE_IDS_FROM
        if not joined:
            now.new.append(pulled.run.id)
    elif _speaks(session, one, row) and row.raw_sha256 != sha256_of(pulled.raw):
        row.sqlmodel_update(columns(pulled))
        now.changed.append(ActivityId(row.id))
    if joined:
        now.joined.append(ActivityId(row.id))
    _note_source(session, one, row.id, now)
    _keep_shoe(session, pulled.run, now)
    if one.streams is not None:
        _write(session, now)
        now.recordings += _keep_track(session, one, row.id)


def _write(session: Session, now: _Batch) -> None:
    """The batch is in the database as far as it came: activities first, nothing tells the session which is whose."""
    session.flush()
    session.add_all(now.unwritten)
    now.unwritten.clear()
    session.flush()


def _absorbed(session: Session, row: ActivityRow, now: _Batch) -> bool:
    """Whether files alone told of this new activity, which Strava gave an id; then they are joined."""
    if not now.files or row.id >= FILE_IDS_FROM:
        return False
    _write(session, now)
    found = absorb(session, [row.id])
    if found:
        now.rows = {known.id: known for known in _rows(session, list(now.rows))}
    return found


def _home(
    session: Session, one: Imported, run: Run, now: _Batch
) -> tuple[ActivityRow | None, bool]:
    """The row that this activity belongs to, and whether somebody else had told of it; None: it is new."""
    source = now.sources.get((one.kind, one.reference))
    row = now.rows.get(run.id if source is None else source.activity_id)
    if source is not None:
        _write(session, now)
        return row or session.get_one(ActivityRow, source.activity_id), False
    if row is not None:
        _write(session, now)
    elif run.id >= FILE_IDS_FROM:
        _write(session, now)
        row = next(iter(_twins(session, run)), None)
    return row, row is not None


def _twins(session: Session, run: Run) -> list[ActivityRow]:
    """The activities that can only be the same run, one that Strava gave an id first."""
    near = col(ActivityRow.start_utc).between(run.start_utc - NEAR, run.start_utc + NEAR)
    rows = session.exec(select(ActivityRow).where(near).order_by(col(ActivityRow.id))).all()
    return [row for row in rows if are_twins(run, run_of(row, None, {}))]


def _speaks(session: Session, one: Imported, row: ActivityRow) -> bool:
    """Whether this source's word on the activity counts: nobody better tells of it, nor another file."""
    others = [
        source
        for source in _sources(session, row.id)
        if (source.kind, source.reference) != (one.kind, one.reference)
    ]
    rank = _BEST_FIRST.index(one.kind)
    return all(_BEST_FIRST.index(source.kind) > rank for source in others)


def _sources(session: Session, activity_id: int) -> Sequence[SourceRow]:
    told = select(SourceRow).where(SourceRow.activity_id == activity_id)
    return session.exec(told.order_by(col(SourceRow.first_seen), col(SourceRow.reference))).all()


def _note_source(session: Session, one: Imported, activity_id: int, now: _Batch) -> None:
    source = now.sources.get((one.kind, one.reference))
    if source is None:
        source = SourceRow(
            activity_id=activity_id,
            kind=one.kind,
            reference=one.reference,
            first_seen=now.at,
            last_seen=now.at,
        )
        now.unwritten.append(source)
        now.sources[one.kind, one.reference] = source
    source.last_seen, source.digest = now.at, one.digest or None
    source.told = dict(one.pulled.raw)


def _keep_shoe(session: Session, run: Run, now: _Batch) -> None:
    if run.gear_id and run.gear_name and run.gear_id not in now.gear:
        session.add(GearRow(id=run.gear_id, name=run.gear_name, asked_at=now.at))
        now.gear.add(run.gear_id)


def _keep_track(session: Session, one: Imported, activity_id: int) -> bool:
    """The recording of a file replaces one that the API gave, never that of a better or an earlier file."""
    if one.streams is None:
        return False
    known = session.get(TrackRow, activity_id)
    if known is not None and known.source != API:
        of_kind = [s for s in _sources(session, activity_id) if s.kind == one.kind]
        first = of_kind[0].reference == one.reference
        better = _BEST_FIRST.index(one.kind) < _BEST_FIRST.index(known.source)
        if not better and not (known.source == one.kind and first):
            return False
    _store_track(session, activity_id, streams.packed(one.streams), one.kind)
    return True


def _store_track(
    session: Session, activity_id: int, raw: Mapping[str, Any] | None, source: str
) -> None:
    stored = dict(raw) if raw is not None else None
    session.flush()  # the activity first: nothing tells the session which is whose
    session.merge(
        TrackRow(activity_id=activity_id, raw=stored, activity_sha256=_NO_ASKING, source=source)
    )
    session.flush()
    session.merge(recording_of(activity_id, stored))


def _move(session: Session, twin: ActivityRow, row: ActivityRow) -> None:
    """All that files told of `twin` belongs to `row`, and `twin` is gone."""
    for source in _sources(session, twin.id):
        moved = SourceRow(**source.model_dump() | {"activity_id": row.id})
        session.add(moved)
    track = session.get(TrackRow, twin.id)
    if track is not None and session.get(TrackRow, row.id) is None:
        _store_track(session, row.id, track.raw, track.source)
    session.flush()
    session.exec(delete(ActivityRow).where(col(ActivityRow.id) == twin.id))
    session.expire_all()


def _any_of_files(session: Session) -> bool:
    found = select(ActivityRow.id).where(col(ActivityRow.id) >= FILE_IDS_FROM).limit(1)
    return session.exec(found).first() is not None


def _rows(session: Session, ids: Sequence[int]) -> Sequence[ActivityRow]:
    return session.exec(select(ActivityRow).where(col(ActivityRow.id).in_(ids))).all()


def _shoes(session: Session) -> tuple[dict[str, str], set[str]]:
    """The ids of the shoes that the API has named, by their names; and those of all shoes."""
    rows = session.exec(select(GearRow)).all()
    named = {row.name: row.id for row in rows if row.name and not row.id.startswith(SHOE_OF_EXPORT)}
    return named, {row.id for row in rows}


def _with_shoe(pulled: Pulled, shoes: Mapping[str, str]) -> Pulled:
    gear_id = shoes.get(pulled.run.gear_name or "")
    return pulled if gear_id is None else replace(pulled, run=replace(pulled.run, gear_id=gear_id))


def _pulled(row: ActivityRow, told: Mapping[str, Any]) -> Pulled:
    """What a file told, read back; the shoe keeps the id that it has by now."""
    local = datetime.fromisoformat(str(told["start_date_local"])).replace(tzinfo=None)
    run = Run(
        id=ActivityId(row.id),
        name=str(told["name"]),
        sport_type=str(told["sport_type"]),
        start_utc=datetime.fromisoformat(str(told["start_date"])).astimezone(UTC),
        start_local=local,
        distance_m=Metres(told["distance"]),
        moving_s=Seconds(told["moving_time"]),
        elapsed_s=Seconds(told["elapsed_time"]),
        start_hidden=(local.hour, local.minute, local.second) == (0, 0, 1),
        visibility=str(told["visibility"]),
        gear_id=row.gear_id if told.get("gear_id") else None,
        manual=told["manual"] is True,
        trainer=told["trainer"] is True,
    )
    return Pulled(run, None, told)
