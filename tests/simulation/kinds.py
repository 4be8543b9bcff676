"""The kinds of runner that the proof draws, how many of each, and the seeds that are theirs."""

from dataclasses import dataclass

from simulation.traits import PAINFUL_ONLY, TYPICAL, Kind

FAMILIES = ("trigger", "onset_trend", "intensity_trend", "experiment")
EVERY = (*FAMILIES, "named")
"""`named` is looked at with `trigger` where the runner named a suspect."""
PROOF_SEEDS = 2_000_000
REHEARSAL_SEEDS = 500_000


@dataclass(frozen=True, slots=True)
class Cohort:
    """Runners of one kind."""

    kind: Kind
    size: int
    families: tuple[str, ...] = FAMILIES
    """Those that are looked at."""
    forecasts: bool = False


COHORTS = (
    Cohort(Kind("null, diligent"), 1500, forecasts=True),
    Cohort(Kind("null, typical", TYPICAL), 1500, forecasts=True),
    Cohort(Kind("null, painful-only", PAINFUL_ONLY), 1000),
    Cohort(Kind("null, worst corner", spell_sd=0.9, half_life_days=14.0, reacts=True), 1500),
    Cohort(Kind("null, two sites", sites=2), 1000),
    Cohort(Kind("null but for a drift", drifts=True), 500, ("trigger", "experiment")),
    Cohort(
        Kind(
            "null, worst corner, intensity mostly spell",
            spell_sd=0.9,
            half_life_days=14.0,
            reacts=True,
            spell_points=1.5,
            noise_points=1.0,
        ),
        500,
    ),
    Cohort(Kind("shoe x3", shoe_ratio=3.0), 1000, ("trigger",)),
    Cohort(Kind("downhill x2.2", downhill_ratio=2.2), 1000, ("trigger",)),
    Cohort(Kind("drill halves", drill_factor=0.5), 3000, ("experiment",)),
    Cohort(Kind("null, suspects the shoe", suspect="shoe"), 1000),
    Cohort(Kind("shoe x3, suspected", shoe_ratio=3.0, suspect="shoe"), 500, ("trigger",)),
)
BY_NAME = {cohort.kind.name: cohort for cohort in COHORTS}


def seeds(cohort: Cohort, count: int, *, rehearse: bool) -> range:
    """The first `count` numbers of the cohort's own range."""
    place = COHORTS.index(cohort)
    first, each = (REHEARSAL_SEEDS, 25_000) if rehearse else (PROOF_SEEDS, 100_000)
    start = first + place * each
    return range(start, start + count)
