"""The coin is fair, each throw stands alone, and nothing that a runner does afterwards changes a draw."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from core_builders import PROPERTY
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2
from trial_builders import SEED, START, an_experiment, run_at

from annotations.experiments.coins import arm_of, number_runs
from annotations.experiments.model import Numbered
from annotations.model import Run

SEEDS = [f"{k:032x}" for k in range(400)]
NOW = START + timedelta(days=300)


def chi_square_p(counts: Sequence[int]) -> float:
    expected = sum(counts) / len(counts)
    statistic = sum((count - expected) ** 2 / expected for count in counts)
    return float(chi2.sf(statistic, len(counts) - 1))


def numbered(
    runs: Sequence[Run],
    known: Sequence[Numbered] = (),
    *,
    stopped: datetime | None = None,
    now: datetime = NOW,
) -> tuple[Numbered, ...]:
    return (*known, *number_runs(an_experiment(), stopped, runs, known, now))


def numbers(found: Sequence[Numbered]) -> dict[int, int | None]:
    return {int(one.run_id): one.number for one in found}


@pytest.mark.parametrize("arms", [2, 3, 5])
def test_each_arm_is_drawn_equally_often(arms: int) -> None:
    drawn = Counter(arm_of(seed, number, arms) for seed in SEEDS for number in range(1, 51))
    assert sorted(drawn) == list(range(arms))
    assert chi_square_p([drawn[arm] for arm in range(arms)]) > 0.001


@pytest.mark.parametrize("arms", [2, 3])
@pytest.mark.parametrize("apart", [1, 2, 7])
def test_a_draw_says_nothing_of_another_one(arms: int, apart: int) -> None:
    pairs = Counter(
        (arm_of(seed, number, arms), arm_of(seed, number + apart, arms))
        for seed in SEEDS
        for number in range(1, 51)
    )
    cells = [pairs[a, b] for a in range(arms) for b in range(arms)]
    assert chi_square_p(cells) > 0.001


def test_neighbouring_seeds_share_no_draws() -> None:
    pairs = Counter(
        (arm_of(one, number, 2), arm_of(other, number, 2))
        for one, other in pairwise(SEEDS)
        for number in range(1, 51)
    )
    assert chi_square_p([pairs[a, b] for a in range(2) for b in range(2)]) > 0.001


def test_there_are_no_blocks() -> None:
    """In a block of four with two of each arm, the last draw is no coin; here all 16 patterns come."""
    patterns = Counter(tuple(arm_of(seed, number, 2) for number in range(1, 5)) for seed in SEEDS)
    assert len(patterns) == 16


def test_the_draws_of_a_seed_are_the_same_for_ever() -> None:
    drawn = "".join(str(arm_of(SEED, number, 2)) for number in range(1, 25))
    of_three = "".join(str(arm_of(SEED, number, 3)) for number in range(1, 25))
    assert (drawn, of_three) == ("110000000010110001011010", "200010202121212201020000")


def test_runs_are_numbered_in_the_order_of_their_starts() -> None:
    found = numbered([run_at(7, 30), run_at(9, 10), run_at(8, 20)])
    assert numbers(found) == {9: 1, 8: 2, 7: 3}


def test_runs_before_the_start_and_after_the_end_take_no_part() -> None:
    stopped = START + timedelta(hours=20)
    found = numbered(
        [run_at(1, -0.1), run_at(2, 0), run_at(3, 20), run_at(4, 20.1)], stopped=stopped
    )
    assert numbers(found) == {2: 1, 3: 2}


def test_two_runs_of_a_day_have_a_draw_each() -> None:
    assert numbers(numbered([run_at(1, 10), run_at(2, 11)])) == {1: 1, 2: 2}


def test_a_second_upload_shares_the_draw_of_the_first() -> None:
    """Two devices, or deleted and uploaded again to get another draw."""
    first = numbered([run_at(1, 10), run_at(2, 30)])
    again = numbered([run_at(5, 10.01), run_at(6, 30.03)], first)
    assert numbers(again) == {1: 1, 2: 2, 5: 1, 6: 2}


def test_two_runs_whose_starts_are_hidden_are_never_taken_for_one() -> None:
    found = numbered([run_at(1, 10, hidden=True), run_at(2, 10, hidden=True)])
    assert numbers(found) == {1: 1, 2: 2}


def test_a_run_that_was_held_back_takes_no_draw() -> None:
    """Else a runner could wait how two runs end, and then let the better one have the draw that was shown."""
    seen = numbered([run_at(2, 30)])
    later = numbered([run_at(1, 10), run_at(3, 50)], seen)
    assert numbers(later) == {2: 1, 1: None, 3: 2}


def test_a_hidden_start_is_late_only_if_its_whole_day_is_over() -> None:
    """Strava tells midnight for a hidden start: the run may have been in the evening."""
    morning = numbered([run_at(1, 10)])
    assert numbers(numbered([run_at(2, 4, hidden=True)], morning)) == {1: 1, 2: 2}
    assert numbers(numbered([run_at(2, 4, hidden=True)], numbered([run_at(1, 30)])))[2] is None


def test_a_run_dated_into_the_far_future_does_not_make_all_others_late() -> None:
    now = START + timedelta(hours=12)
    found = numbered([run_at(1, 24 * 365), run_at(2, 10)], now=now)
    assert numbers(found) == {2: 1}


HOURS = st.lists(st.integers(1, 400), min_size=1, max_size=15, unique=True)


@PROPERTY
@given(hours=HOURS, data=st.data())
def test_a_number_once_given_never_changes_whatever_is_uploaded_or_deleted_later(
    hours: list[int], data: st.DataObject
) -> None:
    runs = [run_at(k, float(h)) for k, h in enumerate(hours, start=1)]
    order = data.draw(st.permutations(runs))
    known: tuple[Numbered, ...] = ()
    given_before: dict[int, int | None] = {}
    while order:
        batch = data.draw(st.integers(1, len(order)))
        here, order = order[:batch], order[batch:]
        kept = [run for run in here if data.draw(st.booleans())]  # the others are gone by then
        known = numbered([*kept, *here], known)
        now = numbers(known)
        assert given_before.items() <= now.items()
        given_before = now
    taken = sorted(number for number in given_before.values() if number is not None)
    assert taken == list(range(1, len(taken) + 1))


@PROPERTY
@given(hours=HOURS, data=st.data())
def test_numbers_follow_the_starts_however_the_runs_come_in(
    hours: list[int], data: st.DataObject
) -> None:
    runs = [run_at(k, float(h)) for k, h in enumerate(hours, start=1)]
    known: tuple[Numbered, ...] = ()
    for run in data.draw(st.permutations(runs)):
        known = numbered([run], known)
    having = sorted(
        (one for one in known if one.number is not None), key=lambda one: one.number or 0
    )
    assert [one.start_utc for one in having] == sorted(one.start_utc for one in having)


@PROPERTY
@given(hours=HOURS, data=st.data())
def test_runs_seen_together_are_numbered_the_same_in_any_order(
    hours: list[int], data: st.DataObject
) -> None:
    runs = [run_at(k, float(h)) for k, h in enumerate(hours, start=1)]
    shuffled = data.draw(st.permutations(runs))
    assert numbers(numbered(runs)) == numbers(numbered(shuffled))


@PROPERTY
@given(
    seed=st.binary(min_size=16, max_size=16).map(bytes.hex),
    number=st.integers(1, 10_000),
    arms=st.integers(2, 7),
)
def test_every_draw_is_one_of_the_arms_and_the_same_each_time(
    seed: str, number: int, arms: int
) -> None:
    drawn = arm_of(seed, number, arms)
    assert 0 <= drawn < arms
    assert arm_of(seed, number, arms) == drawn
