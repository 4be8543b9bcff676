"""How much of a run goes downhill: from its recording, or roughly from its totals."""

from math import exp

import numpy as np
from numpy.typing import ArrayLike, NDArray

DOWNHILL = -0.02
"""A grade of -2 % and steeper is downhill: below that it is a road's camber and a watch's noise."""
STEP_M = 10.0
SMOOTHED_M = 50.0
"""The altitude is the mean over so much road, which takes out a barometer's steps of 0.2 to 1 m."""
GRADE_OVER_M = 100.0
"""The grade is the slope between two such means: 2 m of descent, several times what noise is left."""
SHORTEST_M = 500.0
LONGEST_M = 1_000_000.0


def downhill_share(distance_m: ArrayLike, altitude_m: ArrayLike) -> float | None:
    """The share (0 to 1) of the distance that is run at a grade of -2 % or steeper.

    Both are index-aligned samples of a recording, the distance non-decreasing. Standing still has no
    weight. At the ends the grade is taken over what is there. None below 500 m and beyond 1,000 km.
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
    return float(np.mean(grade <= DOWNHILL))


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


def _evenly(distance: NDArray[np.float64], altitude: NDArray[np.float64]) -> NDArray[np.float64]:
    """The mean altitude of each 10 m; straight across those without a sample."""
    cell = (distance / STEP_M).astype(int)
    cells = int(distance[-1] / STEP_M)
    cell = np.minimum(cell, cells - 1)  # the last metres are no cell of their own
    counts = np.bincount(cell, minlength=cells)
    sums = np.bincount(cell, weights=altitude, minlength=cells)
    filled = np.flatnonzero(counts)
    return np.interp(np.arange(cells), filled, sums[filled] / counts[filled])


def _moving_mean(values: NDArray[np.float64], width: int) -> NDArray[np.float64]:
    """Centred, over `width` values (odd); near the ends over those that are there."""
    kernel = np.ones(width)
    weight = np.convolve(np.ones(len(values)), kernel, mode="same")
    return np.convolve(values, kernel, mode="same") / weight
