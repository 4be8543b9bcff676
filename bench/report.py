"""The report beside one scatter of the same onsets drawn by matplotlib as SVG: time and size.

    python bench/report.py

The best of several rounds, in turns, on one core; imports are done before. The made-up runner of the
tests, two sites; every run is annotated, and has a recording of a sample a second that changes all
the time. What makes a report is the recordings, as the store keeps them, and the page.
"""

import io
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "unit" / "report"))

import matplotlib as mpl
from matplotlib.figure import Figure
from story_record import AS_OF, RIGHT_KNEE, story_record
from watch_streams import wavy

from annotations.insights.findings import findings
from annotations.model import ActivityId, Run
from annotations.profile import Profile
from annotations.record import Record
from annotations.report.page import render_physio, render_report
from annotations.report.run_list import newest
from annotations.report.spreadsheets import sheets
from annotations.report.terminal import screen
from sync.pipeline.pages import profiles
from sync.store.streams import packed, unpacked

ROUNDS = 5
PEER = "matplotlib, one scatter"


def scatter(record: Record) -> str:
    """What matplotlib needs for the first drawing alone, without marks to point at, table or dark scheme."""
    series = [o for o in record.series(RIGHT_KNEE) if o.onset_m is not None]
    figure = Figure(figsize=(8.6, 3.8))
    axes = figure.subplots()
    axes.scatter([o.run.local_date for o in series], [o.onset_m for o in series])
    out = io.StringIO()
    figure.savefig(out, format="svg")
    return out.getvalue()


def a_second(run: Run) -> dict[str, Any]:
    """As many digits as Strava gives."""
    raw = wavy(run, every_s=1.0)
    return {key: {"data": [round(v, 1) for v in one["data"]]} for key, one in raw.items()}


def parts(record: Record) -> dict[str, Callable[[], str]]:
    found = findings(record)
    kept = {n.run.id: packed(a_second(n.run)) for n in newest(record)}

    def recordings() -> dict[ActivityId, Profile]:
        return profiles(lambda activity_id: unpacked(kept[activity_id]), record)

    told = recordings()
    return {
        PEER: lambda: scatter(record),
        "its recordings": lambda: "".join(map(str, recordings())),
        "report": lambda: render_report(record, found, units="mi", as_of=AS_OF, profiles=told),
        "for a physiotherapist": lambda: render_physio(record, found, units="mi", as_of=AS_OF),
        "tables": lambda: "\n".join(
            ",".join(row) for sheet in sheets(record, found, "mi") for row in sheet.rows
        ),
        "terminal": lambda: "\n".join(
            "".join(span.text for span in row) for row in screen(record, found, "mi")
        ),
    }


def main() -> None:
    mpl.use("svg")
    for runs in (64, 500, 5000):
        record = story_record(runs, unknown=0.0)
        made = parts(record)
        best = dict.fromkeys(made, float("inf"))
        for _ in range(ROUNDS):
            for name, make in made.items():
                start = time.perf_counter()
                make()
                best[name] = min(best[name], time.perf_counter() - start)
        print(f"\n{runs} runs, {len(record.noted)} noted, Python {sys.version.split()[0]}")
        for name, seconds in best.items():
            size = len(made[name]().encode()) / 1000
            ratio = seconds / best[PEER]
            print(f"{name:<26}{seconds * 1000:9.1f} ms {ratio:7.2f} of matplotlib {size:8.1f} kB")


if __name__ == "__main__":
    main()
