"""Faults 1 to 6: Strava's request limits."""

import re
from dataclasses import replace

from fault_machine import LIST, FaultMachine, each
from fault_row import Fault, on_one_machine

from sync.sandbox import faults
from sync.sandbox.answers import Answer
from sync.sandbox.faults import Action
from sync.sandbox.limits import Limits

FINE = "0, 3 runs, 2 list"
QUARTER = "75, 0 runs, 1 list: limit spent until 25 12:15 then 75, 0 runs, no request: "
QUARTER += f"limit spent until 25 12:15 then {FINE}"


def quarter_hour(machine: FaultMachine, action: Action | None = None) -> str:
    """A 429 at 12:06:40, another run at once, and one when the quarter hour is over."""
    machine.later(seconds=400)
    if action is None:
        machine.state.spend(100)
    else:
        machine.inject("GET", LIST, action)
    first, at_once = machine.night(), machine.night()
    machine.later(seconds=515)
    return f"{first} then {at_once} then {machine.night()}"


def day(machine: FaultMachine) -> str:
    machine.state.spend(150)
    first = machine.night()
    machine.later(hours=11)
    at_eleven = machine.night()
    machine.later(hours=1, minutes=1)
    return f"{first} then {at_eleven} then {machine.night(full=True)}"


def nearly_spent(machine: FaultMachine) -> str:
    machine.state.spend(98)
    first = machine.night()
    machine.later(minutes=16)
    return f"{first} then {machine.night(full=True)}"


def headers(machine: FaultMachine, limits: tuple[tuple[str, str], ...]) -> str:
    """Each answer tells these limits alone."""

    def instead(answer: Answer) -> Answer:
        return replace(answer, headers=limits)

    machine.inject("GET", LIST, Action("limits", answered=instead), times=None)
    return machine.night()


def retry_after(machine: FaultMachine, after: str) -> str:
    """What is told may end the wait before the quarter hour does, and never makes it longer."""
    refused = faults.instead(429, {}, headers=(("Retry-After", after),))
    told = quarter_hour(machine, refused)
    return re.sub(r"until 25 12:(07|10|15)", "until 25 12:15 at most", told)


RETRY_AFTER = ("60", "Sat, 25 Jul 2026 12:10:00 GMT", "soon", "-5", "1000000000")
READ = ("X-ReadRateLimit-Limit", "X-ReadRateLimit-Usage")
MALFORMED = (
    ((READ[0], "100"), (READ[1], "1")),
    ((READ[0], "a,b"), (READ[1], "1,1")),
    ((READ[0], ""), (READ[1], "")),
    ((READ[0], "100,1000"), (READ[1], "1,1"), (READ[0], "100,1000"), (READ[1], "1,1")),
    ((READ[0], "-1,-1"), (READ[1], "0,0")),
    ((READ[0], "1e2,1e3"), (READ[1], "9" * 5000 + ",1")),
)

LIMITS = (
    Fault("1", "429, the quarter hour's limit", QUARTER, on_one_machine(quarter_hour)),
    Fault(
        "2",
        "429, the day's limit",
        "75, 0 runs, 1 list: limit spent until 26 00:00 then "
        "75, 0 runs, no request: limit spent until 26 00:00 then "
        "0, 3 runs, 1 token 2 list",
        on_one_machine(day, limits=Limits(100, 150, 200, 2000)),
    ),
    Fault(
        "3",
        "429 without any header",
        QUARTER,
        on_one_machine(lambda machine: quarter_hour(machine, faults.instead(429, b"slow down"))),
    ),
    Fault(
        "4",
        "429 with Retry-After: seconds, a date, junk, negative, 10^9",
        QUARTER.replace("12:15", "12:15 at most"),
        lambda folder: each(folder, RETRY_AFTER, retry_after),
    ),
    Fault(
        "5",
        "99 of 100 used, told with a good answer",
        f"75, 3 runs, 1 list: limit spent until 25 12:15 then {FINE}",
        on_one_machine(nearly_spent),
    ),
    Fault(
        "6",
        "limits that can't be read: no pair, letters, empty, twice, negative, absurd",
        FINE,
        lambda folder: each(folder, MALFORMED, headers),
    ),
)
