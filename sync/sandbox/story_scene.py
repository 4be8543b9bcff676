"""How the story is told: one scene a run, in the runner's own measures."""

import math
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from string import Template
from zoneinfo import ZoneInfo

from sync.sandbox.outing import MILE_M, Outing

DISCOVERY_ID = 14_412_345_678
DISCOVERY_AGO = 65
DAILY = "g21904377"
TEMPO = "g24410986"
HOME = "America/New_York"

_IDS_PER_SECOND = 151
"""About as fast as Strava's ids grow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One activity and what the runner wrote about it.

    `ago` counts days before today, `at` is the wall clock where it was run, `pace` minutes a mile.
    `text` is the description; `note` the note's whole file, and `part` what its name has after the
    date. Both may hold $date, $time, $id, $url and $temp.
    """

    ago: int
    at: str
    miles: float
    pace: str
    name: str = "Morning Run"
    shoe: str | None = DAILY
    text: str | None = None
    note: str | None = None
    part: str = ""
    private_note: str | None = None
    visibility: str = "followers_only"
    sport: str = "Run"
    zone: str = HOME
    stood_s: int = 0
    climb_m: float | None = None
    heartrate: float | None = None
    trainer: bool = False
    manual: bool = False
    start_hidden: bool = False


def outing(scene: Scene, today: date) -> Outing:
    """The activity of a scene."""
    miles_s = sum(
        int(part) * unit for part, unit in zip(scene.pace.split(":"), (60, 1), strict=True)
    )
    # Nobody runs round numbers: a few metres and seconds more, the same ones each time.
    odd_m, odd_s = scene.ago * 37 % 23 + 2, scene.ago * 13 % 11
    moving_s = round(scene.miles * miles_s) + odd_s
    climb = scene.climb_m if scene.climb_m is not None else scene.miles * 7 + scene.ago * 7 % 9
    return Outing(
        id=_id(scene, today),
        start_local=_start(scene, today),
        zone=scene.zone,
        distance_m=scene.miles * MILE_M + (0 if scene.manual else odd_m),
        moving_s=moving_s,
        elapsed_s=moving_s + scene.stood_s,
        name=scene.name,
        sport_type=scene.sport,
        climb_m=0.0 if scene.trainer or scene.manual else round(climb, 1),
        cadence_per_leg=None if scene.manual or scene.sport != "Run" else 82.0 + scene.ago % 4,
        temp_c=None if scene.manual else _temp_c(scene, today),
        heartrate=_heartrate(scene),
        gear_id=scene.shoe,
        description=filled(scene.text, scene, today),
        private_note=scene.private_note,
        visibility=scene.visibility,
        trainer=scene.trainer,
        manual=scene.manual,
        start_hidden=scene.start_hidden,
    )


def note_file(scene: Scene, today: date) -> tuple[str, str] | None:
    """Name and text of the scene's note; None when the runner wrote none."""
    text = filled(scene.note, scene, today)
    if text is None:
        return None
    return note_name(_start(scene, today).date(), scene.part), text


def note_name(day: date, part: str = "") -> str:
    return f"{day.year}/{day.isoformat()}{part}.md"


def filled(text: str | None, scene: Scene, today: date) -> str | None:
    """The text with its $names replaced by the scene's date, time, id and weather."""
    if text is None:
        return None
    start, activity_id = _start(scene, today), _id(scene, today)
    return Template(text).substitute(
        date=start.date().isoformat(),
        time=f"{start:%H:%M}",
        id=activity_id,
        url=f"https://www.strava.com/activities/{activity_id}",
        temp=_temp_c(scene, today),
    )


def _start(scene: Scene, today: date) -> datetime:
    return datetime.combine(today - timedelta(days=scene.ago), time.fromisoformat(scene.at))


def _id(scene: Scene, today: date) -> int:
    """Ids grow with time; the discovery run has the one of the founding note."""
    if scene.ago == DISCOVERY_AGO:
        return DISCOVERY_ID
    turn = datetime.combine(today - timedelta(days=DISCOVERY_AGO), time(6, 50), ZoneInfo(HOME))
    start = _start(scene, today).replace(tzinfo=ZoneInfo(scene.zone))
    return DISCOVERY_ID + round((start - turn).total_seconds()) * _IDS_PER_SECOND + scene.ago % 89


def _heartrate(scene: Scene) -> float | None:
    """The watch reads the wrist in each run outdoors, unless the scene knows better."""
    if scene.heartrate is not None or scene.manual or scene.trainer or scene.sport != "Run":
        return scene.heartrate
    return 143.0 + scene.ago * 11 % 12


def _temp_c(scene: Scene, today: date) -> int:
    """New England's year, coldest in late January, with some weather; a gym is always 21."""
    if scene.trainer:
        return 21
    day = (today - timedelta(days=scene.ago)).timetuple().tm_yday
    return round(10 - 12 * math.cos(2 * math.pi * (day - 25) / 365) + scene.ago * 17 % 9 - 4)
