"""What a drawing is made of, in view-box units: lines, marks that can be pointed at, labels. No markup here."""

from dataclasses import dataclass
from typing import Literal

from annotations.report.axes import Frame, Tick, Variant

Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True, slots=True)
class Line:
    """One path that nobody points at; `look` is its class."""

    look: str
    path: str


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing that can be pointed at, and what it then says.

    `look` is its class and chooses its shape around (x, y): `r` is its radius or half its length.
    A bar or a cell is `w` wide and `h` high, (x, y) its upper left corner.
    """

    look: str
    x: float
    y: float
    r: float
    says: str
    w: float = 0.0
    h: float = 0.0


@dataclass(frozen=True, slots=True)
class Label:
    """A text of the drawing's own, at the base line of its letters."""

    look: str
    x: float
    y: float
    text: str
    anchor: Anchor = "middle"


@dataclass(frozen=True, slots=True)
class Drawing:
    """Drawn in this order: grid and axes, `under`, marks, `over`, labels.

    The axes' base line stands at the first of `y_ticks`; without any there are no axes. `lanes` name
    the rows below the base line.
    """

    frame: Frame
    x_ticks: tuple[Tick, ...] = ()
    y_ticks: tuple[Tick, ...] = ()
    lanes: tuple[Tick, ...] = ()
    under: tuple[Line, ...] = ()
    marks: tuple[Mark, ...] = ()
    over: tuple[Line, ...] = ()
    labels: tuple[Label, ...] = ()

    @property
    def variant(self) -> Variant:
        return self.frame.variant


def box(x: float, y: float, w: float, h: float) -> str:
    """The path of a rectangle, (x, y) its upper left corner."""
    return f"M{x:.1f} {y:.1f}h{w:.1f}v{h:.1f}h{-w:.1f}z"
