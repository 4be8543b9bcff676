"""Streams as Strava gives them, of made-up runs."""

from typing import Any

import numpy as np

from annotations.model import Run

PACE_S_PER_KM = 330.0


def streams(run: Run, **more: list[float]) -> dict[str, Any]:
    """An even run, one sample every 5 seconds, up for the first half and down for the second."""
    seconds = [5.0 * k for k in range(int(run.distance_m / 1000 * PACE_S_PER_KM / 5) + 1)]
    metres = [s * 1000 / PACE_S_PER_KM for s in seconds]
    half = metres[-1] / 2
    told = {
        "time": seconds,
        "distance": metres,
        "altitude": [100 + 0.03 * (half - abs(m - half)) for m in metres],
        **more,
    }
    return {key: {"data": data} for key, data in told.items()}


def wavy(run: Run) -> dict[str, Any]:
    """Streams that change all the time, as those of a watch do, with cadence and heart rate."""
    k = np.arange(len(streams(run)["time"]["data"]))
    hills = 100 + 20 * np.sin(k / 40) + 8 * np.sin(k / 11)
    heart, legs = 150 + 10 * np.sin(k / 23), 84 + 3 * np.sin(k / 17)
    waves = {"altitude": hills, "heartrate": heart, "cadence": legs}
    return streams(run, **{key: values.tolist() for key, values in waves.items()})
