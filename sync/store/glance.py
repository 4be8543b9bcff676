"""A quick look at the SQLite file for `twinge status`: the standard library only, and no lock is held."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Glance:
    """What a look showed; `problem` says why it showed nothing."""

    activities: int = 0
    notes: int = 0
    blocks: int = 0
    memory: dict[str, str] = field(default_factory=dict)
    problem: str = ""


_BLOCKS = """
select count(*) from writeback w
where outcome = 'verified' and kind = 'write'
  and not exists (select 1 from writeback later where later.activity_id = w.activity_id
                  and later.field = w.field and later.outcome = 'verified' and later.id > w.id)
"""


def glance(path: Path) -> Glance:
    """Counts and remembered facts; never raises and never creates the file."""
    try:
        if not path.exists():
            return Glance(problem="no database yet: `twinge sync` makes it")
        address = f"{path.absolute().as_uri()}?mode=ro"
        with closing(sqlite3.connect(address, uri=True, timeout=2)) as connection:
            return Glance(
                _count(connection, "select count(*) from activity"),
                _count(connection, "select count(*) from note"),
                _count(connection, _BLOCKS),
                dict(connection.execute("select name, value from memory")),
            )
    except UnicodeDecodeError:  # a garbled table's name in SQLite's own message
        return Glance(problem="the database can't be read (it is damaged)")
    except (sqlite3.Error, OSError) as error:
        return Glance(problem=f"the database can't be read ({error})")


def _count(connection: sqlite3.Connection, query: str) -> int:
    return int(connection.execute(query).fetchone()[0])
