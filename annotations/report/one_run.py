"""One annotated run: its pace, grade and cadence along the distance, and the pain drawn on it."""

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from annotations.facts import bout_facts, morning_fact, site_facts
from annotations.marks import marks
from annotations.model import ActivityId, Units
from annotations.profile import Profile
from annotations.quantities import METRES_OF, format_distance
from annotations.record import NotedRun, Observation, Record, observe
from annotations.report.axes import Frame, Scale, distance_steps, distance_ticks
from annotations.report.drawing import Drawing, Label, Line, Mark, box
from annotations.report.episodes import Part, parts
from annotations.report.figure import Figure, RunCell, Sample, Table
from annotations.report.shown import about, day, name, place, points, site_name
from annotations.report.splits import Split, mean_of, pace, splits
from annotations.report.tables import NOTHING, result, run_cell
from annotations.samples import Measured

MOST_RUNS = 20
"""The newest annotated runs have a section of their own; the tables have all."""
MOST_POINTS = 50
MOST_STRIPS = 3
WIDTH, LEFT, RIGHT = 440.0, 112.0, 14.0
PANEL, GAP, STRIP, FOOT = 38.0, 12.0, 27.0, 26.0
Profiles = Mapping[ActivityId, Profile]


@dataclass(frozen=True, slots=True)
class OneRun:
    """A section: which run, what its notes say in words, and the figure."""

    date: str
    run: RunCell
    length: str
    facts: tuple[str, ...]
    figure: Figure
    painful: bool


@dataclass(frozen=True, slots=True)
class _Panel:
    """One measure along the run: its path's class, its name, its values and how they are written.

    A panel spans at least `least` of it, so that an even run is not drawn as a wild one.
    """

    look: str
    title: str
    values: Measured
    write: Callable[[float], str]
    least: float
    upside_down: bool = False


def newest(record: Record) -> tuple[NotedRun, ...]:
    """The runs that have a section, the newest first."""
    return record.stated[: -MOST_RUNS - 1 : -1]


def one_run(noted: NotedRun, profile: Profile | None, units: Units, number: int) -> OneRun:
    """The section of a run; without a recording only its pain is drawn."""
    run = noted.run
    hurt = [c.site for c in noted.complaints if c.level > 0]
    seen = [o for site in hurt if (o := observe(noted, site)) is not None]
    facts = [site_facts(noted, units, 100), *bout_facts(noted, units), *morning_fact(noted)]
    figure = Figure(
        f"r{number}",
        "Pace, grade and cadence by distance, with the pain" if profile else "The pain by distance",
        "",
        summary="; ".join(facts) + ".",
        drawings=(_drawing(noted, seen, profile, units),) if run.distance_m > 0 else (),
        tables=(_table(splits(profile, units), units),) if profile else (),
        notes=() if profile else (_without(noted),),
        missing="" if run.distance_m > 0 else "A run without a distance: nothing can be drawn.",
    )
    return OneRun(
        day(run.local_date),
        run_cell(run),
        format_distance(run.distance_m, units),
        tuple(facts),
        figure,
        bool(hurt),
    )


def run_key() -> tuple[Sample, ...]:
    """The key of all these drawings."""
    return (
        Sample("easy", "without pain"),
        Sample("hurting", "in pain"),
        Sample("hurting less", "less pain"),
        Sample("hurting open", "not known"),
        Sample("onset", "pain began"),
        Sample("gain", "something done"),
        Sample("gain ended", "pain was back"),
    )


def _without(noted: NotedRun) -> str:
    if noted.run.manual:
        return "Entered by hand: there is no recording to draw pace and hills from."
    return "No recording here (yet), so pace, hills and cadence are not drawn."


def _drawing(
    noted: NotedRun, seen: Sequence[Observation], profile: Profile | None, units: Units
) -> Drawing:
    panels = _panels(profile, units) if profile else []
    strips = seen[:MOST_STRIPS]
    bottom = 8.0 + len(panels) * (PANEL + GAP)
    height = bottom + max(1, len(strips)) * STRIP + FOOT
    frame = Frame("only", WIDTH, height, LEFT, RIGHT, 8.0, FOOT)
    ends = [m.at_m for m in marks(noted.complaints, noted.bouts, noted.run)]
    x = Scale(0.0, max(float(noted.run.distance_m), *ends, 1.0), frame.x0, frame.x1)
    under, labels = _lines(panels, profile, x)
    for k, part, top in _strip_parts(noted, strips, bottom):
        look = "easy" if part.feeling == "easy" else f"hurting {part.feeling}"
        under.append(Line(look, box(x(part.from_m), top, x(part.to_m) - x(part.from_m), 12.0)))
        if part.from_m == 0.0:
            site = site_name(strips[k].site) if strips else "No pain"
            labels.append(Label("axis", LEFT - 8.0, top + 10.5, _short(site), "end"))
    onsets = "".join(
        f"M{x(o.onset_m):.0f} 8V{bottom:.0f}" for o in strips if o.onset_m is not None and panels
    )
    return Drawing(
        frame,
        distance_ticks(distance_steps(x.high, units, 7), units, x),
        (),
        under=(*under, Line("began", onsets)),
        marks=(
            *_split_marks(profile, x, bottom, units),
            *_whole(noted, strips, bottom, x, units),
            *_marks(strips, bottom, x, units),
        ),
        labels=tuple(labels),
    )


def _strip_parts(
    noted: NotedRun, strips: Sequence[Observation], bottom: float
) -> Iterator[tuple[int, Part, float]]:
    """The stretches of each strip with the upper edge of the strip; one without pain where nothing hurt."""
    if not strips:
        yield 0, Part("easy", 0.0, float(noted.run.distance_m)), bottom + 5.0
    for k, seen in enumerate(strips):
        for part in parts(seen):
            yield k, part, bottom + k * STRIP + 5.0


def _panels(profile: Profile, units: Units) -> list[_Panel]:
    """The measures that were recorded."""
    grade: Measured = profile.hills.grade if profile.hills else ()
    every = (
        _Panel(
            "pace", f"pace /{units}", profile.pace_s_per_km, lambda v: pace(v, units), 60.0, True
        ),
        _Panel("grade", "grade", grade, lambda v: _percent(v, 0), 0.06),
        _Panel("cadence", "steps/min", profile.cadence_per_min, lambda v: f"{v:.0f}", 20.0),
    )
    return [panel for panel in every if any(v is not None for v in panel.values)]


def _lines(
    panels: Sequence[_Panel], profile: Profile | None, x: Scale
) -> tuple[list[Line], list[Label]]:
    under: list[Line] = []
    labels: list[Label] = []
    for k, panel in enumerate(panels):
        top = 8.0 + k * (PANEL + GAP)
        means = _thinned(panel.values, profile.at_m if profile else ())
        low, high = min(v for _, v in means), max(v for _, v in means)
        ends = (top, top + PANEL) if panel.upside_down else (top + PANEL, top)
        around = max(0.0, panel.least - (high - low)) / 2
        y = Scale(low - around, high + around, *ends)
        under.append(Line("grid", f"M{LEFT:.0f} {top + PANEL:.0f}H{WIDTH - RIGHT:.0f}"))
        under.append(Line(panel.look, _path([(x(at), y(v)) for at, v in means])))
        labels.append(Label("axis", LEFT - 8.0, top + 14.0, panel.title, "end"))
        labels.append(Label("axis", LEFT - 8.0, top + 30.0, _spread(panel, low, high), "end"))
    return under, labels


def _spread(panel: _Panel, low: float, high: float) -> str:
    """`9:06-10:13`, `-2 to +2 %`."""
    least, most = panel.write(low), panel.write(high)
    if least == most:
        return most
    return f"{least.removesuffix(' %')} to {most}" if "%" in most else f"{least}-{most}"


def _thinned(values: Measured, at_m: Sequence[float]) -> list[tuple[float, float]]:
    """At most 50 points, each the mean of as many as it takes; what was not measured is left out."""
    step = -(-len(values) // MOST_POINTS)
    found = []
    for start in range(0, len(values), step):
        inside = range(start, min(start + step, len(values)))
        mean = mean_of(values, inside)
        if mean is not None:
            found.append(((at_m[inside[0]] + at_m[inside[-1]]) / 2, mean))
    return found


def _path(corners: Sequence[tuple[float, float]]) -> str:
    """A line through the points in whole units, relative: dozens of runs are on one page."""
    at = [(round(x), round(y)) for x, y in corners]
    steps = (f"{x1 - x0} {y1 - y0}" for (x0, y0), (x1, y1) in itertools.pairwise(at))
    return f"M{at[0][0]} {at[0][1]}l" + " ".join(steps) if len(at) > 1 else ""


def _marks(strips: Sequence[Observation], bottom: float, x: Scale, units: Units) -> Iterator[Mark]:
    for k, seen in enumerate(strips):
        y = bottom + k * STRIP + 11.0
        site = site_name(seen.site)
        if seen.onset_m is not None:
            guess = "about " if seen.onset_from == "even pace" else ""
            began = f"{site}, pain {points(seen.level)}/10 from {guess}{place(seen.onset_m, units)}"
            yield Mark("onset", x(seen.onset_m), y, 5.0, began)
        for episode in seen.episodes:
            if episode.at_m is None:
                continue
            done = f"{name(episode.what)} at {about(episode.at_m, units)}: {result(episode)}"
            # below the strip: where something was done is mostly where pain began
            yield Mark("gain", x(episode.at_m), y + 9.0, 3.5, done)
            if episode.back_m is not None:
                back = f"{site}: back at {about(episode.back_m, units)}"
                yield Mark("gain ended", min(x(episode.back_m), x.end), y + 9.0, 3.5, back)


def _whole(
    noted: NotedRun, strips: Sequence[Observation], bottom: float, x: Scale, units: Units
) -> Iterator[Mark]:
    """What is to be said of the whole run: no pain, or pain that began nobody knows where."""
    width = x(float(noted.run.distance_m)) - x(0.0)
    if not strips:
        says = f"no pain in {about(noted.run.distance_m, units)}"
        yield Mark("bar", x(0.0), bottom + 5.0, 0.0, says, width, 12.0)
    for k, seen in enumerate(strips):
        if seen.onset_m is None:
            says = f"{site_name(seen.site)}, pain {points(seen.level)}/10, not noted where it began"
            yield Mark("bar", x(0.0), bottom + k * STRIP + 5.0, 0.0, says, width, 12.0)


def _split_marks(profile: Profile | None, x: Scale, bottom: float, units: Units) -> Iterator[Mark]:
    """The recording's values to be pointed at, split by split."""
    for one in splits(profile, units) if profile else ():
        width = x(min(one.to_m, x.high)) - x(min(one.from_m, x.high))
        if width > 0:
            yield Mark("bar", x(one.from_m), 8.0, 0.0, _split_says(one, units), width, bottom - 8.0)


def _split_says(one: Split, units: Units) -> str:
    values = (
        one.pace_s_per_km is not None and f"{pace(one.pace_s_per_km, units)} /{units}",
        one.grade is not None and f"grade {_percent(one.grade, 1)}",
        one.cadence_per_min is not None and f"{one.cadence_per_min:.0f} steps/min",
        one.heart_rate_bpm is not None and f"heart {one.heart_rate_bpm:.0f}/min",
    )
    told = ", ".join(value for value in values if value) or "nothing recorded"
    return f"{_span(one, units)}: {told}"


def _span(one: Split, units: Units) -> str:
    unit_m = METRES_OF[units]
    return f"{one.from_m / unit_m:.0f}-{one.to_m / unit_m:.3g} {units}"


def _table(rows: Sequence[Split], units: Units) -> Table:
    def told(value: float | None, write: Callable[[float], str]) -> str:
        return NOTHING if value is None else write(value)

    hearts = any(one.heart_rate_bpm is not None for one in rows)
    head = ("Stretch", f"Pace /{units}", "Grade", "Steps/min", "Heart/min")[: 4 + hearts]
    cells = tuple(
        (
            _span(one, units),
            told(one.pace_s_per_km, lambda v: pace(v, units)),
            told(one.grade, lambda v: _percent(v, 1)),
            told(one.cadence_per_min, lambda v: f"{v:.0f}"),
            told(one.heart_rate_bpm, lambda v: f"{v:.0f}"),
        )[: 4 + hearts]
        for one in rows
    )
    return Table("The same as a table", head, cells)


def _percent(share: float, digits: int) -> str:
    """`+1.5 %`; what rounds to none has no minus."""
    return f"{round(100 * share, digits) + 0.0:+.{digits}f} %"


def _short(text: str) -> str:
    return text if len(text) <= 11 else f"{text[:9].rstrip()}…"
