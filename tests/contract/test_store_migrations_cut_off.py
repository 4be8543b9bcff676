"""An upgrade of the database that is killed at any statement, or that another process is in the way of."""

import os
import shutil
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from brought_up_to_date import NEWEST, check_content, revision_of, schema_of, transactional
from old_database import build
from postgres_server import Server
from sqlalchemy import event
from store_world import open_store

from sync.errors import TryLaterError
from sync.store.database import open_database
from sync.store.schema import WRITER, Stand, prepare
from sync.store.tables import REVISION

pytest_plugins = ["store_fixtures"]

POINTS = 10**6 if os.environ.get("TWINGE_PROOF") else 6
"""How many of the statements of an upgrade a process is killed at; each of them with TWINGE_PROOF=1."""


def _upgrade_in_a_child(url: str, told: Path, at: int) -> int:
    """A child process upgrades and is killed before its statement `at`; how it ended.

    One that lives to the end writes into `told` how many statements there are.
    """
    return ended(child(lambda: told.write_text(str(_upgrade_until(url, at)))))


def child(do: Callable[[], object]) -> int:
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            do()
            code = 0
        finally:
            os._exit(code)
    return pid


def ended(pid: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _upgrade_until(url: str, at: int) -> int:
    engine = transactional(url)
    counted = [0]

    def step(*_: object) -> None:
        counted[0] += 1
        if counted[0] == at:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(engine, "before_cursor_execute", step)
    event.listen(engine, "commit", step)
    with engine.connect() as connection:
        prepare(connection, Stand("it", None, None))
    return counted[0]


def _points(total: int, most: int) -> list[int]:
    """The first and the last statement, and some between."""
    step = max(1, total // most)
    return sorted({1, total, *range(1, total, step)})


def test_an_upgrade_that_is_killed_leaves_the_old_database_whole(tmp_path: Path) -> None:
    path, old, told = tmp_path / "twinge.db", tmp_path / "old.db", tmp_path / "told"
    url = f"sqlite:///{path}"
    build(f"sqlite:///{old}", NEWEST)
    with closing(sqlite3.connect(old)) as connection, connection:
        connection.execute(  # more than fits into a cache
            "WITH RECURSIVE n(i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM n WHERE i < 1150) "
            "INSERT INTO text_backup SELECT i, i, 'description', sha256, hex(zeroblob(2000)), seen_at "
            "FROM n, text_backup WHERE id = 41"
        )
    shutil.copy(old, path)
    assert _upgrade_in_a_child(url, told, 0) == 0
    assert revision_of(path) == REVISION
    total = int(told.read_text())
    assert total > 60
    torn = 0
    for at in _points(total, POINTS):
        shutil.copy(old, path)
        assert _upgrade_in_a_child(url, told, at) == -signal.SIGKILL
        torn += (
            path.with_name("twinge.db-journal").exists() and path.read_bytes() != old.read_bytes()
        )
        assert revision_of(path) is None, f"killed at statement {at} of {total}"
    assert torn > 2, "no file was in the middle of a change"
    store = open_store(tmp_path)
    check_content(store, NEWEST)
    store.database.close()


def test_an_upgrade_on_a_server_that_is_killed_leaves_the_old_database_whole(
    postgres: Server, tmp_path: Path
) -> None:
    told = tmp_path / "told"
    with postgres.database() as name:
        url = postgres.url(name)
        build(url, NEWEST)
        before = schema_of(url)
        with postgres.connect() as connection:
            connection.execute(f"CREATE DATABASE copy_of_old TEMPLATE {name}")
        assert _upgrade_in_a_child(postgres.url("copy_of_old"), told, 0) == 0
        total = int(told.read_text())
        assert _upgrade_in_a_child(url, told, total // 2) == -signal.SIGKILL
        assert schema_of(url) == before
        store = open_store(tmp_path, url)
        check_content(store, NEWEST)
        store.database.close()


def test_two_processes_may_upgrade_at_once(empty_url: str, tmp_path: Path) -> None:
    build(empty_url, NEWEST)

    def open_it() -> None:
        open_database(tmp_path / "twinge.db", empty_url, copies=tmp_path / "backup").close()

    assert [ended(pid) for pid in [child(open_it), child(open_it)]] == [0, 0]
    store = open_store(tmp_path, empty_url)
    check_content(store, NEWEST)
    store.database.close()


def test_nobody_upgrades_under_the_hands_of_the_writer(postgres: Server, tmp_path: Path) -> None:
    with postgres.database() as name, postgres.connect(name) as other:
        build(postgres.url(name), NEWEST)
        other.execute(f"SELECT pg_advisory_lock({WRITER})")
        with pytest.raises(TryLaterError):
            open_database(tmp_path / "unused", postgres.url(name))
        other.execute("SELECT pg_advisory_unlock_all()")
        store = open_store(tmp_path, postgres.url(name), exclusive=True)
        check_content(store, NEWEST)
        store.database.close()
