"""A recording made up from an activity's totals: steady on the whole, with hills in it."""

import math
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from sync.sandbox.answers import Json

STEP_S = 5
STOP_S = 25
"""What ten butt kicks take, with the walk to the roadside."""
_FOUR_ROUNDS = 8 * math.pi


@dataclass(frozen=True, slots=True)
class Recording:
    """Index-aligned samples; the last one is at the activity's elapsed time and distance."""

    time_s: list[int]
    distance_m: list[float]
    moving: list[bool]
    altitude_m: list[float]
    grade_percent: list[float]
    phase: float

    @property
    def speed_m_s(self) -> list[float]:
        samples = pairwise(zip(self.time_s, self.distance_m, strict=True))
        speeds = [round((d1 - d0) / max(t1 - t0, 1), 3) for (t0, d0), (t1, d1) in samples]
        return [0.0, *speeds]

    def time_at(self, distance_m: float) -> float:
        """The elapsed seconds at which this distance was reached."""
        for i in range(1, len(self.distance_m)):
            here, before = self.distance_m[i], self.distance_m[i - 1]
            if here >= distance_m and here > before:
                share = (distance_m - before) / (here - before)
                return self.time_s[i - 1] + share * (self.time_s[i] - self.time_s[i - 1])
        return float(self.time_s[-1])

    def still_before(self, distance_m: float) -> int:
        """The seconds stood still before this distance."""
        stops = [i for i, moves in enumerate(self.moving) if i > 0 and not moves]
        before = [i for i in stops if self.distance_m[i] < distance_m]
        return sum(self.time_s[i] - self.time_s[i - 1] for i in before)


def record(activity: Json) -> Recording:
    """The recording of an activity; the same one each time, so it is only to be read."""
    moving = int(activity["moving_time"])
    return _record(
        phase=(int(activity["id"]) % 628) / 100,
        distance=float(activity["distance"]),
        moving=moving,
        pause=max(int(activity["elapsed_time"]) - moving, 0),
        climb=float(activity.get("total_elevation_gain") or 0.0),
    )


@lru_cache(maxsize=256)
def _record(*, phase: float, distance: float, moving: int, pause: int, climb: float) -> Recording:
    seconds = [*range(0, moving, STEP_S), moving]
    metres = _metres(seconds, distance, phase)
    height = _hill_height(metres, climb, phase)
    time, moved = list(seconds), [False] + [True] * (len(seconds) - 1)
    for stop, stood_s in _stops(len(seconds), pause):
        time = [*time[: stop + 1], *(at + stood_s for at in time[stop:])]
        metres.insert(stop, metres[stop])
        moved.insert(stop + 1, False)
    return Recording(
        time_s=time,
        distance_m=[round(at, 1) for at in metres],
        moving=moved,
        altitude_m=[round(21 + height * _hill(at, phase), 1) for at in metres],
        grade_percent=[round(100 * height * _slope(at, phase), 1) for at in metres],
        phase=phase,
    )


def _stops(samples: int, pause_s: int) -> list[tuple[int, int]]:
    """After which sample the runner stood how long: up to three times past half-way, the last first."""
    count = min(-(-pause_s // STOP_S), 3)
    return [(samples * (11 + i) // 20, (pause_s + i) // count) for i in reversed(range(count))]


def stream_set(activity: Json, keys: list[str]) -> Json | None:
    """The asked streams by type, without those that no sensor recorded; None for a manual entry."""
    if activity.get("manual"):
        return None
    recording = record(activity)
    streams = {key: _stream(key, activity, recording) for key in keys}
    return {key: _envelope(data) for key, data in streams.items() if data is not None}


def _stream(key: str, activity: Json, recording: Recording) -> list[object] | None:
    if key in {"altitude", "grade_smooth"} and activity.get("trainer"):
        return None
    recorded: dict[str, list[object]] = {
        "time": [*recording.time_s],
        "distance": [*recording.distance_m],
        "moving": [*recording.moving],
        "altitude": [*recording.altitude_m],
        "grade_smooth": [*recording.grade_percent],
        "velocity_smooth": [*recording.speed_m_s],
    }
    sensors = {
        "cadence": ("average_cadence", 1.5),
        "temp": ("average_temp", 0.8),
        "heartrate": ("average_heartrate", 6.0),
    }
    if key in recorded:
        return recorded[key]
    average, swing = sensors.get(key, ("", 0.0))
    if activity.get(average) is None:
        return None
    return _around(float(activity[average]), swing, recording)


def _around(average: float, swing: float, recording: Recording) -> list[object]:
    end = max(recording.time_s[-1], 1)
    return [
        round(average + swing * math.sin(recording.phase + _FOUR_ROUNDS * at / end))
        for at in recording.time_s
    ]


def _envelope(data: list[object]) -> Json:
    return {
        "data": data,
        "series_type": "distance",
        "original_size": len(data),
        "resolution": "high",
    }


def _metres(seconds: list[int], distance: float, phase: float) -> list[float]:
    """Distances at these moments: slower uphill, drifting by some 3 %, exact at the end."""
    covered, sums = 0.0, [0.0]
    for before, at in pairwise(seconds):
        rough = distance * at / max(seconds[-1], 1)
        pace = 1 + 0.03 * math.sin(at / 67 + phase) - 6 * _slope(rough, phase)
        covered += (at - before) * pace
        sums.append(covered)
    return [distance * one / covered for one in sums] if covered else sums


def _hill(at_m: float, phase: float) -> float:
    return math.sin(at_m / 302 + phase) + 0.5 * math.sin(at_m / 116 + 2 * phase)


def _slope(at_m: float, phase: float) -> float:
    return math.cos(at_m / 302 + phase) / 302 + 0.5 * math.cos(at_m / 116 + 2 * phase) / 116


def _hill_height(metres: list[float], climb: float, phase: float) -> float:
    """The factor with which the hills add up to this climb."""
    heights = [_hill(at, phase) for at in metres]
    up = sum(max(b - a, 0.0) for a, b in pairwise(heights))
    return climb / up if up else 0.0
