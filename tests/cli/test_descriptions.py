"""Descriptions that the runner and the server change too: nothing of the runner's is lost, and all can be undone."""

import pytest
from descriptions import DETAIL, blocks, texts, written
from runners_machine import Machine

from sync.sandbox import faults
from sync.sandbox.state import SandboxState
from sync.sandbox.story import Story


def test_undo_all_restores_every_description_byte_for_byte(
    runner: Machine, strava: SandboxState, story: Story
) -> None:
    before = texts(strava, story)
    runner.twinge("nightly")
    runner.twinge("publish", "--backfill")
    assert len(written(strava, story)) > 20

    ran = runner.twinge("undo", "--all")

    assert ran.code == 0
    assert texts(strava, story) == before
    mark = len(strava.requests)
    runner.twinge("nightly")
    assert strava.counts(mark)["put"] == 0, "what was undone is not written again by itself"


def test_an_adopted_description_gets_its_block_back(
    runner: Machine, strava: SandboxState, story: Story
) -> None:
    runner.twinge("nightly")
    activity_id = written(strava, story)[0]
    text = strava.text(activity_id)
    runner.twinge("undo", str(activity_id))
    assert blocks(strava.text(activity_id)) == 0

    ran = runner.twinge("publish", "--adopt", str(activity_id))

    assert ran.code == 0
    assert strava.text(activity_id) == text


@pytest.mark.parametrize(
    ("edit", "stays"),
    [
        (
            lambda text: text.replace("without pain", "with joy").replace("no pain", "pure joy"),
            True,
        ),
        (lambda text: text.split("Twinge | ")[0], False),
    ],
    ids=["edited inside", "taken out"],
)
def test_a_block_that_the_runner_touched_is_never_written_again(
    runner: Machine, strava: SandboxState, story: Story, edit: object, stays: bool
) -> None:
    runner.twinge("nightly")
    activity_id = written(strava, story)[-1]
    mine = edit(strava.text(activity_id))  # type: ignore[operator]
    assert mine != strava.text(activity_id)
    strava.runner_edits(activity_id, description=mine)
    day = next(str(o["start_date_local"])[:10] for o in story.activities if o["id"] == activity_id)
    runner.write_note(f"more {day}.md", f"---\nstrava: {activity_id}\nmorning: 4\n---\n")

    for _ in range(3):
        ran = runner.twinge("nightly")

    assert strava.text(activity_id) == mine
    assert (blocks(mine) == 1) is stays
    assert str(activity_id) in ran.err
    assert f"--adopt {activity_id}" in ran.err


def test_what_the_runner_writes_below_the_block_survives_a_rewrite(
    runner: Machine, strava: SandboxState, story: Story
) -> None:
    runner.twinge("nightly")
    activity_id = written(strava, story)[-1]
    own = strava.text(activity_id)
    strava.runner_edits(activity_id, description=f"Above! {own}\r\n  and below 🙂 \n")
    runner.write_note("later.md", f"---\nstrava: {activity_id}\nmorning: 4\n---\n")

    ran = runner.twinge("nightly", "--json")

    assert ran.json["publish"]["rewritten"] == [activity_id]
    text = strava.text(activity_id)
    assert text.startswith("Above! ")
    assert text.endswith("-- Twinge\r\n  and below 🙂 \n")
    assert "Next morning 4/10" in text


def test_an_activity_that_too_many_see_is_left_alone(
    runner: Machine, strava: SandboxState, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TWINGE_AUDIENCE", "only_me")

    ran = runner.twinge("nightly")

    assert ran.code == 0
    narrow = {int(one["id"]) for one in story.activities if one["visibility"] == "only_me"}
    assert set(written(strava, story)) <= narrow
    assert "visible to followers and TWINGE_AUDIENCE is only_me" in ran.err


@pytest.mark.parametrize(
    "fault",
    [faults.drop_before(), faults.drop_after(), faults.status(503), faults.html_page()],
    ids=["lost before", "lost after", "503", "html page"],
)
def test_a_put_of_unknown_outcome_is_finished_without_a_second_block(
    runner: Machine, strava: SandboxState, story: Story, fault: faults.Action
) -> None:
    strava.inject("PUT", DETAIL, fault, nth=3)

    runner.night()
    runner.night()

    assert len(written(strava, story)) == 8
    for versions in strava.versions.values():
        assert all(blocks(version.text) <= 1 for version in versions)


def test_a_server_that_ignores_writes_opens_the_breaker_after_one_activity(
    runner: Machine, strava: SandboxState, story: Story
) -> None:
    strava.inject("PUT", DETAIL, faults.ignore_put(), times=None)

    codes = [runner.night().exit_code for _ in range(3)]

    assert codes == [75, 7, 7]
    touched = {entry.path for entry in strava.requests if entry.method == "PUT"}
    assert len(touched) == 1
    strava.clear_faults()
    assert runner.twinge("publish", "--resume").code == 0
    assert len(written(strava, story)) == 8


@pytest.mark.parametrize(
    "fault",
    [faults.html_escape(), faults.truncate(12), faults.drop_markers()],
    ids=["escapes", "truncates", "drops markers"],
)
def test_a_server_that_mangles_text_harms_one_activity_and_stops_writing(
    runner: Machine, strava: SandboxState, story: Story, fault: faults.Action
) -> None:
    before = texts(strava, story)
    strava.inject("PUT", DETAIL, fault, times=None)

    codes = [runner.night().exit_code for _ in range(3)]

    assert codes == [7, 7, 7]
    harmed = [
        activity_id
        for activity_id, text in texts(strava, story).items()
        if not text.startswith(before[activity_id]) or blocks(text) != text.count("-- Twinge")
    ]
    last = [entry.path for entry in strava.requests if entry.method == "PUT"][-1]
    assert len(harmed) <= 1
    assert all(last.endswith(str(activity_id)) for activity_id in harmed)


def test_undo_still_works_after_writing_was_switched_off(
    runner: Machine, strava: SandboxState, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = texts(strava, story)
    runner.twinge("nightly")
    monkeypatch.setenv("TWINGE_PUBLISH", "off")

    ran = runner.twinge("undo", "--all")

    assert ran.code == 0
    assert "8 texts restored" in ran.out
    assert texts(strava, story) == before


def test_undo_of_what_was_never_written_says_so_and_sends_nothing(
    runner: Machine, strava: SandboxState, story: Story
) -> None:
    runner.twinge("nightly")
    mark = len(strava.requests)

    never = runner.twinge("undo", str(story.activities[0]["id"]))

    assert never.code == 5
    assert "Twinge never wrote a block into it" in never.err
    assert strava.counts(mark) == {}
    activity_id = written(strava, story)[0]
    runner.twinge("undo", str(activity_id))
    again = runner.twinge("undo", str(activity_id))
    assert again.code == 5
    assert "no block of ours in it any more" in again.err


def test_publish_names_a_refused_recording_and_counts_unread_notes(
    runner: Machine, strava: SandboxState
) -> None:
    runner.twinge("sync")
    strava.inject("GET", r"/streams$", faults.status(400), times=None)

    ran = runner.twinge("publish", "--backfill")

    assert ran.code == 5
    assert "The recording of activity" in ran.err
    assert "20 blocks written" in ran.out
    strava.clear_faults()
    runner.write_note("2001-01-01.md", "---\npain: 12\n---\n")
    broken = runner.twinge("publish")
    assert broken.code == 5
    assert "1 note could not be read: `twinge check`" in broken.err
