"""The streams of noted runs in the database: only what is read, in little room, and as they came."""

import json
import random
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from store_world import NOW, OpenStore, open_store, pulled

from annotations.model import ActivityId
from annotations.tracks import STREAM_KEYS

pytest_plugins = ["store_fixtures"]

ONE = ActivityId(1)
SECONDS = 3600


def an_hour() -> dict[str, Any]:
    """What Strava may answer for 10 km at a sample a second, and more than was asked for."""
    noise = random.Random(7)
    metres = 0.0
    data: dict[str, list[Any]] = {key: [] for key in (*STREAM_KEYS, "velocity_smooth", "latlng")}
    for second in range(SECONDS):
        speed = max(0.0, noise.gauss(2.8, 0.3))
        metres += speed
        data["time"].append(second)
        data["distance"].append(round(metres, 1))
        data["moving"].append(speed > 0.5)
        data["altitude"].append(round(40 + metres / 100 + noise.gauss(0, 0.2), 1))
        data["cadence"].append(round(noise.gauss(83, 1.5)))
        data["heartrate"].append(round(noise.gauss(150, 2)))
        data["velocity_smooth"].append(round(speed, 3))
        data["latlng"].append([round(52.5 + second / 1e5, 6), 13.4])
    shape = {"series_type": "distance", "original_size": SECONDS, "resolution": "high"}
    return {key: {"data": values, **shape} for key, values in data.items()}


def column(folder: Path) -> str:
    with closing(sqlite3.connect(folder / "twinge.db")) as connection:
        (text,) = connection.execute("select raw from track").fetchone()
    return str(text)


def test_what_is_read_comes_back_as_it_came_and_nothing_else(store: OpenStore) -> None:
    told = an_hour()
    store.activities.save_page([pulled(1), pulled(2)], NOW)
    store.activities.save_track(ONE, told)
    store.activities.save_track(ActivityId(2), None)
    assert store.activities.streams(ONE) == {key: told[key] for key in STREAM_KEYS}
    assert store.activities.streams(ActivityId(2)) is None
    assert store.activities.streams(ActivityId(3)) is None


def test_an_hour_takes_less_than_a_quarter_of_what_came(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    store.activities.save_page([pulled(1)], NOW)
    store.activities.save_track(ONE, an_hour())
    store.database.close()
    assert 10_000 < len(column(tmp_path)) < len(json.dumps(an_hour())) / 4


@pytest.mark.parametrize("damaged", [{"zlib": "AAAA"}, {"zlib": "é"}, {"zlib": 7}, {"zlib": None}])
def test_damaged_streams_cost_one_run_its_recording_and_no_other(
    tmp_path: Path, damaged: dict[str, Any]
) -> None:
    store = open_store(tmp_path)
    store.activities.save_page([pulled(1), pulled(2)], NOW)
    for number in (1, 2):
        store.activities.save_track(ActivityId(number), an_hour())
    with closing(sqlite3.connect(tmp_path / "twinge.db")) as connection, connection:
        connection.execute("update track set raw = ? where activity_id = 1", [json.dumps(damaged)])
        connection.execute("update recording set reading = 0")
    assert [run.track is not None for run in store.activities.runs()] == [False, True]
    assert store.activities.streams(ONE) is None
    store.database.close()


def test_streams_of_an_older_version_are_packed_and_read_the_same(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    store.activities.save_page([pulled(1)], NOW)
    store.activities.save_track(ONE, an_hour())
    (right,) = store.activities.runs()
    kept = store.activities.streams(ONE)
    plain = json.dumps(an_hour())
    with closing(sqlite3.connect(tmp_path / "twinge.db")) as connection, connection:
        connection.execute("update track set raw = ?", [plain])
        connection.execute("update recording set reading = 1")
    store.database.close()

    store = open_store(tmp_path)
    assert store.activities.runs() == [right]
    assert store.activities.streams(ONE) == kept
    assert store.activities.tracked() == {1}
    store.database.close()
    assert len(column(tmp_path)) < len(plain) / 4
    assert "latlng" not in column(tmp_path)
