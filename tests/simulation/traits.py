"""Who a simulated runner is, drawn once: habits, the pain's nature, and what is planted."""

from dataclasses import dataclass, replace
from typing import Literal

from numpy.random import Generator

ShoeHabit = Literal["rotation", "sequence", "overlap"]
SHOE_HABITS: tuple[ShoeHabit, ...] = ("rotation", "sequence", "overlap")


@dataclass(frozen=True, slots=True)
class NoteHabit:
    """The chances that a painful and a pain-free run get a note; `evening` multiplies both after 15 h."""

    painful: float
    clean: float
    evening: float = 1.0


DILIGENT = NoteHabit(0.97, 0.90)
TYPICAL = NoteHabit(0.92, 0.55)
PAINFUL_ONLY = NoteHabit(0.90, 0.06)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of runner. Ratios and factors of 1 leave nothing to be found: a null runner."""

    name: str
    notes: NoteHabit = DILIGENT
    shoe_ratio: float = 1.0
    """Hazard of onset in shoe `gear:a` against all others; a rotation then, which the shoe never leaves."""
    downhill_ratio: float = 1.0
    """Hazard of onset for ten points more of downhill share."""
    drill_factor: float = 1.0
    """What the drill leaves of the pain that there would be without it."""
    sites: int = 1
    spell_sd: float | None = None
    half_life_days: float | None = None
    reacts: bool | None = None
    shoe_habit: ShoeHabit | None = None
    drifts: bool = False
    """Whether the pain really gets more or less over the months, with one bad time of some weeks."""
    spell_points: float = 1.0
    """Points of intensity that a spell adds for each unit of log hazard."""
    noise_points: float = 1.5
    """Standard deviation of intensity from run to run, whatever the spell."""
    suspect: str = ""
    """The subject that the runner named before the first run, as TWINGE_SUSPECT does."""
    runs: int = 200


@dataclass(frozen=True, slots=True)
class Traits:
    """One runner. Lengths in metres, times in days or hours."""

    runs_per_week: float
    usual_m: float
    pace_s_per_km: float
    fitness_per_year: float
    """Relative change of pace in a year; below 0 is faster."""
    morning: bool
    start_of_year: float
    hilly: float
    """Mean share of a run's length that goes downhill."""
    shoe_habit: ShoeHabit
    rotation_share: float
    fast_shoe: bool
    reacts: bool
    pain_share: float
    shape: float
    """Of the Weibull hazard over distance; above 1 it rises with distance."""
    half_life_days: float
    spell_sd: float
    usual_intensity: float


def draw_traits(kind: Kind, rng: Generator) -> Traits:
    """A runner of the spec's ranges; the same draws are made for every kind, then the kind's own put in."""
    drawn = Traits(
        runs_per_week=rng.uniform(3, 6),
        usual_m=rng.uniform(5000, 11000),
        pace_s_per_km=rng.uniform(270, 390),
        fitness_per_year=rng.normal(-0.03, 0.04),
        morning=bool(rng.random() < 0.5),
        start_of_year=rng.random(),
        hilly=rng.uniform(0.15, 0.35),
        shoe_habit=SHOE_HABITS[rng.integers(3)],
        rotation_share=rng.uniform(0.35, 0.65),
        fast_shoe=bool(rng.random() < 0.6),
        reacts=bool(rng.random() < 0.5),
        pain_share=rng.uniform(0.25, 0.75),
        shape=rng.uniform(1.0, 2.0),
        half_life_days=2 * 7 ** rng.random(),
        spell_sd=rng.uniform(0.3, 0.9),
        usual_intensity=rng.uniform(2.5, 6),
    )
    return replace(
        drawn,
        shoe_habit="rotation" if kind.shoe_ratio != 1 else kind.shoe_habit or drawn.shoe_habit,
        reacts=drawn.reacts if kind.reacts is None else kind.reacts,
        half_life_days=kind.half_life_days or drawn.half_life_days,
        spell_sd=kind.spell_sd or drawn.spell_sd,
    )
