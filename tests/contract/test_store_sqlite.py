"""The SQLite file itself: damage, locks, full disks, other processes, and the quick look at it."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from store_world import DAY, NOW, intent, missed, open_store, pulled

from sync.errors import StorageError
from sync.ports import StoredNote
from sync.store.database import open_database
from sync.store.glance import glance


def filled(folder: Path, activities: int = 300) -> Path:
    store = open_store(folder)
    store.activities.save_page([pulled(number) for number in range(1, activities + 1)], NOW)
    store.database.close()
    return folder / "twinge.db"


def test_the_file_is_opened_so_that_nothing_half_written_survives(tmp_path: Path) -> None:
    database = open_database(tmp_path / "twinge.db", None, busy_timeout_ms=77)
    with database.transaction() as session:
        connection = session.connection()
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in (
                "journal_mode",
                "synchronous",
                "foreign_keys",
                "busy_timeout",
                "secure_delete",
            )
        }
    database.close()
    assert found == {
        "journal_mode": "delete",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 77,
        "secure_delete": 1,
    }


def damaged(path: Path, how: str) -> None:
    data = bytearray(path.read_bytes())
    if how == "no database":
        data = bytearray(b"this is a letter to my physiotherapist\n" * 100)
    elif how == "cut short":
        data = data[: len(data) // 2]
    elif how == "pages of noise":
        data[4096:] = bytes((7 * index) % 256 for index in range(len(data) - 4096))
    elif how == "bits of names flipped":  # SQLite's own message can't be decoded then
        start = data.index(b"CREATE TABLE")
        data[start : start + 400] = bytes(byte ^ 0xFF for byte in data[start : start + 400])
    elif how == "one page of noise":  # that nothing reads until it is too late
        data[-4096:] = bytes((7 * index) % 256 for index in range(4096))
    path.write_bytes(data)


@pytest.mark.parametrize(
    "how",
    [
        "no database",
        "cut short",
        "pages of noise",
        "one page of noise",
        "bits of names flipped",
    ],
)
def test_a_damaged_file_is_named_and_left_as_it_is(tmp_path: Path, how: str) -> None:
    path = filled(tmp_path)
    damaged(path, how)
    before = path.read_bytes()
    with pytest.raises(StorageError, match="is damaged") as stopped:
        open_store(tmp_path)
    assert str(path) in str(stopped.value)
    assert stopped.value.exit_code == 6
    assert path.read_bytes() == before
    assert glance(path).problem or how not in {"no database", "bits of names flipped"}


@pytest.mark.parametrize("revision", ["one", ""])
def test_a_revision_that_is_no_number_is_damage(tmp_path: Path, revision: str) -> None:
    path = filled(tmp_path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("update alembic_version set version_num = ?", (revision,))
    with pytest.raises(StorageError, match="is damaged"):
        open_store(tmp_path)


def test_the_backup_line_is_on_the_disk_before_the_database_is_touched(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    called: list[str] = []

    def watch(_frame: object, event: str, function: object) -> None:
        if event == "c_call":
            called.append(getattr(function, "__name__", ""))

    sys.setprofile(watch)
    try:
        store.journal.record(intent(), NOW)
    finally:
        sys.setprofile(None)
    store.database.close()
    assert called.index("write") < called.index("fsync") < called.index("execute")


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Another program in the middle of a write."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield


def test_a_locked_database_is_told_from_a_damaged_one(tmp_path: Path) -> None:
    path = filled(tmp_path, 3)
    store = open_store(tmp_path, busy_timeout_ms=20)
    with held(path):
        for ask in (
            store.activities.count,
            lambda: store.memory.put("a", "b"),
            lambda: store.journal.record(intent(), NOW),
            lambda: open_store(tmp_path, busy_timeout_ms=20),
        ):
            with pytest.raises(StorageError, match="locked by another program"):
                ask()
        assert glance(path).activities == 3  # a look takes no lock
    assert store.activities.count() == 3
    store.database.close()


def test_a_folder_that_can_not_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file in its place")
    with pytest.raises(StorageError, match="TWINGE_HOME"):
        open_store(tmp_path / "home")


def _mount(folder: Path, options: str) -> None:
    """A small disk; skipped where only root could have one."""
    folder.mkdir(exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", options, "none", str(folder)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("a small disk can be mounted by root only")


def test_a_folder_that_may_only_be_read_is_named_and_may_be_looked_at(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    _mount(disk, "size=4m")
    try:
        path = filled(disk, 3)
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        with pytest.raises(StorageError, match=r"[Rr]ead-only"):
            open_store(disk)
        assert glance(path).activities == 3
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_a_full_disk_is_named_and_costs_nothing_that_was_there(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    _mount(disk, "size=300k")
    try:
        store = open_store(disk)
        store.activities.save_page([pulled(1)], NOW)
        store.notes.save([StoredNote("a.md", b"kept")], [], NOW)
        with pytest.raises(StorageError, match=r"disk of .* is full"):
            store.notes.save([StoredNote("b.md", bytes(400_000))], ["a.md"], NOW)
        assert store.notes.paths() == {"a.md"}
        (disk / "ballast").write_bytes(bytes(_free(disk)))
        with pytest.raises(StorageError) as stopped:
            store.journal.record(intent(base="x" * 9000), NOW)
        (disk / "ballast").unlink()
        assert stopped.value.exit_code == 6
        assert store.journal.entries("description") == []
        store.journal.record(intent(), NOW)
        store.database.close()
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def _free(folder: Path) -> int:
    found = os.statvfs(folder)
    return found.f_bavail * found.f_bsize


_COUNTS = """
import sys
from pathlib import Path
from sync.store.database import open_database
from sync.store.tables import MemoryRow

database = open_database(Path(sys.argv[1]), None)
for _ in range(40):
    with database.transaction() as session:
        row = session.get(MemoryRow, "count")
        row.value = str(int(row.value) + 1)
database.close()
"""


def test_two_processes_that_count_lose_no_count(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    store.memory.put("count", "0")
    command = [sys.executable, "-c", _COUNTS, str(tmp_path / "twinge.db")]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    running = [subprocess.Popen(command, env=environment) for _ in range(2)]
    assert [process.wait() for process in running] == [0, 0]
    assert store.memory.get("count") == "80"
    store.database.close()


def test_an_imported_activity_is_not_missed_in_stravas_list(tmp_path: Path) -> None:
    filled(tmp_path, 2)
    with closing(sqlite3.connect(tmp_path / "twinge.db")) as connection, connection:
        connection.execute(
            "update source set kind = 'file', reference = 'a.fit' where activity_id = 1"
        )
    store = open_store(tmp_path)
    for _ in range(2):
        change = missed(store, [])
    assert change.deleted == (2,)
    assert store.activities.purge(NOW + DAY) == 0
    assert [run.id for run in store.activities.runs()] == [1]
    store.database.close()
