"""Typed columns anew from the JSON beside them, when the code that reads it has changed: without a request."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, select

from sync.ports import Pulled
from sync.store.database import Database
from sync.store.rows import columns
from sync.store.tables import API, ActivityRow, MemoryRow, SourceRow

_NAME = "derivation"


@dataclass(frozen=True, slots=True)
class Derivation:
    """How the API's JSON of an activity is read; ValueError where it can't be. `version` changes with the code."""

    version: int
    activity: Callable[[Mapping[str, Any]], Pulled]


def derive_again(database: Database, derivation: Derivation) -> int:
    """How many activities were read anew; none where this version of the code has read them all.

    One transaction. One that can't be read any more stays as it was read before.
    """
    done = 0
    with database.transaction() as session:
        known = session.get(MemoryRow, _NAME)
        if known is not None and known.value == str(derivation.version):
            return 0
        told = select(SourceRow.activity_id).where(SourceRow.kind == API)
        for activity_id in session.exec(told).all():
            done += _derive(session, session.get_one(ActivityRow, activity_id), derivation)
        session.merge(MemoryRow(name=_NAME, value=str(derivation.version)))
    return done


def _derive(session: Session, row: ActivityRow, derivation: Derivation) -> bool:
    try:
        read = derivation.activity(row.raw)
    except ValueError:
        return False
    if read.run.id == row.id:
        # the JSON is the same, and so is its mark, by which streams know what they were asked for
        row.sqlmodel_update(columns(read) | {"raw_sha256": row.raw_sha256})
        session.flush()
    session.expunge(row)
    return read.run.id == row.id
