"""The pull: how far it lists, what it takes for deleted, and what never deletes anything."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from pipeline_fakes import NOW, Desk, FakeStrava, a_run, down, listed

from annotations.model import ActivityId
from sync.errors import Exit, LoginNeededError, StorageError, TwingeError
from sync.pipeline.listing import Listing, to_text
from sync.pipeline.pull import (
    ABSENCES_EVERY,
    FEW_ABSENT,
    LAST_FULL,
    LISTING,
    Foretold,
    foretold,
    pull,
)
from sync.pipeline.reports import PullReport
from sync.ports import FILE_IDS_FROM, Broken, Imported, ListAsk, Page, PageChange, Pulled
from sync.store.activities import ActivityStore

pytest_plugins = ("pipeline_fixtures",)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
RUNS = [a_run(number, days_ago=number) for number in range(1, 7)]


def pages(*lengths: int) -> list[Page]:
    """The runs of the record, the newest first, on pages of these lengths."""
    starts = [sum(lengths[:at]) for at in range(len(lengths))]
    return [listed(*RUNS[a : a + n]) for a, n in zip(starts, lengths, strict=True)]


def listing(desk: Desk, **more: Any) -> PullReport:
    desk.strava.told.clear()
    given: dict[str, Any] = {"retention": 7 * DAY, **more}
    return pull(desk.strava, desk.store, desk.clock, desk.progress, **given)


def later(desk: Desk, **more: Any) -> PullReport:
    """A pull so long after the one before that an absence counts anew."""
    desk.clock.pass_s(ABSENCES_EVERY.total_seconds())
    return listing(desk, **more)


def known(desk: Desk) -> set[int]:
    return {run.id for run in desk.store.activities.runs()}


@pytest.mark.parametrize(
    ("lengths", "requests"), [((6,), 2), ((3, 3), 3), ((4, 2), 2), ((2, 2, 2), 6), ((2, 1, 3), 6)]
)
def test_a_first_pull_lists_everything_and_ends_where_newest_and_oldest_meet(
    desk: Desk, strava: FakeStrava, lengths: tuple[int, ...], requests: int
) -> None:
    strava.pages = pages(*lengths)

    report = listing(desk)

    assert known(desk) == {1, 2, 3, 4, 5, 6}
    assert (report.new, report.complete, report.failure) == (6, True, None)
    assert len(strava.told) == requests


def test_a_quiet_night_asks_for_one_page(desk: Desk, strava: FakeStrava) -> None:
    strava.pages = pages(2, 2, 2)
    listing(desk)

    report = listing(desk)

    assert strava.told == ["page 1"]
    assert report == PullReport()


def test_new_and_edited_runs_are_seen(desk: Desk, strava: FakeStrava) -> None:
    strava.pages = pages(3, 3)
    listing(desk)
    edited = a_run(2, days_ago=2, visibility="everyone")
    renamed = listed(a_run(0, days_ago=0.5), RUNS[0], edited)
    strava.pages[0] = Page((*renamed.pulled[:2], _with_raw(renamed, 2)))

    report = listing(desk)

    assert (report.new, report.changed) == (1, 1)
    assert next(r for r in desk.store.activities.runs() if r.id == 2).visibility == "everyone"
    assert strava.told == ["page 1"]


def test_a_newest_page_that_does_not_reach_back_to_what_is_known_is_gone_on_from(
    desk: Desk, strava: FakeStrava
) -> None:
    strava.pages = pages(2, 2, 2)
    listing(desk)
    added = [a_run(number, days_ago=number / 100) for number in range(10, 15)]
    strava.pages = [listed(*added[:2]), listed(*added[2:4]), listed(added[4], *RUNS[:1]), *pages(6)]
    strava.pages[-1] = listed(*RUNS[1:])
    strava.failures["page older"] = down()

    assert listing(desk).new == 2, "and then it was cut off"
    strava.behave()
    assert listing(desk).new == 3
    assert known(desk) == {*range(1, 7), *range(10, 15)}


def _with_raw(page: Page, at: int) -> Any:
    return replace(page.pulled[at], raw={"visibility": "everyone"})


def test_after_44_hours_everything_is_listed_again(desk: Desk, strava: FakeStrava) -> None:
    strava.pages = pages(3, 3)
    listing(desk)
    desk.clock.pass_s(44 * 3600 - 1)
    assert listing(desk).complete is False
    desk.clock.pass_s(1)

    assert listing(desk).complete is True
    assert len(strava.told) == 3


def test_a_listing_that_a_wrong_clock_dated_to_the_future_counts_for_nothing(
    desk: Desk, strava: FakeStrava
) -> None:
    strava.pages = pages(3, 3)
    listing(desk)
    desk.store.memory.put(LAST_FULL, (NOW + 400 * DAY).isoformat())

    assert listing(desk).complete is True


class Deaf(FakeStrava):
    """Gives the newest page whatever it is asked for."""

    def activities_page(self, ask: ListAsk) -> Page:
        super().activities_page(ask)
        return self.pages[0]


def test_pages_that_repeat_end_the_listing_without_calling_it_whole(desk: Desk) -> None:
    desk.strava = Deaf(desk.clock, pages=pages(3, 3))

    report = listing(desk)

    assert desk.strava.told == ["page 1", "page oldest", "page older", "page older"]
    assert report.complete is False
    assert desk.store.memory.get(LAST_FULL) is None
    assert report.deleted == 0


def test_a_run_is_deleted_when_two_listings_in_a_row_miss_it(
    desk: Desk, strava: FakeStrava
) -> None:
    strava.pages = pages(6)
    listing(desk)
    strava.pages = [listed(*RUNS[:2], *RUNS[3:])]

    assert listing(desk).deleted == 0
    assert 3 in known(desk)
    assert later(desk).deleted == 1
    assert 3 not in known(desk)


@pytest.mark.parametrize("full", [True, False])
def test_listings_within_a_few_hours_are_one_absence(
    desk: Desk, strava: FakeStrava, full: bool
) -> None:
    """What Strava shows may be a copy that lags behind, and shows the same for a while."""
    strava.pages = pages(6)
    listing(desk)
    strava.pages = [listed(*RUNS[:2], *RUNS[3:])]
    listing(desk, full=full)
    for _ in range(3):
        desk.clock.pass_s(ABSENCES_EVERY.total_seconds() / 3 - 1)
        assert listing(desk, full=full).deleted == 0
    desk.clock.pass_s(3)

    assert listing(desk, full=full).deleted == 1


def test_an_absence_that_a_wrong_clock_dated_to_the_future_delays_none(
    desk: Desk, strava: FakeStrava
) -> None:
    strava.pages = pages(6)
    desk.clock.pass_s(400 * 86400)
    listing(desk)
    strava.pages = [listed(*RUNS[:2], *RUNS[3:])]
    listing(desk)
    desk.clock.pass_s(-400 * 86400)

    assert listing(desk).deleted == 1


def test_a_whole_listing_whose_absence_does_not_count_yet_is_made_again(
    desk: Desk, strava: FakeStrava
) -> None:
    """The oldest run, which the newest page never tells of."""
    strava.pages = pages(6)
    listing(desk)
    strava.pages = [listed(*RUNS[1:])]
    listing(desk)
    strava.pages = [listed(*RUNS[1:5])]
    desk.clock.pass_s(3600)
    listing(desk, full=True)

    assert [later(desk).deleted, later(desk).deleted] == [1, 1]
    assert known(desk) == {2, 3, 4, 5}


def test_the_oldest_run_is_missed_by_whole_listings_only(desk: Desk, strava: FakeStrava) -> None:
    strava.pages = pages(6)
    listing(desk)
    strava.pages = pages(5)

    assert [later(desk).deleted for _ in range(3)] == [0, 0, 0]
    assert [later(desk, full=True).deleted for _ in range(2)] == [0, 1]
    assert known(desk) == {1, 2, 3, 4, 5}


def test_a_whole_listing_that_missed_a_run_is_made_again_by_the_next_pull(
    desk: Desk, strava: FakeStrava
) -> None:
    """Also soon after another whole listing: the oldest run is missed by whole ones only."""
    strava.pages = pages(6)
    listing(desk)
    strava.pages = pages(5)
    listing(desk, full=True)
    desk.clock.pass_s(24 * 3600)

    assert listing(desk).deleted == 1
    assert listing(desk).complete is False
    assert strava.told == ["page 1"]


class Dying(ActivityStore):
    """The process ends as soon as a page is in the record."""

    def save_page(self, page: Sequence[Pulled], seen_at: datetime) -> PageChange:
        super().save_page(page, seen_at)
        raise KeyboardInterrupt


def test_a_pull_that_dies_once_the_newest_page_is_in_the_record_is_gone_on_with(
    desk: Desk, strava: FakeStrava
) -> None:
    """Two pages of new runs: the newest alone must not pass for all that is new."""
    strava.pages = [listed(*RUNS[4:])]
    listing(desk)
    strava.pages = pages(2, 2, 2)
    whole, desk.store = desk.store, replace(desk.store, activities=Dying(desk.database))
    with pytest.raises(KeyboardInterrupt):
        listing(desk)
    assert known(desk) == {1, 2, 5, 6}
    desk.store = whole

    assert listing(desk).complete is True
    assert known(desk) == {1, 2, 3, 4, 5, 6}


def test_a_run_that_comes_back_starts_from_nothing(desk: Desk, strava: FakeStrava) -> None:
    whole, without = pages(6), [listed(*RUNS[:2], *RUNS[3:])]
    for shown in (whole, without, whole, without, whole):
        strava.pages = shown
        assert later(desk).deleted == 0


def test_a_quiet_night_says_nothing_of_runs_on_pages_that_it_did_not_ask_for(
    desk: Desk, strava: FakeStrava
) -> None:
    """Also where a run of the next page began at the very moment of this page's last."""
    twin = a_run(99, days_ago=2)
    strava.pages = [listed(*RUNS[:2]), listed(twin, *RUNS[2:])]
    listing(desk)

    for _ in range(3):
        assert later(desk).deleted == 0

    assert strava.told == ["page 1"]
    assert known(desk) == {1, 2, 3, 4, 5, 6, 99}


def test_an_empty_list_deletes_nothing_and_asks_what_happened(
    desk: Desk, strava: FakeStrava
) -> None:
    strava.pages = pages(6)
    listing(desk)
    strava.pages = []

    for _ in range(3):
        report = later(desk)
        assert report.failure is not None
        assert report.failure.exit_code is Exit.HELD_BACK
        assert "`twinge sync --confirm`" in report.failure.hint

    assert len(known(desk)) == 6
    assert later(desk, confirmed=True) == PullReport(deleted=6, complete=True)
    assert known(desk) == set()
    assert later(desk) == PullReport(complete=True)


MANY = [a_run(number, days_ago=number) for number in range(1, 25)]


@pytest.mark.parametrize("full", [True, False])
def test_where_most_would_vanish_nothing_does_until_the_runner_says_so(
    desk: Desk, strava: FakeStrava, full: bool
) -> None:
    """More than ten, and more than half of all; on a newest page too."""
    strava.pages = [listed(*MANY)]
    listing(desk)
    strava.pages = [listed(*MANY[12:])]
    assert later(desk, full=full).failure is None, "12 of 24 are half of all"
    strava.pages = [listed(*MANY)]
    later(desk)
    strava.pages = [listed(*MANY[13:])]

    for _ in range(3):
        report = later(desk, full=full)
        assert report.failure is not None
        assert report.failure.exit_code is Exit.HELD_BACK
        assert "of the 24 activities" in report.failure.message
        assert (report.deleted, report.complete, len(known(desk))) == (0, False, 24)

    confirmed = later(desk, confirmed=True)
    assert confirmed.failure is None
    assert (confirmed.deleted, len(known(desk))) == (13, 11)
    assert later(desk, full=full).failure is None


@pytest.mark.parametrize("full", [True, False])
def test_what_a_login_may_not_see_is_unseen_and_not_deleted(
    desk: Desk, strava: FakeStrava, full: bool
) -> None:
    """Of six runs 1 to 4 are private; run 5 is deleted while the login does not see those."""
    runs = [replace(run, visibility="everyone") if run.id > 4 else run for run in RUNS]
    strava.pages = [listed(*runs)]
    listing(desk)
    strava.granted = frozenset({"activity:read"})
    strava.pages = [listed(runs[5])]

    seen = [later(desk, full=full), later(desk, full=full), listing(desk)]
    assert strava.told == ["page 1"], "nobody waits for what can't be seen"
    assert [report.deleted for report in seen] == [0, 1, 0]
    assert [report.failure for report in seen] == [None] * 3
    assert [report.unseen for report in seen] == [4] * 3
    assert later(desk, confirmed=True).deleted == 0
    assert known(desk) == {1, 2, 3, 4, 6}

    strava.granted = frozenset({"activity:read_all"})
    strava.pages = [listed(*runs[1:4], runs[5])]
    reports = [later(desk, full=True) for _ in range(2)]
    assert known(desk) == {2, 3, 4, 6}
    assert [report.unseen for report in reports] == [0, 0]


def test_a_few_may_vanish_however_few_there_are(desk: Desk, strava: FakeStrava) -> None:
    strava.pages = [listed(*MANY[: FEW_ABSENT + 1])]
    listing(desk)
    strava.pages = [listed(MANY[0])]

    assert [later(desk, full=True).deleted for _ in range(2)] == [0, FEW_ABSENT]


def test_what_was_held_back_goes_when_its_time_is_up(desk: Desk, strava: FakeStrava) -> None:
    strava.pages = [listed(*MANY)]
    listing(desk)
    strava.pages = [listed(*MANY[20:])]
    days = [later(desk, full=True).purged for _ in range(7 * 6 + 1)]

    assert days == [0] * 42 + [20]
    assert later(desk).failure is None
    assert len(known(desk)) == 4


def test_an_empty_list_of_an_empty_record_is_fine(desk: Desk) -> None:
    assert listing(desk) == PullReport(complete=True)


def test_an_empty_list_is_fine_where_the_record_is_of_the_runners_own_files(desk: Desk) -> None:
    (of_watch,) = listed(a_run(FILE_IDS_FROM + 1)).pulled
    desk.store.activities.save_imported([Imported(of_watch, "file", "a.fit", "digest")], NOW)

    assert listing(desk) == PullReport(complete=True)
    assert known(desk) == {FILE_IDS_FROM + 1}


def test_broken_entries_are_named_and_nothing_is_deleted(desk: Desk, strava: FakeStrava) -> None:
    strava.pages = pages(6)
    listing(desk)
    strava.pages = [listed(*RUNS[:5], broken=["activity without an id"])]

    for _ in range(3):
        report = later(desk, full=True)
        assert [one.subject for one in report.broken] == ["activity without an id"]

    assert len(known(desk)) == 6


@pytest.mark.parametrize("full", [True, False])
def test_a_broken_entry_with_an_id_hides_no_deletion_and_is_not_taken_for_one(
    desk: Desk, strava: FakeStrava, full: bool
) -> None:
    strava.pages = pages(6)
    listing(desk)
    odd = Broken("activity 2", "it is odd", ActivityId(2))
    strava.pages = [Page(listed(RUNS[0], *RUNS[3:]).pulled, (odd,))]

    assert [later(desk, full=full).deleted for _ in range(3)] == [0, 1, 0]
    assert known(desk) == {1, 2, 4, 5, 6}


def test_a_run_that_became_unreadable_is_listed_and_stays(desk: Desk, strava: FakeStrava) -> None:
    strava.pages = pages(6)
    listing(desk)
    odd = Broken("activity 2", "it is odd", ActivityId(2))
    strava.pages = [Page(listed(RUNS[0], *RUNS[2:]).pulled, (odd,))]
    for _ in range(9):
        desk.clock.pass_s(86400)
        assert listing(desk).purged == 0

    assert known(desk) == {1, 2, 3, 4, 5, 6}


@pytest.mark.parametrize("full", [True, False])
def test_a_page_of_broken_entries_does_not_hide_the_pages_behind_it(
    desk: Desk, strava: FakeStrava, full: bool
) -> None:
    strava.pages = [listed(broken=["activity 8", "activity 9"]), *pages(3, 3)]
    desk.store.memory.put(LAST_FULL, NOW.isoformat())

    report = listing(desk, full=full)

    assert known(desk) == {1, 2, 3, 4, 5, 6}
    assert len(report.broken) == 2
    assert report.complete is True


def test_another_athletes_list_is_refused_before_anything_is_changed(
    desk: Desk, strava: FakeStrava
) -> None:
    strava.pages = pages(6)
    listing(desk)
    strava.pages = [listed(a_run(50), athlete_id=8)]

    report = listing(desk)

    assert report.failure is not None
    assert report.failure.exit_code is Exit.HELD_BACK
    assert "another athlete" in str(report.failure)
    assert known(desk) == {1, 2, 3, 4, 5, 6}


def test_an_entry_that_does_not_say_whose_it_is_is_taken(desk: Desk, strava: FakeStrava) -> None:
    strava.pages = [listed(*RUNS[:1], athlete_id=None), listed(*RUNS[1:])]

    assert listing(desk).new == 6


@pytest.mark.parametrize(
    ("failure", "code"),
    [(down(), Exit.TRY_LATER), (LoginNeededError("revoked"), Exit.LOGIN_NEEDED)],
    ids=["down", "login"],
)
def test_a_failure_in_the_middle_keeps_the_pages_so_far_and_the_next_run_goes_on(
    desk: Desk, strava: FakeStrava, failure: TwingeError, code: Exit
) -> None:
    strava.pages = pages(2, 2, 2)
    strava.failures["page older"] = failure

    report = listing(desk)

    assert report.failure is failure
    assert report.failure.exit_code is code
    assert (known(desk), report.new, report.complete) == ({1, 2, 5, 6}, 4, False)
    strava.behave()
    assert listing(desk).complete is True
    assert strava.told == ["page 1", *["page older"] * 4], "neither the oldest nor the start again"
    assert len(known(desk)) == 6


def test_a_listing_that_was_cut_off_is_not_gone_on_with_where_the_newest_page_does_not_join(
    desk: Desk, strava: FakeStrava
) -> None:
    """Its pages are not in the record: a copy was put back, or as much was uploaded meanwhile."""
    strava.pages = pages(2, 2, 2)
    down_to_4, from_5 = (int(RUNS[at].start_utc.timestamp()) for at in (3, 4))
    ids = frozenset(run.id for run in RUNS)
    cut_off = Listing(NOW.timestamp(), down_to_4, 1, from_5, oldest_asked=True, listed=ids)
    desk.store.memory.put(LISTING, to_text(cut_off))

    assert listing(desk).complete is True
    assert known(desk) == {1, 2, 3, 4, 5, 6}


def test_a_plan_after_a_first_pull_that_was_cut_off_claims_no_end(
    desk: Desk, strava: FakeStrava
) -> None:
    def plan() -> Foretold:
        return foretold(desk.store.memory, desk.store.activities.count_listed(), NOW)

    assert plan() == Foretold(2, at_least=True)
    strava.pages = pages(2, 2, 2)
    strava.failures["page older"] = down()
    listing(desk)
    assert plan() == Foretold(2, at_least=True)
    strava.behave()
    listing(desk)
    assert plan() == Foretold(1)


def test_a_plan_of_a_listing_that_was_killed_at_its_start_is_that_of_a_whole_one(
    desk: Desk, strava: FakeStrava
) -> None:
    strava.pages = pages(6)
    listing(desk)
    strava.failures["page oldest"] = down()
    listing(desk, full=True)

    assert foretold(desk.store.memory, 402, NOW) == Foretold(4)


def test_what_files_of_the_runners_tell_is_no_part_of_a_plan(desk: Desk) -> None:
    (of_watch,) = listed(a_run(FILE_IDS_FROM + 1)).pulled
    desk.store.activities.save_imported([Imported(of_watch, "file", "a.fit", "digest")], NOW)

    assert (desk.store.activities.count(), desk.store.activities.count_listed()) == (1, 0)


def test_a_failure_of_the_disk_is_not_a_pull_that_stopped(desk: Desk, strava: FakeStrava) -> None:
    strava.failures["page 1"] = StorageError("full")

    with pytest.raises(StorageError):
        listing(desk)


def test_what_was_not_seen_again_is_deleted_after_the_retention(
    desk: Desk, strava: FakeStrava
) -> None:
    strava.pages = pages(6)
    listing(desk)
    strava.failures["page *"] = down()
    desk.clock.pass_s(7 * 86400)
    assert listing(desk).purged == 0
    desk.clock.pass_s(1)

    assert listing(desk).purged == 6
    strava.behave()
    assert listing(desk).new == 6
