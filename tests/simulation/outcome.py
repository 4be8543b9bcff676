"""What one simulated life came to: when each family first claimed something, and whether rightly."""

from dataclasses import asdict, dataclass
from typing import Any

from annotations.insights.forecast import score
from simulation.kinds import Cohort
from simulation.life import Life, live
from simulation.nights import Claim, claims, effect_at, forecasts
from simulation.traits import Kind


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of one runner. `false` and `true` hold by `family level` the run at which it first was reached."""

    kind: str
    seed: int
    noted: int
    painful: int
    false: dict[str, int]
    true: dict[str, int]
    forecasts: dict[str, int]
    effect: dict[str, float]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def outcome_of(cohort: Cohort, seed: int) -> Outcome:
    """The whole life of the runner `seed`, every night looked at."""
    life = live(cohort.kind, seed)
    false: dict[str, int] = {}
    true: dict[str, int] = {}
    effect: dict[str, float] = {}
    for site in range(cohort.kind.sites):
        for claim in claims(life, cohort.families, site):
            right = is_right(cohort.kind, claim)
            _note_first(true if right else false, claim)
            if right and claim.family == "trigger" and claim.level == "clear" and not effect:
                effect = _effect(life, claim)
    return Outcome(
        cohort.kind.name,
        seed,
        int(life.noted.sum()),
        int(life.pains[0].painful.sum()),
        false,
        true,
        _forecasts(life) if cohort.forecasts else {},
        effect,
    )


def is_right(kind: Kind, claim: Claim) -> bool:
    """Whether the claim is of what was planted; where a shoe was, claims on the others are its mirror."""
    if claim.family == "experiment":
        return kind.drill_factor != 1
    if claim.subject.startswith("gear:"):
        return kind.shoe_ratio != 1
    return claim.subject == "downhill_share" and kind.downhill_ratio != 1


def _note_first(firsts: dict[str, int], claim: Claim) -> None:
    """A clear claim is a hint and more."""
    for level in ("hint", "clear") if claim.level == "clear" else ("hint",):
        key = f"{claim.family} {level}"
        firsts[key] = min(claim.run, firsts.get(key, claim.run))


def _effect(life: Life, claim: Claim) -> dict[str, float]:
    """The shrunk interval at the first clear claim; of the planted shoe only, as its mirror has another truth."""
    if claim.subject != "gear:a":
        return {}
    shown = effect_at(life, claim)
    if shown is None:
        return {"shown": 0.0}
    return {"shown": 1.0, "ratio": shown.hazard_ratio, "low": shown.low, "high": shown.high}


def _forecasts(life: Life) -> dict[str, int]:
    told = score(life.series())
    return {**asdict(forecasts(life)), "told_judged": int(told.judged), "told_held": int(told.held)}
