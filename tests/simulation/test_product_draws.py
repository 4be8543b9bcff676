"""The product's own coin, and its own verdict on an experiment, for the runners of the forbidden coins."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from annotations.insights.experiment import experiment_finding
from annotations.insights.series import Counts
from simulation.checks import breaks
from simulation.forbidden import coins
from simulation.forbidden.coins import Drawn
from simulation.life import Life, live
from simulation.nights import coin_levels
from simulation.traits import Kind
from simulation.trials import product_arms, trial_of

SHOWN = {"tested": "clear", "hint": "hint", "fact": "", "not_enough": ""}


@pytest.fixture(scope="module")
def lives() -> list[Life]:
    drawn = [live(Kind("null"), seed) for seed in range(132_000, 132_100)]
    return [replace(life, arm=product_arms(life)) for life in drawn]


def told_tested(drawn: Drawn) -> bool:
    return "clear" in coin_levels(drawn.arm, drawn.outcome)


def test_the_product_s_draws_cannot_be_foreseen_or_fall_in_with_the_training(
    lives: list[Life],
) -> None:
    ways: dict[str, Callable[[Life], Drawn]] = {
        "every second run is hard": lambda life: coins.coin(life, coins.hard_and_easy(life)),
        "pain goes with its spell": lambda life: coins.coin(life, coins.with_the_spell(life)),
        "the next arm is guessed": lambda life: coins.by_foresight(life, life.arm),
    }
    for way, drawn in ways.items():
        assert not breaks(sum(told_tested(drawn(life)) for life in lives), len(lives), 0.01), way


def test_half_of_the_product_s_draws_are_drills(lives: list[Life]) -> None:
    arms = np.concatenate([life.arm for life in lives])
    assert arms.mean() == pytest.approx(0.5, abs=0.015)
    assert np.corrcoef(arms[1:], arms[:-1])[0, 1] == pytest.approx(0.0, abs=0.03)


@pytest.mark.parametrize("drill_factor", [1.0, 0.5])
def test_the_product_s_verdict_is_the_one_that_the_proof_counts(drill_factor: float) -> None:
    for seed in range(133_000, 133_006):
        life = live(Kind("drill", drill_factor=drill_factor), seed)
        gaps = coins.failures_dropped(life, life.pains[0].outcome).outcome
        hurt = np.flatnonzero(life.noted & life.pains[0].painful)
        with_gaps = life.pains[0].outcome.copy()
        with_gaps[hurt] = gaps
        for outcome in (life.pains[0].outcome, with_gaps):
            assert _verdicts(life, outcome) == coin_levels(life.arm[hurt], outcome[hurt])[9::10]


def _verdicts(life: Life, outcome: Counts) -> list[str]:
    """After each tenth noted painful run."""
    hurt = np.flatnonzero(life.noted & life.pains[0].painful).tolist()
    return [
        SHOWN[experiment_finding(trial_of(life, life.arm, outcome, run + 1)).level]
        for run in hurt[9::10]
    ]
