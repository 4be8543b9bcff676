"""What a night asks for, what waits for the limits, and what it says of it."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from pipeline_fakes import BLOCK, ONE, Desk, FakeStrava, down
from three_nights import go, night, three_runs, write_note

from sync.errors import (
    Exit,
    LoginNeededError,
    RateLimitedError,
    TwingeError,
)
from sync.pipeline.forecast import ToCome, to_come
from sync.pipeline.pull import pull
from sync.pipeline.reports import PullReport, RunReport
from sync.ports import Breaker, Intent

pytest_plugins = ("pipeline_fixtures",)


@pytest.fixture(autouse=True)
def three(desk: Desk, strava: FakeStrava) -> None:
    three_runs(desk, strava)


def test_each_recording_is_fetched_once_and_first_where_a_note_names_a_time(
    desk: Desk, strava: FakeStrava
) -> None:
    write_note(desk, 2, onset="25:00")
    strava.tracks = {2: {"time": {"data": [0, 3000]}, "distance": {"data": [0, 9000]}}}

    line = go(desk).line()
    asked = [one for one in strava.told if one.startswith("track")]
    assert asked == ["track 2", "track 1", "track 3"]
    assert "; 3 recordings; blocks: 3 written" in line
    assert "from 4.5 km" in strava.text(2)

    assert "recording" not in go(desk).line()
    assert strava.told == ["page 1"]


@pytest.mark.parametrize(
    "trouble", [down(), RateLimitedError("spent", until_epoch_s=0)], ids=["down", "limit"]
)
def test_a_block_waits_for_its_recording_where_a_guess_would_be_written_and_the_others_do_not(
    desk: Desk, strava: FakeStrava, trouble: TwingeError
) -> None:
    write_note(desk, 2, onset="25:00")
    strava.tracks = {2: {"time": {"data": [0, 3000]}, "distance": {"data": [0, 9000]}}}
    strava.failures["track *"] = trouble

    report = go(desk)

    assert report.exit_code is Exit.TRY_LATER
    assert report.publish.written == [1, 3]
    assert [(one.activity_id, one.why) for one in report.publish.left_alone] == [
        (2, "its recording is still to come; a later night writes it")
    ]
    assert "recordings: 3 to come" in report.line()
    assert strava.text(2) == "run 2"

    strava.behave()
    assert go(desk).publish.written == [2]
    assert "from 4.5 km" in strava.text(2)


def test_a_spent_limit_stops_no_block_that_needs_no_recording(
    desk: Desk, strava: FakeStrava
) -> None:
    strava.failures["track *"] = RateLimitedError("spent", until_epoch_s=0)

    report = go(desk)

    assert (report.exit_code, report.publish.written) == (Exit.OK, [1, 2, 3])
    assert report.as_json()["pull"]["recordings"] == {"asked": 0, "to_come": 3}

    before = [strava.text(number) for number in (1, 2, 3)]
    strava.behave()
    assert go(desk).publish.written == []
    assert [strava.text(number) for number in (1, 2, 3)] == before
    assert desk.store.activities.tracked() == {1, 2, 3}


def test_a_night_whose_recordings_wait_for_the_limit_says_when_it_goes_on(
    desk: Desk, strava: FakeStrava
) -> None:
    """The blocks are written, so it is no failure; and what is to come can be foretold."""
    assert to_come(night(desk)).streams == 0, "nothing is known of any run"
    strava.failures["track 2"] = RateLimitedError("spent", until_epoch_s=900.0)

    report = go(desk)

    assert (report.exit_code, report.publish.written) == (Exit.OK, [1, 2, 3])
    assert report.as_json()["goes_on_at"] == "1970-01-01T00:15:00+00:00"
    assert to_come(night(desk)).streams == 2
    strava.behave()
    assert go(desk).as_json()["goes_on_at"] is None
    assert to_come(night(desk)).streams == 0


def test_what_is_foretold_is_what_the_night_then_asks_for(desk: Desk, strava: FakeStrava) -> None:
    """Once the runs are listed: recordings, shoes, looks and writes; the first write is looked at once more."""
    before = to_come(night(desk))
    pull(strava, desk.store, desk.clock, desk.progress, retention=timedelta(days=7))
    foretold = to_come(night(desk))
    strava.told.clear()

    go(desk)

    sent = Counter(told.split()[0] for told in strava.told)
    assert before == ToCome(notes_waiting=3)
    assert foretold == ToCome(sent["track"], sent["gear"], sent["get"], sent["put"])
    assert min(sent["track"], sent["get"], sent["put"]) > 0
    assert to_come(night(desk)) == ToCome()


def test_a_text_left_open_takes_a_look_and_a_stopped_writing_none(desk: Desk) -> None:
    pull(desk.strava, desk.store, desk.clock, desk.progress, retention=timedelta(days=7))
    intent = Intent(ONE, "description", "write", "", BLOCK, BLOCK, "x")
    desk.journal.record(intent, desk.clock.now())
    assert to_come(night(desk)).detail == 3 + 1 + 1

    desk.journal.set_breaker(Breaker("odd", ONE, desk.clock.now()))
    assert (to_come(night(desk)).detail, to_come(night(desk)).put) == (0, 0)


@pytest.mark.parametrize("other", [down(), LoginNeededError("revoked")], ids=["down", "login"])
def test_a_night_that_fails_for_another_reason_does_not_wait_for_the_limits(
    other: TwingeError,
) -> None:
    report = RunReport(pull=PullReport(failure=other, goes_on_at_s=900.0))
    assert report.goes_on_at is None
    report.pull.failure = RateLimitedError("spent", until_epoch_s=1800.0)
    assert report.goes_on_at == datetime(1970, 1, 1, 0, 30, tzinfo=UTC)
