"""The e-value of a coin experiment is a fair game, exactly, whatever pain does."""

import itertools
from collections.abc import Callable, Sequence
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from insight_series import MANY

from annotations.experiments.model import Outcome
from annotations.insights.coin import imbalance_e, running_e

OUTCOMES: tuple[Sequence[int], ...] = (
    (0,) * 10,
    (2,) * 10,
    (0, 1, 2) * 4,
    (0, 0, 0, 0, 0, 2, 2, 2, 2, 2),
    (2, 0, 1, 1, 0, 2, 0, 0, 2, 1),
)


def exact_e(arm: Sequence[int], outcome: Sequence[int], arms: int) -> Fraction:
    """The formula of the contract once more, in fractions."""
    e = Fraction(1)
    for k, (a, c) in enumerate(zip(arm, outcome, strict=True)):
        same = [b for b, o in zip(arm[:k], outcome[:k], strict=True) if o == c]
        e *= Fraction(arms * (same.count(a) + 1), len(same) + arms)
    return e


@pytest.mark.parametrize("outcome", OUTCOMES)
@pytest.mark.parametrize("n", range(1, 11))
def test_the_mean_over_all_draws_of_a_fair_coin_is_one(outcome: Sequence[int], n: int) -> None:
    draws = list(itertools.product((0, 1), repeat=n))
    final = [running_e(arm, outcome[:n])[-1] for arm in draws]
    assert np.mean(final) == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_it_is_one_in_exact_fractions_too(outcome: Sequence[int]) -> None:
    draws = list(itertools.product((0, 1), repeat=7))
    exact = [exact_e(arm, outcome[:7], 2) for arm in draws]
    assert sum(exact) == len(draws)
    assert [running_e(arm, outcome[:7])[-1] for arm in draws] == pytest.approx(
        [float(e) for e in exact], rel=1e-12
    )


@pytest.mark.parametrize("outcome", OUTCOMES)
@pytest.mark.parametrize("n", [1, 4, 7])
def test_three_arms_are_a_fair_game_as_well(outcome: Sequence[int], n: int) -> None:
    draws = list(itertools.product((0, 1, 2), repeat=n))
    final = [running_e(arm, outcome[:n], arms=3)[-1] for arm in draws]
    assert np.mean(final) == pytest.approx(1, abs=1e-12)
    assert running_e(draws[-1], outcome[:n], 3)[-1] == pytest.approx(
        float(exact_e(draws[-1], outcome[:n], 3))
    )


@pytest.mark.parametrize(
    "react",
    [
        lambda past: 2 if sum(past) % 2 else 0,
        lambda past: past[-1] if past else 1,
        lambda past: min(2, past.count(1)),
    ],
)
def test_pain_that_reacts_to_earlier_draws_keeps_the_game_fair(
    react: Callable[[tuple[int, ...]], int],
) -> None:
    draws = list(itertools.product((0, 1), repeat=9))
    final = [running_e(arm, [react(arm[:k]) for k in range(9)])[-1] for arm in draws]
    assert np.mean(final) == pytest.approx(1, abs=1e-12)


def test_pain_that_follows_the_draw_soon_gives_the_coin_away() -> None:
    arm = [0, 1, 1, 0, 1, 0, 0, 1, 0, 1, 1, 0, 1, 0]
    e = running_e(arm, [Outcome.GONE if a else Outcome.NOT_BETTER for a in arm])
    assert e[-1] > 100
    assert e[:3] == pytest.approx([1, 1, 4 / 3])


def test_frozen_figures() -> None:
    arm = [0, 1, 1, 0, 1, 0, 1, 1, 0, 0]
    outcome = [0, 2, 2, 1, 2, 0, 0, 2, 1, 0]
    assert running_e(arm, outcome)[[2, 5, 9]] == pytest.approx([4 / 3, 8 / 3, 256 / 75])
    assert imbalance_e(arm)[-1] == pytest.approx(2**10 / (11 * 252))


@pytest.mark.parametrize(("arms", "n"), [(2, 10), (3, 7)])
def test_the_imbalance_is_a_fair_game_and_grows_when_one_arm_is_noted_alone(
    arms: int, n: int
) -> None:
    final = [imbalance_e(arm, arms)[-1] for arm in itertools.product(range(arms), repeat=n)]
    assert np.mean(final) == pytest.approx(1, abs=1e-12)
    assert imbalance_e([1] * 9, arms)[-1] > 20


def test_no_draws_no_evidence_and_one_arm_alone_says_nothing_of_its_outcome() -> None:
    assert running_e([], []).shape == (0,)
    assert imbalance_e([]).shape == (0,)
    once_each = running_e([1] * 3, [0, 1, 2])
    assert once_each == pytest.approx([1, 1, 1])


@MANY
@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), max_size=60),
    st.permutations(range(3)),
)
def test_the_names_of_arms_and_outcomes_do_not_matter(
    runs: list[tuple[int, int]], names: list[int]
) -> None:
    arm, outcome = [a for a, _ in runs], [o for _, o in runs]
    renamed = running_e([names[a] for a in arm], [names[o] for o in outcome], 3)
    assert renamed == pytest.approx(running_e(arm, outcome, 3))


@pytest.mark.parametrize(
    ("arm", "outcome", "says"),
    [
        ([0, 2], [0, 0], "from 0 to 1"),
        ([-1], [0], "from 0 to 1"),
        ([0, 1], [0], "2 arms but 1 outcomes"),
    ],
)
def test_an_arm_that_does_not_exist_is_refused(
    arm: list[int], outcome: list[int], says: str
) -> None:
    with pytest.raises(ValueError, match=says):
        running_e(arm, outcome)
