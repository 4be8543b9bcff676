"""The list's last line: answers for somebody or something else, and odd HTTP."""

import socket
import ssl
import subprocess
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path
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


def untrusted(machine: FaultMachine, expired: bool) -> str:
    """A server with a certificate of its own making, or one of ours that has run out: no token must go there."""
    folder = machine.folder
    if expired:
        certificate, authority = _expired(folder)
    else:
        certificate, authority = _made(folder, "nobody", "-x509", "-days", "1"), None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, folder / "key")
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = Thread(target=_answer_tls, args=(server, context, heard), daemon=True)
        thread.start()
        machine.trusted = authority
        told = machine.night(url=f"https://127.0.0.1:{server.getsockname()[1]}")
    thread.join(5)
    return f"{told} ({len(b''.join(heard))} bytes heard)"


def _expired(folder: Path) -> tuple[Path, Path]:
    """A certificate that was good until 2 January 2026, and the authority that vouches for it."""
    authority = _made(folder, "authority", "-x509", "-days", "3650")
    (folder / "authority.key").write_bytes((folder / "key").read_bytes())
    request = _made(folder, "expired")
    for name, text in (
        ("index", ""),
        ("serial", "01\n"),
        ("names", "subjectAltName=IP:127.0.0.1\n"),
    ):
        (folder / name).write_text(text)
    (folder / "ca").write_text(
        f"[ca]\ndefault_ca=one\n[one]\ndatabase={folder}/index\nserial={folder}/serial\n"
        f"new_certs_dir={folder}\ndefault_md=sha256\npolicy=any\n[any]\ncommonName=supplied\n"
    )
    certificate = folder / "expired.pem"
    _openssl("ca", "-batch", "-config", folder / "ca", "-in", request, "-out", certificate, "-notext",
        "-cert", authority, "-keyfile", folder / "authority.key", "-extfile", folder / "names",
        "-startdate", "20260101000000Z", "-enddate", "20260102000000Z")  # fmt: skip
    return certificate, authority


def _made(folder: Path, name: str, *more: str) -> Path:
    """A new key in `folder / "key"`, and with it a certificate or a request for one."""
    made = folder / f"{name}.pem"
    subject = ("-subj", f"/CN={name}", "-addext", "subjectAltName=IP:127.0.0.1")
    _openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", *subject, *more,
        "-keyout", folder / "key", "-out", made)  # fmt: skip
    return made


def _openssl(*arguments: str | Path) -> None:
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)


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


UNTRUSTED = (
    "75, 0 runs, no request: Strava can't be reached safely: its certificate does not hold ({}); "
    "nothing was sent. (0 bytes heard)"
)
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
        "a certificate that nobody vouches for, one that has expired",
        f"{UNTRUSTED.format('self-signed certificate')} | {UNTRUSTED.format('certificate has expired')}",
        lambda folder: each(folder, (False, True), untrusted),
    ),
)
