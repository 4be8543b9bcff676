"""Faults 40 to 43 and 45 to 48: pages that repeat or move, and activities that are not as they should be."""

import json
from dataclasses import replace
from typing import Any

from fault_machine import DETAIL, LIST, RUN, FaultMachine, each, json_bytes, run
from fault_row import Fault, on_one_machine

from sync.pipeline.reports import RunReport
from sync.sandbox import faults
from sync.sandbox.answers import Answer
from sync.sandbox.faults import Action


def listed(machine: FaultMachine, change: dict[str, Any]) -> str:
    """Every activity is listed with this change."""
    machine.inject("GET", LIST, _changed(change), times=None)
    return machine.night(most_lists=3)


def _changed(*changes: dict[str, Any]) -> Action:
    """Each listed activity with each of these changes, in ASCII: it may hold what UTF-8 can't."""

    def answered(answer: Answer) -> Answer:
        page = [{**one, **change} for one in json.loads(answer.body) for change in changes]
        return replace(answer, body=json_bytes(page))

    return Action("changed", answered=answered)


def page_twice(machine: FaultMachine) -> str:
    """Page 2 is page 1 again, and page 1 has each activity twice."""
    machine.inject("GET", LIST, faults.reshape("twice", lambda page: page * 2))
    machine.inject("GET", LIST, faults.instead(200, [run(RUN), run(RUN + 1, 1.5)]), nth=2)
    return machine.night(most_lists=5)


def endless(machine: FaultMachine) -> str:
    page = faults.instead(200, [run(RUN + at, 1 + at / 2) for at in range(3)])
    machine.inject("GET", LIST, page, times=None)
    return machine.night(most_lists=5)


def moved_while_paging(machine: FaultMachine) -> str:
    """An upload and a deletion between page 1 and page 2; two full lists later the record is Strava's."""

    def move() -> None:
        machine.state.add(run(77, 0.5))
        for activity_id in (RUN, RUN + 1):
            machine.state.remove(activity_id)

    machine.while_waiting = move
    machine.inject("GET", LIST, faults.delay(1), nth=2)
    machine.night()
    for _ in range(2):
        machine.later(hours=45)
        told = machine.night(most_lists=3)
    return told


def gaps(machine: FaultMachine) -> str:
    """Two of the first 200 are deleted and leave their places empty: a short page, and others behind it."""
    for activity_id in (RUN + 3, RUN + 50):
        machine.state.remove(activity_id, leave_gap=True)
    return machine.night(most_lists=3)


def broken(machine: FaultMachine) -> str:
    """Of two runs one can't be read, in ten ways; it is whole on the next night. A note names it."""
    machine.noted()
    whole = run(RUN + 1, 1.5)

    def answered(answer: Answer) -> Answer:
        shown = json.loads(answer.body)
        wrong = [{**one, **change} for one in shown[:1] for change in QUARANTINED]
        return replace(answer, body=json_bytes([*wrong, whole] if wrong else []))

    machine.inject("GET", LIST, Action("broken", answered=answered), times=None)
    first = _told(*machine.cycle())
    machine.state.clear_faults()
    machine.later(hours=45)
    return f"{first} then {_told(*machine.cycle())}"


def odd(machine: FaultMachine) -> str:
    machine.noted()
    machine.inject("GET", LIST, _changed(*ACCEPTED), times=None)
    return _told(*machine.cycle())


def _told(report: RunReport, runs: int) -> str:
    skipped, matched = len({one.why for one in report.pull.broken}), report.notes.matched
    return (
        f"{int(report.exit_code)}, {runs} runs, {skipped} reasons to skip, {matched} note matched"
    )


def names(machine: FaultMachine, name: str) -> str:
    told = listed(machine, {"name": name})
    (kept,) = machine.names()
    kept.encode("utf-8")
    page = machine.settings.report_path.read_text(encoding="utf-8")
    return f"{told}; name kept: {kept == name}; report whole: {page.rstrip().endswith('</html>')}"


def unkeepable(machine: FaultMachine, text: str) -> str:
    """A description that no database can hold: it is left as it is."""
    machine.noted()
    detail = {**machine.state.activity(RUN), "description": text, "resource_state": 3}
    machine.inject("GET", DETAIL, faults.instead(200, json_bytes(detail)), times=None)
    return f"{machine.night()}; {machine.blocks()}"


def dated(machine: FaultMachine, change: dict[str, str]) -> str:
    from sync.wiring import open_store

    told = listed(machine, change)
    with open_store(machine.settings) as store:
        starts = [
            f"{one.start_local:%Y-%m-%d %H:%M}{' hidden' if one.start_hidden else ''}"
            for one in store.activities.runs()
        ]
    return f"{told}; {', '.join(starts) or 'nothing kept'}"


QUARANTINED: tuple[dict[str, Any], ...] = (
    {"id": 9001.0},
    {"id": None},
    {"id": 10**18},
    {"id": True},
    {"distance": float("nan")},
    {"distance": -1},
    {"distance": "far"},
    {"moving_time": 10**18},
    {"start_date": None},
    {"start_date_local": 5},
)
ACCEPTED: tuple[dict[str, Any], ...] = (
    {"id": "9001"},
    {"distance": "8046.7"},
    {"distance": None},
    {"name": None},
    {"name": 5},
    {"sport_type": None},
    {"gear_id": 7},
    {"visibility": 3},
)
NAMES = (
    "\u202eevil\u202c \u2066run",
    "\U0001f3c3\u200d\u2640\ufe0f" * 2_500,
    "Zoe\u0301 and Zo\u00eb",
    "<script>alert(1)</script>",
)
BROKEN_NAMES = ("half \ud83c of a pair", "a \0 in it")
DATES = (
    {"start_date_local": "2026-07-24T08:00:00Z", "timezone": "(GMT-08:00) America/Los_Angeles"},
    {"start_date_local": "2026-07-24T00:00:01Z"},
    {"start_date_local": "2099-01-01T00:00:00Z"},
    {"start_date": "2026-03-29T01:30:00Z", "start_date_local": "2026-03-29T02:30:00Z"},
    {"start_date": "1970-01-01T00:00:00Z"},
    {"start_date": "2026-02-30T00:00:00Z"},
)
UNKNOWN = {
    "sport_type": "Padel",
    "type": "Padel",
    "mood": {"of": ["the", "day"]},
    "visibility": "x",
}

PAGES = (
    Fault(
        "40",
        "a page that comes again, an activity twice on one",
        "0, 3 runs, at most 5 list",
        on_one_machine(page_twice),
    ),
    Fault(
        "41",
        "an upload, two deletions while paging: two lists later the record is Strava's",
        "0, 201 runs, 1 token at most 3 list",
        on_one_machine(moved_while_paging, runs=202),
    ),
    Fault(
        "42",
        "a short page with others behind it",
        "0, 201 runs, at most 3 list",
        on_one_machine(gaps, runs=203),
    ),
    Fault("43", "the same page for ever", "0, 3 runs, at most 5 list", on_one_machine(endless)),
    Fault(
        "45",
        "an unknown sport, unknown fields, an unknown visibility",
        "0, 1 runs, at most 3 list",
        on_one_machine(lambda machine: listed(machine, UNKNOWN), runs=1),
    ),
    Fault(
        "46",
        "id, start or measures that can't be read: skipped by name, whole on the next night",
        f"5, 1 runs, {len(QUARANTINED)} reasons to skip, 0 note matched "
        "then 0, 3 runs, 0 reasons to skip, 1 note matched",
        on_one_machine(broken),
    ),
    Fault(
        "46",
        "other types where they do no harm",
        "0, 1 runs, 0 reasons to skip, 1 note matched",
        on_one_machine(odd, runs=1),
    ),
    Fault(
        "47",
        "names from right to left, with 10,000 letters of emoji, decomposed, with markup",
        "0, 1 runs, at most 3 list; name kept: True; report whole: True",
        lambda folder: each(folder, NAMES, names, runs=1),
    ),
    Fault(
        "47",
        "names with half of a pair, with NUL",
        "0, 1 runs, at most 3 list; name kept: False; report whole: True",
        lambda folder: each(folder, BROKEN_NAMES, names, runs=1),
    ),
    Fault(
        "47",
        "descriptions with half of a pair, with NUL: never written",
        f"5, 3 runs, 2 list: {RUN}: its text holds broken characters that could not be kept: take them "
        "out on Strava; 0 block, own text kept, stored 0x",
        lambda folder: each(folder, BROKEN_NAMES, unkeepable),
    ),
    Fault(
        "48",
        "false Z, hidden start, local time in 2099, DST's gap, 1970, 30 February",
        "0, 1 runs, at most 3 list; 2026-07-24 08:00 | 0, 1 runs, at most 3 list; 2026-07-24 00:00 hidden | "
        "0, 1 runs, at most 3 list; 2026-03-29 02:30 | "
        f"5, 0 runs, at most 3 list: activity {RUN} skipped; nothing kept",
        lambda folder: each(folder, DATES, dated, runs=1),
    ),
)
