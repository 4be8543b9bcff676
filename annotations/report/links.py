"""What pain is linked with: the claims on one axis; all that was asked in vain is told in words."""

from collections.abc import Sequence
from math import log

from annotations.insights.evidence import Finding
from annotations.insights.subjects import Subject
from annotations.report.axes import Scale, Tick
from annotations.report.figure import FOREST_WIDTH, Forest, Interval
from annotations.report.shown import LEVELS, clean
from annotations.sentences.link import words_of

LINKS = frozenset({"trigger", "named"})
MARGIN = 8.0
LEAST, MOST = 0.25, 4.0
"""The axis: a quarter of the hazard to four times; what lies beyond is drawn at its end."""


def claimed(found: Sequence[Finding]) -> list[Finding]:
    """The triggers that have a level, the surest first."""
    order = ("clear", "hint")
    links = [f for f in found if f.kind in LINKS and f.level in order]
    return sorted(links, key=lambda f: order.index(f.level))


def link_forest(found: Sequence[Finding]) -> Forest | None:
    """The claims with their shrunk hazard ratios; None where nothing has a level."""
    claims = claimed(found)
    if not claims:
        return None
    x = Scale(log(LEAST), log(MOST), MARGIN, FOREST_WIDTH - MARGIN)
    ticks = tuple(Tick(x(log(k)), f"x{k:g}") for k in (0.25, 0.5, 1, 2, 4))
    return Forest(
        ("More pain", "Chance of pain at each step, against without", "Level"),
        ticks,
        tuple(_row(f, x) for f in claims),
        line_at=x(0.0),
    )


def _row(finding: Finding, x: Scale) -> Interval:
    words: Subject = words_of(finding)
    more = words.larger if finding.detail.get("sign", 1.0) > 0 else words.smaller
    level = LEVELS[finding.level]
    if finding.estimate is None or finding.interval is None:
        return Interval(clean(more), None, None, None, False, f"{level}; its size can't be told")
    low, high = finding.interval
    ends = [min(max(v or LEAST, LEAST), MOST) for v in (finding.estimate, low, high)]
    at, low_x, high_x = (x(log(v)) for v in ends)
    runs = f"{finding.n.get('with', 0)} and {finding.n.get('without', 0)} runs"
    size = f"x{finding.estimate:.1f} ({low or 0:.1f}-{high or MOST:.1f})"
    return Interval(clean(more), at, low_x, high_x, False, f"{level}; {size}; {runs}")
