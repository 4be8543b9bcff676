"""A warmed-up process that forks children which stop at their k-th executed line. Run as a script, never imported.

One line of JSON in, one out: an `Order`'s fields as written by `kill_orders.Zygote`. Forking from a
process with one thread is safe, and a child's imports cost nothing.
"""

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kill_steps import STEPS, warm_up
from line_trace import WATCHED, WATCHED_IN, counting


def child(order: dict[str, Any], stop_with: int, lines_file: Path) -> None:
    """Do the order's step and leave with its exit code; never returns."""
    code, counted = 1, [0]
    try:
        me = os.getpid()
        files = WATCHED_IN.get(order["step"].partition(" ")[0], WATCHED)
        trace = counting(
            order["at_line"], lambda: os.kill(me, stop_with), counted, files, order["after"]
        )
        sys.settrace(trace)
        code = STEPS[order["step"]](order)
        sys.settrace(None)
        lines_file.write_text(str(counted[0]), encoding="ascii")
    except BaseException as error:
        sys.settrace(None)
        lines_file.with_suffix(".error").write_text(repr(error), encoding="utf-8")
    finally:
        os._exit(code)


def start(order: dict[str, Any], stop_with: int, lines_file: Path) -> int:
    pid = os.fork()
    if pid == 0:
        child(order, stop_with, lines_file)
    return pid


def ended(pid: int) -> int:
    """The exit code, or minus the signal."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def alone(order: dict[str, Any], lines_file: Path) -> dict[str, Any]:
    return {"code": ended(start(order, signal.SIGKILL, lines_file))}


def together(order: dict[str, Any], lines_file: Path) -> dict[str, Any]:
    """The process stands still at its line while another one runs to its end, then is killed or goes on."""
    pid = start(order, signal.SIGSTOP, lines_file)
    _, status = os.waitpid(pid, os.WUNTRACED)
    if not os.WIFSTOPPED(status):
        return {"code": os.waitstatus_to_exitcode(status)}
    began = time.monotonic()
    other = ended(start({**order, "at_line": 0}, signal.SIGKILL, lines_file))
    took_s = time.monotonic() - began
    os.kill(pid, signal.SIGCONT if order["goes_on"] else signal.SIGKILL)
    return {"code": ended(pid), "other_code": other, "other_took_s": took_s}


def race(order: dict[str, Any], lines_file: Path) -> dict[str, Any]:
    """So many processes at once: all are forked before the first one may begin."""
    waiting, go = os.pipe()
    racers = []
    for _ in range(order["racers"]):
        pid = os.fork()
        if pid == 0:
            os.close(go)
            os.read(waiting, 1)  # until the other end is closed
            child(order, signal.SIGKILL, lines_file)
        racers.append(pid)
    os.close(waiting)
    os.close(go)
    return {"code": 0, "codes": [ended(pid) for pid in racers]}


def doing(order: dict[str, Any]) -> Callable[[dict[str, Any], Path], dict[str, Any]]:
    if order["racers"]:
        return race
    return together if order["together"] else alone


def main() -> None:
    warm_up()
    for text in sys.stdin:
        order = json.loads(text)
        lines_file = Path(order["home"]).parent / "lines"
        told = doing(order)(order, lines_file)
        if lines_file.exists():
            told["lines"] = int(lines_file.read_text(encoding="ascii"))
            lines_file.unlink()
        trouble = lines_file.with_suffix(".error")
        if trouble.exists():
            told["error"] = trouble.read_text(encoding="utf-8")
            trouble.unlink()
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
