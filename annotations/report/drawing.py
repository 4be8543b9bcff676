"""What a drawing is made of, in view-box units: lines, marks that can be pointed at, labels. No markup here."""

from collections.abc import Sequence
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

    @property
    def outline(self) -> str:
        """Its path; empty for a circle."""
        if self.w:
            return box(self.x, self.y, self.w, self.h)
        x, y, r = self.x, self.y, short(self.r)
        if self.look == "free":
            return f"M{x - self.r:.0f} {y:.0f}h{2 * self.r:.0f}"
        if self.look == "lost":
            return f"M{x:.0f} {y - self.r:.0f}l{r} {r}l-{r} {r}l-{r}-{r}z"
        if self.look == "unknown":
            return f"M{x:.0f} {y - self.r:.0f}v{2 * self.r:.0f}"
        return ""


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


def merged(marks: Sequence[Mark]) -> tuple[Line, ...]:
    """Marks that are drawn and not pointed at: one path for each look, a circle as a dot of one size."""
    paths: dict[str, str] = {}
    for one in marks:
        look = one.look if one.outline else f"{one.look} dots"
        drawn = one.outline or f"M{one.x:.0f} {one.y:.0f}h0"
        paths[look] = paths.get(look, "") + drawn
    return tuple(Line(look, path) for look, path in paths.items())


def box(x: float, y: float, w: float, h: float) -> str:
    """The path of a rectangle, (x, y) its upper left corner."""
    return f"M{short(x)} {short(y)}h{short(w)}v{short(h)}h-{short(w)}z"


def short(value: float) -> str:
    """A coordinate or a length with at most one decimal."""
    return f"{value:.1f}".removesuffix(".0")
