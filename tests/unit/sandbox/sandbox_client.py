"""A plain HTTP client, a clock that stands still, and runs to put into a sandbox."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

from sync.sandbox.answers import Json
from sync.sandbox.outing import Outing, activity_of
from sync.sandbox.server import Sandbox
from sync.sandbox.state import SandboxState

NOON = 1_784_980_800.0
"""2026-07-25 12:00 UTC."""


@dataclass(slots=True)
class Clock:
    now_s: float = NOON

    def __call__(self) -> float:
        return self.now_s


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def error(self) -> tuple[str, str, str]:
        """Resource, field and code of the one error of Strava's error body."""
        (only,) = self.json["errors"]
        return only["resource"], only["field"], only["code"]


@dataclass(frozen=True, slots=True)
class Client:
    url: str
    token: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)

    def get(self, path: str, **query: object) -> Reply:
        return self.send("GET", f"{path}?{urlencode(query)}" if query else path)

    def api(self, path: str, **query: object) -> Reply:
        return self.get(f"/api/v3{path}", **query)

    def put(self, activity_id: int, **fields: object) -> Reply:
        body = json.dumps(fields).encode()
        return self.send("PUT", f"/api/v3/activities/{activity_id}", body, "application/json")

    def form(self, path: str, fields: object) -> Reply:
        body = urlencode(fields, doseq=True).encode()  # type: ignore[arg-type]
        return self.send("POST", path, body, "application/x-www-form-urlencoded")

    def with_token(self, token: str) -> "Client":
        return replace(self, token=token)

    def with_headers(self, **headers: str) -> "Client":
        return replace(self, extra=headers)

    def send(self, method: str, target: str, body: bytes = b"", kind: str = "") -> Reply:
        parts = urlsplit(self.url)
        connection = HTTPConnection(parts.hostname or "", parts.port, timeout=5)
        headers = {**self.extra, **({"Content-Type": kind} if kind else {})}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        try:
            connection.request(method, target, body or None, headers)
            answer = connection.getresponse()
            found = {name.lower(): value for name, value in answer.getheaders()}
            return Reply(answer.status, found, answer.read())
        finally:
            connection.close()


@contextmanager
def served(state: SandboxState, *scopes: str) -> Iterator[Client]:
    """A client that is logged in (with all activity scopes unless some are named)."""
    tokens = state.grant(scopes) if scopes else state.grant()
    with Sandbox(state) as sandbox:
        yield Client(sandbox.url, tokens.access_token)


def run(activity_id: int, days_before_noon: float = 1, **facts: Any) -> Json:
    start = datetime(2026, 7, 25, 8) - timedelta(days=days_before_noon)
    given = {"distance_m": 8046.7, "moving_s": 2900, "start_local": start, **facts}
    return activity_of(Outing(id=activity_id, **given))


def state_of(*activities: Json, clock: Clock | None = None, **settings: Any) -> SandboxState:
    return SandboxState(activities=activities, now=clock or Clock(), **settings)
