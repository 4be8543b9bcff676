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
import json, os, signal, sys
from pathlib import Path
from datetime import UTC, datetime
from sync.errors import LoginNeededError
from sync.strava.oauth import Login, OAuth
from sync.strava.session import StravaSession
from sync.strava.tokens import TokenFile, Tokens

URL, HOME, LATER = sys.argv[1], Path(sys.argv[2]), float(sys.argv[3])
FILE = TokenFile(HOME)

class Late:
    def now(self):
        return datetime.fromtimestamp(LATER, UTC)

def renew():
    with StravaSession(URL) as session:
        return Login(FILE, OAuth(URL, "10001", "sandbox-secret", session), Late()).tokens()
"""
_KILLED = """
TRACED = (
    "/sync/strava/tokens.py", "/sync/strava/oauth.py", "/sync/strava/session.py",
    "/requests/sessions.py", "/requests/adapters.py", "/urllib3/connectionpool.py", "/http/client.py",
)
POINTS = int(sys.argv[4])
PAIRS = json.loads(sys.argv[5])

def log_in(access, refresh, expires):
    with FILE.locked(), FILE.reserved() as room:
        room.save(Tokens(access, refresh, expires, ("read",), 1, "10001"), None)

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

def whole(old):
    found = json.loads(FILE.path.read_bytes())
    pairs = [found[which] for which in found if found[which]]
    fits = found["current"]["refresh"] == old or found["previous"]["refresh"] == old
    return fits and all(len(pair["access"]) == len(pair["refresh"]) == 40 for pair in pairs)

def then():
    try:
        renew()
    except LoginNeededError:
        return "login needed"
    return "renewed"

log_in(*PAIRS[0])
renew()  # what only a first renewal does: caches
log_in(*PAIRS[1])
total = renew_until(10**9)
results = []
for step in range(POINTS):
    pair = PAIRS[2 + step]
    log_in(*pair)
    child = os.fork()
    if child == 0:
        renew_until(1 + step * (total - 1) // (POINTS - 1))
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    results.append([status, whole(pair[1]), oct(FILE.path.stat().st_mode), then()])
print(json.dumps([total, results, sorted(os.listdir(HOME))]))
"""
_TOGETHER = """
waiting, go = os.pipe()
racers = []
for number in range(8):
    child = os.fork()
    if child == 0:
        os.close(go)
        os.read(waiting, 1)  # until the other end is closed
        (HOME / f"got{number}").write_text(renew().access)
        os._exit(0)
    racers.append(child)
os.close(waiting)
os.close(go)
codes = [os.waitpid(racer, 0)[1] for racer in racers]
print(json.dumps([codes, [(HOME / f"got{number}").read_text() for number in range(8)]]))
"""
POINTS = 200 if os.environ.get("TWINGE_PROOF") == "1" else 10


@pytest.mark.parametrize("single_use", [False, True], ids=["kept", "for one use"])
def test_a_kill_at_any_step_of_a_renewal_leaves_a_whole_file(
    tmp_path: Path, single_use: bool
) -> None:
    """From a renewal's first line to its last, and a renewal after it.

    Where a refresh token is for one use, a kill between Strava's answer and the file's new name
    costs the login: it is said so, and a new login works. Nobody can help that.
    """
    with world(tmp_path, app=App(rotate_refresh_tokens=single_use)) as at:
        at.log_in()
        granted = [at.state.grant() for _ in range(POINTS + 2)]
        pairs = [[one.access_token, one.refresh_token, one.expires_at_s] for one in granted]
        later = at.clock.now_s = at.clock.now_s + 7 * HOURS
        total, results, left = _told(
            _REFRESHES + _KILLED, at.url, at.home, later, POINTS, json.dumps(pairs)
        )
    assert total > 200
    assert [status for status, *_ in results] == [9] * POINTS
    assert [found for _, *found, _ in results] == [[True, "0o100600"]] * POINTS
    outcomes = [outcome for *_, outcome in results]
    assert (outcomes[0], outcomes[-1]) == ("renewed", "renewed")
    assert single_use or set(outcomes) == {"renewed"}
    assert left == ["tokens.json", "tokens.lock"]


def test_eight_processes_that_find_the_same_old_pair_renew_it_once(tmp_path: Path) -> None:
    with world(tmp_path) as at:
        old = at.log_in()
        later = at.clock.now_s = at.clock.now_s + 7 * HOURS
        codes, got = _told(_REFRESHES + _TOGETHER, at.url, at.home, later)
        assert at.kinds() == ["token"]
    assert codes == [0] * 8
    assert len(set(got)) == 1
    assert old.access not in got


def _told(script: str, *arguments: object) -> Any:
    """What the script prints, as JSON; in a process of its own with one thread, so that it may fork."""
    ran = subprocess.run(
        [sys.executable, "-c", script, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(ran.stdout)
