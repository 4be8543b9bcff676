"""Sentences on how far the runner gets without pain: as it was, as it is now, and in the next run."""

from typing import Literal

from annotations.facts import about, upper_first
from annotations.insights.evidence import Finding
from annotations.model import Units
from annotations.sentences.phrases import (
    beside,
    count,
    from_start,
    in_brackets,
    range_of_95,
    share_range,
)


def onset_state_sentence(finding: Finding, units: Units) -> str:
    """One of the distances by which pain came."""
    if finding.level == "not_enough":
        return f"Not enough for a pain-free distance yet: {finding.needs} needed."
    if finding.subject in ("recent", "first"):
        which = "last" if finding.subject == "recent" else "first"
        return upper_first(_window(finding, which, units, with_interval=True)) + "."
    return _now_sentence(finding, units)


def past_or_to(finding: Finding) -> Literal["past", "to"]:
    """Half of the runs got past a median that one run's pain gave, but only to one where several began to hurt."""
    return "to" if finding.n.get("began_there", 0) > 1 else "past"


def onset_sentence(
    recent: Finding, first: Finding | None, units: Units, *, with_interval: bool
) -> str:
    """How far half of the latest noted runs got, beside the first ones where there are enough."""
    text = upper_first(_window(recent, "last", units, with_interval=with_interval))
    if first is None:
        return f"{text}."
    if recent.estimate is None and first.estimate is None:
        return f"{text}, in {_painful(first)} of the first {first.n['noted']}."
    uneven = recent.estimate is None or first.estimate is None
    if uneven or from_start(recent.estimate, units) or from_start(first.estimate, units):
        beside = _window(first, "first", units, with_interval=False)
        return f"{text}; {beside.replace(' noted runs', '').replace(' runs with a known distance', '')}."
    return f"{text}, of the first {first.n['noted']} {_far(first, units, with_interval=False)}."


def _window(finding: Finding, which: str, units: Units, *, with_interval: bool) -> str:
    """One window as a clause: "half of the last 15 noted runs got past 5.4 mi (4.2-6.1)"."""
    known = "runs with a known distance" if finding.n["painful_without_onset"] else "noted runs"
    runs = f"the {which} {finding.n['noted']} {known}"
    if finding.estimate is None:
        return f"pain came in {_painful(finding)} of {runs}"
    if from_start(finding.estimate, units):
        return f"half of {runs} had pain from the start"
    return f"half of {runs} got {_far(finding, units, with_interval=with_interval)}"


def _painful(finding: Finding) -> str:
    return str(finding.n["painful"] or "none")


def _far(finding: Finding, units: Units, *, with_interval: bool) -> str:
    """ "past 5.4 mi (4.2-6.1)", of a finding with an estimate."""
    far = about(finding.estimate or 0.0, units)
    text = f"{past_or_to(finding)} {far}"
    return text + (beside(finding.interval, far, units) if with_interval else "")


def _now_sentence(finding: Finding, units: Units) -> str:
    share, fewer = (
        ("half", "half of the runs") if finding.subject == "half" else ("4 of 5", "1 run of 5")
    )
    start = "As it is now, newer runs counting more:"
    if finding.estimate is None:
        return f"{start} pain came in fewer than {fewer}, as far as 5 runs got{_basis(finding)}."
    if from_start(finding.estimate, units):
        hurt = "at least half" if finding.subject == "half" else "at least 1 in 5"
        return f"{start} {hurt} had pain from the start{_basis(finding)}."
    far = about(finding.estimate, units)
    return (
        f"{start} {share} got to {far} without pain{_basis(finding, range_of_95(finding, units))}."
    )


def _basis(finding: Finding, spread: str = "") -> str:
    n = finding.n
    lost = n["painful_without_onset"]
    left_out = f"{lost} more began at a place not noted" if lost else ""
    return in_brackets(spread, f"{n['noted']} noted runs, {n['painful']} painful", left_out)


def forecast_sentence(finding: Finding, units: Units) -> str:
    """How far the next run has 8 chances of 10, and how often that held."""
    if finding.level == "not_enough" or finding.estimate is None:
        return f"No forecast yet: {finding.needs} needed."
    basis = f"from {finding.n['noted']} noted runs, {finding.n['painful']} painful"
    if from_start(finding.estimate, units):
        return f"Next run: no distance has an 80 % chance without pain ({basis})."
    far = about(finding.estimate, units)
    told = f"80 % chance of no pain up to about {far}"
    if finding.subject == "at_least":
        told = f"80 % chance or more of no pain up to {far}, as far as 5 runs got"
    judged, held = finding.n["judged"], finding.n["held"]
    so_far = f" Such forecasts held in {held} of {count(judged, 'run')}{share_range(held, judged)}."
    return f"Next run: {told} ({basis}).{so_far if judged else ''}"
