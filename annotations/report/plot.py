"""The onsets of one site as a plot of characters, for a terminal: a column a run, higher is farther."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from annotations.model import Units
from annotations.quantities import METRES_OF
from annotations.report.onsets import farthest
from annotations.report.seen import Kind, Seen
from annotations.report.shown import day

Look = Literal["heading", "plain", "soft", "onset", "free"]
AXIS = 7
"""The columns of the axis: a number and its line."""


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a line in one colour."""

    text: str
    look: Look = "plain"


Row = tuple[Span, ...]
_SIGNS: dict[Kind, tuple[str, str, Look]] = {
    "onset": ("●", "x", "onset"),
    "free": ("○", "o", "free"),
    "lost": ("?", "?", "onset"),
    "unknown": ("·", ".", "soft"),
}


def onset_plot(
    seen: Sequence[Seen], units: Units, width: int, height: int, *, plain: bool
) -> tuple[Row, ...]:
    """`height` rows of runs, a row for those without a distance, and one of dates; at most `width` columns.

    The newest runs are shown where there are more than columns. `plain` uses ASCII only.
    """
    shown = seen[-(width - AXIS) :]
    if not shown or height < 2:
        return ()
    far_m = farthest(shown)
    rows = [_level(shown, far_m, k, height, units, plain) for k in range(height - 1, -1, -1)]
    lane: list[Span] = [Span(" " * (AXIS - 1) + ("|" if plain else "┼"), "soft")]
    lane += [_sign(one, plain) if one.kind in ("lost", "unknown") else Span(" ") for one in shown]
    first, last = day(shown[0].run.local_date), day(shown[-1].run.local_date)
    room = max(1, len(shown) - len(first) - len(last))
    dates = " " * AXIS + (
        first if len(shown) < len(first) + len(last) else f"{first}{' ' * room}{last}"
    )
    return (*rows, _joined(lane), (Span(dates, "soft"),))


def plot_key(*, plain: bool) -> str:
    """What the signs stand for."""
    kinds: tuple[tuple[Kind, str], ...] = (
        ("onset", "pain began"),
        ("free", "no pain to the end"),
        ("unknown", "unknown"),
    )
    return "  ".join(f"{_SIGNS[kind][1 if plain else 0]} {text}" for kind, text in kinds)


def _level(
    shown: Sequence[Seen], far_m: float, k: int, height: int, units: Units, plain: bool
) -> Row:
    """The k-th row from below: it holds the distances from k to k + 1 parts of `far_m`."""
    label = f"{far_m * k / (height - 1) / METRES_OF[units]:.1f}"
    spans = [Span(f"{label:>{AXIS - 2}} {'|' if plain else '┤'}", "soft")]
    for one in shown:
        o = one.observation
        here = (
            one.kind in ("onset", "free")
            and o is not None
            and round(min(o.free_m, far_m) / far_m * (height - 1)) == k
        )
        spans.append(_sign(one, plain) if here else Span(" "))
    return _joined(spans)


def _sign(one: Seen, plain: bool) -> Span:
    rich, ascii_sign, look = _SIGNS[one.kind]
    return Span(ascii_sign if plain else rich, look)


def _joined(spans: Sequence[Span]) -> Row:
    """Neighbours of one look as one piece, without blanks at the end."""
    joined: list[Span] = []
    for one in spans:
        if joined and joined[-1].look == one.look:
            joined[-1] = Span(joined[-1].text + one.text, one.look)
        else:
            joined.append(one)
    if joined and not joined[-1].text.strip():
        joined.pop()
    return tuple(joined)
