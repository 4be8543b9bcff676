"""What a simulated runner means to run, before any pain: days, lengths, weather, hills, pace."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from annotations.insights.series import Counts, Flags, Floats
from simulation.traits import Traits

BUILD_WEEKS = np.array([1.0, 1.08, 1.16, 0.75])
YEAR_DAYS = 365.25
DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class Training:
    """Index-aligned arrays, one entry a run, oldest first."""

    day: Floats
    """Days since the first midnight, with their fraction; starts are at whole seconds."""
    planned_m: Floats
    fast: Flags
    temperature: Floats
    downhill_share: Floats
    pace: Floats
    """Seconds a kilometre."""
    treadmill: Flags
    warm_up: Flags

    @property
    def hour(self) -> Floats:
        return (self.day % 1.0) * 24.0

    @property
    def rest_days(self) -> Floats:
        """Days from the start of the run before, at most 14; NaN for the first run."""
        return np.concatenate([[np.nan], np.minimum(np.diff(self.day), 14.0)])


def plan_training(traits: Traits, count: int, rng: Generator) -> Training:
    """`count` runs: training blocks with build weeks, a break for some, seasons and weather."""
    date, week, place_in_week, of_week = _dates(traits, count, rng)
    fast = (place_in_week == of_week // 2) & (rng.random(count) < 0.7)
    long_run = place_in_week == of_week - 1
    evening = rng.random(count) < (0.2 if traits.morning else 0.8)
    hour = np.where(long_run, 9.5, np.where(evening, 18.0, 6.8)) + rng.normal(0, 0.6, count)
    season = np.cos(2 * np.pi * (date / YEAR_DAYS + traits.start_of_year))
    temperature = 11 - 9 * season + _weather(date, rng) + 3 * evening
    downhill = _downhill(traits, count, rng)
    lengthening = 1 + 0.25 * np.sin(2 * np.pi * (week / 14 + rng.random()))
    planned = traits.usual_m * lengthening * BUILD_WEEKS[week % 4] * np.where(long_run, 1.7, 1.0)
    effort = -0.09 * fast + 0.03 * long_run - 0.15 * (downhill - traits.hilly)
    trend = traits.fitness_per_year * date / YEAR_DAYS + 0.003 * np.maximum(temperature - 15, 0)
    indoors = rng.choice([0.0, 0.0, 1.0])
    treadmill = rng.random(count) < indoors * np.where(temperature < 5, 0.25, 0.05)
    return Training(
        day=date + np.round(np.clip(hour, 5, 21.5) * 3600) / DAY_S,
        planned_m=planned * np.exp(rng.normal(0, 0.18, count)),
        fast=fast,
        temperature=np.where(treadmill, 20.0, temperature),
        downhill_share=np.where(treadmill, 0.0, downhill),
        pace=traits.pace_s_per_km * np.exp(effort + trend + rng.normal(0, 0.03, count)),
        treadmill=treadmill,
        warm_up=rng.random(count) < rng.choice([0.0, 0.0, 0.3]),
    )


def _dates(traits: Traits, count: int, rng: Generator) -> tuple[Floats, Counts, Counts, Counts]:
    """The dates of `count` runs, the week of each, its place within the week and the runs of that week."""
    liked = rng.normal(0, 1, 7)
    broken_off = rng.integers(8, 40) if rng.random() < 0.3 else -1
    dates: list[int] = []
    weeks: list[int] = []
    places: list[int] = []
    sizes: list[int] = []
    week, offset = 0, 0
    while len(dates) < count:
        offset += 7 * int(rng.integers(1, 4)) if week == broken_off else 0
        runs = int(traits.runs_per_week + rng.random())
        days = np.sort(np.argsort(liked + rng.normal(0, 0.5, 7))[:runs])
        dates += [offset + 7 * week + int(day) for day in days]
        weeks += [week] * runs
        places += list(range(runs))
        sizes += [runs] * runs
        week += 1
    return (
        np.array(dates[:count], float),
        np.array(weeks[:count]),
        np.array(places[:count]),
        np.array(sizes[:count]),
    )


def _weather(date: Floats, rng: Generator) -> Floats:
    """Warm and cold days, which come in rows of some three."""
    return fading(date, half_life_days=2.0, sd=4.0, rng=rng)


def _downhill(traits: Traits, count: int, rng: Generator) -> Floats:
    """Six usual routes, hilly and flat ones, each run somewhat differently each time."""
    routes = traits.hilly + rng.normal(0, 0.10, 6)
    return np.clip(routes[rng.integers(6, size=count)] + rng.normal(0, 0.03, count), 0.0, 0.8)


def fading(day: Floats, *, half_life_days: float, sd: float, rng: Generator) -> Floats:
    """A stationary Ornstein-Uhlenbeck process at the moments `day`."""
    kept = 0.5 ** (np.diff(day, prepend=day[0]) / half_life_days)
    kept[0] = 0.0
    fresh = rng.normal(0, sd, len(day)) * np.sqrt(1 - kept**2)
    out = np.empty(len(day))
    state = 0.0
    for at, (share, news) in enumerate(zip(kept.tolist(), fresh.tolist(), strict=True)):
        state = share * state + news
        out[at] = state
    return out
