"""A runner's machine in a temporary folder, driven through the command line."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sync.cli.main import call
from sync.pipeline.cycle import run_night
from sync.pipeline.reports import RunReport
from sync.sandbox.visitor import consent_in_background
from sync.strava.login import READ_SCOPES, WRITE_SCOPE, log_in
from sync.wiring import Silent, SystemClock, open_login, open_night, settings_here


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.out)
        return found


class Impatient(SystemClock):
    """The machine's clock, with pauses that take no time."""

    def sleep(self, seconds: float) -> None:
        """Nothing is waited for."""


class Machine:
    """The runner's environment. Commands run in this process unless `spawn` is used."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.home = folder / "home"
        self.notes = folder / "notes"
        self._capsys = capsys

    def twinge(self, *arguments: str) -> Ran:
        self._capsys.readouterr()
        code = call(arguments)
        out, err = self._capsys.readouterr()
        return Ran(code, out, err)

    def spawn(self, *arguments: str, **more: str) -> subprocess.Popen[str]:
        """The same as a process of its own, for signals and for what a start costs."""
        return subprocess.Popen(
            [sys.executable, "-c", "from sync.cli.main import run; run()", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, **more},
        )

    def spawn_with_input(
        self, *arguments: str, lines: Sequence[str]
    ) -> subprocess.CompletedProcess[str]:
        """A command of its own process that is answered line by line."""
        return subprocess.run(
            [sys.executable, "-c", "from sync.cli.main import run; run()", *arguments],
            input="\n".join(lines) + "\n",
            capture_output=True,
            text=True,
            check=False,
        )

    def night(self) -> RunReport:
        """One cycle as `twinge nightly` does it, but nobody waits for the pauses before looking again."""
        with open_night(settings_here(), Silent(), Impatient()) as parts:
            return run_night(parts)

    def log_in(self, *, write: bool = True) -> None:
        parts = open_login(settings_here(), SystemClock())
        scopes = (*READ_SCOPES, WRITE_SCOPE) if write else READ_SCOPES
        log_in(parts.oauth, parts.file, scopes=scopes, show=consent_in_background)

    def write_note(self, name: str, text: str) -> Path:
        path = self.notes / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path
