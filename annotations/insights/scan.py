"""The scan for triggers: is the hazard of onset linked to a covariate, beyond time, length and the others?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from scipy.special import stdtr

from annotations.insights.boundary import lifetime_p
from annotations.insights.scores import (
    halves,
    measured,
    nelson_aalen_scores,
    normal_scores,
    residuals,
    time_basis,
    variance_inflation,
)
from annotations.insights.series import Flags, Floats, Series

MIN_NOTED, MIN_PAINFUL, MIN_PAIN_FREE = 25, 8, 5
MIN_SHARE_NOTED = 0.6
MIN_SHARE_KNOWN = 0.8
MIN_EACH_WAY = 6
MIN_FREEDOM = 8
MAX_INFLATION = 5.0
MOST_LAGS = 10
MIN_DF = 4.0
MAX_RHO = 0.999
SAME = 1e-12
"""Columns whose cosine is nearer to 1 or -1 are one contrast: a single pair of ranks swapped is not."""
SWITCHES = ("gear:", "factor:")
"""How the subjects begin that are there (1) or not (0)."""

Refused = Literal[
    "",
    "too few known",
    "does not vary",
    "too few runs with it",
    "too few runs without it",
    "too few runs",
    "mostly time",
    "follows other questions",
]


@dataclass(frozen=True, slots=True)
class Question:
    """A covariate of the series by its subject. Those of one `group` (the shoes) are not adjusted for each other."""

    subject: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """What tonight's scan says of one question. `p` and `p_lifetime` are None where it is refused.

    `n` are the runs of known distance; `n_with` those with the larger values of the covariate (with the
    shoe), `n_without` those with the smaller. `sign` is 1 where pain comes earlier, and so more often,
    with larger values, -1 where later, 0 where neither.
    """

    subject: str
    n: int
    n_with: int
    n_without: int
    p: float | None = None
    p_lifetime: float | None = None
    sign: int = 0
    refused: Refused = ""


def common_gate(series: Series) -> str:
    """What is missing before any claim may be made, in plain words; "" where nothing is."""
    painful = int(np.count_nonzero(series.painful))
    counts = (
        (MIN_NOTED - len(series), "noted run", ""),
        (MIN_PAINFUL - painful, "painful run", ""),
        (MIN_PAIN_FREE - (len(series) - painful), "noted run", " without pain"),
    )
    for missing, what, which in counts:
        if missing > 0:
            return f"{missing} more {what}{'s' if missing > 1 else ''}{which}"
    if series.share_noted < MIN_SHARE_NOTED:
        return (
            f"{100 * MIN_SHARE_NOTED:.0f} % of runs noted (now {int(100 * series.share_noted)} %)"
        )
    return ""


def with_and_without(series: Series, subject: str) -> tuple[Flags, Flags]:
    """The runs with the shoe or factor and those without; of any other covariate the larger and the smaller half."""
    values = series.covariates.get(subject, np.full(len(series), np.nan))
    if subject.startswith(SWITCHES):
        return values > 0, values <= 0
    return halves(values)


def scan(
    series: Series,
    questions: Sequence[Question],
    *,
    factor: float = 1.0,
    answered: Callable[[str], bool] = lambda _: True,
) -> tuple[Look, ...]:
    """One look a question, in their order; whether the record is enough for a claim, `common_gate` says.

    A question whose subject is not to be `answered` only adjusts the others, has no look and costs nothing.

    The log-rank score of each run and the normal score of each covariate are freed of calendar time,
    log length and the other open questions; their correlation has as many degrees of freedom as their
    autocorrelation leaves. `p_lifetime` is paid for all looks by `lifetime_p` and for tonight's list:
    times the contrasts tested (two shoes of which one is worn exactly when the other is not are one)
    and times `factor`.
    Source: score test of the proportional hazards model, Cox 1972, as a correlation of log-rank scores,
    Peto and Peto 1972; sources of the parts in `scores` and `boundary`; Bonferroni over the list.
    """
    runs = measured(series)
    looks = {k: _gate(runs, question.subject) for k, question in enumerate(questions)}
    asked = [k for k, look in looks.items() if not look.refused]
    if asked:
        scores = np.column_stack([normal_scores(runs.covariates[looks[k].subject]) for k in asked])
        tested = _tested(
            runs, scores, [looks[k] for k in asked], [questions[k].group for k in asked]
        )
        counted = [not look.refused and answered(look.subject) for look in tested]
        price = factor * _contrasts(scores[:, counted])
        looks |= zip(asked, (_paid(look, price) for look in tested), strict=True)
    return tuple(look for look in looks.values() if answered(look.subject))


def _gate(runs: Series, subject: str) -> Look:
    """Whether the covariate is known and varies enough to be asked about at all."""
    values = runs.covariates.get(subject, np.full(len(runs), np.nan))
    known = values[np.isfinite(values)]
    with_it, without_it = (int(each.sum()) for each in with_and_without(runs, subject))
    look = Look(subject, len(runs), with_it, without_it)
    if not len(known) or len(known) < MIN_SHARE_KNOWN * len(runs):
        return replace(look, refused="too few known")
    least, most = known.min(), known.max()
    if least == most and not subject.startswith(SWITCHES):
        return replace(look, refused="does not vary")
    two_values = bool(np.all((known == least) | (known == most)))
    if two_values and with_it < MIN_EACH_WAY:
        return replace(look, refused="too few runs with it")
    if two_values and without_it < MIN_EACH_WAY:
        return replace(look, refused="too few runs without it")
    return look


def _tested(
    runs: Series, scores: Floats, looks: Sequence[Look], groups: Sequence[str]
) -> list[Look]:
    """Each look, a column of `scores` each, with its p and sign, or why that can't be told apart."""
    outcome = nelson_aalen_scores(runs.reached_m, runs.painful)
    base = np.column_stack([np.ones(len(runs)), time_basis(runs.day), np.log(runs.length_m)])
    left, rank = residuals(np.column_stack([scores, outcome]), base)
    least = len(runs) * scores.var(axis=0) / MAX_INFLATION
    tested = []
    for k, (look, group) in enumerate(zip(looks, groups, strict=True)):
        others = [j for j, g in enumerate(groups) if j != k and not (g and g == group)]
        pair, more = residuals(left[:, [k, -1]], left[:, others])
        freedom = len(runs) - rank - more - 1
        if freedom < MIN_FREEDOM:
            tested.append(replace(look, refused="too few runs"))
        elif left[:, k] @ left[:, k] <= least[k]:
            tested.append(replace(look, refused="mostly time"))
        elif pair[:, 0] @ pair[:, 0] <= least[k]:
            tested.append(replace(look, refused="follows other questions"))
        else:
            p, sign = _linked(pair[:, 0], pair[:, 1], freedom)
            tested.append(replace(look, p=p, sign=sign))
    return tested


def _linked(covariate: Floats, outcome: Floats, freedom: int) -> tuple[float, int]:
    """The two-sided p of the correlation of two residuals, and its sign; (1.0, 0) where nothing is left to link."""
    scale = np.sqrt(float(covariate @ covariate) * float(outcome @ outcome))
    if scale <= 0:
        return 1.0, 0
    rho = float(np.clip(covariate @ outcome / scale, -MAX_RHO, MAX_RHO))
    lags = max(1, min(MOST_LAGS, len(outcome) // 5))
    df = max(MIN_DF, freedom / variance_inflation(outcome, covariate, lags))
    return float(2 * stdtr(df, -abs(rho) * np.sqrt(df / (1 - rho * rho)))), int(np.sign(rho))


def _contrasts(scores: Floats) -> int:
    """How many of the columns differ, the sign aside."""
    columns = scores / np.linalg.norm(scores, axis=0)
    same = np.abs(columns.T @ columns) > 1 - SAME
    return int(np.count_nonzero(~np.triu(same, k=1).any(axis=0)))


def _paid(look: Look, price: float) -> Look:
    if look.p is None:
        return look
    return replace(look, p_lifetime=min(1.0, price * lifetime_p(look.p, look.n)))
