"""A record's runs as the series that the scan reads: what went with each noted run, from what Strava gives.

What is said of a run depends on nothing that happened after it: the series of an earlier record is the
beginning of this one's.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from math import exp, nan

import numpy as np

from annotations.insights.scan import Question
from annotations.insights.series import Floats, Series
from annotations.model import Run, Site
from annotations.record import Observation, Record
from annotations.terrain import downhill_share_from_totals

GEAR, FACTOR = "gear:", "factor:"
DOWNHILL, PACE, TEMPERATURE = "downhill_share", "pace", "temperature"
LOAD, HOUR, REST = "load_7d", "hour", "rest_days"
MEASURES = (DOWNHILL, PACE, TEMPERATURE, LOAD, HOUR, REST)

FASTEST, SLOWEST = 120.0, 1200.0
"""Seconds a kilometre; beyond them the distance or the time of a run is wrong."""
MOST_M = 300_000.0
"""Nobody runs further without a stop."""
COLDEST, HOTTEST = -40.0, 50.0
"""Degrees Celsius in which somebody runs."""
LOAD_DAYS = 7.0
MOST_REST_DAYS = 14.0
DAY = timedelta(days=1)


def series_of(
    record: Record, site: Site, observations: Sequence[Observation] | None = None
) -> Series:
    """What each noted run shows of `site`, with its covariates; `observations` are `record.series(site)`.

    An onset beyond the end of its run is at the end. The covariates, NaN where unknown:

    `gear:<id>` 1 in that shoe, 0 in another, for each shoe that was worn in one of these runs.
    `downhill_share` 0 to 1, by the recording (`annotations.terrain`), 0 on a belt, else by the climb
    alone: those runs are marked in `rough`.
    `pace` seconds a kilometre while moving. `temperature` degrees Celsius. `hour` of the local start.
    `load_7d` the metres of all runs before, noted or not, each times exp(-its days ago / 7): 7 days of
    the exponentially weighted daily distance (Williams et al. 2017); unknown in the record's first 7.
    `rest_days` since the run before started, at most 14.
    `factor:<name>` 1 where a note names it, 0 in the other noted runs.
    """
    seen = record.series(site) if observations is None else observations
    history = _history(record.runs)
    shared = [history[one.run.id] for one in seen]
    downhill = [_downhill(one.run) for one in seen]
    columns = {
        DOWNHILL: [share for share, _ in downhill],
        PACE: [_pace(one.run) for one in seen],
        TEMPERATURE: [_temperature(one.run) for one in seen],
        LOAD: [load for _, load, _ in shared],
        HOUR: [_hour(one.run) for one in seen],
        REST: [rest for _, _, rest in shared],
    }
    places = [place for place, _, _ in shared]
    length = _floats(one.run.distance_m for one in seen)
    return Series(
        day=_floats((one.run.start_utc - seen[0].run.start_utc) / DAY for one in seen),
        length_m=length,
        reached_m=np.clip(_floats(_reached(one) for one in seen), 0.0, length),
        painful=np.fromiter((one.painful for one in seen), np.bool_, len(seen)),
        intensity=_floats(one.level for one in seen),
        runs_so_far=np.array([place - places[0] + 1 for place in places], np.int64),
        runs_after=len(record.runs) - 1 - places[-1] if places else 0,
        covariates={name: _floats(values) for name, values in columns.items()}
        | _shoes(seen)
        | _factors(record, seen),
        rough={DOWNHILL: np.fromiter((rough for _, rough in downhill), np.bool_, len(seen))},
    )


def questions_of(series: Series) -> tuple[Question, ...]:
    """The questions that a scan asks of `series`: shoes (one group), the measures, each factor."""
    names = sorted(series.covariates)
    shoes = tuple(Question(name, "gear") for name in names if name.startswith(GEAR))
    measures = tuple(Question(name) for name in MEASURES)
    return (*shoes, *measures, *(Question(name) for name in names if name.startswith(FACTOR)))


def _history(runs: Sequence[Run]) -> Mapping[int, tuple[int, float, float]]:
    """For each run its place among all, the load that came before, and the days of rest."""
    found: dict[int, tuple[int, float, float]] = {}
    load, rest = 0.0, nan
    for place, run in enumerate(runs):
        if place:
            before = runs[place - 1]
            days = _days(before, run)
            load = (load + _believable_m(before)) * exp(-days / LOAD_DAYS)
            rest = min(days, MOST_REST_DAYS)
        known = (run.start_utc - runs[0].start_utc) / DAY >= LOAD_DAYS
        found[run.id] = place, load if known else nan, rest
    return found


def _days(before: Run, run: Run) -> float:
    """From start to start; whole days where one of them is hidden and stands at midnight."""
    if before.start_hidden or run.start_hidden:
        return float(max((run.local_date - before.local_date).days, 0))
    return (run.start_utc - before.start_utc) / DAY


def _believable_m(run: Run) -> float:
    """The distance, or 0 where it can't be true: one of them would outweigh all others for weeks."""
    too_fast = 0 < run.moving_s * 1000 < FASTEST * run.distance_m
    return 0.0 if too_fast or run.distance_m > MOST_M else run.distance_m


def _reached(seen: Observation) -> float:
    if not seen.painful:
        return seen.run.distance_m
    return nan if seen.onset_m is None else seen.onset_m


def _downhill(run: Run) -> tuple[float, bool]:
    """The share, and whether it is only roughly known."""
    if run.indoors:
        return 0.0, False
    if run.downhill_share is not None:
        return run.downhill_share, False
    if run.elevation_gain_m is None:
        return nan, False
    share = downhill_share_from_totals(run.elevation_gain_m, run.distance_m)
    return (nan, False) if share is None else (share, True)


def _pace(run: Run) -> float:
    if run.distance_m <= 0:
        return nan
    pace = run.moving_s * 1000 / run.distance_m
    return pace if FASTEST <= pace <= SLOWEST else nan


def _temperature(run: Run) -> float:
    felt = nan if run.temperature_c is None else run.temperature_c
    return felt if COLDEST <= felt <= HOTTEST else nan


def _hour(run: Run) -> float:
    start = run.start_local
    return nan if run.start_hidden else start.hour + start.minute / 60 + start.second / 3600


def _shoes(seen: Sequence[Observation]) -> dict[str, Floats]:
    worn = [one.run.gear_id for one in seen]
    return {
        f"{GEAR}{shoe}": _floats(nan if on is None else float(on == shoe) for on in worn)
        for shoe in dict.fromkeys(worn)
        if shoe is not None
    }


def _factors(record: Record, seen: Sequence[Observation]) -> dict[str, Floats]:
    runs_with: dict[str, set[int]] = defaultdict(set)
    for noted in record.noted:
        for note in noted.notes:
            for factor in note.factors:
                runs_with[factor].add(noted.run.id)
    ids = [one.run.id for one in seen]
    columns = {
        f"{FACTOR}{factor}": _floats(float(one in those) for one in ids)
        for factor, those in runs_with.items()
    }
    return {name: values for name, values in columns.items() if values.any()}


def _floats(values: Iterable[float]) -> Floats:
    return np.fromiter(values, np.float64)
