"""One activity is one row, whichever of the API, the export and files tell of it."""

from dataclasses import replace
from datetime import UTC, timedelta
from typing import Any

import pytest
from store_world import DAY, NOW, OpenStore, missed, streams

from annotations.model import ActivityId, Metres, Run, Seconds
from sync.ports import FILE_IDS_FROM, SHOE_OF_EXPORT, FileKind, Imported, Pulled

pytest_plugins = ["store_fixtures"]

START = NOW - 30 * DAY
LATER = NOW + 8 * DAY
TRACK = streams([0, 1000, 3000], [0, 3000, 9000])


def run(number: int, **changes: Any) -> Run:
    facts: dict[str, Any] = {
        "name": f"Run {number}",
        "sport_type": "Run",
        "start_utc": START,
        "start_local": (START - timedelta(hours=4)).replace(tzinfo=None),
        "distance_m": Metres(9000.0),
        "moving_s": Seconds(2900.0),
        "elapsed_s": Seconds(3000.0),
        "visibility": "everyone",
    }
    return Run(id=ActivityId(number), **(facts | changes))


def told(of: Run, **more: Any) -> Pulled:
    """A run with the JSON that tells of it, in the API's form."""
    raw = {
        "id": of.id,
        "name": of.name,
        "sport_type": of.sport_type,
        "start_date": f"{of.start_utc:%Y-%m-%dT%H:%M:%SZ}",
        "start_date_local": f"{of.start_local:%Y-%m-%dT%H:%M:%SZ}",
        "distance": of.distance_m,
        "moving_time": of.moving_s,
        "elapsed_time": of.elapsed_s,
        "visibility": of.visibility,
        "gear_id": of.gear_id,
        "manual": of.manual,
        "trainer": of.trainer,
    }
    return Pulled(of, None, raw | more)


def taken(of: Run, kind: FileKind = "export", reference: str = "", **more: Any) -> Imported:
    given: dict[str, Any] = {"digest": f"{kind} {reference} {of}", "streams": TRACK} | more
    return Imported(told(of), kind, reference or f"{kind} {of.id}", **given)


def of_file(number: int, **changes: Any) -> Imported:
    return taken(run(FILE_IDS_FROM + number, visibility="only_me", **changes), "file")


def ids(store: OpenStore) -> list[int]:
    return [one.id for one in store.activities.runs()]


def test_an_import_says_what_is_new_and_a_second_one_changes_nothing(store: OpenStore) -> None:
    batch = [taken(run(1)), taken(run(2, start_utc=START + DAY)), of_file(3, start_utc=NOW)]

    first = store.activities.save_imported(batch, NOW)
    before = store.activities.runs()
    second = store.activities.save_imported(batch, NOW + DAY)

    assert (first.new, first.recordings) == ((1, 2, FILE_IDS_FROM + 3), 3)
    assert (second.new, second.changed, second.joined) == ((), (), ())
    assert store.activities.runs() == before
    assert before[0].track is not None
    assert store.activities.imported_digests() == {one.reference: one.digest for one in batch}


def test_an_activity_of_the_api_and_the_export_is_one_row_and_the_apis_word_counts(
    store: OpenStore,
) -> None:
    of_api = run(1, name="Renamed", visibility="followers_only")
    store.activities.save_page([told(of_api)], NOW)

    change = store.activities.save_imported([taken(run(1))], NOW)

    assert (change.new, change.joined) == ((), (1,))
    (found,) = store.activities.runs()
    assert (found.name, found.visibility) == ("Renamed", "followers_only")
    assert found.track is not None
    assert store.activities.tracked() == {1}


def test_the_api_tells_of_an_imported_activity_and_it_stays_one_row(store: OpenStore) -> None:
    store.activities.save_imported([taken(run(1))], NOW)

    change = store.activities.save_page([told(run(1, name="Renamed"))], NOW)

    assert (change.new, change.changed) == ((), (1,))
    assert [one.name for one in store.activities.runs()] == ["Renamed"]
    assert store.activities.tracked() == {1}


@pytest.mark.parametrize("how", ["retention", "deleted on Strava"])
def test_what_the_runners_own_files_tell_outlives_the_api(store: OpenStore, how: str) -> None:
    of_api = told(run(1, name="From Strava", gear_id="g1"), average_temp=30, secret="of the API")
    store.activities.save_page([of_api, told(run(9, start_utc=START + DAY))], NOW)
    store.activities.save_imported([taken(run(1, name="From the export"))], NOW)

    if how == "retention":
        store.activities.purge(LATER)
    else:
        missed(store, [])
        missed(store, [])

    (found,) = store.activities.runs()
    assert (found.id, found.name, found.temperature_c) == (1, "From the export", None)
    assert found.track is not None
    assert b"secret" not in _everything(store)


def _everything(store: OpenStore) -> bytes:
    from sqlmodel import select

    from sync.store.tables import ActivityRow, SourceRow

    with store.database.transaction() as session:
        rows = [*session.exec(select(ActivityRow)), *session.exec(select(SourceRow))]
        return repr([row.model_dump() for row in rows]).encode()


def test_a_file_alone_is_never_purged_nor_missed_in_a_listing(store: OpenStore) -> None:
    store.activities.save_imported([of_file(1)], NOW)

    missed(store, [])
    missed(store, [])

    assert store.activities.purge(LATER) == 0
    assert ids(store) == [FILE_IDS_FROM + 1]


@pytest.mark.parametrize("order", ["file first", "file last"])
@pytest.mark.parametrize("other", ["api", "export"])
def test_a_file_and_strava_tell_of_one_run_by_start_length_and_duration(
    store: OpenStore, order: str, other: str
) -> None:
    near = of_file(
        5,
        start_utc=START + timedelta(seconds=40),
        distance_m=Metres(9100.0),
        moving_s=Seconds(2950.0),
    )

    def strava() -> None:
        if other == "api":
            store.activities.save_page([told(run(1))], NOW)
        else:
            store.activities.save_imported([taken(run(1), streams=None)], NOW)

    def file() -> None:
        store.activities.save_imported([near], NOW)

    for step in (strava, file) if order == "file last" else (file, strava):
        step()

    (found,) = store.activities.runs()
    assert found.id == 1
    assert found.distance_m == Metres(9000)
    assert found.track is not None
    again = store.activities.save_imported([near], NOW)
    assert (again.new, again.changed, again.joined) == ((), (), ())
    store.activities.purge(LATER)
    (kept,) = store.activities.runs()
    assert kept.id == 1
    assert kept.distance_m == Metres(9100 if other == "api" else 9000)


def test_two_devices_files_of_one_run_are_one_run(store: OpenStore) -> None:
    watch = of_file(1)
    phone = of_file(2, start_utc=START + timedelta(seconds=20), distance_m=Metres(8900.0))

    change = store.activities.save_imported([watch, phone], NOW)

    assert change.joined == (FILE_IDS_FROM + 1,)
    (found,) = store.activities.runs()
    assert found.distance_m == Metres(9000)
    assert set(store.activities.imported_digests().values()) == {watch.digest, phone.digest}


def test_two_runs_of_a_day_stay_two(store: OpenStore) -> None:
    morning = of_file(1)
    again = of_file(2, start_utc=START + timedelta(hours=2))
    longer = of_file(3, start_utc=START + timedelta(seconds=30), distance_m=Metres(12_000.0))

    store.activities.save_imported([morning, again, longer], NOW)

    assert len(ids(store)) == 3


@pytest.mark.parametrize("order", ["file first", "file last"])
def test_a_hidden_start_of_the_apis_and_the_only_file_of_that_length_that_day_are_one_run(
    store: OpenStore, order: str
) -> None:
    file = of_file(5, elapsed_s=Seconds(3002.0), distance_m=Metres(9020.0))
    local = file.pulled.run.start_local
    midnight = local.replace(hour=0, minute=0, second=1, microsecond=0)
    secret = run(1, start_utc=midnight.replace(tzinfo=UTC), start_local=midnight, start_hidden=True)

    if order == "file first":
        store.activities.save_imported([file], NOW)
    store.activities.save_page([told(secret)], NOW)
    if order == "file last":
        store.activities.save_imported([file], NOW)
    second = of_file(6, start_utc=START + timedelta(hours=5), start_local=local, elapsed_s=3002)
    store.activities.save_imported([second], NOW)

    assert ids(store) == [1, second.pulled.run.id]


def test_a_file_of_the_exports_row_is_that_row_by_what_it_holds(store: OpenStore) -> None:
    other_day = START + 3 * DAY
    whole = taken(run(1), file_reference="file abc", file_digest="d", streams=None)
    alone = taken(
        run(FILE_IDS_FROM + 7, start_utc=other_day, distance_m=Metres(100.0)), "file", "file abc"
    )

    store.activities.save_imported([alone], NOW)
    first = store.activities.save_imported([whole], NOW)
    again = store.activities.save_imported([alone], NOW)

    assert (first.new, first.joined) == ((), (1,))
    assert (again.new, again.joined, again.changed) == ((), (), ())
    assert ids(store) == [1]


def test_the_fuller_of_two_files_of_a_run_counts_whichever_comes_first(store: OpenStore) -> None:
    part = of_file(1, distance_m=Metres(3000.0), elapsed_s=Seconds(900.0), moving_s=Seconds(900.0))
    whole = of_file(2)

    store.activities.save_imported([part], NOW)
    change = store.activities.save_imported([whole], NOW)
    store.activities.save_imported([part], NOW)

    known = part.pulled.run.id
    assert (change.new, change.changed, change.joined) == ((), (known,), (known,))
    assert [one.distance_m for one in store.activities.runs()] == [Metres(9000.0)]


def test_a_new_export_brings_the_runners_edits(store: OpenStore) -> None:
    store.activities.save_imported([taken(run(1))], NOW)

    change = store.activities.save_imported([taken(run(1, name="Edited"))], NOW)

    assert change.changed == (1,)
    assert [one.name for one in store.activities.runs()] == ["Edited"]


def test_a_shoe_of_the_export_becomes_the_one_that_the_api_names(store: OpenStore) -> None:
    worn = run(1, gear_id=f"{SHOE_OF_EXPORT}Daily 4", gear_name="Daily 4")
    store.activities.save_imported([taken(worn)], NOW)
    assert [one.gear_name for one in store.activities.runs()] == ["Daily 4"]

    store.activities.save_gear("g7", "Daily 4", NOW)
    store.activities.save_imported(
        [taken(replace(worn, id=ActivityId(2), start_utc=START + DAY))], NOW
    )

    assert [(one.gear_id, one.gear_name) for one in store.activities.runs()] == [
        ("g7", "Daily 4"),
        ("g7", "Daily 4"),
    ]


def test_a_file_that_could_not_be_read_is_not_remembered_as_read(store: OpenStore) -> None:
    store.activities.save_imported([taken(run(1), digest="", streams=None)], NOW)

    assert store.activities.imported_digests() == {}
    assert ids(store) == [1]
