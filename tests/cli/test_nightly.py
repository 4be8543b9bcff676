"""The whole cycle through the command line, against the sandbox over a real socket."""

import os
import re
import signal
import stat

import pytest
from runners_machine import Machine

from sync.sandbox import faults
from sync.sandbox.state import SandboxState
from sync.sandbox.story import Story

DETAIL = r"/api/v3/activities/\d+$"
LIST = r"/api/v3/athlete/activities"


def texts(strava: SandboxState, story: Story) -> dict[int, str]:
    return {int(one["id"]): strava.text(int(one["id"])) for one in story.activities}


def blocks(text: str) -> int:
    return len(re.findall(r"(?m)^Twinge \| ", text))


def written(strava: SandboxState, story: Story) -> list[int]:
    return [activity_id for activity_id, text in texts(strava, story).items() if blocks(text)]


def test_a_first_night_writes_the_runs_of_the_last_30_days(
    runner: Machine, strava: SandboxState, story: Story
) -> None:
    before = texts(strava, story)

    ran = runner.twinge("nightly", "--json")

    assert ran.code == 0
    assert ran.json["pull"]["new"] == len(story.activities)
    assert ran.json["notes"]["matched"] == ran.json["notes"]["read"] == 50
    assert sorted(ran.json["publish"]["written"]) == sorted(written(strava, story))
    assert ran.json["publish"]["needs_backfill"] > 30
    assert (runner.home / "report.html").exists()
    for activity_id, text in texts(strava, story).items():
        assert text.startswith(before[activity_id])
        assert blocks(text) <= 1


def test_a_second_night_sends_one_list_request_and_no_put(
    runner: Machine, strava: SandboxState
) -> None:
    runner.twinge("nightly")
    mark = len(strava.requests)

    ran = runner.twinge("nightly")

    assert ran.code == 0
    assert strava.counts(mark) == {"list": 1}
    assert "nothing new on Strava" in ran.out


def test_one_changed_note_rewrites_one_description(runner: Machine, strava: SandboxState) -> None:
    first = runner.twinge("nightly", "--json").json["publish"]["written"]
    name, text = next(
        (path, path.read_text(encoding="utf-8"))
        for path in sorted(runner.notes.rglob("*.md"), reverse=True)
        if "pain: none" in path.read_text(encoding="utf-8")
    )
    name.write_text(
        text.replace("pain: none", "pain:\n  right knee: 3 from 2 mi"), encoding="utf-8"
    )

    ran = runner.twinge("nightly", "--json")

    (rewritten,) = ran.json["publish"]["rewritten"]
    assert rewritten in first
    assert "right knee 3/10 from 2.0 mi" in strava.text(rewritten)
    assert blocks(strava.text(rewritten)) == 1


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


def test_a_dry_run_shows_diffs_and_sends_gets_only(
    runner: Machine, strava: SandboxState, story: Story
) -> None:
    runner.twinge("sync")
    before, mark = texts(strava, story), len(strava.requests)

    ran = runner.twinge("publish", "--dry-run")

    assert ran.code == 0
    assert "+Twinge | " in ran.out
    assert "-- Twinge" in ran.out
    assert {entry.method for entry in strava.requests[mark:]} == {"GET"}
    assert texts(strava, story) == before


def test_writing_is_off_until_it_is_switched_on(
    runner: Machine, strava: SandboxState, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TWINGE_PUBLISH")

    ran = runner.twinge("nightly")

    assert ran.code == 0
    assert "writing is off" in ran.out
    assert {entry.method for entry in strava.requests} <= {"GET", "POST"}
    assert strava.counts()["put"] == strava.counts()["detail"] == 0


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


def test_ctrl_c_in_the_middle_loses_nothing(
    runner: Machine, strava: SandboxState, story: Story
) -> None:
    strava.inject("PUT", DETAIL, faults.delay(20), nth=4)
    process = runner.spawn("nightly")
    while not any(entry.method == "PUT" for entry in strava.requests):
        assert process.poll() is None

    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=10)

    assert process.returncode == 130
    assert "Nothing is lost" in err
    assert "Traceback" not in err
    strava.clear_faults()
    assert runner.twinge("nightly").code == 0
    assert len(written(strava, story)) == 8


def test_a_killed_night_is_finished_by_the_next(
    runner: Machine, strava: SandboxState, story: Story
) -> None:
    process = runner.spawn("nightly")
    while sum(entry.method == "PUT" for entry in strava.requests) < 3:
        assert process.poll() is None
    process.kill()
    process.communicate(timeout=10)

    assert runner.twinge("nightly").code == 0

    assert len(written(strava, story)) == 8
    for versions in strava.versions.values():
        assert all(blocks(version.text) <= 1 for version in versions)


def test_an_outage_keeps_what_there_is_and_says_try_later(
    runner: Machine, strava: SandboxState
) -> None:
    runner.twinge("sync")
    strava.inject("GET", LIST, faults.status(404, {"message": "x"}), times=None)
    strava.clear_faults()
    strava.inject("GET", LIST, faults.drop_before(), times=None)

    ran = runner.twinge("nightly", "--json")

    assert ran.code == 75
    assert ran.json["notes"]["matched"] == 50
    assert (runner.home / "report.html").exists()
    strava.clear_faults()
    assert runner.twinge("nightly").code == 0


def test_a_spent_limit_ends_the_night_and_says_when_it_goes_on(
    runner: Machine, strava: SandboxState
) -> None:
    strava.spend(10_000)

    ran = runner.twinge("nightly")

    assert ran.code == 75
    assert re.search(r"goes on at \d\d:\d\d UTC", ran.err)
    mark = len(strava.requests)
    assert runner.twinge("nightly").code == 75
    assert strava.counts(mark)["list"] == 0, "no request before the limit's window ends"


def test_a_second_process_leaves_at_once(runner: Machine, strava: SandboxState) -> None:
    strava.inject("GET", LIST, faults.delay(20))
    process = runner.spawn("nightly")
    while not (runner.home / "twinge.db").exists():
        assert process.poll() is None

    ran = runner.twinge("nightly")

    assert ran.code == 75
    assert "Another Twinge" in ran.err
    process.kill()
    process.communicate(timeout=10)


def test_everything_that_is_made_is_for_its_owner_only(
    runner: Machine, strava: SandboxState
) -> None:
    before = os.umask(0)
    try:
        runner.twinge("nightly")
    finally:
        os.umask(before)

    for path in [runner.home, *runner.home.rglob("*")]:
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode == (0o700 if path.is_dir() else 0o600), path


def test_no_secret_and_no_note_text_is_printed(
    runner: Machine, strava: SandboxState, caplog: pytest.LogCaptureFixture
) -> None:
    canary = "my knee sounds like gravel"
    runner.write_note("2020-01-01.md", f"---\npain: 3\nwhere: right knee\n---\n{canary}\n")
    caplog.set_level("DEBUG")

    ran = runner.twinge("nightly")

    tokens = (runner.home / "tokens.json").read_text()
    shown = ran.out + ran.err + caplog.text
    secrets = re.findall(r'"(?:access|refresh)": "([^"]+)"', tokens)
    assert secrets
    for secret in [*secrets, strava.app.client_secret, canary, "Coffee with Sam"]:
        assert secret not in shown


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
    assert "Twinge never wrote into it" in never.err
    assert strava.counts(mark) == {}
    activity_id = written(strava, story)[0]
    runner.twinge("undo", str(activity_id))
    again = runner.twinge("undo", str(activity_id))
    assert again.code == 5
    assert "no block of ours in it any more" in again.err
