"""One writer at a time in a server's database: by an advisory lock, which the server frees with its holder."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from postgres_server import READY, Server
from store_world import OpenStore, open_store

from sync.errors import StorageError, TryLaterError
from sync.store.schema import WRITER

pytest_plugins = ["store_fixtures"]

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def name(postgres: Server) -> Iterator[str]:
    with postgres.database(READY) as made:
        yield made


@pytest.fixture
def writer(postgres: Server, name: str, tmp_path: Path) -> Iterator[OpenStore]:
    store = open_store(tmp_path, postgres.url(name), exclusive=True)
    yield store
    store.database.close()


def test_a_second_writer_leaves_at_once_and_the_first_goes_on(
    postgres: Server, name: str, writer: OpenStore, tmp_path: Path
) -> None:
    with pytest.raises(TryLaterError, match="Another Twinge") as refused:
        open_store(tmp_path / "other", postgres.url(name), exclusive=True)
    assert "canary" not in str(refused.value)
    assert refused.value.exit_code == 75
    writer.memory.put("a", "b")
    looking = open_store(tmp_path / "other", postgres.url(name))
    assert looking.memory.get("a") == "b", "looking is allowed"
    looking.database.close()
    writer.database.close()
    next_one = open_store(tmp_path / "other", postgres.url(name), exclusive=True)
    assert next_one.memory.get("a") == "b"
    next_one.database.close()


def test_homes_with_databases_of_their_own_on_one_server_do_not_wait_for_each_other(
    postgres: Server, writer: OpenStore, tmp_path: Path
) -> None:
    with postgres.database(READY) as other:
        second = open_store(tmp_path / "other", postgres.url(other), exclusive=True)
        writer.memory.put("whose", "mine")
        second.memory.put("whose", "hers")
        assert (writer.memory.get("whose"), second.memory.get("whose")) == ("mine", "hers")
        second.database.close()


_HOLDS = """
import sys
from pathlib import Path
from sync.store.database import open_database
database = open_database(Path("unused"), sys.argv[1], exclusive=True)
print("held", flush=True)
sys.stdin.read()
"""


def test_a_command_in_another_home_leaves_and_a_killed_holder_frees_the_lock(
    postgres: Server, name: str, tmp_path: Path
) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLDS, postgres.url(name)],
        env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert holder.stdin is not None
    assert holder.stdout is not None
    try:
        assert holder.stdout.readline() == b"held\n"
        home = {"TWINGE_HOME": str(tmp_path / "home"), "TWINGE_DATABASE_URL": postgres.url(name)}
        second = subprocess.run(
            [sys.executable, "-c", "from sync.cli.main import run; run()", "check"],
            env={**environment, **home}, capture_output=True, text=True, check=False, cwd=tmp_path,
        )  # fmt: skip
    finally:
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        holder.stdin.close()
        holder.stdout.close()
    assert second.returncode == 75, second.stderr
    assert "Another Twinge is at work in the database" in second.stderr
    with postgres.connect(name) as connection:
        connection.execute("SET lock_timeout = '60s'")  # the server may need a moment to see it
        connection.execute(f"SELECT pg_advisory_lock({WRITER})")
    open_store(tmp_path, postgres.url(name), exclusive=True).database.close()


def test_a_writer_that_lost_its_connection_does_not_write_beside_the_next(
    postgres: Server, name: str, writer: OpenStore, tmp_path: Path
) -> None:
    with postgres.connect(name) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"
        )
        connection.execute("SET lock_timeout = '60s'")
        connection.execute(f"SELECT pg_advisory_lock({WRITER})")  # the next one
        with pytest.raises(StorageError):
            writer.memory.put("a", "b")
        with pytest.raises(TryLaterError):
            writer.memory.put("a", "b")
        connection.execute("SELECT pg_advisory_unlock_all()")
    writer.memory.put("a", "c")
    assert writer.memory.get("a") == "c"
