"""Sentences on what was done in painful runs, what came of it, and for how long."""

from collections.abc import Sequence

from annotations.facts import MAX_LINE, about, plain_treatment, upper_first
from annotations.insights.evidence import Finding
from annotations.model import Units
from annotations.plain import fit
from annotations.sentences.phrases import count, in_brackets, percent, range_of_95, share_range


def relief_sentence(finding: Finding, _units: Units) -> str:
    """In how many painful runs a treatment took the pain away, within three sets and at once."""
    n = finding.n
    text = (
        f"{upper_first(finding.subject)}: gone for the rest of the run within three sets in "
        f"{n['gone_within_three_sets']} of {count(n['painful'], 'painful run')}{percent(finding.interval)}"
    )
    if finding.needs:
        return f"{text}; a percentage needs {finding.needs}."
    return (
        f"{text}. After the first set it was gone for good in {_of(finding, 'gone_after_first_set')} and "
        f"gone or less in {_of(finding, 'gone_or_less_after_first_set')}; within three sets gone or less "
        f"in {_of(finding, 'gone_or_less_within_three_sets')}."
    )


def _of(finding: Finding, key: str) -> str:
    hits = finding.n[key]
    return f"{hits}{share_range(hits, finding.n['painful'])}"


def comparison_sentence(_finding: Finding, _units: Units) -> str:
    """That chosen treatments can't be compared."""
    return "You chose which of these to do when, so they can't be compared."


def dose_sentence(finding: Finding, _units: Units) -> str:
    """The sets of the last painful runs as a row of numbers."""
    return dose_line(finding, "", said=False) + "."


def dose_line(finding: Finding, name: str, *, said: bool) -> str:
    """The row of sets as a line of a block; `name` is the site where several are told apart.

    `said`: the line above names this treatment and no other.
    """
    recent, before = sets_of(finding, "recent"), sets_of(finding, "before")
    treatment = plain_treatment(finding.subject) or "an exercise"
    with_it = "" if said and not finding.n["painful_without_it"] else f" with {treatment}"
    sets = f"{name}, sets" if name else "Sets"
    text = f"{sets} in the last {len(recent)} painful runs{with_it}: {_row(recent)}"
    if not before:
        return fit([text], MAX_LINE)
    how_many = len(before) if len(before) > 1 else "one"
    return fit([f"{text}; in the {how_many} before: {_row(before)}", text], MAX_LINE)


def sets_of(finding: Finding, which: str) -> list[int]:
    """The sets of a `dose` finding, oldest first; `which` is "recent" or "before"."""
    return [finding.n[key] for k in range(5, 0, -1) if (key := f"{which}_{k}") in finding.n]


def _row(numbers: Sequence[int]) -> str:
    return " ".join(str(number) for number in numbers)


def return_sentence(finding: Finding, units: Units) -> str:
    """For how far the pain stayed away once it was gone."""
    if finding.level == "not_enough":
        return f"How long it stays away once gone is not known yet: {finding.needs} needed."
    n = finding.n
    runs, back = count(n["episodes"], "run"), n["returns"]
    if finding.estimate is None:
        basis = in_brackets(f"{runs}, back in {back}")
        return f"Once gone, the pain stayed away to the end in more than half of the runs{basis}."
    basis = in_brackets(range_of_95(finding, units), f"{runs}, back in {back}")
    far = about(finding.estimate, units)
    return f"Once gone, the pain stayed away for {far} or more in half of the runs{basis}."
