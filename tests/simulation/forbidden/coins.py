"""Coins that are none, and outcomes that are picked: what makes an e-value grow without any effect."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from annotations.insights.series import Counts, Flags, Floats
from simulation.life import Life
from simulation.pain import GONE, NOT, UNKNOWN


@dataclass(frozen=True, slots=True)
class Drawn:
    """The noted painful runs of an experiment, oldest first, index-aligned; UNKNOWN where no outcome is noted."""

    arm: Counts
    outcome: Counts


def _drawn(life: Life, arm: Counts, outcome: Counts) -> Drawn:
    kept = life.noted & life.pains[0].painful
    return Drawn(arm[kept], outcome[kept])


def hard_and_easy(life: Life) -> Counts:
    """Outcomes of a runner who trains hard every second run, after which pain stays; the drill does nothing."""
    easy = np.arange(len(life)) % 2
    fades = np.random.default_rng([life.seed, 1]).random(len(life)) < np.where(easy, 0.75, 0.25)
    return np.where(fades, GONE, NOT).astype(np.int64)


def with_the_spell(life: Life) -> Counts:
    """Outcomes that hang on the pain's spell: milder pain goes away by itself; the drill does nothing."""
    mild = life.pains[0].intensity <= np.median(life.pains[0].intensity)
    fades = np.random.default_rng([life.seed, 2]).random(len(life)) < np.where(mild, 0.8, 0.2)
    return np.where(fades, GONE, NOT).astype(np.int64)


def coin(life: Life, outcome: Counts) -> Drawn:
    """The product's way: a fair draw for each run, kept."""
    return _drawn(life, life.arm, outcome)


def alternated(life: Life, outcome: Counts) -> Drawn:
    """Forbidden: every second run."""
    return _drawn(life, (np.arange(len(life)) % 2).astype(np.int64), outcome)


def in_blocks_of_two(life: Life) -> Counts:
    """Forbidden: of two runs, one with and one without; the second arm of each two can be foreseen."""
    first = life.arm[::2]
    return np.column_stack([first, 1 - first]).ravel()[: len(life)]


def by_foresight(life: Life, arm: Counts) -> Drawn:
    """The drill does nothing; a runner who expects it next (the other arm than last time) runs easily.

    That is so on every second run, and after an easy run pain goes away.
    """
    expects_drill = np.concatenate([[False], arm[:-1] == 0]) & (np.arange(len(life)) % 2 == 1)
    fades = np.random.default_rng([life.seed, 5]).random(len(life))
    gone = fades < np.where(expects_drill, 0.8, 0.3)
    return _drawn(life, arm, np.where(gone, GONE, NOT).astype(np.int64))


def redrawn(life: Life, outcome: Counts) -> Drawn:
    """Forbidden: drawn again until it says drill where the pain is mild enough to stop for it, else left."""
    mild = life.pains[0].intensity <= np.median(life.pains[0].intensity)
    second = np.random.default_rng([life.seed, 3]).integers(0, 2, len(life))
    return _drawn(life, np.where(mild & (life.arm == 0), second, life.arm), outcome)


def failures_dropped(life: Life, outcome: Counts) -> Drawn:
    """Forbidden: six in ten runs in which the drill failed are taken out after the fact."""
    chance = np.random.default_rng([life.seed, 4]).random(len(life))
    dropped = (life.arm == 1) & (outcome == NOT) & (chance < 0.6)
    return _drawn(life, life.arm, np.where(dropped, UNKNOWN, outcome))


def bouts_as_runs(drawn: Drawn, chance: Generator) -> Drawn:
    """Forbidden: one to six bouts of a run as so many runs; they share its pain, so mostly its outcome."""
    times = chance.integers(1, 7, len(drawn.arm))
    arm, outcome = np.repeat(drawn.arm, times), np.repeat(drawn.outcome, times)
    other = chance.random(len(outcome)) < 0.1
    return Drawn(arm, np.where(other & (outcome != UNKNOWN), NOT, outcome))


def chosen(life: Life) -> Flags:
    """A runner who treats the bad ones: where the pain is at least as strong as usual."""
    intensity: Floats = life.pains[0].intensity
    return np.asarray(intensity >= np.median(intensity))
