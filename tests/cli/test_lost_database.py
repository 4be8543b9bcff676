"""A database that is lost, damaged or put back from an old copy: nothing is lost, and care can be taken up again."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from descriptions import blocks, texts, written
from runners_machine import Machine

from sync.sandbox.state import SandboxState
from sync.sandbox.story import Story


def garble(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4096:] = bytes((7 * index) % 256 for index in range(len(data) - 4096))
    path.write_bytes(data)


DAMAGES: dict[str, Callable[[Path], object]] = {
    "no database": lambda path: path.write_bytes(b"a letter to my physiotherapist\n" * 200),
    "cut short": lambda path: path.write_bytes(path.read_bytes()[:5000]),
    "noise": garble,
}


@pytest.fixture
def before(strava: SandboxState, story: Story) -> dict[int, str]:
    return texts(strava, story)


@pytest.fixture
def published(runner: Machine, before: dict[int, str]) -> Machine:
    assert before
    runner.twinge("nightly")
    return runner


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_database_stops_every_command_with_a_sentence_and_nothing_is_sent(
    published: Machine, strava: SandboxState, story: Story, damage: str
) -> None:
    after = texts(strava, story)
    DAMAGES[damage](published.home / "twinge.db")
    mark = len(strava.requests)

    for command in (["nightly"], ["publish"], ["undo", "--all"], ["publish", "--rescan"]):
        ran = published.twinge(*command)
        assert ran.code == 6, command
        assert "is damaged" in ran.err
        assert "twinge publish --rescan" in ran.err
    assert strava.counts(mark) == {}
    assert texts(strava, story) == after


def test_after_a_lost_database_what_was_written_is_left_alone_until_a_rescan(
    published: Machine, strava: SandboxState, story: Story, before: dict[int, str]
) -> None:
    ours = written(strava, story)
    after = texts(strava, story)
    (published.home / "twinge.db").unlink()

    night = published.twinge("nightly")

    assert texts(strava, story) == after
    assert night.code == 5
    assert "`twinge publish --rescan`" in night.err
    mark = len(strava.requests)
    ran = published.twinge("publish", "--rescan", "--json")
    assert ran.code == 0
    assert sorted(ran.json["description"]["taken_back"]) == sorted(ours)
    assert strava.counts(mark) == {"detail": len(ours)}
    mark = len(strava.requests)
    quiet = published.twinge("nightly")
    assert quiet.code == 0
    assert (strava.counts(mark)["put"], strava.counts(mark)["detail"]) == (0, 0)
    assert published.twinge("publish", "--rescan", "--json").json["description"]["taken_back"] == []
    assert published.twinge("undo", "--all").code == 0
    assert texts(strava, story) == before


def test_undo_after_a_lost_database_names_the_rescan(
    published: Machine, strava: SandboxState, story: Story
) -> None:
    activity_id = written(strava, story)[0]
    (published.home / "twinge.db").unlink()

    for what in ([str(activity_id)], ["--all"]):
        ran = published.twinge("undo", *what)
        assert ran.code == 5
        assert "`twinge publish --rescan`" in ran.err


def test_a_rescan_respects_what_the_runner_did_to_the_blocks(
    published: Machine, strava: SandboxState, story: Story
) -> None:
    edited, taken_out, below, undone, *others = written(strava, story)
    published.twinge("undo", str(undone))
    strava.runner_edits(edited, description=strava.text(edited).replace("Twinge | ", "Twinge | X"))
    strava.runner_edits(taken_out, description="only mine now")
    strava.runner_edits(below, description=f"{strava.text(below)}\nand below")
    (published.home / "twinge.db").unlink()
    after = texts(strava, story)

    ran = published.twinge("publish", "--rescan", "--json")

    assert ran.code == 5
    told = ran.json["description"]
    assert sorted(told["taken_back"]) == sorted([below, *others])
    reasons = {one["id"]: one["why"] for one in told["skipped"]}
    assert reasons.keys() == {edited, taken_out, undone}
    assert all(f"--adopt {activity_id}" in why for activity_id, why in reasons.items())
    published.twinge("nightly")
    assert texts(strava, story) == after, "hands off is hands off, also without the old database"
    published.twinge("undo", str(below))
    assert strava.text(below).endswith("\nand below")
    assert blocks(strava.text(below)) == 0

    refused = published.twinge("undo", str(taken_out))
    assert (refused.code, "there is no block of ours in it any more" in refused.err) == (5, True)
    assert published.twinge("undo", "--all").code == 0, "what was looked at is not lost"
    assert blocks(strava.text(edited)) == 1


def test_a_database_put_back_from_an_old_copy_learns_the_blocks_that_came_after_it(
    runner: Machine, strava: SandboxState, story: Story, tmp_path: Path
) -> None:
    before = texts(strava, story)
    runner.twinge("sync")
    shutil.copy(runner.home / "twinge.db", tmp_path / "old.db")
    runner.twinge("nightly")
    after, ours = texts(strava, story), written(strava, story)
    shutil.copy(tmp_path / "old.db", runner.home / "twinge.db")

    found = runner.twinge("nightly")
    assert texts(strava, story) == after
    assert "written elsewhere" in found.err
    ran = runner.twinge("publish", "--rescan", "--json")

    assert sorted(ran.json["description"]["taken_back"]) == sorted(ours)
    assert runner.twinge("undo", "--all").code == 0
    assert texts(strava, story) == before


def test_a_nightly_copy_that_is_put_back_writes_no_block_that_the_runner_took_out_since(
    runner: Machine, strava: SandboxState, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = texts(strava, story)
    with monkeypatch.context() as at_first:
        at_first.setenv("TWINGE_PUBLISH", "off")
        runner.twinge("nightly")
    (copy,) = (runner.home / "backup").glob("twinge-*.db")
    runner.twinge("publish")
    since = sorted(written(strava, story))
    strava.runner_edits(since[0], description=before[since[0]])
    shutil.copy(copy, runner.home / "twinge.db")

    night = runner.twinge("nightly")

    assert strava.text(since[0]) == before[since[0]]
    assert f"{len(since)} activities skipped" in night.err
    assert "`twinge publish --rescan`" in night.err
    ran = runner.twinge("publish", "--rescan", "--json")
    assert sorted(ran.json["description"]["taken_back"]) == since[1:]
    runner.twinge("nightly")
    assert strava.text(since[0]) == before[since[0]]


def test_rescan_goes_alone(published: Machine) -> None:
    ran = published.twinge("publish", "--rescan", "--backfill")

    assert ran.code == 2
    assert "--rescan goes alone" in ran.err
