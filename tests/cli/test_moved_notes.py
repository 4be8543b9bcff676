"""A note that comes to belong to another run: `check` and the night say so, once each."""

import re
from pathlib import Path

import pytest
from runners_machine import Machine

from sync.sandbox.state import SandboxState
from sync.sandbox.story import Story


@pytest.fixture
def days(runner: Machine, strava: SandboxState, story: Story) -> list[tuple[str, int]]:
    """Two runs, each the only one of its day: the date and the activity's id."""
    runner.twinge("sync")
    starts = [
        (str(one["start_date_local"])[:10], int(one["id"]))
        for one in story.activities
        if one["type"] == "Run"
    ]
    dates = [day for day, _ in starts]
    return [start for start in starts if dates.count(start[0]) == 1][:2]


def test_a_note_that_moves_is_told_once(runner: Machine, days: list[tuple[str, int]]) -> None:
    (first, was), (second, now) = days
    runner.write_note("mine.md", f"---\ndate: {first}\npain: 2\nwhere: left shin\n---\n")
    assert "now belongs" not in runner.twinge("check").out
    runner.write_note("mine.md", f"---\ndate: {second}\npain: 2\nwhere: left shin\n---\n")

    told, silent = runner.twinge("check"), runner.twinge("check")

    assert f"mine.md now belongs to activity {now} of {second}" in told.out
    assert f"(was activity {was} of {first}" in told.out
    assert "now belongs" not in silent.out
    assert told.code == 0


def test_the_night_tells_it_too_whoever_told_it_before(
    runner: Machine, days: list[tuple[str, int]]
) -> None:
    (first, _), (second, now) = days
    runner.write_note("mine.md", f"---\ndate: {first}\npain: 2\nwhere: left shin\n---\n")
    runner.twinge("nightly")
    runner.twinge("check")
    runner.write_note("mine.md", f"---\ndate: {second}\npain: 2\nwhere: left shin\n---\n")

    found = runner.twinge("check", "--json").json
    told, silent = runner.twinge("nightly"), runner.twinge("nightly")

    assert [line for line in found["moved"] if f"activity {now} " in line]
    assert f"mine.md now belongs to activity {now}" in told.err
    assert "now belongs" not in silent.err


def test_a_block_that_stays_behind_is_named_with_the_command_that_takes_it_out(
    runner: Machine, strava: SandboxState
) -> None:
    runner.twinge("nightly")
    runner.twinge("check")
    written = next(number for number in strava.versions if "-- Twinge" in strava.text(number))
    path = next(p for p in runner.notes.rglob("*.md") if str(written) in p.read_text("utf-8"))
    other = runner.twinge("note", "--pain", "0")
    unnoted = re.search(r"strava: .*?(\d+)", Path(other.out.strip()).read_text("utf-8"))
    assert unnoted
    path.write_text(path.read_text("utf-8").replace(str(written), unnoted[1]), encoding="utf-8")

    told = runner.twinge("check").out

    assert f"now belongs to activity {unnoted[1]}" in told
    assert f"whose block is still there: `twinge undo {written}`)" in told
    assert runner.twinge("undo", str(written)).code == 0
    assert "-- Twinge" not in strava.text(written)


def test_a_look_at_the_insights_uses_up_no_telling(
    runner: Machine, days: list[tuple[str, int]]
) -> None:
    (first, _), (second, _) = days
    runner.write_note("mine.md", f"---\ndate: {first}\npain: 2\nwhere: left shin\n---\n")
    runner.twinge("check")
    runner.write_note("mine.md", f"---\ndate: {second}\npain: 2\nwhere: left shin\n---\n")
    runner.twinge("insights")

    assert "mine.md now belongs" in runner.twinge("check").out


def test_a_note_that_loses_its_run_and_finds_it_again_is_told_once(
    runner: Machine, days: list[tuple[str, int]]
) -> None:
    first, was = days[0]
    good = f"---\ndate: {first}\npain: 2\nwhere: left shin\n---\n"
    runner.write_note("mine.md", good)
    runner.twinge("check")
    runner.write_note("mine.md", good.replace(first, "2001-01-01"))

    lost, silent = runner.twinge("check"), runner.twinge("check")
    runner.write_note("mine.md", good)
    found = runner.twinge("check")

    assert f"mine.md now fits no run (was activity {was}" in lost.out
    assert "now fits" not in silent.out
    assert "mine.md now" not in found.out


def test_check_accepts_missing_notes_when_told_so(
    runner: Machine, days: list[tuple[str, int]]
) -> None:
    runner.twinge("check")
    for path in sorted(runner.notes.rglob("2*.md"))[5:]:
        path.unlink()

    refused, accepted = runner.twinge("check"), runner.twinge("check", "--accept-missing")

    assert refused.code == 3
    assert "--accept-missing" in refused.err
    assert accepted.code == 0
    assert runner.twinge("check").code == 0
