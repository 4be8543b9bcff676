"""The runner's yes in the browser: a listener on the loopback address that takes exactly one right answer."""

import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BufferedReader
from socketserver import TCPServer
from urllib.parse import parse_qs, urlsplit

from sync.errors import LoginNeededError, TryLaterError
from sync.strava.oauth import OAuth
from sync.strava.session import InTime
from sync.strava.tokens import TokenFile, Tokens

READ_SCOPES = ("read", "activity:read_all")
WRITE_SCOPE = "activity:write"
WAIT_S = 300.0
CONNECTION_S = 5.0


@dataclass(frozen=True, slots=True)
class Granted:
    """A login that is saved; `missing` are the scopes that were asked for and not granted."""

    tokens: Tokens
    missing: tuple[str, ...]


def log_in(
    oauth: OAuth,
    file: TokenFile,
    *,
    scopes: tuple[str, ...],
    show: Callable[[str], None],
    wait_s: float = WAIT_S,
) -> Granted:
    """Wait for the runner's answer and save the tokens. `show` gets the address to open.

    Raises LoginNeededError when the runner says no, does not answer, or grants no reading of
    activities; nothing is stored then.
    """
    listener = _listen(wait_s)
    try:
        show(oauth.authorize_url(listener.redirect_uri, scopes, listener.state))
        answer = listener.wait()
    finally:
        listener.close()
    granted = tuple(scope for scope in answer.scope.replace(" ", ",").split(",") if scope)
    if answer.error or not answer.code:
        raise LoginNeededError("You said no in the browser.", "Nothing was stored.")
    if not {"activity:read", "activity:read_all"} & set(granted):
        raise LoginNeededError(
            "The login may not read activities (activity:read_all was not granted).",
            "Nothing was stored. Run `twinge login` again and leave the box ticked.",
        )
    with file.locked(), file.reserved() as room:
        tokens = oauth.exchange(answer.code, granted)
        room.save(tokens, None)
    return Granted(tokens, tuple(scope for scope in scopes if scope not in granted))


def _listen(wait_s: float) -> "_Listener":
    try:
        return _Listener(wait_s)
    except OSError as error:
        raise TryLaterError(
            f"No port of this machine could be opened for the browser's answer ({error.strerror}).",
            "Nothing was stored.",
        ) from error


@dataclass(frozen=True, slots=True)
class _Answer:
    code: str
    scope: str
    error: str


class _Listener:
    """One loopback port, one path, one state; every other request gets a 404 and changes nothing."""

    def __init__(self, wait_s: float) -> None:
        self.state = secrets.token_urlsafe(32)
        self._path = f"/cb/{secrets.token_urlsafe(16)}"
        self._answer: _Answer | None = None
        self._deadline = time.monotonic() + wait_s
        listener = self

        class Handler(BaseHTTPRequestHandler):
            timeout = CONNECTION_S
            server_version, sys_version = "Twinge", ""

            def setup(self) -> None:
                super().setup()
                # each read may be in time, and the request still never come to its end
                left_s = min(CONNECTION_S, listener._left_s())
                self.rfile = BufferedReader(InTime(self.rfile.detach(), self.connection, left_s))

            def do_GET(self) -> None:
                listener._handle(self)

            def send_error(self, *_: object) -> None:
                """In the place of http.server's page, which repeats what was asked."""
                _answer_with(self, 404, "Not found.")

            def log_message(self, *_: object) -> None:
                """The address holds the code: nothing of it is logged."""

        self._server = _QuietServer(("127.0.0.1", 0), Handler)
        self.redirect_uri = f"http://127.0.0.1:{self._server.server_port}{self._path}"

    def wait(self) -> _Answer:
        while self._answer is None:
            left_s = self._left_s()
            if left_s <= 0:
                raise LoginNeededError(
                    "Nobody answered in the browser.",
                    "Nothing was stored. Run `twinge login` again.",
                )
            self._server.timeout = left_s
            self._server.handle_request()
        return self._answer

    def _left_s(self) -> float:
        return self._deadline - time.monotonic()

    def close(self) -> None:
        self._server.server_close()

    def _handle(self, request: BaseHTTPRequestHandler) -> None:
        query = self._right_query(request)
        if query is None:
            _answer_with(request, 404, "Not found.")
            return
        # known before it is answered: a browser that hangs up has said yes all the same
        self._answer = _Answer(_one(query, "code"), _one(query, "scope"), _one(query, "error"))
        _answer_with(request, 200, "Twinge has your answer. You may close this page.")

    def _right_query(self, request: BaseHTTPRequestHandler) -> dict[str, list[str]] | None:
        """The query of the one request that is waited for; None for every other."""
        try:
            parts = urlsplit(request.path)
            query = parse_qs(parts.query)
        except ValueError:
            return None
        right = (
            hmac.compare_digest(parts.path.encode(), self._path.encode())
            and request.headers.get("Host") == f"127.0.0.1:{self._server.server_port}"
            and hmac.compare_digest(_one(query, "state").encode(), self.state.encode())
        )
        return query if right else None


def _answer_with(request: BaseHTTPRequestHandler, status: int, text: str) -> None:
    """A fixed sentence; nothing of what was asked is in it."""
    body = text.encode()
    request.send_response(status)
    for name, value in (
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Length", str(len(body))),
        ("Cache-Control", "no-store"),
        ("Referrer-Policy", "no-referrer"),
        ("Content-Security-Policy", "default-src 'none'"),
        ("Connection", "close"),
    ):
        request.send_header(name, value)
    request.end_headers()
    request.wfile.write(body)


class _QuietServer(HTTPServer):
    allow_reuse_address = False
    """On Windows it would let another program listen on the same port."""

    def server_bind(self) -> None:
        """Without http.server's search for the host's name, which can take half a minute."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", self.socket.getsockname()[1]

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that hangs up is no event; the listener goes on."""


def _one(query: dict[str, list[str]], name: str) -> str:
    return query.get(name, [""])[0]
