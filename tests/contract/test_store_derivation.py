"""Typed columns are made anew from the JSON beside them when the code that reads it has changed."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from store_world import NOW, OpenStore, pulled

from annotations.model import ActivityId
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


def test_streams_stay_asked_for_when_the_code_changes_but_not_the_activity(
    store: OpenStore,
) -> None:
    store.activities.save_page([pulled(1)], NOW)
    with store.database.transaction() as session:
        # as a version that took the digest in another way
        session.connection().exec_driver_sql("UPDATE activity SET raw_sha256 = upper(raw_sha256)")
    store.activities.save_track(ActivityId(1), None)
    assert derive_again(store.database, Derivation(2, louder)) == 1
    assert store.activities.tracked() == {1}
    assert store.activities.save_page([pulled(1)], NOW).unchanged == 1


def nested(depth: int) -> Any:
    return [nested(depth - 1)] if depth else "deep"


ODD: dict[str, Any] = {
    "half a pair": "half \ud83c",
    "nothing": "a\0b",
    "beyond ASCII": "Läufe \u2028 \U0001f3c3",
    "a large number": 10**30,
    "a small one": 5e-324,
    "deep": nested(300),
}


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_what_strava_said_is_kept_as_it_said_it(store: OpenStore, odd: Any) -> None:
    kept: list[Any] = []
    raw = {**pulled(1).raw, "odd": odd, "no number": float("nan")}
    store.activities.save_page([replace(pulled(1), raw=raw)], NOW)

    def read(raw: Any) -> Pulled:
        kept.append(raw)
        return pulled(1)

    derive_again(store.database, Derivation(2, read))
    assert kept == [{**raw, "no number": None}]


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
