"""A PostgreSQL server for the tests, started by an unprivileged user from Debian's packages."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import pytest

READY = "ready"
"""A database with this program's tables, to make others from."""
POSTGRES = Path("/usr/lib/postgresql")


def server_tools() -> Path:
    """The server's programs; skips with the reason where a server can't be started."""
    pytest.importorskip("psycopg", reason="the PostgreSQL driver psycopg is not installed")
    found = shutil.which("initdb") or next(map(str, sorted(POSTGRES.glob("*/bin/initdb"))), None)
    if found is None:
        pytest.skip("no PostgreSQL server is installed")
    if os.geteuid() == 0 and shutil.which("runuser") is None:
        pytest.skip("PostgreSQL does not run as root")
    return Path(found).resolve().parent


@dataclass
class Server:
    """A PostgreSQL server of the tests' own, on a socket in `folder`."""

    folder: Path
    _numbers: Iterator[int] = field(default_factory=count)

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://twinge:canary@/{name}?host={self.folder}"

    def connect(self, name: str = "postgres") -> Any:
        """A connection of psycopg's, beside the program's own."""
        import psycopg

        return psycopg.connect(host=str(self.folder), dbname=name, user="twinge", autocommit=True)

    @contextmanager
    def database(self, template: str = "template0") -> Iterator[str]:
        """The name of a database that is there until it is left, whoever is connected to it."""
        name = f"test_{next(self._numbers)}"
        with self.connect() as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        yield name
        with self.connect() as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def server_of(tools: Path, folder: Path) -> Iterator[Server]:
    """Runs while it is not left; nothing of it is made durable."""
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
        yield Server(folder)
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=True, **quiet)  # type: ignore[call-overload]
