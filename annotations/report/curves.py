"""The drawing "share of runs still pain-free by distance": Kaplan-Meier steps and their rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from annotations.insights.onset import WINDOW
from annotations.insights.survival import ProductLimit, product_limit
from annotations.model import Units
from annotations.quantities import format_distance
from annotations.record import Observation
from annotations.report.axes import Frame, Scale, Tick, Variant, distance_steps, distance_ticks
from annotations.report.shown import percentage

MIN_FOR_CURVE = 5
WIDE = Frame("wide", 860, 320, 62, 26, 18, 34)
NARROW = Frame("narrow", 340, 280, 52, 22, 18, 34)

Name = Literal["first", "last", "all"]


@dataclass(frozen=True, slots=True)
class Group:
    """The runs behind one curve, and what to call them."""

    name: Name
    label: str
    runs: tuple[Observation, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """A distance at which pain came (`ended` False) or at which a pain-free run ended (True)."""

    x: float
    y: float
    ended: bool
    says: str


@dataclass(frozen=True, slots=True)
class Curve:
    """One step line and its points."""

    name: Name
    label: str
    path: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class CurveChart:
    """All of the drawing in view-box units."""

    frame: Frame
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    half_y: float
    curves: tuple[Curve, ...]

    @property
    def variant(self) -> Variant:
        return self.frame.variant


@dataclass(frozen=True, slots=True)
class CurveRow:
    """One distance of the table: for each group the share, and on how many runs it still rests."""

    distance: str
    cells: tuple[str, ...]


def groups(series: Sequence[Observation]) -> tuple[Group, ...]:
    """The first and the last noted runs where both windows fit without sharing a run, else all.

    Painful runs without a known onset have no distance and are left out. Empty below
    `MIN_FOR_CURVE` runs: a curve of so few would show steps of a quarter and more.
    """
    usable = tuple(o for o in series if not (o.painful and o.onset_m is None))
    if len(usable) >= 2 * WINDOW:
        return (
            Group("first", f"first {WINDOW} noted runs", usable[:WINDOW]),
            Group("last", f"last {WINDOW} noted runs", usable[-WINDOW:]),
        )
    if len(usable) < MIN_FOR_CURVE:
        return ()
    return (Group("all", f"{len(usable)} noted runs", usable),)


def curve_charts(shown: Sequence[Group], units: Units) -> tuple[CurveChart, ...]:
    """The wide and the narrow drawing; none without groups."""
    return (_chart(WIDE, shown, units), _chart(NARROW, shown, units)) if shown else ()


def curve_rows(shown: Sequence[Group], units: Units) -> tuple[CurveRow, ...]:
    """The shares at round distances, up to the end of the longest line."""
    if not shown:
        return ()
    end_m = max(_end_m(group) for group in shown)
    steps = distance_steps(end_m, units, 11)
    estimates = [(group, _estimate(group)) for group in shown]
    return tuple(
        CurveRow(
            format_distance(m, units),
            tuple(_cell(group, estimate, m) for group, estimate in estimates),
        )
        for m in steps
    )


def _cell(group: Group, estimate: ProductLimit, at_m: float) -> str:
    if at_m > _end_m(group):
        return "no run got this far"
    at_risk = sum(o.free_m >= at_m for o in group.runs)
    return f"{percentage(estimate.free_beyond(at_m))}, {at_risk} of {len(group.runs)} runs still counted"


def _estimate(group: Group) -> ProductLimit:
    return product_limit([o.free_m for o in group.runs], [o.painful for o in group.runs])


def _end_m(group: Group) -> float:
    """Where the line ends: the last onset or the last end of a pain-free run."""
    return max(o.free_m for o in group.runs)


def _chart(frame: Frame, shown: Sequence[Group], units: Units) -> CurveChart:
    far_m = max(200.0, *(_end_m(group) for group in shown))
    steps = distance_steps(far_m, units, 9)
    x = Scale(0.0, far_m, frame.x0, frame.x1)
    y = Scale(0.0, 1.0, frame.y0, frame.y1)
    shares = (0.0, 0.25, 0.5, 0.75, 1.0)
    return CurveChart(
        frame,
        distance_ticks(steps, units, x),
        tuple(Tick(y(share), percentage(share)) for share in shares),
        y(0.5),
        tuple(_curve(group, x, y, units) for group in shown),
    )


def _curve(group: Group, x: Scale, y: Scale, units: Units) -> Curve:
    estimate = _estimate(group)
    onsets = {o.free_m for o in group.runs if o.painful}
    path = f"M{x(0.0):.1f} {y(1.0):.1f}"
    points = []
    for at_m, share in zip(estimate.at_m.tolist(), estimate.free.tolist(), strict=True):
        path += f"H{x(at_m):.1f}"
        if at_m in onsets:
            path += f"V{y(share):.1f}"
        text = f"{format_distance(at_m, units)}: {_says(group, at_m, share, at_m in onsets)}"
        points.append(Point(x(at_m), y(share), at_m not in onsets, text))
    return Curve(group.name, group.label, path, tuple(points))


def _says(group: Group, at_m: float, share: float, came: bool) -> str:
    still = f"{percentage(share)} of the {group.label} still pain-free"
    if came:
        k = sum(o.painful and o.free_m == at_m for o in group.runs)
        return f"{still}; pain came in {k} here"
    return f"{still}; a pain-free run ended here"
