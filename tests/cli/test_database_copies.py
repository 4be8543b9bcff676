"""The database's nightly copy, a database of an older or newer program, and what a runner is told to do."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from descriptions import texts, written
from runners_machine import Machine

from sync.sandbox.state import SandboxState
from sync.sandbox.story import Story


def copies(runner: Machine) -> list[Path]:
    return sorted((runner.home / "backup").glob("*.db"))


def test_a_damaged_database_is_replaced_by_its_newest_copy_and_nothing_is_lost(
    runner: Machine, strava: SandboxState, story: Story
) -> None:
    before = texts(strava, story)
    assert runner.twinge("nightly").code == 0
    (copy,) = copies(runner)
    holds_no_run(copy)
    after = texts(strava, story)
    runs = runner.twinge("status", "--json").json["record"]
    (runner.home / "twinge.db").write_bytes(b"rain" * 9999)

    told = runner.twinge("nightly")

    assert told.code == 6
    assert f"copy {copy} into its place" in told.err
    shutil.copy(copy, runner.home / "twinge.db")  # what the sentence says
    assert copy.name in runner.twinge("doctor").out
    again = runner.twinge("nightly")
    assert again.code == 0, again.err
    assert runner.twinge("status", "--json").json["record"] == runs
    assert texts(strava, story) == after
    assert runner.twinge("undo", "--all").code == 0
    assert texts(strava, story) == before


def holds_no_run(copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT count(*) FROM activity").fetchone() == (0,)
        assert connection.execute("SELECT count(*) FROM writeback").fetchone() > (5,)
    assert b"start_date_local" not in copy.read_bytes()


def test_a_night_whose_copy_fails_has_done_all_else_and_says_so_and_a_purge_takes_the_copies(
    runner: Machine, strava: SandboxState, story: Story
) -> None:
    today = runner.twinge("nightly")
    assert today.code == 0
    (copy,) = copies(runner)
    copy.unlink()
    copy.with_suffix(".part").mkdir()  # in the way
    strava.runner_edits(written(strava, story)[0], name="Once more")

    ran = runner.twinge("nightly", "--json")

    assert ran.code == 6
    assert "can't be copied" in ran.err
    assert ran.json["pull"]["changed"] == 1
    copy.with_suffix(".part").rmdir()
    assert runner.twinge("nightly").code == 0
    assert copies(runner) == [copy]
    (runner.home / "backup" / "before-0002.db").write_bytes(b"whole")
    assert runner.twinge("logout", "--purge", "--yes").code == 0
    left = {path.name for path in runner.home.rglob("*")}
    assert left <= {".env", "run.lock", "tokens.lock"}


def test_a_database_of_a_newer_program_is_left_alone(runner: Machine, strava: SandboxState) -> None:
    assert runner.twinge("sync").code == 0
    with closing(sqlite3.connect(runner.home / "twinge.db")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '0999'")
    before = (runner.home / "twinge.db").read_bytes()
    mark = len(strava.requests)

    for command in ("nightly", "check", "insights", "publish"):
        ran = runner.twinge(command)
        assert ran.code == 6
        assert "is from a newer Twinge" in ran.err
        assert "Update Twinge" in ran.err
    assert runner.twinge("status").code == 0, "it looks, and takes nothing for granted"
    assert strava.counts(mark) == {}
    assert (runner.home / "twinge.db").read_bytes() == before
