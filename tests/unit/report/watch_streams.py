"""Streams as Strava gives them, of made-up runs."""

from typing import Any

import numpy as np

from annotations.model import Run

PACE_S_PER_KM = 330.0


def streams(run: Run, every_s: float = 5.0, /, **more: list[float]) -> dict[str, Any]:
    """An even run, up for the first half and down for the second."""
    samples = int(run.distance_m / 1000 * PACE_S_PER_KM / every_s) + 1
    seconds = [every_s * k for k in range(samples)]
    metres = [s * 1000 / PACE_S_PER_KM for s in seconds]
    half = metres[-1] / 2
    told = {
        "time": seconds,
        "distance": metres,
        "altitude": [100 + 0.03 * (half - abs(m - half)) for m in metres],
        **more,
    }
    return {key: {"data": data} for key, data in told.items()}


def wavy(run: Run, every_s: float = 5.0) -> dict[str, Any]:
    """Streams that change all the time, as those of a watch do, with cadence and heart rate."""
    k = np.arange(len(streams(run, every_s)["time"]["data"])) * every_s / 5
    hills = 100 + 20 * np.sin(k / 40) + 8 * np.sin(k / 11)
    heart, legs = 150 + 10 * np.sin(k / 23), 84 + 3 * np.sin(k / 17)
    waves = {"altitude": hills, "heartrate": heart, "cadence": legs}
    made = {key: values.tolist() for key, values in waves.items()}
    return streams(run, every_s, **made)
