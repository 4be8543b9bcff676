"""All faults of the research's list (48, and its last line), in its order. As a script: the table."""

import sys
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from fault_row import Fault
from faults_of_answers import ANSWERS
from faults_of_limits import LIMITS
from faults_of_login import LOGIN
from faults_of_network import NETWORK
from faults_of_pages import PAGES
from faults_of_writes import WRITES

NUMBERS = [*map(str, range(1, 49)), "+"]
FAULTS: tuple[Fault, ...] = tuple(
    sorted(
        (*LIMITS, *NETWORK, *WRITES, *LOGIN, *PAGES, *ANSWERS),
        key=lambda fault: NUMBERS.index(fault.number),
    )
)


def seen(fault: Fault) -> str:
    """What is seen when the fault happens; a failure of the machine itself is seen too."""
    with TemporaryDirectory() as folder:
        try:
            return fault.see(Path(folder))
        except Exception as error:  # the table goes on
            return f"the machine failed: {error!r}"


def show(faults: Iterable[Fault]) -> int:
    """Print the table; how many lines are not as expected."""
    wrong = count = 0
    for fault in faults:
        found = seen(fault)
        count, wrong = count + 1, wrong + (found != fault.expected)
        verdict = "ok" if found == fault.expected else "NOT OK"
        sys.stdout.write(
            f"{fault.number:>2}  {fault.what}: {verdict}\n"
            f"      expected  {fault.expected}\n      seen      {found}\n"
        )
        sys.stdout.flush()
    missing = set(NUMBERS) - {fault.number for fault in FAULTS}
    sys.stdout.write(f"{count - wrong} of {count} lines as expected")
    sys.stdout.write(f"; without a line: {sorted(missing)}\n" if missing else "\n")
    return wrong + len(missing)


if __name__ == "__main__":
    asked = sys.argv[1:]
    chosen = [fault for fault in FAULTS if not asked or fault.number in asked]
    sys.exit(1 if show(chosen) else 0)
