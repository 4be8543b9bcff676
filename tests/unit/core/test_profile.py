"""The profile of one noted run by distance, and what was before its pain: made-up runs whose answer is known."""

import math
from itertools import pairwise
from typing import Any

import pytest
from core_builders import PROPERTY, a_run, note_of, noted_run, pain
from hypothesis import given
from hypothesis import strategies as st

from annotations.lead_up import lead_up
from annotations.model import Result
from annotations.profile import MOST_POINTS, Profile, profile
from annotations.record import NotedRun
from annotations.samples import Samples, read_samples
from annotations.tracks import simplified

LENGTH = 6000
"""Metres: the first half at 3 m/s on the level, the second at 2.5 m/s, up 4 %, with a higher pulse."""
HALF = LENGTH // 2


def recorded(**changes: Any) -> dict[str, Any]:
    """A sample a second; three minutes stood still at 2 km."""
    rows: list[tuple[int, float, bool]] = []
    metres, second = 0.0, 0
    while metres <= LENGTH:
        rows.append((second, metres, True))
        if metres == 1998.0:
            rows += [(second + wait, metres, False) for wait in range(1, 181)]
            second += 180
        metres += 3.0 if metres < HALF else 2.5
        second += 1
    data = {
        "time": [row[0] for row in rows],
        "distance": [row[1] for row in rows],
        "moving": [row[2] for row in rows],
        "altitude": [40 + max(0.0, row[1] - HALF) * 0.04 for row in rows],
        "cadence": [(83 if row[1] < HALF else 80) if row[2] else 0 for row in rows],
        "heartrate": [140 if row[1] < HALF else 160 for row in rows],
        **changes,
    }
    return {key: {"data": values} for key, values in data.items() if values is not None}


def samples_of(**changes: Any) -> Samples:
    samples = read_samples(recorded(**changes))
    assert samples is not None
    return samples


def noted(frontmatter: str, samples: Samples | None) -> NotedRun:
    track = None if samples is None else simplified(samples.track)
    run = a_run(length_m=LENGTH, elapsed_s=2380, track=track)
    return noted_run(note_of(frontmatter, units="km"), run=run)


NOTE = (
    "pain: {right knee: 5 from 3.4 km, left knee: 4 from 30:00}\n"
    "did:\n- 10 kicks @ 3.6 km -> same\n- 10 kicks @ 4 km -> gone, back after 500 m"
)


def profiled(frontmatter: str = NOTE, **changes: Any) -> Profile:
    samples = samples_of(**changes)
    found = profile(noted(frontmatter, samples), samples)
    assert found is not None
    return found


def test_points_tell_pace_cadence_and_heart_rate_in_motion() -> None:
    found = profiled()
    assert len(found.at_m) == len(found.pace_s_per_km) == LENGTH / 50
    for at_m, pace, cadence, beats in zip(
        found.at_m, found.pace_s_per_km, found.cadence_per_min, found.heart_rate_bpm, strict=True
    ):
        if abs(at_m - HALF) < 60:
            continue
        first = at_m < HALF
        assert pace == pytest.approx(1000 / 3 if first else 400)
        assert (cadence, beats) == ((166, 140) if first else (160, 160))


def test_a_pause_is_between_elapsed_and_moving_time_and_in_no_pace() -> None:
    found = profiled()
    stood = [e - m for e, m in zip(found.elapsed_s, found.moving_s, strict=True)]
    for at_m, seconds in zip(found.at_m, stood, strict=True):
        assert seconds == pytest.approx(0 if at_m < 1998 else 180)
    assert max(pace or 0 for pace in found.pace_s_per_km) < 410


def test_hills_are_told_at_each_point_and_in_all() -> None:
    hills = profiled().hills
    assert hills is not None
    assert hills.grade[10] == pytest.approx(0, abs=0.001)
    assert hills.grade[-10] == pytest.approx(0.04, abs=0.002)
    assert hills.altitude_m[-10] == pytest.approx(40 + 0.04 * (HALF - 475), abs=1)
    assert hills.gain_m == pytest.approx(120, abs=2)
    assert (hills.loss_m, hills.downhill_share) == (0, 0)


def test_a_treadmill_has_no_hills_and_all_else() -> None:
    found = profiled(altitude=None)
    assert found.hills is None
    assert found.pace_s_per_km[0] == pytest.approx(1000 / 3)


def test_a_sensor_that_is_absent_or_mostly_silent_says_nothing() -> None:
    silent = [150 if number % 2 else None for number in range(len(recorded()["time"]["data"]))]
    found = profiled(heartrate=silent, cadence=None)
    assert set(found.heart_rate_bpm) == set(found.cadence_per_min) == {None}


def test_no_recording_makes_no_profile() -> None:
    assert profile(noted(NOTE, None), None) is None


def test_the_places_of_the_notes_are_marked_in_metres_and_seconds() -> None:
    marks = [(m.kind, m.what, round(m.at_m), m.known_by, m.result) for m in profiled().marks]
    half_an_hour_m = round(HALF + (1800 - 180 - HALF / 3) * 2.5)
    assert marks == [
        ("onset", "right knee", 3400, "note", None),
        ("onset", "left knee", pytest.approx(half_an_hour_m, abs=3), "track", None),
        ("bout", "kicks", 3600, "note", Result.SAME),
        ("bout", "kicks", 4000, "note", Result.GONE),
        ("relief", "kicks", 4000, "note", Result.GONE),
        ("return", "kicks", 4500, "note", None),
    ]
    times = [mark.elapsed_s for mark in profiled().marks]
    assert times[0] == pytest.approx(180 + HALF / 3 + 400 / 2.5, abs=3)
    assert times[1] == 1800


@given(st.floats(20, 60_000), st.integers(2, 50))
@PROPERTY
def test_no_run_has_more_than_200_points_and_each_is_in_it(length_m: float, count: int) -> None:
    metres = [length_m * number / (count - 1) for number in range(count)]
    samples = read_samples(
        {"time": {"data": [m / 3 for m in metres]}, "distance": {"data": metres}}
    )
    found = profile(noted_run(pain(), run=a_run(length_m=length_m)), samples)
    assert found is not None
    assert 1 <= len(found.at_m) <= MOST_POINTS
    assert 0 < found.at_m[0] <= found.at_m[-1] < length_m
    assert all(a < b for a, b in pairwise(found.at_m))
    assert all(pace == pytest.approx(1000 / 3) for pace in found.pace_s_per_km if pace)
    assert (
        len(set(map(len, (found.at_m, found.elapsed_s, found.moving_s, found.pace_s_per_km)))) == 1
    )


def test_the_last_400_m_before_the_pain_are_beside_all_before_them() -> None:
    samples = samples_of()
    told = lead_up(
        noted("pain: {right knee: 5 from 3.4 km, left knee: 4 from 3.6 km}", samples), samples
    )
    assert told is not None
    assert [str(site) for site in told.sites] == ["right knee"]
    assert (told.last.from_m, told.last.to_m, told.onset_m) == (3000, 3400, 3400)
    assert told.last.pace_s_per_km == pytest.approx(400, abs=1)
    assert told.last.grade == pytest.approx(0.04, abs=0.003)
    assert told.last.cadence_per_min == pytest.approx(160, abs=0.5)
    assert told.last.heart_rate_bpm == pytest.approx(160, abs=1)
    assert (told.earlier.from_m, told.earlier.to_m) == (0, 3000)
    assert told.earlier.pace_s_per_km == pytest.approx(1000 / 3, abs=1)
    assert told.earlier.grade == pytest.approx(0, abs=0.001)
    assert told.earlier.cadence_per_min == pytest.approx(166, abs=0.1)
    assert told.earlier.heart_rate_bpm == pytest.approx(140, abs=0.1)


def test_what_the_recording_has_not_is_not_told() -> None:
    samples = samples_of(altitude=None, heartrate=None)
    told = lead_up(noted("pain: {right knee: 5 from 3.4 km}", samples), samples)
    assert told is not None
    assert (told.last.grade, told.last.heart_rate_bpm) == (None, None)
    assert told.last.pace_s_per_km == pytest.approx(400, abs=1)


NO_LEAD_UPS = {
    "no pain": "pain: none",
    "from the start": "pain: {right knee: 5 from start}",
    "too early": "pain: {right knee: 5 from 750 m}",
    "nobody said where": "pain: {right knee: 5}",
    "one of two has no place": "pain: {right knee: 5 from 3.4 km, left knee: 4}",
    "beyond the end": "pain: {right knee: 5 from 7 km}",
}


@pytest.mark.parametrize("frontmatter", NO_LEAD_UPS.values(), ids=NO_LEAD_UPS)
def test_nothing_is_told_of_what_came_before_where_that_is_not_known(frontmatter: str) -> None:
    samples = samples_of()
    assert lead_up(noted(frontmatter, samples), samples) is None


def test_a_place_by_even_pace_is_none_to_look_before() -> None:
    by_time = "pain: {right knee: 5 from 20:00}"
    assert lead_up(noted(by_time, None), samples_of()) is None
    assert lead_up(noted(by_time, samples_of()), samples_of()) is not None
    assert lead_up(noted(by_time, None), None) is None


def test_numbers_of_a_profile_are_finite() -> None:
    found = profiled(heartrate=[math.nan] * len(recorded()["time"]["data"]))
    values = [*found.at_m, *found.elapsed_s, *found.moving_s, *filter(None, found.pace_s_per_km)]
    assert all(map(math.isfinite, values))
    assert set(found.heart_rate_bpm) == {None}
