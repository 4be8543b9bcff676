"""Recordings of noted runs and names of shoes: which are asked for, how many a night, what trouble does."""

from datetime import timedelta
from typing import Any

import pytest
from pipeline_fakes import NOW, Desk, FakeStrava, a_run, down, listed

from annotations.matching import match_notes
from annotations.model import ActivityId, Note, Run
from annotations.notes.reader import read_note
from annotations.record import Record, build_record
from sync.errors import (
    ActivityError,
    LoginNeededError,
    RateLimitedError,
    StorageError,
    TryLaterError,
    TwingeError,
)
from sync.pipeline.recordings import (
    SHOES_A_NIGHT,
    Wanted,
    fetch_recordings,
    name_shoes,
    wanted,
)
from sync.pipeline.reports import PullReport

pytest_plugins = ("pipeline_fixtures",)

STREAMS = {"time": {"data": [0, 600]}, "distance": {"data": [0, 2000]}}


def note(number: int, **keys: str) -> Note:
    lines = "\n".join(f"{key}: {value}" for key, value in keys.items())
    text = f"---\nstrava: {number}\npain: 5\nwhere: right knee\n{lines}\n---\n"
    reading = read_note(f"{number}.md", text.encode(), units="mi")
    assert reading is not None
    assert reading.note is not None, reading.problems
    return reading.note


def record_of(runs: list[Run], notes: list[Note]) -> Record:
    matching = match_notes(notes, runs, today=NOW.date())
    return build_record(runs, matching.matches)


def ids(*numbers: int) -> tuple[ActivityId, ...]:
    return tuple(ActivityId(number) for number in numbers)


def saved(desk: Desk, *runs: Run) -> None:
    desk.strava.pages = [listed(*runs)]
    desk.store.activities.save_page(desk.strava.pages[0].pulled, NOW)
    desk.strava.tracks = {run.id: STREAMS for run in runs}


def fetched(desk: Desk, want: Wanted) -> tuple[frozenset[ActivityId], PullReport]:
    desk.strava.told.clear()
    report = PullReport()
    waiting = fetch_recordings(desk.strava, desk.store.activities, want, desk.progress, report)
    return waiting, report


def test_a_recording_is_needed_where_a_note_names_a_time_and_useful_for_every_other_noted_run() -> (
    None
):
    runs = [a_run(number, days_ago=number) for number in (1, 2, 3, 5, 6)]
    runs.append(a_run(4, days_ago=4, manual=True))
    runs.append(a_run(7, days_ago=7, trainer=True))
    runs.append(a_run(8, days_ago=8, trainer=True))
    notes = [
        note(1, onset="25:30"),
        note(2, onset="3 mi"),
        note(3, did="\n  - butt kicks @ 20 min -> gone"),
        note(4, onset="25:30"),
        note(6, onset="2 mi"),
        note(7, onset="2 mi"),
        note(8, onset="12:00"),
    ]
    record = record_of(runs, notes)

    assert wanted(record, frozenset()) == Wanted(ids(1, 3, 8), ids(2, 6))
    assert wanted(record, frozenset(ids(1, 2))) == Wanted(ids(3, 8), ids(6))


def test_what_is_needed_is_asked_for_first(desk: Desk) -> None:
    saved(desk, *(a_run(number, days_ago=number) for number in (1, 2, 3)))

    waiting, report = fetched(desk, Wanted(needed=ids(3), useful=ids(1, 2)))

    assert desk.strava.told == ["track 3", "track 1", "track 2"]
    assert desk.store.activities.tracked() == {1, 2, 3}
    assert (waiting, report.recordings, report.recordings_later) == (frozenset(), 3, 0)


def test_a_recording_that_strava_refuses_is_named_and_not_waited_for(
    desk: Desk, strava: FakeStrava
) -> None:
    saved(desk, *(a_run(number, days_ago=number) for number in (1, 2, 3)))
    strava.failures["track 2"] = ActivityError("refused")

    waiting, report = fetched(desk, Wanted(needed=ids(1, 2), useful=ids(3)))

    assert desk.store.activities.tracked() == {1, 3}
    assert [one.subject for one in report.broken] == ["The recording of activity 2"]
    assert (waiting, report.failure) == (frozenset(), None)


SPENT = RateLimitedError("spent", until_epoch_s=900.0)
TROUBLE: dict[str, tuple[TwingeError, str, tuple[int, ...], bool]] = {
    "the limit is spent, nothing needed is to come": (SPENT, "track 2", (), False),
    "the limit is spent, something needed is to come": (SPENT, "track 1", (1,), True),
    "Strava is down": (down(), "track 2", (), True),
    "the login went": (LoginNeededError("revoked"), "track 1", (1,), True),
}


@pytest.mark.parametrize(("error", "at", "to_wait", "fails"), TROUBLE.values(), ids=TROUBLE.keys())
def test_trouble_stops_the_asking_and_keeps_what_came(
    desk: Desk, error: TwingeError, at: str, to_wait: tuple[int, ...], fails: bool
) -> None:
    saved(desk, *(a_run(number, days_ago=number) for number in (1, 2, 3)))
    desk.strava.failures[at] = error

    waiting, report = fetched(desk, Wanted(needed=ids(1), useful=ids(2, 3)))

    assert waiting == set(to_wait)
    assert report.failure is (error if fails else None)
    assert report.goes_on_at_s == (SPENT.until_epoch_s if error is SPENT else None)
    assert desk.strava.told[-1] == at
    assert report.recordings + report.recordings_later == 3


def test_a_full_disk_is_no_trouble_of_strava(desk: Desk) -> None:
    saved(desk, a_run(1))
    desk.strava.failures["track 1"] = StorageError("full")

    with pytest.raises(StorageError):
        fetched(desk, Wanted(useful=ids(1)))


def worn(*shoes: str | None) -> Record:
    """Noted runs in these shoes, the newest first."""
    runs = [a_run(n, days_ago=n, gear_id=shoe) for n, shoe in enumerate(shoes, 1)]
    return record_of(runs, [note(run.id, onset="2 mi") for run in runs])


def named(desk: Desk, record: Record) -> list[str]:
    desk.strava.told.clear()
    name_shoes(desk.strava, desk.store.activities, record, desk.clock)
    return list(desk.strava.told)


def test_a_shoe_is_asked_for_once_and_again_after_a_week(desk: Desk, strava: FakeStrava) -> None:
    saved(desk, a_run(1, gear_id="g1"), a_run(2, gear_id="g2"), a_run(3))
    strava.shoes = {"g1": "Daily 4"}
    record = worn("g1", "g2", "g1", None)

    assert named(desk, record) == ["gear g1", "gear g2"]
    assert named(desk, record) == []
    assert [run.gear_name for run in desk.store.activities.runs()] == ["Daily 4", None, None]

    strava.shoes = {"g1": "Old daily", "g2": "Tempo"}
    desk.clock.pass_s(timedelta(days=7).total_seconds())
    assert named(desk, record) == ["gear g1", "gear g2"]
    assert {run.gear_id: run.gear_name for run in desk.store.activities.runs()} == {
        "g1": "Old daily",
        "g2": "Tempo",
        None: None,
    }


def test_a_shoe_that_strava_no_longer_tells_keeps_its_name(desk: Desk, strava: FakeStrava) -> None:
    saved(desk, a_run(1, gear_id="g1"))
    strava.shoes = {"g1": "Daily 4"}
    named(desk, worn("g1"))
    strava.shoes = {}
    desk.clock.pass_s(timedelta(days=8).total_seconds())

    assert named(desk, worn("g1")) == ["gear g1"]
    assert [run.gear_name for run in desk.store.activities.runs()] == ["Daily 4"]


@pytest.mark.parametrize("error", [down(), SPENT, LoginNeededError("no")], ids=str)
def test_no_night_fails_for_the_name_of_a_shoe(desk: Desk, error: TryLaterError) -> None:
    saved(desk, a_run(1, gear_id="g1"))
    desk.strava.failures["gear g1"] = error

    assert named(desk, worn("g1", "g2")) == ["gear g1"]
    assert [run.gear_name for run in desk.store.activities.runs()] == [None]


def test_a_shoe_whose_answer_can_not_be_read_stops_no_other_and_is_asked_for_again(
    desk: Desk, strava: FakeStrava
) -> None:
    saved(desk, a_run(1, gear_id="g1"), a_run(2, gear_id="g2"))
    strava.shoes = {"g1": "Daily 4", "g2": "Tempo"}
    strava.failures["gear g1"] = ActivityError("odd")

    assert named(desk, worn("g1", "g2")) == ["gear g1", "gear g2"]
    assert {run.gear_name for run in desk.store.activities.runs()} == {None, "Tempo"}
    strava.behave()
    assert named(desk, worn("g1", "g2")) == ["gear g1"]


def test_a_night_asks_for_the_last_worn_shoes_and_not_for_dozens(desk: Desk) -> None:
    shoes = [f"g{number}" for number in range(30)]
    record = worn(*shoes)

    first, second = named(desk, record), named(desk, record)

    assert first == [f"gear {shoe}" for shoe in shoes[:SHOES_A_NIGHT]]
    assert second == [f"gear {shoe}" for shoe in shoes[SHOES_A_NIGHT : 2 * SHOES_A_NIGHT]]


def test_a_clock_that_was_wrong_once_does_not_keep_a_name_for_ever(desk: Desk) -> None:
    saved(desk, a_run(1, gear_id="g1"))
    ahead: dict[str, Any] = {"gear_id": "g1", "name": "Daily", "at": NOW + timedelta(days=900)}
    desk.store.activities.save_gear(**ahead)

    assert named(desk, worn("g1")) == ["gear g1"]
