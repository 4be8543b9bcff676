"""Samples made sound: order, distance, climb, and what was stood still."""

from dataclasses import replace

import pytest

from sync.imports.recorded import Pause, Sample
from sync.imports.series import Measured, climbed, measured

STEADY = tuple(Sample(float(s), distance_m=3.0 * s) for s in range(0, 301, 10))


def made(samples: tuple[Sample, ...], *pauses: Pause) -> Measured:
    found = measured(samples, sport_type="Run", pauses=pauses)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("heights", "climb"),
    [
        ((10.0, 12.0, 10.5, 12.2, 10.0), 0.0),
        ((10.0, 20.0, 10.0, 15.0), 15.0),
        ((10.0, 14.0, 13.0, 18.0), 8.0),
        ((30.0, 10.0), 0.0),
    ],
)
def test_what_goes_up_and_down_within_a_barometers_noise_is_no_climb(
    heights: tuple[float, ...], climb: float
) -> None:
    assert climbed(heights) == climb


def test_a_distance_is_made_from_speed_and_a_long_gap_is_no_running() -> None:
    bare = [Sample(float(s), speed_m_s=3.0) for s in (0, 10, 20, 120, 130)]

    assert made(tuple(bare)).series.distance_m[-1] == 3.0 * (10 + 10 + 15 + 10)


def test_a_distance_that_falls_stays_and_a_moment_that_comes_twice_counts_once() -> None:
    odd = (*STEADY[:5], replace(STEADY[5], distance_m=1.0), STEADY[4], STEADY[4], *STEADY[6:])

    found = made(odd)

    assert found.series.distance_m[-1] == 900
    assert list(found.series.distance_m) == sorted(found.series.distance_m)
    assert len(set(found.series.time_s)) == len(found.series.time_s)


def test_pauses_in_any_order_and_within_each_other_are_not_moving() -> None:
    long, short = Pause(100, 200), Pause(120, 130)

    found = made(STEADY, short, long, Pause(10, 20))

    assert found.moving_s == 300 - 100 - 10


def test_a_sample_from_another_year_is_left_out() -> None:
    found = made((Sample(-4e7, distance_m=0.0), *STEADY, Sample(9e8, distance_m=9e6)))

    assert (found.elapsed_s, found.series.distance_m[-1]) == (300, 900)
