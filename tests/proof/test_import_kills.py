"""An import killed (SIGKILL) at any line of history, import or store: run again, it is as if nothing had been."""

import shutil
import signal
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from kill_world import Zygote
from proof_size import PROOF, STRIDE

from sync.errors import Exit
from sync.pipeline.bring_in import BATCH
from sync.sandbox.export import write_export
from sync.sandbox.outing import Outing, activity_of

pytest_plugins = ("proof_fixtures",)
RUNS = BATCH + 5
"""So many files that there is a transaction before the last one."""
SAMPLE, AT_LEAST = 2, 200
TIMELESS = {
    "activity": "id, name, start_utc, start_local, distance_m, gear_id, raw, raw_sha256",
    "source": "activity_id, kind, reference, digest, told",
    "track": "activity_id, raw, source",
    "recording": "activity_id, elapsed_s, distance_m",
    "gear": "id, name",
}
"""The columns of each table that do not tell when they were written."""


@pytest.fixture
def export(quick_path: Path) -> Path:
    """Short runs, the second of them typed in."""
    runs = [
        activity_of(
            Outing(
                id=15_000_000_000 + i,
                start_local=datetime(2026, 3, 1, 7, 5) + timedelta(days=i),
                distance_m=150.0 + i,
                moving_s=50,
                elapsed_s=50 + i,
                manual=i == 1,
                gear_id="g1",
            )
        )
        for i in range(RUNS)
    ]
    write_export(quick_path / "export.zip", runs, [{"id": "g1", "name": "Daily 4"}])
    return quick_path / "export.zip"


def imported(zygote: Zygote, archive: Path, at_line: int = 0, **more: Any) -> dict[str, Any]:
    home = archive.with_name("home")
    return zygote.run(step="import", at_line=at_line, home=str(home), archive=str(archive), **more)


def stored(archive: Path) -> dict[str, list[Any]]:
    """What the database holds, past Twinge's own reading."""
    with closing(sqlite3.connect(archive.with_name("home") / "twinge.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return {
            table: sorted(connection.execute(f"SELECT {names} FROM {table}"), key=repr)  # noqa: S608
            for table, names in TIMELESS.items()
        }


def begin_anew(archive: Path) -> None:
    shutil.rmtree(archive.with_name("home"), ignore_errors=True)


def test_an_import_that_is_killed_anywhere_and_run_again_is_an_import_that_was_not(
    zygote: Zygote, export: Path
) -> None:
    lines = imported(zygote, export)["lines"]
    undisturbed = stored(export)
    step = STRIDE * max(1, lines // AT_LEAST) if PROOF else lines // SAMPLE
    points = range(1 + step // 2, lines + 1, step)
    troubles = []

    for line in points:
        begin_anew(export)
        killed, again = imported(zygote, export, line)["code"], imported(zygote, export)["code"]
        if (killed, again) != (-signal.SIGKILL, Exit.OK) or stored(export) != undisturbed:
            troubles.append(f"line {line}: {killed}, then {again}")

    assert len(undisturbed["activity"]) == RUNS
    assert len(undisturbed["track"]) == RUNS - 1
    assert lines > 2_000
    assert len(points) >= (AT_LEAST // STRIDE if PROOF else SAMPLE)
    assert troubles == []


def test_an_import_waits_for_no_other_one_and_nothing_is_there_twice(
    zygote: Zygote, export: Path
) -> None:
    # the first one stands still inside the lock, the second comes and goes, the first goes on
    held = imported(zygote, export, 1_000, together=True, goes_on=True)

    assert (held["code"], held["other_code"]) == (Exit.OK, Exit.TRY_LATER)
    assert len(stored(export)["activity"]) == RUNS
    assert len(stored(export)["source"]) == 2 * RUNS - 1
