"""Whether pain comes later, or weaker, than it used to: looked at a few times only, each look used once."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from annotations.insights.evidence import ALPHA, HINT_FACTOR, Finding, Level
from annotations.insights.ledger import Claim, Ledger, TrendUse
from annotations.insights.seen import Seen
from annotations.insights.series import Series
from annotations.insights.trends import (
    INTENSITY_MILESTONES,
    MIN_PAINFUL_ONSETS,
    ONSET_MILESTONES,
    TrendLook,
    intensity_look,
    intensity_slope,
    onset_look,
    onset_thirds,
)

FADES_AFTER = 30
_Look = Callable[..., TrendLook | None]


@dataclass(frozen=True, slots=True)
class _Course:
    """One question of change: how it is looked at, when, and what it counts."""

    kind: str
    look: _Look
    milestones: tuple[int, ...]
    counted: str
    method: str

    def sign(self, series: Series) -> int:
        """Which way a record of these runs alone goes; 0 where that can't be told."""
        look = self.look(series, frozenset())
        return look.sign if look else 0

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
    base = replace(base, p_lifetime=min(1.0, use.p_clear), detail={"sign": float(use.sign)})
    if level == "fact":
        return replace(base, level="fact", needs=_next_look(course, len(runs), use.n))
    standing = ledger.standing(course.kind, seen.site, "")
    if standing is not None and (since := _faded_for(course, seen, ledger, standing)):
        new = standing.level != "faded" or standing.through >= seen.newest
        detail = {**base.detail, "new": float(new)}
        return replace(base, level="faded", n={**counts, "since": since}, detail=detail)
    return _sized(replace(base, level=level), seen.series)


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
    return "a nightly look"


def _next_look(course: _Course, have: int, looked_at: int) -> str:
    """How many more runs the next look needs."""
    to_come = [m for m in course.milestones if m > max(have, looked_at)]
    if not to_come:
        return ""
    more = to_come[0] - have
    return f"{more} more {course.counted}{'s' if more > 1 else ''}"


def _faded_for(course: _Course, seen: Seen, ledger: Ledger, standing: Claim) -> int:
    """The runs since the claim where they go the other way, at least 30; 0 while it stands."""
    claims = ledger.claims(course.kind, seen.site, "")
    made = next((claim for claim in claims if claim.level != "faded"), standing)
    since = course.runs(seen.since(made.through))
    if standing.level == "faded":
        return max(len(since), 1)
    if len(since) < FADES_AFTER:
        return 0
    return len(since) if course.sign(since) * standing.sign <= 0 else 0


def _sized(finding: Finding, series: Series) -> Finding:
    """With its size: medians of the first and last third, or points per ten painful runs."""
    if finding.kind == "onset_trend":
        thirds = onset_thirds(series)
        if thirds is None:
            return finding
        early, late = thirds
        if early.median_m is None or late.median_m is None:
            return finding
        return replace(
            finding,
            estimate=late.median_m - early.median_m,
            unit="m",
            n={**finding.n, "first": early.n, "last": late.n},
            detail={**finding.detail, "first_m": early.median_m, "last_m": late.median_m}
            | _ends("first", early.interval)
            | _ends("last", late.interval),
        )
    slope = intensity_slope(series)
    if slope is None:
        return finding
    return replace(
        finding,
        estimate=slope.per_10_runs,
        interval=(slope.low, slope.high),
        unit="points per 10 painful runs",
        detail={**finding.detail, "first_mean": slope.first_third, "last_mean": slope.last_third},
    )


def _ends(which: str, interval: tuple[float | None, float | None]) -> dict[str, float]:
    names = (f"{which}_low_m", f"{which}_high_m")
    return {name: end for name, end in zip(names, interval, strict=True) if end is not None}
