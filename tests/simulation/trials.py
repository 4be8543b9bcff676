"""A simulated life as a coin experiment that the product kept."""

from datetime import timedelta

import numpy as np

from annotations.experiments.coins import arm_of
from annotations.experiments.model import Arm, Draw, Experiment, Numbered, Outcome, Seen, Trial
from annotations.insights.series import Counts
from annotations.notes.treatments import CARRY_ON
from simulation.domain import DRILL, FIRST_MIDNIGHT, SITES, run_of
from simulation.life import Life
from simulation.pain import UNKNOWN

START = FIRST_MIDNIGHT - timedelta(days=1)


def product_arms(life: Life) -> Counts:
    """What the product's own coin draws for each run; 1 the drill, as in `Life.arm`."""
    drawn = [arm_of(f"{life.seed:032x}", number, 2) for number in range(1, len(life) + 1)]
    return 1 - np.array(drawn, dtype=np.int64)


def trial_of(life: Life, arm: Counts, outcome: Counts, runs: int) -> Trial:
    """The experiment after so many runs; `arm` and `outcome` by run, as those of a `Life`."""
    arms = (Arm(DRILL, reps=10), Arm(CARRY_ON))
    experiment = Experiment("drill", arms, SITES[0], START, f"{life.seed:032x}")
    numbered = tuple(
        Numbered(run.id, number, run.start_utc)
        for number, run in enumerate((run_of(life, k) for k in range(runs)), 1)
    )
    draws = tuple(
        Draw(k + 1, int(1 - arm[k]), seen=_seen(life, outcome, k) if life.noted[k] else None)
        for k in range(runs)
    )
    return Trial(experiment, START, runs=numbered, draws=draws)


def _seen(life: Life, outcome: Counts, run: int) -> Seen:
    if not life.pains[0].painful[run]:
        return Seen(painful=False)
    came = int(outcome[run])
    return Seen(painful=True, outcome=None if came == UNKNOWN else Outcome(came))
