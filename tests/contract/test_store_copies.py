"""Copies of the database: what is in them, what makes them none, and which one to put back."""

import os
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from store_world import NOW, OpenStore, intent, open_store, pulled, streams

from annotations.experiments.model import Numbered
from annotations.model import ActivityId
from sync.errors import StorageError
from sync.ports import Imported, StoredExperiment, StoredNote
from sync.store.copies import KEPT, copy_file, newest_good, nightly_copies
from sync.store.tables import Row

TODAY = date(2026, 7, 25)


@pytest.fixture
def store(tmp_path: Path) -> OpenStore:
    """Something in every table, most of it from the API."""
    made = open_store(tmp_path)
    made.activities.save_page([pulled(1, gear_id="g1"), pulled(2, name="canary of Strava")], NOW)
    for number in (1, 2):
        made.activities.save_track(ActivityId(number), streams([0, 10], [0, 30.5]))
    made.activities.save_gear("g1", "Old faithful", NOW)
    made.journal.record(intent(1), NOW)
    made.journal.leave_alone(ActivityId(2), "description", "edited", NOW)
    made.notes.save([StoredNote("a.md", b"---\n")], [], NOW)
    made.experiments.begin(StoredExperiment("kicks", "kicks.md", b"", NOW))
    made.experiments.number("kicks", [Numbered(ActivityId(1), 1, NOW)])
    made.memory.put("breaker", "")
    return made


def keep(store: OpenStore, days: int = 0) -> None:
    store.copies.keep(TODAY + timedelta(days=days))


def counts(path: Path) -> dict[str, int]:
    with closing(sqlite3.connect(path)) as connection:
        return {
            table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608
            for table in Row.metadata.tables
        }


def test_a_copy_opens_and_holds_all_that_can_not_be_had_again(
    store: OpenStore, tmp_path: Path
) -> None:
    keep(store)
    (copy,) = nightly_copies(store.backup)
    assert copy.name == "twinge-2026-07-25.db"
    assert copy.stat().st_mode & 0o077 == 0
    of_strava = {"activity", "source", "track", "recording", "gear"}
    there = counts(tmp_path / "twinge.db")
    there["memory"] -= 1  # its identity: put back, it is another database
    assert counts(copy) == {table: 0 if table in of_strava else n for table, n in there.items()}
    assert b"canary of Strava" not in copy.read_bytes()
    identity = store.database.identity
    store.database.close()
    copy.replace(tmp_path / "twinge.db")
    again = open_store(tmp_path)
    assert again.database.identity != identity
    assert [one.intent for one in again.journal.entries("description")] == [intent(1)]
    assert again.activities.save_page([pulled(1)], NOW).new == (1,)
    again.database.close()


def test_what_a_file_of_the_runners_tells_too_is_in_the_copy(
    store: OpenStore, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(tmp_path / "twinge.db")) as connection, connection:
        connection.execute(
            "INSERT INTO source (activity_id, kind, reference, first_seen, last_seen, absences) "
            "SELECT activity_id, 'file', 'a.fit', first_seen, last_seen, 0 "
            "FROM source WHERE activity_id = 1"
        )
        connection.execute("UPDATE track SET source = 'file' WHERE activity_id = 1")
    keep(store)
    copied = counts(nightly_copies(store.backup)[0])
    assert [copied[name] for name in ("activity", "source", "track", "recording", "gear")] == [
        1, 2, 1, 1, 0,
    ]  # fmt: skip
    store.database.close()


def test_what_the_api_told_of_it_goes_from_a_copy_that_was_put_back_when_its_time_is_up(
    store: OpenStore, tmp_path: Path
) -> None:
    of_api = pulled(2)
    told = {
        "name": "of my file",
        "sport_type": "Run",
        "start_date": of_api.run.start_utc.isoformat(),
        "start_date_local": of_api.run.start_local.isoformat(),
        "distance": of_api.run.distance_m,
        "moving_time": of_api.run.moving_s,
        "elapsed_time": of_api.run.elapsed_s,
        "visibility": "everyone",
        "manual": False,
        "trainer": False,
    }
    of_file = Imported(replace(of_api, raw=told), "file", "b.fit", "digest")
    store.activities.save_imported([of_file], NOW)
    keep(store)
    store.database.close()
    nightly_copies(store.backup)[0].replace(tmp_path / "twinge.db")
    again = open_store(tmp_path)
    assert [run.name for run in again.activities.runs()] == ["canary of Strava"]
    again.activities.purge(NOW + timedelta(days=1))
    assert [run.name for run in again.activities.runs()] == ["of my file"]
    again.database.close()
    assert b"canary of Strava" not in (tmp_path / "twinge.db").read_bytes()


def test_one_copy_a_day_and_seven_of_them(store: OpenStore) -> None:
    for day in (0, *range(KEPT + 3), 2):
        keep(store, day)
    names = [path.name for path in nightly_copies(store.backup)]
    assert names == [f"twinge-{TODAY + timedelta(days=day):%Y-%m-%d}.db" for day in range(9, 2, -1)]
    assert [path for path in store.backup.iterdir() if path.suffix == ".part"] == []
    store.database.close()


def test_a_copy_from_before_an_upgrade_goes_after_two_days(store: OpenStore) -> None:
    whole = store.backup / "before-0002.db"
    whole.write_bytes(b"")
    os.utime(whole, (NOW.timestamp(), NOW.timestamp()))
    keep(store)
    store.copies.expire(NOW + timedelta(days=2))
    assert whole.exists()
    store.copies.expire(NOW + timedelta(days=2, seconds=1))
    assert not whole.exists()
    assert len(nightly_copies(store.backup)) == 1
    store.database.close()


def test_an_old_copy_that_can_not_be_deleted_is_named(store: OpenStore) -> None:
    (store.backup / "before-0002.db" / "a folder").mkdir(parents=True)
    with pytest.raises(StorageError, match=r"before-0002\.db can't be deleted"):
        store.copies.expire(NOW + timedelta(days=10_000))
    store.database.close()


DAMAGES = {"noise in a page": (8192, 4096), "noise at the end": (-4096, 4096)}


@pytest.mark.parametrize("where", DAMAGES.values(), ids=DAMAGES.keys())
def test_a_damaged_database_is_not_copied_and_the_older_copies_stay(
    store: OpenStore, tmp_path: Path, where: tuple[int, int]
) -> None:
    for day in range(KEPT):
        keep(store, day)
    before = {path: path.read_bytes() for path in nightly_copies(store.backup)}
    path, (start, length) = tmp_path / "twinge.db", where
    data = bytearray(path.read_bytes())
    at = start % len(data)
    data[at : at + length] = bytes((7 * index) % 256 for index in range(length))
    path.write_bytes(data)
    with pytest.raises(StorageError, match="can't be copied") as stopped:
        keep(store, KEPT)
    assert stopped.value.exit_code == 6
    assert {path: path.read_bytes() for path in store.backup.glob("*.db")} == before
    store.database.close()


def test_a_copy_that_lacks_rows_does_not_count(store: OpenStore, tmp_path: Path) -> None:
    keep(store)
    (copy,) = nightly_copies(store.backup)
    before = copy.read_bytes()
    changing = {"memory": "name NOT IN (SELECT name FROM main.memory)"}  # all at first, then none
    with pytest.raises(StorageError, match="lacks rows"):
        copy_file(tmp_path / "twinge.db", copy, changing)
    assert copy.read_bytes() == before
    store.database.close()


def test_a_full_disk_leaves_the_older_copies(store: OpenStore, tmp_path: Path) -> None:
    store.database.close()
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=400k", "none", str(disk)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("a small disk can be mounted by root only")
    try:
        small = open_store(disk)
        small.notes.save([StoredNote("a.md", bytes(20_000))], [], NOW)
        keep(small)
        (copy,) = nightly_copies(small.backup)
        before = copy.read_bytes()
        room = os.statvfs(disk)
        (disk / "ballast").write_bytes(bytes(room.f_bavail * room.f_frsize - 30_000))
        for day in (0, 1):
            with pytest.raises(StorageError, match="can't be copied") as stopped:
                keep(small, day)
        assert stopped.value.exit_code == 6
        assert [path.read_bytes() for path in small.backup.iterdir()] == [before]
        small.database.close()
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def test_a_damaged_database_names_the_newest_copy_that_is_whole(
    store: OpenStore, tmp_path: Path
) -> None:
    for day in range(3):
        keep(store, day)
    store.database.close()
    newest, middle, _ = nightly_copies(store.backup)
    newest.write_bytes(b"rain" * 9999)
    (tmp_path / "twinge.db").write_bytes(b"rain" * 9999)
    with pytest.raises(StorageError, match="is damaged") as stopped:
        open_store(tmp_path)
    assert f"copy {middle} into its place" in stopped.value.hint
    assert stopped.value.exit_code == 6
    for path in nightly_copies(store.backup):
        path.write_bytes(b"rain" * 9999)
    assert newest_good(store.backup) is None
    with pytest.raises(StorageError, match="Move it away and run again"):
        open_store(tmp_path)
