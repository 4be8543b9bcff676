"""Typed columns are made anew from the JSON beside them when the code that reads it has changed."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from store_world import NOW, OpenStore, pulled

from sync.ports import Pulled
from sync.settings import Settings
from sync.store.derive import Derivation, derive_again
from sync.strava import convert
from sync.wiring import open_store

pytest_plugins = ["store_fixtures"]

RAW: dict[str, Any] = {
    "id": 14412345678,
    "athlete": {"id": 7},
    "name": "Hills",
    "sport_type": "TrailRun",
    "start_date": "2026-07-24T10:00:00Z",
    "start_date_local": "2026-07-24T06:00:00Z",
    "distance": 8046.7,
    "moving_time": 2900,
    "elapsed_time": 3000,
    "visibility": "only_me",
    "gear_id": "g1",
}


def louder(raw: Any) -> Pulled:
    """The code of another version: it reads names in another way, and one activity not at all."""
    if raw["id"] == 2:
        raise ValueError("its name is too quiet")
    before = pulled(raw["id"])
    return replace(before, run=replace(before.run, name=raw["name"].upper()), raw=raw)


def names(store: OpenStore) -> dict[int, str]:
    return {run.id: run.name for run in store.activities.runs()}


def test_another_version_of_the_code_reads_each_activity_anew_once(store: OpenStore) -> None:
    store.activities.save_page([pulled(1), pulled(2), pulled(3)], NOW)
    assert derive_again(store.database, Derivation(2, louder)) == 2
    assert names(store) == {1: "RUN 1", 2: "Run 2", 3: "RUN 3"}
    assert derive_again(store.database, Derivation(2, louder)) == 0
    again = store.activities.save_page([pulled(1), pulled(2), pulled(3)], NOW)
    assert again.unchanged == 3, "what Strava said is what it was"


def test_a_start_after_an_update_reads_what_is_there_and_asks_nobody(tmp_path: Path) -> None:
    """There is no login and no server here."""
    settings = Settings(tmp_path, tmp_path / "notes")
    with open_store(settings) as store:
        store.activities.save_page([convert.activity(RAW)], NOW)
        (right,) = store.activities.runs()
    with closing(sqlite3.connect(settings.database_path)) as connection, connection:
        connection.execute("UPDATE activity SET name = '', distance_m = 1, visibility = 'everyone'")
    with open_store(settings) as store:
        assert store.activities.runs() != [right], "the same version reads nothing anew"
    with closing(sqlite3.connect(settings.database_path)) as connection, connection:
        connection.execute("UPDATE memory SET value = '0' WHERE name = 'derivation'")
    with open_store(settings) as store:
        assert store.activities.runs() == [right]
        assert store.memory.get("derivation") == str(convert.READING)
