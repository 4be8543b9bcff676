"""What an import makes of rows and recordings: starts, zones, shoes, and which recording is trusted."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from recordings import START, fit, gpx, moments, watch

from annotations.model import Metres, Seconds
from sync.imports.files import read_activity_file
from sync.imports.listing import Listed
from sync.imports.recorded import Recorded
from sync.imports.taken import belonging, of_file, of_row
from sync.ports import FILE_IDS_FROM, Imported
from sync.sandbox.fitfile import fit_file
from sync.store.streams import read_recording

NEW_YORK = ZoneInfo("America/New_York")
BERLIN = ZoneInfo("Europe/Berlin")
ROW = Listed(
    line=2,
    id=77,
    start_utc=START,
    name="Morning Run",
    sport_type="Run",
    type_word="Run",
    description="mine",
    private_note="knee",
    gear="Daily 4",
    filename="activities/9.fit.gz",
    elapsed_s=600,
    moving_s=600,
    distance_m=1800,
    climb_m=12,
)


def recorded(data: bytes = fit(), name: str = "a.fit") -> Recorded:
    return read_activity_file(name, data)[0]


def taken(row: Listed = ROW, *recordings: Recorded, zone: ZoneInfo = NEW_YORK) -> Imported:
    which = belonging(row, recordings)
    recorded = None if which is None else recordings[which]
    return of_row(row, recorded, zone, reference="export 77", digest="d")


def test_a_row_with_its_recording_is_what_the_api_would_have_told() -> None:
    found = taken(ROW, recorded())
    run, raw = found.pulled.run, found.pulled.raw

    assert (run.id, run.name, run.sport_type, run.manual) == (77, "Morning Run", "Run", False)
    assert (run.distance_m, run.moving_s) == (Metres(1800), Seconds(600))
    assert run.elapsed_s == Seconds(600)
    assert run.start_local == datetime(2026, 3, 14, 7, 10)
    assert run.visibility == "everyone"
    assert (run.gear_id, run.gear_name) == ("export: Daily 4", "Daily 4")
    assert (raw["description"], raw["private_note"]) == ("mine", "knee")
    assert (raw["total_elevation_gain"], raw["average_temp"]) == (12, 12)
    track = read_recording(found.streams).track
    assert track is not None
    assert (track.elapsed_s[-1], track.distance_m[-1]) == (600, 1800)


def test_the_watchs_local_clock_wins_over_the_zone_of_this_machine() -> None:
    abroad = recorded(fit(utc_offset_s=19_800))
    silent = recorded(fit(utc_offset_s=None))

    assert taken(ROW, abroad).pulled.run.start_local == datetime(2026, 3, 14, 16, 40)
    assert taken(ROW, silent, zone=BERLIN).pulled.run.start_local == datetime(2026, 3, 14, 12, 10)
    assert taken(ROW, zone=BERLIN).pulled.run.start_local == datetime(2026, 3, 14, 12, 10)


def test_a_hidden_start_is_a_date_unless_the_recording_knows_the_time() -> None:
    hidden = replace(ROW, start_utc=datetime(2026, 3, 14, 0, 0, 1, tzinfo=UTC))

    alone = taken(hidden).pulled.run
    known = taken(hidden, recorded()).pulled.run

    assert alone.start_hidden
    assert alone.start_local == datetime(2026, 3, 14, 0, 0, 1)
    assert not known.start_hidden
    assert (known.start_utc, known.start_local) == (START, datetime(2026, 3, 14, 7, 10))


def test_a_row_without_a_file_was_typed_in() -> None:
    found = taken(replace(ROW, filename="", moving_s=None))

    assert found.pulled.run.manual
    assert found.pulled.run.moving_s == Seconds(600)
    assert found.streams is None


CUT = {
    "cut on Strava": replace(ROW, distance_m=1200, elapsed_s=400, moving_s=400),
    "another distance in the same time": replace(ROW, distance_m=1500),
}


@pytest.mark.parametrize("case", CUT)
def test_a_recording_that_does_not_fit_the_row_is_not_trusted(case: str) -> None:
    found = taken(CUT[case], recorded())

    assert found.streams is None
    assert found.pulled.run.distance_m == CUT[case].distance_m


def test_a_corrected_distance_stretches_the_recording_on_a_treadmill_by_more() -> None:
    belt = recorded(fit_file(watch(sub_sport=1), moments(places=False)))

    found = taken(replace(ROW, distance_m=1950), belt)

    assert found.pulled.run.trainer
    track = read_recording(found.streams).track
    assert track is not None
    assert track.distance_m[-1] == 1950
    assert taken(replace(ROW, distance_m=1830), recorded()).streams is not None


def test_the_recording_of_another_day_is_another_one() -> None:
    found = taken(replace(ROW, start_utc=START + timedelta(days=3)), recorded())

    assert found.streams is None
    assert found.pulled.run.start_utc == START + timedelta(days=3)


def test_a_sport_that_no_word_tells_comes_from_the_file_or_is_named() -> None:
    odd = replace(ROW, sport_type=None, type_word="Juoksu")

    assert taken(odd, recorded()).pulled.run.sport_type == "Run"
    assert taken(odd, recorded()).unknown_sport == ""
    assert taken(odd).pulled.run.sport_type == "Workout"
    assert taken(odd).unknown_sport == "Juoksu"


def test_a_file_alone_has_an_id_of_ours_that_stays() -> None:
    one = of_file(recorded(), NEW_YORK, reference="file a", digest="d")
    again = of_file(recorded(), BERLIN, reference="file a", digest="d")
    other = of_file(recorded(fit(601)), NEW_YORK, reference="file b", digest="e")

    assert FILE_IDS_FROM <= one.pulled.run.id < 2 * FILE_IDS_FROM
    assert one.pulled.run.id == again.pulled.run.id != other.pulled.run.id
    assert one.pulled.run.visibility == "only_me"


def test_a_gpx_file_alone_has_its_name_and_the_zones_clock() -> None:
    found = of_file(
        recorded(gpx(moments()).encode(), "a.gpx"), BERLIN, reference="file a", digest="d"
    )

    assert found.pulled.run.name == "Morning Run"
    assert found.pulled.run.start_local == datetime(2026, 3, 14, 12, 10)
    assert found.pulled.run.distance_m == pytest.approx(1800, rel=1e-3)
