"""Note contents and small facts."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import Connection, bindparam, delete, insert, update
from sqlalchemy import select as core_select
from sqlmodel import SQLModel, col, select

from annotations.notes.vault import Stamp
from sync.ports import KeptReading, StoredNote
from sync.store.database import Database
from sync.store.tables import MemoryRow, NoteRow, ReadingRow

# Of the contents alone: a program without this table may have replaced or forgotten some.
_READINGS = core_select(
    col(ReadingRow.path),
    col(ReadingRow.stamp),
    col(ReadingRow.terms),
    col(ReadingRow.day),
    col(ReadingRow.text),
).join(NoteRow, col(NoteRow.path) == col(ReadingRow.path))

_TOLD = core_select(col(MemoryRow.value)).where(col(MemoryRow.name) == bindparam("of"))
_TELL_ANEW = update(MemoryRow).where(col(MemoryRow.name) == bindparam("of"))

# A statement takes only so many values: 999 with an older SQLite.
_AT_ONCE = 500


class NoteStore:
    """sync.ports.Notes on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def paths(self) -> frozenset[str]:
        with self._database.transaction() as session:
            return frozenset(session.exec(select(NoteRow.path)))

    def last_good(self, paths: Collection[str]) -> dict[str, StoredNote]:
        found: dict[str, StoredNote] = {}
        asked = sorted(paths)
        with self._database.transaction() as session:
            for start in range(0, len(asked), _AT_ONCE):
                some = col(NoteRow.path).in_(asked[start : start + _AT_ONCE])
                rows = session.exec(select(NoteRow.path, NoteRow.data).where(some))
                found.update((path, StoredNote(path, data)) for path, data in rows)
        return found

    def readings(self) -> list[KeptReading]:
        with self._database.transaction() as session:
            rows = session.connection().execute(_READINGS)
            return [kept for row in rows if (kept := _kept(*row))]

    def save(
        self,
        good: Sequence[StoredNote],
        gone: Collection[str],
        at: datetime,
        readings: Sequence[KeptReading] = (),
    ) -> None:
        replaced = [note.path for note in good]
        with self._database.transaction() as session:
            connection = session.connection()
            _delete(connection, NoteRow, {*gone, *replaced})
            _delete(connection, ReadingRow, {*gone, *replaced, *(each.path for each in readings)})
            _insert(connection, NoteRow, [_note_row(note, at) for note in good])
            _insert(connection, ReadingRow, [_reading_row(each) for each in readings])


class MemoryStore:
    """sync.ports.Memory on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, name: str) -> str | None:
        with self._database.transaction() as session:
            return session.connection().execute(_TOLD, {"of": name}).scalar()

    def put(self, name: str, value: str) -> None:
        with self._database.transaction() as session:
            connection = session.connection()
            told = {"value": value}
            if not connection.execute(_TELL_ANEW, told | {"of": name}).rowcount:
                connection.execute(insert(MemoryRow), told | {"name": name})


def _delete(
    connection: Connection, table: type[NoteRow | ReadingRow], paths: Collection[str]
) -> None:
    if paths:
        statement = delete(table).where(col(table.path) == bindparam("gone"))
        connection.execute(statement, [{"gone": path} for path in paths])


def _insert(
    connection: Connection, table: type[SQLModel], rows: Sequence[Mapping[str, object]]
) -> None:
    if rows:
        connection.execute(insert(table), rows)


def _note_row(note: StoredNote, at: datetime) -> dict[str, object]:
    return {"path": note.path, "data": note.data, "read_at": at}


def _reading_row(kept: KeptReading) -> dict[str, object]:
    return {
        "path": kept.path,
        "stamp": " ".join(map(str, kept.stamp)),
        "terms": kept.terms,
        "day": kept.day.isoformat(),
        "text": kept.text,
    }


def _kept(path: str, stamp: str, terms: str, day: str, text: str) -> KeptReading | None:
    """None for a damaged row: it is as if there were none."""
    try:
        stamped = Stamp(*map(int, stamp.split()))
        return KeptReading(path, stamped, terms, date.fromisoformat(day), text)
    except (ValueError, TypeError):
        return None
