import gc
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from threading import Event, Thread
from urllib.parse import urlsplit

import pytest
from sandbox_client import run, served, state_of

from sync.sandbox import faults
from sync.sandbox.server import Sandbox


def port_of(sandbox: Sandbox) -> int:
    return urlsplit(sandbox.url).port or 0


def test_it_listens_on_loopback_alone() -> None:
    with Sandbox(state_of()) as sandbox:
        assert sandbox.url == f"http://127.0.0.1:{port_of(sandbox)}"
        with socket.socket() as elsewhere:
            elsewhere.bind(("127.0.0.2", port_of(sandbox)))


def test_it_takes_the_port_it_is_given() -> None:
    with Sandbox(state_of()) as first:
        port = port_of(first)
    with Sandbox(state_of(), port) as second:
        assert port_of(second) == port


def test_a_connection_serves_many_requests() -> None:
    state = state_of(run(1))
    token = state.grant().access_token
    with Sandbox(state) as sandbox:
        connection = HTTPConnection("127.0.0.1", port_of(sandbox), timeout=5)
        connection.connect()
        line = connection.sock
        for _ in range(20):
            headers = {"Authorization": f"Bearer {token}"}
            connection.request("GET", "/api/v3/activities/1", headers=headers)
            answer = connection.getresponse()
            assert (answer.version, answer.status) == (11, 200)
            answer.read()
        assert connection.sock is line
        connection.close()


def test_it_stops_at_once_though_a_connection_is_kept_alive() -> None:
    connection = None
    with Sandbox(state_of()) as sandbox:
        connection = HTTPConnection("127.0.0.1", port_of(sandbox), timeout=5)
        connection.request("GET", "/")
        connection.getresponse().read()
        began = time.monotonic()
    took = time.monotonic() - began
    connection.close()
    assert took < 0.2


def test_clients_that_go_away_leave_no_trace(capfd: pytest.CaptureFixture[str]) -> None:
    state = state_of(run(1))
    state.inject("GET", "/activities/1", faults.drop_before())
    with Sandbox(state) as sandbox:
        for words in (
            b"",
            b"GET /api",
            b"PUT /api/v3/activities/1 HTTP/1.1\r\nContent-Length: 9\r\n\r\nx",
        ):
            with socket.create_connection(("127.0.0.1", port_of(sandbox))) as line:
                line.sendall(words)
        with socket.create_connection(("127.0.0.1", port_of(sandbox))) as line:
            line.sendall(b"GET /api/v3/activities/1 HTTP/1.1\r\n\r\n")
            assert line.recv(10) == b""
    gc.collect()
    assert capfd.readouterr() == ("", "")


def test_a_mistake_of_the_sandbox_is_answered_with_500() -> None:
    broken = run(1)
    del broken["start_date"]
    with served(state_of(broken)) as client:
        reply = client.api("/athlete/activities")
    assert reply.status == 500
    assert "start_date" in reply.json["message"]


def test_requests_at_the_same_time_are_all_answered_and_logged() -> None:
    state = state_of(run(1))
    with served(state) as client, ThreadPoolExecutor(8) as pool:
        replies = list(pool.map(lambda n: client.put(1, description=f"text {n}"), range(40)))
    assert {reply.status for reply in replies} == {200}
    assert state.counts() == {"put": 40}
    assert {version.text for version in state.versions[1]} == {f"text {n}" for n in range(40)}


def test_a_waiting_request_holds_up_no_other() -> None:
    asleep, woken = Event(), Event()

    def sleep(_: float) -> None:
        asleep.set()
        woken.wait(5)

    state = state_of(run(1), sleep=sleep)
    state.inject("GET", "/athlete$", faults.delay(60))
    with served(state) as client:
        slow = Thread(target=client.api, args=("/athlete",))
        slow.start()
        assert asleep.wait(5)
        assert client.api("/activities/1").status == 200
        woken.set()
        slow.join(5)
    assert [entry.kind for entry in state.requests] == ["detail", "athlete"]


def test_serve_forever_serves_until_it_is_stopped() -> None:
    sandbox = Sandbox(state_of())
    url = urlsplit(sandbox.url)
    ended = Event()

    def serve() -> None:
        sandbox.serve_forever()
        ended.set()

    Thread(target=serve, daemon=True).start()
    connection = HTTPConnection(url.hostname or "", url.port, timeout=5)
    connection.request("GET", "/oauth/authorize")
    assert connection.getresponse().status == 400
    connection.close()
    sandbox.stop()
    assert ended.wait(5)
