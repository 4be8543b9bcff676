"""The series of one site from the record, without covariates."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import timedelta

import numpy as np

from annotations.insights.series import Series
from annotations.model import Site
from annotations.record import Observation, Record

_DAY = timedelta(days=1)


def series_of(
    record: Record, site: Site, observations: Sequence[Observation] | None = None
) -> Series:
    """The noted runs of `site` as arrays, oldest first; `observations` are `record.series(site)`.

    Runs whose notes leave the site open are not noted. An onset beyond the end of its run is at the end.
    """
    seen = record.series(site) if observations is None else observations
    starts = [run.start_utc for run in record.runs]
    before = starts.index(seen[0].run.start_utc) if seen else 0
    so_far = [bisect_right(starts, o.run.start_utc) - before for o in seen]
    length = np.array([float(o.run.distance_m) for o in seen])
    reached = np.array([np.nan if o.painful and o.onset_m is None else o.free_m for o in seen])
    return Series(
        day=np.array([(o.run.start_utc - seen[0].run.start_utc) / _DAY for o in seen]),
        length_m=length,
        reached_m=np.clip(reached, 0.0, length),
        painful=np.array([o.painful for o in seen], dtype=np.bool_),
        intensity=np.array([o.level for o in seen], dtype=np.float64),
        runs_so_far=np.array(so_far, dtype=np.int64),
        runs_after=len(starts) - before - so_far[-1] if seen else 0,
    )
