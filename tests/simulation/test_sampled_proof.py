"""The proof with a handful of runners of each kind; `make proof-insights` is the whole of it."""

from functools import cache

import pytest

from simulation.checks import breaks
from simulation.kinds import BY_NAME
from simulation.outcome import Outcome, outcome_of

FIRST_SEED = 160_000
RUNNERS = {
    "null, diligent": 12,
    "null, typical": 12,
    "null, painful-only": 60,
    "null, worst corner": 12,
    "null, two sites": 4,
    "null, suspects the shoe": 8,
}


@cache
def sampled(kind: str, runners: int) -> list[Outcome]:
    return [outcome_of(BY_NAME[kind], FIRST_SEED + number) for number in range(runners)]


@pytest.mark.parametrize("kind", RUNNERS)
def test_runners_without_any_cause_are_left_in_peace(kind: str) -> None:
    outcomes = sampled(kind, RUNNERS[kind])
    told = {
        level: sum(any(key.endswith(level) for key in outcome.false) for outcome in outcomes)
        for level in ("clear", "hint")
    }
    assert not breaks(told["clear"], len(outcomes), 0.05)
    assert not breaks(told["hint"], len(outcomes), 0.20)
    assert all(outcome.true == {} for outcome in outcomes)


def test_an_80_percent_forecast_holds_in_about_8_of_10() -> None:
    outcomes = sampled("null, diligent", 12)
    told = sum(outcome.forecasts["about"] for outcome in outcomes)
    held = sum(outcome.forecasts["about_held"] for outcome in outcomes)
    assert told > 1000
    assert held / told == pytest.approx(0.81, abs=0.05)


def test_what_is_planted_is_found_and_its_size_is_right() -> None:
    outcomes = sampled("shoe x3", 12)
    found = [outcome for outcome in outcomes if "trigger clear" in outcome.true]
    assert len(found) >= 6
    assert (
        sum(o.effect["low"] <= 3.0 <= o.effect["high"] for o in found if o.effect) >= len(found) - 1
    )


def test_a_runner_is_the_same_alone_and_among_others() -> None:
    cohort = BY_NAME["drill halves"]
    assert outcome_of(cohort, FIRST_SEED) == outcome_of(cohort, FIRST_SEED)
    assert outcome_of(cohort, FIRST_SEED) != outcome_of(cohort, FIRST_SEED + 1)
