"""The listener that waits for the runner's yes, as a browser, a stranger and the sandbox see it."""

import socket
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from strava_world import World, instead, world

from sync.errors import LoginNeededError, StorageError, TryLaterError, TwingeError
from sync.sandbox.outing import ATHLETE_ID
from sync.sandbox.visitor import consent
from sync.strava.login import READ_SCOPES, WRITE_SCOPE, Granted, log_in

SCOPES = (*READ_SCOPES, WRITE_SCOPE)
Reply = tuple[int, dict[str, str], str]


class Callback:
    """The address that the browser is to come back to, and how to knock at it."""

    def __init__(self, address: str) -> None:
        self.asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        self.at = urlsplit(self.asked["redirect_uri"])
        self.state = self.asked["state"]

    def knock(
        self, path: str | None = None, *, host: str | None = None, method: str = "GET", **query: str
    ) -> Reply:
        connection = HTTPConnection("127.0.0.1", self.at.port, timeout=5)
        headers = {"Host": host or self.at.netloc}
        target = f"{self.at.path if path is None else path}?{urlencode(query)}"
        try:
            connection.request(method, target, headers=headers)
            answer = connection.getresponse()
            told = {name.lower(): value for name, value in answer.getheaders()}
            return answer.status, told, answer.read().decode()
        finally:
            connection.close()

    def raw(self, data: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", self.at.port or 0), timeout=5) as connection:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: connection.recv(4096), b""))


@contextmanager
def visited(visit: Callable[[str], None]) -> Iterator[Callable[[str], None]]:
    """`visit` in a thread of its own, as a browser is; what it raises is raised at the end."""
    failed: list[BaseException] = []

    def safely(address: str) -> None:
        try:
            visit(address)
        except BaseException as error:
            failed.append(error)

    threads: list[Thread] = []

    def show(address: str) -> None:
        threads.append(Thread(target=safely, args=(address,)))
        threads[-1].start()

    yield show
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]


def logged_in(at: World, visit: Callable[[str], None], wait_s: float = 20, **more: Any) -> Granted:
    with visited(visit) as show:
        return log_in(at.oauth(), at.file, scopes=SCOPES, show=show, wait_s=wait_s, **more)


def test_a_yes_is_stored_for_the_owner_only_with_what_was_granted(tmp_path: Path) -> None:
    with world(tmp_path) as at:
        granted = logged_in(at, consent)
        stored = at.file.require()
        assert stat.S_IMODE(at.file.path.stat().st_mode) == 0o600
        assert at.kinds() == ["authorize", "token"]
    assert granted.tokens == stored
    assert granted.missing == ()
    assert stored.scopes == SCOPES
    assert stored.athlete_id == ATHLETE_ID


@pytest.mark.parametrize(
    ("untick", "missing"),
    [({"activity:write"}, ("activity:write",)), ({"read"}, ("read",))],
)
def test_scopes_that_were_not_granted_are_named(
    tmp_path: Path, untick: set[str], missing: tuple[str, ...]
) -> None:
    with world(tmp_path) as at:
        granted = logged_in(at, lambda address: consent(address, untick=frozenset(untick)))
        assert at.file.require().scopes == tuple(one for one in SCOPES if one not in untick)
    assert granted.missing == missing


@pytest.mark.parametrize("untick", [{"activity:read_all"}, set(SCOPES)])
def test_a_login_that_may_not_read_activities_is_not_stored(
    tmp_path: Path, untick: set[str]
) -> None:
    with world(tmp_path) as at:
        with pytest.raises(LoginNeededError, match="activity:read_all was not granted"):
            logged_in(at, lambda address: consent(address, untick=frozenset(untick)))
        assert at.file.load() is None
        assert at.kinds() == ["authorize"]


@pytest.mark.parametrize("scope", [{}, {"scope": ""}])
def test_an_answer_that_names_no_scopes_grants_none(tmp_path: Path, scope: dict[str, str]) -> None:
    def visit(address: str) -> None:
        back = Callback(address)
        back.knock(state=back.state, code="c", **scope)

    with world(tmp_path) as at, pytest.raises(LoginNeededError, match="was not granted"):
        logged_in(at, visit)


def test_a_no_is_said_in_a_sentence_and_nothing_is_stored(tmp_path: Path) -> None:
    def visit(address: str) -> None:
        back = Callback(address)
        assert back.knock(state=back.state, error="access_denied")[0] == 200

    with world(tmp_path) as at:
        with pytest.raises(LoginNeededError, match="You said no"):
            logged_in(at, visit)
        assert at.kinds() == []
        assert not at.home.exists()


def test_nobodys_answer_is_said_in_a_sentence(tmp_path: Path) -> None:
    ports: list[int | None] = []
    with world(tmp_path) as at, pytest.raises(LoginNeededError, match="Nobody answered"):
        log_in(
            at.oauth(),
            at.file,
            scopes=SCOPES,
            show=lambda address: ports.append(Callback(address).at.port),
            wait_s=0.05,
        )
    assert_closed(ports[0] or 0)


def assert_closed(port: int) -> None:
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=1).close()


def test_strangers_get_a_404_that_repeats_nothing_and_the_listener_goes_on(tmp_path: Path) -> None:
    replies: list[Reply] = []
    raw: list[bytes] = []
    ports: list[int] = []

    def visit(address: str) -> None:
        back = Callback(address)
        right = {"state": back.state, "code": "canary", "scope": "activity:read_all"}
        replies.extend(
            [
                back.knock("/", **right),
                back.knock(f"{back.at.path}/more", **right),
                back.knock(f"/x{back.at.path}", **right),
                back.knock(**{**right, "state": "canary"}),
                back.knock(**{**right, "state": ""}),
                back.knock(code="canary"),
                back.knock(host=f"localhost:{back.at.port}", **right),
                back.knock(host="canary.example.org", **right),
                back.knock(method="POST", **right),
                back.knock(method="HEAD", **right),
                back.knock(method="OPTIONS", **right),
                back.knock(method="CANARY", **right),
            ]
        )
        raw.extend(
            back.raw(data)
            for data in (
                b"GET http://[canary HTTP/1.0\r\n\r\n",
                b"canary canary canary canary\r\n\r\n",
                b"GET /" + b"canary" * 12_000 + b" HTTP/1.0\r\n\r\n",
                b"GET /\xff\xfe HTTP/1.0\r\nHost: \xff\r\n\r\n",
                b"\x16\x03\x01\x00",
                b"",
            )
        )
        ports.append(back.at.port or 0)
        consent(address)

    with world(tmp_path) as at:
        granted = logged_in(at, visit)
    assert granted.missing == ()
    assert [status for status, _, _ in replies] == [404] * len(replies)
    assert not any("canary" in f"{headers}{body}".lower() for _, headers, body in replies)
    assert not any(b"canary" in answer for answer in raw)
    assert raw[0].startswith(b"HTTP/1.0 404 ")
    assert_closed(ports[0])


JUNK = (
    b"GET /favicon.ico HTTP/1.1\r\nHost: {host}\r\n\r\n",
    b"GET {path}?state=wrong&code=c HTTP/1.1\r\nHost: {host}\r\n\r\n",
    b"GET {path}?error=access_denied HTTP/1.1\r\nHost: {host}\r\n\r\n",
    b"POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: 4\r\n\r\nspam",
    b"GET {path}?state=%ff%00&code=c HTTP/1.0\r\n\r\n",
    b"GET {path}?state=%C3%A9&code=c HTTP/1.1\r\nHost: {host}\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    b"",
)


def test_a_thousand_junk_requests_keep_nobody_from_logging_in(tmp_path: Path) -> None:
    """Knocks without a word, half a TLS greeting, wrong states, the runner's refusal forged."""
    answered: list[bytes] = []

    def visit(address: str) -> None:
        back = Callback(address)
        for number in range(1_000):
            asked = JUNK[number % len(JUNK)].replace(b"{path}", back.at.path.encode())
            answered.append(back.raw(asked.replace(b"{host}", back.at.netloc.encode())))
        consent(address)

    with world(tmp_path) as at:
        assert logged_in(at, visit).missing == ()
    assert len(answered) == 1_000
    assert {answer[-10:] for answer in answered if answer} == {b"Not found."}
    assert sum(bool(answer) for answer in answered) >= 700


def test_a_caller_who_never_ends_their_request_does_not_hold_the_listener(tmp_path: Path) -> None:
    """A byte now and then, each in time: the whole request has its end, and so has the login."""
    dripped: list[int] = []
    enough = Event()

    def visit(address: str) -> None:
        with (
            suppress(OSError),
            socket.create_connection(("127.0.0.1", Callback(address).at.port or 0)) as drop,
        ):
            for number in range(200):
                drop.sendall(b"G")
                dripped.append(number)
                if enough.wait(0.02):
                    return

    with world(tmp_path) as at, visited(visit) as show:
        try:
            with pytest.raises(LoginNeededError, match="Nobody answered"):
                log_in(at.oauth(), at.file, scopes=SCOPES, show=show, wait_s=0.2)
        finally:
            enough.set()
    assert 1 <= len(dripped) < 200


def test_the_page_is_plain_and_is_kept_by_nobody(tmp_path: Path) -> None:
    replies: list[Reply] = []

    def visit(address: str) -> None:
        back = Callback(address)
        replies.append(
            back.knock(state=back.state, code="canary-code", scope="activity:read_all,canary")
        )

    with world(tmp_path) as at, pytest.raises(LoginNeededError, match="did not accept") as refused:
        logged_in(at, visit)
    (status, headers, body) = replies[0]
    assert (status, body) == (200, "Twinge has your answer. You may close this page.")
    assert headers["content-type"] == "text/plain; charset=utf-8"
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["content-security-policy"] == "default-src 'none'"
    assert "canary" not in str(refused.value)


def test_the_listener_is_on_the_loopback_address_alone(tmp_path: Path) -> None:
    def visit(address: str) -> None:
        back = Callback(address)
        assert back.at.hostname == "127.0.0.1"
        assert len(back.state) >= 40
        assert len(back.at.path) >= 20
        for other in ("127.0.0.2", "::1"):
            with pytest.raises(OSError, match=r"refused|unreachable|assign|not supported"):
                socket.create_connection((other, back.at.port or 0), timeout=1).close()
        consent(address)

    with world(tmp_path) as at:
        logged_in(at, visit)


def test_after_the_answer_nobody_listens_any_more(tmp_path: Path) -> None:
    ports: list[int] = []

    def visit(address: str) -> None:
        ports.append(Callback(address).at.port or 0)
        consent(address)

    with world(tmp_path) as at:
        logged_in(at, visit)
    assert_closed(ports[0])


def test_a_state_is_compared_in_constant_time(tmp_path: Path) -> None:
    """Seen in what is called: the right state, of another length and of the same, all go through the one comparison."""
    compared: list[str] = []

    def watch(_frame: object, event: str, function: object) -> None:
        if event == "c_call" and getattr(function, "__name__", "") == "compare_digest":
            compared.append("once")

    def visit(address: str) -> None:
        back = Callback(address)
        for state in ("short", back.state[:-1] + "?"):
            assert back.knock(state=state, code="c")[0] == 404
        consent(address)

    with world(tmp_path) as at, visited(visit) as show:
        sys.setprofile(watch)
        try:
            log_in(at.oauth(), at.file, scopes=SCOPES, show=show, wait_s=20)
        finally:
            sys.setprofile(None)
    assert len(compared) == 6  # path and state of three requests


def test_every_login_has_a_state_and_a_path_of_its_own(tmp_path: Path) -> None:
    seen: set[str] = set()

    def visit(address: str) -> None:
        back = Callback(address)
        seen.update((back.state, back.at.path))
        consent(address)

    with world(tmp_path) as at:
        for _ in range(3):
            logged_in(at, visit)
    assert len(seen) == 6


EXCHANGES = {
    "5xx": (instead(503, {}), "status 503"),
    "no tokens": (instead(200, {}), "without usable tokens"),
    "nobody's": (
        instead(200, {"access_token": "a", "refresh_token": "b", "expires_at": 1e10}),
        "did not say whose",
    ),
}


@pytest.mark.parametrize(("action", "said"), EXCHANGES.values(), ids=EXCHANGES.keys())
def test_a_failed_exchange_keeps_the_login_that_was_there(
    tmp_path: Path, action: Any, said: str
) -> None:
    with world(tmp_path) as at:
        before = at.log_in()
        at.state.inject("POST", "/oauth/token", action)
        with pytest.raises(TryLaterError, match=said):
            logged_in(at, consent)
        assert at.file.load() == before


def test_the_code_is_not_spent_where_the_login_can_not_be_stored(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file in its place")
    with world(tmp_path) as at:
        with pytest.raises(StorageError) as stopped:
            logged_in(at, consent)
        assert at.kinds() == ["authorize"]
    assert isinstance(stopped.value, TwingeError)
