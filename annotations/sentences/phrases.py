"""The phrases that sentences of several kinds share: distances, ranges, counts."""

from collections.abc import Mapping

from annotations.facts import about
from annotations.insights.evidence import Finding, Level
from annotations.insights.proportion import jeffreys
from annotations.insights.survival import Interval
from annotations.model import Units


def percent(interval: tuple[float | None, float | None] | None) -> str:
    """ " (53-96 %)" of an interval of a share; empty where there is none."""
    if interval is None or interval[0] is None or interval[1] is None:
        return ""
    return f" ({interval[0] * 100:.0f}-{interval[1] * 100:.0f} %)"


def share_range(hits: int, n: int, at_least: int = 5) -> str:
    """ " (53-96 %)" for `hits` of `n` runs; empty below `at_least` of them."""
    return percent(jeffreys(hits, n)) if n >= at_least else ""


def from_start(distance_m: float | None, units: Units) -> bool:
    """Whether a distance shows as none at all."""
    return distance_m is not None and about(distance_m, units).startswith("0.0 ")


def count(k: int, what: str) -> str:
    """`1 painful run`, `3 painful runs`."""
    return f"{k} {what}{'' if k == 1 else 's'}"


def in_brackets(*parts: str) -> str:
    """ " (95 % range 4.2-6.1 mi; 45 noted runs)"; empty parts are left out, and the whole where all are."""
    kept = "; ".join(part for part in parts if part)
    return f" ({kept})" if kept else ""


def range_of_95(finding: Finding, units: Units) -> str:
    """The interval of a distance in words: `95 % range 4.2-6.1 mi`; empty where `_spread` is."""
    text = _spread(finding.interval, about(finding.estimate or 0.0, units), units)
    return text and f"95 % range {text}"


def beside(interval: Interval | None, far: str, units: Units) -> str:
    """ " (4.2-6.1)": the interval of a distance that is told as `far`, right after it; empty where `_spread` is."""
    text = _spread(interval, far, units)
    return text and f" ({text.replace(f' {units}', '')})"


def _spread(interval: Interval | None, far: str, units: Units) -> str:
    """`4.2-6.1 mi`, `4.2 mi or more`; empty where there is no interval.

    And where many onsets at one place leave one that is narrower than what can be shown.
    """
    low, high = interval or (None, None)
    if low is None:
        return ""
    least = about(low, units)
    if high is None:
        return f"{least} or more"
    most = about(high, units)
    return "" if least == most == far else f"{least.removesuffix(f' {units}')}-{most}"


def not_seen(finding: Finding, runs: str = "runs") -> str:
    """What is told of a claim that has faded: by the runs after it, right then and ever after."""
    since = finding.n["since"]
    if finding.detail.get("new"):
        return f"not seen any more in the last {since} {runs}"
    return f"was claimed once, and not seen any more in the {since} {runs} after that"


_LEADS: Mapping[Level, str] = {"hint": "Maybe", "clear": "Clear", "tested": "Tested by coin"}


def lead(level: Level, name: str = "") -> str:
    """How a claim begins: "Clear", or "Clear, right knee" where it must be told of which site."""
    return f"{_LEADS[level]}, {name[:1].lower()}{name[1:]}" if name else _LEADS[level]
