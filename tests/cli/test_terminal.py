"""What a person at a terminal sees beside the answer: progress on stderr, and nothing of it elsewhere."""

import os
import pty
import subprocess
import sys

import pytest
from runners_machine import Machine

from sync.sandbox.state import SandboxState
from sync.sandbox.story import Story


def test_long_work_shows_its_progress_on_stderr_only(runner: Machine, strava: SandboxState) -> None:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", "from sync.cli.main import run; run()", "nightly"],
        stdout=subprocess.PIPE,
        stderr=theirs,
        text=True,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "80"},
    )
    os.close(theirs)
    shown = b""
    try:
        while chunk := os.read(ours, 65536):
            shown += chunk
    except OSError:
        pass  # how a pty says that the other end is closed
    out, _ = process.communicate(timeout=20)
    os.close(ours)

    assert process.returncode == 0
    assert b"descriptions" in shown
    assert b"8/8" in shown or b"7/8" in shown
    assert len(out.splitlines()) == 2
    assert "\x1b" not in out


@pytest.mark.parametrize("command", ["check", "insights", "status", "report", "sync"])
def test_names_and_notes_cannot_command_the_terminal(
    runner: Machine, strava: SandboxState, command: str
) -> None:
    hostile = "\x1b]0;owned\x07\x1b[31mred\u202edesrever"
    runner.twinge("sync")
    newest = max(int(entry) for entry in strava.versions)
    strava.runner_edits(newest, name=hostile)
    runner.write_note("2001-01-01 \x1b[31m.md", '---\npain: 3\nwhere: "left \\e[31m shin"\n---\n')

    ran = runner.twinge(command)

    for shown in (ran.out, ran.err):
        assert "\x1b" not in shown
        assert "\x07" not in shown
        assert "\u202e" not in shown


def test_a_private_note_is_a_target_of_its_own(
    runner: Machine, strava: SandboxState, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TWINGE_PUBLISH", "private_note")
    ids = [int(one["id"]) for one in story.activities]
    descriptions = [strava.text(key) for key in ids]

    ran = runner.twinge("nightly", "--json")

    assert ran.code == 0
    assert ran.json["publish"]["target"] == "private_note"
    for activity_id in ran.json["publish"]["written"]:
        assert "Twinge | " in strava.text(activity_id, "private_note")
    assert [strava.text(key) for key in ids] == descriptions
    assert runner.twinge("undo", "--all").code == 0
    assert all("Twinge" not in strava.text(key, "private_note") for key in ids)
