"""A coin experiment as a finding: did the arms that the coin drew differ in what came of the pain?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import inf

from annotations.experiments.model import Draw, Outcome, Trial
from annotations.insights.coin import imbalance_e, running_e
from annotations.insights.evidence import ALPHA, Finding, Level
from annotations.insights.ledger import Claim, Ledger
from annotations.insights.needs import more

MIN_PAINFUL = 6
TESTED_E = 1 / ALPHA["experiment"]
HINT_E = 20.0
MAX_WITHOUT_OUTCOME = 0.10
IMBALANCED = 20.0
"""The e-value from which the painful runs no longer fall on the arms as a fair coin's do."""
SAME_E = 1 - 1e-9
"""The share of an e-value from which on it is the same one: what rounding may take away."""
_NOTHING_SAID = Ledger()
METHOD = (
    "guess-the-coin e-value over independent draws, by intention to treat; "
    "95 % Newcombe interval of the difference of the shares gone"
)


@dataclass(frozen=True, slots=True)
class ArmCount:
    """The painful noted runs that one arm was drawn for."""

    drawn: int
    known: int
    """Those with an outcome."""
    gone: int
    less: int
    followed_another: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the draws of one experiment show. All e-values are 1 before the first run.

    `e` is that after the last run with an outcome, `peak` the highest of them: P(peak >= 1/alpha)
    <= alpha where the arms do not differ. `imbalance` is the highest e-value of the painful noted runs
    not falling on the arms evenly. `without_outcome` counts the painful noted runs whose outcome is not
    known, those that came in late among them.
    """

    counts: tuple[ArmCount, ...]
    e: float
    peak: float
    imbalance: float
    without_outcome: int
    rebuilt: bool

    @property
    def painful(self) -> int:
        """All painful noted runs of the experiment."""
        return sum(count.known for count in self.counts) + self.without_outcome

    @property
    def caps(self) -> tuple[str, ...]:
        """Why it can be a hint at most; empty where nothing stands in the way."""
        few = self.without_outcome > MAX_WITHOUT_OUTCOME * self.painful
        return (
            *(("too many painful runs without an outcome",) if few else ()),
            *(("painful runs unevenly noted",) if self.imbalance >= IMBALANCED else ()),
            *(("draws rebuilt after they were lost",) if self.rebuilt else ()),
        )


def evidence(trial: Trial) -> Evidence:
    """The draws of the painful noted runs in the order of the runs, each under the arm that was *drawn*.

    What was really done does not move a run to another arm (intention to treat).
    """
    arms = len(trial.experiment.arms)
    painful = trial.painful
    known = [(d.arm, d.seen.outcome) for d in painful if d.seen and d.seen.outcome is not None]
    running = running_e([arm for arm, _ in known], [int(came) for _, came in known], arms)
    uneven = imbalance_e([draw.arm for draw in painful], arms)
    return Evidence(
        counts=tuple(_count(arm, painful) for arm in range(arms)),
        e=float(running[-1]) if len(running) else 1.0,
        peak=max([1.0, *running.tolist()]),
        imbalance=max([1.0, *uneven.tolist()]),
        without_outcome=len(painful) - len(known) + len(trial.late_painful),
        rebuilt=trial.rebuilt,
    )


def _count(arm: int, painful: Sequence[Draw]) -> ArmCount:
    seen = [draw.seen for draw in painful if draw.arm == arm and draw.seen is not None]
    came = [one.outcome for one in seen if one.outcome is not None]
    return ArmCount(
        drawn=len(seen),
        known=len(came),
        gone=came.count(Outcome.GONE),
        less=came.count(Outcome.LESS),
        followed_another=sum(one.followed not in (None, arm) for one in seen),
    )


def experiment_findings(
    trials: Sequence[Trial], sites: int = 1, ledger: Ledger = _NOTHING_SAID
) -> list[Finding]:
    """One finding for each experiment, in the order of their starts; ended ones too.

    Each further experiment is one more chance of a false claim: the k-th needs k^2 times the evidence
    (`factor`), so that all that a runner ever does together are wrong in at most 1.65 times the share
    that one is; with several tracked `sites` at least so many times, as all that is claimed of them.
    The k-th is the k-th to have six drawn painful runs; with fewer it can claim nothing. A level that
    the `ledger` says was shown stands, whatever is tracked or tested since, as long as its evidence is there.
    """
    oldest_first = sorted(trials, key=lambda t: (t.experiment.started, t.experiment.id))
    reached = sorted((at, t.experiment.id) for t in trials if (at := _could_claim_from(t)))
    ranks = {key: rank for rank, (_, key) in enumerate(reached, start=1)}
    ks = [ranks.get(trial.experiment.id, len(ranks) + 1) for trial in oldest_first]
    return [
        experiment_finding(
            t,
            factor=float(max(k * k, sites)),
            standing=ledger.standing("experiment", t.experiment.site, t.experiment.id),
        )
        for k, t in zip(ks, oldest_first, strict=True)
    ]


def _could_claim_from(trial: Trial) -> datetime | None:
    """When the run began with which it had enough to claim anything; None where it has not yet."""
    painful = trial.painful
    if len(painful) < MIN_PAINFUL:
        return None
    number = painful[MIN_PAINFUL - 1].number
    return min(run.start_utc for run in trial.runs if run.number == number)


def experiment_finding(
    trial: Trial, *, factor: float = 1.0, standing: Claim | None = None
) -> Finding:
    """The level by the highest e-value so far: tested from 100 `factor` on, a hint from 20 `factor` on.

    What is `standing` was shown at a smaller factor, perhaps; it stays while the e-value is what it was then.

    Below six drawn painful runs nothing is said. Where painful runs lack their outcome (more than
    10 %), are noted unevenly, or had their draws rebuilt, it is a hint at most. `n` has `arms`, `draws`,
    `painful`, `without_outcome`, `late`, `e_needed`, and for each arm k `drawn_k`, `known_k`, `gone_k`, `less_k`,
    `followed_another_k`. With two arms `estimate` is the share gone with the first less that with the
    second (Newcombe 1998, method 10).
    """
    shown = evidence(trial)
    n = _numbers(trial, shown, factor)
    estimate, interval = _difference(shown.counts)
    short = MIN_PAINFUL - len(trial.painful)
    needs = f"{more(short, 'painful run')} with a draw" if short > 0 else ""
    return Finding(
        "experiment",
        trial.experiment.site,
        trial.experiment.title,
        "not_enough" if needs else _level(shown, factor, standing),
        n,
        estimate,
        interval,
        unit="difference of shares" if estimate is not None else "",
        needs=needs or "; ".join(shown.caps),
        label=trial.experiment.id,
        method=METHOD,
        e_value=shown.peak,
    )


def _level(shown: Evidence, factor: float, standing: Claim | None) -> Level:
    kept = standing is not None and shown.peak >= SAME_E * (standing.e_value or inf)
    passed = kept and standing is not None and standing.level == "tested"
    if (passed or shown.peak >= TESTED_E * factor) and not shown.caps:
        return "tested"
    return "hint" if kept or shown.peak >= HINT_E * factor else "fact"


def _numbers(trial: Trial, shown: Evidence, factor: float) -> dict[str, int]:
    n = {
        "arms": len(shown.counts),
        "draws": trial.next_number - 1,
        "painful": shown.painful,
        "without_outcome": shown.without_outcome,
        "late": len(trial.late_painful),
        "e_needed": round(TESTED_E * factor),
    }
    for arm, count in enumerate(shown.counts):
        n |= {
            f"drawn_{arm}": count.drawn,
            f"known_{arm}": count.known,
            f"gone_{arm}": count.gone,
            f"less_{arm}": count.less,
            f"followed_another_{arm}": count.followed_another,
        }
    return n


def _difference(
    counts: Sequence[ArmCount],
) -> tuple[float | None, tuple[float | None, float | None] | None]:
    """The difference of the shares gone of two arms with five known runs each, and its 95 % interval."""
    if len(counts) != 2 or min(count.known for count in counts) < 5:
        return None, None
    from statsmodels.stats.proportion import confint_proportions_2indep  # half a second

    first, second = counts
    low, high = confint_proportions_2indep(
        first.gone, first.known, second.gone, second.known, compare="diff", method="newcomb"
    )
    return first.gone / first.known - second.gone / second.known, (float(low), float(high))
