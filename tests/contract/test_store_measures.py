"""What the store computes from the JSON as it came: temperature, climb, recordings."""

from collections.abc import Sequence
from typing import Any

import pytest
from store_world import DAY, NOW, OpenStore, pulled, streams

from annotations.model import ActivityId, Run, Track
from sync.ports import Pulled
from sync.store.activities import ActivityStore

pytest_plugins = ["store_fixtures"]

ONE = ActivityId(1)
DOWN = [2.5 * second for second in range(800)]
"""Metres, sample by sample; down a hill of 5 % for the second half of them."""
ALTITUDES = [50.0 - max(0.0, metres - 1000) * 0.05 for metres in DOWN]


def listed(number: int = 1, gear_id: str | None = None, **raw: Any) -> Pulled:
    """A run whose list entry says this."""
    given = pulled(number, gear_id=gear_id)
    return Pulled(given.run, given.athlete_id, {**given.raw, **raw})


def only_run(store: ActivityStore) -> Run:
    (run,) = store.runs()
    return run


def stored(store: OpenStore, told: Sequence[dict[str, Any]]) -> list[Run]:
    """One activity for each, in that order."""
    store.activities.save_page([listed(number, **raw) for number, raw in enumerate(told, 1)], NOW)
    return store.activities.runs()


TEMPERATURES: dict[str, tuple[dict[str, Any], float | None]] = {
    "none": ({}, None),
    "null": ({"average_temp": None}, None),
    "whole degrees": ({"average_temp": -3}, -3.0),
    "half degrees": ({"average_temp": 21.5}, 21.5),
    "words": ({"average_temp": "warm"}, None),
    "a truth": ({"average_temp": True}, None),
    "vast": ({"average_temp": 10**400}, None),
    "infinite": ({"average_temp": float("inf")}, None),
}


def test_the_temperature_is_what_the_device_felt(store: OpenStore) -> None:
    told = [raw for raw, _ in TEMPERATURES.values()]
    found = [run.temperature_c for run in stored(store, told)]
    assert dict(zip(TEMPERATURES, found, strict=True)) == {
        name: felt for name, (_, felt) in TEMPERATURES.items()
    }


CLIMBS: dict[str, tuple[dict[str, Any], float | None]] = {
    "not told": ({}, None),
    "a climb": ({"total_elevation_gain": 85.2}, 85.2),
    "none, and nothing measured it": ({"total_elevation_gain": 0.0}, None),
    "none, on a level that was measured": (
        {"total_elevation_gain": 0, "elev_high": 3.4, "elev_low": 3.0},
        0.0,
    ),
    "none, from an altimeter that stood still": (
        {"total_elevation_gain": 0, "elev_high": 0, "elev_low": 0},
        None,
    ),
    "typed in by hand": ({"total_elevation_gain": 85.2, "manual": True}, None),
    "below nothing": ({"total_elevation_gain": -4}, None),
    "words": ({"total_elevation_gain": "much"}, None),
}


def test_a_climb_of_nothing_is_one_only_where_something_measured_it(store: OpenStore) -> None:
    told = [raw for raw, _ in CLIMBS.values()]
    found = [run.elevation_gain_m for run in stored(store, told)]
    assert dict(zip(CLIMBS, found, strict=True)) == {
        name: climb for name, (_, climb) in CLIMBS.items()
    }


def recorded(altitudes: list[Any] | None) -> dict[str, Any]:
    told = streams(list(range(len(DOWN))), DOWN)
    return told if altitudes is None else {**told, "altitude": {"data": altitudes}}


def test_a_recording_tells_how_much_goes_downhill_and_is_kept_simplified(store: OpenStore) -> None:
    store.activities.save_page([listed()], NOW)
    store.activities.save_track(ONE, recorded(ALTITUDES))
    run = only_run(store.activities)
    assert run.downhill_share == pytest.approx(0.5, abs=0.02)
    assert run.track == Track((0.0, 799.0), (0.0, 1997.5))


UNUSABLE_ALTITUDES: dict[str, list[Any] | None] = {
    "none": None,
    "too few": ALTITUDES[:-1],
    "a hole": [*ALTITUDES[:-1], None],
    "words": ["high"] * len(DOWN),
    "infinite": [*ALTITUDES[:-1], float("inf")],
}


def test_a_recording_without_usable_altitudes_is_still_a_track(store: OpenStore) -> None:
    stored(store, [{} for _ in UNUSABLE_ALTITUDES])
    for number, altitudes in enumerate(UNUSABLE_ALTITUDES.values(), 1):
        store.activities.save_track(ActivityId(number), recorded(altitudes))
    found = [(run.downhill_share, run.track) for run in store.activities.runs()]
    assert found == [(None, Track((0.0, 799.0), (0.0, 1997.5)))] * len(UNUSABLE_ALTITUDES)


def test_a_new_recording_takes_the_place_of_the_old_one(store: OpenStore) -> None:
    store.activities.save_page([listed()], NOW)
    store.activities.save_track(ONE, recorded(ALTITUDES))
    store.activities.save_track(ONE, None)
    run = only_run(store.activities)
    assert (run.downhill_share, run.track) == (None, None)


def test_a_deleted_activity_takes_what_was_computed_with_it(store: OpenStore) -> None:
    store.activities.save_page([listed()], NOW)
    store.activities.save_track(ONE, recorded(ALTITUDES))
    store.activities.purge(NOW + DAY)
    store.activities.save_page([listed()], NOW)
    run = only_run(store.activities)
    assert (run.downhill_share, run.track) == (None, None)


def test_a_name_goes_with_the_last_run_in_that_shoe(store: OpenStore) -> None:
    store.activities.save_page([listed(1, "g1")], NOW)
    store.activities.save_page([listed(2, "g2"), listed(3)], NOW + DAY)
    for gear_id in ("g1", "g2"):
        store.activities.save_gear(gear_id, gear_id.upper(), NOW)
    assert [run.gear_name for run in store.activities.runs()] == ["G1", "G2", None]
    store.activities.purge(NOW + DAY)
    assert store.activities.gear_asked() == {"g2": NOW}


def test_what_an_older_version_computed_is_computed_anew(store: OpenStore) -> None:
    store.activities.save_page([listed()], NOW)
    store.activities.save_track(ONE, recorded(ALTITUDES))
    right = only_run(store.activities)
    with store.database.transaction() as session:
        session.connection().exec_driver_sql(
            "update recording set reading = 0, downhill_share = 0.99"
        )

    assert only_run(store.activities) == right
