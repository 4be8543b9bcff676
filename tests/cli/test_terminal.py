"""What a person at a terminal sees beside the answer: progress on stderr, and nothing of it elsewhere."""

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from runners_machine import Machine

from sync.cli.main import call, main
from sync.sandbox.state import SandboxState
from sync.sandbox.story import Story


def _on_a_terminal(arguments: list[str], *, stdout_too: bool, **more: str) -> tuple[int, str, str]:
    """Exit code, stdout, and what an 80 columns wide terminal was sent."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", "from sync.cli.main import run; run()", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=theirs if stdout_too else subprocess.PIPE,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "80", **more},
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
    return process.returncode, (out or b"").decode(), shown.decode()


def test_long_work_shows_its_progress_on_stderr_only(runner: Machine, strava: SandboxState) -> None:
    code, out, shown = _on_a_terminal(["nightly"], stdout_too=False)

    assert code == 0
    assert "descriptions" in shown
    assert "8/8" in shown
    assert "left" in shown
    assert not re.search(r"left[^\r\n]*\d:\d\d", shown)  # the time is before it
    assert len(out.splitlines()) == 2
    assert "\x1b" not in out


def test_the_demo_reads_well_on_a_terminal(machine: Machine, tmp_path: Path) -> None:
    code, _, shown = _on_a_terminal(["demo", str(tmp_path / "demo")], stdout_too=True)

    text = shown.replace("\r\n", "\n")
    assert code == 0
    # each line stands on a line of its own, behind whatever cleared the bar
    nights = re.findall(r"(?m)^(?:\x1b\[[0-9;?]*[A-Za-z]|\r)*Night of 20\d\d-\d\d-\d\d: \d", text)
    assert len(nights) == 3
    told = text.split("Night of")[-1]
    assert all(len(line) <= 80 for line in told.splitlines() if "/demo/" not in line)
    assert "-- Twinge" in told


def test_the_insights_fit_on_one_screen_in_colour_unless_colour_is_not_wanted(
    runner: Machine, strava: SandboxState
) -> None:
    runner.twinge("sync")

    code, _, coloured = _on_a_terminal(["insights"], stdout_too=True)
    _, _, grey = _on_a_terminal(["insights"], stdout_too=True, NO_COLOR="1")
    piped = runner.twinge("insights").out

    assert code == 0
    assert "\x1b[31m●" in coloured
    answers = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\r", "", coloured).splitlines()
    shown = [line for line in answers if line in piped.splitlines()]
    assert shown == piped.splitlines()
    assert len(shown) <= 40
    assert max(map(len, shown)) <= 80
    for text in (grey, piped):
        assert "\x1b[3" not in text
        assert "How far can I run today without pain?" in text


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


def test_a_progress_bar_tells_how_many_a_second_once_that_is_known() -> None:
    from rich.progress import Progress

    from sync.cli.bar import RateColumn

    seconds = 0.0
    progress = Progress(RateColumn(), get_time=lambda: seconds)
    task = progress.add_task("activities", total=1000)
    at_first = RateColumn().render(progress.tasks[0]).plain
    for _ in range(5):
        seconds += 1
        progress.update(task, advance=40)

    assert at_first == ""
    assert RateColumn().render(progress.tasks[0]).plain == "40/s"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize("arguments", [("check", "--json"), ("status",)])
def test_an_answer_that_does_not_fit_on_the_disk_is_said_in_a_sentence(
    machine: Machine, arguments: tuple[str, ...]
) -> None:
    machine.notes.mkdir()
    with Path("/dev/full").open("w") as full:
        ran = subprocess.run(
            [sys.executable, "-c", "from sync.cli.main import run; run()", *arguments],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )

    assert ran.returncode == 6
    assert "The disk is full" in ran.stderr
    assert len(ran.stderr.splitlines()) == 1, ran.stderr


def test_a_library_that_ends_the_program_is_no_success(
    machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    @click.command()
    def leaves() -> None:
        sys.exit(0)

    main.add_command(leaves)
    try:
        assert call(["leaves"]) == 1
    finally:
        del main.commands["leaves"]
    assert "unexpected happened (SystemExit in " in capsys.readouterr().err


def test_a_reader_of_a_pipe_who_has_left_is_no_error(machine: Machine) -> None:
    """What `twinge check | head -1` does."""
    theirs, ours = os.pipe()
    os.close(theirs)

    ran = subprocess.run(
        [sys.executable, "-c", "from sync.cli.main import run; run()", "schema"],
        stdout=ours,
        stderr=subprocess.PIPE,
        check=False,
    )

    os.close(ours)
    assert ran.returncode == 0
    assert ran.stderr == b""
