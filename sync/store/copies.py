"""Copies of the SQLite file: each is written beside the others, looked through, and only then counts.

A nightly copy holds what can't be had again: texts as they were, the journal, notes, claims,
experiments, activities that files of the runner's tell of. What the API alone gave is left out: it
gives it again, and here it would be kept for longer than a deletion may take.
"""

import os
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from datetime import date, datetime, timedelta
from pathlib import Path

from sync.errors import StorageError
from sync.store.backups import fsync_folder

KEPT = 7
WHOLE_KEPT = timedelta(days=2)
"""A copy from before an upgrade holds everything, so no longer than a deletion on Strava may take."""

IDENTITY = "identity"
"""The fact that tells a database from one that was made after it was lost."""
ANOTHER: Mapping[str, str] = {"memory": f"name <> '{IDENTITY}'"}
"""A copy that is put back is another database: what was written since is known to its backup lines alone."""

_MINE = "activity_id IN (SELECT activity_id FROM origin.source WHERE kind <> 'api')"
_TRACKS = "SELECT activity_id FROM origin.track WHERE source <> 'api'"
WITHOUT_STRAVA: Mapping[str, str] = {
    "activity": "id IN (SELECT activity_id FROM origin.source WHERE kind <> 'api')",
    # of those also what the API told, and when: put back, it ages on and goes when its time is up
    "source": _MINE,
    "track": f"{_MINE} AND source <> 'api'",
    "recording": f"{_MINE} AND activity_id IN ({_TRACKS})",
    "gear": "false",
    **ANOTHER,
}
"""By table, which rows a nightly copy takes; all rows of the other tables."""


class CopyStore:
    """sync.ports.Copies of a SQLite file. A server's database (`file` is None) has its own tools for that."""

    def __init__(self, file: Path | None, folder: Path) -> None:
        self._file = file
        self._folder = folder

    def keep(self, day: date) -> None:
        if self._file is None:
            return
        copy_file(self._file, self._folder / f"twinge-{day:%Y-%m-%d}.db", WITHOUT_STRAVA)
        _forget(nightly_copies(self._folder)[KEPT:])

    def expire(self, at: datetime) -> None:
        oldest_s = (at - WHOLE_KEPT).timestamp()
        _forget([whole for whole in self._folder.glob("before-*.db") if _made_s(whole) < oldest_s])


def _forget(copies: Sequence[Path]) -> None:
    for copy in copies:
        try:
            _delete(copy)
        except OSError as error:
            raise StorageError(
                f"The old copy {copy} can't be deleted ({error.strerror}).", "Delete it yourself."
            ) from error


def _made_s(copy: Path) -> float:
    try:
        return copy.stat().st_mtime
    except OSError:  # gone, or a link to nowhere
        return 0.0


def copy_file(source: Path, target: Path, rows: Mapping[str, str]) -> None:
    """Copy a database into `target`, whole or not at all; raises StorageError and leaves what was there.

    `rows` says which rows of a table are taken, as a condition (ANOTHER at least); without one all are. The
    copy counts when it passed SQLite's own check, its keys hold, and it has as many rows as were to be copied.
    """
    part = target.with_suffix(".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _delete(part)
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        with closing(sqlite3.connect(part, isolation_level=None)) as connection:
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("ATTACH ? AS origin", (str(source),))
            _sound(connection, "origin")
            connection.execute("BEGIN")
            counts = _copy(connection, rows)
            connection.execute("COMMIT")
        _verify(part, counts)
        part.replace(target)
        fsync_folder(target.parent)
    except (sqlite3.Error, UnicodeDecodeError, OSError) as error:
        with suppress(OSError):
            _delete(part)
        raise StorageError(
            f"The database {source} can't be copied to {target} ({_cause(error)}).",
            "The older copies are as they were. Make room, or see `twinge doctor`.",
        ) from error


def nightly_copies(folder: Path) -> list[Path]:
    """Newest first."""
    return sorted(folder.glob("twinge-????-??-??.db"), reverse=True)


def newest_good(folder: Path) -> Path | None:
    """The newest nightly copy that is whole now; None where there is none."""
    for path in nightly_copies(folder):
        try:
            with closing(_read_only(path)) as connection:
                _sound(connection, "main")
        except (sqlite3.Error, UnicodeDecodeError):
            continue
        return path
    return None


def _copy(connection: sqlite3.Connection, rows: Mapping[str, str]) -> dict[str, int]:
    """All tables with their indexes; how many rows each has now."""
    made = connection.execute(
        "SELECT type, name, sql FROM origin.sqlite_master WHERE sql IS NOT NULL "
        "AND name NOT LIKE 'sqlite_%' ORDER BY type = 'table' DESC"
    ).fetchall()
    counts: dict[str, int] = {}
    for kind, name, statement in made:
        connection.execute(statement)
        if kind == "table":
            taken = rows.get(name, "true")
            told = f'SELECT * FROM origin."{name}" WHERE {taken}'  # noqa: S608 - our own words
            connection.execute(f'INSERT INTO main."{name}" {told}')
            counts[name] = connection.execute(f"SELECT count(*) FROM ({told})").fetchone()[0]  # noqa: S608
    return counts


def _verify(path: Path, counts: Mapping[str, int]) -> None:
    """Raises sqlite3.DatabaseError where the copy, read anew, is not what was to be copied."""
    with closing(_read_only(path)) as connection:
        _sound(connection, "main")
        if connection.execute("PRAGMA foreign_key_check").fetchone():
            raise sqlite3.DatabaseError("the copy's keys don't hold")
        for name, count in counts.items():
            found = connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608
            if found != count:
                raise sqlite3.DatabaseError("the copy lacks rows")


def _sound(connection: sqlite3.Connection, which: str) -> None:
    verdict = connection.execute(f"PRAGMA {which}.integrity_check(1)").fetchone()[0]
    if verdict != "ok":
        raise sqlite3.DatabaseError("it is damaged")


def _read_only(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)


def _cause(error: Exception) -> str:
    if isinstance(error, OSError):
        return error.strerror or type(error).__name__
    return str(error) if isinstance(error, sqlite3.Error) else "it is damaged"


def _delete(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.with_name(f"{path.name}-journal").unlink(missing_ok=True)
