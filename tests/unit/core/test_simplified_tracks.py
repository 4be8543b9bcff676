"""A track of few points tells the same places as the recording of thousands."""

from itertools import pairwise

import pytest
from core_builders import PROPERTY, a_run, at_s
from hypothesis import given
from hypothesis import strategies as st

from annotations.model import Track
from annotations.places import locate
from annotations.tracks import WITHIN_M, simplified

STEPS = st.lists(
    st.tuples(st.floats(0, 60), st.one_of(st.just(0.0), st.floats(0, 300))), max_size=80
)


def track_of(steps: list[tuple[float, float]]) -> Track:
    times, distances = [0.0], [0.0]
    for seconds, metres in steps:
        times.append(times[-1] + seconds)
        distances.append(distances[-1] + metres)
    return Track(tuple(times), tuple(distances))


@given(STEPS)
@PROPERTY
def test_it_goes_through_points_of_its_own_and_never_back(steps: list[tuple[float, float]]) -> None:
    whole = track_of(steps)

    few = simplified(whole)

    points = set(zip(whole.elapsed_s, whole.distance_m, strict=True))
    assert set(zip(few.elapsed_s, few.distance_m, strict=True)) <= points
    assert few.elapsed_s[0] == 0.0
    assert (few.elapsed_s[-1], few.distance_m[-1]) == (whole.elapsed_s[-1], whole.distance_m[-1])
    assert all(a <= b for a, b in pairwise(few.elapsed_s))
    assert all(a <= b for a, b in pairwise(few.distance_m))


@given(STEPS.map(lambda steps: [(max(seconds, 1.0), metres) for seconds, metres in steps]))
@PROPERTY
def test_no_moment_is_further_off_than_promised(steps: list[tuple[float, float]]) -> None:
    whole = track_of(steps)
    few = a_run(track=simplified(whole))

    for seconds, metres in zip(whole.elapsed_s, whole.distance_m, strict=True):
        place, source = locate(at_s(seconds), few)
        assert source == "track"
        assert place == pytest.approx(metres, abs=WITHIN_M + 1e-6)


EXACT = {
    "a single point": (Track((0.0,), (0.0,)), 1),
    "an even pace": (Track((0.0, 10.0, 20.0, 30.0), (0.0, 30.0, 60.0, 90.0)), 2),
    "a stop": (Track((0.0, 10.0, 70.0, 80.0), (0.0, 30.0, 30.0, 60.0)), 4),
    "a jump in no time": (Track((0.0, 10.0, 10.0, 20.0), (0.0, 30.0, 500.0, 530.0)), 4),
    "a wobble": (Track((0.0, 10.0, 20.0), (0.0, 32.0, 60.0)), 2),
    "one moment": (Track((5.0, 5.0, 5.0), (7.0, 7.0, 7.0)), 2),
}


@pytest.mark.parametrize(("track", "points"), EXACT.values(), ids=EXACT.keys())
def test_only_points_that_say_something_are_kept(track: Track, points: int) -> None:
    assert len(simplified(track).elapsed_s) == points


def test_a_recording_of_an_hour_becomes_a_handful() -> None:
    steps = [
        (1.0, 0.0 if 1800 <= second < 1890 else 2.6 + 0.3 * (second % 3)) for second in range(3600)
    ]

    few = simplified(track_of(steps))

    assert len(few.elapsed_s) < 12
