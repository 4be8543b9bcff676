"""What `check` says of places given as times, and what it tells of a run before its pain."""

from typing import Any

import pytest
from runners_machine import Machine

from annotations.model import ActivityId
from annotations.tracks import STREAM_KEYS
from sync.sandbox.story import DISCOVERY_ID, Story
from sync.sandbox.streams import stream_set
from sync.wiring import open_store, settings_here

MILE_M = 1609.344


def checked(runner: Machine) -> tuple[list[str], dict[str, Any]]:
    """The lines on the note of times, and the JSON."""
    told = runner.twinge("check").out.splitlines()
    at = told.index(next(line for line in told if line.startswith("times.md:")))
    return told[at + 2 : at + 4], runner.twinge("check", "--json").json


def places(found: dict[str, Any]) -> list[dict[str, Any]]:
    (row,) = [row for row in found["notes"] if row["path"] == "times.md"]
    return list(row["places"])


def test_a_time_is_about_a_distance_until_the_recording_tells_where_it_was(
    runner: Machine, story: Story
) -> None:
    founding = next(one for one in story.activities if one["id"] == DISCOVERY_ID)
    for path in runner.notes.rglob("*.md"):
        path.unlink()
    runner.write_note(
        "times.md",
        f"---\nstrava: {DISCOVERY_ID}\npain: {{right knee: 5 from 20:00}}\n"
        "did:\n- 10 kicks @ 45:00 -> gone\n- 10 kicks @ 5 mi -> less\n---\n",
    )
    runner.twinge("sync")

    told, found = checked(runner)
    assert told == [
        "    20:00 is about 2.0 mi, by even pace",
        "    45:00 is about 4.5 mi, by even pace",
    ]
    before = places(found)
    kinds = [(one["kind"], one["what"]) for one in before]
    assert kinds == [("onset", "right knee"), *[("bout", "kicks"), ("relief", "kicks")] * 2]
    assert [one["from"] for one in before] == ["even pace"] * 3 + ["note"] * 2
    assert found["before_onset"] == []

    with open_store(settings_here()) as store:
        recorded = stream_set(founding, list(STREAM_KEYS))
        store.activities.save_track(ActivityId(DISCOVERY_ID), recorded)
    told, found = checked(runner)
    assert all(line.endswith(" mi by the recording") for line in told)
    after = places(found)
    assert [one["from"] for one in after] == ["track"] * 3 + ["note"] * 2
    assert [one["elapsed_s"] for one in after[:2]] == [1200, 2700]
    assert after[3]["distance_m"] == pytest.approx(5 * MILE_M)
    # its stops are past half-way: until then it was faster than an even pace has it
    assert after[0]["distance_m"] > before[0]["distance_m"] + 20
    assert after[3]["elapsed_s"] != pytest.approx(before[3]["elapsed_s"], abs=1)

    (run,) = found["before_onset"]
    assert (run["activity_id"], run["sites"]) == (DISCOVERY_ID, ["right knee"])
    assert run["onset_m"] == run["last"]["to_m"] == after[0]["distance_m"]
    assert run["last"]["from_m"] == run["earlier"]["to_m"] == run["onset_m"] - 400
    for stretch in (run["earlier"], run["last"]):
        assert 320 < stretch["pace_s_per_km"] < 400
        assert -0.1 < stretch["grade"] < 0.1
        assert stretch["cadence_per_min"] == pytest.approx(2 * founding["average_cadence"], abs=4)
        assert stretch["heart_rate_bpm"] == pytest.approx(founding["average_heartrate"], abs=7)
