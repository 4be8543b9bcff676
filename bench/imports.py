"""An export of 2,000 runs through `twinge import`, against fitdecode alone in one process on the same files.

    python -P bench/imports.py [--activities 2000] [--minutes 45] [--keep DIR]

Without -P the script beside it that is called sync would be taken for the package.
The export is made up: FIT files of one-second records with distance, altitude, heart rate and cadence.
Both read every file whole; fitdecode only decodes, `twinge import` also stores. The ratio is what counts.
"""

import argparse
import gzip
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import fitdecode

from sync.sandbox.answers import Json
from sync.sandbox.export import write_export
from sync.sandbox.fitfile import Moment, Watch, fit_file
from sync.sandbox.outing import Outing, activity_of

FIRST = datetime(2021, 1, 1, 6, 30)  # noqa: DTZ001 - the runner's wall clock
SPEED_M_S = 2.9


class Took(NamedTuple):
    """What some work cost."""

    wall_s: float
    cpu_s: float


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--activities", type=int, default=2000)
    options.add_argument("--minutes", type=int, default=45)
    options.add_argument("--keep", type=Path, help="a folder for the export, made once")
    told = options.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = told.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"export-{told.activities}-{told.minutes}.zip"
        if not path.exists():
            _make(path, told.activities, told.minutes * 60)
        with zipfile.ZipFile(path) as made:
            files = [name for name in made.namelist() if name.endswith(".fit.gz")]
        print(
            f"{len(files)} files of {told.minutes} min, {path.stat().st_size / 1e6:.0f} MB packed"
        )
        alone = _alone(path)
        _say("fitdecode alone, one process", alone, alone, len(files))
        home = Path(temporary) / "home"
        for what in ("twinge import", "twinge import, again"):
            _say(what, _imported(path, home), alone, len(files))
        peak_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        size_mb = (home / "twinge.db").stat().st_size / 1e6
        print(f"largest process {peak_mb:.0f} MB, database {size_mb:.0f} MB")


def _say(what: str, took: Took, alone: Took, files: int) -> None:
    wall, cpu = alone.wall_s / took.wall_s, alone.cpu_s / took.cpu_s
    print(
        f"{what:30} {files / took.wall_s:8.1f} files/s {took.wall_s:8.1f} s wall {wall:5.2f} x "
        f"{took.cpu_s:8.1f} s CPU {cpu:5.2f} x"
    )


def _alone(path: Path) -> Took:
    started, before = time.perf_counter(), time.process_time()
    with zipfile.ZipFile(path) as made:
        for name in made.namelist():
            if name.endswith(".fit.gz"):
                for _ in fitdecode.FitReader(gzip.decompress(made.read(name))):
                    pass
    return Took(time.perf_counter() - started, time.process_time() - before)


def _imported(path: Path, home: Path) -> Took:
    words = ["import", str(path), "--zone", "UTC"]
    started, before = time.perf_counter(), _children_s()
    subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, "-c", "from sync.cli.main import run; run()", *words],
        check=True,
        env={"TWINGE_HOME": str(home), "PATH": "/usr/bin:/bin", "OPENBLAS_NUM_THREADS": "1"},
    )
    return Took(time.perf_counter() - started, _children_s() - before)


def _children_s() -> float:
    """The processor's time of all processes that have ended, those that they started among them."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _make(path: Path, count: int, seconds: int) -> None:
    """One file's recording for all, each with its own start: what is in the samples costs no time."""
    activities = [_activity(i, seconds) for i in range(count)]
    bare = path.with_suffix(".bare")
    write_export(bare, activities, [])
    with (
        zipfile.ZipFile(bare) as old,
        zipfile.ZipFile(path, "x", zipfile.ZIP_STORED) as new,
    ):
        new.writestr("activities.csv", old.read("activities.csv"))
        names = [name for name in old.namelist() if name.startswith("activities/")]
        for name, activity in zip(names, activities, strict=True):
            new.writestr(name, gzip.compress(_watch_file(activity, seconds), 1, mtime=0))
    bare.unlink()


def _activity(number: int, seconds: int) -> Json:
    return activity_of(
        Outing(
            id=15_000_000_000 + number,
            start_local=FIRST + timedelta(days=number),
            distance_m=seconds * SPEED_M_S,
            moving_s=seconds,
            zone="UTC",
        )
    )


def _watch_file(activity: Json, seconds: int) -> bytes:
    start = datetime.fromisoformat(activity["start_date"])
    metres = float(activity["distance"])
    watch = Watch(start=start, elapsed_s=seconds, timer_s=seconds, distance_m=metres)
    return fit_file(watch, _moments(start.timestamp(), seconds))


def _moments(start_s: float, seconds: int) -> Iterator[Moment]:
    for second in range(seconds + 1):
        yield Moment(
            start_s + second,
            second * SPEED_M_S,
            40 + second % 97 / 10,
            80 + second % 7,
            140 + second % 23,
            12,
            41.8 + second * 2e-5,
            -71.4,
        )


if __name__ == "__main__":
    main()
