"""One line of the fault table."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from fault_machine import FaultMachine, fault_machine


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault, what must be seen, and how to see it in an empty folder.

    A line of `expected` reads: exit code, runs in the database, requests that reached Strava, what was said;
    `then` is the next night, ` | ` stands between what was seen with other variants of the fault.
    """

    number: str
    what: str
    expected: str
    see: Callable[[Path], str]


def on_one_machine(
    drive: Callable[[FaultMachine], str], **settings: object
) -> Callable[[Path], str]:
    def see(folder: Path) -> str:
        with fault_machine(folder, **settings) as machine:  # type: ignore[arg-type]
            return drive(machine)

    return see
