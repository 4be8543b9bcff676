"""The drawing "share of runs still pain-free by distance": Kaplan-Meier steps and their rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from annotations.insights.onset import WINDOW
from annotations.insights.survival import ProductLimit, product_limit
from annotations.model import Units
from annotations.quantities import format_distance
from annotations.record import Observation
from annotations.report.axes import Frame, Scale, Tick, distance_steps, distance_ticks
from annotations.report.drawing import Drawing, Line, Mark
from annotations.report.figure import Table
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


def curve_drawings(shown: Sequence[Group], units: Units) -> tuple[Drawing, ...]:
    """The wide and the narrow drawing; none without groups."""
    return tuple(_drawing(frame, shown, units) for frame in (WIDE, NARROW)) if shown else ()


def curve_table(shown: Sequence[Group], units: Units) -> Table:
    """The shares at round distances, up to the end of the longest line; there is a group."""
    steps = distance_steps(max(_end_m(group) for group in shown), units, 11)
    estimates = [(group, _estimate(group)) for group in shown]
    return Table(
        "The same as a table",
        ("Distance", *(f"Still pain-free, {group.label}" for group in shown)),
        tuple(
            (
                format_distance(m, units),
                *(_cell(group, estimate, m) for group, estimate in estimates),
            )
            for m in steps
        ),
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


def _drawing(frame: Frame, shown: Sequence[Group], units: Units) -> Drawing:
    far_m = max(200.0, *(_end_m(group) for group in shown))
    x = Scale(0.0, far_m, frame.x0, frame.x1)
    y = Scale(0.0, 1.0, frame.y0, frame.y1)
    half = Line("half", f"M{frame.x0:.1f} {y(0.5):.1f}H{frame.x1:.1f}")
    curves = [_curve(group, x, y, units) for group in shown]
    return Drawing(
        frame,
        distance_ticks(distance_steps(far_m, units, 9), units, x),
        tuple(Tick(y(share), percentage(share)) for share in (0.0, 0.25, 0.5, 0.75, 1.0)),
        under=(half, *(line for line, _ in curves)),
        marks=tuple(mark for _, marks in curves for mark in marks),
    )


def _curve(group: Group, x: Scale, y: Scale, units: Units) -> tuple[Line, list[Mark]]:
    estimate = _estimate(group)
    onsets = {o.free_m for o in group.runs if o.painful}
    path = f"M{x(0.0):.1f} {y(1.0):.1f}"
    marks = []
    for at_m, share in zip(estimate.at_m.tolist(), estimate.free.tolist(), strict=True):
        path += f"H{x(at_m):.1f}"
        if at_m in onsets:
            path += f"V{y(share):.1f}"
        says = f"{format_distance(at_m, units)}: {_says(group, at_m, share, at_m in onsets)}"
        look = f"p-{group.name}" if at_m in onsets else f"p-{group.name} ended"
        marks.append(Mark(look, x(at_m), y(share), 3.6, says))
    return Line(f"curve c-{group.name}", path), marks


def _says(group: Group, at_m: float, share: float, came: bool) -> str:
    still = f"{percentage(share)} of the {group.label} still pain-free"
    if came:
        k = sum(o.painful and o.free_m == at_m for o in group.runs)
        return f"{still}; pain came in {k} here"
    return f"{still}; a pain-free run ended here"
