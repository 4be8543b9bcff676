"""The fault table: whole nights of the real pipeline against a sandbox that fails in one way."""

import os
from pathlib import Path

import pytest
from fault_machine import fault_machine
from fault_row import Fault
from fault_table import FAULTS, NUMBERS, show

from sync.sandbox import faults

FIRST = {fault.number: fault for fault in reversed(FAULTS)}
"""A line of each number. Of every other one here; `make faults` and the proof take all lines."""
CHOSEN = FAULTS if os.environ.get("TWINGE_PROOF") == "1" else tuple(reversed(FIRST.values()))[::2]


@pytest.mark.parametrize("fault", CHOSEN, ids=lambda fault: f"{fault.number}: {fault.what}")
def test_a_fault_has_its_right_outcome(fault: Fault, tmp_path: Path) -> None:
    assert fault.see(tmp_path) == fault.expected


def test_every_fault_of_the_list_has_a_line() -> None:
    assert {fault.number for fault in FAULTS} == set(NUMBERS)


def test_a_line_that_is_not_as_expected_is_said_and_counted(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def see(folder: Path) -> str:
        with fault_machine(folder) as machine:
            machine.inject("GET", "/athlete/activities", faults.status(503), times=None)
            return machine.night()

    assert show([Fault("8", "a server that is down", "0, 3 runs, 2 list", see)]) == 1
    told = capsys.readouterr().out
    assert "8  a server that is down: NOT OK" in told
    assert "seen      75, 0 runs, 4 list: Strava is out of order (status 503)." in told
