"""Coins that are none and outcomes that are picked make evidence out of nothing; the product's coin does not."""

from collections.abc import Callable

import numpy as np
import pytest

from annotations.insights.series import Counts
from simulation.checks import breaks
from simulation.forbidden import coins
from simulation.forbidden.coins import Drawn
from simulation.life import Life, live
from simulation.nights import coin_levels
from simulation.traits import Kind

ERROR = 0.01
FOLLOWING = Kind("null", spell_points=2.0, noise_points=0.5, spell_sd=0.9, half_life_days=14.0)


@pytest.fixture(scope="module")
def lives() -> list[Life]:
    return [live(FOLLOWING, seed) for seed in range(130_000, 130_200)]


def told_tested(drawn: Drawn, *, caps: bool = True) -> bool:
    """Whether the experiment was ever told to be tested."""
    return "clear" in coin_levels(drawn.arm, drawn.outcome, caps=caps)


class TestUselessDrill:
    def test_every_second_run_is_no_coin(self, lives: list[Life]) -> None:
        misled = sum(
            told_tested(coins.alternated(life, coins.hard_and_easy(life))) for life in lives
        )
        assert breaks(misled, len(lives), ERROR)

    def test_blocks_are_no_coin(self, lives: list[Life]) -> None:
        in_blocks = [coins.by_foresight(life, coins.in_blocks_of_two(life)) for life in lives]
        assert breaks(sum(map(told_tested, in_blocks)), len(lives), ERROR)
        drawn = [coins.by_foresight(life, life.arm) for life in lives]
        assert not breaks(sum(map(told_tested, drawn)), len(lives), ERROR)

    def test_a_coin_drawn_again_is_no_coin(self, lives: list[Life]) -> None:
        misled = sum(told_tested(coins.redrawn(life, coins.with_the_spell(life))) for life in lives)
        assert breaks(misled, len(lives), ERROR)

    @pytest.mark.parametrize("outcome", [coins.hard_and_easy, coins.with_the_spell])
    def test_the_product_s_coin_holds_for_the_same_runners(
        self, lives: list[Life], outcome: Callable[[Life], Counts]
    ) -> None:
        misled = sum(told_tested(coins.coin(life, outcome(life))) for life in lives)
        assert not breaks(misled, len(lives), ERROR)


class TestFailuresDropped:
    """Runs in which the drill failed are left without their outcome."""

    def test_they_inflate_the_evidence(self, lives: list[Life]) -> None:
        misled = sum(told_tested(self.dropped(life), caps=False) for life in lives)
        assert breaks(misled, len(lives), ERROR)

    def test_the_product_caps_what_has_too_many_gaps(self, lives: list[Life]) -> None:
        misled = sum(told_tested(self.dropped(life)) for life in lives)
        assert not breaks(misled, len(lives), ERROR)

    @staticmethod
    def dropped(life: Life) -> Drawn:
        return coins.failures_dropped(life, life.pains[0].outcome)


def test_bouts_as_units_count_one_coin_many_times(lives: list[Life]) -> None:
    drawn = [coins.coin(life, coins.with_the_spell(life)) for life in lives]
    chance = np.random.default_rng(130_999)
    by_bout = sum(told_tested(coins.bouts_as_runs(one, chance)) for one in drawn)
    by_run = sum(told_tested(one) for one in drawn)
    assert breaks(by_bout, len(lives), ERROR)
    assert not breaks(by_run, len(lives), ERROR)


def test_a_drill_that_halves_the_pain_is_found() -> None:
    """Else all of the above would be passed by a test that never says anything."""
    drilled = [live(Kind("drill", drill_factor=0.5), seed) for seed in range(131_000, 131_040)]
    found = sum(told_tested(coins.coin(life, life.pains[0].outcome)) for life in drilled)
    assert found >= 36
