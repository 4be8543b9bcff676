"""The log of claims on the database."""

from collections.abc import Sequence
from dataclasses import fields
from importlib.metadata import version
from typing import Any

from sqlmodel import col, select

from annotations.insights.ledger import Claim, Entry, Ledger, Suspicion, TrendUse
from annotations.model import Site
from sync.store.database import Database
from sync.store.tables import ClaimRow

_TYPES: dict[str, type[Entry]] = {"claim": Claim, "trend_use": TrendUse, "suspicion": Suspicion}
_NAMES = {kind: name for name, kind in _TYPES.items()}
_COLUMNS = frozenset({"on", "through"})


class ClaimStore:
    """sync.ports.Claims on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def ledger(self) -> Ledger:
        with self._database.transaction() as session:
            in_order = select(ClaimRow).order_by(col(ClaimRow.id))
            return Ledger(tuple(_entry(row) for row in session.exec(in_order)))

    def add(self, entries: Sequence[Entry]) -> None:
        with self._database.transaction() as session:
            session.add_all(_row(entry) for entry in entries)


def _row(entry: Entry) -> ClaimRow:
    said = {one.name: getattr(entry, one.name) for one in fields(entry)}
    content = {name: _plain(value) for name, value in said.items() if name not in _COLUMNS}
    return ClaimRow(
        what=_NAMES[type(entry)],
        made_on=entry.on,
        through=entry.through,
        version=version("twinge-notes"),
        content=content,
    )


def _plain(value: Any) -> Any:
    if isinstance(value, Site):
        return {"name": value.name, "side": value.side}
    return list(value) if isinstance(value, tuple) else value


def _entry(row: ClaimRow) -> Entry:
    kept = {**row.content, "on": row.made_on, "through": row.through}
    if kept.get("site"):
        kept["site"] = Site(**kept["site"])
    if "milestones" in kept:
        kept["milestones"] = tuple(kept["milestones"])
    return _TYPES[row.what](**kept)
