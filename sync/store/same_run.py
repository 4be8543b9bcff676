"""Which rows are one run, told of by several: what joins them, and how two become one."""

from collections.abc import Sequence

from sqlmodel import Session, col, delete, or_, select

from annotations.model import Run
from annotations.twins import NEAR, are_twins, started_together, twin_of_the_day
from sync.ports import FILE_IDS_FROM
from sync.store.rows import run_of
from sync.store.sources import sources_of
from sync.store.tables import API, ActivityRow, SourceRow, TrackRow
from sync.store.tracks import store_track


def row_of_the_run(session: Session, run: Run) -> ActivityRow | None:
    """The row of the run that a file tells of; one that Strava gave an id first."""
    rows = _about(session, run)
    same = (row for row in rows if _is_one(run, run_of(row, None, {})))
    return next(same, None) or _of_the_day(session, run, rows)


def absorb_files(session: Session, row: ActivityRow) -> bool:
    """What files alone told of this run, which Strava gave an id, is its own now; whether there was any."""
    run = run_of(row, None, {})
    rows = _about(session, run)
    same = [other for other in rows if _is_one(run, run_of(other, None, {}))]
    if not same and (found := _of_the_day(session, run, rows)) is not None:
        same = [found]
    alone = [other.id for other in same if other.id >= FILE_IDS_FROM]
    for twin_id in alone:
        move(session, twin_id, row.id)
    return bool(alone)


def move(session: Session, twin_id: int, activity_id: int) -> None:
    """All that files told of `twin_id` belongs to `activity_id`, and the twin is gone."""
    for source in sources_of(session, twin_id):
        session.add(SourceRow(**source.model_dump() | {"activity_id": activity_id}))
    track = session.get(TrackRow, twin_id)
    if track is not None and session.get(TrackRow, activity_id) is None:
        store_track(session, activity_id, track.raw, track.source)
    session.flush()
    session.exec(delete(ActivityRow).where(col(ActivityRow.id) == twin_id))
    session.expire_all()


def _is_one(run: Run, other: Run) -> bool:
    return are_twins(run, other) or started_together(run, other)


def _of_the_day(session: Session, run: Run, rows: Sequence[ActivityRow]) -> ActivityRow | None:
    """The row that can only be `run` by its date and length, where one of both hides its start.

    A hidden one with a file of its own is that file's.
    """
    by_id = {row.id: row for row in rows if not _has_file(session, row)}
    found = twin_of_the_day(run, [run_of(row, None, {}) for row in by_id.values()])
    return by_id[found.id] if found is not None else None


def _has_file(session: Session, row: ActivityRow) -> bool:
    return row.start_hidden and any(one.kind != API for one in sources_of(session, row.id))


def _about(session: Session, run: Run) -> Sequence[ActivityRow]:
    """The rows that could be the run by their starts, and all others of its date."""
    near = col(ActivityRow.start_utc).between(run.start_utc - NEAR, run.start_utc + NEAR)
    that_day = col(ActivityRow.start_local).startswith(run.local_date.isoformat())
    asked = select(ActivityRow).where(or_(near, that_day)).order_by(col(ActivityRow.id))
    return session.exec(asked).all()
