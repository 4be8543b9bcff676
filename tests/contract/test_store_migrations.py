"""An older database is brought up to date: whole, from whatever an earlier program left, or not at all."""

import os
import subprocess
import sys
from collections.abc import Collection
from pathlib import Path

import pytest
from brought_up_to_date import NEWEST, check_content, revision_of, schema, schema_of, transactional
from old_database import ERAS, build
from postgres_server import READY, Server
from sqlalchemy import create_engine, inspect
from store_world import NOW, intent, missed, open_store

from annotations.experiments.model import Draw, Numbered
from annotations.model import ActivityId
from sync.errors import StorageError
from sync.store.migrate import migrate, scripts
from sync.store.schema import FIRST as FIRST_REVISION
from sync.store.tables import REVISION, Row

pytest_plugins = ["store_fixtures"]

ROOT = Path(__file__).resolve().parents[2]


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
