"""A run that two devices uploaded, at the command line: it counts once, and one note is enough for both."""

from datetime import datetime, timedelta

from runners_machine import Machine

from sync.sandbox.state import SandboxState
from sync.sandbox.story import Story


def upload_twin(
    strava: SandboxState, story: Story, *, later_s: int = 40, zone_h: int = 0
) -> tuple[int, int]:
    """The newest run once more from a second device, on a clock of its own; the ids of both."""
    newest = max(
        (one for one in story.activities if one["type"] == "Run"),
        key=lambda one: str(one["start_date"]),
    )
    twin = {**newest, "id": int(newest["id"]) + 1, "distance": float(newest["distance"]) * 1.01}
    for key, shift_h in (("start_date", 0), ("start_date_local", zone_h)):
        start = datetime.fromisoformat(str(newest[key]))
        moved = start + timedelta(seconds=later_s, hours=shift_h)
        twin[key] = moved.strftime("%Y-%m-%dT%H:%M:%SZ")
    strava.add(twin)
    return int(newest["id"]), int(twin["id"])


def test_a_twin_is_named_and_needs_no_note_of_its_own(
    runner: Machine, strava: SandboxState, story: Story
) -> None:
    first, second = upload_twin(strava, story)
    runner.twinge("sync")
    runner.twinge("ok", str(first))

    told = runner.twinge("check")
    listed = runner.twinge("ok", "--since", "2001-01-01", "--yes")

    assert f"activity {second} is the same run from another device" in told.out
    assert f"counted once: {second} (as {first})" in told.out
    assert listed.code == 0
    assert f"({first})" not in listed.out
    assert f"({second})" not in listed.out


def test_a_twin_on_another_clock_changes_no_count(
    runner: Machine, strava: SandboxState, story: Story
) -> None:
    runner.twinge("sync")
    before = runner.twinge("insights", "--json").json
    first, second = upload_twin(strava, story, zone_h=-9)
    assert "1 new" in runner.twinge("sync").out

    after = runner.twinge("insights", "--json").json

    assert after["runs"] == before["runs"]
    twins = runner.twinge("check", "--json").json["twins"]
    assert twins == [{"activity_id": first, "same_run": [second]}]


def test_a_note_may_be_asked_for_by_the_other_device_s_activity(
    runner: Machine, strava: SandboxState, story: Story
) -> None:
    first, second = upload_twin(strava, story)
    runner.twinge("sync")
    for path in runner.notes.rglob("*.md"):
        if str(first) in path.read_text(encoding="utf-8"):
            path.unlink()

    runner.twinge("ok", str(second))

    rows = runner.twinge("check", "--json").json["notes"]
    assert [row["reasons"] for row in rows if row.get("activity_id") == second] == [
        [
            "the note gives the activity's id",
            f"activity {first} is the same run from another device",
        ]
    ]
