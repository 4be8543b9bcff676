from math import inf
from pathlib import Path

import pytest
from strava_world import NOON_S, World, instead, run, world

from annotations.model import ActivityId
from sync.errors import (
    RateLimitedError,
)
from sync.ports import ListAsk
from sync.sandbox import faults
from sync.sandbox.limits import Limits

ONE = ActivityId(1)
LIST, DETAIL, STREAMS = r"/athlete/activities$", r"/activities/1$", r"/streams$"


def test_after_a_429_nothing_is_sent_until_the_quarter_hour_ends(tmp_path: Path) -> None:
    with world(tmp_path, run(1)) as at:
        at.log_in()
        at.clock.now_s = NOON_S + 400
        at.state.spend(100)
        client = at.client()
        for _ in range(3):
            with pytest.raises(RateLimitedError, match="12:15 UTC") as limited:
                client.activities_page(ListAsk())
            client = at.client()  # as a new process would
            assert limited.value.until_epoch_s == NOON_S + 905
            assert limited.value.exit_code == 75
        assert at.kinds() == ["list"]
        at.clock.now_s = limited.value.until_epoch_s
        assert len(client.activities_page(ListAsk()).pulled) == 1


def test_after_the_days_last_request_nothing_is_sent_until_midnight_utc(tmp_path: Path) -> None:
    with world(tmp_path, run(1), limits=Limits(100, 150, 200, 2000)) as at:
        at.log_in()
        at.state.spend(150)
        with pytest.raises(RateLimitedError) as limited:
            at.client().activities_page(ListAsk())
        assert limited.value.until_epoch_s == NOON_S + 12 * 3600 + 5
        with pytest.raises(RateLimitedError):
            at.client().write_text(ONE, "description", "x", inf)
        assert at.kinds() == ["list"]


def test_a_429_without_headers_or_json_holds_for_the_quarter_hour(tmp_path: Path) -> None:
    with world(tmp_path, run(1)) as at:
        at.log_in()
        at.state.inject("PUT", DETAIL, instead(429, b"slow down"))
        client = at.client()
        with pytest.raises(RateLimitedError) as limited:
            client.write_text(ONE, "description", "x", inf)
        with pytest.raises(RateLimitedError):
            client.read_text(ONE, "description")
        assert at.kinds() == ["put"]
    assert limited.value.until_epoch_s == NOON_S + 905


@pytest.mark.parametrize("hours", [-72, -1, 1, 72])
def test_a_clock_that_was_set_costs_one_request_and_then_stravas_quarter_hour_counts_again(
    tmp_path: Path, hours: int
) -> None:
    with world(tmp_path, run(1)) as at:
        at.log_in()
        at.state.spend(89)
        client = at.client()
        client.activities_page(ListAsk())
        with pytest.raises(RateLimitedError):
            client.activities_page(ListAsk())
        set_clock(at, hours)
        at.client().activities_page(ListAsk())
        with pytest.raises(RateLimitedError, match="12:15 UTC") as limited:
            at.client().activities_page(ListAsk())
        assert at.kinds().count("list") == 2
    assert limited.value.until_epoch_s == NOON_S + hours * 3600 + 905


@pytest.mark.parametrize(("hours", "asked_again"), [(-72, 1), (-1, 0), (1, 1)])
def test_after_a_429_a_clock_that_was_set_back_waits_longer_by_a_day_at_most(
    tmp_path: Path, hours: int, asked_again: int
) -> None:
    """Set ahead, or further back than any reset lies, it asks once, and hears what Strava's clock says."""
    with world(tmp_path, run(1)) as at:
        at.log_in()
        at.state.spend(100)
        for set_h in (0, hours, 0):
            set_clock(at, set_h)
            with pytest.raises(RateLimitedError):
                at.client().activities_page(ListAsk())
        assert at.kinds().count("list") == 1 + asked_again


def set_clock(at: World, hours: int) -> None:
    """This machine's, by so many hours; Strava's goes on as it was."""
    there = at.state.now
    at.state.now = lambda: there() - hours * 3600
    at.clock.now_s += hours * 3600


def test_listing_leaves_a_reserve_that_the_write_back_may_use(tmp_path: Path) -> None:
    with world(tmp_path, run(1)) as at:
        at.log_in()
        at.state.spend(89)
        client = at.client()
        client.activities_page(ListAsk())
        with pytest.raises(RateLimitedError):
            client.activities_page(ListAsk())
        with pytest.raises(RateLimitedError):
            at.client().track(ONE)
        client.read_text(ONE, "description")
        client.write_text(ONE, "description", "x", inf)
        assert at.kinds() == ["list", "detail", "put"]


def test_the_write_back_leaves_the_last_reads_to_other_tools_and_a_write_goes_on_to_the_last(
    tmp_path: Path,
) -> None:
    with world(tmp_path, run(1)) as at:
        at.log_in()
        at.state.spend(94)
        client = at.client()
        client.read_text(ONE, "description")
        with pytest.raises(RateLimitedError):
            client.read_text(ONE, "description")
        for _ in range(5):
            client.write_text(ONE, "description", "x", inf)
        with pytest.raises(RateLimitedError):
            client.write_text(ONE, "description", "x", inf)
        assert at.kinds() == ["detail", *["put"] * 5]


def test_a_request_is_not_sent_anew_beyond_the_limit(tmp_path: Path) -> None:
    with world(tmp_path, run(1)) as at:
        at.log_in()
        at.state.spend(88)
        client = at.client()
        client.activities_page(ListAsk())
        at.state.inject("GET", LIST, faults.status(503), times=None)
        with pytest.raises(RateLimitedError):
            client.activities_page(ListAsk())
        assert at.kinds() == ["list", "list"]


def test_streams_and_shoes_leave_half_of_the_quarter_hour_to_the_blocks(tmp_path: Path) -> None:
    with world(tmp_path, run(1)) as at:
        at.log_in()
        at.state.spend(48)
        client = at.client()
        client.activities_page(ListAsk())
        assert client.track(ONE) is not None
        with pytest.raises(RateLimitedError):
            client.track(ONE)
        with pytest.raises(RateLimitedError):
            client.gear_name("g1")
        client.activities_page(ListAsk())
        client.read_text(ONE, "description")
        assert at.kinds() == ["list", "streams", "list", "detail"]
