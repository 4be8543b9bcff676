"""Activities as Strava tells them, from the few facts that matter."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sync.sandbox.answers import Json
from sync.sandbox.streams import Recording, record

ATHLETE_ID = 7201934
MILE_M = 1609.344

_OLD_TYPE = {"TrailRun": "Run", "GravelRide": "Ride", "MountainBikeRide": "Ride"}
_DETAIL_ONLY = (
    "description",
    "private_note",
    "calories",
    "perceived_exertion",
    "hide_from_home",
    "gear",
    "laps",
    "splits_metric",
    "splits_standard",
    "embed_token",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outing:
    """One activity to be made up; `start_local` is the wall clock in `zone` (naive)."""

    id: int
    start_local: datetime
    distance_m: float
    moving_s: int
    name: str = "Morning Run"
    sport_type: str = "Run"
    zone: str = "America/New_York"
    elapsed_s: int | None = None
    climb_m: float = 30.0
    cadence_per_leg: float | None = 83.0
    temp_c: int | None = None
    heartrate: float | None = None
    gear_id: str | None = None
    description: str | None = None
    private_note: str | None = None
    visibility: str = "followers_only"
    device: str = "Garmin Forerunner 55"
    trainer: bool = False
    manual: bool = False
    start_hidden: bool = False


def activity_of(outing: Outing, athlete_id: int = ATHLETE_ID) -> Json:
    """The activity as the sandbox stores it: Strava's detailed form but laps, splits and gear."""
    told = {
        **_head(outing, athlete_id),
        **_when(outing),
        **_measures(outing),
        **_switches(outing),
        "description": outing.description,
        "private_note": outing.private_note,
        "hide_from_home": False,
        "perceived_exertion": None,
        "calories": 0.0 if outing.manual else round(outing.distance_m * 0.063, 1),
        "embed_token": f"{outing.id:040x}",
    }
    return told | _heights(told)


def summary(activity: Json) -> Json:
    """What a list says of an activity: neither description nor private note."""
    kept = {key: value for key, value in activity.items() if key not in _DETAIL_ONLY}
    return {**kept, "resource_state": 2}


def detail(activity: Json, gear: Json | None) -> Json:
    """The detailed form, with gear, laps and splits made to fit the recording."""
    told = {**activity, "resource_state": 3}
    if gear is not None:
        told["gear"] = {**gear, "resource_state": 2}
    if not activity.get("manual"):
        recording = record(activity)
        told["splits_standard"] = list(_splits(activity, recording, MILE_M))
        told["splits_metric"] = list(_splits(activity, recording, 1000.0))
        told["laps"] = [_lap(activity)]
    return told


def _head(outing: Outing, athlete_id: int) -> Json:
    upload = None if outing.manual else outing.id + 969_000_000
    return {
        "id": outing.id,
        "resource_state": 3,
        "athlete": {"id": athlete_id, "resource_state": 1},
        "name": outing.name,
        "type": _OLD_TYPE.get(outing.sport_type, outing.sport_type),
        "sport_type": outing.sport_type,
        "workout_type": None,
        "external_id": None if upload is None else f"garmin_ping_{upload * 31 % 10**12}",
        "upload_id": upload,
        "upload_id_str": None if upload is None else str(upload),
        "device_name": None if outing.manual else outing.device,
        "gear_id": outing.gear_id,
        "map": {
            "id": f"a{outing.id}",
            "polyline": None if outing.manual else "",
            "summary_polyline": None if outing.manual else "",
            "resource_state": 3,
        },
        "start_latlng": None,
        "end_latlng": None,
    }


def _when(outing: Outing) -> Json:
    """Times in Strava's way: the local one carries a Z, the zone's text its standard offset."""
    zone = ZoneInfo(outing.zone)
    local = outing.start_local.replace(tzinfo=zone)
    winter = datetime(local.year, 1, 15, tzinfo=zone)
    summer = datetime(local.year, 7, 15, tzinfo=zone)
    standard = min(_offset_s(winter), _offset_s(summer))
    sign, size = ("-" if standard < 0 else "+"), abs(standard) // 60
    utc, wall = local.astimezone(UTC), local.replace(tzinfo=UTC)
    if outing.start_hidden:
        utc = wall = wall.replace(hour=0, minute=0, second=1)
    return {
        "start_date": f"{utc:%Y-%m-%dT%H:%M:%SZ}",
        "start_date_local": f"{wall:%Y-%m-%dT%H:%M:%SZ}",
        "timezone": f"(GMT{sign}{size // 60:02}:{size % 60:02}) {outing.zone}",
        "utc_offset": float(_offset_s(local)),
    }


def _offset_s(moment: datetime) -> int:
    offset = moment.utcoffset()
    return int(offset.total_seconds()) if offset is not None else 0


def _measures(outing: Outing) -> Json:
    speed = outing.distance_m / outing.moving_s if outing.moving_s else 0.0
    told: Json = {
        "distance": round(outing.distance_m, 1),
        "moving_time": outing.moving_s,
        "elapsed_time": outing.moving_s if outing.elapsed_s is None else outing.elapsed_s,
        "total_elevation_gain": outing.climb_m,
        "average_speed": round(speed, 3),
        "max_speed": round(speed * (1.0 if outing.manual else 1.24), 3),
        "has_heartrate": outing.heartrate is not None,
    }
    sensors = {
        "average_cadence": outing.cadence_per_leg,
        "average_temp": outing.temp_c,
        "average_heartrate": outing.heartrate,
        "max_heartrate": None if outing.heartrate is None else outing.heartrate + 17,
    }
    return told | {key: value for key, value in sensors.items() if value is not None}


def _heights(told: Json) -> Json:
    """The lowest and the highest point, where an altimeter was outdoors."""
    if told["manual"] or told["trainer"]:
        return {}
    heights = record(told).altitude_m
    return {"elev_high": max(heights), "elev_low": min(heights)}


def _switches(outing: Outing) -> Json:
    counts = ("achievement_count", "kudos_count", "comment_count", "photo_count")
    return {
        **dict.fromkeys(counts, 0),
        "total_photo_count": 0,
        "athlete_count": 1,
        "pr_count": 0,
        "trainer": outing.trainer,
        "commute": False,
        "manual": outing.manual,
        "private": outing.visibility == "only_me",
        "visibility": outing.visibility,
        "flagged": False,
        "has_kudoed": False,
        "from_accepted_tag": False,
        "display_hide_heartrate_option": outing.heartrate is not None,
        "heartrate_opt_out": False,
    }


def _splits(activity: Json, recording: Recording, unit_m: float) -> Iterator[Json]:
    total, number, at_m, at_s = float(activity["distance"]), 1, 0.0, 0.0
    while at_m < total:
        length = min(unit_m, total - at_m)
        until_s = recording.time_at(at_m + length)
        seconds = round(until_s - at_s)
        still = recording.still_before(at_m + length) - recording.still_before(at_m)
        yield {
            "split": number,
            "distance": round(length, 1),
            "elapsed_time": seconds,
            "moving_time": seconds - still,
            "average_speed": round(length / max(seconds - still, 1), 2),
            "pace_zone": 0,
        }
        number, at_m, at_s = number + 1, at_m + length, until_s


def _lap(activity: Json) -> Json:
    same = ("distance", "elapsed_time", "moving_time", "average_speed", "max_speed")
    dated = ("start_date", "start_date_local", "total_elevation_gain")
    return {
        "id": int(activity["id"]) * 3,
        "resource_state": 2,
        "name": "Lap 1",
        "activity": {"id": activity["id"], "resource_state": 1},
        "athlete": activity["athlete"],
        "lap_index": 1,
        "split": 1,
        **{key: activity[key] for key in (*same, *dated)},
    }
