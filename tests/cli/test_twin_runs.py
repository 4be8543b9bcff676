"""A run that two devices uploaded, at the command line: one note is enough for both."""

from datetime import datetime, timedelta

from runners_machine import Machine

from sync.sandbox.state import SandboxState
from sync.sandbox.story import Story


def upload_twin(strava: SandboxState, story: Story) -> tuple[int, int]:
    """The newest run once more from a second device; the ids of both."""
    newest = max(
        (one for one in story.activities if one["type"] == "Run"),
        key=lambda one: str(one["start_date"]),
    )
    twin = {**newest, "id": int(newest["id"]) + 1, "distance": float(newest["distance"]) * 1.01}
    for key in ("start_date", "start_date_local"):
        start = datetime.fromisoformat(str(newest[key])) + timedelta(seconds=40)
        twin[key] = start.strftime("%Y-%m-%dT%H:%M:%SZ")
    strava.add(twin)
    return int(newest["id"]), int(twin["id"])


def test_a_twin_is_named_and_needs_no_note_of_its_own(
    runner: Machine, strava: SandboxState, story: Story
) -> None:
    first, second = upload_twin(strava, story)
    runner.twinge("sync")
    runner.twinge("ok", str(second))

    told = runner.twinge("check")
    listed = runner.twinge("ok", "--since", "2001-01-01", "--yes")

    assert f"activity {first} is the same run from another device" in told.out
    assert listed.code == 0
    assert f"({first})" not in listed.out
