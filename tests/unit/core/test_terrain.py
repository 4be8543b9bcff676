"""How much of a run goes downhill: made-up roads whose answer is known, noise, and what can't be."""

import math
import random
from itertools import pairwise

import pytest
from core_builders import PROPERTY
from hypothesis import given
from hypothesis import strategies as st

from annotations.terrain import climbed, downhill_share, downhill_share_from_totals, road_of

METRES = [2.7 * second for second in range(2000)]
LENGTH = METRES[-1]


def road(*grades: float) -> list[float]:
    """The altitude at each sample of a road of equally long pieces with these grades."""
    piece = LENGTH / len(grades)
    heights, at = [60.0], 0.0
    for before, here in pairwise(METRES):
        at = heights[-1] + (here - before) * grades[min(int(before / piece), len(grades) - 1)]
        heights.append(at)
    return heights


ROADS = {
    "level": ((0.0,), 0.0),
    "up": ((0.05,), 0.0),
    "down": ((-0.05,), 1.0),
    "down, but hardly": ((-0.015,), 0.0),
    "up and down": ((0.04, -0.04), 0.5),
    "three quarters gently down, one up": ((-0.03, -0.03, -0.03, 0.09), 0.75),
    "a fifth steeply down": ((0.0, 0.0, -0.10, 0.0, 0.0), 0.2),
}


@pytest.mark.parametrize(("grades", "share"), ROADS.values(), ids=ROADS.keys())
def test_the_share_is_that_of_the_road(grades: tuple[float, ...], share: float) -> None:
    assert downhill_share(METRES, road(*grades)) == pytest.approx(share, abs=0.025)


@pytest.mark.parametrize("grades", [(0.0,), (0.005, -0.005), (0.04, -0.04)])
def test_a_barometers_noise_makes_no_hill_and_hides_none(grades: tuple[float, ...]) -> None:
    noise = random.Random(3)
    heights = [round((height + noise.gauss(0, 0.3)) / 0.2) * 0.2 for height in road(*grades)]
    steps = [round(height) for height in road(*grades)]

    for noisy in (heights, [float(step) for step in steps]):
        known = downhill_share(METRES, road(*grades))
        assert downhill_share(METRES, noisy) == pytest.approx(known, abs=0.03)


def test_standing_on_a_slope_has_no_weight() -> None:
    heights = road(0.04, -0.04)
    stand = 1500
    metres = [*METRES[:stand], *[METRES[stand]] * 900, *METRES[stand:]]
    stood = [*heights[:stand], *[heights[stand]] * 900, *heights[stand:]]

    assert downhill_share(metres, stood) == pytest.approx(
        downhill_share(METRES, heights), abs=0.005
    )


def test_a_recording_that_begins_late_counts_from_its_first_sample() -> None:
    heights = road(0.04, -0.04)

    late = [1e5 + metres for metres in METRES]

    assert downhill_share(late, heights) == pytest.approx(downhill_share(METRES, heights), abs=0.01)


NO_ROADS: dict[str, tuple[list[float], list[float]]] = {
    "nothing": ([], []),
    "one sample": ([5000.0], [20.0]),
    "no distance": ([0.0] * 50, [20.0] * 50),
    "short": ([0.0, 499.0], [20.0, 0.0]),
    "longer than any run": ([0.0, 1e9], [20.0, 0.0]),
}


@pytest.mark.parametrize(("metres", "heights"), NO_ROADS.values(), ids=NO_ROADS.keys())
def test_what_is_no_run_has_no_share(metres: list[float], heights: list[float]) -> None:
    assert downhill_share(metres, heights) is None


@given(
    st.lists(st.floats(0, 500), min_size=2, max_size=60),
    st.lists(st.floats(-400, 9000), min_size=60, max_size=60),
)
@PROPERTY
def test_a_share_is_always_one(steps: list[float], heights: list[float]) -> None:
    metres = [sum(steps[: i + 1]) for i in range(len(steps))]

    share = downhill_share(metres, heights[: len(metres)])

    assert share is None or 0 <= share <= 1
    assert (share is None) == (metres[-1] - metres[0] < 500)


TOTALS = {
    "level": (0.0, 10_000.0, 0.0),
    "10 m a kilometre: b = 0.02": (100.0, 10_000.0, math.exp(-1) / 2),
    "20 m a kilometre: b = 0.04": (200.0, 10_000.0, math.exp(-0.5) / 2),
    "5 m a kilometre: b = 0.01": (50.0, 10_000.0, math.exp(-2) / 2),
    "no length": (0.0, 0.0, None),
    "short": (3.0, 499.0, None),
    "steeper than any road": (2500.0, 5000.0, None),
    "below nothing": (-1.0, 5000.0, None),
    "not a number": (math.nan, 5000.0, None),
}


@pytest.mark.parametrize(("gain", "length", "share"), TOTALS.values(), ids=TOTALS.keys())
def test_totals_tell_the_share_of_a_road_with_laplace_grades(
    gain: float, length: float, share: float | None
) -> None:
    assert downhill_share_from_totals(gain, length) == pytest.approx(share)


@pytest.mark.parametrize("scale", [0.01, 0.02, 0.04])
def test_both_ways_agree_roughly_on_rolling_roads(scale: float) -> None:
    chance = random.Random(5)
    grades = [chance.choice((-1, 1)) * chance.expovariate(1 / scale) for _ in range(25)]
    mean = sum(grades) / len(grades)
    heights = road(*(grade - mean for grade in grades))  # back to where it began
    gain = sum(max(after - before, 0) for before, after in pairwise(heights))

    by_recording = downhill_share(METRES, heights)
    by_totals = downhill_share_from_totals(gain, LENGTH)

    assert by_recording == pytest.approx(by_totals, abs=0.12)


def test_a_hillier_run_has_the_larger_share_by_totals() -> None:
    shares = [downhill_share_from_totals(gain, 8000.0) for gain in (0, 5, 20, 80, 320, 1200)]

    assert shares == sorted(shares, key=lambda share: share or 0.0)
    assert len(set(shares)) == len(shares)


WAYS: dict[str, tuple[list[float], tuple[float, float]]] = {
    "nothing": ([], (0, 0)),
    "one altitude": ([50], (0, 0)),
    "level": ([50, 50, 50], (0, 0)),
    "up": ([0, 4, 10], (10, 0)),
    "down": ([10, 4, 0], (0, 10)),
    "over a hill": ([0, 10, 10, 0], (10, 10)),
    "a wiggle of less than 2 m": ([0, 1.9, 0, 1.9, 0], (0, 0)),
    "a dip of less than 2 m on the way up": ([0, 10, 8.5, 12], (12, 0)),
    "a dip of 2 m on the way up": ([0, 10, 8, 12], (14, 2)),
}


@pytest.mark.parametrize(("heights", "way"), WAYS.values(), ids=WAYS)
def test_climbs_and_descents_add_up_from_2_m_on(
    heights: list[float], way: tuple[float, float]
) -> None:
    assert climbed(heights) == pytest.approx(way)


@pytest.mark.parametrize("grades", [(0.0,), (0.04, -0.04), (0.02, -0.03, 0.05, -0.01)])
def test_a_barometers_noise_does_not_add_up_to_a_climb(grades: tuple[float, ...]) -> None:
    noise = random.Random(4)
    heights = [round((height + noise.gauss(0, 0.3)) / 0.2) * 0.2 for height in road(*grades)]
    raw_m = sum(max(after - before, 0) for before, after in pairwise(heights))
    known_m = sum(max(after - before, 0) for before, after in pairwise(road(*grades)))

    under = road_of(METRES, heights)

    assert under is not None
    gain_m, loss_m = climbed(under.altitude_m)
    assert gain_m == pytest.approx(known_m, abs=5)
    assert gain_m - loss_m == pytest.approx(heights[-1] - heights[0], abs=5)
    assert raw_m > known_m + 200  # as a sum of every sample's rise


@given(st.lists(st.floats(-400, 9000), min_size=1, max_size=40))
@PROPERTY
def test_gain_less_loss_is_what_the_end_is_above_the_start(heights: list[float]) -> None:
    gain_m, loss_m = climbed(heights)
    assert min(gain_m, loss_m) >= 0
    assert abs(gain_m - loss_m - (heights[-1] - heights[0])) < 2 + 1e-6
    assert gain_m + 2 > max(heights) - heights[0]
