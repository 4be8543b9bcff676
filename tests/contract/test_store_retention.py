"""What goes when the API does not show an activity any more, what stays, and that it is really gone."""

import random
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from store_world import DAY, NOW, OpenStore, missed, open_store, pulled, streams

from annotations.model import ActivityId
from sync.ports import Pulled

pytest_plugins = ["store_fixtures"]

RETENTION = timedelta(days=7)


def imported(store: OpenStore, number: int, *, track: bool = False) -> None:
    """As an import of a file will leave it: another source of the same activity."""
    with store.database.transaction() as session:
        session.connection().execute(
            text(
                "INSERT INTO source (activity_id, kind, reference, first_seen, last_seen, absences) "
                "VALUES (:id, 'file', 'a.fit', :at, :at, 0)"
            ),
            {"id": number, "at": NOW.replace(tzinfo=None) - 99 * DAY}
            if store.database.file
            else {"id": number, "at": NOW - 99 * DAY},
        )
        if track:
            session.connection().execute(
                text("UPDATE track SET source = 'file' WHERE activity_id = :id"), {"id": number}
            )


def gone_by(store: OpenStore, how: str) -> None:
    if how == "retention":
        store.activities.purge(NOW + RETENTION)
    else:
        for _ in range(2):
            missed(store, [])


@pytest.mark.parametrize("how", ["retention", "absence"])
def test_what_a_file_tells_too_stays_without_what_the_api_alone_told(
    store: OpenStore, how: str
) -> None:
    told = [pulled(number) for number in (1, 2, 3)]
    given = [Pulled(one.run, 7, {**one.raw, "average_temp": 21}) for one in told]
    store.activities.save_page(given, NOW)
    for number in (1, 2, 3):
        store.activities.save_track(ActivityId(number), streams([0, 10], [0, 30.5]))
    imported(store, 2)
    imported(store, 3, track=True)
    gone_by(store, how)
    runs = store.activities.runs()
    assert [(run.id, run.name, run.temperature_c, run.track is None) for run in runs] == [
        (2, "Run 2", None, True),
        (3, "Run 3", None, False),
    ]
    gone_by(store, how)
    assert store.activities.count() == 2
    again = store.activities.save_page(given, NOW)
    assert (again.new, again.changed) == ((1,), (2, 3)), "the API shows them again"
    assert [run.temperature_c for run in store.activities.runs()] == [21.0] * 3


def test_no_row_of_the_api_is_older_than_the_retention_on_any_of_60_nights(
    store: OpenStore,
) -> None:
    dice = random.Random(7)
    imported_one = pulled(99)
    store.activities.save_page([imported_one], NOW)
    imported(store, 99)
    for night in range(60):
        now = NOW + night * DAY
        shown = [pulled(number) for number in range(night % 9, 20) if dice.random() < 0.1]
        store.activities.save_page(shown, now)
        store.activities.purge(now - RETENTION)
        with store.database.transaction() as session:
            ages = session.connection().execute(
                text("SELECT activity_id, last_seen FROM source WHERE kind = 'api'")
            )
            seen = dict(map(tuple, ages))
        assert all(str(at)[:10] >= str(now - RETENTION)[:10] for at in seen.values())
        assert {run.id for run in store.activities.runs()} == {*seen, 99}
    assert len(seen) > 3


def test_what_is_deleted_is_nowhere_in_the_file(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    told = pulled(1, name="canary-name", gear_id="canary-shoe")
    store.activities.save_page(
        [Pulled(told.run, 7, {**told.raw, "x": "canary-raw"}), pulled(2)], NOW
    )
    store.activities.save_track(
        ActivityId(1), {**streams([0, 1], [0, 3]), "altitude": {"data": list(range(2000))}}
    )
    store.activities.save_gear("canary-shoe", "canary-gear", NOW)
    path = tmp_path / "twinge.db"
    with store.database.transaction() as session:
        (packed,) = session.connection().execute(text("SELECT raw FROM track")).scalars()
    recording = packed.encode()[20:200]
    before = path.read_bytes()
    assert before.count(b"canary-") > 5
    assert recording in before
    store.activities.save_page([pulled(2)], NOW + 2 * DAY)
    store.activities.purge(NOW + DAY)
    store.copies.keep((NOW + DAY).date())
    assert [run.id for run in store.activities.runs()] == [2]
    for file in (path, *store.backup.glob("*")):
        assert b"canary-" not in file.read_bytes()
        assert recording not in file.read_bytes()
    assert not path.with_name("twinge.db-journal").exists()
    store.database.close()


def test_a_deletion_leaves_no_row_without_its_activity(store: OpenStore) -> None:
    store.activities.save_page([pulled(1)], NOW)
    store.activities.save_track(ActivityId(1), streams([0, 10], [0, 30.5]))
    with store.database.transaction() as session:
        session.connection().execute(text("DELETE FROM activity"))
        left = [
            session.connection().execute(text(f"SELECT count(*) FROM {table}")).scalar()  # noqa: S608
            for table in ("source", "track", "recording")
        ]
    assert left == [0, 0, 0]
