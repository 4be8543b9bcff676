"""A runner's Strava and machine, made anew for each kill; children do the work, the sandbox keeps the log."""

import json
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from kill_judge import backups

from sync.sandbox.answers import Answer, Request
from sync.sandbox.judge import kind_of
from sync.sandbox.outing import ATHLETE_ID, Outing, activity_of
from sync.sandbox.server import Sandbox
from sync.sandbox.state import ALL_ACTIVITY_SCOPES, SandboxState
from sync.strava.tokens import TokenFile, Tokens

HERE = Path(__file__).parent
RAM = Path("/dev/shm")  # noqa: S108 - a kill is no power cut: nothing is gained by a disk that is slow
Texts = Mapping[int, str]


def quick_folder(otherwise: Path) -> Path:
    """A parent for temporary folders: in memory where the system has such a place."""
    return RAM if RAM.is_dir() else otherwise


class Zygote:
    """The process from which children are forked; see `kill_zygote`."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(HERE / "kill_zygote.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )

    def run(self, **order: Any) -> dict[str, Any]:
        """How the ordered step ended: `code`, and `lines` where it came to its end."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        whole = {"together": False, "goes_on": False, "racers": 0, "after": "", **order}
        self._process.stdin.write(json.dumps(whole) + "\n")
        told: dict[str, Any] = json.loads(self._process.stdout.readline())
        assert "error" not in told, told["error"]
        return told

    def close(self) -> None:
        self._process.communicate()


class WatchedState(SandboxState):
    """A sandbox that looks at the runner's disk at the moment when a PUT comes in."""

    home: Path
    unsafe_puts: int = 0

    def respond(self, request: Request) -> Answer | None:
        if kind_of(request.method, request.path) == "put":
            activity_id = int(request.path.rpartition("/")[2])
            self.unsafe_puts += backups(self.home, activity_id, self.text(activity_id)) < 2
        return super().respond(request)


@dataclass
class KillWorld:
    """One sandbox and one home folder; the caller says what runs."""

    zygote: Zygote
    state: WatchedState
    sandbox: Sandbox
    home: Path
    blocks: Texts = field(default_factory=dict)

    def run(self, step: str, at_line: int = 0, **more: Any) -> dict[str, Any]:
        """How the step ended; what a killed process sent last has reached the server by then."""
        told = self.zygote.run(
            step=step,
            at_line=at_line,
            home=str(self.home),
            url=self.sandbox.url,
            blocks={str(key): text for key, text in self.blocks.items()},
            **more,
        )
        self.sandbox.drain()
        return told

    def open_rows(self) -> int:
        """Intents whose outcome nobody has seen yet."""
        if not (self.home / "twinge.db").exists():
            return 0
        with closing(sqlite3.connect(self.home / "twinge.db")) as connection:
            counted: int = connection.execute(
                "SELECT count(*) FROM writeback WHERE outcome = 'sent'"
            ).fetchone()[0]
        return counted

    def database_is_whole(self) -> bool:
        with closing(sqlite3.connect(self.home / "twinge.db")) as connection:
            return bool(connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok")

    def requests_each(self, since: int) -> Counter[str]:
        """Requests for each activity's text, leaving out the first `since` of the log."""
        entries = self.state.requests[since:]
        return Counter(one.path for one in entries if one.kind in ("detail", "put"))


@contextmanager
def kill_world(
    zygote: Zygote, folder: Path, texts: Texts, template: Path | None = None
) -> Iterator[KillWorld]:
    """Activities with these texts, a logged-in runner, and a copy of the home folder `template`."""
    home = folder / "home"
    shutil.rmtree(home, ignore_errors=True)
    if template is None:
        home.mkdir(mode=0o700)
    else:
        shutil.copytree(template, home)
    state = WatchedState(activities=[_activity(key, text) for key, text in texts.items()])
    state.home = home
    _log_in(state, home)
    with Sandbox(state) as sandbox:
        yield KillWorld(zygote, state, sandbox, home)


def _activity(activity_id: int, text: str) -> dict[str, Any]:
    start = datetime.now() - timedelta(days=1, minutes=activity_id)  # noqa: DTZ005 - a wall clock's
    return activity_of(
        Outing(
            id=activity_id,
            start_local=start,
            distance_m=8046.7,
            moving_s=2900,
            description=text,
            visibility="only_me",
            manual=True,
        )
    )


def _log_in(state: SandboxState, home: Path) -> None:
    granted = state.grant()
    tokens = Tokens(
        granted.access_token,
        granted.refresh_token,
        granted.expires_at_s,
        ALL_ACTIVITY_SCOPES,
        ATHLETE_ID,
        state.app.client_id,
    )
    file = TokenFile(home)
    with file.locked(), file.reserved() as room:
        room.save(tokens, None)
