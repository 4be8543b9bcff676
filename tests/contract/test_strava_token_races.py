"""Two renewals at once, and a renewal that ends suddenly."""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from strava_world import world

from sync.errors import TryLaterError
from sync.sandbox.oauth import App
from sync.strava.tokens import TokenFile, Tokens

HOURS = 3600


def test_threads_that_find_the_same_old_pair_renew_it_once(tmp_path: Path) -> None:
    with world(tmp_path) as at:
        at.log_in()
        at.clock.now_s += 7 * HOURS
        found: list[Tokens] = []
        logins = [at.login() for _ in range(6)]
        threads = [
            threading.Thread(target=lambda one=one: found.append(one.tokens())) for one in logins
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert at.kinds() == ["token"]
    assert len(found) == 6
    assert len(set(found)) == 1


def test_a_lock_that_another_one_keeps_is_no_endless_wait(tmp_path: Path) -> None:
    file = TokenFile(tmp_path, lock_wait_s=0.05)
    with (
        FileLock(file.lock_path),
        pytest.raises(TryLaterError, match="Another Twinge"),
        file.locked(),
    ):
        pytest.fail("the lock is taken")


_REFRESHES = """
import sys
from pathlib import Path
from datetime import UTC, datetime
from sync.strava.oauth import Login, OAuth
from sync.strava.session import StravaSession
from sync.strava.tokens import TokenFile

class Late:
    def now(self):
        return datetime.fromtimestamp(float(sys.argv[3]), UTC)

def renew():
    with StravaSession(sys.argv[1], retry_pause_s=0) as session:
        oauth = OAuth(sys.argv[1], "10001", "sandbox-secret", session)
        return Login(TokenFile(Path(sys.argv[2])), oauth, Late()).tokens()
"""
_KILLED = """
import json, os, signal
TRACED = ("/sync/strava/tokens.py", "/sync/strava/oauth.py", "/sync/strava/session.py")

def renew_until(line):
    left = [line]
    def trace(frame, event, _):
        if not frame.f_code.co_filename.endswith(TRACED):
            return None
        if event == "line":
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace
    sys.settrace(trace)
    try:
        renew()
    finally:
        sys.settrace(None)
    return line - left[0]

def state():
    path = Path(sys.argv[2]) / "tokens.json"
    found = json.loads(path.read_bytes())
    whole = all(len(found[which]["access"]) == 40 for which in found if found[which])
    return [whole and found["current"]["refresh"] == sys.argv[4], oct(path.stat().st_mode)]

total = renew_until(10**9)
results = []
for step in range(25):
    child = os.fork()
    if child == 0:
        renew_until(1 + step * (total - 1) // 24)
        os._exit(0)
    results.append([os.waitpid(child, 0)[1], *state()])
renew()
print(json.dumps([total, results, sorted(os.listdir(sys.argv[2]))]))
"""


def test_a_kill_at_any_step_of_a_renewal_leaves_a_whole_file(tmp_path: Path) -> None:
    """25 steps of one renewal, from its first line to its last; the next one goes through each time."""
    with world(tmp_path, app=App(rotate_refresh_tokens=False)) as at:
        refresh = at.log_in().refresh
        later = at.clock.now_s + 7 * HOURS
        total, results, left = _told(_REFRESHES + _KILLED, at.url, at.home, later, refresh)
    assert total > 100
    assert [status for status, *_ in results] == [9] * 25
    assert [found for _, *found in results] == [[True, "0o100600"]] * 25
    assert left == ["tokens.json", "tokens.lock"]


def test_processes_that_find_the_same_old_pair_renew_it_once(tmp_path: Path) -> None:
    with world(tmp_path) as at:
        at.log_in()
        later = at.clock.now_s = at.clock.now_s + 7 * HOURS
        script = f"{_REFRESHES}\nprint(renew().expires_at_s)"
        running = [_process(script, at.url, at.home, later) for _ in range(3)]
        outcomes = [process.communicate()[0] for process in running]
        assert at.kinds() == ["token"]
    assert len(set(outcomes)) == 1
    assert outcomes[0]


def _process(script: str, *arguments: object) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        stdout=subprocess.PIPE,
        text=True,
    )


def _told(script: str, *arguments: object) -> Any:
    process = _process(script, *arguments)
    return json.loads(process.communicate()[0])
