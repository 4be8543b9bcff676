"""A command at a terminal that a person answers, question by question."""

import os
import pty
import select
import subprocess
import sys
from collections.abc import Sequence

PATIENCE_S = 60.0
COMMAND = [sys.executable, "-c", "from sync.cli.main import run; run()"]


def converse(arguments: Sequence[str], answers: Sequence[tuple[str, str]]) -> tuple[int, str]:
    """The exit code and all that was shown; each answer is given once its question is there."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*COMMAND, *arguments],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
        env={**os.environ, "TERM": "dumb", "COLUMNS": "200"},
    )
    os.close(theirs)
    shown, seen = "", 0
    open_questions = list(answers)
    while chunk := _read(ours):
        shown += chunk
        if open_questions and (at := shown.find(open_questions[0][0], seen)) >= 0:
            seen = at + 1
            os.write(ours, f"{open_questions.pop(0)[1]}\n".encode())
    os.close(ours)
    try:
        code = process.wait(timeout=5)
    except subprocess.TimeoutExpired:  # it waits for an answer to what was not foreseen
        process.kill()
        code = process.wait()
    assert not open_questions, shown
    return code, shown


def _read(terminal: int) -> str:
    """What was shown next; empty once the other end is closed, or when nothing comes any more."""
    if not select.select([terminal], [], [], PATIENCE_S)[0]:
        return ""
    try:
        return os.read(terminal, 65536).decode(errors="replace")
    except OSError:
        return ""
