"""The record's activities and their tracks."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    Connection,
    DateTime,
    Executable,
    and_,
    bindparam,
    insert,
    literal,
    update,
)
from sqlalchemy import select as core_select
from sqlmodel import Session, col, delete, func, select

from annotations.model import ActivityId, Run
from sync.ports import (
    FILE_IDS_FROM,
    SHOE_OF_EXPORT,
    TEXT_FIELDS,
    ImportChange,
    Imported,
    PageChange,
    Pulled,
)
from sync.store import imported, streams
from sync.store.database import Database
from sync.store.rows import columns, recording_of, run_of, stable
from sync.store.sources import former_ids
from sync.store.tables import API, ActivityRow, GearRow, RecordingRow, SourceRow, TrackRow

ABSENCES_UNTIL_DELETED = 2
STREAMS_ASKED = "+2"
"""Which streams are asked for: 1 had time and distance alone, and no mark."""
_AT_ONCE = 500
"""SQLite takes a limited number of values in one statement."""


# Of a whole page, and written once: putting a statement together costs more than running it.
_IDS: BindParameter[Sequence[int]] = bindparam("ids", expanding=True)
_AT = bindparam("at", type_=DateTime())
_OF_API = col(SourceRow.kind) == API
_KNOWN = (
    core_select(col(ActivityRow.id), col(ActivityRow.raw_sha256), col(SourceRow.kind))
    .outerjoin(SourceRow, and_(_OF_API, col(SourceRow.activity_id) == col(ActivityRow.id)))
    .where(col(ActivityRow.id).in_(_IDS))
)
_RAW = core_select(col(ActivityRow.id), col(ActivityRow.raw)).where(col(ActivityRow.id).in_(_IDS))
_ADD = insert(ActivityRow)
_CHANGE = update(ActivityRow).where(col(ActivityRow.id) == bindparam("changed"))
_SEE_FIRST = insert(SourceRow).from_select(
    ["activity_id", "kind", "reference", "first_seen", "last_seen", "absences"],
    core_select(col(ActivityRow.id), literal(API), literal(""), _AT, _AT, literal(0)).where(
        col(ActivityRow.id).in_(_IDS)
    ),
)
_SEE_AGAIN = (
    update(SourceRow)
    .where(_OF_API, col(SourceRow.activity_id).in_(_IDS))
    .values(last_seen=_AT, absences=0)
)


class ActivityStore:
    """sync.ports.Activities on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save_page(self, page: Sequence[Pulled], seen_at: datetime) -> PageChange:
        rows = {pulled.run.id: columns(pulled) for pulled in page}
        with self._database.transaction() as session:
            connection = session.connection()
            known, shown = _known(connection, rows)
            new = [key for key in rows if key not in known]
            if new:
                connection.execute(_ADD, [{"id": key, **rows[key]} for key in new])
                imported.absorb(session, new)
            changed = _changed(connection, rows, known)
            if changed:
                connection.execute(_CHANGE, [{"changed": key, **rows[key]} for key in changed])
            _see(connection, _SEE_FIRST, [key for key in rows if key not in shown], seen_at)
            _see(connection, _SEE_AGAIN, [key for key in rows if key in shown], seen_at)
        unchanged = len(rows) - len(new) - len(changed)
        return PageChange(tuple(new), tuple(changed), unchanged)

    def save_imported(self, batch: Sequence[Imported], at: datetime) -> ImportChange:
        with self._database.transaction() as session:
            return imported.save(session, batch, at)

    def imported_digests(self) -> dict[str, str]:
        with self._database.transaction() as session:
            told = select(SourceRow.reference, SourceRow.digest)
            found = session.exec(told.where(col(SourceRow.digest).is_not(None)))
            return {reference: digest for reference, digest in found if digest}

    def imported_texts(self) -> dict[ActivityId, list[str]]:
        with self._database.transaction() as session:
            told = select(SourceRow.activity_id, SourceRow.told).where(SourceRow.kind != API)
            return {
                ActivityId(key): [raw[name] for name in TEXT_FIELDS if raw.get(name)]
                for key, raw in session.exec(told)
                if raw and any(raw.get(name) for name in TEXT_FIELDS)
            }

    def shows(self, activity_id: ActivityId) -> bool:
        with self._database.transaction() as session:
            return session.get(SourceRow, (activity_id, API, "")) is not None

    def see(self, ids: Collection[ActivityId], seen_at: datetime) -> None:
        with self._database.transaction() as session:
            _see(session.connection(), _SEE_AGAIN, sorted(ids), seen_at)

    def unlisted(
        self, listed: Collection[ActivityId], since: datetime | None
    ) -> tuple[ActivityId, ...]:
        shown = frozenset(listed)
        with self._database.transaction() as session:
            asked = (
                select(SourceRow.activity_id)
                .join(ActivityRow, col(ActivityRow.id) == col(SourceRow.activity_id))
                .where(SourceRow.kind == API)
                .order_by(col(ActivityRow.start_utc), col(ActivityRow.id))
            )
            if since is not None:
                asked = asked.where(col(ActivityRow.start_utc) >= since)
            return tuple(ActivityId(key) for key in session.exec(asked) if key not in shown)

    def count_absences(
        self, missed: Sequence[ActivityId], *, at_once: bool = False
    ) -> tuple[ActivityId, ...]:
        least = 1 if at_once else ABSENCES_UNTIL_DELETED
        deleted: list[int] = []
        with self._database.transaction() as session:
            for some in _portions(missed):
                of_api = (col(SourceRow.kind) == API, col(SourceRow.activity_id).in_(some))
                counted = update(SourceRow).where(*of_api).values(absences=SourceRow.absences + 1)
                session.exec(counted)
                often = select(SourceRow.activity_id).where(
                    *of_api, col(SourceRow.absences) >= least
                )
                deleted += session.exec(often)
            return tuple(map(ActivityId, _forget(session, deleted)))

    def count(self) -> int:
        with self._database.transaction() as session:
            return session.exec(select(func.count()).select_from(ActivityRow)).one()

    def count_listed(self) -> int:
        with self._database.transaction() as session:
            of_api = select(func.count()).select_from(SourceRow).where(SourceRow.kind == API)
            return session.exec(of_api).one()

    def runs(self) -> list[Run]:
        with self._database.transaction() as session:
            recordings = _recordings(session)
            names = {row.id: row.name for row in session.exec(select(GearRow))}
            former = former_ids(session)
            return [
                run_of(row, recordings.get(row.id), names, former.get(row.id, ()))
                for row in _rows(session)
            ]

    def save_track(self, activity_id: ActivityId, raw: Mapping[str, Any] | None) -> None:
        with self._database.transaction() as session:
            activity = session.get(ActivityRow, activity_id)
            if activity is None:
                return
            stored = streams.packed(raw) if raw is not None else None
            asked = activity.raw_sha256 + STREAMS_ASKED
            session.merge(TrackRow(activity_id=activity_id, raw=stored, activity_sha256=asked))
            session.flush()
            session.merge(recording_of(activity_id, stored))

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
            of_files = select(ActivityRow.id).where(col(ActivityRow.id) >= FILE_IDS_FROM)
            with_file = select(TrackRow.activity_id).where(col(TrackRow.source) != API)
            found = {*session.exec(current), *session.exec(of_files), *session.exec(with_file)}
            return frozenset(map(ActivityId, found))

    def save_gear(self, gear_id: str, name: str | None, at: datetime) -> None:
        with self._database.transaction() as session:
            known = session.get(GearRow, gear_id)
            kept = name or (known.name if known else None)
            session.merge(GearRow(id=gear_id, name=kept, asked_at=at))
            if name and not gear_id.startswith(SHOE_OF_EXPORT):
                imported.name_shoe(session, gear_id, name)

    def gear_asked(self) -> dict[str, datetime]:
        with self._database.transaction() as session:
            return {row.id: row.asked_at for row in session.exec(select(GearRow))}

    def purge(self, not_seen_since: datetime) -> int:
        with self._database.transaction() as session:
            stale = select(SourceRow.activity_id).where(
                SourceRow.kind == API, col(SourceRow.last_seen) < not_seen_since
            )
            gone = _forget(session, session.exec(stale).all())
            worn = select(ActivityRow.gear_id).where(col(ActivityRow.gear_id).is_not(None))
            session.exec(delete(GearRow).where(col(GearRow.id).not_in(worn)))
            return len(gone)


def _rows(session: Session) -> Sequence[ActivityRow]:
    in_time = select(ActivityRow).order_by(col(ActivityRow.start_utc), col(ActivityRow.id))
    return session.exec(in_time).all()


def _portions(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[at : at + _AT_ONCE] for at in range(0, len(ids), _AT_ONCE))


def _known(
    connection: Connection, ids: Collection[ActivityId]
) -> tuple[dict[int, str], frozenset[int]]:
    """The digests of those that are there, and which of them the API has shown."""
    found: list[Any] = []
    for some in _portions(list(ids)):
        found += connection.execute(_KNOWN, {"ids": some})
    return {key: digest for key, digest, _ in found}, frozenset(
        key for key, _, kind in found if kind
    )


def _changed(
    connection: Connection, rows: Mapping[ActivityId, Mapping[str, Any]], known: Mapping[int, str]
) -> list[ActivityId]:
    """Which of the known ones are no longer what is kept of them."""
    unlike = [key for key in rows if key in known and known[key] != rows[key]["raw_sha256"]]
    kept: dict[int, Any] = {}
    for some in _portions(unlike):
        kept.update((key, raw) for key, raw in connection.execute(_RAW, {"ids": some}))
    return [key for key in unlike if stable(kept[key]) != stable(rows[key]["raw"])]


def _see(connection: Connection, how: Executable, ids: Sequence[int], at: datetime) -> None:
    """The API shows these activities, all of which are there: for the first time, or again."""
    for some in _portions(ids):
        connection.execute(how, {"ids": some, "at": at})


def _forget(session: Session, ids: Sequence[int]) -> list[int]:
    """What the API gave of these activities goes; the ids of those that nothing else tells of, gone whole."""
    gone: list[int] = []
    for some in _portions(ids):
        of_api = (col(SourceRow.kind) == API, col(SourceRow.activity_id).in_(some))
        session.exec(delete(SourceRow).where(*of_api))
        session.exec(
            delete(TrackRow).where(col(TrackRow.source) == API, col(TrackRow.activity_id).in_(some))
        )
        left = select(SourceRow.activity_id).where(col(SourceRow.activity_id).in_(some))
        kept = set(session.exec(left))
        imported.tell_alone(session, kept)
        lost = [key for key in some if key not in kept]
        session.exec(delete(ActivityRow).where(col(ActivityRow.id).in_(lost)))
        gone += lost
    return gone


def _recordings(session: Session) -> dict[int, RecordingRow]:
    """By activity; what an older version of this program stored is computed anew, once."""
    current = select(RecordingRow).where(RecordingRow.reading == streams.READING)
    found = {row.activity_id: row for row in session.exec(current)}
    for activity_id in session.exec(select(TrackRow.activity_id)).all():
        if activity_id not in found:
            row = session.get_one(TrackRow, activity_id)
            if (raw := streams.unpacked(row.raw)) is not None:
                row.raw = streams.packed(raw)
            found[activity_id] = session.merge(recording_of(activity_id, row.raw))
    return found
