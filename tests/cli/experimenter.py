"""A runner with an experiment: its file, and the runs that take its draws."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from runners_machine import Machine

from annotations.experiments.arms import parse_arm
from annotations.experiments.coins import arm_of
from annotations.experiments.model import Experiment
from annotations.experiments.pages import experiment_page
from annotations.notes.aliases import BUILT_IN
from sync.sandbox.state import SandboxState
from sync.sandbox.story import Story

START = ("experiment", "start", "10 butt kicks", "--against", "carry on")
TWO_DRILLS = ("experiment", "start", "10 butt kicks", "--against", "10 high knees")


def upload(strava: SandboxState, story: Story, number: int) -> int:
    """A run that begins so many hours from now; its id."""
    newest = max(
        (one for one in story.activities if one["type"] == "Run"),
        key=lambda one: str(one["start_date"]),
    )
    start = (datetime.now(UTC) + timedelta(hours=number)).strftime("%Y-%m-%dT%H:%M:%SZ")
    made = {**newest, "id": int(newest["id"]) + 100 + number, "name": f"Run {number}"}
    strava.add({**made, "start_date": start, "start_date_local": start})
    return int(made["id"])


def write_page(machine: Machine, first_arm: int) -> Experiment:
    """An experiment, written by hand, whose first draw is this arm."""
    seeds = (f"{k:032x}" for k in range(1000))
    seed = next(seed for seed in seeds if arm_of(seed, 1, 2) == first_arm)
    arms = tuple(parse_arm(text, BUILT_IN) for text in ("10 butt kicks", "carry on"))
    made = Experiment("kicks", arms, None, datetime.now(UTC).replace(microsecond=0), seed)
    machine.write_note("experiments/kicks.md", experiment_page(made))
    return made


def the_file(machine: Machine) -> Path:
    (path,) = (machine.notes / "experiments").glob("*.md")
    return path
