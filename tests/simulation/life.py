"""A simulated runner's life: runs, pain, reactions and notes; and the record of it as the product sees it."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from annotations.insights.series import Counts, Flags, Floats, Series
from simulation.pain import Fate, draw_fate, half_a_mile_later
from simulation.shoes import Cupboard
from simulation.training import Training, plan_training
from simulation.traits import Kind, Traits, draw_traits

CUT_SHORT = 0.15
LOAD_DAYS = 7.0


@dataclass(frozen=True, slots=True)
class Pain:
    """The pain of one site, run by run; `latent_m` also where the run ended before it."""

    latent_m: Floats
    painful: Flags
    intensity: Floats
    outcome: Counts


@dataclass(frozen=True, slots=True)
class Life:
    """One runner's runs, oldest first; what was noted of them in `noted`."""

    kind: Kind
    seed: int
    traits: Traits
    training: Training
    length_m: Floats
    load_7d: Floats
    shoe: tuple[str, ...]
    arm: Counts
    """1: the coin said drill, 0: carry on; drawn for each run before it."""
    noted: Flags
    pains: tuple[Pain, ...]

    def __len__(self) -> int:
        return len(self.length_m)

    def covariates(self) -> dict[str, Floats]:
        """By subject as the product names them, for every run, noted or not."""
        plan = self.training
        shoes = np.array(self.shoe)
        tags = {"factor:treadmill": plan.treadmill, "factor:warm-up": plan.warm_up}
        return {
            **{f"gear:{name}": (shoes == name).astype(float) for name in sorted(set(self.shoe))},
            "downhill_share": plan.downhill_share,
            "pace": plan.pace,
            "temperature": plan.temperature,
            "load_7d": self.load_7d,
            "hour": plan.hour,
            "rest_days": plan.rest_days,
            **{name: there.astype(float) for name, there in tags.items() if there.any()},
        }

    def series(self, site: int = 0, *, kept: Flags | None = None) -> Series:
        """The noted runs of one site (or the runs `kept`, with their truth) as the product's arrays."""
        kept = self.noted if kept is None else kept
        pain, day = self.pains[site], self.training.day[kept]
        which = np.flatnonzero(kept)
        reached = np.where(pain.painful, pain.latent_m, self.length_m)
        return Series(
            day=day - (day[0] if len(day) else 0.0),
            length_m=self.length_m[kept],
            reached_m=reached[kept],
            painful=pain.painful[kept],
            intensity=np.where(pain.painful, pain.intensity, 0.0)[kept],
            runs_so_far=which - (which[0] if len(which) else 0) + 1,
            runs_after=len(self) - 1 - int(which[-1]) if len(which) else 0,
            covariates={name: values[kept] for name, values in self.covariates().items()},
        )


def live(kind: Kind, seed: int) -> Life:
    """The runner that `seed` stands for; the same one whenever and wherever it is drawn."""
    rng = np.random.default_rng(seed)
    traits = draw_traits(kind, rng)
    training = plan_training(traits, kind.runs, rng)
    downhill = np.log(kind.downhill_ratio) * (training.downhill_share - traits.hilly) / 0.1
    fates = [draw_fate(kind, traits, training, rng) for _ in range(kind.sites)]
    length, shoe, latent = _run_through(kind, traits, training, fates, downhill, rng)
    painful = latent <= length
    arm = rng.integers(0, 2, kind.runs)
    chance = np.where(painful.any(axis=0), kind.notes.painful, kind.notes.clean)
    chance = chance * np.where(training.hour > 15, kind.notes.evening, 1.0)
    noted = rng.random(kind.runs) < chance
    pains = tuple(
        Pain(
            latent[site],
            painful[site],
            fate.intensity,
            half_a_mile_later(fate.intensity, arm, kind.drill_factor, rng),
        )
        for site, fate in enumerate(fates)
    )
    load = _load(training.day, length)
    return Life(kind, seed, traits, training, length, load, shoe, arm, noted, pains)


def _run_through(
    kind: Kind,
    traits: Traits,
    training: Training,
    fates: list[Fate],
    downhill: Floats,
    rng: Generator,
) -> tuple[Floats, tuple[str, ...], Floats]:
    """Run after run, as what was felt so far changes what is run next: lengths, shoes, latent onsets."""
    cupboard = Cupboard(traits, rng, keeps_a=kind.shoe_ratio != 1)
    length = training.planned_m.copy()
    latent = np.empty((len(fates), kind.runs))
    shoes: list[str] = []
    cuts = rng.random(kind.runs) < CUT_SHORT
    goes_on_m = rng.uniform(200, 1500, kind.runs)
    felt, since_bought = 0.3, 0
    for run in range(kind.runs):
        since_bought += 1
        if traits.reacts:
            length[run] *= 1 - 0.4 * max(0.0, felt - 0.3)
            if felt > 0.75 and since_bought > 25 and rng.random() < 0.4:
                cupboard.buy()
                since_bought = 0
        shoes.append(cupboard.wear(bool(training.fast[run])))
        log_ratio = downhill[run] + (np.log(kind.shoe_ratio) if shoes[-1] == "a" else 0.0)
        latent[:, run] = [fate.latent_m(run, log_ratio, length[run]) for fate in fates]
        hurt = latent[:, run].min() <= length[run]
        if hurt and cuts[run]:
            # the pain that made the runner stop lies within what was run, the others may not
            length[run] = min(length[run], latent[:, run].min() + goes_on_m[run])
        felt += 0.3 * (hurt - felt)
    return length, tuple(shoes), latent


def _load(day: Floats, length_m: Floats) -> Floats:
    """Metres of the runs before, fading by 1/e in seven days; NaN in the first seven."""
    kept = np.exp(-np.diff(day) / LOAD_DAYS)
    out = np.zeros(len(day))
    for run, share in enumerate(kept.tolist(), 1):
        out[run] = (out[run - 1] + length_m[run - 1]) * share
    return np.where(day - day[0] < LOAD_DAYS, np.nan, out)
