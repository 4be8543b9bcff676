"""FIT, GPX and TCX files become the same recorded activity."""

import gzip
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from recordings import START, fit, gpx, gpx_of, moments, tcx, watch

from annotations.model import Track
from annotations.tracks import simplified
from sync.imports.files import read_activity_file
from sync.imports.recorded import Pause, Recorded, UnreadableError
from sync.sandbox.fitfile import fit_file


def one(name: str, data: bytes | str) -> Recorded:
    found = read_activity_file(name, data.encode() if isinstance(data, str) else data)
    assert len(found) == 1
    return found[0]


FILES = {
    "run.fit": fit(),
    "run.gpx": gpx(moments(), cadence=83).encode(),
    "run.tcx": tcx([moments()]).encode(),
}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gz"])
def test_each_format_gives_start_sport_distance_and_times(name: str, packed: bool) -> None:
    data = gzip.compress(FILES[name]) if packed else FILES[name]

    found = one(name + (".gz" if packed else ""), data)

    assert found.start_utc == START
    assert found.sport_type == "Run"
    assert found.distance_m == pytest.approx(1800, rel=1e-3)
    assert (found.elapsed_s, found.moving_s, found.timer_s) == (600, 600, 600)
    assert found.cadence_per_leg == 83
    assert found.heartrate == 150
    assert found.damage is None


@pytest.mark.parametrize("name", FILES)
def test_a_place_of_the_track_is_found_by_distance(name: str) -> None:
    series = one(name, FILES[name]).series
    track = simplified(Track(series.time_s, series.distance_m))

    assert (track.elapsed_s[0], track.elapsed_s[-1]) == (0, 600)
    assert track.distance_m[-1] == pytest.approx(1800, rel=1e-3)
    assert len(track.elapsed_s) < 10


def test_the_format_is_known_by_its_content_where_the_name_is_wrong() -> None:
    assert one("run.tcx", FILES["run.fit"]).distance_m == 1800
    assert one("export", FILES["run.gpx"]).sport_type == "Run"


def test_a_watch_tells_its_local_time_device_temperature_and_lap() -> None:
    found = one("run.fit", fit(climb_m=41))

    assert found.utc_offset_s == -14_400
    assert found.device == "Forerunner 55"
    assert found.temp_c == 12
    assert found.climb_m == 41
    assert [(lap.elapsed_s, lap.distance_m) for lap in found.laps] == [(600, 1800)]


def test_the_timers_stop_is_a_pause_and_not_moving() -> None:
    stop = (START.timestamp() + 300, START.timestamp() + 360)
    run = watch(660, 1800.0, timer_s=600, stops=(stop,))

    found = one("run.fit", fit_file(run, moments(660, stood=(300, 360))))

    assert found.pauses == (Pause(300, 360),)
    assert (found.elapsed_s, found.timer_s, found.moving_s) == (660, 600, 600)


def test_segments_of_a_gpx_file_have_a_pause_between_them() -> None:
    points = moments(660, stood=(300, 360))
    at = next(i for i, p in enumerate(points) if p.at_s == START.timestamp() + 360)

    found = one("run.gpx", gpx_of([points[:at], points[at:]]))

    assert found.pauses == (Pause(300, 360),)
    assert (found.elapsed_s, found.timer_s, found.moving_s) == (660, 600, 600)


def test_standing_at_a_light_with_a_running_timer_is_elapsed_and_not_moved() -> None:
    found = one("run.fit", fit_file(watch(660, 1800.0), moments(660, stood=(300, 360))))

    assert (found.elapsed_s, found.timer_s, found.moving_s) == (660, 660, 600)


CADENCES = {
    "a run in steps": ("running", 166, 83),
    "a run in strides": ("running", 83, 83),
    "a slow run in steps": ("running", 140, 70),
    "a walk in steps": ("walking", 108, 54),
    "a walk in strides": ("walking", 54, 54),
    "a brisk walk in strides": ("walking", 72, 72),
    "a hike in steps": ("hiking", 96, 48),
    "a run that tells no sport": ("", 166, 83),
    "a ride": ("cycling", 130, 130),
}


@pytest.mark.parametrize("case", CADENCES)
def test_on_foot_steps_a_minute_become_strides_and_a_ride_keeps_its_turns(case: str) -> None:
    kind, told, expected = CADENCES[case]

    assert one("a.gpx", gpx(moments(), kind=kind, cadence=told)).cadence_per_leg == expected


def test_a_treadmill_run_has_a_distance_without_places() -> None:
    belt = fit_file(watch(sub_sport=1), moments(places=False))

    assert one("belt.fit", belt).indoors
    assert one("belt.tcx", tcx([moments(places=False)])).indoors
    assert not one("run.fit", FILES["run.fit"]).indoors


def test_a_distance_is_made_from_places_where_the_device_has_none() -> None:
    points = [replace(moment, distance_m=None) for moment in moments()]

    assert one("run.fit", fit_file(watch(), points)).series.distance_m[-1] == pytest.approx(
        1800, rel=1e-3
    )


def test_laps_of_a_tcx_file_are_laps_and_no_pauses() -> None:
    points = moments()

    found = one("run.tcx", tcx([points[:301], points[301:]]))

    assert [lap.start_s for lap in found.laps] == [0, 301]
    assert found.pauses == ()
    assert found.device == "Treadmill 9"


@pytest.mark.parametrize("name", FILES)
def test_what_comes_before_the_end_of_a_truncated_file_is_kept(name: str) -> None:
    half = FILES[name][: len(FILES[name]) // 2]

    found = one(name, half)

    assert found.damage
    assert found.sport_type in ("Run", None)
    assert 200 <= found.elapsed_s <= 400
    assert found.distance_m == pytest.approx(3 * found.elapsed_s, rel=0.02)


def test_a_truncated_gzip_file_keeps_what_was_packed_before() -> None:
    packed = gzip.compress(FILES["run.tcx"], mtime=0)

    found = one("run.tcx.gz", packed[: len(packed) // 2])

    assert found.damage
    assert 100 <= found.elapsed_s <= 500


def test_a_wrong_checksum_is_told_and_the_run_is_kept() -> None:
    found = one("run.fit", FILES["run.fit"][:-2] + b"\0\0")

    assert found.distance_m == 1800
    assert "FitCRCError" in str(found.damage)


BAD = {
    "empty": ("a.fit", b"", "it is empty"),
    "zeros": ("a.fit", b"\0" * 500, "it is empty"),
    "noise": ("a.fit", bytes(range(256)) * 4, "nothing of it can be read"),
    "course": ("a.fit", fit_file(watch(file_type=6), []), "kind 'course', not an activity"),
    "text": ("a.txt", b"hello", "it is no FIT, GPX or TCX file"),
    "route": ("a.gpx", b"<gpx><trk><trkseg/></trk></gpx>", "it is a route without times"),
    "broken": ("a.gpx", b"<gpx><trk><", "nothing of it can be read"),
    "bomb": (
        "a.gpx",
        b'<!DOCTYPE g [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><gpx>&b;</gpx>',
        "it has a document type",
    ),
    "outside": (
        "a.tcx",
        b'<!doctype x SYSTEM "file:///etc/passwd"><TrainingCenterDatabase/>',
        "it has a document type",
    ),
    "hidden bomb": (
        "a.gpx",
        '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE g><gpx/>'.encode("utf-16"),
        "it has a document type",
    ),
    "nothing inside": ("a.tcx", b"<TrainingCenterDatabase/>", "it holds no activity"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_file_without_an_activity_says_why(case: str) -> None:
    name, data, why = BAD[case]

    with pytest.raises(UnreadableError, match=why):
        read_activity_file(name, data)


def test_what_unpacks_to_a_mountain_is_refused_before_it_is_unpacked() -> None:
    mountain = gzip.compress(b"\0" * (65 * 2**20), compresslevel=1)

    with pytest.raises(UnreadableError, match="unpacked it is larger"):
        read_activity_file("a.fit.gz", mountain)


def test_a_clock_that_was_wrong_before_the_first_fix_is_left_out() -> None:
    early = replace(moments()[0], at_s=631_065_700.0)

    found = one("run.fit", fit_file(watch(), [early, *moments()]))

    assert found.start_utc == START
    assert found.elapsed_s == 600


def test_a_start_that_a_wrong_clock_told_gives_way_to_the_first_sample() -> None:
    told = watch(start=START - timedelta(days=40))

    found = one("run.fit", fit_file(told, moments()))

    assert found.start_utc == START


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_change_of_bytes_ends_in_anything_but_an_activity_or_a_reason(
    data: st.DataObject,
) -> None:
    name = data.draw(st.sampled_from(sorted(SMALL)))
    changed = bytearray(SMALL[name])
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(changed) - 1))
        changed[at] = data.draw(st.integers(0, 255))
    found: tuple[Recorded, ...] = ()
    why = ""
    try:
        found = read_activity_file(name, bytes(changed))
    except UnreadableError as error:
        why = str(error)
    assert bool(found) != bool(why)


def test_a_record_whose_fields_are_declared_as_lists_or_texts_costs_no_traceback() -> None:
    whole = fit(20)
    kinds: set[str] = set()

    for at in range(12, 260):
        changed = whole[:at] + b"\x03" + whole[at + 1 :]
        try:
            kinds |= {str(each.damage) for each in read_activity_file("a.fit", changed)}
        except UnreadableError as error:
            kinds.add(str(error))

    assert any("FIT data" in kind for kind in kinds)


SMALL = {
    "a.fit": fit(20),
    "a.gpx": gpx(moments(20)).encode(),
    "a.tcx": tcx([moments(20)]).encode(),
    "a.gpx.gz": gzip.compress(gpx(moments(20)).encode()),
}


def test_a_fit_file_that_is_cut_off_before_its_session_is_still_a_run() -> None:
    whole = fit()

    (found,) = read_activity_file("a.fit", whole[: len(whole) * 2 // 3])

    assert found.damage
    assert found.sport_type == "Run"
