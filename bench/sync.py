"""A first pull and a quiet night, ours beside strava-offline, of the same sandbox.

    python bench/sync.py [COUNT ...]        1,000 and 5,000 and 20,000 activities unless told otherwise

Each pull is a process of its own, and start-up is part of it. strava-offline is installed from the
package index into an environment of its own, which is kept for the next time; its requests are sent
to the sandbox by the transport, nothing else of it is changed. Ours also checks every entry, keeps a
history of absences and has the limits in mind; theirs asks for the athlete's bikes too.

Both take turns, and the least of each figure stands in the table: whatever else the machine does adds
to it. The last lines part the CPU time of a first pull into what each activity takes and the rest.
"""

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from statistics import linear_regression

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from sync.sandbox.limits import Limits
from sync.sandbox.outing import ATHLETE_ID, Outing, activity_of
from sync.sandbox.server import Sandbox
from sync.sandbox.state import ALL_ACTIVITY_SCOPES, SandboxState
from sync.strava.tokens import TokenFile, Tokens

PEER = "strava-offline==1.1.1"
PEER_HOME = Path(tempfile.gettempdir()) / "twinge-bench-strava-offline"
COUNTS = (1000, 5000, 20_000)
TIMES = 3
OURS, THEIRS = "Twinge", "strava-offline"
FIRST, QUIET = "first pull", "quiet night"

AT_THE_SANDBOX = """
import sys
import requests
from requests.adapters import HTTPAdapter

base, *arguments = sys.argv[1:]


class Here(HTTPAdapter):
    def send(self, request, **options):
        request.url = request.url.replace("https://www.strava.com", base)
        return super().send(request, **options)


made = requests.Session.__init__


def init(self, *given, **named):
    made(self, *given, **named)
    self.mount("https://www.strava.com", Here())


requests.Session.__init__ = init
from strava_offline.cli import cli

cli(arguments)
"""

LAUNCHER = """
import json, os, sys, time

began = time.perf_counter()
silent = (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)
process = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=[silent])
_, status, used = os.wait4(process, 0)
wall_s = time.perf_counter() - began
cpu_s = used.ru_utime + used.ru_stime
print(json.dumps([os.waitstatus_to_exitcode(status), wall_s, cpu_s, used.ru_maxrss / 1024]))
"""
"""A process of its own: the peak memory of whoever starts a process counts as that one's, too, and the
sandbox is here."""


@dataclass(frozen=True)
class Cost:
    """What one process took."""

    requests: int
    wall_s: float
    cpu_s: float
    peak_mb: float

    def least(self, other: "Cost") -> "Cost":
        return Cost(*map(min, astuple(self), astuple(other)))


def main() -> None:
    counts = sorted({int(text) for text in sys.argv[1:]} or COUNTS)
    peer = _peer()
    print(
        f"{'':<34}{'requests':>9}{'wall s':>8}{'CPU s':>7}{'peak MB':>9}{'CPU ms each':>13}{'ratio':>7}"
    )
    first_cpu_s: dict[str, list[float]] = {THEIRS: [], OURS: []}
    for count in counts:
        least = _measure(count, peer)
        for (what, name), cost in least.items():
            each_ms = f"{1000 * cost.cpu_s / count:>13.3f}" if what == FIRST else f"{'':>13}"
            print(
                f"{f'{count:>6} {what}, {name}':<34}{cost.requests:>9}{cost.wall_s:>8.2f}{cost.cpu_s:>7.2f}"
                f"{cost.peak_mb:>9.0f}{each_ms}{cost.cpu_s / least[what, THEIRS].cpu_s:>7.2f}"
            )
        for name, found in first_cpu_s.items():
            found.append(least[FIRST, name].cpu_s)
    if len(counts) > 1:
        _show_slopes(counts, first_cpu_s)


def _show_slopes(counts: list[int], cpu_s: dict[str, list[float]]) -> None:
    """A line through the first pulls of all sizes (least squares): what each activity takes, and the rest."""
    lines = {name: linear_regression(counts, found) for name, found in cpu_s.items()}
    for name, line in lines.items():
        each_ratio = line.slope / lines[THEIRS].slope
        print(
            f"{name}: start-up {line.intercept:.2f} s, each activity {1000 * line.slope:.4f} ms of CPU"
            f" ({each_ratio:.2f} of {THEIRS}'s)"
        )


def _measure(count: int, peer: Path) -> dict[tuple[str, str], Cost]:
    """By what was done and by whom: the least of each figure."""
    room = Limits(10**6, 10**7, 10**6, 10**7)
    athlete = {"id": ATHLETE_ID, "firstname": "Robin", "bikes": []}
    state = SandboxState(athlete, _activities(count), limits=room)
    least: dict[tuple[str, str], Cost] = {}
    with Sandbox(state) as sandbox:
        for _ in range(TIMES):
            with tempfile.TemporaryDirectory() as folder:
                commands = {
                    THEIRS: _theirs(peer, Path(folder), sandbox.url, state),
                    OURS: _ours(Path(folder), sandbox.url, state),
                }
                for what in (FIRST, QUIET):
                    for name, command in commands.items():
                        cost = _run(state, *command)
                        least[what, name] = cost.least(least.get((what, name), cost))
    return least


def _activities(count: int) -> list[dict[str, object]]:
    start = datetime(2026, 7, 24, 8)  # noqa: DTZ001 - a wall clock
    return [
        activity_of(
            Outing(
                id=number,
                start_local=start - timedelta(hours=9 * number),
                distance_m=8046.7,
                moving_s=2900,
                trainer=True,
            )
        )
        for number in range(1, count + 1)
    ]


def _run(state: SandboxState, command: list[str], environment: dict[str, str]) -> Cost:
    before = len(state.requests)
    launch = [sys.executable, "-c", LAUNCHER, *command]
    ran = subprocess.run(launch, env=environment, stdout=subprocess.PIPE, check=True)  # noqa: S603
    code, *used = json.loads(ran.stdout)
    if code:
        sys.exit(f"{command[0]} ended with {code}")
    return Cost(state.counts(before).total(), *used)


def _ours(folder: Path, url: str, state: SandboxState) -> tuple[list[str], dict[str, str]]:
    home = folder / "home"
    home.mkdir(mode=0o700)
    granted = state.grant(ALL_ACTIVITY_SCOPES)
    tokens = Tokens(
        granted.access_token,
        granted.refresh_token,
        granted.expires_at_s,
        ALL_ACTIVITY_SCOPES,
        ATHLETE_ID,
        state.app.client_id,
    )
    file = TokenFile(home)
    with file.locked(), file.reserved() as room:
        room.save(tokens, None)
    environment = {
        "PATH": os.environ["PATH"],
        "TWINGE_HOME": str(home),
        "TWINGE_STRAVA_URL": url,
        "STRAVA_CLIENT_ID": state.app.client_id,
        "STRAVA_CLIENT_SECRET": state.app.client_secret,
    }
    return [str(Path(sys.executable).parent / "twinge"), "sync"], environment


def _theirs(
    peer: Path, folder: Path, url: str, state: SandboxState
) -> tuple[list[str], dict[str, str]]:
    granted = state.grant(("read", "profile:read_all", *ALL_ACTIVITY_SCOPES))
    token = folder / "token.json"
    token.write_text(
        json.dumps(
            {
                "token_type": "Bearer",
                "access_token": granted.access_token,
                "refresh_token": granted.refresh_token,
                "expires_at": granted.expires_at_s,
            }
        )
    )
    command = [str(peer), "-c", AT_THE_SANDBOX, url, "sqlite", "--token-file", str(token)]
    command += ["--client-id", "1", "--client-secret", "x", "--database", str(folder / "theirs.db")]
    return command, {"PATH": os.environ["PATH"], "HOME": str(folder)}


def _peer() -> Path:
    """The Python of an environment that has strava-offline."""
    python = PEER_HOME / "bin" / "python"
    if not (PEER_HOME / "ready").exists():
        subprocess.run([sys.executable, "-m", "venv", str(PEER_HOME)], check=True)  # noqa: S603
        install = [str(python), "-m", "pip", "install", "--quiet", PEER]
        subprocess.run(install, check=True)  # noqa: S603
        (PEER_HOME / "ready").touch()
    return python


if __name__ == "__main__":
    main()
