"""What the runner believed beforehand, against what came of it."""

from collections.abc import Sequence

from annotations.insights.evidence import Finding
from annotations.insights.needs import more, not_enough
from annotations.insights.proportion import jeffreys
from annotations.model import Result
from annotations.notes.treatments import CARRY_ON
from annotations.record import NotedRun, Record

MIN_BOUTS = 10
MIN_FOR_SHARE = 5
GROUPS = ("0-3", "4-6", "7-10")
METHOD = "the first bout of each run with a noted result; 95 % Jeffreys interval"


def expectation(record: Record) -> list[Finding]:
    """For each of three groups of belief (`expect` 0-3, 4-6, 7-10): how often the pain was gone, less, or neither.

    Bouts of one run are not independent, so each run gives one: the first that was more than to carry
    on and has a result, as it was noted, also where the pain came back later. `estimate` is the share
    gone, from five runs of the group on. Below 10 runs what is missing; nothing where no note has
    both. Halves between two groups count to the middle one. Source of the interval: Brown, Cai and
    DasGupta 2001 (Jeffreys prior).
    """
    pairs = [pair for noted in record.noted if (pair := _pair(noted))]
    if not pairs:
        return []
    if len(pairs) < MIN_BOUTS:
        needs = f"{more(MIN_BOUTS - len(pairs), 'run')} with 'expect' and a result"
        return not_enough("expectation", None, "", {"runs": len(pairs)}, needs, METHOD)
    results = {name: [r for belief, r in pairs if group(belief) == name] for name in GROUPS}
    return [_finding(name, of_group) for name, of_group in results.items() if of_group]


def group(expect: float) -> str:
    """`0-3`, `4-6` or `7-10`."""
    return GROUPS[(expect > 3) + (expect >= 7)]


def _pair(noted: NotedRun) -> tuple[float, Result] | None:
    results = [b.result for b in noted.bouts if b.result is not None and b.what != CARRY_ON]
    return (noted.expect, results[0]) if noted.expect is not None and results else None


def _finding(name: str, results: Sequence[Result]) -> Finding:
    n, gone = len(results), results.count(Result.GONE)
    counts = {"runs": n, "gone": gone, "less": results.count(Result.LESS)}
    counts["no_better"] = n - gone - counts["less"]
    if n < MIN_FOR_SHARE:
        needs = f"{more(MIN_FOR_SHARE - n, 'run')} expected at {name}"
        return Finding("expectation", None, name, "fact", counts, needs=needs, method=METHOD)
    share, spread = gone / n, jeffreys(gone, n)
    return Finding(
        "expectation", None, name, "fact", counts, share, spread, unit="share", method=METHOD
    )
