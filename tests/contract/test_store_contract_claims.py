"""The log of claims, on SQLite and (where it can be started) on PostgreSQL."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from store_world import DAY, NOW, OpenStore, open_store

from annotations.insights.ledger import Claim, Entry, Ledger, Suspicion, TrendUse
from annotations.model import Site
from sync.errors import StorageError

pytest_plugins = ["store_fixtures"]

KNEE = Site("knee", "right")
ON = date(2026, 7, 25)
ENTRIES: tuple[Entry, ...] = (
    Suspicion("downhill_share", 12, ON, NOW),
    TrendUse("onset_trend", Site("lower back"), (20, 30), 33, ON, NOW - DAY, 0.012, 0.4, -1),
    Claim("trigger", KNEE, "gear:g1", "clear", 1, 88, ON, NOW, 0.0123, None, 2.25),
    Claim("experiment", KNEE, "butt kicks", "tested", 1, 40, ON, NOW, None, 133.7),
)


def test_entries_come_back_as_they_were_in_the_order_in_which_they_were_made(
    store: OpenStore, url: str | None, tmp_path: Path
) -> None:
    assert store.claims.ledger() == Ledger()
    store.claims.add(ENTRIES[:1])
    store.claims.add(ENTRIES[1:])
    assert store.claims.ledger() == Ledger(ENTRIES)
    other = open_store(tmp_path, url)
    assert other.claims.ledger() == Ledger(ENTRIES)
    other.database.close()


def test_a_look_at_an_earlier_moment_sees_what_was_made_from_records_up_to_it(
    store: OpenStore,
) -> None:
    store.claims.add(ENTRIES)
    assert store.claims.ledger().up_to(NOW - DAY) == Ledger(ENTRIES[1:2])


def test_entries_are_added_together_or_not_at_all(store: OpenStore) -> None:
    bad = replace(ENTRIES[0], on=None)  # type: ignore[arg-type]
    with pytest.raises(StorageError):
        store.claims.add([ENTRIES[0], bad])
    assert store.claims.ledger() == Ledger()
