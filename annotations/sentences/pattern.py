"""Sentences on rows of runs: a flare, a streak without pain, pain again after one."""

from annotations.facts import about
from annotations.insights.evidence import Finding
from annotations.model import Units


def flare_sentence(finding: Finding, _units: Units) -> str:
    """The notice that the last runs hurt more often than those before at the same distances."""
    if finding.level == "not_enough":
        return f"Too early to notice a flare: {finding.needs} needed."
    n = finding.n
    return (
        f"Notice: pain in {n['recent_painful']} of the last {n['recent']} noted runs; going by the "
        f"{n['before']} before, about {finding.estimate:.1f} were to be expected at the same distances. "
        "Five runs are no trend."
    )


def streak_sentence(finding: Finding, units: Units) -> str:
    """How long there was no pain, or that it came again after so long."""
    row = f"{finding.n['clean']} noted runs"
    far = about(finding.estimate or 0.0, units)
    if finding.subject == "return":
        return f"Pain again, after {row} without ({far}). One run is never a trend."
    return f"No pain in the last {row} ({far})."
