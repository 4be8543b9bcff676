"""The whole cycle through the command line, against the sandbox over a real socket."""

import os
import re
import signal
import stat

import numpy as np
import pytest
from descriptions import DETAIL, LIST, blocks, texts, written
from runners_machine import Machine

from annotations.insights.covariates import questions_of, series_of
from annotations.insights.subjects import shoe_names
from sync.pipeline.cycle import understand
from sync.sandbox import faults
from sync.sandbox.state import SandboxState
from sync.sandbox.story import Story
from sync.wiring import Silent, open_night, settings_here


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


def test_a_night_with_nothing_new_sends_one_list_request_and_no_put(
    runner: Machine, strava: SandboxState
) -> None:
    assert " recordings; " in runner.twinge("nightly").out
    mark = len(strava.requests)

    ran = runner.twinge("nightly")

    assert ran.code == 0
    assert strava.counts(mark) == {"list": 1}
    assert "nothing new on Strava" in ran.out


def test_two_nights_bring_all_that_can_be_asked_about_a_trigger(runner: Machine) -> None:
    runner.twinge("nightly")
    runner.twinge("nightly")

    settings = settings_here()
    with open_night(settings, Silent()) as night:
        _, learned, _ = understand(night)
    record = learned.record
    found = series_of(record, record.sites[0])

    known = {name: int(np.isfinite(values).sum()) for name, values in found.covariates.items()}
    assert len(found) > 40
    assert known["temperature"] >= len(found) - 1  # one run is typed in
    assert known["downhill_share"] >= len(found) - 1
    assert found.rough["downhill_share"].sum() == 0
    assert len(set(found.covariates["downhill_share"])) > 20
    assert known["gear:g21904377"] == known["gear:g24410986"] == len(found)
    assert found.covariates["gear:g24410986"].sum() >= 6
    assert shoe_names(record.runs) == {
        "g21904377": "Ridgeway Daily 4",
        "g24410986": "Millrace Tempo",
    }
    assert {question.group for question in questions_of(found)} == {"gear", ""}


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
    (runner.home / "twinge.db").unlink()
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
