"""Experiments, drawn runs and what was seen in them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from annotations.experiments.arms import parse_arm
from annotations.experiments.model import Draw, Experiment, Numbered, Outcome, Seen, Trial
from annotations.model import ActivityId, Metres, Run, Seconds, Site
from annotations.notes.aliases import BUILT_IN

START = datetime(2026, 3, 1, 20, 0, tzinfo=UTC)
SEED = "00112233445566778899aabbccddeeff"
NOT, LESS, GONE = Outcome.NOT_BETTER, Outcome.LESS, Outcome.GONE


def an_experiment(
    *arms: str, site: Site | None = None, seed: str = SEED, key: str = "kicks"
) -> Experiment:
    """Ten butt kicks or to carry on, unless said."""
    named = arms or ("10 butt kicks", "carry on")
    return Experiment(key, tuple(parse_arm(a, BUILT_IN) for a in named), site, START, seed)


def run_at(number: int, hours: float, *, hidden: bool = False) -> Run:
    """An hour's run that began so many hours after the start of the experiment."""
    start = START + timedelta(hours=hours)
    return Run(
        id=ActivityId(number),
        name="Run",
        sport_type="Run",
        start_utc=start,
        start_local=start.replace(tzinfo=None),
        distance_m=Metres(8046.72),
        moving_s=Seconds(3000),
        elapsed_s=Seconds(3000),
        start_hidden=hidden,
    )


def a_trial(
    rows: Sequence[tuple[int, Outcome | None]],
    *,
    experiment: Experiment | None = None,
    late: int = 0,
    known_since: datetime = START,
    followed: Sequence[int | None] = (),
) -> Trial:
    """One painful noted run for each (arm, outcome), a day apart."""
    runs = [Numbered(ActivityId(k), k, START + timedelta(days=k)) for k in range(1, len(rows) + 1)]
    draws = [
        Draw(k, arm, None, None, Seen(True, came, followed[k - 1] if followed else None))
        for k, (arm, came) in enumerate(rows, start=1)
    ]
    return Trial(
        experiment or an_experiment(),
        known_since,
        None,
        tuple(runs),
        tuple(draws),
        tuple(ActivityId(9000 + k) for k in range(late)),
    )
