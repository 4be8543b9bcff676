"""How many requests a listing takes of the real client, and what of the limits outlives a process."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from in_process import InProcess, in_process
from store_world import open_store

from sync.errors import RateLimitedError
from sync.pipeline.pull import pull
from sync.pipeline.reports import PullReport
from sync.ports import ListAsk, Store
from sync.sandbox.answers import Json
from sync.sandbox.limits import Limits
from sync.sandbox.outing import Outing, activity_of
from sync.wiring import Silent

PER_PAGE = 10
"""A twentieth of Strava's, so that few activities fill many pages."""


def runs(count: int, **facts: bool) -> list[Json]:
    start = datetime(2026, 7, 24, 8)
    return [
        activity_of(
            Outing(
                id=number,
                start_local=start - timedelta(days=number),
                distance_m=5000.0,
                moving_s=1800,
                manual=True,
                **facts,  # type: ignore[arg-type]
            )
        )
        for number in range(1, count + 1)
    ]


class Puller:
    """One runner's record, pulled again and again."""

    def __init__(self, folder: Path, world: InProcess) -> None:
        self.world = world
        self.opened = open_store(folder, "sqlite://")

    def __call__(self, *, full: bool = False) -> PullReport:
        one = self.opened
        store = Store(
            one.activities,
            one.notes,
            one.journal,
            one.memory,
            one.claims,
            one.experiments,
            one.copies,
        )
        strava, clock = self.world.client(one.memory), self.world.clock
        return pull(strava, store, clock, Silent(), retention=timedelta(days=7), full=full)


SIZES = [(count, False) for count in (0, 1, 2, 9, 10, 11, 20, 21, 90)] + [(1, True), (45, True)]


@pytest.mark.parametrize(("count", "hidden"), SIZES)
def test_a_first_pull_takes_a_request_for_each_page_and_one_more(
    tmp_path: Path, count: int, hidden: bool
) -> None:
    with in_process(tmp_path, *runs(count, start_hidden=hidden), per_page=PER_PAGE) as world:
        puller = Puller(tmp_path, world)
        report = puller()
        first = world.kinds()
        quiet = puller()
        again = world.kinds()[len(first) :]
        puller.opened.database.close()
    assert (report.new, report.complete) == (count, True)
    assert set(first) | set(again) == {"list"}
    overlap = 0 if not hidden else 1 + count // PER_PAGE // 2
    assert len(first) <= -(-count // PER_PAGE) + 1 + overlap
    assert len(again) == 1
    assert quiet.new == quiet.changed == 0


@pytest.mark.parametrize("lost", [0, 2])
def test_a_listing_of_more_pages_than_a_quarter_hour_allows_goes_on_where_it_stopped(
    tmp_path: Path, lost: int
) -> None:
    """200 activities on 10 requests a quarter hour, of which half are left to others."""
    limits = Limits(10, 1000, 200, 2000)
    with in_process(tmp_path, *runs(200), per_page=PER_PAGE, limits=limits) as world:
        puller = Puller(tmp_path, world)
        stops = []
        while not (report := puller()).complete:
            assert isinstance(report.failure, RateLimitedError)
            stops.append(report.failure.until_epoch_s)
            for _ in range(lost):  # too early: nothing is sent, and nothing forgotten
                world.clock.now_s = (world.clock.now_s + stops[-1]) / 2
                assert isinstance(puller().failure, RateLimitedError)
            world.clock.now_s = stops[-1]
        asked = [one for one in world.state.requests if one.kind == "list"]
        known = puller.opened.activities.count()
        puller.opened.database.close()
    assert known == 200
    assert {one.status for one in asked} == {200}
    assert len(stops) == 5
    assert len(asked) <= 200 // (PER_PAGE - 1) + 2 + len(stops), "the newest page again each time"


def test_the_difference_of_the_clocks_outlives_a_process(tmp_path: Path) -> None:
    """Five minutes ahead: the quarter hour of this machine ends while Strava's goes on."""
    with in_process(tmp_path, *runs(1), limits=Limits(4, 1000, 200, 2000)) as world:
        world.state.now = lambda: world.clock.now_s - 300
        world.state.spend(3)
        world.client().activities_page(ListAsk())
        ends = []
        for later_s in (0, 240, 64):
            world.clock.now_s += later_s
            with pytest.raises(RateLimitedError, match="12:00 UTC") as limited:
                world.client().activities_page(ListAsk())
            ends.append(limited.value.until_epoch_s - world.clock.now_s)
        world.clock.now_s += ends[-1]
        world.client().activities_page(ListAsk())
        statuses = [one.status for one in world.state.requests]
    assert statuses == [200, 200]
