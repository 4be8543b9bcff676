"""The write-back's memory: intents, backups twice, hands off, breaker."""

import json
from datetime import datetime
from pathlib import Path
from typing import cast

from sqlmodel import col, select

from annotations.delicate import CLASSES, Delicate
from annotations.model import ActivityId
from sync.errors import StorageError
from sync.ports import Backups, Breaker, Entry, Intent, Outcome, TextField, WriteKind
from sync.store.backups import append_durably, read_backups, sha256
from sync.store.database import Database
from sync.store.tables import BackupRow, HandsOffRow, MemoryRow, WaitingRow, WriteRow


class JournalStore:
    """sync.ports.Journal on the database and a folder of JSONL files."""

    def __init__(self, database: Database, backup_folder: Path) -> None:
        self._database = database
        self._folder = backup_folder

    def record(self, intent: Intent, at: datetime) -> Entry:
        append_durably(self._folder / f"{at:%Y-%m}.jsonl", intent, at, self._database.identity)
        row = WriteRow(
            activity_id=intent.activity_id,
            field=intent.field,
            kind=intent.kind,
            base=intent.base,
            target=intent.target,
            block=intent.block,
            digest=intent.digest,
            outcome=Outcome.SENT,
            sent_at=at,
        )
        with self._database.transaction() as session:
            session.add(
                BackupRow(
                    activity_id=intent.activity_id,
                    field=intent.field,
                    sha256=sha256(intent.base),
                    text=intent.base,
                    seen_at=at,
                )
            )
            session.add(row)
            session.flush()
            return _entry(row)

    def settle(self, entry: Entry, outcome: Outcome, observed: str | None, at: datetime) -> None:
        with self._database.transaction() as session:
            row = session.get_one(WriteRow, entry.id)
            row.outcome, row.settled_at = outcome, at
            # a text that Strava garbled is kept for the eye: half a surrogate pair is escaped
            row.observed = observed and observed.encode("utf-8", "backslashreplace").decode()

    def entries(self, field: TextField) -> list[Entry]:
        with self._database.transaction() as session:
            rows = select(WriteRow).where(WriteRow.field == field).order_by(col(WriteRow.id))
            return [_entry(row) for row in session.exec(rows)]

    def backups(self) -> Backups:
        return read_backups(self._folder)

    def forgotten(self, field: TextField) -> frozenset[ActivityId]:
        of_others = {
            line.activity_id
            for line in self.backups().lines
            if line.field == field and line.block and line.database != self._database.identity
        }
        if not of_others:
            return frozenset()
        known = {entry.intent.activity_id for entry in self.entries(field)}
        return frozenset(of_others - known - set(self.hands_off(field)))

    def hands_off(self, field: TextField) -> dict[ActivityId, str]:
        with self._database.transaction() as session:
            rows = session.exec(select(HandsOffRow).where(HandsOffRow.field == field))
            return {ActivityId(row.activity_id): row.why for row in rows}

    def leave_alone(
        self, activity_id: ActivityId, field: TextField, why: str, at: datetime
    ) -> None:
        with self._database.transaction() as session:
            if session.get(HandsOffRow, (activity_id, field)) is None:
                row = HandsOffRow(activity_id=activity_id, field=field, why=why, since=at)
                session.add(row)

    def survivors(self, field: TextField) -> frozenset[Delicate]:
        with self._database.transaction() as session:
            row = session.get(MemoryRow, f"survives_{field}")
            return _classes(row.value if row else "")

    def learn(self, field: TextField, survivors: frozenset[Delicate]) -> None:
        with self._database.transaction() as session:
            value = " ".join(sorted(survivors))
            session.merge(MemoryRow(name=f"survives_{field}", value=value))

    def waiting(self, field: TextField) -> dict[ActivityId, frozenset[Delicate]]:
        with self._database.transaction() as session:
            rows = session.exec(select(WaitingRow).where(WaitingRow.field == field))
            return {ActivityId(row.activity_id): _classes(row.held) for row in rows}

    def wait(
        self,
        activity_id: ActivityId,
        field: TextField,
        held: frozenset[Delicate],
        at: datetime,
    ) -> None:
        row = WaitingRow(
            activity_id=activity_id, field=field, held=" ".join(sorted(held)), since=at
        )
        with self._database.transaction() as session:
            session.merge(row)

    def adopt(self, activity_id: ActivityId, field: TextField) -> None:
        with self._database.transaction() as session:
            row = session.get(HandsOffRow, (activity_id, field))
            if row is not None:
                session.delete(row)

    def breaker(self) -> Breaker | None:
        with self._database.transaction() as session:
            row = session.get(MemoryRow, "breaker")
            if row is None or not row.value:
                return None
            text = row.value
        try:
            found = json.loads(text)
            since = datetime.fromisoformat(found["since"])
            activity_id, in_doubt = ActivityId(found["activity_id"]), bool(found.get("in_doubt"))
            return Breaker(str(found["why"]), activity_id, since, in_doubt)
        except (ValueError, KeyError, TypeError) as error:
            raise StorageError(  # never read as "closed": writing stays stopped
                "The record of why writing was stopped can't be read.",
                "Look at the last runs, then `twinge publish --resume`.",
            ) from error

    def set_breaker(self, breaker: Breaker | None) -> None:
        value = (
            ""
            if breaker is None
            else json.dumps(
                {
                    "why": breaker.why,
                    "activity_id": breaker.activity_id,
                    "since": breaker.since.isoformat(),
                    "in_doubt": breaker.in_doubt,
                }
            )
        )
        with self._database.transaction() as session:
            session.merge(MemoryRow(name="breaker", value=value))


def _classes(text: str) -> frozenset[Delicate]:
    return frozenset(name for name in CLASSES if name in text.split())


def _entry(row: WriteRow) -> Entry:
    assert row.id is not None  # noqa: S101 - a row that came from the database has its key
    intent = Intent(
        ActivityId(row.activity_id),
        cast("TextField", row.field),
        cast("WriteKind", row.kind),
        row.base,
        row.target,
        row.block,
        row.digest,
    )
    return Entry(row.id, intent, Outcome(row.outcome), row.sent_at, row.observed)
