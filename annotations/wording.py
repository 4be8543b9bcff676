"""What the runner reads: the block of a run, and the findings as sentences. Plain words, no cause."""

from collections.abc import Sequence

from annotations.block import END, START
from annotations.experiments.words import experiment_sentence
from annotations.facts import (
    MAX_LINE,
    about,
    bout_facts,
    hurting,
    morning_fact,
    plain_site,
    plain_treatment,
    site_facts,
    upper_first,
)
from annotations.insights.evidence import Finding
from annotations.model import Units
from annotations.notes.treatments import CARRY_ON
from annotations.plain import fit
from annotations.record import NotedRun

MAX_BLOCK = 600
MAX_INSIGHTS = 3


def block_text(noted: NotedRun, found: Sequence[Finding], units: Units) -> str:
    """The block of one run, given what was known when it had been run.

    ASCII, at most 600 characters, no line above 100: the facts of the run first, then at most three
    insights, those about its own pain and treatment before others.
    """
    head = START + site_facts(noted, units, MAX_LINE - len(START))
    body = bout_facts(noted, units) + morning_fact(noted)
    insights = insight_lines(noted, found, units)[:MAX_INSIGHTS]
    lines = [head]
    for line in [*body, *insights]:
        if sum(len(kept) + 1 for kept in lines) + len(line) + 1 + len(END) <= MAX_BLOCK:
            lines.append(line)
    return "\n".join([*lines, END])


def insight_lines(noted: NotedRun, found: Sequence[Finding], units: Units) -> list[str]:
    """The findings that may stand in a description, most useful for this run first, one line each.

    In a painful run those of the first site that hurt and has any, else how far the runner gets
    without pain at the two sites that hurt most often.
    """
    usable = [f for f in found if f.level != "not_enough" and f.site]
    hurt = hurting(noted)
    with_findings = dict.fromkeys(f.site for f in usable if f.site)
    several = len(with_findings.keys() | set(hurt)) > 1
    lines: list[str] = []
    for site in hurt or list(with_findings)[:2]:
        name = upper_first(plain_site(site)) if several else ""
        lines += _site_lines(noted, [f for f in usable if f.site == site], name, units)
        if hurt and lines:
            break
    return lines


def _site_lines(noted: NotedRun, found: Sequence[Finding], name: str, units: Units) -> list[str]:
    done = {bout.what for bout in noted.bouts} - {CARRY_ON}
    own = [f for f in found if f.subject in done]
    # a count of one would say no more than the facts above it
    reliefs = [f for f in own if f.kind == "relief" and f.n["painful"] > 1]
    only = len(done) == 1
    return [
        *(_relief_line(f, name, said=only) for f in reliefs[:1]),
        *_onset_line(found, name, units),
        *(_dose_line(f, name, said=only) for f in own if f.kind == "dose"),
    ]


def _relief_line(finding: Finding, name: str, *, said: bool) -> str:
    """`said`: the facts above name this treatment and no other."""
    n = finding.n
    counts = (
        f"gone within three sets in {n['gone_within_three_sets']} of {n['painful']} painful runs"
    )
    treatment = plain_treatment(finding.subject) or "an exercise"
    if said and not n["painful_without_it"]:
        counts = f"{name}: so far {counts}" if name else f"So far {counts}"
    else:
        counts = f"{name}, {treatment}: {counts}" if name else f"{upper_first(treatment)}: {counts}"
    long = f"{counts}{percent(finding.interval)}"
    return fit([f"{long}; no comparison yet", long, counts], MAX_LINE)


def _onset_line(found: Sequence[Finding], name: str, units: Units) -> list[str]:
    windows = {f.subject: f for f in found if f.kind == "onset_state"}
    recent, first = windows.get("recent"), windows.get("first")
    if recent is None:
        return []
    long, short = (onset_sentence(recent, first, units, with_interval=i) for i in (True, False))
    alone = onset_sentence(recent, None, units, with_interval=True)
    texts = [text.removesuffix(".") for text in (long, short, alone)]
    return [fit([f"{name}: {_lower_first(t)}" if name else t for t in texts], MAX_LINE)]


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
    if uneven or _from_start(recent, units) or _from_start(first, units):
        beside = _window(first, "first", units, with_interval=False)
        return f"{text}; {beside.replace(' noted runs', '').replace(' runs with a known distance', '')}."
    return (
        f"{text}, of the first {first.n['noted']} past {_far(first, units, with_interval=False)}."
    )


def _window(finding: Finding, which: str, units: Units, *, with_interval: bool) -> str:
    """One window as a clause: "half of the last 15 noted runs got past 5.4 mi (4.2-6.1)"."""
    known = "runs with a known distance" if finding.n["painful_without_onset"] else "noted runs"
    runs = f"the {which} {finding.n['noted']} {known}"
    if finding.estimate is None:
        return f"pain came in {_painful(finding)} of {runs}"
    if _from_start(finding, units):
        return f"half of {runs} had pain from the start"
    return f"half of {runs} got past {_far(finding, units, with_interval=with_interval)}"


def _painful(finding: Finding) -> str:
    return str(finding.n["painful"] or "none")


def _from_start(finding: Finding, units: Units) -> bool:
    return finding.estimate is not None and about(finding.estimate, units).startswith("0.0 ")


def _far(finding: Finding, units: Units, *, with_interval: bool) -> str:
    assert finding.estimate is not None  # noqa: S101 - all callers have looked
    far = about(finding.estimate, units)
    low, high = finding.interval or (None, None)
    if not with_interval or low is None:
        return far
    least = about(low, units).removesuffix(f" {units}")
    if high is None:
        return f"{far} ({least} or more)"
    most = about(high, units)
    # many onsets at one place leave an interval that is narrower than what can be shown
    return (
        far
        if f"{least} {units}" == far == most
        else f"{far} ({least}-{most.removesuffix(f' {units}')})"
    )


def _dose_line(finding: Finding, name: str, *, said: bool) -> str:
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


def sentence(finding: Finding, units: Units) -> str:
    """One finding as a full sentence for the page and the terminal."""
    if finding.kind == "onset_state":
        return _onset_sentence(finding, units)
    if finding.kind == "relief":
        return _relief_sentence(finding)
    if finding.kind == "experiment":
        return experiment_sentence(finding)
    if finding.kind == "comparison":
        return "You chose which of these to do when, so they can't be compared."
    return _dose_line(finding, "", said=False) + "."


def _onset_sentence(finding: Finding, units: Units) -> str:
    if finding.level == "not_enough":
        return f"Not enough for a pain-free distance yet: {finding.needs} needed."
    which = "last" if finding.subject == "recent" else "first"
    return upper_first(_window(finding, which, units, with_interval=True)) + "."


def _relief_sentence(finding: Finding) -> str:
    n = finding.n
    runs = "painful run" if n["painful"] == 1 else "painful runs"
    text = (
        f"{upper_first(finding.subject)}: gone for the rest of the run within three sets in "
        f"{n['gone_within_three_sets']} of {n['painful']} {runs}{percent(finding.interval)}"
    )
    if finding.needs:
        text += f"; a percentage needs {finding.needs}"
    return f"{text}."


def percent(interval: tuple[float | None, float | None] | None) -> str:
    """ " (53-96 %)" of an interval of a share; empty where there is none."""
    if interval is None or interval[0] is None or interval[1] is None:
        return ""
    return f" ({interval[0] * 100:.0f}-{interval[1] * 100:.0f} %)"


def _row(numbers: Sequence[int]) -> str:
    return " ".join(str(number) for number in numbers)


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
