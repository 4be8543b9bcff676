"""The proof of the insights by simulation: the table of the specification's last section.

    make proof-insights                               in full, on 2 cores, within the hour
    python bench/proof_insights.py --size 0.1         a tenth of the runners of each kind
    python bench/proof_insights.py --kind "shoe x3"   one kind of runner; may be given several times
    python bench/proof_insights.py --keep FILE        outcomes line by line; goes on where it was cut off
    python bench/proof_insights.py --write FILE       the table as markdown
    python bench/proof_insights.py --rehearse         other runners than those of the proof

The figures depend on the runners alone, not on the number of processes. Exit code 1 where a target is
missed.
"""

import argparse
import multiprocessing
import os
import sys
import time
from collections.abc import Iterable
from pathlib import Path

# Before numpy is imported: two processes share two cores.
os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from simulation.kept import OtherCodeError, append, read
from simulation.kinds import BY_NAME, Cohort, seeds
from simulation.outcome import Outcome, outcome_of
from simulation.table import markdown, missed

CHUNK = 4
Task = tuple[str, int]


def main() -> int:
    asked = _arguments()
    names = asked.kind or list(BY_NAME)
    known = _kept(asked.keep) if asked.keep else []
    wanted = [(name, seed) for name in names for seed in _seeds(BY_NAME[name], asked)]
    done = {(outcome.kind, outcome.seed): outcome for outcome in known}
    tasks = [task for task in wanted if task not in done]
    print(f"{len(wanted)} runners, {len(wanted) - len(tasks)} of them known already", flush=True)
    started = time.monotonic()
    for count, outcome in enumerate(_outcomes(tasks, asked.processes), 1):
        done[outcome.kind, outcome.seed] = outcome
        if asked.keep:
            append(asked.keep, [outcome])
        _tell(count, len(tasks), started, [done[task] for task in wanted if task in done], outcome)
    outcomes = [done[task] for task in wanted]
    table = markdown(outcomes)
    print(f"\nDone in {(time.monotonic() - started) / 60:.1f} min\n\n{table}")
    if asked.write:
        asked.write.write_text(table, encoding="utf-8")
    for row in missed(outcomes):
        print(f"Missed: {row.kind}, {row.what}, {row.target}")
    return 1 if missed(outcomes) else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="The proof of the insights by simulation")
    parser.add_argument("--size", type=float, default=1.0, help="share of the full size")
    parser.add_argument("--kind", action="append", choices=list(BY_NAME))
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--write", type=Path)
    parser.add_argument("--rehearse", action="store_true")
    return parser.parse_args()


def _kept(path: Path) -> list[Outcome]:
    try:
        return read(path)
    except OtherCodeError as error:
        sys.exit(str(error))


def _seeds(cohort: Cohort, asked: argparse.Namespace) -> range:
    return seeds(cohort, max(2, round(cohort.size * asked.size)), rehearse=asked.rehearse)


def _outcomes(tasks: list[Task], processes: int) -> Iterable[Outcome]:
    if processes == 1:
        yield from map(_one, tasks)
        return
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        yield from pool.imap(_one, tasks, CHUNK)


def _one(task: Task) -> Outcome:
    name, seed = task
    return outcome_of(BY_NAME[name], seed)


def _tell(count: int, of: int, started: float, so_far: list[Outcome], last: Outcome) -> None:
    """The share that is done now and then, and the rows of a kind once its last runner is through."""
    seconds = time.monotonic() - started
    if count % 50 == 0:
        left = seconds / count * (of - count) / 60
        print(f"{count} of {of} runners, {seconds / 60:.1f} min, {left:.0f} min to go", flush=True)
    of_kind = [outcome for outcome in so_far if outcome.kind == last.kind]
    if count == of or len(of_kind) % 100 == 0:
        print(markdown(of_kind), flush=True)


if __name__ == "__main__":
    sys.exit(main())
