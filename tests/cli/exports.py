"""Exports of a few made-up runs, and what becomes of them on the way."""

import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from sync.sandbox.export import write_export
from sync.sandbox.outing import Outing, activity_of

ZONE = ("--zone", "America/New_York")
FEW = 8


def export_of(path: Path, count: int) -> Path:
    """An export of short runs, one a day; hidden, typed in, on a belt, a swim, then usual ones."""
    runs = [
        activity_of(
            Outing(
                id=15_000_000_000 + i,
                start_local=datetime(2026, 3, 1, 7, 5) + timedelta(days=i),
                distance_m=900.0 + i,
                moving_s=300,
                elapsed_s=300 + i,
                start_hidden=i == 0,
                manual=i == 1,
                trainer=i == 2,
                sport_type="Swim" if i == 3 else "Run",
                gear_id="g1",
            )
        )
        for i in range(count)
    ]
    write_export(path, runs, [{"id": "g1", "name": "Daily 4"}])
    return path


def rewritten(archive: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """The archive with its files changed; None takes one out."""
    path = archive.with_name(f"changed-{archive.name}")
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            data = change(name, old.read(name))
            if data is not None:
                new.writestr(name, data)
    return path


def owned(archive: Path, athlete_id: int) -> Path:
    """The archive with the profile of that athlete in it, in a copy of its own."""
    path = archive.with_name(f"of-{athlete_id}.zip")
    path.write_bytes(archive.read_bytes())
    with zipfile.ZipFile(path, "a") as opened:
        opened.writestr("profile.csv", f"Athlete ID,Email Address\n{athlete_id},a@b.example\n")
    return path


def files_of(archive: Path, folder: Path) -> list[Path]:
    """The archive's activity files, unpacked from it into `folder`."""
    with zipfile.ZipFile(archive) as opened:
        names = [name for name in opened.namelist() if name.startswith("activities/")]
        opened.extractall(folder, names)
    return [folder / name for name in names]
