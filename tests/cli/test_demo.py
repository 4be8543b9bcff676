"""The demo, as a newcomer sees it and as the README shows it."""

import re
from pathlib import Path

import pytest
from runners_machine import Machine

README = Path(__file__).resolve().parents[2] / "README.md"
SHOWN_DAY = "2026-11-23"


def test_the_readme_shows_what_the_demo_prints(machine: Machine, tmp_path: Path) -> None:
    ran = machine.twinge("demo", str(tmp_path / "demo"), "--today", SHOWN_DAY)

    assert ran.code == 0
    printed = ran.out.replace(str(tmp_path), "/home/you").strip()
    blocks = re.findall(r"```text\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert printed in [block.strip() for block in blocks]


def test_the_demo_changes_no_folder_that_holds_something(machine: Machine, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "diary.txt").write_text("mine")

    ran = machine.twinge("demo", str(mine))

    assert ran.code == 2
    assert "is not empty" in ran.err
    assert [path.name for path in mine.iterdir()] == ["diary.txt"]


def test_the_demo_needs_no_settings_and_heeds_none(
    machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TWINGE_PUBLISH", "off")
    monkeypatch.setenv("TWINGE_DATABASE_URL", "nonsense://")

    ran = machine.twinge("demo", str(tmp_path / "demo"), "--today", SHOWN_DAY)

    assert ran.code == 0
    assert (tmp_path / "demo" / "home" / "report.html").exists()
    assert not machine.home.exists()
