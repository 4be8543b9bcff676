"""What a dry run shows, and texts that the runner gives back to us."""

import pytest
from pipeline_fakes import (
    BLOCK,
    NOW,
    ONE,
    OTHER,
    Desk,
    FakeStrava,
)
from publish_night import night

from sync.errors import (
    ActivityError,
)
from sync.pipeline.publish import adopt
from sync.ports import Breaker, Outcome

pytest_plugins = ("pipeline_fixtures",)


@pytest.fixture
def three(strava: FakeStrava) -> None:
    for number in (1, 2, 3):
        strava.put_there(f"run {number}", number)


pytestmark = pytest.mark.usefixtures("three")


def test_a_dry_run_sends_gets_only_and_records_nothing(desk: Desk, strava: FakeStrava) -> None:
    strava.put_there(f"run 2\n\n{OTHER}", 2)
    strava.visibility[3] = "everyone"

    report = night(desk, dry_run=True)

    assert strava.told == ["get 1", "get 2", "get 3"]
    assert desk.outcomes() == []
    assert desk.hands_off() == {}
    (diff,) = report.diffs
    head = diff.splitlines()[:2]
    assert [line.partition(": ")[2] for line in head] == ["as it is", "with Twinge"]
    assert all("Run 1, 20" in line for line in head)
    assert f"+{BLOCK.splitlines()[0]}" in diff
    assert [one.activity_id for one in report.skipped] == [2, 3]


def test_a_dry_run_settles_nothing_and_looks_past_an_open_breaker(
    desk: Desk, strava: FakeStrava
) -> None:
    strava.lost = "before"
    night(desk)
    strava.behave()
    desk.journal.set_breaker(Breaker("odd", ONE, NOW))
    strava.told.clear()

    report = night(desk, dry_run=True)

    assert strava.told == ["get 1", "get 2", "get 3"]
    assert desk.outcomes() == [Outcome.SENT]
    assert (len(report.diffs), report.failure) == (3, None)


def test_a_dry_run_names_a_bad_activity_and_goes_on(desk: Desk, strava: FakeStrava) -> None:
    strava.failures["get 1"] = ActivityError("odd")
    strava.put_there("Twinge | ", 2)

    report = night(desk, dry_run=True)

    assert [one.activity_id for one in report.skipped] == [1, 2]
    assert len(report.diffs) == 1


def test_a_dry_run_shows_no_empty_diff(desk: Desk, strava: FakeStrava) -> None:
    night(desk, ids=(1, 2, 3))

    assert night(desk, ids=(1,), digest="said otherwise", dry_run=True).diffs == []


def test_an_edited_block_is_replaced_once_the_runner_says_so(
    desk: Desk, strava: FakeStrava
) -> None:
    night(desk)
    strava.put_there(strava.text(1).replace("5/10", "7/10"))
    night(desk, digest="new", block=OTHER, confirmed=True)
    assert "7/10" in strava.text(1)
    assert list(desk.hands_off()) == [1]
    strava.told.clear()

    assert adopt(desk.writer, ONE) == "its block will be replaced"

    assert strava.told == ["get 1", "recorded 1"]
    assert night(desk, digest="new", block=OTHER, confirmed=True).rewritten == [1]
    assert strava.text(1) == f"run 1\n\n{OTHER}"


def test_a_block_that_was_taken_out_comes_back_once_the_runner_says_so(
    desk: Desk, strava: FakeStrava
) -> None:
    night(desk)
    strava.put_there("run 1, my own words")
    night(desk, digest="new", confirmed=True)
    assert list(desk.hands_off()) == [1]

    assert adopt(desk.writer, ONE) == "it will get a new block"

    assert night(desk, digest="new").written == [1]
    assert strava.text(1) == f"run 1, my own words\n\n{BLOCK}"


@pytest.mark.parametrize(
    "text", ["-- Twinge\nTwinge | x", "right knee 5/10\n-- Twinge", "half \ud83d"]
)
def test_a_text_that_nobody_understands_is_not_adopted(
    desk: Desk, strava: FakeStrava, text: str
) -> None:
    strava.put_there(text)
    before = desk.outcomes()

    with pytest.raises(ActivityError, match="Activity 1: "):
        adopt(desk.writer, ONE)

    assert desk.outcomes() == before
