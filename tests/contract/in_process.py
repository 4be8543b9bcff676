"""The real client beside a real sandbox in one process: no socket, so that thousands of requests are quick."""

from collections.abc import Callable
from dataclasses import dataclass
from email.utils import formatdate
from io import BytesIO
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

import requests
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict
from strava_world import StillClock, WatchedState, World

from sync.ports import Memory
from sync.sandbox.answers import Answer, Json, Request
from sync.sandbox.state import SandboxState
from sync.strava.client import StravaClient
from sync.strava.session import StravaSession

URL = "http://127.0.0.1:1"


class RestlessState(WatchedState):
    """A sandbox in which something may happen before each list request. It keeps no requests but the log."""

    between: Callable[[], None] = staticmethod(lambda: None)

    def respond(self, request: Request) -> Answer | None:
        if request.path.endswith("/athlete/activities"):
            self.between()
        return SandboxState.respond(self, request)


class _Wire(BaseAdapter):
    """Hands a request to the sandbox and its answer back."""

    def __init__(self, state: SandboxState, about_to_send: Callable[[], None]) -> None:
        super().__init__()
        self._state = state
        self._about_to_send = about_to_send

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        parts = urlsplit(str(request.url))
        headers = {name.lower(): str(value) for name, value in request.headers.items()}
        body = request.body or b""
        data = body if isinstance(body, bytes) else body.encode()
        self._about_to_send()
        answer = self._state.respond(
            Request(str(request.method), parts.path, parts.query, headers, data)
        )
        if answer is None:
            raise requests.ConnectionError("dropped")
        response = requests.Response()
        response.status_code = answer.status
        response.headers = CaseInsensitiveDict(answer.headers)
        response.headers["Date"] = formatdate(self._state.now(), usegmt=True)
        response.raw = BytesIO(answer.body)
        response.request = request
        response.url = str(request.url)
        return response

    def close(self) -> None:
        """Nothing is open."""


@dataclass
class InProcess(World):
    """A runner, a machine and a Strava without a socket between them."""

    state: RestlessState
    per_page: int = 200

    def session(self) -> StravaSession:
        session = super().session()
        session.mount("http://", _Wire(self.state, session.about_to_send))
        return session

    def client(self, memory: Memory | None = None) -> StravaClient:
        """As a new process would open it: with what memory and disk hold now."""
        remembered = memory or self.memory
        return StravaClient(
            self.session(), self.login(), remembered, self.clock, per_page=self.per_page
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for session in self.sessions:
            session.close()


def in_process(folder: Path, *activities: Json, per_page: int = 200, **settings: Any) -> InProcess:
    """A runner who is logged in beside a sandbox with these activities."""
    clock = StillClock()
    state = RestlessState(activities=activities, now=lambda: clock.now_s, **settings)
    found = InProcess(state, URL, folder / "home", clock, per_page=per_page)
    found.log_in()
    return found
