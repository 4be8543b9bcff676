"""Sentences on whether pain comes later, or is weaker, than it used to be."""

from annotations.facts import about, upper_first
from annotations.insights.courses import NIGHTLY
from annotations.insights.evidence import Finding
from annotations.model import Units
from annotations.sentences.phrases import lead

MUCH_POINTS, MUCH_SHARE = 2.0, 0.33
"""What people feel as much better: 2 points or a third (Salaffi 2004)."""
_WORDS = {
    "onset_trend": ("pain comes earlier", "pain comes later"),
    "intensity_trend": ("pain is stronger", "pain is weaker"),
}
_USED_TO = {"onset_trend": "than it used to", "intensity_trend": "than it used to be"}


def course_sentence(finding: Finding, units: Units) -> str:
    """An `onset_trend` or `intensity_trend` finding for the page and the terminal."""
    worse, better = _WORDS[finding.kind]
    if finding.needs == NIGHTLY:
        return f"Whether {better} {_USED_TO[finding.kind]} is first looked at by the next night."
    if finding.level == "not_enough":
        return (
            f"Too early to say whether {better} {_USED_TO[finding.kind]}: {finding.needs} needed."
        )
    if finding.level == "fact":
        next_look = f"; looked at again after {finding.needs}" if finding.needs else ""
        return (
            f"Whether {better} {_USED_TO[finding.kind]} can't be told from luck so far{next_look}."
        )
    if finding.level == "faded":
        went = worse if finding.detail["sign"] > 0 else better
        coming = went.replace("comes", "coming").replace("is", "being")
        runs = "painful runs" if finding.kind == "intensity_trend" else "runs"
        return f"{upper_first(coming)}: not seen any more in the last {finding.n['since']} {runs}."
    return f"{lead(finding.level)}: {_went(finding)} {_USED_TO[finding.kind]}{_figures(finding, units)}."


def course_lines(finding: Finding, name: str, units: Units) -> list[str]:
    """The same for a description, the longest first; `name` is the site where there are several."""
    if finding.level == "faded":
        text = course_sentence(finding, units).removesuffix(".")
        return [f"{name}: {text[:1].lower()}{text[1:]}" if name else text]
    start = f"{lead(finding.level, name)}: {_went(finding)}"
    return [
        f"{start} {_USED_TO[finding.kind]}{_short(finding, units)}",
        f"{start}{_short(finding, units)}",
        start,
    ]


def _went(finding: Finding) -> str:
    """What changed; "much" only for a clear change of intensity that people would call so."""
    worse, better = _WORDS[finding.kind]
    went = worse if finding.detail["sign"] > 0 else better
    first, last = finding.detail.get("first_mean"), finding.detail.get("last_mean")
    if finding.level != "clear" or first is None or last is None:
        return went
    much = abs(first - last) >= MUCH_POINTS or abs(first - last) >= MUCH_SHARE * first
    return went.replace("pain is ", "pain is much ") if much else went


def _figures(finding: Finding, units: Units) -> str:
    if finding.kind == "intensity_trend":
        return _points(finding)
    if "first_m" not in finding.detail:
        return ""
    n = finding.n
    first, last = (_median(finding, which, units) for which in ("first", "last"))
    return (
        f": it came by {first} in half of the first {n['first']} {_of_which(finding)}, "
        f"by {last} in half of the last {n['last']}"
    )


def _short(finding: Finding, units: Units) -> str:
    detail, n = finding.detail, finding.n
    if "first_m" in detail:
        first, last = (about(detail[f"{which}_m"], units) for which in ("first", "last"))
        whose = _of_which(finding)
        return (
            f" (half by {first} in the first {n['first']} {whose}, {last} in the last {n['last']})"
        )
    if "first_mean" in detail:
        first, last = (f"{detail[f'{which}_mean']:.1f}" for which in ("first", "last"))
        return f" ({first}/10 in the first third of painful runs, {last} in the last)"
    return ""


def _of_which(finding: Finding) -> str:
    """Noted runs, all of them or the latest ones that are looked at."""
    looked_at = finding.n.get("looked_at", finding.n["noted"])
    return (
        "noted runs" if looked_at >= finding.n["noted"] else f"of the latest {looked_at} noted runs"
    )


def _median(finding: Finding, which: str, units: Units) -> str:
    detail = finding.detail
    far = about(detail[f"{which}_m"], units)
    low, high = detail.get(f"{which}_low_m"), detail.get(f"{which}_high_m")
    if low is None:
        return far
    least = about(low, units).removesuffix(f" {units}")
    if high is None:
        return f"{far} ({least} or more)"
    most = about(high, units)
    # many onsets at one place leave an interval that is narrower than what can be shown
    same = f"{least} {units}" == far == most
    return far if same else f"{far} ({least}-{most.removesuffix(f' {units}')})"


def _points(finding: Finding) -> str:
    detail = finding.detail
    if "first_mean" not in detail or finding.estimate is None:
        return ""
    low, high = finding.interval or (None, None)
    spread = f" ({low:+.1f} to {high:+.1f})" if low is not None and high is not None else ""
    return (
        f": {finding.estimate:+.1f} points per 10 painful runs{spread}; "
        f"{detail['first_mean']:.1f}/10 on average in the first third, {detail['last_mean']:.1f} in the last"
    )
