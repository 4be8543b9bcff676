"""What the adapter's libraries would do to a process on their own, and don't."""

import json
import logging
import subprocess
import sys
from math import inf
from pathlib import Path
from typing import Any

import pytest
import requests
from strava_world import instead, run, store, world

from annotations.model import ActivityId
from sync.errors import LoginNeededError, TwingeError
from sync.ports import ListAsk
from sync.sandbox.oauth import App
from sync.sandbox.server import Sandbox
from sync.sandbox.state import SandboxState
from sync.sandbox.visitor import consent_in_background
from sync.strava.login import READ_SCOPES, WRITE_SCOPE, log_in
from sync.strava.session import StravaSession
from sync.strava.tokens import Tokens

ONE = ActivityId(1)

_OPENS_A_CLIENT = """
import json, logging, sys, warnings
logging.captureWarnings({captured})
from sync.strava.client import _protocol  # and with it urllib3, which has filters for its own warnings
from sync.strava.session import StravaSession
before = list(warnings.filters), warnings.showwarning, list(logging.getLogger().handlers)
lazy = "stravalib" not in sys.modules
session = StravaSession("http://127.0.0.1:9")
protocol = _protocol(session, lambda headers, status: None)
session.close()
after = list(warnings.filters), warnings.showwarning, list(logging.getLogger().handlers)
print(json.dumps({{
    "lazy": lazy,
    "same": [one == two for one, two in zip(before, after)],
    "refreshes": [protocol.client_id, protocol.client_secret, protocol.refresh_token],
    "limiter": protocol.rate_limiter({{}}, "GET"),
}}))
"""


@pytest.mark.parametrize("captured", [False, True])
def test_opening_a_client_leaves_warnings_and_logging_as_they_were(captured: bool) -> None:
    """In a process of its own, with credentials in its environment that stravalib would refresh with."""
    told = subprocess.run(
        [sys.executable, "-c", _OPENS_A_CLIENT.format(captured=captured)],
        env={
            "PYTHONPATH": str(Path(__file__).parents[2]),
            "STRAVA_CLIENT_ID": "10001",
            "STRAVA_CLIENT_SECRET": "canary-secret",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stderr == ""
    assert json.loads(told.stdout) == {
        "lazy": True,
        "same": [True, True, True],
        "refreshes": [None, None, None],
        "limiter": None,
    }


class Watched(StravaSession):
    """Writes down what each request was sent with."""

    def __init__(self, base_url: str) -> None:
        super().__init__(base_url)
        self.sent: list[dict[str, Any]] = []

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        self.sent.append(options)
        return super().send(request, **options)


def test_every_request_has_a_timeout_and_follows_no_redirect(tmp_path: Path) -> None:
    with world(tmp_path, run(1)) as at:
        at.log_in()
        watched = Watched(at.url)
        at.sessions.append(watched)
        at.session = lambda: watched  # type: ignore[method-assign]
        client = at.client()
        at.clock.now_s += 7 * 3600
        client.activities_page(ListAsk())
        client.track(ONE)
        client.read_text(ONE, "description")
        client.write_text(ONE, "description", "x", inf)
        assert at.kinds() == ["token", "list", "streams", "detail", "put"]
    assert [one["timeout"] for one in watched.sent] == [(5.0, 30.0)] * 5
    assert not any(one["allow_redirects"] for one in watched.sent)


def test_an_expired_token_is_renewed_by_us_alone_whatever_the_environment_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with world(tmp_path, run(1)) as at:
        monkeypatch.setenv("STRAVA_CLIENT_ID", at.state.app.client_id)
        monkeypatch.setenv("STRAVA_CLIENT_SECRET", at.state.app.client_secret)
        at.log_in()
        client = at.client()
        client.activities_page(ListAsk())
        at.clock.now_s += 7 * 3600
        client.activities_page(ListAsk())
        assert at.kinds() == ["list", "token", "list"]


def test_a_netrc_entry_does_not_replace_the_token(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("default login nobody password nothing\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    with world(tmp_path, run(1)) as at:
        tokens = at.log_in()
        client = at.client()
        for session in at.sessions:
            session.trust_env = True  # as with https, where a proxy may be wanted
        client.activities_page(ListAsk())
        assert at.state.seen[0].headers["authorization"] == f"Bearer {tokens.access}"


@pytest.mark.parametrize(
    "address",
    [
        "{other}/api/v3/athlete",
        "https://www.strava.com.example.org/api/v3/athlete",
        "https://www.strava.com@example.org/",
        "http://www.strava.com/api/v3/athlete",
        "{base}0/api/v3/athlete",
    ],
)
def test_no_request_goes_to_another_host(address: str) -> None:
    elsewhere = SandboxState()
    with Sandbox(elsewhere) as other, StravaSession("https://strava.test") as session:
        url = address.format(other=other.url, base="https://strava.test")
        with pytest.raises(requests.exceptions.InvalidURL):
            session.get(url, headers={"Authorization": "Bearer canary"})
    assert elsewhere.requests == ()


CANARIES = ("canary-secret", "canary-description", "canary-private")


def test_no_secret_and_no_text_reaches_a_log_or_an_error(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A whole life: login, list, refresh, PUT, and each kind of failure, with every logger at DEBUG."""
    caplog.set_level(logging.DEBUG)
    said: list[str] = []
    app = App(client_secret=CANARIES[0])
    with world(tmp_path, run(1, description=CANARIES[1]), app=app) as at:
        scopes = (*READ_SCOPES, WRITE_SCOPE)
        log_in(at.oauth(), at.file, scopes=scopes, show=consent_in_background)
        first = at.file.require()
        client = at.client()
        client.activities_page(ListAsk())
        at.clock.now_s += 7 * 3600
        client.read_text(ONE, "description")
        client.write_text(ONE, "description", CANARIES[2], inf)
        second = at.file.require()
        for status in (400, 401, 403, 404, 429, 500):
            at.state.clear_faults()
            at.memory.clear()
            body = {"message": second.access, "errors": [{"resource": "R", "code": "c"}]}
            at.state.inject("PUT", "/activities/1", instead(status, body), times=None)
            with pytest.raises(TwingeError) as failed:
                at.client().write_text(ONE, "description", CANARIES[2], inf)
            said += [str(failed.value), repr(failed.value)]
        store(at.file, Tokens("canary-access", "canary-refresh", 0.0, scopes, 1))
        with pytest.raises(LoginNeededError) as failed:
            at.client().activities_page(ListAsk())
    said += [str(failed.value), repr(first), repr(second), str(first), f"{at.file!r} {client!r}"]
    told = "\n".join([*said, caplog.text])
    secrets = (first.access, first.refresh, second.access, second.refresh, "canary")
    assert first.access != second.access
    assert [secret for secret in secrets if secret in told] == []
    assert "PUT" in caplog.text  # the log was listened to
