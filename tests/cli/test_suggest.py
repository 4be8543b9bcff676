"""`notes suggest`: what a runner wrote of runs becomes notes, one by one and never without a yes."""

from pathlib import Path

import pytest
from conversation import converse
from runners_machine import Machine

from sync.sandbox.state import SandboxState
from sync.sandbox.story import Story


@pytest.fixture
def named(runner: Machine, strava: SandboxState, story: Story) -> int:
    """A run without a note whose name speaks of pain; the id."""
    runner.twinge("sync")
    found = runner.twinge("note", "--pain", "0")
    path = Path(found.out.strip())
    activity_id = int(path.read_text(encoding="utf-8").split("strava: ")[1].split()[0])
    path.unlink()
    strava.runner_edits(activity_id, name="Left shin sore from 2 mi, 3/10 \x1b[31m")
    runner.twinge("sync", "--full")
    return activity_id


def test_proposals_are_listed_and_nothing_is_written(runner: Machine, named: int) -> None:
    before = sorted(runner.notes.rglob("*"))

    text, data = runner.twinge("notes", "suggest"), runner.twinge("notes", "suggest", "--json")

    assert text.code == data.code == 0
    assert "pain: 3\n  where: left shin\n  onset: 2 mi\n" in text.out
    assert "none written" in text.out
    assert "\x1b" not in text.out
    (row,) = [row for row in data.json["proposals"] if row["activity_id"] == named]
    assert (row["pain"], row["where"], row["onset"]) == ("3", "left shin", "2 mi")
    assert sorted(runner.notes.rglob("*")) == before


def test_a_yes_writes_that_note_and_it_is_proposed_no_more(runner: Machine, named: int) -> None:
    code, shown = converse(["notes", "suggest"], [("Write this note?", "y")])

    assert code == 0, shown
    rows = {row.get("activity_id"): row for row in runner.twinge("check", "--json").json["notes"]}
    assert rows[named]["understood"] == "left shin 3/10 from 2.0 mi"
    assert runner.twinge("notes", "suggest", "--json").json["proposals"] == []


@pytest.mark.parametrize("answer", ["n", "", "\x04"])
def test_without_a_yes_nothing_is_written(runner: Machine, named: int, answer: str) -> None:
    before = sorted(runner.notes.rglob("*"))

    converse(["notes", "suggest"], [("Write this note?", answer)])

    assert sorted(runner.notes.rglob("*")) == before


def test_how_bad_is_asked_where_it_was_not_said(
    runner: Machine, strava: SandboxState, named: int
) -> None:
    strava.runner_edits(named, name="Left shin sore")
    runner.twinge("sync", "--full")

    converse(["notes", "suggest"], [("Write this note?", "y"), ("How bad", "12"), ("How bad", "2")])

    rows = {row.get("activity_id"): row for row in runner.twinge("check", "--json").json["notes"]}
    assert rows[named]["understood"] == "left shin 2/10"


def test_a_description_that_was_read_before_a_block_was_written_is_looked_at(
    runner: Machine, strava: SandboxState, story: Story
) -> None:
    for one in story.activities:
        if strava.has(int(one["id"])):
            strava.runner_edits(int(one["id"]), description="My left hip hurt, 4/10.")
    written = runner.night().publish.written[0]
    for row in runner.twinge("check", "--json").json["notes"]:
        if row.get("activity_id") == written:
            (runner.notes / row["path"]).unlink()

    found = runner.twinge("notes", "suggest", "--json").json["proposals"]

    assert [(row["activity_id"], row["where"], row["pain"]) for row in found] == [
        (written, "left hip", "4")
    ]


def test_the_help_says_where_it_looks(machine: Machine) -> None:
    assert "Strava's lists carry none" in machine.twinge("notes", "suggest", "--help").out
