"""What pain is linked with: the nightly scan, and the one trigger that the runner named beforehand."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import log

import numpy as np

from annotations.insights.covariates import GEAR, questions_of
from annotations.insights.effect import Effect, shrunk_effect
from annotations.insights.evidence import ALPHA, HINT_FACTOR, Finding, Level
from annotations.insights.ledger import Claim, Ledger
from annotations.insights.scan import Look, common_gate, scan
from annotations.insights.seen import Seen
from annotations.insights.series import Series
from annotations.insights.suspects import NAMED_IN_TIME, Named
from annotations.model import Units
from annotations.quantities import METRES_OF

FADES_AFTER = 30
METHOD = (
    "log-rank scores against the covariate's ranks, both adjusted for date, run length and the other questions; "
    "always-valid boundary; effect by Cox regression, shrunk"
)


@dataclass(frozen=True, slots=True)
class _Family:
    """One share of the error budget: its kind, the runs that it may look at, tonight's looks; all paid for."""

    kind: str
    series: Series
    looks: tuple[Look, ...]
    missing: str
    unit_m: float


def triggers(seen: Seen, ledger: Ledger, suspect: Named, sites: int, units: Units) -> list[Finding]:
    """One finding for each question: its claim, that nothing was found, or why it can't be asked.

    `sites` is the number of tracked sites: each has that part of the budget. Where the common gate
    is not met there is one finding without a subject that says what is missing, and one for each
    claim that was made before. The shares beside a claim are given at a whole number of `units`.
    """
    found: list[Finding] = []
    for family in _families(seen, suspect, sites, METRES_OF[units]):
        looked = [_finding(look, family, seen, ledger) for look in family.looks]
        subjects = {finding.subject for finding in looked}
        earlier = [s for s in ledger.subjects(family.kind, seen.site) if s not in subjects]
        found += looked
        found += [_earlier(subject, family, seen, ledger) for subject in earlier]
        if family.missing:
            counts = {"noted": len(family.series)}
            gate = Finding(family.kind, seen.site, "", "not_enough", counts, method=METHOD)
            found.append(replace(gate, needs=family.missing))
    return found


def _families(seen: Seen, suspect: Named, sites: int, unit_m: float) -> Iterator[_Family]:
    def family(
        kind: str, series: Series, factor: float, answered: Callable[[str], bool]
    ) -> _Family:
        missing = common_gate(series)
        looks: tuple[Look, ...] = ()
        if not missing:
            questions = questions_of(series)
            looks = _each_once(
                scan(series, questions, factor=factor * sites, answered=answered), series
            )
        return _Family(kind, series, looks, missing, unit_m)

    yield family(
        "trigger", seen.series, suspect.scan_factor, lambda subject: not suspect.is_of(subject)
    )
    if suspect.suspicion is not None:
        late = suspect.suspicion.noted >= NAMED_IN_TIME
        series = seen.since(suspect.suspicion.through) if late else seen.series
        yield family("named", series, suspect.named_factor, suspect.is_of)


def _each_once(looks: Sequence[Look], series: Series) -> tuple[Look, ...]:
    """Of two shoes of which one is worn whenever the other is not, the one with more pain: they are one question."""
    kept: list[Look] = []
    for look in sorted(looks, key=lambda look: look.sign, reverse=True):
        if not any(_complement(look.subject, other.subject, series) for other in kept):
            kept.append(look)
    return tuple(look for look in looks if look in kept)


def _complement(one: str, other: str, series: Series) -> bool:
    if not (one.startswith(GEAR) and other.startswith(GEAR)):
        return False
    together = series.covariates[one] + series.covariates[other]
    known = together[np.isfinite(together)]
    return bool(known.size) and bool(np.all(known == 1.0))


def _finding(look: Look, family: _Family, seen: Seen, ledger: Ledger) -> Finding:
    counts = {"noted": look.n, "with": look.n_with, "without": look.n_without}
    base = _base(family, seen, look.subject, counts)
    if look.refused:
        base = replace(base, level="not_enough", needs=look.refused)
    else:
        base = replace(base, p_lifetime=look.p_lifetime, detail={"sign": look.sign})
    standing = ledger.standing(family.kind, seen.site, look.subject)
    level = _level(base, standing)
    if level in ("hint", "clear"):
        return _claimed(base, level, standing, family, seen)
    return _faded(base, seen, ledger) if level == "faded" else base


def _base(family: _Family, seen: Seen, subject: str, counts: dict[str, int]) -> Finding:
    """A finding without a claim; `n["estimated"]` are the runs whose value comes from their totals alone."""
    rough = family.series.rough.get(subject)
    if rough is not None and (estimated := int(rough.sum())):
        counts = {**counts, "estimated": estimated}
    label = seen.shoes.get(subject.removeprefix(GEAR), "")
    return Finding(family.kind, seen.site, subject, "fact", counts, label=label, method=METHOD)


def _level(finding: Finding, standing: Claim | None) -> Level:
    """The best of tonight's look and all earlier ones: the boundary has paid for every one of them."""
    if standing is not None and standing.level == "faded":
        return "faded"
    alpha, p = ALPHA[finding.kind], finding.p_lifetime
    if standing is not None and standing.level == "clear":
        return "clear"
    if p is not None and p <= alpha:
        return "clear"
    if standing is not None or (p is not None and p <= HINT_FACTOR * alpha):
        return "hint"
    return finding.level


def _earlier(subject: str, family: _Family, seen: Seen, ledger: Ledger) -> Finding:
    """A claim on what can't be asked tonight: it stands, or has faded."""
    standing = ledger.standing(family.kind, seen.site, subject)
    assert standing is not None  # noqa: S101 - the caller has it from the log
    base = _base(family, seen, subject, {"noted": standing.n})
    if standing.level == "faded":
        return _faded(base, seen, ledger)
    return _claimed(base, standing.level, standing, family, seen)


def _claimed(
    base: Finding, level: Level, standing: Claim | None, family: _Family, seen: Seen
) -> Finding:
    """The claim with its size as it is now; faded where the runs since it show no such thing."""
    sign = standing.sign if standing else base.detail["sign"]
    if standing and standing.estimate is not None:
        since = seen.since(standing.through).located()
        effect_since = shrunk_effect(since, base.subject)
        if _gone(effect_since, len(since), standing):
            counts = {**base.n, "since": len(since)}
            return replace(base, level="faded", n=counts, detail={"sign": sign, "new": 1.0})
    effect = shrunk_effect(family.series, base.subject, unit_m=family.unit_m)
    if effect is None or log(effect.hazard_ratio) * sign <= 0:
        return replace(base, level=level, detail={"sign": sign})
    paid = (base.p_lifetime, standing.p_lifetime if standing else None)
    return replace(
        base,
        level=level,
        n={**base.n, "with": effect.n_with, "without": effect.n_without},
        estimate=effect.hazard_ratio,
        interval=(effect.low, effect.high),
        unit="hazard ratio",
        p_lifetime=min((p for p in paid if p is not None), default=None),
        detail=_shares(effect) | {"sign": sign},
    )


def _shares(effect: Effect) -> dict[str, float]:
    return {
        "share_with": effect.share_with,
        "share_without": effect.share_without,
        "at_m": effect.at_m,
    }


def _gone(effect: Effect | None, runs: int, claim: Claim) -> bool:
    """Whether at least 30 noted runs since the claim show no effect, or one that is surely smaller than claimed."""
    if runs < FADES_AFTER or effect is None or claim.estimate is None:
        return False
    smaller = effect.high < claim.estimate if claim.sign > 0 else effect.low > claim.estimate
    return smaller or log(effect.hazard_ratio) * claim.sign <= 0


def _faded(base: Finding, seen: Seen, ledger: Ledger) -> Finding:
    """A claim that has faded before; `n["since"]` counts the noted runs since it was made."""
    claims = ledger.claims(base.kind, seen.site, base.subject)
    made: Sequence[Claim] = [claim for claim in claims if claim.level != "faded"] or claims
    since = len(seen.since(made[-1].through).located())
    new = claims[-1].through >= seen.newest
    detail = {"sign": float(made[-1].sign), "new": float(new)}
    return replace(base, level="faded", n={**base.n, "since": since}, needs="", detail=detail)
