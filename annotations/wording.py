"""What the runner reads: the facts of a run, the findings as sentences, the block. Plain words, no cause."""

from collections.abc import Sequence

from annotations.block import END, START
from annotations.insights.evidence import Finding
from annotations.model import Metres, Site, Units
from annotations.plain import fit, plain
from annotations.quantities import format_distance
from annotations.record import Episode, NotedRun, observe

MAX_BLOCK, MAX_LINE = 600, 100
MAX_INSIGHTS = 3
_ORDINALS = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth"}
_RESULTS = {"gone": "gone", "less": "less", "same": "no change", "worse": "worse"}


def block_text(noted: NotedRun, found: Sequence[Finding], units: Units) -> str:
    """The block of one run, given what was known when it had been run.

    ASCII, at most 600 characters, no line above 100: the facts of the run first, then at most three
    insights, those about its own pain and treatment before others.
    """
    head = fit([START + site_facts(noted, units)], MAX_LINE)
    body = bout_facts(noted, units) + morning_fact(noted)
    insights = insight_lines(noted, found, units)[:MAX_INSIGHTS]
    lines = [head]
    for line in [*body, *insights]:
        if sum(len(kept) + 1 for kept in lines) + len(line) + 1 + len(END) <= MAX_BLOCK:
            lines.append(line)
    return "\n".join([*lines, END])


def site_facts(noted: NotedRun, units: Units) -> str:
    """Where it hurt, how much and from where: "right knee 5/10 from 3.0 mi", or that it did not."""
    length = _about(noted.run.distance_m, units)
    painful = [complaint.site for complaint in noted.complaints if complaint.level > 0]
    if not painful:
        return f"no pain in {length}" if noted.stated else f"a note on {length}, pain not stated"
    return plain(", ".join(_site_fact(noted, site, units) for site in painful))


def _site_fact(noted: NotedRun, site: Site, units: Units) -> str:
    seen = observe(noted, site)
    assert seen is not None  # noqa: S101 - the site is one of the run's own complaints
    name = "pain" if site.name == "unnamed" else str(site)
    text = f"{name} {_points(seen.level)}/10"
    if seen.onset_m is None:
        return text
    if seen.onset_m == 0:
        return f"{text} from the start"
    about = "about " if seen.onset_from == "even pace" else ""
    return f"{text} from {about}{format_distance(seen.onset_m, units)}"


def bout_facts(noted: NotedRun, units: Units) -> list[str]:
    """One line for each thing that was done against the pain, in the run's order, with what came of it."""
    painful = [complaint.site for complaint in noted.complaints if complaint.level > 0]
    if not painful:
        return []
    episodes = list(
        dict.fromkeys(
            e for site in painful if (seen := observe(noted, site)) for e in seen.episodes
        )
    )
    groups: dict[tuple[str, int | None, float | None], list[Episode]] = {}
    for episode in episodes:
        groups.setdefault((episode.what, episode.reps, episode.hold_s), []).append(episode)
    return [_group_fact(group, noted.run.distance_m, units) for group in groups.values()]


def _group_fact(group: Sequence[Episode], run_length_m: float, units: Units) -> str:
    last = group[-1]
    sets = sum(episode.sets for episode in group)
    what = _dose(last, sets if len(group) == 1 else 1)
    places = [format_distance(e.at_m, units) for e in group if e.at_m is not None]
    unit = f" {units}"
    joined = ", ".join(p.removesuffix(unit) for p in places[:-1]) + (", " if places[1:] else "")
    where = f" at {joined}{places[-1]}" if places else ""
    short = f" at {places[0]}" if places else ""
    ending = _ending(last, sets, run_length_m, units)
    return fit(
        [f"{what}{where}{ending}", f"{what}{short} and on{ending}", f"{what}{ending}"], MAX_LINE
    )


def _dose(episode: Episode, sets: int) -> str:
    times = f"{sets} sets of " if sets > 1 else ""
    hold = f" for {episode.hold_s:.0f} s" if episode.hold_s else ""
    reps = f"{episode.reps} " if episode.reps else ""
    return plain(f"{times}{reps}{episode.what}{hold}")


def _ending(last: Episode, sets: int, run_length_m: float, units: Units) -> str:
    if last.result is None:
        return ""
    text = f": {_RESULTS[last.result]}"
    if sets > 1:
        text += f" after the {_ORDINALS.get(sets, f'{sets}th')} set"
    if last.back_m is not None:
        return f"{text}, back at {format_distance(last.back_m, units)}"
    if last.result == "gone" and last.at_m is not None and run_length_m - last.at_m >= 100:
        text += f", then {_about(run_length_m - last.at_m, units)} without pain"
    return text


def morning_fact(noted: NotedRun) -> list[str]:
    """The pain of the next morning, where a note has it."""
    known = [note.morning for note in noted.notes if note.morning is not None]
    return [f"Next morning {_points(known[-1])}/10"] if known else []


def insight_lines(noted: NotedRun, found: Sequence[Finding], units: Units) -> list[str]:
    """The findings that may stand in a description, most useful for this run first, one line each."""
    usable = [f for f in found if f.level != "not_enough"]
    several = len({f.site for f in usable}) > 1
    hurt = [complaint.site for complaint in noted.complaints if complaint.level > 0]
    sites = list(dict.fromkeys([*(s for s in hurt), *(f.site for f in usable if f.site)]))
    done = {bout.what for bout in noted.bouts}
    lines: list[str] = []
    for site in sites[:1] if hurt else sites[:2]:
        of_site = [f for f in usable if f.site == site]
        name = plain(str(site)) if several else ""
        reliefs = [f for f in of_site if f.kind == "relief" and f.subject in done]
        lines += [_relief_line(f, name) for f in reliefs[:1]]
        lines += _onset_line(of_site, name, units)
        lines += [_dose_line(f, name) for f in of_site if f.kind == "dose" and f.subject in done]
    return lines


def _relief_line(finding: Finding, name: str) -> str:
    n = finding.n
    what = _sentence_case(plain(finding.subject)) + (f" ({name})" if name else "")
    counts = (
        f"gone within three sets in {n['gone_within_three_sets']} of {n['painful']} painful runs"
    )
    long = f"{what}: {counts}{percent(finding.interval)}"
    return fit([f"{long}; no comparison yet", long, f"{what}: {counts}"], MAX_LINE)


def _onset_line(found: Sequence[Finding], name: str, units: Units) -> list[str]:
    windows = {f.subject: f for f in found if f.kind == "onset_state"}
    recent = windows.get("recent")
    if recent is None:
        return []
    first = windows.get("first")
    texts = [
        onset_sentence(recent, first, units, with_interval=i).rstrip(".") for i in (True, False)
    ]
    if name:
        texts = [f"{_sentence_case(name)}: {_lower_first(text)}" for text in texts]
    return [fit(texts, MAX_LINE)]


def onset_sentence(
    recent: Finding, first: Finding | None, units: Units, *, with_interval: bool
) -> str:
    """How far half of the latest noted runs got, beside the first ones where there are enough."""
    n = recent.n["noted"]
    if recent.estimate is None:
        text = f"Pain came in {recent.n['painful']} of the last {n} noted runs"
        if first is None:
            return text + "."
        if first.estimate is None:
            return f"{text}, in {first.n['painful']} of the first {first.n['noted']}."
        return f"{text}; half of the first {first.n['noted']} got past {_far(first, units, with_interval=False)}."
    text = f"Half of the last {n} noted runs got past {_far(recent, units, with_interval=with_interval)}"
    if first is None:
        return text + "."
    if first.estimate is None:
        return f"{text}; in the first {first.n['noted']} pain came in {first.n['painful']}."
    return (
        f"{text}, of the first {first.n['noted']} past {_far(first, units, with_interval=False)}."
    )


def _about(distance_m: float, units: Units) -> str:
    """A computed distance, to a tenth: the places that it comes from were not noted more exactly."""
    tenth_m = (1609.344 if units == "mi" else 1000.0) / 10
    return format_distance(Metres(round(distance_m / tenth_m) * tenth_m), units)


def _far(finding: Finding, units: Units, *, with_interval: bool) -> str:
    assert finding.estimate is not None  # noqa: S101 - both callers have looked
    far = _about(finding.estimate, units)
    low, high = finding.interval or (None, None)
    if not with_interval or low is None:
        return far
    least = _about(low, units).removesuffix(f" {units}")
    if high is None:
        return f"{far} ({least} or more)"
    return f"{far} ({least}-{_about(high, units).removesuffix(f' {units}')})"


def _dose_line(finding: Finding, name: str) -> str:
    recent, before = sets_of(finding, "recent"), sets_of(finding, "before")
    what = f"{plain(finding.subject)}{f' ({name})' if name else ''}"
    text = f"Sets of {what} in the last {len(recent)} painful runs: {_row(recent)}"
    if not before:
        return fit([text], MAX_LINE)
    return fit([f"{text}; in the {len(before)} before: {_row(before)}", text], MAX_LINE)


def sets_of(finding: Finding, which: str) -> list[int]:
    """The sets of a `dose` finding, oldest first; `which` is "recent" or "before"."""
    return [finding.n[key] for k in range(5, 0, -1) if (key := f"{which}_{k}") in finding.n]


def sentence(finding: Finding, units: Units) -> str:
    """One finding as a full sentence for the page and the terminal."""
    if finding.kind == "onset_state":
        return _onset_sentence(finding, units)
    if finding.kind == "relief":
        return _relief_sentence(finding)
    return _dose_line(finding, "") + "."


def _onset_sentence(finding: Finding, units: Units) -> str:
    if finding.level == "not_enough":
        return f"Not enough for a pain-free distance yet ({finding.needs} needed)."
    if finding.subject == "recent":
        return onset_sentence(finding, None, units, with_interval=True)
    n = finding.n["noted"]
    if finding.estimate is None:
        return f"Pain came in {finding.n['painful']} of the first {n} noted runs."
    return f"Half of the first {n} noted runs got past {_far(finding, units, with_interval=True)}."


def _relief_sentence(finding: Finding) -> str:
    n = finding.n
    text = (
        f"{finding.subject.capitalize()}: gone for the rest of the run within three sets in "
        f"{n['gone_within_three_sets']} of {n['painful']} painful runs{percent(finding.interval)}"
    )
    if finding.needs:
        text += f"; {finding.needs} for a percentage"
    return f"{text}. No comparison yet: nobody knows what those runs would have done without."


def percent(interval: tuple[float | None, float | None] | None) -> str:
    """ " (53-96 %)" of an interval of a share; empty where there is none."""
    if interval is None or interval[0] is None or interval[1] is None:
        return ""
    return f" ({interval[0] * 100:.0f}-{interval[1] * 100:.0f} %)"


def _points(level: float) -> str:
    return f"{level:g}"


def _row(numbers: Sequence[int]) -> str:
    return " ".join(str(number) for number in numbers)


def _sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
