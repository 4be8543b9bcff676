"""An older database is brought up to date: whole, from whatever an earlier program left, or not at all."""

import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Collection
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from old_database import ERAS, FIRST, build
from postgres_server import READY, Server
from sqlalchemy import Connection, Engine, create_engine, event, inspect
from store_world import NOW, OpenStore, intent, missed, open_store

from annotations.experiments.model import Draw, Numbered, Outcome, Seen
from annotations.model import ActivityId, Track
from sync.errors import StorageError, TryLaterError
from sync.ports import StoredNote
from sync.store.database import open_database
from sync.store.migrate import migrate, scripts
from sync.store.schema import FIRST as FIRST_REVISION
from sync.store.schema import WRITER, Stand, prepare
from sync.store.tables import REVISION, Row

pytest_plugins = ["store_fixtures"]

ROOT = Path(__file__).resolve().parents[2]
NEWEST = ERAS["2026-11-25"]


def schema(connection: Connection) -> Any:
    """All that a database knows of its tables, with the names, in no order that means nothing."""
    if connection.dialect.name == "sqlite":
        made = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE sql <> ''")
        return {name: sorted(re.split(r",?\s*\n\s*", sql)) for name, sql in made}
    return [
        sorted(map(tuple, connection.exec_driver_sql(question)))
        for question in (
            (
                "SELECT table_name, ordinal_position, column_name, data_type, is_nullable, column_default"
                " FROM information_schema.columns WHERE table_schema = 'public'"
            ),
            (
                "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
                " WHERE connamespace = 'public'::regnamespace AND contype <> 'n'"
            ),
            "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'",
            "SELECT sequencename FROM pg_sequences",
        )
    ]


def schema_of(url: str) -> Any:
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            return schema(connection)
    finally:
        engine.dispose()


def transactional(url: str) -> Engine:
    """Tables are made and dropped within transactions, as in the program: sqlite3 commits before by itself."""
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def connect(connection: Any, _record: Any) -> None:
            connection.isolation_level = None
            connection.execute(
                "PRAGMA cache_size=2"
            )  # much is written into the file before the end
            connection.execute("PRAGMA synchronous=OFF")  # a process is killed, not the machine

        @event.listens_for(engine, "begin")
        def begin(connection: Any) -> None:
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def test_models_and_revisions_agree(empty_url: str, tmp_path: Path) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    engine = transactional(empty_url)
    with engine.connect() as connection:
        with connection.begin() as made:
            migrate(connection, None)
            found = compare_metadata(
                MigrationContext.configure(connection, opts={"compare_type": True}), Row.metadata
            )
            migrated = schema(connection)
            made.rollback()
        assert found == []
        assert inspect(connection).get_table_names() == []
    engine.dispose()
    open_store(tmp_path, empty_url).database.close()
    fresh = schema_of(empty_url)
    assert fresh == migrated, "autogenerate does not look at checks, names and conditions"


def test_the_newest_revision_is_the_one_that_the_tables_name() -> None:
    known = scripts()
    assert known.get_heads() == [REVISION]
    names = [script.revision for script in known.walk_revisions()]
    assert names == sorted(names, reverse=True)
    assert names[-1] == FIRST_REVISION


def test_the_first_revision_is_what_the_first_program_made(empty_url: str) -> None:
    engine = transactional(empty_url)
    with engine.connect() as connection, connection.begin() as made:
        migrate(connection, None, FIRST_REVISION)
        revision = schema(connection)
        made.rollback()
    engine.dispose()
    build(empty_url, (), filled=False)
    landed = schema_of(empty_url)
    if isinstance(revision, dict):
        assert revision.pop("alembic_version")
        assert revision == landed
    else:  # a server has names of its own, and the revision a table more
        told = [one for part in revision for one in part if "alembic_version" not in str(one)]
        assert told == [one for part in landed for one in part]


@pytest.mark.parametrize("later", ERAS.values(), ids=ERAS.keys())
def test_a_file_of_every_earlier_program_is_brought_up_to_date(
    tmp_path: Path, later: Collection[str]
) -> None:
    url = f"sqlite:///{tmp_path / 'twinge.db'}"
    build(url, later)
    brought_up_to_date(tmp_path, url, later)
    open_store(tmp_path / "fresh").database.close()
    assert schema_of(url) == schema_of(f"sqlite:///{tmp_path / 'fresh' / 'twinge.db'}")


@pytest.mark.parametrize("later", [(), NEWEST], ids=["the first", "the last before revisions"])
def test_a_servers_database_of_earlier_programs_is_brought_up_to_date(
    postgres: Server, tmp_path: Path, later: Collection[str]
) -> None:
    with postgres.database() as name:
        build(postgres.url(name), later)
        brought_up_to_date(tmp_path, postgres.url(name), later)
        assert schema_of(postgres.url(name)) == schema_of(postgres.url(READY))


def brought_up_to_date(folder: Path, url: str, later: Collection[str]) -> None:
    for _ in range(2):
        store = open_store(folder, url)
        check_content(store, later)
        assert store.database.identity == "f00d"
        store.database.close()


def check_content(store: OpenStore, later: Collection[str]) -> None:
    """What the old program knew is known; what it could not know is not."""
    hills, run = sorted(store.activities.runs(), key=lambda each: each.name)
    assert (run.id, run.name, run.temperature_c, run.visibility) == (1, "Läufe 🏃", 12.0, "only_me")
    assert (hills.id, hills.start_hidden, hills.manual) == (14412345678901, True, True)
    assert run.track == Track((0.0, 10.0), (0.0, 30.5))
    assert run.gear_name == ("Old faithful" if "gear" in later else None)
    assert store.notes.last_good(["a.md"]) == {"a.md": StoredNote("a.md", b"---\n")}
    assert len(store.notes.readings()) == ("reading" in later)
    entries = store.journal.entries("description")
    assert [(one.id, one.outcome) for one in entries[:2]] == [(41, "verified"), (42, "sent")]
    assert store.journal.hands_off("description") == {3: "edited"}
    assert (store.journal.waiting("description") != {}) == ("waiting_text" in later)
    assert len(store.claims.ledger().entries) == ("claim_log" in later)
    assert store.memory.get("athlete_id") == "7"
    if "experiment" in later:
        (known,) = store.experiments.known()
        assert (known.id, known.data) == ("kicks", b"---\n")
        assert store.experiments.runs("kicks")[0].number == 1
        (draw,) = store.experiments.draws("kicks")
        assert (draw.arm, draw.expect, draw.seen) == (1, 3.5, Seen(True, Outcome.GONE, 1))


def test_what_comes_after_an_upgrade_goes_on_counting(empty_url: str, tmp_path: Path) -> None:
    build(empty_url, NEWEST)
    store = open_store(tmp_path, empty_url)
    assert store.journal.record(intent(5), NOW).id == 43
    later = [ActivityId(1)]
    assert missed(store, []).deleted == tuple(later), "it was absent once"
    assert [run.id for run in store.activities.runs()] == [14412345678901], "a file of the runner's"
    assert store.activities.tracked() == frozenset()
    store.experiments.number("kicks", [Numbered(ActivityId(9), 2, NOW)])
    store.experiments.draw("kicks", [Draw(2, 0)])
    store.database.close()


def test_a_program_from_before_the_revisions_refuses_what_was_brought_up_to_date(
    empty_url: str, tmp_path: Path
) -> None:
    """It compares this number with its own, 1."""
    build(empty_url, NEWEST)
    store = open_store(tmp_path, empty_url)
    old, new = store.memory.get("schema"), open_store(tmp_path / "new")
    assert int(old or 0) == int(new.memory.get("schema") or 0) > 1
    store.database.close()
    new.database.close()


def revision_of(path: Path) -> str | None:
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        if "alembic_version" not in tables:
            assert {*FIRST, *NEWEST} <= tables
            assert not any(name.startswith("old_") for name in tables)
            return None
        return str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])


def test_before_an_upgrade_a_whole_copy_is_put_beside_the_texts(tmp_path: Path) -> None:
    path = tmp_path / "twinge.db"
    build(f"sqlite:///{path}", NEWEST)
    open_store(tmp_path).database.close()
    (copy,) = (tmp_path / "backup").glob("*.db")
    assert revision_of(copy) is None
    assert copy.stat().st_mode & 0o077 == 0
    assert revision_of(path) == REVISION
    copy.replace(path)  # as a runner would put it back
    store = open_store(tmp_path)
    check_content(store, NEWEST)
    assert store.database.identity != "f00d", "it does not know what was written since"
    store.database.close()


def test_without_room_for_the_copy_nothing_is_changed(tmp_path: Path) -> None:
    path = tmp_path / "twinge.db"
    build(f"sqlite:///{path}", NEWEST)
    (tmp_path / "backup").write_text("a file in the folder's place")
    before = path.read_bytes()
    with pytest.raises(StorageError, match="can't be copied") as stopped:
        open_store(tmp_path)
    assert stopped.value.exit_code == 6
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "damage",
    [
        (
            "INSERT INTO writeback SELECT 50, 1, field, 'scribble', base, target, block, digest, outcome,"
            " observed, sent_at, settled_at FROM writeback WHERE id = 41"
        ),
        "CREATE TABLE source (mine int)",
    ],
    ids=["a row that no program made", "a table in the way"],
)
def test_what_can_not_be_brought_up_to_date_stays_as_it_is(
    empty_url: str, tmp_path: Path, damage: str
) -> None:
    build(empty_url, NEWEST)
    engine = create_engine(empty_url)
    with engine.begin() as connection:
        connection.exec_driver_sql(damage)
    before = schema_of(empty_url)
    with pytest.raises(StorageError) as stopped:
        open_store(tmp_path, empty_url)
    assert stopped.value.exit_code == 6
    assert schema_of(empty_url) == before
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM activity").scalar() == 2
    engine.dispose()


_OPENS = """
import sys
from pathlib import Path
from sync.store.database import open_database
for path in sys.argv[1:]:
    open_database(Path(path), None).close()
    print("alembic" in sys.modules)
"""


def test_alembic_is_imported_for_an_older_database_only(tmp_path: Path) -> None:
    new, old = str(tmp_path / "twinge.db"), str(tmp_path / "old.db")
    build(f"sqlite:///{old}", NEWEST)
    done = subprocess.run(
        [sys.executable, "-c", _OPENS, new, new, old, old],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["False", "False", "True", "True"]


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
