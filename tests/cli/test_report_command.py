"""`report`: the page, the page for a physiotherapist, the tables for a spreadsheet."""

import csv
import json
import re
import stat
from pathlib import Path

import pytest
from runners_machine import Machine

from sync.sandbox.state import SandboxState


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_page_has_the_recording_of_every_noted_run(
    runner: Machine, strava: SandboxState
) -> None:
    runner.night()
    page = (runner.home / "report.html").read_text(encoding="utf-8")
    runs = [json.loads(told) for told in re.findall("data-run='(.+?)'", page)]
    assert len(runs) == 49
    # link, axis, strips, points, then the curves: pace, grade and cadence
    assert sum(len(told[5]) == 3 and all(told[5][:2]) for told in runs) >= 15


def test_the_page_for_a_physiotherapist_is_private_and_names_no_run_unless_asked(
    runner: Machine, strava: SandboxState
) -> None:
    runner.twinge("sync")
    ran = runner.twinge("report", "--for-physio")
    path = Path(ran.out.strip())
    assert (ran.code, path) == (0, runner.home / "report-for-physio.html")
    assert mode(path) == 0o600
    page = path.read_text(encoding="utf-8")
    assert "Pain-free distance now" in page
    assert "lighthouse" not in page
    assert "Ridgeway" not in page
    assert runner.twinge("report", "--for-physio", "--names").code == 0
    assert "lighthouse" in path.read_text(encoding="utf-8")
    assert not (runner.home / "report.html").exists()


def test_a_purge_takes_the_page_for_the_physiotherapist_too(
    runner: Machine, strava: SandboxState
) -> None:
    runner.twinge("sync")
    runner.twinge("report", "--for-physio")
    assert runner.twinge("logout", "--purge", "--yes").code == 0
    assert not list(runner.home.glob("report*"))


def test_the_tables_are_private_files_in_a_new_folder_and_overwrite_nothing(
    runner: Machine, strava: SandboxState, tmp_path: Path
) -> None:
    runner.twinge("sync")
    folder = tmp_path / "tables"
    ran = runner.twinge("report", "--csv", str(folder))
    assert (ran.code, ran.out.strip()) == (0, str(folder))
    names = sorted(path.name for path in folder.iterdir())
    assert names == ["bouts.csv", "findings.csv", "onsets.csv", "runs.csv", "weeks.csv"]
    assert {mode(path) for path in folder.iterdir()} == {0o600}
    with (folder / "runs.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 62
    assert sum(row["worst_pain"] not in ("", "0") for row in rows) == 33
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    again = runner.twinge("report", "--csv", str(folder))
    assert again.code == 2
    assert "is not empty" in again.err
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_folder_that_cannot_be_made_is_a_sentence(
    runner: Machine, strava: SandboxState, tmp_path: Path
) -> None:
    runner.twinge("sync")
    (tmp_path / "file").write_text("in the way")
    ran = runner.twinge("report", "--csv", str(tmp_path / "file" / "tables"))
    assert ran.code == 6
    assert "can't be written" in ran.err


def test_a_folder_where_the_page_belongs_is_named_and_nothing_is_left_beside_it(
    runner: Machine, strava: SandboxState
) -> None:
    runner.twinge("sync")
    for page, option in (("report.html", ()), ("report-for-physio.html", ("--for-physio",))):
        (runner.home / page).mkdir()
        ran = runner.twinge("report", *option)
        assert (ran.code, ran.out) == (6, "")
        assert f"{runner.home / page} can't be written" in ran.err
        assert "move away what stands in its place" in ran.err
    assert not list(runner.home.glob("*.tmp"))


def test_without_a_browser_the_page_is_made_and_it_is_said_how_to_see_it(
    runner: Machine, strava: SandboxState
) -> None:
    runner.twinge("sync")
    process = runner.spawn("report", "--open", BROWSER="false", PATH="/nowhere", DISPLAY="")
    out, err = process.communicate(timeout=30)
    assert process.returncode == 2
    assert Path(out.strip()).stat().st_size > 10_000
    assert "no browser could be opened here" in err
    assert "Traceback" not in err


def test_without_runs_and_without_notes_the_page_says_what_to_do_first(machine: Machine) -> None:
    ran = machine.twinge("report")
    assert ran.code == 2
    assert "notes folder" in ran.err
    machine.notes.mkdir(parents=True)
    ran = machine.twinge("report")
    assert ran.code == 0
    page = Path(ran.out.strip()).read_text(encoding="utf-8")
    assert "Nothing here yet" in page
    assert "twinge sync" in page
    assert machine.twinge("report", "--for-physio").code == 0
    assert machine.twinge("report", "--csv", str(machine.home / "tables")).code == 0


@pytest.mark.parametrize(
    "options", [("--names",), ("--csv", "x", "--open"), ("--csv", "x", "--for-physio")]
)
def test_options_that_do_not_go_together_are_refused(
    runner: Machine, strava: SandboxState, options: tuple[str, ...]
) -> None:
    ran = runner.twinge("report", *options)
    assert ran.code == 2
    assert ran.out == ""


def test_open_shows_the_page_in_the_browser(
    runner: Machine, strava: SandboxState, tmp_path: Path
) -> None:
    seen = tmp_path / "opened"
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\nprintf %s "$1" > "{seen}"\n')
    browser.chmod(0o700)
    runner.twinge("sync")
    process = runner.spawn("report", "--open", BROWSER=f"{browser} %s")
    process.communicate(timeout=30)
    assert process.returncode == 0
    assert seen.read_text() == (runner.home / "report.html").as_uri()
