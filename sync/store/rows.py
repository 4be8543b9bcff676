"""Rows and the domain's types: what the columns of an activity hold, and what is computed from its streams."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic_core import to_json

from annotations.model import ActivityId, Metres, Run, Seconds, Track
from sync.ports import Pulled
from sync.store import streams
from sync.store.tables import ActivityRow, RecordingRow


def columns(pulled: Pulled) -> dict[str, Any]:
    """An activity's columns but its id, from our reading of its JSON."""
    run = pulled.run
    return {
        "athlete_id": pulled.athlete_id,
        "name": run.name,
        "sport_type": run.sport_type,
        "start_utc": run.start_utc,
        "start_local": run.start_local.isoformat(),
        "start_hidden": run.start_hidden,
        "distance_m": run.distance_m,
        "moving_s": run.moving_s,
        "elapsed_s": run.elapsed_s,
        "visibility": run.visibility,
        "gear_id": run.gear_id,
        "manual": run.manual,
        "trainer": run.trainer,
        "raw": dict(pulled.raw),
        "raw_sha256": sha256_of(pulled.raw),
    }


def run_of(
    row: ActivityRow,
    recording: RecordingRow | None,
    gear_names: Mapping[str, str | None],
    former_ids: Sequence[ActivityId] = (),
) -> Run:
    """The activity as the record knows it."""
    return Run(
        id=ActivityId(row.id),
        name=row.name,
        sport_type=row.sport_type,
        start_utc=row.start_utc,
        start_local=datetime.fromisoformat(row.start_local),
        distance_m=Metres(row.distance_m),
        moving_s=Seconds(row.moving_s),
        elapsed_s=Seconds(row.elapsed_s),
        start_hidden=row.start_hidden,
        visibility=row.visibility,
        gear_id=row.gear_id,
        gear_name=gear_names.get(row.gear_id or ""),
        manual=row.manual,
        trainer=row.trainer,
        temperature_c=streams.temperature_c(row.raw),
        elevation_gain_m=streams.elevation_gain_m(row.raw),
        downhill_share=recording.downhill_share if recording else None,
        track=_track(recording),
        former_ids=tuple(former_ids),
    )


def _track(recording: RecordingRow | None) -> Track | None:
    if recording is None or not recording.elapsed_s:
        return None
    return Track(tuple(recording.elapsed_s), tuple(recording.distance_m))


def recording_of(activity_id: int, raw: Mapping[str, Any] | None) -> RecordingRow:
    """What is computed from the streams of an activity."""
    read = streams.read_recording(raw)
    return RecordingRow(
        activity_id=activity_id,
        reading=streams.READING,
        elapsed_s=list(read.track.elapsed_s) if read.track else [],
        distance_m=list(read.track.distance_m) if read.track else [],
        downhill_share=read.downhill_share,
    )


def sha256_of(raw: Mapping[str, Any]) -> str:
    """Of what is `stable`. Equal: nothing has changed. Unequal: look, it may be the order of the keys."""
    return hashlib.sha256(json_of(stable(raw)).encode()).hexdigest()


def stable(raw: Mapping[str, Any]) -> dict[str, Any]:
    """What a runner can edit: counters such as kudos change every day and mean nothing here."""
    found = dict(raw)
    for key in _SOCIAL:
        found.pop(key, None)
    return found


def json_of(value: object) -> str:
    """A number that is none becomes null: `NaN` and `Infinity` are no JSON, and a server refuses the row."""
    try:
        return to_json(value, inf_nan_mode="null").decode()
    except ValueError:  # half of a surrogate pair, or something nested deeper than any of Strava's
        return json.dumps(json.loads(json.dumps(value), parse_constant=lambda _: None))


_SOCIAL = frozenset(
    {
        "kudos_count",
        "comment_count",
        "athlete_count",
        "photo_count",
        "total_photo_count",
        "achievement_count",
        "pr_count",
        "has_kudoed",
        "suffer_score",
    }
)
