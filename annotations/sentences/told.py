"""Findings as a person reads them: one statement each, but all the questions without an answer in one."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from annotations.insights.evidence import Finding, Level
from annotations.model import Units
from annotations.sentences.dispatch import sentence
from annotations.sentences.link import LINKS, refusal, without_doubles, words_of

_ORDER: Sequence[Level] = ("tested", "clear", "hint", "faded", "fact", "not_enough")


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence and the level of what it says."""

    level: Level
    text: str


def told(found: Sequence[Finding], units: Units) -> list[Statement]:
    """The statements, claims first and what is missing last, else in the order of the findings.

    What the scan asked in vain stands in the place of its first.
    """
    statements: list[Statement] = []
    summed = False
    once = without_doubles(found)
    for finding in once:
        if not _is_in_vain(finding):
            statements.append(Statement(finding.level, sentence(finding, units)))
        elif not summed:
            statements += _in_vain([f for f in once if _is_in_vain(f)])
            summed = True
    return sorted(dict.fromkeys(statements), key=lambda statement: _ORDER.index(statement.level))


def _is_in_vain(finding: Finding) -> bool:
    return (
        finding.kind in LINKS and bool(finding.subject) and finding.level in ("fact", "not_enough")
    )


def _in_vain(found: Sequence[Finding]) -> Iterator[Statement]:
    asked: dict[int, list[str]] = {}
    for finding in found:
        if finding.level == "fact":
            asked.setdefault(finding.n["noted"], []).append(words_of(finding).name)
    for runs, names in asked.items():
        text = f"No link with pain found so far: {_listed(names)} ({runs} noted runs)."
        yield Statement("fact", text)
    refused: dict[str, list[str]] = {}
    for finding in found:
        if finding.level == "not_enough":
            refused.setdefault(refusal(finding), []).append(words_of(finding).name)
    if refused:
        reasons = "; ".join(f"{_listed(names)} ({why})" for why, names in refused.items())
        yield Statement("not_enough", f"Can't be told yet: {reasons}.")


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)
