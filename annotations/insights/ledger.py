"""The log of claims: what was said when, and which looks were used up. Append-only.

Every entry has the moment that its record went up to (`through`, the start of the newest noted run),
so that what was known at any earlier moment can be told again: `Ledger.up_to`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from annotations.model import Site

ClaimLevel = Literal["hint", "clear", "tested", "faded"]
FADES_AFTER = 30
"""Noted runs since a claim from which on it may be seen to have faded."""
_RANK: dict[str, int] = {"hint": 1, "clear": 2, "tested": 3, "faded": 4}


@dataclass(frozen=True, slots=True)
class Claim:
    """A level that was shown for the first time, with the figures that it was shown with.

    `sign` +1: more pain with more of the subject; for a trend, pain earlier or stronger with time.
    """

    kind: str
    site: Site | None
    subject: str
    level: ClaimLevel
    sign: int
    n: int
    on: date
    through: datetime
    p_lifetime: float | None = None
    e_value: float | None = None
    estimate: float | None = None
    looked_back: bool = False
    """Shown by a look at what was known earlier. It is on record and changes no other finding."""


@dataclass(frozen=True, slots=True)
class TrendUse:
    """Milestones that a trend test has used up, and what it said; they are never used again.

    The p values are already paid for: at most the family's alpha is a clear, four times it a hint.
    """

    kind: str
    site: Site
    milestones: tuple[int, ...]
    n: int
    on: date
    through: datetime
    p_hint: float
    p_clear: float
    sign: int


@dataclass(frozen=True, slots=True)
class Suspicion:
    """The trigger that the runner named ("": none any more), and the noted runs of the most noted site then.

    `through` is the start of the newest run, noted or not: what comes later was not known when it was named.
    """

    subject: str
    noted: int
    on: date
    through: datetime


Entry = Claim | TrendUse | Suspicion


@dataclass(frozen=True, slots=True)
class Ledger:
    """All entries in the order in which they were made."""

    entries: tuple[Entry, ...] = ()

    def up_to(self, moment: datetime) -> "Ledger":
        """What was in the log when the record went up to `moment`, the start of a run.

        A suspicion is no part of what the run before it had to say: it is known from the next run on.
        """
        return Ledger(
            tuple(
                entry
                for entry in self.entries
                if entry.through < moment
                or (entry.through == moment and not isinstance(entry, Suspicion))
            )
        )

    def plus(self, entries: Iterable[Entry]) -> "Ledger":
        return Ledger((*self.entries, *entries))

    def claims(self, kind: str, site: Site | None, subject: str) -> tuple[Claim, ...]:
        return tuple(
            entry
            for entry in self.entries
            if isinstance(entry, Claim)
            and not entry.looked_back
            and (entry.kind, entry.site, entry.subject) == (kind, site, subject)
        )

    def standing(self, kind: str, site: Site | None, subject: str) -> Claim | None:
        """The highest level that was ever shown of this question, the first time; `faded` is above all others."""
        in_time = sorted(self.claims(kind, site, subject), key=lambda claim: claim.through)
        return max(in_time, key=lambda claim: _RANK[claim.level], default=None)

    def holds(self, claim: Claim) -> bool:
        """Whether this claim, made from a record up to the same moment, is there already."""
        return any(
            isinstance(one, Claim)
            and (one.kind, one.site, one.subject, one.level, one.through)
            == (claim.kind, claim.site, claim.subject, claim.level, claim.through)
            for one in self.entries
        )

    @property
    def sites(self) -> frozenset[Site]:
        """The sites that nights spent of the error budget on. An experiment's is its own affair: it pays for itself."""
        return frozenset(
            e.site
            for e in self.entries
            if isinstance(e, TrendUse)
            or (isinstance(e, Claim) and not e.looked_back and e.kind != "experiment")
            if e.site is not None
        )

    def subjects(self, kind: str, site: Site) -> tuple[str, ...]:
        """Every subject of this kind that has a claim."""
        claims = (e for e in self.entries if isinstance(e, Claim) and not e.looked_back)
        return tuple(dict.fromkeys(c.subject for c in claims if (c.kind, c.site) == (kind, site)))

    def uses(self, kind: str, site: Site) -> tuple[TrendUse, ...]:
        return tuple(
            entry
            for entry in self.entries
            if isinstance(entry, TrendUse) and (entry.kind, entry.site) == (kind, site)
        )

    def used(self, kind: str, site: Site) -> frozenset[int]:
        """The milestones that are used up."""
        return frozenset(m for use in self.uses(kind, site) for m in use.milestones)

    @property
    def suspicions(self) -> tuple[Suspicion, ...]:
        return tuple(entry for entry in self.entries if isinstance(entry, Suspicion))


def outranks(level: str, standing: Claim | None) -> bool:
    """Whether `level` would be something new beside what stands."""
    return standing is None or _RANK.get(level, 0) > _RANK[standing.level]
