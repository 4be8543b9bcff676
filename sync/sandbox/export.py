"""The sandbox's runner as Strava's bulk export: a ZIP with `activities.csv` and the files of a watch."""

import csv
import gzip
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from pathlib import Path

from sync.sandbox.answers import Json
from sync.sandbox.fitfile import Moment, Watch, fit_file
from sync.sandbox.streams import record, stream_set

HEADER = (
    "Activity ID", "Activity Date", "Activity Name", "Activity Type", "Activity Description",
    "Elapsed Time", "Distance", "Max Heart Rate", "Relative Effort", "Commute",
    "Activity Private Note", "Activity Gear", "Filename", "Athlete Weight", "Bike Weight",
    "Elapsed Time", "Moving Time", "Distance", "Max Speed", "Average Speed", "Elevation Gain",
    "Elevation Loss", "Elevation Low", "Elevation High", "Max Grade", "Average Grade",
    "Average Positive Grade", "Average Negative Grade", "Max Cadence", "Average Cadence",
    "Max Heart Rate", "Average Heart Rate", "Max Watts", "Average Watts", "Calories",
    "Max Temperature", "Average Temperature", "Relative Effort", "Total Work", "Number of Runs",
)  # fmt: skip
_PROFILE = (
    "Athlete ID", "Email Address", "First Name", "Last Name", "Sex", "Description", "Weight", "City",
    "State", "Country",
)  # fmt: skip
_FILE_NUMBERS_AHEAD = 796_577_048
"""A file is numbered by its upload, not by its activity."""
_TYPES = {"TrailRun": "Trail Run", "VirtualRun": "Virtual Run"}
_SPORTS = {
    "Run": (1, 0),
    "TrailRun": (1, 3),
    "VirtualRun": (1, 58),
    "Ride": (2, 0),
    "Swim": (5, 17),
}
_TREADMILL = (1, 1)
_WALK = (11, 0)


def write_export(
    path: Path, activities: Iterable[Json], gear: Iterable[Json], athlete: Json | None = None
) -> int:
    """A new ZIP at `path`, with a profile where it is an athlete's; how many activities are in it."""
    shoes = {str(one["id"]): str(one["name"]) for one in gear}
    rows: list[Sequence[object]] = [HEADER]
    with zipfile.ZipFile(path, "x", zipfile.ZIP_DEFLATED) as made:
        for activity in activities:
            name = _file_of(activity)
            if name:
                made.writestr(name, gzip.compress(watch_file(activity), mtime=0))
            rows.append(_row(activity, shoes, name))
        made.writestr("activities.csv", _table(rows))
        if athlete is not None:
            made.writestr("profile.csv", _table([_PROFILE, _profile(athlete)]))
    return len(rows) - 1


def watch_file(activity: Json) -> bytes:
    """The FIT file that a watch would have made of this activity."""
    start = datetime.fromisoformat(activity["start_date"])
    recording = record(activity)
    sensors = stream_set(activity, ["cadence", "temp", "heartrate", "altitude"]) or {}
    time = [start.timestamp() + at for at in recording.time_s]
    moves = recording.moving
    stops = [pair for pair, moving in zip(pairwise(time), moves[1:], strict=True) if not moving]
    sport, sub_sport = _SPORTS.get(str(activity["sport_type"]), _WALK)
    if activity["trainer"] and sport == 1:
        sport, sub_sport = _TREADMILL
    watch = Watch(
        start=start,
        elapsed_s=float(activity["elapsed_time"]),
        timer_s=float(activity["moving_time"]),
        distance_m=float(activity["distance"]),
        sport=sport,
        sub_sport=sub_sport,
        utc_offset_s=int(activity["utc_offset"]),
        climb_m=activity["total_elevation_gain"],
        product=str(activity["device_name"]).removeprefix("Garmin "),
        stops=stops,
    )
    return fit_file(watch, _moments(time, recording.distance_m, sensors))


def _moments(
    time: list[float], distance: list[float], sensors: Mapping[str, Json]
) -> Iterator[Moment]:
    def told(key: str, i: int) -> float | None:
        return sensors[key]["data"][i] if key in sensors else None

    for i, at_s in enumerate(time):
        yield Moment(
            at_s,
            distance[i],
            told("altitude", i),
            told("cadence", i),
            told("heartrate", i),
            told("temp", i),
        )


def _file_of(activity: Json) -> str:
    if activity["manual"]:
        return ""
    return f"activities/{int(activity['id']) + _FILE_NUMBERS_AHEAD}.fit.gz"


def _row(activity: Json, shoes: Mapping[str, str], file_name: str) -> list[object]:
    """The usual columns; what the sandbox does not know stays empty, as what a device did not tell."""
    told: dict[int, object] = {
        0: activity["id"],
        1: _moment(datetime.fromisoformat(activity["start_date"])),
        2: activity["name"],
        3: _TYPES.get(activity["sport_type"], activity["sport_type"]),
        4: activity["description"] or "",
        5: activity["elapsed_time"],
        6: f"{activity['distance'] / 1000:.2f}",
        9: str(activity["commute"]).lower(),
        10: activity["private_note"] or "",
        11: shoes.get(str(activity["gear_id"]), ""),
        12: file_name,
        15: float(activity["elapsed_time"]),
        16: float(activity["moving_time"]),
        17: float(activity["distance"]),
        18: activity["max_speed"],
        19: activity["average_speed"],
        20: activity["total_elevation_gain"],
        22: activity.get("elev_low", ""),
        23: activity.get("elev_high", ""),
        29: activity.get("average_cadence", ""),
        31: activity.get("average_heartrate", ""),
        34: activity["calories"],
        36: activity.get("average_temp", ""),
    }
    return [told.get(column, "") for column in range(len(HEADER))]


def _profile(athlete: Json) -> Sequence[object]:
    """As far as the sandbox knows an athlete."""
    told: dict[int, object] = {
        0: athlete["id"],
        2: athlete.get("firstname", ""),
        3: athlete.get("lastname", ""),
    }
    return [told.get(column, "") for column in range(len(_PROFILE))]


def _table(rows: Iterable[Sequence[object]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _moment(start: datetime) -> str:
    """As the English export writes a moment, which is UTC."""
    hour = start.hour % 12 or 12
    half = "AM" if start.hour < 12 else "PM"
    return f"{start:%b} {start.day}, {start.year}, {hour}:{start:%M:%S} {half}"
