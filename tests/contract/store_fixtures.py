"""The databases that the store contract runs on; a plugin of the tests that name it."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from store_world import OpenStore, open_store

from sync.store.database import empty_database

POSTGRES = Path("/usr/lib/postgresql")


def _postgres_tools() -> Path:
    """The server's programs; skips with the reason where a server can't be started."""
    pytest.importorskip("psycopg", reason="the PostgreSQL driver psycopg is not installed")
    found = shutil.which("initdb") or next(map(str, sorted(POSTGRES.glob("*/bin/initdb"))), None)
    if found is None:
        pytest.skip("no PostgreSQL server is installed")
    if os.geteuid() == 0 and shutil.which("runuser") is None:
        pytest.skip("PostgreSQL does not run as root")
    return Path(found).resolve().parent


@contextmanager
def _server(tools: Path, folder: Path) -> Iterator[str]:
    """The URL of a server of its own, on a socket in `folder`."""
    data, prefix = folder / "data", []
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
        prefix = ["runuser", "-u", "postgres", "--"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder}
    make = [tools / "initdb", "-D", data, "-A", "trust", "-U", "twinge", "-E", "UTF8", "--no-sync"]
    subprocess.run([*prefix, *make], check=True, **quiet)  # type: ignore[call-overload]
    options = f"-c listen_addresses= -k {folder} -F"
    control = [*prefix, tools / "pg_ctl", "-D", data, "-w", "-s"]
    subprocess.run([*control, "-o", options, "start"], check=True, **quiet)  # type: ignore[call-overload]
    try:
        yield f"postgresql+psycopg://twinge:canary@/postgres?host={folder}"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=True, **quiet)  # type: ignore[call-overload]


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    import tempfile

    tools = _postgres_tools()
    # a short path that the server's user may enter: a socket's name has at most 107 bytes
    with tempfile.TemporaryDirectory(prefix="pg", dir="/tmp") as folder:
        with _server(tools, Path(folder)) as url:
            yield url
        shutil.chown(folder, os.geteuid())


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str | None:
    if request.param == "sqlite":
        return None
    address = str(request.getfixturevalue("postgres"))
    empty_database(tmp_path / "unused.db", address)
    return address


@pytest.fixture
def store(url: str | None, tmp_path: Path) -> Iterator[OpenStore]:
    opened = open_store(tmp_path, url)
    yield opened
    opened.database.close()
