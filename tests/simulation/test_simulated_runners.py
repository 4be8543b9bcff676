"""The simulated runners are what they are said to be: else the proof would prove nothing."""

import numpy as np
import pytest

from annotations.insights.series import Floats
from simulation.life import Life, live
from simulation.training import fading
from simulation.traits import DILIGENT, PAINFUL_ONLY, TYPICAL, Kind, NoteHabit

SEEDS = range(100_000, 100_060)


def lives(kind: Kind) -> list[Life]:
    return [live(kind, seed) for seed in SEEDS]


def pooled(kind: Kind, name: str) -> Floats:
    return np.concatenate([getattr(life.pains[0], name) for life in lives(kind)])


def test_a_seed_is_one_runner() -> None:
    one, again, other = (live(Kind("null"), seed) for seed in (100_000, 100_000, 100_001))
    assert one.shoe == again.shoe
    assert np.array_equal(one.series().reached_m, again.series().reached_m)
    assert not np.array_equal(one.length_m, other.length_m)


def test_runs_hurt_as_often_as_the_runner_s_do() -> None:
    drawn = lives(Kind("null", reacts=False))
    wanted = np.array([life.traits.pain_share for life in drawn])
    shares = np.array([life.pains[0].painful.mean() for life in drawn])
    assert wanted.min() >= 0.25
    assert wanted.max() <= 0.75
    assert abs((shares - wanted).mean()) < 0.03


def test_one_painful_run_in_25_hurts_from_the_first_step() -> None:
    painful, latent = pooled(Kind("null"), "painful"), pooled(Kind("null"), "latent_m")
    assert (latent[painful.astype(bool)] == 0).mean() == pytest.approx(0.04, abs=0.01)


@pytest.mark.parametrize("habit", [DILIGENT, TYPICAL, PAINFUL_ONLY])
def test_notes_are_written_as_the_habit_says(habit: NoteHabit) -> None:
    drawn = lives(Kind("null", habit))
    painful = np.concatenate([life.pains[0].painful for life in drawn])
    noted = np.concatenate([life.noted for life in drawn])
    assert noted[painful].mean() == pytest.approx(habit.painful, abs=0.02)
    assert noted[~painful].mean() == pytest.approx(habit.clean, abs=0.02)


def test_only_noted_runs_are_in_the_series() -> None:
    life = live(Kind("null", TYPICAL), 100_000)
    series = life.series()
    assert len(series) == life.noted.sum() < len(life)
    assert series.share_noted == pytest.approx(life.noted.sum() / (200 - np.argmax(life.noted)))


def test_a_spell_fades_to_half_in_its_half_life() -> None:
    rng = np.random.default_rng(100_000)
    spell = fading(np.arange(60_000.0), half_life_days=7.0, sd=0.9, rng=rng)
    assert spell.std() == pytest.approx(0.9, abs=0.05)
    assert np.corrcoef(spell[7:], spell[:-7])[0, 1] == pytest.approx(0.5, abs=0.05)


def test_a_drift_lasts_longer_than_a_spell() -> None:
    def half_apart(drifts: bool) -> float:
        drawn = lives(Kind("drift", drifts=drifts, reacts=False))
        halves = [life.pains[0].painful.reshape(2, -1).mean(axis=1) for life in drawn]
        return float(np.mean([abs(early - late) for early, late in halves]))

    assert half_apart(True) > half_apart(False) + 0.03


def test_the_shoe_has_its_hazard_ratio() -> None:
    """By the events per unit of cumulative hazard, which is exp(spell) Exp(1) times the ratio at each onset."""
    drawn = lives(Kind("shoe", shoe_ratio=3.0))
    in_a = np.concatenate([np.array(life.shoe) == "a" for life in drawn])
    reach = np.concatenate(
        [(life.length_m / np.median(life.length_m)) ** life.traits.shape for life in drawn]
    )
    painful = np.concatenate([life.pains[0].painful for life in drawn])
    few = reach < np.quantile(reach, 0.1)
    ratio = painful[few & in_a].mean() / painful[few & ~in_a].mean()
    assert 1.6 < ratio <= 3.3
    null = lives(Kind("null", shoe_habit="rotation"))
    in_a = np.concatenate([np.array(life.shoe) == "a" for life in null])
    painful = np.concatenate([life.pains[0].painful for life in null])
    assert painful[in_a].mean() / painful[~in_a].mean() == pytest.approx(1.0, abs=0.1)


def test_a_useless_drill_changes_no_outcome_and_a_good_one_halves_the_pain() -> None:
    def better(drill_factor: float, arm: int) -> float:
        drawn = lives(Kind("drill", drill_factor=drill_factor))
        outcome = np.concatenate([life.pains[0].outcome[life.arm == arm] for life in drawn])
        return float((outcome[outcome >= 0] > 0).mean())

    assert better(1.0, 1) == pytest.approx(better(1.0, 0), abs=0.02)
    assert better(0.5, 1) > better(0.5, 0) + 0.5


def test_runners_who_react_run_less_after_pain() -> None:
    def link(reacts: bool) -> float:
        drawn = lives(Kind("null", spell_sd=0.9, half_life_days=14.0, reacts=reacts))
        after = [
            np.corrcoef(
                np.convolve(life.pains[0].painful, np.ones(5), "valid")[:-1],
                (life.length_m / life.training.planned_m)[5:],
            )[0, 1]
            for life in drawn
        ]
        return float(np.mean(after))

    assert link(True) < link(False) - 0.2
