"""What a quick command may not load: structure, not time."""

import subprocess
import sys
from pathlib import Path

import pytest
from runners_machine import Machine

HEAVY = {
    "stravalib",
    "sqlalchemy",
    "sqlmodel",
    "pydantic",
    "numpy",
    "scipy",
    "rich",
    "requests",
    "jinja2",
}
COMMANDS = (
    *("demo", "init", "login", "logout", "sync", "note", "ok", "check", "insights", "publish"),
    *("undo", "report", "nightly", "daemon", "status", "sandbox", "experiment", "today"),
    *("history", "export-originals", "doctor"),
)
_PROGRAM = """
import sys
from sync.cli.main import call
code = call(sys.argv[1:])
print("LOADED", *sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
sys.exit(code)
"""


@pytest.mark.parametrize("arguments", [["--help"], ["status"], ["sync", "--help"], ["--version"]])
def test_a_quick_command_loads_nothing_heavy(machine: Machine, arguments: list[str]) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", _PROGRAM, *arguments], capture_output=True, text=True, check=False
    )

    assert ran.returncode == 0, ran.stderr
    loaded = set(ran.stderr.rpartition("LOADED")[2].split())
    assert "click" in loaded, "the list was read"
    assert not loaded & HEAVY


def test_every_command_of_the_specification_is_there(machine: Machine) -> None:
    ran = machine.twinge("--help")

    for command in COMMANDS:
        assert f"\n  {command} " in ran.out
        assert machine.twinge(command, "--help").code == 0


def test_importing_the_packages_does_nothing(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", "import annotations, sync, sync.cli.main"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
    assert list(tmp_path.iterdir()) == []
