"""Recordings that the runner's files hold, and which of several of one run is kept."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

from sync.ports import Imported
from sync.store import streams
from sync.store.rows import recording_of
from sync.store.sources import sources_of
from sync.store.tables import API, SOURCES, TrackRow

_NO_ASKING = "file" + "0" * 64
"""In the place of the digest of an activity that streams were asked for."""


def keep_track(session: Session, one: Imported, activity_id: int) -> bool:
    """Whether the recording is the activity's now.

    It takes the place of one that the API gave, never of a better source's or of a fuller file's.
    """
    if one.streams is None:
        return False
    known = session.get(TrackRow, activity_id)
    if known is not None and known.source != API and not _is_better(session, one, known):
        return False
    store_track(session, activity_id, streams.packed(one.streams), one.kind)
    return True


def store_track(
    session: Session, activity_id: int, raw: Mapping[str, Any] | None, source: str
) -> None:
    """The streams of an activity, and what is computed from them, in the place of others."""
    stored = dict(raw) if raw is not None else None
    session.flush()  # the activity first: nothing tells the session which is whose
    session.merge(
        TrackRow(activity_id=activity_id, raw=stored, activity_sha256=_NO_ASKING, source=source)
    )
    session.flush()
    session.merge(recording_of(activity_id, stored))


def _is_better(session: Session, one: Imported, known: TrackRow) -> bool:
    if known.source != one.kind:
        return SOURCES.index(one.kind) < SOURCES.index(known.source)
    alike = [each for each in sources_of(session, known.activity_id) if each.kind == one.kind]
    alone = all(each.reference == one.reference for each in alike)
    return alone or _lasts_s(one.streams) > _lasts_s(streams.unpacked(known.raw))


def _lasts_s(raw: Mapping[str, Any] | None) -> float:
    """How far a recording goes, in elapsed seconds."""
    times = (raw or {}).get("time", {}).get("data", [])
    return float(times[-1]) if times else 0.0
