"""One noted run along its distance: pace, hills, cadence, heart rate, and where its notes say what happened."""

from dataclasses import dataclass
from math import ceil

import numpy as np

from annotations.marks import Mark, marks
from annotations.record import NotedRun
from annotations.samples import Measured, Samples, measured, reached
from annotations.stretches import stretches
from annotations.terrain import Floats, Road, climbed

MOST_POINTS = 200
POINT_M = 50.0
"""The pace over less road is mostly the error of the receiver."""


@dataclass(frozen=True, slots=True)
class Hills:
    """The altitude and the grade (rise per metre, over 100 m) at each point, and the run's totals by its recording."""

    altitude_m: tuple[float, ...]
    grade: tuple[float, ...]
    gain_m: float
    loss_m: float
    downhill_share: float


@dataclass(frozen=True, slots=True)
class Profile:
    """Index-aligned points, 1 to 200, each the middle of a stretch of the same length.

    Pace, cadence and heart rate are those in motion over the stretch; `elapsed_s` and `moving_s` are when
    its middle was first reached. `hills` is None without altitudes, and below 500 m.
    """

    at_m: tuple[float, ...]
    elapsed_s: tuple[float, ...]
    moving_s: tuple[float, ...]
    pace_s_per_km: Measured
    cadence_per_min: Measured
    heart_rate_bpm: Measured
    hills: Hills | None
    marks: tuple[Mark, ...]


def profile(noted: NotedRun, samples: Samples | None) -> Profile | None:
    """The profile of a noted run; None without a recording that can be used."""
    if samples is None:
        return None
    start_m, end_m = float(samples.distance_m[0]), float(samples.distance_m[-1])
    count = min(max(ceil((end_m - start_m) / POINT_M), 1), MOST_POINTS)
    edges_m = np.linspace(start_m, end_m, count + 1)
    at_m = (edges_m[:-1] + edges_m[1:]) / 2
    along, road = stretches(samples, edges_m), samples.road
    return Profile(
        tuple(at_m.tolist()),
        tuple(reached(samples, samples.elapsed_s, at_m).tolist()),
        tuple(reached(samples, samples.moving_s, at_m).tolist()),
        measured(along.pace_s_per_km),
        measured(along.cadence_per_min),
        measured(along.heart_rate_bpm),
        None if road is None else _hills(road, at_m),
        marks(noted.complaints, noted.bouts, noted.run),
    )


def _hills(road: Road, at_m: Floats) -> Hills:
    gain_m, loss_m = climbed(road.altitude_m)
    return Hills(
        tuple(np.interp(at_m, road.at_m, road.altitude_m).tolist()),
        tuple(np.interp(at_m, road.at_m, road.grade).tolist()),
        gain_m,
        loss_m,
        road.downhill_share,
    )
