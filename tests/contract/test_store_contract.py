"""What the pipeline may rely on, on SQLite and (where it can be started) on PostgreSQL."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from store_world import DAY, NOW, OpenStore, missed, pulled, streams

from annotations.model import ActivityId, Track
from sync.errors import StorageError
from sync.ports import Imported, Pulled

pytest_plugins = ["store_fixtures"]


def test_a_page_says_what_is_new_changed_and_unchanged(store: OpenStore) -> None:
    first = store.activities.save_page([pulled(1), pulled(2)], NOW)
    again = [pulled(1, kudos_count=5), pulled(2, name="Hills"), pulled(3)]
    second = store.activities.save_page(again, NOW + DAY)
    assert (first.new, first.changed, first.unchanged) == ((1, 2), (), 0)
    assert (second.new, second.changed, second.unchanged) == ((3,), (2,), 1)
    assert store.activities.count() == 3
    assert {run.id: run.name for run in store.activities.runs()} == {
        1: "Run 1",
        2: "Hills",
        3: "Run 3",
    }


def test_the_same_words_in_another_order_are_no_change(store: OpenStore) -> None:
    one = pulled(1)
    store.activities.save_page([one], NOW)
    store.activities.save_track(ActivityId(1), streams([0, 60], [0, 150]))
    turned = replace(one, raw=dict(reversed([*one.raw.items()])))
    assert list(turned.raw) != list(one.raw)
    assert store.activities.save_page([turned], NOW + DAY).unchanged == 1
    assert store.activities.tracked() == {1}, "its streams are not asked for again"
    edited = replace(turned, raw={**turned.raw, "name": "Hills"})
    assert store.activities.save_page([edited], NOW + 2 * DAY).changed == (1,)
    assert store.activities.tracked() == frozenset()


def test_an_activity_that_a_page_shows_twice_is_one_row(store: OpenStore) -> None:
    change = store.activities.save_page([pulled(1), pulled(1), pulled(1, name="Hills")], NOW)
    assert change.new == (1,)
    assert [run.name for run in store.activities.runs()] == ["Hills"]


def test_runs_come_back_as_they_were_oldest_first(store: OpenStore) -> None:
    whole = pulled(
        14_412_345_678_901,
        3,
        name="Läufe 🏃",
        gear_id="g1",
        start_hidden=True,
        manual=True,
        trainer=True,
    )
    store.activities.save_page([pulled(1, 1), whole, pulled(2, 2)], NOW)
    runs = store.activities.runs()
    assert [run.id for run in runs] == [14_412_345_678_901, 2, 1]
    assert runs[0] == whole.run
    assert runs[0].start_utc.utcoffset() is not None
    assert runs[0].start_local.tzinfo is None


def test_a_page_with_a_row_that_fails_leaves_nothing(store: OpenStore) -> None:
    broken = replace(pulled(3), run=replace(pulled(3).run, name="half \ud800"))
    with pytest.raises(StorageError):
        store.activities.save_page([pulled(1), pulled(2), broken], NOW)
    assert store.activities.count() == 0
    assert store.activities.save_page([pulled(1)], NOW).new == (1,)


def test_a_page_that_is_cut_short_leaves_nothing(store: OpenStore) -> None:
    class Cut(list[Pulled]):
        def __iter__(self) -> Iterator[Pulled]:
            yield pulled(1)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.activities.save_page(Cut(), NOW)
    assert store.activities.count() == 0


def test_the_second_absence_in_a_row_deletes_an_activity_and_its_track(store: OpenStore) -> None:
    store.activities.save_page([pulled(1), pulled(2)], NOW)
    store.activities.save_track(ActivityId(1), streams([0, 1], [0, 3]))
    first = missed(store, [2])
    second = missed(store, {2})
    assert (first.absent, first.deleted) == ((1,), ())
    assert (second.absent, second.deleted) == ((), (1,))
    assert [run.id for run in store.activities.runs()] == [2]
    store.activities.save_page([pulled(1)], NOW)
    assert store.activities.tracked() == frozenset()


def test_an_activity_that_is_seen_again_starts_anew(store: OpenStore) -> None:
    store.activities.save_page([pulled(1)], NOW)
    missed(store, [])
    store.activities.save_page([pulled(1)], NOW)
    assert missed(store, []).absent == (1,)


def test_a_partial_listing_says_nothing_of_what_began_before_it(store: OpenStore) -> None:
    store.activities.save_page([pulled(1, 1), pulled(2, 5), pulled(3, 9)], NOW)
    change = missed(store, [1], NOW - 5 * DAY)
    assert (change.absent, change.deleted) == ((2,), ())


def test_what_was_listed_and_could_not_be_read_was_seen(store: OpenStore) -> None:
    store.activities.save_page([pulled(1), pulled(2)], NOW - 6 * DAY)
    missed(store, [2])
    store.activities.see([ActivityId(1), ActivityId(99)], NOW)
    assert missed(store, [2]).deleted == (), "the one before counts for nothing"
    assert store.activities.purge(NOW - 5 * DAY) == 1
    assert [run.id for run in store.activities.runs()] == [1]
    assert not store.activities.shows(ActivityId(99))


def test_what_only_a_file_tells_of_was_not_shown_by_the_api(store: OpenStore) -> None:
    store.activities.save_page([pulled(1)], NOW)
    store.activities.save_imported([Imported(pulled(2), "export", "2.fit", "d")], NOW)
    assert store.activities.shows(ActivityId(1))
    assert not store.activities.shows(ActivityId(2))


def test_an_absence_that_the_runner_confirms_deletes_at_once(store: OpenStore) -> None:
    store.activities.save_page([pulled(number) for number in range(1, 1300)], NOW)
    lacking = store.activities.unlisted([ActivityId(7)], None)
    assert len(store.activities.count_absences(lacking, at_once=True)) == 1298
    assert [run.id for run in store.activities.runs()] == [7]


def test_thousands_may_go_at_once(store: OpenStore) -> None:
    store.activities.save_page([pulled(number) for number in range(1, 1300)], NOW)
    assert store.activities.purge(NOW + DAY) == 1299
    assert store.activities.count() == 0


def test_what_was_not_seen_since_is_purged(store: OpenStore) -> None:
    store.activities.save_page([pulled(1), pulled(2)], NOW - 8 * DAY)
    store.activities.save_page([pulled(2)], NOW)
    store.activities.save_track(ActivityId(1), streams([0], [0]))
    assert store.activities.purge(NOW - 7 * DAY) == 1
    assert [run.id for run in store.activities.runs()] == [2]
    assert store.activities.purge(NOW - 7 * DAY) == 0


def test_a_track_is_kept_until_its_activity_changes(store: OpenStore) -> None:
    store.activities.save_page([pulled(1), pulled(2), pulled(3)], NOW)
    store.activities.save_track(ActivityId(1), streams([0, 10], [0.0, 30.5]))
    store.activities.save_track(ActivityId(2), None)
    store.activities.save_track(ActivityId(99), streams([0], [0]))  # it went meanwhile
    assert store.activities.tracked() == {1, 2}
    tracks = {run.id: run.track for run in store.activities.runs()}
    assert tracks == {1: Track((0.0, 10.0), (0.0, 30.5)), 2: None, 3: None}
    store.activities.save_page([pulled(1, name="cropped"), pulled(2, kudos_count=9)], NOW)
    assert store.activities.tracked() == {2}


UNUSABLE_TRACKS: dict[str, dict[str, Any]] = {
    "empty": {},
    "no distance": {"time": {"data": [0, 1]}},
    "no data": streams([], []),
    "uneven": streams([0, 1], [0]),
    "time goes back": streams([2, 1], [0, 1]),
    "distance goes back": streams([0, 1, 2], [3, 2, 1]),
    "one point": streams([0], [0]),
    "on the spot": streams([0, 60], [5, 5]),
    "words": streams(["start"], [0]),
    "null": streams([0, None], [0, 1]),
    "vast": streams([0, 10**400], [0, 1]),
    "a list": {"time": [0], "distance": [0]},
}


@pytest.mark.parametrize("raw", UNUSABLE_TRACKS.values(), ids=UNUSABLE_TRACKS.keys())
def test_streams_that_can_not_be_used_are_no_track(store: OpenStore, raw: dict[str, Any]) -> None:
    store.activities.save_page([pulled(1)], NOW)
    store.activities.save_track(ActivityId(1), raw)
    assert [run.track for run in store.activities.runs()] == [None]
    assert store.activities.tracked() == {1}
