"""Claims in a description: each in one line that begins with its level."""

from collections.abc import Callable, Mapping, Sequence

from annotations.facts import MAX_LINE
from annotations.insights.evidence import Finding, Level
from annotations.model import Units
from annotations.plain import fit
from annotations.sentences.coin import experiment_lines
from annotations.sentences.course import course_lines
from annotations.sentences.link import link_lines

CLAIMS: Mapping[str, Callable[[Finding, str, Units], list[str]]] = {
    "experiment": experiment_lines,
    "trigger": link_lines,
    "named": link_lines,
    "onset_trend": course_lines,
    "intensity_trend": course_lines,
}
"""The kinds that can make a claim, in the order in which they are told."""


def claim_lines(
    found: Sequence[Finding], name: str, units: Units, levels: Sequence[Level]
) -> list[str]:
    """The claims of these levels, in their order, one line each; `name` is the site where there are several.

    What has faded is told once: in the block of the run after which it was seen to have faded.
    """
    claims = [
        f
        for level in levels
        for kind in CLAIMS
        for f in found
        if (f.level, f.kind) == (level, kind)
    ]
    told = (f for f in claims if f.level != "faded" or f.detail.get("new"))
    return [fit(CLAIMS[f.kind](f, name, units), MAX_LINE) for f in told]
