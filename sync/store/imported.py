"""Activities that the runner's own files tell of: one row each, whoever else tells of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session, col, delete, select, update

from annotations.model import ActivityId, Metres, Run, Seconds
from sync.ports import FILE_IDS_FROM, SHOE_OF_EXPORT, ImportChange, Imported, Pulled
from sync.store import tracks
from sync.store.rows import columns, sha256_of, stable
from sync.store.same_run import absorb_files, move, row_of_the_run
from sync.store.sources import sources_of, speaks
from sync.store.tables import SOURCES, ActivityRow, GearRow, SourceRow

_FILE = "file"
_OF_FILES = select(ActivityRow.id).where(col(ActivityRow.id) >= FILE_IDS_FROM).limit(1)


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
    redated: list[ActivityId] = field(default_factory=list)
    joined: list[ActivityId] = field(default_factory=list)
    recordings: int = 0


def save(session: Session, batch: Sequence[Imported], at: datetime) -> ImportChange:
    """Each activity is there when this returns, with its source and, where it has one, its recording."""
    rows = {row.id: row for row in _rows(session, [one.pulled.run.id for one in batch])}
    shoes, gear = _shoes(session)
    sources = _sources(session, batch)
    now = _Batch(at, shoes, gear, sources, _any_of_files(session), rows)
    for one in batch:
        if _save(session, one, now):
            _write(session, now)
            now.rows = {row.id: row for row in _rows(session, list(now.rows))}
            now.sources = _sources(session, batch)
    _write(session, now)
    return ImportChange(
        tuple(now.new),
        tuple(now.changed),
        tuple(now.joined),
        now.recordings,
        redated=tuple(now.redated),
    )


def absorb(session: Session, ids: Sequence[int]) -> None:
    """What files alone told of these activities, which Strava gave an id, is theirs now."""
    for activity_id in ids if ids and _any_of_files(session) else ():
        absorb_files(session, session.get_one(ActivityRow, activity_id))


def tell_alone(session: Session, ids: Collection[int]) -> None:
    """The API has forgotten these: what the runner's own files said of them is all that is left."""
    for activity_id in ids:
        row = session.get_one(ActivityRow, activity_id)
        best = min(sources_of(session, activity_id), key=_goes_first)
        if best.told is None:
            row.raw, row.raw_sha256 = {}, sha256_of({})
        else:
            row.sqlmodel_update(columns(_pulled(row, best.told)))
    session.flush()


def _goes_first(source: SourceRow) -> tuple[int, float]:
    """The better kind, and of files the fuller one."""
    return SOURCES.index(source.kind), -float((source.told or {}).get("elapsed_time", 0))


def name_shoe(session: Session, gear_id: str, name: str) -> None:
    """A shoe that the export named has an id now: it is one shoe, not two."""
    of_export = f"{SHOE_OF_EXPORT}{name}"
    worn = col(ActivityRow.gear_id) == of_export
    session.exec(update(ActivityRow).where(worn).values(gear_id=gear_id))
    session.exec(delete(GearRow).where(col(GearRow.id) == of_export))


def _save(session: Session, one: Imported, now: _Batch) -> bool:
    """Whether rows became one: what was known before of rows and sources is then to be read anew."""
    pulled = _with_shoe(one.pulled, now.shoes)
    row, joined = _home(session, one, pulled.run, now)
    is_new, is_changed = row is None, False
    if row is None:
        row = now.rows[pulled.run.id] = ActivityRow(id=pulled.run.id, **columns(pulled))
        session.add(row)
    elif _differs(row, pulled) and speaks(session, one, row):
        is_changed = True
        if row.start_utc == pulled.run.start_utc and row.start_local != _local(pulled.run):
            now.redated.append(ActivityId(row.id))
        row.sqlmodel_update(columns(pulled))
    absorbed = _absorbed(session, one, row, now, is_new=is_new)
    now.files = now.files or row.id >= FILE_IDS_FROM
    if joined or absorbed:
        now.joined.append(ActivityId(row.id))
    elif is_new:
        now.new.append(pulled.run.id)
    elif is_changed:
        now.changed.append(ActivityId(row.id))
    _note_source(one, row.id, now)
    _keep_shoe(session, pulled.run, now)
    if one.streams is not None:
        _write(session, now)
        now.recordings += tracks.keep_track(session, one, row.id)
    return absorbed


def _differs(row: ActivityRow, pulled: Pulled) -> bool:
    unlike = row.raw_sha256 != sha256_of(pulled.raw)
    return unlike and stable(row.raw) != stable(pulled.raw)


def _write(session: Session, now: _Batch) -> None:
    """The batch is in the database as far as it came: activities first, nothing tells the session which is whose."""
    session.flush()
    session.add_all(now.unwritten)
    now.unwritten.clear()
    session.flush()


def _absorbed(
    session: Session, one: Imported, row: ActivityRow, now: _Batch, *, is_new: bool
) -> bool:
    """Whether files alone had told of this activity, which Strava gave an id; then they are joined."""
    if not now.files or row.id >= FILE_IDS_FROM:
        return False
    of_file = now.sources.get((_FILE, one.file_reference))
    if of_file is not None and of_file.activity_id >= FILE_IDS_FROM:
        _write(session, now)
        move(session, of_file.activity_id, row.id)
        return True
    if not is_new:
        return False
    _write(session, now)
    return absorb_files(session, row)


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
        row = row_of_the_run(session, run)
    return row, row is not None


def _sources(session: Session, batch: Sequence[Imported]) -> dict[tuple[str, str], SourceRow]:
    """What is known of the rows and files of the batch."""
    references = {name for one in batch for name in (one.reference, one.file_reference) if name}
    told = select(SourceRow).where(col(SourceRow.reference).in_(references))
    return {(one.kind, one.reference): one for one in session.exec(told)}


def _note_source(one: Imported, activity_id: int, now: _Batch) -> None:
    source = _source(one.kind, one.reference, activity_id, now)
    source.last_seen, source.digest = now.at, one.digest or None
    source.told = dict(one.pulled.raw)
    if one.file_reference and (_FILE, one.file_reference) not in now.sources:
        of_file = _source(_FILE, one.file_reference, activity_id, now)
        of_file.digest = one.file_digest or None


def _source(kind: str, reference: str, activity_id: int, now: _Batch) -> SourceRow:
    """The one that is known, or a new one."""
    source = now.sources.get((kind, reference))
    if source is None:
        source = SourceRow(
            activity_id=activity_id,
            kind=kind,
            reference=reference,
            first_seen=now.at,
            last_seen=now.at,
        )
        now.unwritten.append(source)
        now.sources[kind, reference] = source
    return source


def _keep_shoe(session: Session, run: Run, now: _Batch) -> None:
    if run.gear_id and run.gear_name and run.gear_id not in now.gear:
        session.add(GearRow(id=run.gear_id, name=run.gear_name, asked_at=now.at))
        now.gear.add(run.gear_id)


def _any_of_files(session: Session) -> bool:
    return session.connection().execute(_OF_FILES).first() is not None


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


def _local(run: Run) -> str:
    return run.start_local.isoformat()


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
