"""Counting the lines that the write-back executes, and doing something at one of them."""

from collections.abc import Callable
from types import FrameType
from typing import Any

WATCHED = (
    "/sync/strava/", "/sync/store/", "/sync/pipeline/writer.py", "/sync/pipeline/publish.py",
    "/sync/pipeline/undo.py", "/sync/wiring.py", "/tests/proof/naive_steps.py",
    "/requests/sessions.py", "/requests/adapters.py", "/urllib3/connectionpool.py",
    "/urllib3/connection.py", "/stravalib/protocol.py", "/http/client.py",
)  # fmt: skip
"""The client, the journal and the HTTP layer: where a line can lie between two states of the world."""

WATCHED_IN = {
    "pull": (
        "/sync/pipeline/pull.py", "/sync/strava/client.py", "/sync/strava/session.py",
        "/sync/strava/tokens.py", "/sync/strava/oauth.py", "/sync/store/", "/sync/wiring.py",
        "/sqlalchemy/engine/default.py", "/urllib3/connectionpool.py",
    ),
    "import": (
        "/sync/pipeline/bring_in.py", "/sync/imports/history.py", "/sync/store/", "/sync/wiring.py",
        "/sqlalchemy/engine/default.py",
    ),
}  # fmt: skip
"""Where activities come in and are stored; among it the statements and commits of each transaction."""

Trace = Callable[[FrameType, str, Any], Any]


def counting(
    at_line: int,
    act: Callable[[], None],
    counted: list[int],
    files: tuple[str, ...] = WATCHED,
    after: str = "",
) -> Trace:
    """A trace function that calls `act` at the `at_line`-th line of the watched files (0: never).

    `after` names a function of theirs: lines count once it has returned.
    """
    watched: dict[str, bool] = {}
    counts = [not after]

    def line(frame: FrameType, event: str, _arg: Any) -> Any:
        if event == "return" and frame.f_code.co_name == after:
            counts[0] = True
        if event == "line" and counts[0]:
            counted[0] += 1
            if counted[0] == at_line:
                act()
        return line

    def call(frame: FrameType, _event: str, _arg: Any) -> Any:
        name = frame.f_code.co_filename
        if name not in watched:
            watched[name] = any(part in name for part in files)
        return line if watched[name] else None

    return call
