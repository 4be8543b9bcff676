"""The founding story as data: five months of a made-up runner, up to yesterday."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import PurePosixPath

from sync.sandbox import story_first_weeks, story_remedies, story_turn, story_upkeep
from sync.sandbox.answers import Json
from sync.sandbox.outing import ATHLETE_ID, activity_of
from sync.sandbox.state import SandboxState
from sync.sandbox.story_scene import (
    DAILY,
    DISCOVERY_AGO,
    DISCOVERY_ID,
    TEMPO,
    Scene,
    filled,
    note_file,
    note_name,
    outing,
)
from sync.sandbox.world import start_s

__all__ = [
    "DISCOVERY_AGO",
    "DISCOVERY_ID",
    "Story",
    "build_story",
    "notes_by",
    "seed",
    "state_from_story",
]

SCENES: tuple[Scene, ...] = (
    *story_first_weeks.SCENES,
    *story_remedies.SCENES,
    *story_turn.SCENES,
    *story_upkeep.SCENES,
)

_PLAN = """\
# Plan

- three or four runs a week, one of them long
- hips and calves twice a week
- buy: gels, laces, a new battery for the watch
"""


@dataclass(frozen=True, slots=True)
class Story:
    """A runner's record as Strava and the notes folder hold it, oldest first.

    `notes` maps a file's name, relative to the notes folder, to its text.
    """

    athlete: Json
    activities: tuple[Json, ...]
    gear: tuple[Json, ...]
    notes: dict[str, str]


def build_story(today: date) -> Story:
    """The story as it stands on this day: the same one for the same day, nothing of today in it."""
    activities = tuple(activity_of(outing(scene, today)) for scene in SCENES)
    return Story(
        athlete=_athlete(today),
        activities=activities,
        gear=tuple(_gear(activities)),
        notes=_notes(today),
    )


def notes_by(story: Story, day: date) -> dict[str, str]:
    """The notes that the runner had written by the end of this day."""
    written = day.isoformat()
    # A file without a date in its name has always been there.
    dated = {name: PurePosixPath(name).name[:10] for name in story.notes}
    return {
        name: text
        for name, text in story.notes.items()
        if not dated[name][:4].isdecimal() or dated[name] <= written
    }


def seed(state: SandboxState, story: Story, *, only_past: bool = True) -> int:
    """Uploads what the state lacks of the story, and returns how many activities that were.

    With `only_past`, activities that begin after the state's clock stay away; a later call brings
    them, so that a demo can let nights pass. What is there already is left as it is.
    """
    for gear in story.gear:
        state.add_gear(gear)
    now_s = state.now()
    due = [one for one in story.activities if not only_past or start_s(one) <= now_s]
    new = [one for one in due if not state.has(int(one["id"]))]
    for activity in new:
        state.add(activity)
    return len(new)


def state_from_story(
    story: Story, *, now: Callable[[], float] = time.time, only_past: bool = True
) -> SandboxState:
    """A fresh state with the story's runner in it."""
    state = SandboxState(story.athlete, now=now)
    seed(state, story, only_past=only_past)
    return state


def _notes(today: date) -> dict[str, str]:
    files = dict(file for scene in SCENES if (file := note_file(scene, today)) is not None)
    files.update(_morning_after(today))
    return {**dict(sorted(files.items())), "training plan.md": _PLAN}


def _morning_after(today: date) -> Iterable[tuple[str, str]]:
    """A note of its own on the day after a run, which names the run by its id."""
    run = next(one for one in SCENES if one.ago == story_remedies.MORNING_AFTER_AGO)
    text = filled(story_remedies.MORNING_AFTER, run, today)
    if text is not None:
        yield note_name(today - timedelta(days=run.ago - 1), " morning after"), text


def _athlete(today: date) -> Json:
    return {
        "id": ATHLETE_ID,
        "username": "jo_runs_on",
        "firstname": "Jo",
        "lastname": "Harbor",
        "city": "Providence",
        "state": "Rhode Island",
        "country": "United States",
        "sex": None,
        "premium": True,
        "summit": True,
        "created_at": f"{today.year - 6}-04-02T10:12:44Z",
        "updated_at": f"{today - timedelta(days=200)}T19:03:05Z",
        "badge_type_id": 1,
        "measurement_preference": "feet",
        "friend_count": 31,
        "follower_count": 29,
        "ftp": None,
        "clubs": [],
        "bikes": [],
        "shoes": [],
    }


def _gear(activities: Iterable[Json]) -> Iterable[Json]:
    """Two pairs in rotation; each had some miles before the story begins."""
    shoes = ((DAILY, "Ridgeway", "Daily 4", 214_000.0), (TEMPO, "Millrace", "Tempo", 96_500.0))
    worn = list(activities)
    for gear_id, brand, model, before_m in shoes:
        metres = before_m + sum(one["distance"] for one in worn if one["gear_id"] == gear_id)
        yield {
            "id": gear_id,
            "primary": gear_id == DAILY,
            "name": f"{brand} {model}",
            "nickname": "",
            "resource_state": 3,
            "retired": False,
            "distance": round(metres, 1),
            "brand_name": brand,
            "model_name": model,
            "description": None,
        }
