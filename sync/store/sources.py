"""Who tells of an activity, and whose word on it counts."""

from collections import defaultdict
from collections.abc import Sequence

from sqlmodel import Session, col, select

from annotations.model import ActivityId
from sync.ports import Imported
from sync.store.rows import sha256_of
from sync.store.tables import SOURCES, ActivityRow, SourceRow


def sources_of(session: Session, activity_id: int) -> Sequence[SourceRow]:
    """All of them, the first that told of it first."""
    told = select(SourceRow).where(SourceRow.activity_id == activity_id)
    return session.exec(told.order_by(col(SourceRow.first_seen), col(SourceRow.reference))).all()


def former_ids(session: Session) -> dict[int, list[ActivityId]]:
    """By activity, the ids that its files gave it while they alone told of it."""
    given = col(SourceRow.told)["id"].as_string()
    told = select(SourceRow.activity_id, given).where(SourceRow.kind == "file")
    found: dict[int, list[ActivityId]] = defaultdict(list)
    for activity_id, former in session.exec(told):
        if former is not None and int(former) != activity_id:
            found[activity_id].append(ActivityId(int(former)))
    return found


def speaks(session: Session, one: Imported, row: ActivityRow) -> bool:
    """Whether this source's word on the activity counts: nobody better tells of it, nor a fuller file.

    Of several of a kind the one that spoke before speaks on.
    """
    rank = SOURCES.index(one.kind)
    alike = []
    for source in sources_of(session, row.id):
        if SOURCES.index(source.kind) < rank:
            return False
        if source.kind == one.kind:
            alike.append(source)
    spoke = [each.reference for each in alike if sha256_of(each.told or {}) == row.raw_sha256]
    alone = all(each.reference == one.reference for each in alike)
    return alone or one.reference in spoke or one.pulled.run.elapsed_s > row.elapsed_s
