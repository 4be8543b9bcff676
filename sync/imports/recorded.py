"""What one activity file holds, whatever its format. Times in UTC, distances in metres, durations in seconds."""

from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

RUNNING_STEPS_FROM, WALKING_STEPS_FROM = 120.0, 80.0
STEPS_FROM = {
    "Run": RUNNING_STEPS_FROM,
    "TrailRun": RUNNING_STEPS_FROM,
    "VirtualRun": RUNNING_STEPS_FROM,
    "Walk": WALKING_STEPS_FROM,
    "Hike": WALKING_STEPS_FROM,
}
"""The mean cadence above which a sport's is steps a minute: nobody takes so many strides.

FIT (`cadence` in rpm, `total_strides` for running and walking), Garmin's TCX (`RunCadence`) and GPX
(`cad`), and Strava's streams of runs, walks and hikes count one leg; some apps write steps into the
same fields, and no field says so.
"""


class UnreadableError(Exception):
    """A file that holds no activity, or none that can be read; the text says why, for the runner."""


@dataclass(slots=True)
class Sample:
    """One moment of a recording; None is what no sensor told."""

    at_s: float
    """Epoch seconds."""
    distance_m: float | None = None
    altitude_m: float | None = None
    speed_m_s: float | None = None
    cadence: float | None = None
    heartrate: float | None = None
    temp_c: float | None = None
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class Pause:
    """The timer stood still from `from_s` to `to_s`, elapsed seconds."""

    from_s: float
    to_s: float


@dataclass(frozen=True, slots=True)
class Lap:
    """One lap of the watch, from `start_s` elapsed seconds on."""

    start_s: float
    elapsed_s: float
    distance_m: float | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """Index-aligned samples by elapsed second; a sensor that told nothing has an empty series."""

    time_s: tuple[float, ...] = ()
    distance_m: tuple[float, ...] = ()
    altitude_m: tuple[float, ...] = ()
    speed_m_s: tuple[float, ...] = ()
    cadence_per_leg: tuple[float, ...] = ()
    heartrate: tuple[float, ...] = ()
    temp_c: tuple[float, ...] = ()
    moving: tuple[bool, ...] = ()


@dataclass(frozen=True, slots=True)
class Recorded:
    """One activity as a device recorded it.

    `sport_type` is Strava's name for the sport, None where the file does not say. `utc_offset_s` is
    how far the local clock was ahead of UTC, None where the file does not say. `timer_s` leaves the
    pauses out, `moving_s` also what was stood still with a running timer.
    """

    start_utc: datetime
    distance_m: float
    elapsed_s: float
    moving_s: float
    timer_s: float
    sport_type: str | None = None
    utc_offset_s: int | None = None
    indoors: bool = False
    device: str | None = None
    name: str | None = None
    temp_c: float | None = None
    cadence_per_leg: float | None = None
    heartrate: float | None = None
    climb_m: float | None = None
    pauses: tuple[Pause, ...] = ()
    laps: tuple[Lap, ...] = ()
    series: Series = field(default_factory=Series)
    damage: str | None = None
    """What of the file could not be read; None: all of it was."""

    def __post_init__(self) -> None:
        if self.start_utc.utcoffset() is None:
            raise ValueError("a start needs its zone")
        if any(later < earlier for earlier, later in pairwise(self.series.distance_m)):
            raise ValueError("a distance never falls")
