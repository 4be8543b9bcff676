"""A recording piece by piece of its road: pace, cadence and heart rate over each."""

from dataclasses import dataclass

import numpy as np

from annotations.samples import Samples, reached
from annotations.terrain import Floats

SPOKEN = 0.8
"""A sensor's mean is told where it spoke for this share of the time in motion."""


@dataclass(frozen=True, slots=True, eq=False)
class Stretches:
    """One value a stretch; NaN where it was not measured. Standing still is in none of them.

    `cadence_per_min` is without the moments in which the sensor saw no step.
    """

    pace_s_per_km: Floats
    cadence_per_min: Floats
    heart_rate_bpm: Floats


def stretches(samples: Samples, edges_m: Floats) -> Stretches:
    """The stretches between these rising distances, which are within the recording."""
    moving_s = np.diff(reached(samples, samples.moving_s, edges_m))
    with np.errstate(divide="ignore", invalid="ignore"):
        pace = 1000.0 * moving_s / np.diff(edges_m)
    stepping = samples.cadence_per_min
    if stepping is not None:
        stepping = np.where(stepping > 0, stepping, np.nan)
    return Stretches(
        np.where(pace > 0, pace, np.nan),
        _means(samples, stepping, edges_m),
        _means(samples, samples.heart_rate_bpm, edges_m),
    )


def _means(samples: Samples, values: Floats | None, edges_m: Floats) -> Floats:
    """The means over the time in motion."""
    count = len(edges_m) - 1
    if values is None:
        return np.full(count, np.nan)
    cell = np.searchsorted(edges_m, samples.distance_m, side="left") - 1
    within = (cell >= 0) & (cell < count)
    cell, values = cell[within], values[within]
    weight = np.diff(samples.moving_s, prepend=samples.moving_s[0])[within]
    spoke = ~np.isnan(values)
    told_s = np.bincount(cell[spoke], weight[spoke], count)
    sums = np.bincount(cell[spoke], weight[spoke] * values[spoke], count)
    all_s = np.bincount(cell, weight, count)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where((told_s > 0) & (told_s >= SPOKEN * all_s), sums / told_s, np.nan)
