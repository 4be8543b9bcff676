"""Faults 7 to 16: servers that are down, answers that break off, networks that lead elsewhere."""

import gzip
import socket
from contextlib import suppress
from itertools import repeat
from threading import Event, Semaphore, Thread

from fault_machine import LIST, RUN, SHORT_S, FaultMachine, each, json_bytes, run, told
from fault_row import Fault, on_one_machine

from sync.sandbox import faults
from sync.sandbox.faults import Action
from sync.sandbox.server import Sandbox
from sync.sandbox.state import SandboxState

THEN_FINE = "then 0, 3 runs, 2 list"
NOT_STRAVAS = f"75, 0 runs, 1 list: The answer was not Strava's (status 200). {THEN_FINE}"


def once(machine: FaultMachine, code: int) -> str:
    machine.inject("GET", LIST, faults.status(code))
    return machine.night()


def for_a_night(machine: FaultMachine, action: Action) -> str:
    machine.inject("GET", LIST, action, times=None)
    first = machine.night()
    machine.state.clear_faults()
    return f"{first} then {machine.night()}"


def for_a_request(machine: FaultMachine, action: Action) -> str:
    machine.inject("GET", LIST, action)
    return f"{machine.night()} then {machine.night()}"


def written(machine: FaultMachine, action: Action) -> str:
    machine.noted()
    machine.inject("PUT", r"/activities/", action)
    return f"{machine.night()}: {machine.blocks()}"


def dripping(machine: FaultMachine) -> str:
    machine.impatient = True
    machine.inject("GET", LIST, faults.drip(SHORT_S / 10))
    first = machine.night()
    machine.impatient = False
    return f"{first} then {machine.night()}"


def slow_to_begin(machine: FaultMachine) -> str:
    """Headers a byte at a time, without an end: each read is in time."""
    machine.impatient = True
    tries: list[int] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        Thread(target=_drip_headers, args=(server, tries), daemon=True).start()
        told = machine.night(url=f"http://127.0.0.1:{server.getsockname()[1]}")
    machine.impatient = False
    return f"{told} ({len(tries)} tries) then {machine.night()}"


def _drip_headers(server: socket.socket, tries: list[int]) -> None:
    pause = Event()
    with suppress(OSError):
        while True:
            connection, _ = server.accept()
            tries.append(1)
            with connection, suppress(OSError):
                connection.sendall(b"HTTP/1.1 200 OK\r\nX-Patience: ")
                while not pause.wait(SHORT_S / 10):
                    connection.sendall(b"x")


def no_such_name(machine: FaultMachine) -> str:
    """`.invalid` is nobody's name, with a network or without (RFC 6761)."""
    first = machine.night(url="https://strava.invalid")
    machine.later(hours=7)
    return f"{first} then {machine.night(url='https://strava.invalid')} then {machine.night()}"


def nobody_there(machine: FaultMachine) -> str:
    machine.noted()
    with Sandbox(SandboxState()) as gone:
        address = gone.url
    first = machine.night(url=address)
    page = "report written" if machine.settings.report_path.exists() else "no report"
    return f"{first} ({page}) then {machine.night().partition(':')[0]}"


def elsewhere(machine: FaultMachine, code: int, host: str) -> str:
    location = f"{host}/api/v3/athlete/activities"
    return for_a_request(machine, faults.instead(code, b"", headers=(("Location", location),)))


def other_server(machine: FaultMachine, code: int) -> str:
    other = SandboxState(activities=[run(1)])
    with Sandbox(other) as sandbox:
        both = elsewhere(machine, code, sandbox.url)
    return f"{both}; {len(other.requests)} requests there"


def no_tls(machine: FaultMachine) -> str:
    first = machine.night(url=machine.url.replace("http:", "https:"))
    return f"{first} then {machine.night()}"


def silent(machine: FaultMachine) -> str:
    """The server takes the request and says nothing until the client has left."""
    heard, left = Semaphore(0), Event()

    def wait() -> None:
        heard.release()
        left.wait(20)

    machine.while_waiting = wait
    machine.inject("GET", LIST, faults.delay(99), times=None)
    machine.impatient = True
    report, runs = machine.cycle()
    machine.impatient = False
    tries = 0
    while heard.acquire(blocking=False):
        tries += 1
    left.set()
    while len(machine.state.requests) < tries:  # answers that nobody waits for any more
        left.clear()
        left.wait(0.01)
        left.set()
    machine.state.clear_faults()
    return f"{told(report, runs, {'list': tries})} then {machine.night()}"


PAGE_OF_MEGABYTES = json_bytes([{**run(RUN), "name": "x" * 11_000_000}])
ZIPPED = gzip.compress(PAGE_OF_MEGABYTES)
HTML_503 = "75, 0 runs, 4 list: Strava is out of order (status 503)."

NETWORK = (
    Fault(
        "7",
        "500, 502, 503, 504 once",
        "0, 3 runs, 3 list",
        lambda folder: each(folder, (500, 502, 503, 504), once),
    ),
    Fault(
        "8",
        "503 for ever",
        f"{HTML_503} {THEN_FINE}",
        on_one_machine(lambda machine: for_a_night(machine, faults.status(503))),
    ),
    Fault(
        "9",
        "a page for people with 503, with 200",
        f"{HTML_503} {THEN_FINE} | {NOT_STRAVAS}",
        lambda folder: each(
            folder, (503, 200), lambda machine, code: for_a_night(machine, faults.html_page(code))
        ),
    ),
    Fault(
        "10",
        "JSON that stops short: a list",
        NOT_STRAVAS,
        on_one_machine(lambda machine: for_a_request(machine, faults.truncated_json())),
    ),
    Fault(
        "10",
        "JSON that stops short: the answer to a PUT",
        "0, 3 runs, 2 list 1 put: 1 block, own text kept, stored 1x",
        on_one_machine(lambda machine: written(machine, faults.truncated_json())),
    ),
    Fault(
        "11",
        "a body shorter than its length: a list",
        f"75, 0 runs, 1 list: Strava's answer broke off (ChunkedEncodingError). {THEN_FINE}",
        on_one_machine(lambda machine: for_a_request(machine, faults.cut_body())),
    ),
    Fault(
        "11",
        "a body shorter than its length: the answer to a PUT",
        "0, 3 runs, 2 list 1 put: 1 block, own text kept, stored 1x",
        on_one_machine(lambda machine: written(machine, faults.cut_body())),
    ),
    Fault(
        "12",
        "a byte at a time, for hours",
        f"75, 0 runs, 1 list: Strava's answer broke off (ConnectionError). {THEN_FINE}",
        on_one_machine(dripping),
    ),
    Fault(
        "12",
        "headers a byte at a time, for hours",
        f"75, 0 runs, no request: Strava can't be reached (ReadTimeout). (4 tries) {THEN_FINE}",
        on_one_machine(slow_to_begin),
    ),
    Fault(
        "12",
        "a server that takes the request and says nothing",
        f"75, 0 runs, 4 list: Strava can't be reached (ReadTimeout). {THEN_FINE}",
        on_one_machine(silent),
    ),
    Fault(
        "13",
        "nobody listens: notes and report go on",
        "75, 0 runs, no request: Strava can't be reached (ConnectionError). (report written) "
        "then 0, 3 runs, 2 list 1 put",
        on_one_machine(nobody_there),
    ),
    Fault(
        "13",
        "a name that nobody knows: the list, and the login",
        "75, 0 runs, no request: Strava can't be reached: its name is not found. then 75, 0 runs, "
        "no request: Strava's login can't be reached: its name is not found. then 0, 3 runs, 1 token 2 list",
        on_one_machine(no_such_name),
    ),
    Fault(
        "14",
        "a login page of the network: 302, or no TLS",
        "75, 0 runs, 1 list: The network sends Twinge to login.hotel.example instead of Strava; "
        f"nothing was sent there. {THEN_FINE}",
        on_one_machine(lambda machine: elsewhere(machine, 302, "http://login.hotel.example")),
    ),
    Fault(
        "14",
        "something that speaks no TLS where Strava should",
        f"75, 0 runs, no request: Strava can't be reached (SSLError). {THEN_FINE}",
        on_one_machine(no_tls),
    ),
    Fault(
        "15",
        "301, 307, 308 to another server",
        "75, 0 runs, 1 list: The network sends Twinge to 127.0.0.1 instead of Strava; "
        f"nothing was sent there. {THEN_FINE}; 0 requests there",
        lambda folder: each(folder, (301, 307, 308), other_server),
    ),
    Fault(
        "16",
        "a redirect to Strava's new host",
        f"2, 0 runs, 1 list: Strava's API has moved to www.api-v3.strava.com. {THEN_FINE}",
        on_one_machine(lambda machine: elsewhere(machine, 308, "https://www.api-v3.strava.com")),
    ),
    Fault(
        "44",
        "11 MB, the same zipped, a broken zip",
        "75, 0 runs, 1 list: Strava's answer was larger than 10 MB and was not read. "
        f"{THEN_FINE} | {NOT_STRAVAS}",
        lambda folder: each(
            folder,
            zip(
                (PAGE_OF_MEGABYTES, ZIPPED, ZIPPED[:20] + bytes(50)),
                ("identity", *repeat("gzip", 2)),
                strict=True,
            ),
            lambda machine, sent: for_a_request(
                machine,
                faults.instead(200, sent[0], headers=(("Content-Encoding", sent[1]),)),
            ),
        ),
    ),
)
