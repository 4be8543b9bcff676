"""Sentences on whether pain comes later, or is weaker, than it used to be."""

from annotations.facts import about, upper_first
from annotations.insights.courses import NIGHTLY
from annotations.insights.evidence import Finding
from annotations.model import Units
from annotations.sentences.phrases import beside, lead, not_seen

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
    if finding.level == "not_enough" and finding.needs == NIGHTLY:
        return f"Whether {better} {_USED_TO[finding.kind]} is first looked at by the next night."
    if finding.level == "not_enough":
        return (
            f"Too early to say whether {better} {_USED_TO[finding.kind]}: {finding.needs} needed."
        )
    if finding.level == "fact":
        return f"Whether {better} {_USED_TO[finding.kind]} can't be told from luck so far{_next(finding)}."
    if finding.level == "faded":
        went = worse if finding.detail["sign"] > 0 else better
        coming = went.replace("comes", "coming").replace("is", "being")
        runs = "painful runs" if finding.kind == "intensity_trend" else "runs"
        return f"{upper_first(coming)}: {not_seen(finding, runs)}."
    return f"{lead(finding.level)}: {_went(finding)} {_USED_TO[finding.kind]}{_figures(finding, units)}."


def _next(finding: Finding) -> str:
    if finding.needs == NIGHTLY:
        return "; looked at again by the next night"
    return f"; looked at again after {finding.needs}" if finding.needs else ""


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
    if not _differ(finding, units):
        return ""
    n = finding.n
    first, last = (_came(finding, which, units) for which in ("first", "last"))
    return (
        f": it came {first} of the first {n['first']} {_of_which(finding)}, "
        f"{last} of the last {n['last']}"
    )


def _short(finding: Finding, units: Units) -> str:
    detail, n = finding.detail, finding.n
    if not _differ(finding, units):
        return ""
    if "first" in n:
        first, last = (_briefly(finding, which, units) for which in ("first", "last"))
        if first.startswith("half by"):
            last = last.removeprefix("half by ")
        return f" ({first} first {n['first']} {_of_which(finding)}, {last} last {n['last']})"
    first, last = (f"{detail[f'{which}_mean']:.1f}" for which in ("first", "last"))
    return f" ({first}/10 in the first third of painful runs, {last} in the last)"


def _differ(finding: Finding, units: Units) -> bool:
    """Whether there are figures of then and now, and they differ as they are shown."""
    detail = finding.detail
    if "first_m" in detail and "last_m" in detail:
        return about(detail["first_m"], units) != about(detail["last_m"], units)
    if "first_m" in detail or "last_m" in detail:
        return True
    if "first_mean" in detail:
        return f"{detail['first_mean']:.1f}" != f"{detail['last_mean']:.1f}"
    return False


def _of_which(finding: Finding) -> str:
    """The noted runs that have a distance, all of them or the latest ones that are looked at."""
    n = finding.n
    located = n.get("located", n["noted"])
    known = "noted runs" if located == n["noted"] else "runs with a known distance"
    looked_at = n.get("looked_at", located)
    return known if looked_at == located else f"of the latest {looked_at} {known}"


def _briefly(finding: Finding, which: str, units: Units) -> str:
    """ "half by 3.0 mi in the", or "pain in 5 of the" where less than half of these runs hurt."""
    far = finding.detail.get(f"{which}_m")
    if far is None:
        return f"pain in {finding.n[f'{which}_painful'] or 'none'} of the"
    return f"half by {about(far, units)} in the"


def _came(finding: Finding, which: str, units: Units) -> str:
    """ "by 3.0 mi (2.9-3.2) in half", or "in 5" where less than half of these runs hurt."""
    detail = finding.detail
    if f"{which}_m" not in detail:
        return f"in {finding.n[f'{which}_painful'] or 'none'}"
    far = about(detail[f"{which}_m"], units)
    interval = detail.get(f"{which}_low_m"), detail.get(f"{which}_high_m")
    return f"by {far}{beside(interval, far, units)} in half"


def _points(finding: Finding) -> str:
    detail = finding.detail
    if finding.estimate is None or not _differ(finding, "km"):
        return ""
    low, high = finding.interval or (None, None)
    spread = f" ({_signed(low)} to {_signed(high)})" if low is not None and high is not None else ""
    return (
        f": {_signed(finding.estimate)} points per 10 painful runs{spread}; "
        f"{detail['first_mean']:.1f}/10 on average in the first third, {detail['last_mean']:.1f} in the last"
    )


def _signed(points: float) -> str:
    return f"{points:+.1f}" if abs(points) >= 0.05 else "0.0"
