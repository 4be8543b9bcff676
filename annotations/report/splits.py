"""A run's recording kilometre by kilometre, or mile by mile."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from annotations.model import Units
from annotations.profile import Profile
from annotations.quantities import METRES_OF
from annotations.samples import Measured

LEAST_SHARE = 0.3
"""The run's last stretch is a split of its own from this share of the unit on."""


@dataclass(frozen=True, slots=True)
class Split:
    """The means over a stretch; None for what was not measured. `grade` is its rise per metre."""

    from_m: float
    to_m: float
    pace_s_per_km: float | None
    grade: float | None
    cadence_per_min: float | None
    heart_rate_bpm: float | None


def splits(profile: Profile, units: Units) -> tuple[Split, ...]:
    """The whole units of the run and what is left of the last one, from the profile's points."""
    unit_m = METRES_OF[units]
    half_m = (profile.at_m[1] - profile.at_m[0]) / 2 if len(profile.at_m) > 1 else profile.at_m[0]
    end_m = profile.at_m[-1] + half_m
    grade: Measured = profile.hills.grade if profile.hills else (None,) * len(profile.at_m)
    found: list[Split] = []
    for k in range(int(end_m // unit_m) + 1):
        from_m, to_m = k * unit_m, min((k + 1) * unit_m, end_m)
        inside = [i for i, at_m in enumerate(profile.at_m) if from_m <= at_m < to_m]
        if inside and (to_m - from_m >= LEAST_SHARE * unit_m or not found):
            columns = (
                profile.pace_s_per_km,
                grade,
                profile.cadence_per_min,
                profile.heart_rate_bpm,
            )
            found.append(Split(from_m, to_m, *(mean_of(values, inside) for values in columns)))
    return tuple(found)


def mean_of(values: Measured, at: Sequence[int]) -> float | None:
    """The mean of the values at these places that were measured; None where none was."""
    known = [value for i in at if (value := values[i]) is not None]
    return fmean(known) if known else None


def pace(seconds_per_km: float, units: Units) -> str:
    """`9:05`, minutes and seconds a mile or a kilometre."""
    seconds = round(seconds_per_km * METRES_OF[units] / 1000)
    return f"{seconds // 60}:{seconds % 60:02d}"
