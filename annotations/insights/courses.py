"""Whether pain comes later, or weaker, than it used to: looked at a few times only, each look used once."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from math import inf, isfinite

import numpy as np

from annotations.insights.evidence import ALPHA, HINT_FACTOR, Finding, Level
from annotations.insights.ledger import FADES_AFTER, Claim, Ledger, TrendUse, outranks
from annotations.insights.seen import Seen
from annotations.insights.series import Series
from annotations.insights.survival import product_limit
from annotations.insights.trends import (
    INTENSITY_MILESTONES,
    MIN_PAINFUL_ONSETS,
    ONSET_MILESTONES,
    Third,
    TrendLook,
    intensity_look,
    intensity_slope,
    onset_look,
    onset_thirds,
)

NIGHTLY = "a nightly look"
"""What a record needs that has everything else."""
_Look = Callable[..., TrendLook | None]


@dataclass(frozen=True, slots=True)
class _Course:
    """One question of change: how it is looked at, when, and what it counts."""

    kind: str
    look: _Look
    milestones: tuple[int, ...]
    counted: str
    method: str

    def runs(self, series: Series) -> Series:
        """The runs that its milestones count."""
        return series.located() if self.counted == "noted run" else series.where(series.painful)


COURSES = (
    _Course(
        "onset_trend",
        onset_look,
        ONSET_MILESTONES,
        "noted run",
        "drift of the log-rank scores with date, given run length; generalised least squares over a grid of spells",
    ),
    _Course(
        "intensity_trend",
        intensity_look,
        INTENSITY_MILESTONES,
        "painful run",
        "drift of intensity with date; generalised least squares over a grid of spells; size by Theil-Sen",
    ),
)


def trend_uses(seen: Seen, ledger: Ledger, sites: int, on: date) -> Iterator[TrendUse]:
    """The milestones that the record has reached and the log has not used, each looked at now."""
    for course in COURSES:
        look = course.look(seen.series, ledger.used(course.kind, seen.site), factor=float(sites))
        if look is not None:
            yield TrendUse(
                course.kind,
                seen.site,
                look.milestones,
                look.n,
                on,
                seen.newest,
                look.p_hint,
                look.p_clear,
                look.sign,
            )


def courses(seen: Seen, ledger: Ledger) -> list[Finding]:
    """One finding for each question of change, from the looks that the log holds; none is made here."""
    return [_course(course, seen, ledger) for course in COURSES]


def _course(course: _Course, seen: Seen, ledger: Ledger) -> Finding:
    runs = course.runs(seen.series)
    counts = {"noted": len(seen.series), "painful": int(seen.series.painful.sum())}
    base = Finding(course.kind, seen.site, "", "not_enough", counts, method=course.method)
    level, use = _best(course.kind, ledger.uses(course.kind, seen.site))
    if use is None:
        return replace(base, needs=_first_look(course, runs))
    p = use.p_hint if level == "hint" else use.p_clear
    detail = {"sign": float(use.sign), "p_hint": use.p_hint, "p_clear": use.p_clear}
    base = replace(base, level=level, p_lifetime=min(1.0, p), detail=detail)
    if level == "fact":
        used = ledger.used(course.kind, seen.site)
        return replace(base, needs=_next_look(course, len(runs), used))
    standing = ledger.standing(course.kind, seen.site, "")
    if standing is None or outranks(level, standing):
        return _sized(base, seen.series)
    if faded := _faded(base, course, seen, standing, ledger):
        return faded
    return _sized(base, seen.series)


def _best(kind: str, uses: tuple[TrendUse, ...]) -> tuple[Level, TrendUse | None]:
    """The highest level that any look reached, and that look; else the last look."""
    alpha = ALPHA[kind]
    for use in uses:
        if use.p_clear <= alpha:
            return "clear", use
    for use in uses:
        if use.p_hint <= HINT_FACTOR * alpha:
            return "hint", use
    return "fact", uses[-1] if uses else None


def _first_look(course: _Course, runs: Series) -> str:
    """What the first look still needs; a record that has it all is looked at by the next night."""
    more = course.milestones[0] - len(runs)
    if more > 0:
        return f"{more} more {course.counted}{'s' if more > 1 else ''}"
    lacking = MIN_PAINFUL_ONSETS - int(runs.painful.sum())
    if lacking > 0:
        return f"{lacking} more painful run{'s' if lacking > 1 else ''} with a known onset"
    return NIGHTLY


def _next_look(course: _Course, have: int, used: frozenset[int]) -> str:
    """How many more runs the next look needs."""
    to_come = [m for m in course.milestones if m not in used]
    if not to_come:
        return ""
    more = to_come[0] - have
    if more <= 0:
        return NIGHTLY
    return f"{more} more {course.counted}{'s' if more > 1 else ''}"


def _faded(
    base: Finding, course: _Course, seen: Seen, standing: Claim, ledger: Ledger
) -> Finding | None:
    """The claim as faded: told before, or the runs since it, 30 or more, are back where the first ones were."""
    claims = ledger.claims(course.kind, seen.site, "")
    made = max(
        (claim for claim in claims if claim.level != "faded"),
        key=lambda claim: claim.through,
        default=standing,
    )
    since = course.runs(seen.since(made.through))
    told = standing.level == "faded"
    if told:
        shown = len(course.runs(seen.until(standing.through)))
        since = since.first(shown - len(course.runs(seen.until(made.through))))
    if not told and not (len(since) >= FADES_AFTER and _back(course, seen, since, made)):
        return None
    new = not told or standing.through >= seen.newest
    return replace(
        base,
        level="faded",
        n={**base.n, "since": len(since)},
        detail={**base.detail, "sign": float(made.sign), "new": float(new)},
    )


def _back(course: _Course, seen: Seen, since: Series, made: Claim) -> bool:
    """Whether pain is again as near, or as strong, as in the first third of the runs that the claim was made from."""
    until = course.runs(seen.until(made.through))
    first = until.where(np.arange(len(until)) < len(until) // 3)
    if not len(first):
        return False
    if course.kind == "intensity_trend":
        return float(since.intensity.mean() - first.intensity.mean()) * -made.sign >= 0
    then, now = (
        product_limit(runs.reached_m, runs.painful).distance(0.5) for runs in (first, since)
    )
    then_m, now_m = (inf if far is None else far for far in (then, now))
    if then_m == now_m == inf:
        return False
    return (now_m - then_m) * made.sign >= 0


def _sized(finding: Finding, series: Series) -> Finding:
    """With its size as it is now, where that goes the same way: medians of the outer thirds, or points per ten runs."""
    if finding.kind == "onset_trend":
        return _onset_size(finding, series)
    sized = _points(finding, series)
    if sized.estimate is None:
        return finding
    return sized if sized.estimate * finding.detail["sign"] > 0 else finding


def _onset_size(finding: Finding, series: Series) -> Finding:
    thirds = onset_thirds(series)
    if thirds is None:
        return finding
    early, late = thirds
    first_m, last_m = (inf if third.told_m is None else third.told_m for third in thirds)
    # later is a larger distance; a third of which less than half hurt is told by its count
    if first_m == last_m or (last_m < first_m) != (finding.detail["sign"] > 0):
        return finding
    located = len(series.located())
    looked_at = {"located": located, "looked_at": min(located, ONSET_MILESTONES[-1])}
    return replace(
        finding,
        estimate=last_m - first_m if isfinite(last_m - first_m) else None,
        unit="m",
        n={
            **finding.n,
            "first": early.n,
            "first_painful": early.painful,
            "last": late.n,
            "last_painful": late.painful,
            **looked_at,
        },
        detail={**finding.detail, **_reach("first", early), **_reach("last", late)},
    )


def _points(finding: Finding, series: Series) -> Finding:
    slope = intensity_slope(series)
    if slope is None or (slope.last_third - slope.first_third) * slope.per_10_runs <= 0:
        return finding
    return replace(
        finding,
        estimate=slope.per_10_runs,
        interval=(slope.low, slope.high),
        unit="points per 10 painful runs",
        detail={
            **finding.detail,
            "first_mean": slope.first_third,
            "last_mean": slope.last_third,
        },
    )


def _reach(which: str, third: Third) -> dict[str, float]:
    """`first_m`, `first_low_m`, `first_high_m` as far as they are known; nothing where half did not hurt."""
    if third.told_m is None:
        return {}
    names = (f"{which}_m", f"{which}_low_m", f"{which}_high_m")
    values = (third.told_m, *third.interval)
    return {name: end for name, end in zip(names, values, strict=True) if end is not None}
