"""The noted runs of one site as arrays: what every test and every curve computes with."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Series:
    """Index-aligned arrays of length n, one entry a noted run, oldest first.

    `reached_m` is the onset where the run was painful (event), else the run's length (censored); NaN
    where a painful run's onset is unknown. `covariates` are by subject (`pace`, `gear:g1`,
    `factor:treadmill`), NaN where unknown; shoes and factors are 0 or 1.
    """

    day: Floats
    """Days, with their fraction, since the start of the first noted run; never decreasing."""
    length_m: Floats
    reached_m: Floats
    painful: Flags
    intensity: Floats
    """0 to 10; 0 where free of pain."""
    runs_so_far: Counts
    """Real runs, noted or not, from the first noted one to this one."""
    runs_after: int = 0
    """Real runs since the last noted one."""
    covariates: Mapping[str, Floats] = field(default_factory=dict)
    rough: Mapping[str, Flags] = field(default_factory=dict)
    """By subject, the runs whose value is an estimate from the run's totals."""

    def __len__(self) -> int:
        return len(self.day)

    @property
    def share_noted(self) -> float:
        """Of the runs since the first note; 0 without any."""
        if not len(self):
            return 0.0
        return len(self) / (int(self.runs_so_far[-1]) + self.runs_after)

    def where(self, kept: Flags | Counts) -> "Series":
        """The runs where `kept` (shape n) is true, or those at its places in its order; which runs happened stays."""
        return replace(
            self,
            day=self.day[kept],
            length_m=self.length_m[kept],
            reached_m=self.reached_m[kept],
            painful=self.painful[kept],
            intensity=self.intensity[kept],
            runs_so_far=self.runs_so_far[kept],
            covariates={name: values[kept] for name, values in self.covariates.items()},
            rough={name: flags[kept] for name, flags in self.rough.items()},
        )

    def first(self, n: int) -> "Series":
        """The record as it stood right after its n-th noted run."""
        early = np.arange(len(self)) < n
        return replace(self.where(early), runs_after=0 if n < len(self) else self.runs_after)

    def without_first(self, n: int) -> "Series":
        """The record as if it began with the noted run after its first n."""
        if n == 0:
            return self
        late = self.where(np.arange(len(self)) >= n)
        return replace(late, runs_so_far=late.runs_so_far - self.runs_so_far[n - 1])

    def located(self) -> "Series":
        """The runs of which a distance is known: a length above 0, and an onset where painful."""
        return self.where((self.length_m > 0) & np.isfinite(self.reached_m))
