"""What the store computes from the JSON as it came: temperature, climb, recordings; also in an older database."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from store_world import DAY, NOW, OpenStore, open_store, pulled, streams

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


@pytest.mark.parametrize(("raw", "felt"), TEMPERATURES.values(), ids=TEMPERATURES.keys())
def test_the_temperature_is_what_the_device_felt(
    tmp_path: Path, raw: dict[str, Any], felt: float | None
) -> None:
    store = open_store(tmp_path)
    store.activities.save_page([listed(**raw)], NOW)
    assert only_run(store.activities).temperature_c == felt
    store.database.close()


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


@pytest.mark.parametrize(("raw", "climb"), CLIMBS.values(), ids=CLIMBS.keys())
def test_a_climb_of_nothing_is_one_only_where_something_measured_it(
    tmp_path: Path, raw: dict[str, Any], climb: float | None
) -> None:
    store = open_store(tmp_path)
    store.activities.save_page([listed(**raw)], NOW)
    assert only_run(store.activities).elevation_gain_m == climb
    store.database.close()


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
    "mostly holes": [*ALTITUDES[:300], *[None] * (len(DOWN) - 300)],
    "words": ["high"] * len(DOWN),
    "infinite": [float("inf")] * len(DOWN),
}


@pytest.mark.parametrize("altitudes", UNUSABLE_ALTITUDES.values(), ids=UNUSABLE_ALTITUDES.keys())
def test_a_recording_without_usable_altitudes_is_still_a_track(
    tmp_path: Path, altitudes: list[Any] | None
) -> None:
    store = open_store(tmp_path)
    store.activities.save_page([listed()], NOW)
    store.activities.save_track(ONE, recorded(altitudes))
    run = only_run(store.activities)
    assert (run.downhill_share, run.track) == (None, Track((0.0, 799.0), (0.0, 1997.5)))
    store.database.close()


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


def as_first_released(file: Path) -> None:
    """The database as the first version left it: no tables but its own, and two streams asked for."""
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("drop table recording")
        connection.execute("drop table gear")
        connection.execute(
            "update track set activity_sha256 = "
            "(select raw_sha256 from activity where activity.id = track.activity_id)"
        )


def test_an_older_database_opens_and_its_runs_are_asked_for_again(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    store.activities.save_page([listed(average_temp=12, total_elevation_gain=30.0)], NOW)
    store.activities.save_track(ONE, recorded(None))
    store.database.close()
    as_first_released(tmp_path / "twinge.db")

    store = open_store(tmp_path)
    run = only_run(store.activities)
    assert (run.temperature_c, run.elevation_gain_m) == (12.0, 30.0)
    assert run.track == Track((0.0, 799.0), (0.0, 1997.5))
    assert only_run(store.activities) == run
    assert store.activities.tracked() == frozenset()

    store.activities.save_track(ONE, recorded(ALTITUDES))
    assert store.activities.tracked() == {1}
    assert only_run(store.activities).downhill_share is not None
    store.database.close()


def test_what_an_older_version_computed_is_computed_anew(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    store.activities.save_page([listed()], NOW)
    store.activities.save_track(ONE, recorded(ALTITUDES))
    right = only_run(store.activities)
    store.database.close()
    with closing(sqlite3.connect(tmp_path / "twinge.db")) as connection, connection:
        connection.execute("update recording set reading = 0, downhill_share = 0.99")

    store = open_store(tmp_path)
    assert only_run(store.activities) == right
    store.database.close()
