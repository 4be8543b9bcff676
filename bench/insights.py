"""The insights beside one plain scan by scipy's Spearman correlation over the same covariates.

    python bench/insights.py

The best of several rounds, all in turns, on one core; imports are done before. The runner is simulated:
200 runs (and 2,000), seven questions.
"""

import gc
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

import numpy as np
from scipy.stats import spearmanr
from simulation.domain import SITES, record_of_life
from simulation.life import Life, live
from simulation.traits import DILIGENT, Kind, NoteHabit

from annotations.insights.coin import running_e
from annotations.insights.covariates import series_of
from annotations.insights.findings import findings
from annotations.insights.forecast import forecast_reach
from annotations.insights.ledger import Ledger
from annotations.insights.night import looks_tonight, new_claims
from annotations.insights.scan import Question, scan
from annotations.insights.series import Series
from annotations.insights.survival import product_limit, recency
from annotations.insights.trends import intensity_look, onset_look
from annotations.record import Record

ROUNDS = 7
PEER = "scipy spearmanr, one scan"
EVERY_RUN = NoteHabit(1.0, 1.0)
SEVEN = (
    Question("gear:a", "gear"),
    *map(Question, ("downhill_share", "pace", "temperature", "load_7d", "hour", "rest_days")),
)


def main() -> None:
    for runs in (200, 2000):
        life = live(
            Kind("bench", EVERY_RUN, shoe_habit="rotation", reacts=False, runs=runs), 10_001
        )
        record, series = record_of_life(life), life.series()
        print(
            f"\n{len(series)} noted runs, {len(SEVEN)} questions, Python {sys.version.split()[0]}"
        )
        timed = time_in_turns(parts(life, record, series))
        for name, seconds in timed.items():
            print(f"{name:<38}{seconds * 1000:10.2f} ms {seconds / timed[PEER]:9.1f} of spearmanr")
    life = live(Kind("bench", DILIGENT, runs=200), 10_001)
    show_as_of(record_of_life(life), timed[PEER])


def parts(life: Life, record: Record, series: Series) -> dict[str, Callable[[], object]]:
    """What is timed, by name; the whole night is the pure part of `twinge nightly`, from record to claims."""
    pain = life.pains[0]
    hurt = pain.painful & (pain.outcome >= 0)
    known = looked_through(record)
    return {
        PEER: lambda: plain_scan(series),
        "scan": lambda: scan(series, SEVEN),
        "onset trend, at a milestone": lambda: onset_look(series, frozenset()),
        "intensity trend, at a milestone": lambda: intensity_look(series, frozenset()),
        "coin": lambda: running_e(life.arm[hurt], pain.outcome[hurt]),
        "Kaplan-Meier": lambda: product_limit(
            series.reached_m, series.painful, recency(series.day)
        ),
        "forecast": lambda: forecast_reach(series),
        "record to arrays": lambda: series_of(record, SITES[0]),
        "one whole night": lambda: night(record, known),
        "one whole night, trends at a milestone": lambda: night(record, Ledger()),
    }


def plain_scan(series: Series) -> list[float]:
    """What a plain scan does: a rank correlation of intensity with each covariate."""
    columns = [np.nan_to_num(series.covariates[question.subject]) for question in SEVEN]
    return [float(spearmanr(series.intensity, column).pvalue) for column in columns]


def night(record: Record, ledger: Ledger) -> Ledger:
    on = record.runs[-1].local_date
    ledger = ledger.plus(looks_tonight(record, ledger, "", on))
    return ledger.plus(new_claims(findings(record, ledger), record, ledger, on))


def looked_through(record: Record) -> Ledger:
    """The log of claims when all milestones so far have been used."""
    return night(record, Ledger())


def show_as_of(record: Record, peer: float) -> None:
    """Every night of 200 runs again, each from the record as it stood then."""
    started = time.perf_counter()
    ledger = Ledger()
    for noted in record.noted:
        ledger = night(record.up_to(noted.run), ledger)
    seconds = time.perf_counter() - started
    print(
        f"\nas of each of {len(record.noted)} noted runs: {seconds:.2f} s, {seconds / peer:.0f} of spearmanr"
    )


def time_in_turns(work: dict[str, Callable[[], object]]) -> dict[str, float]:
    """The least seconds of each part; in turns, so that a busy moment is not one part's alone."""
    best = dict.fromkeys(work, float("inf"))
    for _ in range(ROUNDS):
        for name, do in work.items():
            gc.collect()
            started = time.perf_counter()
            do()
            best[name] = min(best[name], time.perf_counter() - started)
    return best


if __name__ == "__main__":
    main()
