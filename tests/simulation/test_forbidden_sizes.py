"""The raw effect at the moment of a claim is too big; what the product shows is not."""

import math

import numpy as np
import pytest

from annotations.insights.covariates import questions_of
from annotations.insights.effect import PRIOR_SD, Effect, shrunk_effect
from annotations.insights.scan import common_gate, scan
from simulation.life import live
from simulation.traits import Kind

TRUE = 2.0


def first_hint(seed: int) -> Effect | None:
    """What is shown of the shoe when it is first noticed; None where it never is."""
    whole = live(Kind("shoe", shoe_ratio=TRUE), seed).series()
    for n in range(60, len(whole) + 1, 10):
        series = whole.first(n)
        if common_gate(series):
            continue
        looks = {look.subject: look for look in scan(series, questions_of(series))}
        p = looks["gear:a"].p_lifetime
        if p is not None and p <= 0.08:
            return shrunk_effect(series, "gear:a")
    return None


@pytest.fixture(scope="module")
def shown() -> list[Effect]:
    effects = [first_hint(seed) for seed in range(150_000, 150_080)]
    return [effect for effect in effects if effect is not None]


def raw(effect: Effect) -> float:
    """Forbidden: the hazard ratio as Cox's model estimates it, undone from its shrinkage."""
    sd = math.log(effect.high / effect.low) / (2 * 1.959963984540054)
    return math.exp(math.log(effect.hazard_ratio) * PRIOR_SD**2 / (PRIOR_SD**2 - sd**2))


def too_big(ratios: list[float]) -> bool:
    """Whether the typical one overstates the true log ratio by more than a fifth."""
    return float(np.median(np.log(ratios))) > 1.2 * math.log(TRUE)


def test_the_raw_effect_is_too_big(shown: list[Effect]) -> None:
    assert len(shown) >= 8
    assert too_big([raw(effect) for effect in shown])


def test_what_is_shown_is_not(shown: list[Effect]) -> None:
    assert not too_big([effect.hazard_ratio for effect in shown])


def test_its_interval_holds_the_truth(shown: list[Effect]) -> None:
    held = sum(effect.low <= TRUE <= effect.high for effect in shown)
    assert held >= 0.9 * len(shown)
