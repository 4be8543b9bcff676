"""A disk that is full and a home folder that may only be read: nothing is sent that is not backed up."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from descriptions import texts, written
from runners_machine import Machine, Ran

from sync.sandbox.state import SandboxState
from sync.sandbox.story import Story

COMMAND = [sys.executable, "-c", "from sync.cli.main import run; run()"]


@pytest.fixture
def disk(runner: Machine) -> Iterator[Path]:
    """The runner's home on a small disk of its own, with all runs pulled; skipped where only root could have one."""
    assert runner.twinge("sync").code == 0
    kept = {path.name: path.read_bytes() for path in runner.home.iterdir() if path.is_file()}
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m,mode=700", "none", str(runner.home)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a small disk can be mounted by root only")
    try:
        for name, data in kept.items():
            path = runner.home / name
            path.write_bytes(data)
            path.chmod(0o600)
        yield runner.home
    finally:
        subprocess.run(["umount", "-l", str(runner.home)], check=True)


def fill(disk: Path, leave: int) -> Path:
    """A file that takes all but `leave` bytes of the disk."""
    room = os.statvfs(disk)
    ballast = disk / "ballast"
    ballast.write_bytes(b"x" * max(0, room.f_bavail * room.f_frsize - leave))
    return ballast


@pytest.mark.parametrize("room", [0, 4096, 16_384, 40_960])
def test_a_full_disk_stops_the_writing_and_the_next_run_goes_on(
    runner: Machine, strava: SandboxState, story: Story, disk: Path, room: int
) -> None:
    before = texts(strava, story)
    ballast = fill(disk, room)

    ran = runner.twinge("publish")

    assert ran.code == 6, ran.err
    assert "full" in ran.err or "No space left" in ran.err
    backed_up = "".join(path.read_text() for path in disk.glob("backup/*.jsonl"))
    for activity_id in written(strava, story):
        assert f'"activity_id": {activity_id},' in backed_up, "written and not backed up"
    ballast.unlink()
    assert runner.twinge("publish").code == 0
    assert len(written(strava, story)) > 5
    assert all(text.startswith(before[i]) for i, text in texts(strava, story).items())
    assert runner.twinge("undo", "--all").code == 0
    assert texts(strava, story) == before


def test_a_home_on_a_disk_that_may_only_be_read_is_named_and_nothing_is_sent(
    runner: Machine, strava: SandboxState, disk: Path, tmp_path: Path
) -> None:
    assert runner.twinge("publish").code == 0
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    mark = len(strava.requests)

    for command in (["nightly"], ["publish"], ["undo", "--all"]):
        ran = runner.twinge(*command)
        assert ran.code == 6, ran.err
        assert str(disk) in ran.err
    exported = runner.twinge("export-originals", str(tmp_path / "mine"))

    assert strava.counts(mark) == {}
    assert exported.code == 0, exported.err
    assert len(list((tmp_path / "mine").glob("*.txt"))) > 5


def test_a_report_that_finds_no_room_says_so_and_leaves_the_older_one_whole(
    runner: Machine, strava: SandboxState, disk: Path
) -> None:
    assert runner.twinge("report").code == 0
    before = (disk / "report.html").read_bytes()
    fill(disk, 40_960)

    ran = runner.twinge("report")
    assert (ran.code, ran.out) == (6, "")
    assert "No space left" in ran.err

    assert (disk / "report.html").read_bytes() == before
    assert not list(disk.glob("*.tmp"))
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    ran = runner.twinge("report")
    assert ran.code == 6
    assert str(disk) in ran.err
    assert "Read-only" in ran.err


def limited(*arguments: str, bytes_a_file: int) -> Ran:
    """The command in a process none of whose files may grow beyond so many bytes: anybody's full disk."""
    done = subprocess.run(
        ["bash", "-c", f'ulimit -f {bytes_a_file // 1024}; exec "$@"', "-", *COMMAND, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ},
    )
    return Ran(done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize("bytes_a_file", [0, 4096])
def test_files_that_can_not_grow_stop_the_writing_before_anything_is_sent(
    runner: Machine, strava: SandboxState, bytes_a_file: int
) -> None:
    assert runner.twinge("sync").code == 0
    mark = len(strava.requests)

    ran = limited("publish", bytes_a_file=bytes_a_file)

    assert ran.code == 6, ran.err
    assert ran.err.count("Traceback") == 0
    assert ran.err.startswith("twinge: ")
    assert strava.counts(mark)["put"] == 0
    assert runner.twinge("publish").code == 0


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_home_folder_that_may_not_be_written_is_named(
    runner: Machine, strava: SandboxState
) -> None:
    assert runner.twinge("sync").code == 0
    mark = len(strava.requests)
    runner.home.chmod(0o500)
    try:
        ran = runner.twinge("publish")
    finally:
        runner.home.chmod(0o700)

    assert ran.code == 6
    assert strava.counts(mark)["put"] == 0
