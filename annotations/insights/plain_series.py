"""The series of one site from the record, without covariates."""

from bisect import bisect_right

import numpy as np

from annotations.insights.series import Series
from annotations.model import Site
from annotations.record import Record


def series_of(record: Record, site: Site) -> Series:
    """The noted runs of `site` as arrays, oldest first; runs whose notes leave the site open are not noted."""
    seen = record.series(site)
    starts = [run.start_utc for run in record.runs]
    first = seen[0].run.start_utc if seen else None
    before = 0 if first is None else starts.index(first)
    so_far = [bisect_right(starts, o.run.start_utc) - before for o in seen]
    return Series(
        day=np.array(
            [(o.run.start_utc - seen[0].run.start_utc).total_seconds() / 86_400 for o in seen]
        ),
        length_m=np.array([float(o.run.distance_m) for o in seen]),
        reached_m=np.array([np.nan if o.painful and o.onset_m is None else o.free_m for o in seen]),
        painful=np.array([o.painful for o in seen], dtype=np.bool_),
        intensity=np.array([o.level for o in seen], dtype=np.float64),
        runs_so_far=np.array(so_far, dtype=np.int64),
        runs_after=len(starts) - before - so_far[-1] if seen else 0,
    )
