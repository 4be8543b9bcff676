"""The quick look at the SQLite file, and the databases that TWINGE_DATABASE_URL may name."""

import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from store_world import NOW, intent, open_store, pulled

from annotations.model import ActivityId
from sync.errors import SettingsError, StorageError
from sync.ports import Outcome, StoredNote
from sync.store.database import empty_database, open_database
from sync.store.glance import glance


def filled(folder: Path, activities: int = 300) -> Path:
    store = open_store(folder)
    store.activities.save_page([pulled(number) for number in range(1, activities + 1)], NOW)
    store.database.close()
    return folder / "twinge.db"


def test_a_glance_agrees_with_the_store(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    store.activities.save_page([pulled(number) for number in (1, 2, 3)], NOW)
    store.notes.save([StoredNote("a.md", b""), StoredNote("b.md", b"")], [], NOW)
    store.memory.put("last_success", NOW.isoformat())
    journal = store.journal
    for number, kind, outcome in (
        (1, "write", Outcome.VERIFIED),
        (1, "write", Outcome.VERIFIED),  # rewritten: still one block
        (2, "write", Outcome.VERIFIED),
        (2, "undo", Outcome.VERIFIED),  # taken out again
        (3, "write", Outcome.MISMATCH),
        (4, "undo", Outcome.SUPERSEDED),
        (4, "write", Outcome.VERIFIED),
        (4, "undo", Outcome.MISMATCH),
    ):
        journal.settle(journal.record(intent(number, kind=kind), NOW), outcome, "", NOW)
    seen = glance(tmp_path / "twinge.db")
    blocks: dict[ActivityId, str] = {}
    for entry in journal.entries("description"):
        if entry.outcome is Outcome.VERIFIED:
            blocks[entry.intent.activity_id] = entry.intent.kind
    assert (seen.activities, seen.notes) == (store.activities.count(), len(store.notes.paths()))
    assert seen.blocks == list(blocks.values()).count("write") == 2
    assert seen.memory["last_success"] == store.memory.get("last_success")
    assert seen.problem == ""
    store.database.close()


def test_a_glance_at_nothing_makes_nothing(tmp_path: Path) -> None:
    assert "twinge sync" in glance(tmp_path / "none" / "twinge.db").problem
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"no database at all, " * 99])
def test_a_glance_at_something_else_says_so(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "twinge.db").write_bytes(content)
    assert "can't be read" in glance(tmp_path / "twinge.db").problem


@pytest.mark.parametrize("name", ["what?mode=rw", "100 %20", "a#b", "ä ö", "a&b=c"])
def test_a_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    path = filled(tmp_path / name, 2)
    assert path.exists()
    assert glance(path).activities == 2
    assert [found.name for found in tmp_path.iterdir()] == [name]


BAD_URLS = {
    "no URL": "canary",
    "no scheme": "://canary",
    "a port in words": "postgresql://me:canary@host:port/d",
    "an unknown database": "canary://me:canary@host/d",
    "an unknown driver": "postgresql+canary://me:canary@host/d",
    "a driver that is not installed": "mysql+mysqldb://me:canary@host/d",
}


@pytest.mark.parametrize("url", BAD_URLS.values(), ids=BAD_URLS.keys())
def test_an_url_that_can_not_be_used_is_a_wrong_setting_and_is_not_shown(
    tmp_path: Path, url: str
) -> None:
    with pytest.raises(SettingsError, match="TWINGE_DATABASE_URL") as wrong:
        open_database(tmp_path / "unused.db", url)
    assert "canary" not in str(wrong.value)
    assert wrong.value.exit_code == 2
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_is_not_there_is_named_without_its_password(tmp_path: Path) -> None:
    pytest.importorskip("psycopg", reason="the PostgreSQL driver psycopg is not installed")
    url = "postgresql+psycopg://me:canary@127.0.0.1:9/d?connect_timeout=1"
    with pytest.raises(StorageError, match=r"me:\*\*\*@127.0.0.1:9/d") as stopped:
        open_database(tmp_path / "unused.db", url)
    assert "canary" not in str(stopped.value)


def test_a_sqlite_url_is_as_private_as_our_own_file(tmp_path: Path) -> None:
    other = tmp_path / "there" / "other.db"
    before = os.umask(0)
    try:
        store = open_store(tmp_path, f"sqlite:///{other}?timeout=3")
    finally:
        os.umask(before)
    store.memory.put("a", "b")
    store.database.close()
    assert stat.S_IMODE(other.stat().st_mode) == 0o600
    assert stat.S_IMODE(other.parent.stat().st_mode) == 0o700
    assert not (tmp_path / "twinge.db").exists()
    other.write_bytes(b"rain" * 999)
    with pytest.raises(StorageError, match=r"other\.db is damaged"):
        open_store(tmp_path, f"sqlite:///{other}")


def test_a_database_of_any_version_can_be_emptied(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'other.db'}"
    store = open_store(tmp_path, url)
    with store.database.transaction() as session:
        session.connection().exec_driver_sql("update alembic_version set version_num = '9999'")
    store.database.close()
    empty_database(tmp_path / "unused.db", url)
    with closing(sqlite3.connect(tmp_path / "other.db")) as connection:
        assert connection.execute("select name from sqlite_master").fetchall() == []
    store = open_store(tmp_path, url)
    assert store.activities.count() == 0
    store.database.close()
