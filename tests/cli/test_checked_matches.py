"""What `check` says of matching: what was turned down, what may be meant, what contradicts."""

import pytest
from runners_machine import Machine

from sync.sandbox.state import SandboxState
from sync.sandbox.story import Story

Start = tuple[str, str, int]


@pytest.fixture
def starts(runner: Machine, strava: SandboxState, story: Story) -> list[Start]:
    """Of each run the date, the time of day and the activity's id."""
    runner.twinge("sync")
    runs = [one for one in story.activities if one["type"] == "Run"]
    return [
        (str(one["start_date_local"])[:10], str(one["start_date_local"])[11:16], int(one["id"]))
        for one in runs
    ]


def twice(starts: list[Start]) -> list[Start]:
    """The two runs of a day that has two."""
    days = [day for day, _, _ in starts]
    day = next(day for day in days if days.count(day) == 2)
    return [start for start in starts if start[0] == day]


def test_the_run_that_was_turned_down_is_shown_with_the_points_of_both(
    runner: Machine, starts: list[Start]
) -> None:
    (day, clock, first), (_, other, second) = twice(starts)
    runner.write_note("one.md", f"---\ndate: {day} {clock}\npain: 2\nwhere: left shin\n---\n")

    told = runner.twinge("check").out.splitlines()

    at = told.index("one.md: left shin 2/10")
    assert f"({first}): a run on {day}; starts at {clock}" in told[at + 1]
    assert told[at + 1].endswith("[110 points]")
    assert told[at + 2].startswith(f"    not {day} {other}")
    assert f"starts at {other}, but the note says {clock} [-50 points]" in told[at + 2]
    rows = {row["path"]: row for row in runner.twinge("check", "--json").json["notes"]}
    assert rows["one.md"]["score"] == 110
    (turned_down,) = rows["one.md"]["others"]
    assert (turned_down["activity_id"], turned_down["score"]) == (second, -50)
    assert sum(reason["points"] for reason in turned_down["reasons"]) == -50


def test_an_ambiguous_note_shows_what_speaks_for_each_run(
    runner: Machine, starts: list[Start]
) -> None:
    (day, _, first), (_, _, second) = twice(starts)
    runner.write_note("unclear.md", f"---\ndate: {day}\npain: 2\nwhere: left shin\n---\n")

    told = runner.twinge("check").out

    assert "ambiguous: 2 runs fit. Add one of these lines:" in told
    for activity_id in (first, second):
        assert f"      strava: {activity_id}    # {day}" in told
    rows = {row["path"]: row for row in runner.twinge("check", "--json").json["notes"]}
    assert [one["add"] for one in rows["unclear.md"]["candidates"]] == [
        f"strava: {first}",
        f"strava: {second}",
    ]


def test_a_note_of_the_wrong_day_is_shown_the_run_that_may_be_meant(
    runner: Machine, starts: list[Start]
) -> None:
    noted = {row.get("activity_id") for row in runner.twinge("check", "--json").json["notes"]}
    days = {day for day, _, _ in starts}
    day, _, activity_id = next(
        start
        for start in starts
        if start[2] not in noted and _next(start[0]) not in days and _next(start[0], 2) not in days
    )
    runner.write_note(
        "late.md", f"---\ndate: {_next(day)}\npain: 2\nwhere: left shin\n---\nat my home date\n"
    )

    told = runner.twinge("check").out

    assert f"there is no activity on {_next(day)}. If one of these is meant, add its line:" in told
    assert f"      strava: {activity_id}    # {day}" in told
    assert f"began on {day}, the day before" in told


def _next(day: str, days: int = 1) -> str:
    from datetime import date, timedelta

    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def test_notes_that_contradict_each_other_are_named_and_counted(
    runner: Machine, starts: list[Start]
) -> None:
    activity_id = starts[-1][2]
    for path in runner.notes.rglob("*.md"):
        if str(activity_id) in path.read_text(encoding="utf-8"):
            path.unlink()
    for name, pain in (("a.md", 5), ("b.md", 2)):
        text = f"---\nstrava: {activity_id}\npain: {pain}\nwhere: left shin\n---\n"
        runner.write_note(name, text)
    runner.write_note("c.md", f"---\nstrava: {activity_id}\nmorning: 1\n---\n")

    told = runner.twinge("check")
    found = runner.twinge("check", "--json").json

    said = (
        "b.md:3:1: warning: the left shin: 2/10 here, 5/10 in a.md:3, a note of the same run"
        " (the worse one counts; correct the other, or both)"
    )
    assert said in told.out
    assert told.out.splitlines()[-1].endswith("0 errors, 1 contradiction")
    assert told.code == 0
    assert found["conflicts"] == 1
    assert ("b.md", 3, "warning") in [
        (p["path"], p["line"], p["severity"]) for p in found["problems"]
    ]


def test_the_night_accepts_missing_notes_only_when_told_so(
    runner: Machine, strava: SandboxState
) -> None:
    runner.twinge("nightly")
    puts = strava.counts()["put"]
    for path in runner.notes.rglob("*.md"):
        path.unlink()

    for _ in range(2):
        refused = runner.twinge("nightly")
        assert refused.code == 3
        assert "50 of 50 notes are gone" in refused.err
        assert "--accept-missing" in refused.err
    assert strava.counts()["put"] == puts > 0

    accepted = runner.twinge("nightly", "--accept-missing")
    assert accepted.code == 0
    assert "0 of 0 notes matched" in accepted.out
    assert runner.twinge("nightly").code == 0


def test_check_and_the_night_change_nothing_when_the_folder_is_missing(
    runner: Machine, strava: SandboxState
) -> None:
    runner.twinge("nightly")
    away = runner.notes.rename(runner.notes.with_name("away"))

    for command in ("check", "nightly", "insights"):
        refused = runner.twinge(command)
        assert refused.code == 3
        assert "50 notes were read from it before" in refused.err

    away.rename(runner.notes)
    assert "50 matched" in runner.twinge("check").out
