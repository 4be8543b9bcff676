"""`twinge import` of what is known already: one run stays one, dated as it was, whatever comes again."""

import gzip
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from exports import FEW, ZONE, export_of, files_of, rewritten
from runners_machine import Machine

from annotations.model import Metres, Run
from sync.wiring import open_store, settings_here

TOKYO = ("--zone", "Asia/Tokyo")
TYPED_IN = 1
"""Of the few runs of the archive: it has no file."""


def runs() -> list[Run]:
    with open_store(settings_here()) as store:
        return store.activities.runs()


def track_s(run: Run) -> float:
    """How long its recording is."""
    assert run.track is not None
    return run.track.elapsed_s[-1]


def gpx(folder: Path, minutes: int = 5, *, name: str = "evening.gpx", cut: bool = False) -> Path:
    """A file of a run from 21:00 on in New York, the next day in UTC."""
    points = "".join(
        f'<trkpt lat="40.{i:03}" lon="-74"><time>2026-03-14T01:{i:02}:00Z</time></trkpt>'
        for i in range(minutes)
    )
    end = "" if cut else "</trkseg></trk></gpx>"
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f'<gpx creator="Watch 9"><trk><type>running</type><trkseg>{points}{end}')
    return path


@pytest.mark.parametrize("order", ["export first", "files first"])
@pytest.mark.parametrize("packed", [True, False], ids=["packed", "plain"])
def test_the_export_and_the_same_watch_files_are_one_history(
    offline: Machine, archive: Path, tmp_path: Path, order: str, *, packed: bool
) -> None:
    watch = tmp_path / "watch"
    for path in files_of(archive, watch):
        if not packed:
            path.with_suffix("").write_bytes(gzip.decompress(path.read_bytes()))
            path.unlink()
    paths = (archive, watch) if order == "export first" else (watch, archive)

    first, second = (offline.twinge("import", str(path), "--json", *ZONE).json for path in paths)

    new = [FEW, 0] if order == "export first" else [FEW - TYPED_IN, TYPED_IN]
    assert [first["new"], second["new"]] == new
    known = second["unchanged" if order == "export first" else "joined"]
    assert known == FEW - TYPED_IN
    assert len(runs()) == FEW
    assert all(run.id < 10**15 for run in runs())
    assert sum(run.start_hidden for run in runs()) == 1
    again = [offline.twinge("import", str(path), "--json", *ZONE).json for path in paths]
    assert [one["unchanged"] for one in again] == [
        first["new"],
        FEW + FEW - TYPED_IN - first["new"],
    ]


def test_an_activity_whose_start_was_cut_off_on_strava_and_its_whole_file_are_one(
    offline: Machine, archive: Path, tmp_path: Path
) -> None:
    def cut(_: str, data: bytes) -> bytes:
        later = data.replace(b'"Mar 6, 2026, 12:05:00 PM"', b'"Mar 6, 2026, 12:06:40 PM"')
        return later.replace(b",305.0,300.0,905.0,", b",205.0,200.0,605.0,")

    files = files_of(archive, tmp_path / "watch")
    changed = rewritten(archive, cut)

    ran = [offline.twinge("import", str(path), "--json", *ZONE).json for path in (changed, *files)]

    assert [one["new"] for one in ran] == [FEW, *(0 for _ in files)]
    (short,) = [run for run in runs() if run.distance_m == Metres(605.0)]
    assert short.track is None


def test_files_that_were_taken_in_the_wrong_zone_are_put_right_on_purpose(
    offline: Machine, tmp_path: Path
) -> None:
    path = gpx(tmp_path)

    offline.twinge("import", str(path), "--zone", "UTC")
    again = offline.twinge("import", str(path), *ZONE)
    third = offline.twinge("import", str(path), "--json", *ZONE).json

    assert "1 changed" in again.out
    assert "1 activity has another local time now, by America/New_York." in again.err
    assert (third["changed"], third["dated_anew"], third["unchanged"]) == (0, 0, 1)
    assert [run.start_local for run in runs()] == [datetime(2026, 3, 13, 21, 0)]


def test_without_a_zone_nothing_that_is_known_is_dated_anew(
    offline: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = gpx(tmp_path)
    offline.twinge("import", str(path), *ZONE)
    later = gpx(tmp_path, 7, name="watch/other.gpx")
    later.write_text(later.read_text().replace("03-14T", "03-16T"))
    path.rename(tmp_path / "watch" / "evening.gpx")
    monkeypatch.setenv("TZ", "Asia/Tokyo")

    ran = offline.twinge("import", str(tmp_path / "watch"))

    assert ran.out.startswith("1 new activity, 1 unchanged")
    assert "Runs that tell no local time: in America/New_York, as before" in ran.err
    assert [run.start_local.hour for run in runs()] == [21, 21]
    offline.twinge("import", str(later), *TOKYO)
    again = offline.twinge("import", str(tmp_path / "watch"), "--json").json
    assert (again["unchanged"], again["changed"]) == (2, 0)
    assert [run.start_local.hour for run in runs()] == [21, 10]


def test_an_edited_row_keeps_the_zone_in_which_it_was_read(offline: Machine, archive: Path) -> None:
    short = rewritten(archive, lambda name, data: data if name == "activities.csv" else None)
    offline.twinge("import", str(short), *ZONE)
    before = [run.start_local for run in runs()]
    edited = rewritten(short, lambda _, data: data.replace(b"Run", b"Easy Run"))

    offline.twinge("import", str(edited))

    assert [run.start_local for run in runs()] == before
    assert all("Easy" in run.name for run in runs() if run.sport_type == "Run")


@pytest.mark.parametrize("order", ["cut first", "whole first"])
def test_a_file_that_was_cut_off_and_its_whole_copy_are_one_run(
    offline: Machine, tmp_path: Path, order: str
) -> None:
    part = gpx(tmp_path, 20, name="part.gpx", cut=True)
    whole = gpx(tmp_path, 50, name="whole.gpx")
    paths = (part, whole) if order == "cut first" else (whole, part)

    codes = [offline.twinge("import", str(path), *ZONE).code for path in paths]
    again = offline.twinge("import", str(tmp_path), "--json", *ZONE).json

    assert sorted(codes) == [0, 5]
    (run,) = runs()
    assert run.elapsed_s == track_s(run) == timedelta(minutes=49).total_seconds()
    assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, 2)


def test_a_cut_file_of_a_run_of_the_export_is_that_run(
    offline: Machine, archive: Path, tmp_path: Path
) -> None:
    files = files_of(archive, tmp_path / "watch")
    whole = gzip.decompress(files[-1].read_bytes())
    files[-1].write_bytes(gzip.compress(whole[: len(whole) // 2]))
    offline.twinge("import", str(archive), *ZONE)

    ran = offline.twinge("import", str(files[-1]), "--json", *ZONE).json

    assert (ran["new"], ran["joined"], len(ran["skipped"])) == (0, 1, 1)
    assert track_s(runs()[-1]) > 250


def test_several_archives_of_one_runner_are_one_history(offline: Machine, tmp_path: Path) -> None:
    older, newer = export_of(tmp_path / "a.zip", 5), export_of(tmp_path / "b.zip", FEW)

    ran = [offline.twinge("import", str(path), "--json", *ZONE).json for path in (older, newer)]

    assert [(one["new"], one["unchanged"]) for one in ran] == [(5, 0), (FEW - 5, 5)]
    assert len(runs()) == FEW
