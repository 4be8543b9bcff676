"""Covariates from a record, beside one plain scan over them by scipy's spearmanr.

    python bench/covariates.py [RUNS]        2,000 made-up runs unless told otherwise, a quarter noted

Each figure is the best of seven. A night makes one series a site; as-of looks are prefixes of it.
"""

import random
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from scipy.stats import spearmanr

from annotations.insights.covariates import series_of
from annotations.model import ActivityId, Complaint, Match, Metres, Note, Place, Run, Seconds, Site
from annotations.record import Record, build_record

KNEE = Site("knee", "right")
FIRST = datetime(2020, 3, 2, 6, 40, tzinfo=UTC)
ROUNDS = 7


def main(count: int) -> None:
    """Make the record, then time its series and the peer's scan."""
    record = make_record(count, random.Random(3))
    series = series_of(record, KNEE)
    columns = [values for values in series.covariates.values() if len(set(values)) > 1]
    named = {
        "one spearmanr a covariate": lambda: [
            spearmanr(values, series.intensity, nan_policy="omit") for values in columns
        ],
        "series with covariates": lambda: series_of(record, KNEE),
        "a prefix for each noted run": lambda: [series.first(n) for n in range(1, len(series) + 1)],
    }
    timed = {name: best(work) for name, work in named.items()}
    print(f"{count:,} runs, {len(series)} noted, {len(columns)} covariates")
    peer = next(iter(timed.values()))
    for name, seconds in timed.items():
        print(f"{name:<30}{1000 * seconds:8.1f} ms {seconds / peer:6.2f} x")


def make_record(count: int, chance: random.Random) -> Record:
    runs = [make_run(number, chance) for number in range(count)]
    noted = [run for run in runs[count // 2 :] if chance.random() < 0.5]
    return build_record(runs, [Match(make_note(run, chance), run, ()) for run in noted])


def make_run(number: int, chance: random.Random) -> Run:
    start = FIRST + timedelta(days=1.2 * number + chance.uniform(0, 0.4))
    length_m = chance.uniform(4000, 15_000)
    moving_s = Seconds(length_m * chance.uniform(0.3, 0.4))
    return Run(
        ActivityId(number + 1), "Run", "Run", start, start.replace(tzinfo=None),
        Metres(length_m), moving_s, moving_s,
        gear_id=chance.choice(["g1", "g2"]),
        temperature_c=chance.gauss(12, 8),
        elevation_gain_m=chance.uniform(0, 90),
        downhill_share=chance.choice([None, chance.random() / 3]),
    )  # fmt: skip


def make_note(run: Run, chance: random.Random) -> Note:
    factors = ("rain",) if chance.random() < 0.3 else ()
    level = chance.choice([0.0, 4.0])
    onset = Place(distance_m=Metres(chance.uniform(0, run.distance_m))) if level else None
    complaint = Complaint(KNEE, level, onset)
    return Note(f"{run.id}.md", True, (complaint,), activity_id=run.id, factors=factors)


def best(work: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return min(times)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
