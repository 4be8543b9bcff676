"""The list's last line: answers for somebody or something else, and odd HTTP."""

import socket
import ssl
import subprocess
from datetime import timedelta
from email.utils import format_datetime
from threading import Thread

from fault_machine import DETAIL, LIST, NOON, RUN, FaultMachine, each, run
from fault_row import Fault, on_one_machine

from sync.sandbox import faults
from sync.sandbox.answers import Json
from sync.sandbox.faults import Action
from sync.sandbox.outing import ATHLETE_ID

FINE = "0, 3 runs, 2 list"
UNWRITTEN = "0 block, own text kept, stored 0x"


def another_athlete(machine: FaultMachine) -> str:
    first = machine.night()
    theirs = faults.reshape(
        "theirs", lambda page: [{**one, "athlete": {"id": ATHLETE_ID + 1}} for one in page]
    )
    machine.inject("GET", LIST, theirs, times=None)
    machine.later(hours=45)
    return f"{first} then {machine.night()}"


def detail(machine: FaultMachine, action: Action) -> str:
    machine.noted()
    machine.inject("GET", DETAIL, action, times=None)
    return f"{machine.night()}; {machine.blocks()}"


def once(machine: FaultMachine, action: Action) -> str:
    machine.inject("GET", LIST, action)
    return f"{machine.night()} then {machine.night()}"


def skewed(machine: FaultMachine, days: int) -> str:
    date = format_datetime(NOON + timedelta(days=days), usegmt=True)
    machine.inject("GET", LIST, faults.add_headers(("Date", date)), times=None)
    return machine.night()


def cookies(machine: FaultMachine) -> str:
    machine.inject("GET", LIST, faults.add_headers(("Set-Cookie", "sid=1; Path=/")), times=None)
    told = machine.night()
    sent = sum("cookie" in headers for headers in machine.state.headers)
    return f"{told}; {sent} cookies sent back"


def unvouched(machine: FaultMachine) -> str:
    """A server with a certificate that it made itself: what it is sent must hold no token."""
    folder = machine.folder
    made = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-days",
        "1",
    ]
    made += ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    made += ["-keyout", str(folder / "key"), "-out", str(folder / "certificate")]
    subprocess.run(made, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "certificate", folder / "key")
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = Thread(target=_answer_tls, args=(server, context, heard), daemon=True)
        thread.start()
        told = machine.night(url=f"https://127.0.0.1:{server.getsockname()[1]}")
    thread.join(5)
    return f"{told} ({len(b''.join(heard))} bytes heard)"


def _answer_tls(server: socket.socket, context: ssl.SSLContext, heard: list[bytes]) -> None:
    while True:
        try:
            connection, _ = server.accept()
        except OSError:
            return
        try:
            with context.wrap_socket(connection, server_side=True) as wrapped:
                heard.append(wrapped.recv(65536))
        except OSError:
            connection.close()


def not_ours(why: str, *, colon: bool = True) -> str:
    subject = f"Activity {RUN}" + (":" if colon else "")
    return f"5, 3 runs, 2 list: {RUN}: {subject} {why}; {UNWRITTEN}"


def _without_description(told: Json) -> Json:
    return {key: value for key, value in told.items() if key != "description"}


NO_TEXT = "Strava's answer has no description."
NOT_STRAVAS = f"75, 0 runs, 1 list: The answer was not Strava's (status 204). then {FINE}"

ANSWERS = (
    Fault(
        "+",
        "the list is another athlete's",
        f"{FINE} then 3, 3 runs, 1 token 1 list: This login belongs to another athlete than the record.",
        on_one_machine(another_athlete),
    ),
    Fault(
        "+",
        "the detail is another activity's, another athlete's, a list, without a description",
        f"{not_ours('Strava answered with something else.')} | "
        f"{not_ours('belongs to another athlete.', colon=False)} | "
        f"{not_ours(NO_TEXT)}",
        lambda folder: each(
            folder,
            (
                faults.instead(200, run(RUN + 1)),
                faults.reshape("theirs", lambda told: {**told, "athlete": {"id": 5}}),
                faults.instead(200, [run(RUN)]),
                faults.reshape("bare", lambda told: (told.pop("description") and told) or told),
            ),
            detail,
        ),
    ),
    Fault(
        "+",
        "an object where a list should be",
        f"75, 0 runs, 1 list: Strava answered the list of activities with something else. then {FINE}",
        on_one_machine(lambda machine: once(machine, faults.instead(200, {"id": 1}))),
    ),
    Fault(
        "+",
        "204",
        NOT_STRAVAS,
        on_one_machine(lambda machine: once(machine, faults.instead(204, b""))),
    ),
    Fault(
        "+",
        "100 Continue ahead of the answer",
        f"{FINE} then 0, 3 runs, 1 list",
        on_one_machine(
            lambda machine: once(machine, faults.greet(b"HTTP/1.1 100 Continue\r\n\r\n"))
        ),
    ),
    Fault(
        "+",
        "a GOAWAY of HTTP/2, that nobody asked for",
        "0, 3 runs, 3 list then 0, 3 runs, 1 list",
        on_one_machine(
            lambda machine: once(
                machine, faults.greet(b"\0\0\x08\x07\0\0\0\0\0\0\0\0\0\0\0\0\0\r\n")
            )
        ),
    ),
    Fault(
        "+",
        "a Date that is a day early, a day late",
        FINE,
        lambda folder: each(folder, (-1, 1), skewed),
    ),
    Fault("+", "cookies", f"{FINE}; 0 cookies sent back", on_one_machine(cookies)),
    Fault(
        "+",
        "a certificate that nobody vouches for",
        "75, 0 runs, no request: Strava can't be reached (SSLError). (0 bytes heard)",
        on_one_machine(unvouched),
    ),
)
