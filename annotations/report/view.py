"""One site as all of its figures need it: its runs, what was found, how it is written."""

from dataclasses import dataclass

from annotations.insights.evidence import Finding, Level
from annotations.model import Site, Units
from annotations.record import Observation
from annotations.report.room import FULL, Room
from annotations.report.seen import Seen


@dataclass(frozen=True, slots=True)
class View:
    """One site of a record; `id` begins the ids of its figures, `found` holds its own findings only."""

    id: str
    site: Site
    seen: tuple[Seen, ...]
    series: tuple[Observation, ...]
    found: tuple[Finding, ...]
    units: Units
    room: Room = FULL

    def of(self, *kinds: str) -> list[Finding]:
        """The findings of these kinds, kind by kind."""
        return [f for kind in kinds for f in self.found if f.kind == kind]

    def level(self, kind: str) -> Level | None:
        """The level of the first finding of a kind."""
        return next((f.level for f in self.of(kind)), None)

    def claim(self, kind: str) -> Finding | None:
        """The finding of this kind where it is more than noise."""
        return next((f for f in self.of(kind) if f.level in ("hint", "clear")), None)
