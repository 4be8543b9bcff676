"""What a kind still needs below its minimum, in plain words."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from annotations.insights.evidence import Finding
from annotations.insights.series import Series
from annotations.model import Site

MIN_NOTED, MIN_PAINFUL = 20, 5
MAX_UNKNOWN_SHARE = 0.2


def more(k: int, what: str) -> str:
    """`1 more noted run`, `6 more noted runs`."""
    return f"{k} more {what}{'s' if k > 1 else ''}"


def not_enough(
    kind: str, site: Site | None, subject: str, counts: Mapping[str, int], needs: str, method: str
) -> list[Finding]:
    """The one finding of a kind below its minimum."""
    return [Finding(kind, site, subject, "not_enough", counts, needs=needs, method=method)]


@dataclass(frozen=True, slots=True)
class Onsets:
    """How many noted runs have a known distance, how many of them hurt, and how many hurt nobody knows where."""

    known: int
    painful: int
    lost: int

    @classmethod
    def of(cls, series: Series) -> "Onsets":
        known = (series.length_m > 0) & np.isfinite(series.reached_m)
        painful = int(np.sum(known & series.painful))
        return cls(int(np.sum(known)), painful, int(np.sum(series.painful)) - painful)

    @property
    def counts(self) -> dict[str, int]:
        return {"noted": self.known, "painful": self.painful, "painful_without_onset": self.lost}

    @property
    def needs(self) -> str:
        """What is missing for a distance: 20 runs of known distance, 5 painful, onsets known in 4 of 5 of them.

        Empty when nothing is.
        """
        if self.known < MIN_NOTED:
            short = MIN_NOTED - self.known
            or_else = f" (or the onset of {short} that hurt)" if self.lost >= short else ""
            return more(short, "noted run") + or_else
        if self.painful < MIN_PAINFUL:
            return more(MIN_PAINFUL - self.painful, "painful run")
        may_lack = int(MAX_UNKNOWN_SHARE * (self.painful + self.lost))
        if self.lost > may_lack:
            return f"the onset of {more(self.lost - may_lack, 'painful run')}"
        return ""
