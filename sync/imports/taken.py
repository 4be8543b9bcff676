"""What files tell, in the form in which the record keeps what the API tells."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any, Self

from annotations.model import ActivityId, Metres, Run, Seconds
from annotations.sports import RUN_SPORTS
from sync.imports.listing import Listed
from sync.imports.recorded import Recorded, Series
from sync.ports import FILE_IDS_FROM, SHOE_OF_EXPORT, UNSAID, Imported, Pulled

HIDDEN = (0, 0, 1)
FITS = 0.03
INDOOR_FITS = 0.1
_LASTS = 0.05
NEAR = timedelta(minutes=2)
FAR_OFF = timedelta(hours=30)


@dataclass(frozen=True, slots=True)
class _Device:
    """What a recording measured; None all through where there is none."""

    distance_m: float | None = None
    moving_s: float | None = None
    elapsed_s: float | None = None
    climb_m: float | None = None
    temp_c: float | None = None
    cadence_per_leg: float | None = None
    heartrate: float | None = None

    @classmethod
    def of(cls, recorded: Recorded | None) -> Self:
        if recorded is None:
            return cls()
        return cls(**{name: getattr(recorded, name) for name in cls.__slots__})


def of_row(
    row: Listed, recorded: Recorded | None, zone: tzinfo, *, reference: str, digest: str
) -> Imported:
    """An activity of the export: what Strava said of it, with the recording that its file holds.

    The recording's series are left out where it was cut on Strava afterwards.
    """
    start_utc, start_local, hidden = _start(row, recorded, zone)
    sport_type = row.sport_type or (recorded.sport_type if recorded else None)
    device = _Device.of(recorded)
    distance_m = _first(row.distance_m, device.distance_m)
    moving_s = _first(row.moving_s, device.moving_s, row.elapsed_s)
    run = Run(
        id=ActivityId(row.id),
        name=row.name or "Untitled",
        sport_type=sport_type or "Workout",
        start_utc=start_utc,
        start_local=start_local,
        distance_m=Metres(distance_m),
        moving_s=Seconds(moving_s),
        elapsed_s=Seconds(max(_first(row.elapsed_s, device.elapsed_s), moving_s)),
        start_hidden=hidden,
        visibility="everyone",  # the export doesn't tell: the widest holds pain text back
        gear_id=f"{SHOE_OF_EXPORT}{row.gear}" if row.gear else None,
        gear_name=row.gear or None,
        manual=not row.filename,
        trainer=bool(recorded and recorded.indoors),
    )
    told = {
        "description": row.description or None,
        "private_note": row.private_note or None,
        "total_elevation_gain": _told(row.climb_m, device.climb_m),
        "elev_low": row.low_m,
        "elev_high": row.high_m,
        "average_temp": _told(row.temp_c, device.temp_c),
        "average_cadence": _told(row.cadence_per_leg, device.cadence_per_leg),
        "average_heartrate": _told(row.heartrate, device.heartrate),
    }
    return Imported(
        Pulled(run, None, _raw(run, recorded, told)),
        kind="export",
        reference=reference,
        digest=digest,
        streams=_streams(run, recorded) if recorded else None,
        damage=recorded.damage if recorded else None,
        unknown_sport="" if sport_type else row.type_word,
    )


def of_file(recorded: Recorded, zone: tzinfo, *, reference: str, digest: str) -> Imported:
    """An activity that only a file tells of. Its id is made from what was recorded: the same each time."""
    start_local = _local(recorded.start_utc, recorded, zone)
    run = Run(
        id=_id(recorded),
        name=recorded.name or "Untitled",
        sport_type=recorded.sport_type or "Workout",
        start_utc=recorded.start_utc,
        start_local=start_local,
        distance_m=Metres(recorded.distance_m),
        moving_s=Seconds(recorded.moving_s or recorded.timer_s),
        elapsed_s=Seconds(max(recorded.elapsed_s, recorded.moving_s)),
        visibility="only_me",
        trainer=recorded.indoors,
    )
    heights = recorded.series.altitude_m
    told = {
        "total_elevation_gain": recorded.climb_m,
        "elev_low": min(heights, default=None),
        "elev_high": max(heights, default=None),
        "average_temp": recorded.temp_c,
        "average_cadence": recorded.cadence_per_leg,
        "average_heartrate": recorded.heartrate,
    }
    return Imported(
        Pulled(run, None, _raw(run, recorded, told)),
        kind="file",
        reference=reference,
        digest=digest,
        streams=_streams(run, recorded),
        damage=recorded.damage,
        unknown_sport="" if recorded.sport_type else UNSAID,
    )


def belonging(row: Listed, recordings: Sequence[Recorded]) -> int | None:
    """Which of the recordings of its file is the row's, the one that starts nearest to it; None: none of them."""
    if not recordings:
        return None
    apart = [abs(one.start_utc - row.start_utc) for one in recordings]
    nearest = apart.index(min(apart))
    return nearest if _hidden(row) or apart[nearest] < FAR_OFF else None


def _hidden(row: Listed) -> bool:
    return (row.start_utc.hour, row.start_utc.minute, row.start_utc.second) == HIDDEN


def _start(row: Listed, recorded: Recorded | None, zone: tzinfo) -> tuple[datetime, datetime, bool]:
    """The start, the wall clock then, and whether only its date means anything.

    A row at midnight and a second hides its time and tells the local date; a recording knows better.
    """
    knows_better = recorded is not None and abs(recorded.start_utc - row.start_utc) > NEAR
    if _hidden(row) and not (recorded and knows_better):
        return row.start_utc, row.start_utc.replace(tzinfo=None), True
    start = recorded.start_utc if recorded and _hidden(row) else row.start_utc
    return start, _local(start, recorded, zone), False


def _local(start: datetime, recorded: Recorded | None, zone: tzinfo) -> datetime:
    if recorded is not None and recorded.utc_offset_s is not None:
        return (start + timedelta(seconds=recorded.utc_offset_s)).replace(tzinfo=None)
    return start.astimezone(zone).replace(tzinfo=None)


def _id(recorded: Recorded) -> ActivityId:
    """A number that Strava does not give, the same for the same recording."""
    said = f"{recorded.start_utc.astimezone(UTC).isoformat()} {recorded.distance_m:.0f} {recorded.device}"
    drawn = int.from_bytes(hashlib.sha256(said.encode()).digest()[:8])
    return ActivityId(FILE_IDS_FROM + drawn % FILE_IDS_FROM)


def _raw(run: Run, recorded: Recorded | None, told: Mapping[str, Any]) -> dict[str, Any]:
    """The activity with the names that the API's lists use."""
    raw = {
        "id": run.id,
        "name": run.name,
        "sport_type": run.sport_type,
        "start_date": f"{run.start_utc:%Y-%m-%dT%H:%M:%SZ}",
        "start_date_local": f"{run.start_local:%Y-%m-%dT%H:%M:%SZ}",
        "distance": run.distance_m,
        "moving_time": run.moving_s,
        "elapsed_time": run.elapsed_s,
        "visibility": run.visibility,
        "gear_id": run.gear_id,
        "manual": run.manual,
        "trainer": run.trainer,
        "device_name": recorded.device if recorded else None,
        "laps": [
            {"start_s": one.start_s, "elapsed_time": one.elapsed_s, "distance": one.distance_m}
            for one in recorded.laps
        ]
        if recorded
        else None,
        "pauses": [[one.from_s, one.to_s] for one in recorded.pauses] if recorded else None,
        **told,
    }
    return {name: value for name, value in raw.items() if value is not None}


def _streams(run: Run, recorded: Recorded) -> dict[str, Any] | None:
    """The series in the form of the API's streams; None where they don't fit what Strava says of the run.

    A distance that was corrected (a belt's, a footpod's) stretches them. A run that was cut on Strava
    has other moments than its file: no place in it can be trusted.
    """
    series = recorded.series
    if len(series.time_s) < 2:
        return None
    length_m = series.distance_m[-1]
    same_time = _close(run.elapsed_s, recorded.elapsed_s, _LASTS)
    share = INDOOR_FITS if run.indoors else FITS
    if recorded.damage is None and not (same_time and _close(run.distance_m, length_m, share)):
        return None
    stretch = run.distance_m / length_m if length_m and recorded.damage is None else 1.0
    stretched = replace(series, distance_m=tuple(one * stretch for one in series.distance_m))
    data = _rounded(stretched, whole_turns=run.sport_type in RUN_SPORTS)
    shape = {"series_type": "distance", "original_size": len(series.time_s), "resolution": "high"}
    return {key: {"data": values, **shape} for key, values in data.items() if values}


def _rounded(series: Series, *, whole_turns: bool) -> dict[str, list[Any]]:
    return {
        "time": [_short(one, 1) for one in series.time_s],
        "distance": [_short(one, 1) for one in series.distance_m],
        "altitude": [_short(one, 1) for one in series.altitude_m],
        "velocity_smooth": [_short(one, 2) for one in series.speed_m_s],
        "cadence": [_short(one, 0 if whole_turns else 1) for one in series.cadence_per_leg],
        "heartrate": [_short(one, 0) for one in series.heartrate],
        "temp": [_short(one, 0) for one in series.temp_c],
        "moving": list(series.moving),
    }


def _short(value: float, digits: int) -> float:
    found = round(value, digits)
    return int(found) if found == int(found) else found


def _close(one: float, other: float, share: float) -> bool:
    return abs(one - other) <= share * max(one, other, 1.0)


def _first(*values: float | None) -> float:
    """The first that was told; 0 where none was."""
    return next((float(one) for one in values if one is not None), 0.0)


def _told(*values: float | None) -> float | None:
    return next((float(one) for one in values if one is not None), None)
