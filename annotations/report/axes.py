"""Scales and ticks: from metres, days and shares to the coordinates of a drawing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, floor
from typing import Literal

from annotations.model import Units
from annotations.quantities import METRES_OF
from annotations.report.shown import MONTHS

Variant = Literal["wide", "narrow", "only"]
"""For a wide screen, for a narrow one, or the only drawing there is, for both."""

_DISTANCE_STEPS = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0)
_MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60)


@dataclass(frozen=True, slots=True)
class Frame:
    """The size of a drawing and the margins around its plot, in the units of its view box."""

    variant: Variant
    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float

    @property
    def x0(self) -> float:
        return self.left

    @property
    def x1(self) -> float:
        return self.width - self.right

    @property
    def y0(self) -> float:
        """The base line: the lower end of the plot."""
        return self.height - self.bottom

    @property
    def y1(self) -> float:
        return self.top


@dataclass(frozen=True, slots=True)
class Scale:
    """A linear map from `low..high` to `start..end`; both ends of the source differ."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)


@dataclass(frozen=True, slots=True)
class Tick:
    """A labelled place on an axis, `at` in drawing units."""

    at: float
    label: str


def distance_steps(most_m: float, units: Units, at_most: int) -> tuple[float, ...]:
    """Round distances in metres from 0 to `most_m`: at least two, `at_most` where steps allow."""
    unit_m = METRES_OF[units]
    whole = max(most_m / unit_m, _DISTANCE_STEPS[0])
    fits = (s for s in _DISTANCE_STEPS if _whole_steps(whole, s) < at_most)
    step = next(fits, _DISTANCE_STEPS[-1])
    return tuple(k * step * unit_m for k in range(_whole_steps(whole, step) + 1))


def _whole_steps(whole: float, step: float) -> int:
    """How many steps fit; rounded first, so that 2.9999999 steps still hold the third."""
    return floor(round(whole / step, 6))


def distance_ticks(steps_m: tuple[float, ...], units: Units, scale: Scale) -> tuple[Tick, ...]:
    """A tick for each step; the last one carries the unit."""
    labels = [f"{step_m / METRES_OF[units]:.4g}" for step_m in steps_m]
    labels[-1] += f" {units}"
    return tuple(Tick(scale(m), label) for m, label in zip(steps_m, labels, strict=True))


def date_ticks(first: date, last: date, scale: Scale, at_most: int) -> tuple[Tick, ...]:
    """Days in a span of a few weeks, else the firsts of months; `scale` maps `date.toordinal()`.

    Days have longer labels, so there is one fewer of them.
    """
    span = (last - first).days
    if span < 31 * 2:
        step = max(1, ceil((span + 1) / (at_most - 1)))
        days = [first + timedelta(days=k) for k in range(0, span + 1, step)]
        return tuple(Tick(scale(d.toordinal()), _day_label(d, first)) for d in days)
    months = list(_months(first, last))
    fits = (step for step in _MONTH_STEPS if len(_every(months, step)) <= at_most)
    chosen = _every(months, next(fits, _MONTH_STEPS[-1]))
    return tuple(
        Tick(scale(d.toordinal()), _month_label(d, is_first=k == 0)) for k, d in enumerate(chosen)
    )


def _months(first: date, last: date) -> Iterator[date]:
    month = first if first.day == 1 else _next_month(first)
    while month <= last:
        yield month
        month = _next_month(month)


def _next_month(on: date) -> date:
    return date(on.year + on.month // 12, on.month % 12 + 1, 1)


def _every(months: list[date], step: int) -> list[date]:
    return [m for m in months if (12 * m.year + m.month - 1) % step == 0]


def _day_label(on: date, first: date) -> str:
    year = f" {on.year}" if on == first else ""
    return f"{on.day} {MONTHS[on.month - 1]}{year}"


def _month_label(on: date, *, is_first: bool) -> str:
    year = f" {on.year}" if is_first or on.month == 1 else ""
    return f"{MONTHS[on.month - 1]}{year}"
