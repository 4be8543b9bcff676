"""The drawing "where pain began, run by run": which mark stands where. No markup here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Literal

from annotations.insights.evidence import Finding
from annotations.insights.onset import WINDOW
from annotations.model import Run, Units
from annotations.quantities import format_distance
from annotations.record import Observation
from annotations.report.axes import (
    Frame,
    Scale,
    Tick,
    Variant,
    date_ticks,
    distance_steps,
    distance_ticks,
)
from annotations.report.shown import about, count, day, onset_place, place, points
from annotations.sentences.distance import past_or_to

Kind = Literal["onset", "free", "lost", "unknown"]

LANE = 18.0
GAP = 8.0
LANES: tuple[Kind, ...] = ("lost", "unknown")
"""The height of a row below the base line, for runs that have no distance to be drawn at."""
MOST_ON_A_PHONE = 120

WIDE = Frame("wide", 860, 380, 76, 18, 16, 30)
NARROW = Frame("narrow", 340, 390, 70, 14, 16, 28)


@dataclass(frozen=True, slots=True)
class Seen:
    """One run at one site; without an observation it is unknown and `open_note` says which way."""

    run: Run
    observation: Observation | None
    open_note: bool = False
    """True when there is a note, but it leaves this site open."""

    @property
    def kind(self) -> Kind:
        if self.observation is None:
            return "unknown"
        if not self.observation.painful:
            return "free"
        return "lost" if self.observation.onset_m is None else "onset"


@dataclass(frozen=True, slots=True)
class Mark:
    """One run in the drawing: its place, its size (the pain) and what it says when pointed at."""

    kind: Kind
    x: float
    y: float
    r: float
    says: str


@dataclass(frozen=True, slots=True)
class Median:
    """The distance that half of a window of runs got past, or `to`, over the dates of these runs.

    `label_y` is below all marks of the window, since nothing is drawn before an onset.
    """

    x0: float
    x1: float
    y: float
    reached: Literal["past", "to"]
    label: str
    label_y: float
    at_end: bool


@dataclass(frozen=True, slots=True)
class OnsetChart:
    """All of the drawing in view-box units; `left_out` older runs had no room."""

    frame: Frame
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    lanes: tuple[Tick, ...]
    stems: str
    bouts: str
    marks: tuple[Mark, ...]
    medians: tuple[Median, ...]
    left_out: int

    @property
    def variant(self) -> Variant:
        return self.frame.variant


def onset_charts(
    seen: Sequence[Seen], found: Sequence[Finding], units: Units
) -> tuple[OnsetChart, ...]:
    """The wide and the narrow drawing of one site, whose findings are `found`; none without a note."""
    if all(one.observation is None for one in seen):
        return ()
    return (
        _onset_chart(WIDE, seen, found, units),
        _onset_chart(NARROW, seen, found, units),
    )


def says(one: Seen, units: Units) -> str:
    """One run in words: date, what is known of the pain, length, bouts."""
    on = day(one.run.local_date)
    length = format_distance(one.run.distance_m, units)
    o = one.observation
    if o is None:
        why = "its note leaves this site open" if one.open_note else "no note"
        return f"{on}: unknown, {why}"
    if not o.painful:
        return f"{on}: no pain here in {length}"
    began = ", not noted where" if o.onset_m is None else f" from {onset_place(o, units)}"
    return f"{on}: pain {points(o.level)}/10{began}, run of {length}{_bouts(o, units)}"


def _bouts(o: Observation, units: Units) -> str:
    if not o.episodes:
        return ""
    places = [place(e.at_m, units) for e in o.episodes if e.at_m is not None]
    bare = [text.removesuffix(f" {units}") for text in places[:-1]]
    where = f" at {', '.join([*bare, *places[-1:]])}" if places else ""
    return f"; {count(len(o.episodes), 'bout')}{where}"


def _onset_chart(
    frame: Frame, seen: Sequence[Seen], found: Sequence[Finding], units: Units
) -> OnsetChart:
    shown = seen[-MOST_ON_A_PHONE:] if frame.variant == "narrow" else seen
    kinds = {one.kind for one in shown}
    rows: list[Kind] = [kind for kind in LANES if kind in kinds]
    base = frame.y0 - (LANE * len(rows) + GAP if rows else 0.0)
    farthest = _farthest(shown)
    x, y = _date_scale(frame, shown), Scale(0.0, farthest, base, frame.y1)
    lane_y = {kind: base + GAP + LANE * (k + 0.5) for k, kind in enumerate(rows)}
    size = _size(frame, len(shown))
    first, last = shown[0].run.local_date, shown[-1].run.local_date
    return OnsetChart(
        frame,
        date_ticks(first, last, x, 9 if frame.variant == "wide" else 4),
        distance_ticks(distance_steps(farthest, units, 7), units, y),
        tuple(Tick(lane_y[kind], "where?" if kind == "lost" else kind) for kind in rows),
        _stems(shown, x, y),
        _bout_marks(shown, x, y, size),
        tuple(_mark(one, x, y, lane_y, units, size) for one in shown),
        _medians(shown, found, (x, y), units, whole=len(shown) == len(seen)),
        len(seen) - len(shown),
    )


def _farthest(shown: Sequence[Seen]) -> float:
    """The longest noted run, at least 200 m; unknown runs have no mark to make room for."""
    noted = [one.observation for one in shown if one.observation is not None]
    ends = [max(o.run.distance_m, o.free_m) for o in noted]
    return max([200.0, *ends, *(e.at_m for o in noted for e in o.episodes if e.at_m is not None)])


def _date_scale(frame: Frame, shown: Sequence[Seen]) -> Scale:
    """From the ordinal day, its time as fraction; with a margin for the first and the last mark."""
    low, high = _moment(shown[0].run), _moment(shown[-1].run)
    if high - low < 1.0:
        low, high = low - 1.0, high + 1.0
    pad = 10.0 if frame.variant == "wide" else 7.0
    return Scale(low, high, frame.x0 + pad, frame.x1 - pad)


def _moment(run: Run) -> float:
    at = run.start_local
    if run.start_hidden:
        at = datetime.combine(at.date(), time(12))
    seconds = at.hour * 3600 + at.minute * 60 + at.second
    return at.toordinal() + seconds / 86400


def _size(frame: Frame, runs: int) -> float:
    """How much smaller marks get where runs stand close together: 1 down to about one half."""
    pitch = (frame.x1 - frame.x0) / max(runs, 1)
    return max(0.6 if frame.variant == "wide" else 0.55, min(1.0, pitch / 8.0))


def _mark(
    one: Seen, x: Scale, y: Scale, lane_y: Mapping[Kind, float], units: Units, size: float
) -> Mark:
    o = one.observation
    if one.kind == "onset" and o is not None:
        at_y, radius = y(o.free_m), size * (2.6 + 0.5 * min(o.level, 10.0))
    elif one.kind == "free" and o is not None:
        at_y, radius = y(o.free_m), 4.5 * size
    else:
        at_y, radius = lane_y[one.kind], 4.5 * size
    return Mark(one.kind, x(_moment(one.run)), at_y, radius, says(one, units))


def _stems(shown: Sequence[Seen], x: Scale, y: Scale) -> str:
    """One path: for each noted run a line from the start to its end."""
    noted = [one for one in shown if one.observation is not None]
    return "".join(
        f"M{x(_moment(one.run)):.1f} {y(0.0):.1f}V{y(float(one.run.distance_m)):.1f}"
        for one in noted
    )


def _bout_marks(shown: Sequence[Seen], x: Scale, y: Scale, size: float) -> str:
    """One path: a small triangle beside the stem at each bout whose place is known."""
    parts = []
    for one in shown:
        episodes = one.observation.episodes if one.observation is not None else ()
        for at_m in (e.at_m for e in episodes if e.at_m is not None):
            at_x, at_y = x(_moment(one.run)) + 5.5 * size, y(at_m)
            parts.append(
                f"M{at_x:.1f} {at_y:.1f}l{5 * size:.1f}-{2.8 * size:.1f}v{5.6 * size:.1f}z"
            )
    return "".join(parts)


def _medians(
    shown: Sequence[Seen],
    found: Sequence[Finding],
    scales: tuple[Scale, Scale],
    units: Units,
    *,
    whole: bool,
) -> tuple[Median, ...]:
    """The windows' medians as lines; the first only in a `whole` drawing, with the oldest run."""
    usable = [one for one in shown if one.kind in ("onset", "free")]
    lines = []
    for finding in found:
        window_of_runs = finding.kind == "onset_state" and finding.subject in ("recent", "first")
        if not window_of_runs or finding.estimate is None:
            continue
        noted = finding.n.get("noted", WINDOW)
        window = usable[-noted:] if finding.subject == "recent" else usable[:noted]
        if len(window) == noted and (whole or finding.subject == "recent"):
            lines.append(_median(finding, window, scales, units))
    return tuple(lines)


def _median(
    finding: Finding, window: Sequence[Seen], scales: tuple[Scale, Scale], units: Units
) -> Median:
    x, y = scales
    estimate_m = finding.estimate or 0.0
    least_m = min(o.free_m for one in window if (o := one.observation) is not None)
    return Median(
        x(_moment(window[0].run)),
        x(_moment(window[-1].run)),
        y(estimate_m),
        past_or_to(finding),
        about(estimate_m, units),
        label_y=min(y(min(least_m, estimate_m)) + 22, y(0.0) - 5),
        at_end=finding.subject == "recent",
    )
