"""The sandbox's HTTP server: loopback only, silent, and quick to stop."""

import contextlib
import socket
import time
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread, current_thread
from time import monotonic
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from sync.sandbox.answers import Answer, Request, fault
from sync.sandbox.state import SandboxState

_POLL_S = 0.01
_JOIN_S = 0.1


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "Sandbox"
    sys_version = ""
    wbufsize = -1  # an answer leaves as one packet: no waiting for a delayed acknowledgement
    disable_nagle_algorithm = True
    server: "_Server"

    def _serve(self) -> None:
        answer = self.server.answer(self._request())
        if answer is None:
            self._hang_up()
        else:
            self._send(answer)

    do_GET = do_PUT = do_POST = do_DELETE = do_PATCH = _serve  # noqa: N815 - http.server's names

    def _request(self) -> Request:
        parts = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        length = headers.get("content-length", "0")
        body = self.rfile.read(int(length) if length.isdecimal() else 0)
        return Request(self.command, parts.path, parts.query, headers, body)

    def _send(self, answer: Answer) -> None:
        cut = answer.claimed_length is not None
        self.wfile.write(answer.before)
        self.send_response_only(answer.status)
        if "Date" not in dict(answer.headers):
            self.send_header("Date", self.date_time_string())
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(answer.claimed_length or len(answer.body)))
        for name, value in answer.headers:
            self.send_header(name, value)
        self.end_headers()
        if answer.drip_s:
            self._drip(answer)
        else:
            self.wfile.write(answer.body)
        self.wfile.flush()
        if cut:
            self._hang_up()

    def _drip(self, answer: Answer) -> None:
        for at in range(len(answer.body)):
            self.wfile.write(answer.body[at : at + 1])
            self.wfile.flush()
            time.sleep(answer.drip_s)

    def date_time_string(self, timestamp: float | None = None) -> str:
        """An answer is dated by the sandbox's own clock, which need not be this machine's."""
        return formatdate(self.server.now_s() if timestamp is None else timestamp, usegmt=True)

    def _hang_up(self) -> None:
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - http.server's name
        """Says nothing: the state keeps the log."""


class _Server(ThreadingHTTPServer):
    request_queue_size = 128  # with the usual 5, clients that come at once wait a second

    def __init__(self, state: SandboxState, port: int) -> None:
        self._state = state
        self._lock = Lock()
        self._open: dict[Thread, socket.socket] = {}
        super().__init__(("127.0.0.1", port), _Handler)

    def now_s(self) -> float:
        return self._state.now()

    def answer(self, request: Request) -> Answer | None:
        try:
            return self._state.respond(request)
        except Exception as error:  # a mistake of the sandbox must show, not hang the client
            return fault(500, f"Sandbox: {error!r}", "Sandbox", "handler", "failed")

    def process_request(self, request: Any, client_address: Any) -> None:
        serve = self.process_request_thread
        thread = Thread(target=serve, args=(request, client_address), daemon=True)
        with self._lock:
            self._open[thread] = request
        thread.start()

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            with self._lock:
                self._open.pop(current_thread(), None)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no news; a failing handler is answered with 500."""

    def drain(self) -> None:
        """Waits until those who are connected now have gone and all that they sent is answered."""
        with socket.create_connection(("127.0.0.1", self.server_port)) as last:
            last.shutdown(socket.SHUT_WR)
            last.recv(1)  # the end: connections are accepted in the order in which they came
        with self._lock:
            waiting = list(self._open)
        for thread in waiting:
            thread.join()

    def end_connections(self) -> None:
        """Closes what clients keep alive, and lets the threads that wait on it end."""
        with self._lock:
            waiting = dict(self._open)
        for connection in waiting.values():
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        until = monotonic() + _JOIN_S
        for thread in waiting:
            thread.join(max(until - monotonic(), 0))


class Sandbox:
    """A running sandbox: `with Sandbox(state) as sandbox:` serves at `sandbox.url` until the end.

    It listens on 127.0.0.1 alone; port 0 takes any free one. The socket is bound on construction,
    so the URL is known before the first request can come.
    """

    def __init__(self, state: SandboxState, port: int = 0) -> None:
        self.state = state
        self._server = _Server(state, port)
        self._thread: Thread | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread = Thread(target=self._server.serve_forever, args=(_POLL_S,), daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        if self._thread is not None:
            self._thread.join()
        self._end()

    def drain(self) -> None:
        """Returns when all that any client sent has been answered; each of them must have ended, or must end."""
        self._server.drain()

    def serve_forever(self) -> None:
        """Serves in this thread until stopped or interrupted, then closes everything."""
        try:
            self._server.serve_forever(0.1)
        finally:
            self._end()

    def stop(self) -> None:
        """Lets `serve_forever` return; to be called from another thread."""
        self._server.shutdown()

    def _end(self) -> None:
        self._server.end_connections()
        self._server.server_close()
