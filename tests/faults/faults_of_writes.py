"""Faults 17 to 30: writes that are lost, late or changed, and texts that move meanwhile."""

from fault_machine import DETAIL, OWN, RUN, FaultMachine, each
from fault_row import Fault, on_one_machine

from sync.sandbox import faults
from sync.sandbox.faults import Action
from sync.wiring import open_store

ONCE = "1 block, own text kept, stored 1x"
NOTHING = "0 block, own text kept, stored 0x"
WRITTEN = f"0, 3 runs, 2 list 1 put: {ONCE}"
QUIET = f"0, 3 runs, 1 token 1 list: {ONCE}"
"""The night after: nothing is written again."""
NOT_SHOWN = f"Activity {RUN}: Strava does not show the text yet; the next run looks again."
WHY = f"Strava changed the text in a way that was not expected (activity {RUN})."
STOPPED = (
    f"7, 3 runs, 2 list 1 put: Writing is stopped: {WHY} "
    f"then 7, 3 runs, 1 token 1 list: Writing is stopped since 2026-07-25: {WHY}"
)
"""The breaker: one PUT, and none the night after."""
KEEPS_NOTHING = f"Strava takes the text and does not keep it (activity {RUN})."
GONE = f"{RUN}: Strava has no such activity (deleted, or not visible to this login)."


def refused(code: int) -> str:
    return (
        f"5, 3 runs, 2 list 1 put: {RUN}: Strava refused the request (status {code}: no reason "
        f"given).: {NOTHING} then 0, 3 runs, 1 token 1 list 1 put: {ONCE}"
    )


def put(machine: FaultMachine, action: Action, *, times: int | None = 1) -> str:
    machine.noted()
    machine.inject("PUT", DETAIL, action, times=times)
    return two_nights(machine)


def get(machine: FaultMachine, action: Action, *, nth: int, times: int | None) -> str:
    machine.noted()
    machine.inject("GET", DETAIL, action, nth=nth, times=times)
    return two_nights(machine)


def two_nights(machine: FaultMachine) -> str:
    first = f"{machine.night()}: {machine.blocks()}"
    machine.later(hours=24)
    return f"{first} then {machine.night()}: {machine.blocks()}"


def three_nights(machine: FaultMachine) -> str:
    both = put(machine, faults.ignore_put(), times=None)
    machine.later(hours=24)
    return f"{both} then {machine.night()}: {machine.blocks()}"


def stale_and_lost(machine: FaultMachine) -> str:
    """As long as the night lasts; the day after, reads are fresh again."""
    machine.noted()
    machine.inject("PUT", DETAIL, faults.drop_after())
    machine.inject("GET", DETAIL, faults.stale_read(), nth=2, times=None)
    first = f"{machine.night()}: {machine.blocks()}"
    machine.state.clear_faults()
    machine.later(hours=24)
    return f"{first} then {machine.night()}: {machine.blocks()}"


def normalised(machine: FaultMachine, action: Action) -> str:
    """A server that changes what it stores, with everything in the runner's text that it could change."""
    text = f"{OWN}\nTea & cake <3 \U0001f3c3 Zoe\u0301 \n\n"
    machine.noted(text)
    with open_store(machine.settings) as store:
        store.journal.learn("description", frozenset({"markup"}))
    machine.inject("PUT", DETAIL, action, times=None)
    first = machine.night()
    machine.later(hours=24)
    second = machine.night()
    return f"{first} then {second}; {machine.state.text(RUN).count('Twinge | ')} block"


def edited_before_get(machine: FaultMachine) -> str:
    """The runner adds a line after the list was read and before the text is."""
    machine.noted()
    machine.while_waiting = lambda: machine.state.runner_edits(RUN, description=f"{OWN}\nRain!")
    machine.inject("GET", DETAIL, faults.delay(1))
    return f"{machine.night()}: {machine.blocks()}; {new_line(machine)}"


def new_line(machine: FaultMachine) -> str:
    return f"the new line {'kept' if 'Rain!' in machine.state.text(RUN) else 'lost'}"


def edited_in_the_window(machine: FaultMachine) -> str:
    """The runner saves between our GET and our PUT: the one loss that is documented."""
    machine.noted()
    machine.while_waiting = lambda: machine.state.runner_edits(RUN, description=f"{OWN}\nRain!")
    machine.inject("PUT", DETAIL, faults.delay(1))
    told = machine.night()
    entries = machine.state.requests
    at = next(number for number, entry in enumerate(entries) if entry.kind == "put")
    read = max(entry.at_s for entry in entries[:at] if entry.kind == "detail")
    window = entries[at].at_s - read
    left = f"{machine.blocks()}; {new_line(machine)}"
    return f"{told}: {left}; {window:.0f} s between GET and PUT"


def too_slow(machine: FaultMachine) -> str:
    """Six seconds go by after each read: what was read is no base for a write any more."""
    machine.noted()
    machine.while_waiting = lambda: machine.later(seconds=6)
    machine.inject("GET", DETAIL, faults.delay(6), times=None)
    return f"{machine.night()}: {machine.blocks()}"


def still_updating(machine: FaultMachine) -> str:
    return put(machine, faults.reshape("-1", lambda told: {**told, "resource_state": -1}))


def gone(machine: FaultMachine) -> str:
    """The runner deletes the noted run between list and write: two full lists later it is forgotten."""
    machine.noted()
    machine.while_waiting = lambda: machine.state.remove(RUN) if machine.state.has(RUN) else None
    machine.inject("GET", DETAIL, faults.delay(1))
    told = [machine.night()]
    for _ in range(2):
        machine.later(hours=24)
        told.append(machine.night(full=True))
    return " then ".join(told)


WRITES = (
    Fault(
        "17",
        "the connection dies before the PUT is heard",
        f"75, 3 runs, 2 list 1 put: {NOT_SHOWN}: {NOTHING} "
        f"then 0, 3 runs, 1 token 1 list 1 put: {ONCE}",
        on_one_machine(lambda machine: put(machine, faults.drop_before())),
    ),
    Fault(
        "18",
        "the PUT is applied and its answer lost",
        f"{WRITTEN} then {QUIET}",
        on_one_machine(lambda machine: put(machine, faults.drop_after())),
    ),
    Fault(
        "19",
        "the PUT is applied some requests later",
        f"{WRITTEN} then {QUIET}",
        on_one_machine(lambda machine: put(machine, faults.apply_late(2))),
    ),
    Fault(
        "19",
        "the PUT is applied long after",
        f"75, 3 runs, 2 list 1 put: {NOT_SHOWN}: {NOTHING} then {QUIET}",
        on_one_machine(lambda machine: put(machine, faults.apply_late(5))),
    ),
    Fault(
        "20",
        "200, and nothing is kept, night after night",
        f"75, 3 runs, 2 list 1 put: {NOT_SHOWN}: 0 block, own text kept, stored 1x "
        f"then 7, 3 runs, 1 token 1 list 1 put: Writing is stopped: {KEEPS_NOTHING}: "
        "0 block, own text kept, stored 2x then 7, 3 runs, 1 token 2 list: Writing is stopped "
        f"since 2026-07-26: {KEEPS_NOTHING}: 0 block, own text kept, stored 2x",
        on_one_machine(three_nights),
    ),
    Fault(
        "21",
        "reads from before the PUT, for 10 s",
        f"{WRITTEN} then {QUIET}",
        on_one_machine(lambda machine: get(machine, faults.stale_read(), nth=2, times=2)),
    ),
    Fault(
        "21",
        "reads from before the PUT all night, its answer lost",
        f"75, 3 runs, 2 list 1 put: {NOT_SHOWN}: {ONCE} then {QUIET}",
        on_one_machine(stale_and_lost),
    ),
    Fault(
        "22",
        "the PUT's answer says: still updating",
        f"{WRITTEN} then {QUIET}",
        on_one_machine(still_updating),
    ),
    Fault(
        "23",
        "an edit between GET and PUT",
        f"{WRITTEN}; the new line lost; 0 s between GET and PUT",
        on_one_machine(edited_in_the_window),
    ),
    Fault(
        "23",
        "six seconds between GET and PUT",
        f"5, 3 runs, 2 list: {RUN}: this machine was too slow to write within 5 s of reading; "
        f"the next run tries again: {NOTHING}",
        on_one_machine(too_slow),
    ),
    Fault(
        "24",
        "an edit between list and GET",
        f"{WRITTEN}; the new line kept",
        on_one_machine(edited_before_get),
    ),
    Fault(
        "25",
        "the server trims, or makes CRLF",
        "0, 3 runs, 2 list 1 put then 0, 3 runs, 1 token 1 list; 1 block",
        lambda folder: each(folder, (faults.trim(), faults.crlf()), normalised),
    ),
    Fault(
        "25",
        "the server makes NFC",
        f"{STOPPED}; 1 block",
        on_one_machine(lambda machine: normalised(machine, faults.nfc())),
    ),
    Fault(
        "26",
        "the server escapes & < >",
        f"{STOPPED}; 1 block",
        on_one_machine(lambda machine: normalised(machine, faults.html_escape())),
    ),
    Fault(
        "27",
        "the server drops our markers, or emoji",
        f"75, 3 runs, 2 list 1 put: {NOT_SHOWN} then 7, 3 runs, 1 token 1 list 1 put: "
        f"Writing is stopped: {KEEPS_NOTHING}; 0 block | {STOPPED}; 1 block",
        lambda folder: each(folder, (faults.drop_markers(), faults.drop_emoji()), normalised),
    ),
    Fault(
        "28",
        "the server cuts at 20, at 80 characters",
        f"{STOPPED}; 0 block | {STOPPED}; 1 block",
        lambda folder: each(folder, (faults.truncate(20), faults.truncate(80)), normalised),
    ),
    Fault(
        "29",
        "400, 422 to a PUT",
        f"{refused(400)} | {refused(422)}",
        lambda folder: each(
            folder, (400, 422), lambda machine, code: put(machine, faults.status(code))
        ),
    ),
    Fault(
        "30",
        "404: deleted since the list; full lists on the two nights after",
        f"5, 3 runs, 2 list: {GONE} then 5, 3 runs, 1 token 2 list: {GONE} "
        "then 0, 2 runs, 1 token 2 list",
        on_one_machine(gone),
    ),
)
