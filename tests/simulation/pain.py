"""When a simulated pain begins: a Weibull hazard in distance times exp(spell + effects)."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from scipy.optimize import brentq

from annotations.insights.series import Counts, Floats
from simulation.training import Training, fading
from simulation.traits import Kind, Traits

FROM_FIRST_STEP = 0.04
NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(15)
NOT, LESS, GONE, UNKNOWN = 0, 1, 2, -1


@dataclass(frozen=True, slots=True)
class Fate:
    """What the pain of one site has in store for each run, whatever the runner does then.

    The latent onset is `(threshold / exp(effects))^(1 / shape) * scale`; a pain that comes within
    the run starts at 0 where `at_once`.
    """

    spell: Floats
    threshold: Floats
    at_once: Floats
    scale_m: float
    shape: float
    intensity: Floats

    def latent_m(self, run: int, log_ratio: float, length_m: float) -> float:
        """Where pain comes in run `run`, were it long enough to get there."""
        needed = self.threshold[run] / np.exp(self.spell[run] + log_ratio)
        onset = float(self.scale_m * needed ** (1 / self.shape))
        return 0.0 if onset <= length_m and self.at_once[run] < FROM_FIRST_STEP else onset


def draw_fate(kind: Kind, traits: Traits, training: Training, rng: Generator) -> Fate:
    """The pain of one site; its scale is set so that the planned runs hurt as often as the runner's do.

    That is without what is planted, which comes on top: a bad shoe adds pain to what there is.
    """
    n = len(training.day)
    spell = fading(training.day, half_life_days=traits.half_life_days, sd=traits.spell_sd, rng=rng)
    intensity = (
        traits.usual_intensity + kind.spell_points * spell + rng.normal(0, kind.noise_points, n)
    )
    return Fate(
        spell=spell + _drift(training.day, rng) if kind.drifts else spell,
        threshold=rng.exponential(size=n),
        at_once=rng.random(n),
        scale_m=_scale(traits, training),
        shape=traits.shape,
        intensity=np.clip(np.round(intensity), 1, 10),
    )


def _drift(day: Floats, rng: Generator) -> Floats:
    """In log hazard: up or down by about one in a year, and up by one for a month or two."""
    middle, bad_time = day.mean(), rng.choice(day)
    hump = np.exp(-0.5 * ((day - bad_time) / rng.uniform(12, 30)) ** 2)
    drift: Floats = rng.normal(0, 1) * (day - middle) / 365 + rng.uniform(0.5, 1.5) * hump
    return drift


def _scale(traits: Traits, training: Training) -> float:
    ratio = np.exp(traits.spell_sd * NODES)

    def too_often(log_scale: float) -> float:
        reached = (training.planned_m / np.exp(log_scale)) ** traits.shape
        hurt = 1 - np.exp(-reached[:, None] * ratio)
        return float((hurt @ WEIGHTS).mean() / WEIGHTS.sum() - traits.pain_share)

    return float(np.exp(brentq(too_often, np.log(100.0), np.log(1e7))))


def half_a_mile_later(
    intensity: Floats, drilled: Counts, drill_factor: float, rng: Generator
) -> Counts:
    """The outcome of the first bout of each run: pain changes by itself, and by the drill where `drilled`.

    By itself it rather grows by a little than fades, give or take a fifth; one pain in 25 goes away.
    One run in 33 has no outcome noted.
    """
    n = len(intensity)
    by_itself = np.exp(rng.normal(0.05, 0.2, n)) * (rng.random(n) >= 0.04)
    after = np.round(intensity * by_itself * np.where(drilled == 1, drill_factor, 1.0))
    fall = intensity - after
    outcome = np.where((fall >= 2) | (fall >= 0.3 * intensity), LESS, NOT)
    outcome[after <= 0] = GONE
    outcome[rng.random(n) < 0.03] = UNKNOWN
    return outcome.astype(np.int64)
