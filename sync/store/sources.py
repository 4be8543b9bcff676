"""Who tells of an activity, and whose word on it counts."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from sync.ports import Imported
from sync.store.tables import SOURCES, ActivityRow, SourceRow


def sources_of(session: Session, activity_id: int) -> Sequence[SourceRow]:
    """All of them, the first that told of it first."""
    told = select(SourceRow).where(SourceRow.activity_id == activity_id)
    return session.exec(told.order_by(col(SourceRow.first_seen), col(SourceRow.reference))).all()


def speaks(session: Session, one: Imported, row: ActivityRow) -> bool:
    """Whether this source's word on the activity counts: nobody better tells of it, nor a fuller file."""
    rank = SOURCES.index(one.kind)
    others = [
        SOURCES.index(source.kind)
        for source in sources_of(session, row.id)
        if (source.kind, source.reference) != (one.kind, one.reference)
    ]
    if any(other < rank for other in others):
        return False
    return rank not in others or one.pulled.run.elapsed_s > row.elapsed_s
