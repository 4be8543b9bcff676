"""What a run was like just before pain began, beside what it was like until then.

Two descriptions of one run side by side, no comparison that shows anything: most runs get faster, and
every heart beats higher, after their first kilometre, with pain or without.
"""

from dataclasses import dataclass

import numpy as np

from annotations.model import Site
from annotations.record import NotedRun, observe
from annotations.samples import Samples, measured
from annotations.stretches import stretches

LAST_M = 400.0
EARLIER_M = 400.0
"""Nothing is told of a run whose pain began before both stretches were run."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a run; None for what was not measured. `grade` is its rise per metre."""

    from_m: float
    to_m: float
    pace_s_per_km: float | None
    grade: float | None
    cadence_per_min: float | None
    heart_rate_bpm: float | None


@dataclass(frozen=True, slots=True)
class LeadUp:
    """The last 400 m before the run's first pain, and all of the run before them."""

    sites: tuple[Site, ...]
    """Where it began to hurt there."""
    onset_m: float
    earlier: Stretch
    last: Stretch


def lead_up(noted: NotedRun, samples: Samples | None) -> LeadUp | None:
    """None where any pain of the run has no place in the recording, or one in its first 800 m.

    Of several onsets the first counts: after it, the run is one in pain. A place by even pace is none.
    """
    hurting = [complaint.site for complaint in noted.complaints if complaint.level > 0]
    seen = [observation for site in hurting if (observation := observe(noted, site)) is not None]
    places = [one.onset_m for one in seen if one.onset_from in ("note", "track")]
    onsets = [place for place in places if place is not None]
    if samples is None or not onsets or len(onsets) < len(hurting):
        return None
    onset_m, start_m = min(onsets), float(samples.distance_m[0])
    if not start_m + EARLIER_M + LAST_M <= onset_m <= samples.distance_m[-1]:
        return None
    sites = tuple(one.site for one in seen if one.onset_m == onset_m)
    earlier, last = _described(samples, [start_m, onset_m - LAST_M, onset_m])
    return LeadUp(sites, onset_m, earlier, last)


def _described(samples: Samples, edges: list[float]) -> list[Stretch]:
    edges_m = np.array(edges)
    along, road = stretches(samples, edges_m), samples.road
    grades = np.full(len(edges) - 1, np.nan)
    if road is not None:
        grades = np.diff(np.interp(edges_m, road.at_m, road.altitude_m)) / np.diff(edges_m)
    columns = (along.pace_s_per_km, grades, along.cadence_per_min, along.heart_rate_bpm)
    rows = zip(edges[:-1], edges[1:], *map(measured, columns), strict=True)
    return [Stretch(*row) for row in rows]
