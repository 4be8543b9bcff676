"""Sentences that are rows of a table: the mornings after, and belief beside result."""

from annotations.facts import about
from annotations.insights.evidence import Finding
from annotations.insights.morning import LIGHTS
from annotations.model import Units
from annotations.sentences.phrases import count, percent


def morning_sentence(finding: Finding, units: Units) -> str:
    """The mornings after one kind of day, by how much they hurt."""
    if finding.level == "not_enough":
        return f"Not enough mornings yet: {finding.needs} needed."
    n = finding.n
    levels = ", ".join(f"{name} in {n[key]}" for name in LIGHTS if n[key := f"morning {name}"])
    text = f"{_days(finding, units)}: morning pain {levels} of {count(n['mornings'], 'morning')}"
    compared = [
        f"{which} than on the day in {n[which]}" for which in ("better", "worse") if n[which]
    ]
    if n["same"]:
        compared.append(f"the same in {n['same']}")
    return f"{text}; {', '.join(compared)}." if compared else f"{text}."


def _days(finding: Finding, units: Units) -> str:
    if finding.subject.startswith("pain "):
        return f"After days with pain of {finding.subject.removeprefix('pain ')}"
    middle = about(finding.estimate or 0.0, units)
    longer = finding.subject == "load longer"
    return f"After days of {middle} or more" if longer else f"After days of less than {middle}"


def expectation_sentence(finding: Finding, _units: Units) -> str:
    """What came of what was believed in so much beforehand."""
    if finding.level == "not_enough":
        return f"Belief beside result needs {finding.needs}."
    n = finding.n
    text = (
        f"Expected to help {finding.subject} of 10: gone in {n['gone']} of {count(n['runs'], 'run')}"
        f"{percent(finding.interval)}, less in {n['less']}, no better in {n['no_better']}"
    )
    return f"{text}; a percentage needs {finding.needs}." if finding.needs else f"{text}."
