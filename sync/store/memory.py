"""Note contents and small facts."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlmodel import select

from sync.ports import StoredNote
from sync.store.database import Database
from sync.store.tables import MemoryRow, NoteRow


class NoteStore:
    """sync.ports.Notes on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def last_good(self) -> dict[str, StoredNote]:
        with self._database.transaction() as session:
            return {
                row.path: StoredNote(row.path, row.data) for row in session.exec(select(NoteRow))
            }

    def save(self, good: Sequence[StoredNote], gone: Collection[str], at: datetime) -> None:
        with self._database.transaction() as session:
            for note in good:
                session.merge(NoteRow(path=note.path, data=note.data, read_at=at))
            for path in gone:
                row = session.get(NoteRow, path)
                if row is not None:
                    session.delete(row)


class MemoryStore:
    """sync.ports.Memory on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, name: str) -> str | None:
        with self._database.transaction() as session:
            row = session.get(MemoryRow, name)
            return row.value if row else None

    def put(self, name: str, value: str) -> None:
        with self._database.transaction() as session:
            session.merge(MemoryRow(name=name, value=value))
