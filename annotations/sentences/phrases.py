"""The phrases that sentences of several kinds share: distances, ranges, counts."""

from collections.abc import Mapping

from annotations.facts import about
from annotations.insights.evidence import Finding, Level
from annotations.insights.proportion import jeffreys
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
    """The interval of a distance: `95 % range 4.2-6.1 mi`, `95 % range 4.2 mi or more`.

    Empty without an end, and where it is narrower than what a tenth of the unit can show.
    """
    ends = finding.interval or (None, None)
    least, most = (None if end is None else about(end, units) for end in ends)
    if least is None:
        return "" if most is None else f"95 % range up to {most}"
    if most is None:
        return f"95 % range {least} or more"
    if least == most == about(finding.estimate or 0.0, units):
        return ""
    return f"95 % range {least.removesuffix(f' {units}')}-{most}"


_LEADS: Mapping[Level, str] = {"hint": "Maybe", "clear": "Clear", "tested": "Tested by coin"}


def lead(level: Level, name: str = "") -> str:
    """How a claim begins: "Clear", or "Clear, right knee" where it must be told of which site."""
    return f"{_LEADS[level]}, {name[:1].lower()}{name[1:]}" if name else _LEADS[level]
