"""A figure of the page: its answer as title, its drawings, the same as a table, and how it was made."""

from dataclasses import dataclass

from annotations.insights.evidence import Level
from annotations.insights.why import explain
from annotations.report.axes import Tick
from annotations.report.drawing import Drawing


@dataclass(frozen=True, slots=True)
class Named:
    """A name from outside in a table, which may be written from right to left."""

    text: str


Cell = str | Named


@dataclass(frozen=True, slots=True)
class Table:
    """`rows` have one cell for each of `head`; `left_out` older rows had no room."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Interval:
    """One row of a forest: a value with its range on an axis of 0 to `FOREST_WIDTH`; None: not told.

    An end that the record does not hold is drawn open to the axis' end (`beyond`).
    """

    name: str
    at: float | None
    low: float | None
    high: float | None
    beyond: bool
    figures: str


FOREST_WIDTH = 300.0


@dataclass(frozen=True, slots=True)
class Forest:
    """Rows of values with their ranges on one axis: drawing and table in one."""

    head: tuple[str, str, str]
    ticks: tuple[Tick, ...]
    rows: tuple[Interval, ...]
    line_at: float | None = None
    """Where a dotted line stands: no difference."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One entry of the key: the look of a mark and what it stands for."""

    look: str
    text: str


@dataclass(frozen=True, slots=True)
class Figure:
    """Everything of one figure. Without drawings and forests `missing` says what is needed for one."""

    id: str
    about: str
    title: str
    level: Level | None = None
    summary: str = ""
    drawings: tuple[Drawing, ...] = ()
    forests: tuple[Forest, ...] = ()
    key: tuple[Sample, ...] = ()
    notes: tuple[str, ...] = ()
    how: tuple[str, ...] = ()
    change: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    missing: str = ""


def made(*kinds: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """How figures of these kinds of finding are made, and what would change them: a paragraph for each kind."""
    told = [explain(kind) for kind in kinds]
    return tuple(one.how for one in told), tuple(one.change for one in told)
