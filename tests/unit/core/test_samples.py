"""A recording made fit to compute with, whatever Strava's streams hold."""

import math
from typing import Any

import numpy as np
import pytest
from core_builders import PROPERTY
from hypothesis import given
from hypothesis import strategies as st

from annotations.samples import Samples, reached, read_samples


def streams(**data: Any) -> dict[str, Any]:
    return {key: {"data": values} for key, values in data.items()}


def read(sport_type: str = "Run", **data: Any) -> Samples:
    samples = read_samples(streams(**data), sport_type)
    assert samples is not None
    return samples


SECONDS = list(range(601))
METRES = [3.0 * second for second in SECONDS]

NO_RECORDINGS: dict[str, dict[str, Any] | None] = {
    "a manual run": None,
    "nothing": {},
    "no distance": streams(time=SECONDS),
    "no time": streams(distance=METRES),
    "empty": streams(time=[], distance=[]),
    "one point": streams(time=[0], distance=[0.0]),
    "on the spot": streams(time=[0, 60], distance=[7.0, 7.0]),
    "uneven lengths": streams(time=[0, 1, 2], distance=[0, 3]),
    "words": streams(time=["a", "b"], distance=["c", "d"]),
    "nulls": streams(time=[None, None], distance=[0, 3]),
    "lists of lists": streams(time=[[0], [1]], distance=[0, 3]),
    "no object": {"time": [0, 1], "distance": [0, 3]},
    "no list": {"time": {"data": "01"}, "distance": {"data": None}},
}


@pytest.mark.parametrize("raw", NO_RECORDINGS.values(), ids=NO_RECORDINGS)
def test_what_tells_no_way_is_no_recording(raw: dict[str, Any] | None) -> None:
    assert read_samples(raw) is None


# Each: times, distances, and what is left of them.
MENDED: dict[str, tuple[list[Any], list[Any], list[float], list[float]]] = {
    "as it should be": ([0, 1, 2], [0, 3, 6], [0, 1, 2], [0, 3, 6]),
    "a null": ([0, None, 2], [0, 3, 6], [0, 2], [0, 6]),
    "not a number": ([0, 1, 2], [0, math.nan, 6], [0, 2], [0, 6]),
    "infinite": ([0, math.inf, 2], [0, 3, 6], [0, 2], [0, 6]),
    "vast": ([0, 10**400, 2], [0, 3, 6], [0, 2], [0, 6]),
    "words": ([0, "one", 2], [0, 3, 6], [0, 2], [0, 6]),
    "below nothing": ([-5, 1, 2], [0, 3, 6], [1, 2], [3, 6]),
    "a time that goes back": ([0, 5, 3, 6], [0, 3, 6, 9], [0, 5, 6], [0, 3, 9]),
    "a distance that goes back": ([0, 1, 2, 3], [0, 9, 5, 12], [0, 1, 2, 3], [0, 9, 9, 12]),
    "a distance that drops to 0": ([0, 1, 2, 3], [0, 9, 0, 12], [0, 1, 2, 3], [0, 9, 9, 12]),
    "a wild distance": (
        [0, 1, 2, 3, 4, 5, 6],
        [0, 9e8, 6, 9, 12, 15, 18],
        [0, 2, 3, 4, 5, 6],
        [0, 6, 9, 12, 15, 18],
    ),
}


@pytest.mark.parametrize(("time", "distance", "left_s", "left_m"), MENDED.values(), ids=MENDED)
def test_single_bad_samples_cost_no_more_than_themselves(
    time: list[Any], distance: list[Any], left_s: list[float], left_m: list[float]
) -> None:
    samples = read(time=time, distance=distance)
    assert samples.elapsed_s.tolist() == left_s
    assert samples.distance_m.tolist() == left_m
    assert samples.track.distance_m == tuple(left_m)


def test_each_legs_steps_are_told_as_those_of_both_in_runs_alone() -> None:
    cadence = [83] * len(SECONDS)
    for sport, told in (
        ("Run", 166),
        ("TrailRun", 166),
        ("VirtualRun", 166),
        ("Ride", 83),
        ("Swim", 83),
    ):
        samples = read(sport, time=SECONDS, distance=METRES, cadence=cadence)
        assert samples.cadence_per_min is not None
        assert set(samples.cadence_per_min) == {told}


def test_a_sensor_that_drops_out_leaves_holes_and_one_that_is_absent_nothing() -> None:
    beats: list[Any] = [150] * len(SECONDS)
    beats[10], beats[20], beats[30] = None, 0, 900
    samples = read(time=SECONDS, distance=METRES, heartrate=beats, cadence=[80])
    assert samples.heart_rate_bpm is not None
    assert np.flatnonzero(np.isnan(samples.heart_rate_bpm)).tolist() == [10, 20, 30]
    assert samples.cadence_per_min is None
    assert samples.altitude_m is None
    assert samples.road is None


def test_an_altitude_is_bridged_over_a_hole_and_not_over_half_a_run() -> None:
    heights: list[Any] = [100.0 - second / 10 for second in SECONDS]
    bridged = read(time=SECONDS, distance=METRES, altitude=[*heights[:50], None, *heights[51:]])
    assert bridged.altitude_m is not None
    assert bridged.altitude_m.tolist() == pytest.approx(heights)
    half = [height if second % 2 else None for second, height in enumerate(heights)]
    assert read(time=SECONDS, distance=METRES, altitude=half).altitude_m is None


def paused(stop_s: int) -> tuple[list[int], list[float]]:
    """A run of 20 minutes that stood still for so long half-way, recorded each second all the while."""
    standing = range(600, 600 + stop_s)
    times = list(range(1201 + stop_s))
    metres, at = [0.0], 0.0
    for second in times[1:]:
        at += 0.0 if second - 1 in standing else 3.0
        metres.append(at)
    return times, metres


def test_a_pause_is_elapsed_and_not_moving_with_the_flag_or_without() -> None:
    times, metres = paused(120)
    flags = [second == 0 or second <= 600 or second > 720 for second in times]
    flagged = read(time=times, distance=metres, moving=flags)
    assert (flagged.elapsed_s[-1], flagged.moving_s[-1]) == (1320, 1200)
    unflagged = read(time=times, distance=metres)
    assert unflagged.moving_s[-1] == pytest.approx(1200, abs=10)


def test_a_watch_that_was_stopped_leaves_a_gap_that_is_no_motion_whatever_the_flag_says() -> None:
    times = [*range(601), *range(841, 1441)]
    metres = [3.0 * number for number in range(len(times))]
    flagged = read(time=times, distance=metres, moving=[True] * len(times))
    for samples in (flagged, read(time=times, distance=metres)):
        assert samples.elapsed_s[-1] == 1440
        assert samples.moving_s[-1] == pytest.approx(1200, abs=12)


def test_a_tunnel_is_a_gap_that_was_run_through() -> None:
    times = [*range(601), *range(841, 1441)]
    samples = read(time=times, distance=[3.0 * second for second in times])
    assert samples.moving_s[-1] == 1440


def test_a_slow_sampling_watch_moved_all_the_time() -> None:
    times = list(range(0, 1200, 8))
    samples = read(time=times, distance=[2.0 * second for second in times])
    assert samples.moving_s.tolist() == times


def test_a_distance_was_reached_before_the_stop_there() -> None:
    times, metres = paused(120)
    samples = read(time=times, distance=metres)
    at = reached(samples, samples.elapsed_s, np.array([0.0, 1799.0, 1800.0, 1801.5, 3600.0]))
    assert at.tolist() == pytest.approx([0.0, 599.6667, 600.0, 720.5, 1320.0], abs=1e-3)


ANYTHING = st.one_of(
    st.none(), st.booleans(), st.floats(), st.integers(), st.text(max_size=2), st.floats(0, 5000)
)
STREAM = st.one_of(
    st.lists(ANYTHING, max_size=8),
    st.lists(st.floats(0, 1e6), min_size=6, max_size=6).map(sorted),
    st.none(),
)


@given(
    st.dictionaries(
        st.sampled_from(["time", "distance", "moving", "altitude", "cadence", "heartrate"]), STREAM
    )
)
@PROPERTY
def test_any_streams_are_read_as_a_recording_that_never_goes_back_or_as_none(
    data: dict[str, Any],
) -> None:
    samples = read_samples(streams(**data))
    if samples is None:
        return
    assert len(samples.elapsed_s) == len(samples.moving_s) == len(samples.distance_m) > 1
    assert samples.distance_m[-1] > samples.distance_m[0] >= 0
    for rising in (samples.elapsed_s, samples.moving_s, samples.distance_m):
        assert np.all(np.isfinite(rising))
        assert np.all(np.diff(rising) >= 0)
    assert samples.moving_s[-1] <= samples.elapsed_s[-1] - samples.elapsed_s[0] + 1e-6
    for sensor in (samples.altitude_m, samples.cadence_per_min, samples.heart_rate_bpm):
        assert sensor is None or len(sensor) == len(samples.elapsed_s)
    assert samples.altitude_m is None or np.all(np.isfinite(samples.altitude_m))
