"""A runner's login and client beside a sandbox on a real socket; the clock stands still until it is told."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sync.sandbox.answers import Answer, Json, Request
from sync.sandbox.faults import Action
from sync.sandbox.outing import ATHLETE_ID, Outing, activity_of
from sync.sandbox.server import Sandbox
from sync.sandbox.state import ALL_ACTIVITY_SCOPES, SandboxState
from sync.strava.client import StravaClient
from sync.strava.oauth import Login, OAuth
from sync.strava.session import StravaSession
from sync.strava.tokens import TokenFile, Tokens

NOON_S = 1_784_980_800.0
"""2026-07-25 12:00 UTC: the first second of a quarter hour."""


class StillClock:
    """sync.ports.Clock that moves only when it is told to, or when somebody sleeps."""

    def __init__(self, now_s: float = NOON_S) -> None:
        self.now_s = now_s

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.now_s, UTC)

    def monotonic_s(self) -> float:
        return self.now_s

    def sleep(self, seconds: float) -> None:
        self.now_s += seconds


class Notebook(dict[str, str]):
    """sync.ports.Memory without a database."""

    def put(self, name: str, value: str) -> None:
        self[name] = value


class WatchedState(SandboxState):
    """A sandbox that also keeps the requests themselves, with headers and bodies."""

    def respond(self, request: Request) -> Answer | None:
        self.seen = [*getattr(self, "seen", []), request]
        return super().respond(request)


@dataclass
class World:
    """One runner, one machine, one Strava."""

    state: WatchedState
    url: str
    home: Path
    clock: StillClock = field(default_factory=StillClock)
    memory: Notebook = field(default_factory=Notebook)
    sessions: list[StravaSession] = field(default_factory=list)

    @property
    def file(self) -> TokenFile:
        return TokenFile(self.home)

    def session(self) -> StravaSession:
        self.sessions.append(StravaSession(self.url))
        return self.sessions[-1]

    def oauth(self, secret: str = "") -> OAuth:
        app = self.state.app
        return OAuth(self.url, app.client_id, secret or app.client_secret, self.session())

    def login(self, secret: str = "") -> Login:
        return Login(self.file, self.oauth(secret), self.clock)

    def client(self) -> StravaClient:
        """As a new process would open it: with what memory and disk hold now."""
        return StravaClient(self.session(), self.login(), self.memory, self.clock)

    def log_in(self, *scopes: str, athlete_id: int | None = ATHLETE_ID) -> Tokens:
        """Tokens as after a login, granted and stored."""
        granted = self.state.grant(scopes or ALL_ACTIVITY_SCOPES)
        tokens = Tokens(
            granted.access_token,
            granted.refresh_token,
            granted.expires_at_s,
            scopes or ALL_ACTIVITY_SCOPES,
            athlete_id,
            self.state.app.client_id,
        )
        store(self.file, tokens)
        return tokens

    def kinds(self) -> list[str]:
        """The requests that reached the sandbox, by kind."""
        return [entry.kind for entry in self.state.requests]


def store(file: TokenFile, current: Tokens, previous: Tokens | None = None) -> None:
    with file.locked(), file.reserved() as room:
        room.save(current, previous)


@contextmanager
def world(tmp_path: Path, *activities: Json, **settings: Any) -> Iterator[World]:
    """A sandbox with these activities, and a runner who is not logged in yet."""
    clock = StillClock()
    state = WatchedState(activities=activities, now=lambda: clock.now_s, **settings)
    with Sandbox(state) as sandbox:
        found = World(state, sandbox.url, tmp_path / "home", clock)
        try:
            yield found
        finally:
            for session in found.sessions:
                session.close()


def run(activity_id: int, days_before_noon: float = 1, **facts: Any) -> Json:
    start = datetime(2026, 7, 25, 8) - timedelta(days=days_before_noon)
    given = {"distance_m": 8046.7, "moving_s": 2900, "start_local": start, **facts}
    return activity_of(Outing(id=activity_id, **given))


def instead(status: int, body: object = None, *, headers: dict[str, str] | None = None) -> Action:
    """This answer in the server's place, as JSON unless it is bytes."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    answer = Answer(status, data, headers=tuple((headers or {}).items()))
    return Action(f"instead {status}", unheard=lambda: answer)


def fault_body(resource: str, field_: str, code: str) -> Json:
    return {
        "message": "no",
        "errors": [{"resource": resource, "field": field_, "code": code}],
    }
