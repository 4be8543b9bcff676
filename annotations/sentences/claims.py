"""Claims as sentences: what pain is linked with, and whether it comes later or weaker. No word of a cause."""

from collections.abc import Callable, Mapping

from annotations.facts import about, upper_first
from annotations.insights.evidence import Finding
from annotations.model import Units

NOT_A_CAUSE = "Linked, not proven to be the cause."
MUCH_POINTS, MUCH_SHARE = 2.0, 0.33

_MORE: Mapping[str, tuple[str, str]] = {
    "downhill_share": ("on runs with more downhill", "on runs with less downhill"),
    "pace": ("on slower runs", "on faster runs"),
    "temperature": ("on warmer runs", "on cooler runs"),
    "load_7d": ("after weeks with more running", "after weeks with less running"),
    "hour": ("on runs later in the day", "on runs earlier in the day"),
    "rest_days": ("after more days of rest", "after fewer days of rest"),
}
"""When a covariate is large, and when it is small."""
ASKED: Mapping[str, str] = {
    "downhill_share": "downhill",
    "pace": "pace",
    "temperature": "temperature",
    "load_7d": "running in the week before",
    "hour": "hour of day",
    "rest_days": "days of rest",
}


def asked(finding: Finding) -> str:
    """The name of a question: "pace", "the shoe Kestrel", "treadmill"."""
    if finding.subject.startswith("gear:"):
        return f"the shoe {finding.label}"
    return ASKED.get(finding.subject) or finding.label


def link(finding: Finding, units: Units) -> str:
    """A `trigger` or `named` finding as a sentence for the page and the terminal."""
    if finding.level == "not_enough" and not finding.subject:
        return f"Not enough yet to say what pain is linked with: {finding.needs}."
    if finding.level == "not_enough":
        return f"{upper_first(asked(finding))} can't be told yet: {_refusal(finding)}."
    if finding.level == "fact":
        return f"No link found with {asked(finding)} so far ({finding.n['noted']} noted runs)."
    if finding.level == "faded":
        return f"{upper_first(_shorter(finding))}: not seen any more in the last {finding.n['since']} runs."
    named = " You named it beforehand." if finding.kind == "named" else ""
    if finding.level == "hint":
        return f"Maybe: {_shorter(finding)}{_figures(finding, units)}.{named}"
    return f"Clear: {_longer(finding)}{_figures(finding, units)}. {NOT_A_CAUSE}{named}"


def link_lines(finding: Finding, units: Units) -> tuple[str, ...]:
    """The same for a description, the longest first; each says its level."""
    if finding.level == "faded":
        return (f"{upper_first(_shorter(finding))}: not seen in the last {finding.n['since']} runs",)
    figures = _figures(finding, units)
    if finding.level == "hint":
        return f"Maybe: {_shorter(finding)}{figures}", f"Maybe: {_shorter(finding)}"
    texts = (f"Clear: {_longer(finding)}{figures}", f"Clear: {_shorter(finding)}{figures}")
    return (*(f"{text}; linked, no proof of cause" for text in texts), *texts)


def _circumstances(finding: Finding) -> tuple[str, bool]:
    """When it is ("in Kestrel", "on slower runs"), and whether pain comes more often then."""
    more = finding.detail["sign"] > 0
    if finding.subject in _MORE:
        return _MORE[finding.subject][0 if more else 1], True
    return f"{'in' if finding.subject.startswith('gear:') else 'with'} {finding.label}", more


def _shorter(finding: Finding) -> str:
    when, more = _circumstances(finding)
    return f"{'more' if more else 'less'} pain {when}"


def _longer(finding: Finding) -> str:
    when, more = _circumstances(finding)
    return f"{when} pain comes {'more' if more else 'less'} often"


def _figures(finding: Finding, units: Units) -> str:
    """ " (62 % against 38 % by 4.0 mi; 52 and 48 runs)", the circumstances of the sentence first."""
    detail, n = finding.detail, finding.n
    if "share_with" not in detail:
        return ""
    sides = [(detail["share_with"], n["with"]), (detail["share_without"], n["without"])]
    if finding.subject in _MORE and detail["sign"] < 0:
        sides.reverse()
    (share, runs), (other_share, other_runs) = sides
    by = about(detail["at_m"], units)
    return f" ({share * 100:.0f} % against {other_share * 100:.0f} % by {by}; {runs} and {other_runs} runs)"


_REFUSALS: Mapping[str, str] = {
    "mostly time": "it changed with the date, so what came with it can't be told from what came with the time",
    "does not vary": "it was the same in all runs",
    "too few known": "it is known of too few runs",
    "too few runs": "there are too few noted runs for so many questions",
    "too few runs with it": "6 noted runs with it are needed",
    "too few runs without it": "6 noted runs without it are needed",
}


def _refusal(finding: Finding) -> str:
    return _REFUSALS.get(finding.needs, finding.needs)


def onset_course(finding: Finding, units: Units) -> str:
    """An `onset_trend` finding as a sentence."""
    return _course(finding, "later", "earlier", lambda: _medians(finding, units))


def intensity_course(finding: Finding, units: Units) -> str:
    """An `intensity_trend` finding as a sentence; its unit is the same everywhere."""
    del units
    return _course(finding, "weaker", "stronger", lambda: _points(finding))


def course_lines(finding: Finding, units: Units) -> tuple[str, ...]:
    """The same for a description, the longest first."""
    tell = onset_course if finding.kind == "onset_trend" else intensity_course
    whole = tell(finding, units).removesuffix(".")
    return whole, whole.partition(" (")[0].partition(": half")[0]


def _course(finding: Finding, less: str, more: str, figures: Callable[[], str]) -> str:
    """`less` and `more`: what pain comes as when the trend falls and when it rises."""
    if finding.level == "not_enough":
        return f"Too early to say whether pain comes {less}: {finding.needs} needed."
    if finding.level == "fact":
        next_look = f"; the next look comes after {finding.needs}" if finding.needs else ""
        return f"Whether pain comes {less} or {more} can't be told from chance so far{next_look}."
    word = more if finding.detail["sign"] > 0 else less
    if finding.level == "faded":
        return f"Pain coming {word}: not seen any more in the last {finding.n['since']} runs."
    much = "much " if finding.level == "clear" and _is_much(finding) else ""
    level = "Clear" if finding.level == "clear" else "Maybe"
    return f"{level}: pain comes {much}{word} than it used to{figures()}."


def _medians(finding: Finding, units: Units) -> str:
    if "first_m" not in finding.detail:
        return ""
    first, last = (_median(finding, which, units) for which in ("first", "last"))
    n = finding.n
    return f": half of the first {n['first']} noted runs got past {first}, of the last {n['last']} past {last}"


def _median(finding: Finding, which: str, units: Units) -> str:
    detail = finding.detail
    far = about(detail[f"{which}_m"], units)
    low, high = detail.get(f"{which}_low_m"), detail.get(f"{which}_high_m")
    if low is None:
        return far
    least = about(low, units).removesuffix(f" {units}")
    if high is None:
        return f"{far} ({least} or more)"
    return f"{far} ({least}-{about(high, units).removesuffix(f' {units}')})"


def _points(finding: Finding) -> str:
    detail = finding.detail
    if "first_mean" not in detail or finding.estimate is None:
        return ""
    change = f"{abs(finding.estimate):.1f} points {'more' if finding.estimate > 0 else 'less'}"
    low, high = finding.interval or (None, None)
    span = ""
    if low is not None and high is not None:
        span = f" ({low:+.1f} to {high:+.1f})"
    return (
        f": {change} per 10 painful runs{span}; "
        f"{detail['first_mean']:.1f} on average in the first third, {detail['last_mean']:.1f} in the last"
    )


def _is_much(finding: Finding) -> bool:
    """From 2 points or a third of the level on (Salaffi 2004)."""
    first, last = finding.detail.get("first_mean"), finding.detail.get("last_mean")
    if first is None or last is None:
        return False
    return abs(first - last) >= MUCH_POINTS or abs(first - last) >= MUCH_SHARE * first
