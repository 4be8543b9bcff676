"""Writing into the private note: the same protocol on a field of its own."""

import pytest
from descriptions import DETAIL, blocks, texts
from runners_machine import Machine

from sync.sandbox import faults
from sync.sandbox.state import SandboxState
from sync.sandbox.story import Story

MINE = "Shoes: the old blue ones.\n"


@pytest.fixture
def private(runner: Machine, monkeypatch: pytest.MonkeyPatch) -> Machine:
    monkeypatch.setenv("TWINGE_PUBLISH", "private_note")
    return runner


def notes(strava: SandboxState, story: Story) -> dict[int, str]:
    ids = [int(one["id"]) for one in story.activities]
    return {activity_id: strava.text(activity_id, "private_note") for activity_id in ids}


def test_blocks_go_into_private_notes_and_no_description_is_touched(
    private: Machine, strava: SandboxState, story: Story
) -> None:
    for one in story.activities:
        strava.runner_edits(int(one["id"]), private_note=MINE)
    described, before = texts(strava, story), notes(strava, story)

    assert private.twinge("nightly").code == 0

    written = {i: text for i, text in notes(strava, story).items() if blocks(text)}
    assert len(written) > 5
    assert all(text.startswith(f"{MINE}\n\nTwinge | ") for text in written.values())
    told = private.twinge("history", str(next(iter(written))), "--json").json["versions"]
    assert {one["field"] for one in told} == {"private_note"}
    assert private.twinge("undo", "--all").code == 0
    assert notes(strava, story) == before
    assert texts(strava, story) == described


def test_a_private_note_that_strava_ignores_stops_the_writing_and_names_the_way_out(
    private: Machine, strava: SandboxState
) -> None:
    strava.inject("PUT", DETAIL, faults.ignore_put(), times=None)

    reports = [private.night() for _ in range(2)]

    assert [report.exit_code for report in reports] == [75, 7]
    assert "TWINGE_PUBLISH=description" in str(reports[1].publish.failure)
    touched = {entry.path for entry in strava.requests if entry.method == "PUT"}
    assert len(touched) == 1


def test_an_undo_that_must_wait_is_not_said_to_be_of_a_stranger(
    runner: Machine, strava: SandboxState, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other field, which holds blocks of other runs, has no say in it."""
    monkeypatch.setenv("TWINGE_PUBLISH", "private_note")
    monkeypatch.setenv("TWINGE_AUDIENCE", "only_me")
    runner.twinge("nightly")
    monkeypatch.setenv("TWINGE_PUBLISH", "description")
    monkeypatch.setenv("TWINGE_AUDIENCE", "followers_only")
    runner.twinge("nightly")
    noted = {i for i, text in notes(strava, story).items() if blocks(text)}
    only_described = {i for i, text in texts(strava, story).items() if blocks(text)} - noted
    strava.inject("GET", DETAIL, faults.status(503), times=None)

    ran = runner.twinge("undo", str(min(only_described)))

    assert noted
    assert ran.code == 75
    assert "never wrote" not in ran.err
