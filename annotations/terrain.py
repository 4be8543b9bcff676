"""How much of a run goes up and down: from its recording, or roughly from its totals."""

from dataclasses import dataclass
from itertools import pairwise
from math import exp

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

DOWNHILL = -0.02
"""A grade of -2 % and steeper is downhill: below that it is a road's camber and a watch's noise."""
STEP_M = 10.0
SMOOTHED_M = 50.0
"""The altitude is the mean over so much road, which takes out a barometer's steps of 0.2 to 1 m."""
GRADE_OVER_M = 100.0
"""The grade is the slope between two such means: 2 m of descent, several times what noise is left."""
TURN_M = 2.0
"""A climb or a descent is one from here on: what noise the smoothing leaves is a fraction of it."""
SHORTEST_M = 500.0
LONGEST_M = 1_000_000.0


def downhill_share(distance_m: ArrayLike, altitude_m: ArrayLike) -> float | None:
    """The share (0 to 1) of the distance that is run at a grade of -2 % or steeper.

    Both are index-aligned samples of a recording, the distance non-decreasing. Standing still has no
    weight. At the ends the grade is taken over what is there. None below 500 m and beyond 1,000 km.
    """
    road = road_of(distance_m, altitude_m)
    return None if road is None else road.downhill_share


@dataclass(frozen=True, slots=True, eq=False)
class Road:
    """A road every 10 m of its length, from its first sample: smoothed altitudes, and grades as a share."""

    at_m: Floats
    altitude_m: Floats
    grade: Floats

    @property
    def downhill_share(self) -> float:
        return float(np.mean(self.grade <= DOWNHILL))


def road_of(distance_m: ArrayLike, altitude_m: ArrayLike) -> Road | None:
    """The road under index-aligned samples of a recording, the distance non-decreasing.

    None below 500 m and beyond 1,000 km.
    """
    distance, altitude = np.asarray(distance_m, float), np.asarray(altitude_m, float)
    if len(distance) < 2 or not SHORTEST_M <= distance[-1] - distance[0] <= LONGEST_M:
        return None
    heights = _evenly(distance - distance[0], altitude)
    smooth = _moving_mean(heights, round(SMOOTHED_M / STEP_M))
    at = np.arange(len(smooth))
    half = round(GRADE_OVER_M / STEP_M / 2)
    before, after = np.maximum(at - half, 0), np.minimum(at + half, len(smooth) - 1)
    grade = (smooth[after] - smooth[before]) / ((after - before) * STEP_M)
    return Road(distance[0] + (at + 0.5) * STEP_M, smooth, grade)


def climbed(altitude_m: ArrayLike) -> tuple[float, float]:
    """The metres gained and lost along these altitudes, both 0 or more.

    A way up ends where the altitude has come down from its highest point by 2 m, a way down where it
    has risen by as much: a wiggle below that adds nothing to either. Their difference is that of the
    last altitude and the first, to less than 2 m.
    """
    heights = np.asarray(altitude_m, float).tolist()
    turns = heights[:1]
    for height in heights:
        goes_on = len(turns) > 1 and (height > turns[-1]) == (turns[-1] > turns[-2])
        if goes_on:
            turns[-1] = height
        elif abs(height - turns[-1]) >= TURN_M:
            turns.append(height)
    ways = [later - earlier for earlier, later in pairwise(turns)]
    return sum((way for way in ways if way > 0), 0.0), sum((-way for way in ways if way < 0), 0.0)


def downhill_share_from_totals(gain_m: float, length_m: float) -> float | None:
    """About the same share where only the climb is known; None for a length or climb that can't be.

    Taken for granted: the run ends about as high as it began, and its grades have a Laplace
    distribution around 0. Its scale b then follows from the climb per metre, which is b / 2, and
    the share at or below -2 % is exp(-0.02 / b) / 2. Good for telling hilly runs from flat ones, no more.
    """
    if length_m < SHORTEST_M or not 0 <= gain_m < length_m / 2:
        return None
    if gain_m == 0:
        return 0.0
    return exp(DOWNHILL * length_m / (2 * gain_m)) / 2


def _evenly(distance: Floats, altitude: Floats) -> Floats:
    """The mean altitude of each 10 m; straight across those without a sample."""
    cell = (distance / STEP_M).astype(int)
    cells = int(distance[-1] / STEP_M)
    cell = np.minimum(cell, cells - 1)  # the last metres are no cell of their own
    counts = np.bincount(cell, minlength=cells)
    sums = np.bincount(cell, weights=altitude, minlength=cells)
    filled = np.flatnonzero(counts)
    return np.interp(np.arange(cells), filled, sums[filled] / counts[filled])


def _moving_mean(values: Floats, width: int) -> Floats:
    """Centred, over `width` values (odd); near the ends over those that are there."""
    kernel = np.ones(width)
    weight = np.convolve(np.ones(len(values)), kernel, mode="same")
    return np.convolve(values, kernel, mode="same") / weight
