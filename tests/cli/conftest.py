"""The story's runner, beside a sandbox with the story in it."""

import os
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest
from exports import FEW, export_of
from runners_machine import Machine

from sync.cli.sandbox import write_notes
from sync.sandbox.limits import Limits
from sync.sandbox.server import Sandbox
from sync.sandbox.state import SandboxState
from sync.sandbox.story import Story, build_story, seed
from sync.wiring import open_store, settings_here


@pytest.fixture
def machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Machine:
    """An empty machine without settings: nothing of the developer's own reaches the test."""
    for name in list(os.environ):
        if name.startswith(("TWINGE_", "STRAVA_", "EDITOR", "VISUAL")):
            monkeypatch.delenv(name)
    made = Machine(tmp_path, capsys)
    monkeypatch.setenv("TWINGE_HOME", str(made.home))
    monkeypatch.setenv("TWINGE_NOTES", str(made.notes))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(tmp_path)
    return made


@pytest.fixture
def story() -> Story:
    return build_story(date.today())  # noqa: DTZ011 - the story is told from the machine's own day


@pytest.fixture
def sandbox(story: Story) -> Iterator[Sandbox]:
    """A sandbox in which the story has happened, with room for more requests than Strava gives."""
    state = SandboxState(story.athlete, limits=Limits(1000, 10_000, 2000, 20_000))
    seed(state, story)
    with Sandbox(state) as running:
        yield running


@pytest.fixture
def strava(sandbox: Sandbox) -> SandboxState:
    """What the sandbox holds: where a test acts as the runner, and where it looks."""
    return sandbox.state


@pytest.fixture
def settled(machine: Machine, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """A machine with all settings for the sandbox, an empty notes folder, and no login."""
    environment: Mapping[str, str] = {
        "TWINGE_STRAVA_URL": sandbox.url,
        "STRAVA_CLIENT_ID": sandbox.state.app.client_id,
        "STRAVA_CLIENT_SECRET": sandbox.state.app.client_secret,
        "TWINGE_UNITS": "mi",
        "TWINGE_PUBLISH": "description",
        "TWINGE_AUDIENCE": "followers_only",
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    machine.notes.mkdir()
    return machine


@pytest.fixture
def runner(settled: Machine, story: Story) -> Machine:
    """The story's runner: settings made, notes written, logged in, writing on, & < > tried."""
    write_notes(settled.notes, story.notes)
    settled.log_in()
    with open_store(settings_here()) as store:
        store.journal.learn("description", frozenset({"markup"}))
    return settled


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return export_of(tmp_path / "export.zip", FEW)


@pytest.fixture
def offline(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """A runner without an application of the API: units and a folder for notes, nothing else."""
    monkeypatch.setenv("TWINGE_UNITS", "mi")
    machine.notes.mkdir()
    return machine
