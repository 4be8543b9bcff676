"""What a database of an earlier program holds once it is brought up to date."""

import re
import sqlite3
from collections.abc import Collection
from contextlib import closing
from pathlib import Path
from typing import Any

from old_database import ERAS, FIRST
from sqlalchemy import Connection, Engine, create_engine, event
from store_world import OpenStore

from annotations.experiments.model import Outcome, Seen
from annotations.model import Track
from sync.ports import StoredNote

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


def revision_of(path: Path) -> str | None:
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        if "alembic_version" not in tables:
            assert {*FIRST, *NEWEST} <= tables
            assert not any(name.startswith("old_") for name in tables)
            return None
        return str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])
