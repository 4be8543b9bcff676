"""The product's nights over a simulated life: every claim that the runner would have been shown.

A night after a run without a note is left out, which changes nothing: the series is that of the night
before, save that one more run has no note, so that a gate can only have closed since.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import numpy as np

from annotations.insights.coin import imbalance_e, running_e
from annotations.insights.covariates import questions_of
from annotations.insights.effect import Effect, shrunk_effect
from annotations.insights.experiment import IMBALANCED, MAX_WITHOUT_OUTCOME, MIN_PAINFUL
from annotations.insights.forecast import forecast_reach
from annotations.insights.ledger import Ledger, Suspicion
from annotations.insights.scan import common_gate, scan
from annotations.insights.series import Counts, Series
from annotations.insights.suspects import Named, named
from annotations.insights.trends import TrendLook, intensity_look, onset_look
from simulation.levels import Shown, by_e, by_p
from simulation.life import Life
from simulation.pain import UNKNOWN

FIRST_LOOK = 12
"""Noted runs; nothing is asked of fewer (but the coin, which is looked at by itself)."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What was shown after run number `run` (from 1): `subject` of a `family` at `level`."""

    run: int
    family: str
    subject: str
    level: Shown
    noted: int


def prefixes(life: Life, site: int = 0) -> Iterator[tuple[int, Series]]:
    """After each noted run: its number among all runs, and the record as it stood then."""
    whole = life.series(site)
    for n, run in enumerate(np.flatnonzero(life.noted).tolist(), 1):
        if n >= FIRST_LOOK:
            yield run + 1, whole.first(n)


def claims(life: Life, families: tuple[str, ...], site: int = 0) -> Iterator[Claim]:
    """All claims about one site, night by night, however often they are repeated."""
    factor = float(life.kind.sites)
    if "experiment" in families:
        yield from _coin_claims(life, site, factor)
    suspect = _suspect(life.kind.suspect)
    used: dict[str, frozenset[int]] = {"onset_trend": frozenset(), "intensity_trend": frozenset()}
    for run, series in prefixes(life, site):
        if "trigger" in families and not common_gate(series):
            yield from _of_scan(run, series, suspect, factor)
        for family, trend in (("onset_trend", onset_look), ("intensity_trend", intensity_look)):
            if family not in families:
                continue
            seen = trend(series, used[family], factor=factor)
            if seen is not None:
                used[family] |= frozenset(seen.milestones)
                yield from _of_trend(run, family, seen)


def _suspect(subject: str) -> Named:
    """What was named before the first run: it may be asked of all of them."""
    first = Suspicion(subject, 0, date.min, datetime.min.replace(tzinfo=UTC))
    return named(Ledger((first,) if subject else ()))


def _of_scan(run: int, series: Series, suspect: Named, sites: float) -> Iterator[Claim]:
    """The open scan and, where there is one, the suspect, each with its own share of the budget."""
    questions = questions_of(series)
    shares = [("trigger", suspect.scan_factor, lambda subject: not suspect.is_of(subject))]
    if suspect.suspicion is not None:
        shares.append(("named", suspect.named_factor, suspect.is_of))
    for family, factor, answered in shares:
        for look in scan(series, questions, factor=factor * sites, answered=answered):
            p = look.p_lifetime
            if p is not None and (level := by_p(family, p, p)):
                yield Claim(run, family, look.subject, level, look.n)


def _of_trend(run: int, family: str, look: TrendLook) -> Iterator[Claim]:
    if level := by_p(family, look.p_hint, look.p_clear):
        yield Claim(run, family, "", level, look.n)


def _coin_claims(life: Life, site: int, factor: float) -> Iterator[Claim]:
    """A coin from the first run on."""
    pain = life.pains[site]
    drawn = np.flatnonzero(life.noted & pain.painful)
    levels = coin_levels(life.arm[drawn], pain.outcome[drawn], factor)
    for n, (run, level) in enumerate(zip(drawn.tolist(), levels, strict=True), 1):
        if level:
            yield Claim(run + 1, "experiment", "", level, n)


def coin_levels(
    arm: Counts, outcome: Counts, factor: float = 1.0, *, caps: bool = True
) -> list[Shown]:
    """The level after each drawn painful noted run, oldest first; `outcome` is UNKNOWN where not noted."""
    known = outcome != UNKNOWN
    e = np.ones(len(arm))
    e[known] = running_e(arm[known], outcome[known])
    peak = np.maximum.accumulate(e) if len(e) else e
    uneven = np.maximum.accumulate(imbalance_e(arm)) if len(e) else e
    missing = np.cumsum(~known) / np.arange(1, len(arm) + 1)
    capped = caps & ((missing > MAX_WITHOUT_OUTCOME) | (uneven >= IMBALANCED))
    levels = [by_e(value, factor) for value in peak.tolist()]
    return [
        "" if n < MIN_PAINFUL else "hint" if level and cap else level
        for n, (level, cap) in enumerate(zip(levels, capped.tolist(), strict=True), 1)
    ]


def effect_at(life: Life, claim: Claim, site: int = 0) -> Effect | None:
    """The effect that is shown with a claim of the scan."""
    return shrunk_effect(life.series(site).first(_noted_by(life, claim)), claim.subject)


def _noted_by(life: Life, claim: Claim) -> int:
    return int(np.count_nonzero(life.noted[: claim.run]))


@dataclass(frozen=True, slots=True)
class Forecasts:
    """How many forecasts there were, and how many of the next runs had no pain so far, run or not."""

    about: int = 0
    about_held: int = 0
    at_least: int = 0
    at_least_held: int = 0


def forecasts(life: Life, site: int = 0) -> Forecasts:
    """The forecast of each night with a new note, judged on where pain waits in the very next run."""
    latent, told = life.pains[site].latent_m, Forecasts()
    for run, series in prefixes(life, site):
        reach = forecast_reach(series) if run < len(life) else None
        if reach is None:
            continue
        held = int(latent[run] >= reach.distance_m)
        if reach.at_least:
            told = replace(
                told, at_least=told.at_least + 1, at_least_held=told.at_least_held + held
            )
        else:
            told = replace(told, about=told.about + 1, about_held=told.about_held + held)
    return told
