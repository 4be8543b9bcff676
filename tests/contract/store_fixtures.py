"""The databases that the store contract runs on; a plugin of the tests that name it."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from postgres_server import READY, Server, server_of, server_tools
from store_world import OpenStore, open_store


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    tools = server_tools()
    # a short path that the server's user may enter: a socket's name has at most 107 bytes
    with tempfile.TemporaryDirectory(prefix="pg", dir="/tmp") as folder:
        with server_of(tools, Path(folder)) as server:
            with server.connect() as connection:
                connection.execute(f"CREATE DATABASE {READY}")
            open_store(Path(folder), server.url(READY)).database.close()
            yield server
        shutil.chown(folder, os.geteuid())


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest) -> Iterator[str | None]:
    """Where there are this program's tables, or (None) a SQLite file can be made."""
    if request.param == "sqlite":
        yield None
        return
    server: Server = request.getfixturevalue("postgres")
    with server.database(READY) as name:
        yield server.url(name)


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without any table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'twinge.db'}"
        return
    server: Server = request.getfixturevalue("postgres")
    with server.database() as name:
        yield server.url(name)


@pytest.fixture
def store(url: str | None, tmp_path: Path) -> Iterator[OpenStore]:
    opened = open_store(tmp_path, url)
    yield opened
    opened.database.close()
