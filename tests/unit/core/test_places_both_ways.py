"""A time of a run as a distance and back, by its recording or by even pace."""

import pytest
from core_builders import PROPERTY, a_run, at_m, at_s, kicks, note_of, noted_run
from hypothesis import assume, given
from hypothesis import strategies as st

from annotations.facts import bout_facts
from annotations.model import Run, Track
from annotations.places import OnsetFrom, locate, place_bout, reached_s

STEPS = st.lists(
    st.tuples(st.integers(1, 90), st.one_of(st.just(0), st.integers(1, 300))),
    min_size=1,
    max_size=12,
)
# Half-way stands 10 minutes for something.
STOPPED = Track((0.0, 600.0, 1200.0, 1800.0), (0.0, 2000.0, 2000.0, 6000.0))
EVEN = a_run(length_m=6000, elapsed_s=1800)


def run_of(steps: list[tuple[int, int]]) -> Run:
    times, metres = [0.0], [0.0]
    for seconds, gone in steps:
        times.append(times[-1] + seconds)
        metres.append(metres[-1] + gone)
    track = Track(tuple(times), tuple(metres))
    return a_run(length_m=metres[-1], elapsed_s=times[-1], track=track)


@given(STEPS, st.floats(0, 1))
@PROPERTY
def test_a_distance_as_time_is_that_distance_again(
    steps: list[tuple[int, int]], share: float
) -> None:
    run = run_of(steps)
    far = run.distance_m * share
    seconds, source = reached_s(far, run)
    assert source == "track"
    assert seconds is not None
    assert locate(at_s(seconds), run)[0] == pytest.approx(far, abs=1e-6)


@given(STEPS, st.floats(0, 1))
@PROPERTY
def test_a_time_as_distance_is_that_time_again_or_the_moment_a_stop_there_began(
    steps: list[tuple[int, int]], share: float
) -> None:
    run = run_of(steps)
    moment = run.elapsed_s * share
    far, _ = locate(at_s(moment), run)
    assert far is not None
    seconds, _ = reached_s(far, run)
    assert seconds is not None
    assert seconds <= moment + 1e-3
    assert locate(at_s(seconds), run)[0] == pytest.approx(far, abs=1e-6)


@given(st.floats(0, 1), st.floats(100, 50_000), st.floats(60, 20_000))
@PROPERTY
def test_both_ways_by_even_pace_give_the_place_again(
    share: float, length_m: float, elapsed_s: float
) -> None:
    run = a_run(length_m=length_m, elapsed_s=elapsed_s)
    seconds, source = reached_s(length_m * share, run)
    assume(seconds is not None)
    assert source == "even pace"
    assert locate(at_s(seconds or 0.0), run)[0] == pytest.approx(length_m * share)


TIMES: dict[str, tuple[float, Run, float | None, OnsetFrom | None]] = {
    "running": (1000.0, a_run(track=STOPPED), 300.0, "track"),
    "where the stop is": (2000.0, a_run(track=STOPPED), 600.0, "track"),
    "after the stop": (3000.0, a_run(track=STOPPED), 1350.0, "track"),
    "the end": (6000.0, a_run(track=STOPPED), 1800.0, "track"),
    "beyond the recording": (6001.0, a_run(track=STOPPED), None, None),
    "by even pace": (3000.0, EVEN, 900.0, "even pace"),
    "beyond the run": (6001.0, EVEN, None, None),
    "a run without a time": (100.0, a_run(elapsed_s=0), None, None),
    "a run without a length": (0.0, a_run(length_m=0, elapsed_s=60), None, None),
}


@pytest.mark.parametrize(("metres", "run", "seconds", "source"), TIMES.values(), ids=TIMES)
def test_when_a_distance_was_reached(
    metres: float, run: Run, seconds: float | None, source: OnsetFrom | None
) -> None:
    assert reached_s(metres, run) == (seconds, source)


def test_so_long_after_a_bout_counts_from_where_the_run_went_on() -> None:
    run = a_run(length_m=6000, elapsed_s=1800, track=STOPPED)
    placed = place_bout(kicks(at_m(2000), back_after=at_s(300)), run)
    assert (placed.back_m, placed.back_from) == (4000.0, "track")
    by_pace = place_bout(kicks(at_m(2000), back_after=at_s(300)), EVEN)
    assert (by_pace.back_m, by_pace.back_from) == (3000.0, "even pace")


BACKS: dict[str, tuple[str, Track | None, str]] = {
    "as noted": ("10 kicks @ 2 km -> gone, back @ 4 km", None, "gone, back at 4.0 km"),
    "so far after it": ("10 kicks @ 2 km -> gone, back after 1 km", None, "gone, back at 3.0 km"),
    "so long after it, by the recording": (
        "10 kicks @ 2 km -> gone, back after 5 min", STOPPED, "gone, back at 4.0 km",
    ),
    "so long after it, by even pace": (
        "10 kicks @ 2 km -> gone, back after 5 min", None, "gone, back at about 3.0 km",
    ),
    "so far after a time, by even pace": (
        "10 kicks @ 10:00 -> gone, back after 1 km", None, "gone, back at about 3.0 km",
    ),
    "so far after a time, by the recording": (
        "10 kicks @ 5:00 -> gone, back after 1 km", STOPPED, "gone, back at 2.0 km",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("did", "track", "told"), BACKS.values(), ids=BACKS)
def test_only_a_place_by_even_pace_is_about_there(did: str, track: Track | None, told: str) -> None:
    note = note_of(f"pain: 5\nwhere: right knee\ndid:\n- {did}", units="km")
    run = a_run(length_m=6000, elapsed_s=1800, track=track)
    (line,) = bout_facts(noted_run(note, run=run), "km")
    assert line.endswith(told)
