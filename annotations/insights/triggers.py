"""What pain is linked with: the nightly scan, and the one trigger that the runner named beforehand."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import log

import numpy as np

from annotations.insights.covariates import FACTOR, GEAR, questions_of
from annotations.insights.effect import Effect, shrunk_effect
from annotations.insights.evidence import ALPHA, HINT_FACTOR, Finding, Level
from annotations.insights.ledger import FADES_AFTER, Claim, Ledger, outranks
from annotations.insights.scan import MIN_EACH_WAY, Look, common_gate, scan, with_and_without
from annotations.insights.seen import Seen
from annotations.insights.series import Series
from annotations.insights.suspects import NAMED_IN_TIME, Named
from annotations.model import Units
from annotations.quantities import METRES_OF

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
    """What stands in the way of any look; empty where there are looks."""
    unit_m: float
    suspect: str = ""


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
        claimed = ledger.subjects(family.kind, seen.site)
        earlier = [s for s in claimed if s not in subjects and _is_there(s, seen)]
        found += looked
        found += [_earlier(subject, family, seen, ledger) for subject in earlier]
        if family.missing:
            gate = _base(family, seen, "", {"noted": len(family.series)})
            found.append(replace(gate, level="not_enough", needs=family.missing))
    return found


def _families(seen: Seen, suspect: Named, sites: int, unit_m: float) -> Iterator[_Family]:
    def family(
        kind: str,
        series: Series,
        factor: float,
        answered: Callable[[str], bool],
        suspected: str = "",
    ) -> _Family:
        missing = common_gate(series)
        looks: tuple[Look, ...] = ()
        if not missing:
            questions = questions_of(series)
            looks = _each_once(
                scan(series, questions, factor=factor * sites, answered=answered), series
            )
            missing = "" if looks or not suspected else "6 noted runs with it"
        return _Family(kind, series, looks, missing, unit_m, suspected)

    yield family(
        "trigger", seen.series, suspect.scan_factor, lambda subject: not suspect.is_of(subject)
    )
    if suspect.suspicion is None:
        # what was once claimed of an earlier suspect is told on
        yield _Family("named", seen.series, (), "", unit_m)
        return
    late = suspect.suspicion.noted >= NAMED_IN_TIME
    series = seen.since(suspect.suspicion.through) if late else seen.series
    named = suspect.suspicion.subject
    yield family("named", series, suspect.named_factor, suspect.is_of, named)


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
        base = replace(base, p_lifetime=look.p_lifetime, detail={"sign": float(look.sign)})
    standing = ledger.standing(family.kind, seen.site, look.subject)
    if standing is not None and not _is_there(look.subject, seen):
        return base
    if standing is not None and standing.level == "faded":
        return _faded(base, seen, ledger)
    tonight = _level_tonight(base)
    if outranks(tonight, standing):
        return _sized(replace(base, level=tonight), family) if tonight != "fact" else base
    assert standing is not None  # noqa: S101 - what nothing stands against outranks it
    return _standing(base, standing, family, seen)


def _base(family: _Family, seen: Seen, subject: str, counts: dict[str, int]) -> Finding:
    """A finding without a claim; `n["estimated"]` are the runs whose value comes from their totals alone.

    The label is the shoe's name, or the suspect where the finding is of no subject.
    """
    rough = family.series.rough.get(subject)
    if rough is not None and (estimated := int(rough.sum())):
        counts = {**counts, "estimated": estimated}
    named = family.suspect if not subject else ""
    label = named or seen.shoes.get(subject.removeprefix(GEAR), "")
    return Finding(family.kind, seen.site, subject, "fact", counts, label=label, method=METHOD)


def _level_tonight(finding: Finding) -> Level:
    """What tonight's look alone is worth; the boundary has paid for every look there was and will be."""
    alpha, p = ALPHA[finding.kind], finding.p_lifetime
    if p is not None and p <= alpha:
        return "clear"
    return "hint" if p is not None and p <= HINT_FACTOR * alpha else "fact"


def _earlier(subject: str, family: _Family, seen: Seen, ledger: Ledger) -> Finding:
    """A claim on what can't be asked tonight: it stands, or has faded."""
    standing = ledger.standing(family.kind, seen.site, subject)
    assert standing is not None  # noqa: S101 - the caller has it from the log
    base = _base(family, seen, subject, {"noted": len(family.series.located())})
    if standing.level == "faded":
        return _faded(base, seen, ledger)
    return _standing(base, standing, family, seen)


def _is_there(subject: str, seen: Seen) -> bool:
    """Whether a shoe or factor still has the runs that a claim takes; edits may have taken them away."""
    if not subject.startswith((GEAR, FACTOR)):
        return True
    sides = with_and_without(seen.series.located(), subject)
    return min(int(side.sum()) for side in sides) >= MIN_EACH_WAY


def _standing(base: Finding, standing: Claim, family: _Family, seen: Seen) -> Finding:
    """A claim that was made before, in its direction; faded where the runs since it show no such thing."""
    since = seen.since(standing.through).located()
    sign = float(standing.sign)
    if len(since) >= FADES_AFTER and _gone(shrunk_effect(since, base.subject), standing):
        counts = {**base.n, "since": len(since)}
        detail = {"sign": sign, "new": 1.0}
        return replace(base, level="faded", n=counts, needs="", detail=detail)
    tonight = base.p_lifetime if base.detail.get("sign") == sign else None
    paid = [p for p in (tonight, standing.p_lifetime) if p is not None]
    claimed = replace(
        base,
        level=standing.level,
        needs="",
        p_lifetime=min(paid, default=None),
        detail={"sign": sign},
    )
    return _sized(claimed, family)


def _sized(claimed: Finding, family: _Family) -> Finding:
    """With its size as it is now, where that says the same as the claim: raw shares may lie the other way."""
    sign = claimed.detail["sign"]
    effect = shrunk_effect(family.series, claimed.subject, unit_m=family.unit_m)
    if effect is None or log(effect.hazard_ratio) * sign <= 0:
        return claimed
    sized = replace(
        claimed,
        n={**claimed.n, "with": effect.n_with, "without": effect.n_without},
        estimate=effect.hazard_ratio,
        interval=(effect.low, effect.high),
        unit="hazard ratio",
    )
    apart = round(100 * effect.share_with) - round(100 * effect.share_without)
    return (
        replace(sized, detail={**claimed.detail, **_shares(effect)}) if apart * sign > 0 else sized
    )


def _shares(effect: Effect) -> dict[str, float]:
    return {
        "share_with": effect.share_with,
        "share_without": effect.share_without,
        "at_m": effect.at_m,
    }


def _gone(effect: Effect | None, claim: Claim) -> bool:
    """Whether the effect goes the other way, or may be none and is surely smaller than what was claimed."""
    if effect is None:
        return False
    smaller = claim.estimate is not None and (
        effect.high < claim.estimate if claim.sign > 0 else effect.low > claim.estimate
    )
    may_be_none = effect.low <= 1.0 <= effect.high
    return (smaller and may_be_none) or log(effect.hazard_ratio) * claim.sign <= 0


def _faded(base: Finding, seen: Seen, ledger: Ledger) -> Finding:
    """A claim that has faded before; `n["since"]` counts the noted runs from the claim to its fading."""
    claims = ledger.claims(base.kind, seen.site, base.subject)
    made: Sequence[Claim] = [claim for claim in claims if claim.level != "faded"] or claims
    then, until = made[-1].through, claims[-1].through
    since = len(seen.until(until).located()) - len(seen.until(then).located())
    new = claims[-1].through >= seen.newest
    detail = {"sign": float(made[-1].sign), "new": float(new)}
    return replace(base, level="faded", n={**base.n, "since": since}, needs="", detail=detail)
