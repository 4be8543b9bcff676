"""How much of a record one page has room for: 500 kB hold 500 annotated runs with their recordings."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from annotations.record import Record
from annotations.report.axes import Variant

MOST_BYTES = 500_000
MOST_RUNS = 500
"""The newest annotated runs that have a section of their own."""


@dataclass(frozen=True, slots=True)
class Room:
    """How many of the newest runs of a site can be pointed at in a drawing, the rows of a table, a curve's points.

    `runs` are those that have a section.
    """

    pointed: int = 200
    rows: int = 60
    points: int = 60
    runs: int = MOST_RUNS

    def marks(self, variant: Variant) -> int:
        """The runs with a mark of their own: a narrow drawing has two where a wide one has five."""
        return self.pointed if variant == "wide" else self.pointed * 2 // 5

    def bars(self, variant: Variant) -> int:
        """The runs of a drawing that has several marks, or a bar, for each."""
        return min(self.pointed // 3, 60) // (1 if variant == "wide" else 2)

    def weeks(self, variant: Variant) -> int:
        """Two years on a wide screen, where there is room."""
        return max(30, min(self.pointed * 2 // 3, 104)) if variant == "wide" else 30

    def strips(self, variant: Variant) -> int:
        """The rows of weeks in the calendar."""
        return 3 if variant == "narrow" else 1 + (self.pointed >= 150)


FULL, LEAST = Room(), Room(40, 12, 24)
MOST_SHARING = 4
"""Two sites have all their charts; the others take about as much as two more."""
DRAWN: Mapping[Variant, int] = {"wide": 200, "narrow": 80}
"""The newest runs that a drawing over time has place for, pointed at or not."""


def rooms(record: Record) -> Iterator[Room]:
    """What the page may take, until it fits into `MOST_BYTES`; the usual record fits at once.

    Long names, long runs and many sites a run need more: first drawings and tables give way, then the
    sections of the oldest runs.
    """
    usual = _shared(record)
    tight = replace(usual, pointed=LEAST.pointed, rows=LEAST.rows, points=LEAST.points)
    sections = min(len(record.noted), MOST_RUNS)
    yield usual
    yield tight
    yield from (replace(tight, runs=sections * share // 8) for share in (6, 4, 2) if sections > 8)


def _shared(record: Record) -> Room:
    """Few runs or few sites leave room for whole drawings and tables; many of both share it."""
    sections = min(len(record.noted), MOST_RUNS)
    spare, sites = 1 - sections / MOST_RUNS, min(max(len(record.sites), 1), MOST_SHARING)
    return Room(
        pointed=_between(LEAST.pointed, (180 + 600 * spare) / sites, FULL.pointed),
        rows=_between(LEAST.rows, (40 + 240 * spare) / sites, FULL.rows),
        points=_between(LEAST.points, 12_000 / max(sections, 1), FULL.points),
    )


def _between(least: int, wanted: float, most: int) -> int:
    return max(least, min(int(wanted), most))
