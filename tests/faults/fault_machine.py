"""A runner's machine beside a sandbox on a real socket: whole nights, and what they left behind, in one line each."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sync.errors import RateLimitedError, TwingeError
from sync.pipeline.cycle import Night, run_night
from sync.pipeline.reports import RunReport
from sync.ports import Store
from sync.sandbox.answers import Answer, Json, Request
from sync.sandbox.faults import Action
from sync.sandbox.outing import ATHLETE_ID, Outing, activity_of
from sync.sandbox.server import Sandbox
from sync.sandbox.state import ALL_ACTIVITY_SCOPES, SandboxState
from sync.settings import Settings
from sync.strava.client import StravaClient
from sync.strava.oauth import Login, OAuth
from sync.strava.session import StravaSession
from sync.strava.tokens import TokenFile, Tokens
from sync.wiring import Silent, open_store, process_lock

NOON = datetime(2026, 7, 25, 12, tzinfo=UTC)
LIST, DETAIL, TOKEN = r"/athlete/activities$", r"/activities/\d+$", r"/oauth/token$"
RUN = 9001
"""The run with a note, where there is one: the newest."""
NOTE = f"---\nstrava: {RUN}\npain: 3\nwhere: right knee\nonset: 3 km\n---\n"
OWN = "Easy along the river. Legs fine."
SHOWN = ("token", "list", "put")
"""The requests that a line counts; details and streams are as many as there are notes to serve."""
SHORT_S = 0.15
"""In the place of the client's half minutes."""


class FaultClock:
    """sync.ports.Clock that moves when it is told to, or when somebody sleeps."""

    def __init__(self) -> None:
        self.at = NOON

    def now(self) -> datetime:
        return self.at

    def now_s(self) -> float:
        return self.at.timestamp()

    def monotonic_s(self) -> float:
        return self.now_s()

    def sleep(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


class FaultState(SandboxState):
    """A sandbox that keeps the requests' headers."""

    def respond(self, request: Request) -> Answer | None:
        self.headers = [*getattr(self, "headers", []), dict(request.headers)]
        return super().respond(request)


@dataclass
class FaultMachine:
    """One runner, logged in, with three runs; `noted` ones are written back."""

    folder: Path
    state: FaultState
    url: str
    clock: FaultClock
    while_waiting: Callable[[], None] = lambda: None
    """Happens at the server when an `Action` with a delay is due, before the request is heard."""
    impatient: bool = False
    """Whether the client waits a moment where it waits half a minute else."""
    trusted: Path | None = None
    """An authority whose certificates the client believes, in the place of the public ones."""
    settings: Settings = field(init=False)

    def __post_init__(self) -> None:
        app = self.state.app
        self.settings = Settings(
            self.folder / "home",
            self.folder / "notes",
            app.client_id,
            app.client_secret,
            audience="everyone",
            strava_url=self.url,
        )
        self.settings.notes.mkdir()
        self.log_in()

    # What happens to the runner ---------------------------------------------------------------

    def log_in(self, *scopes: str) -> Tokens:
        """As after `twinge login`; the pair before is kept as the previous one."""
        granted = self.state.grant(scopes or ALL_ACTIVITY_SCOPES)
        tokens = Tokens(
            granted.access_token,
            granted.refresh_token,
            granted.expires_at_s,
            scopes or ALL_ACTIVITY_SCOPES,
            ATHLETE_ID,
            self.state.app.client_id,
        )
        file = TokenFile(self.settings.home)
        with file.locked(), file.reserved() as room:
            room.save(tokens, file.load())
        return tokens

    def noted(self, text: str = OWN) -> None:
        """The newest run has a note and this description, and Twinge writes."""
        (self.settings.notes / "knee.md").write_text(NOTE, encoding="utf-8")
        self.settings = replace(self.settings, publish="description")
        self.state.runner_edits(RUN, description=text)

    def later(self, **time: float) -> None:
        self.clock.at += timedelta(**time)

    def inject(
        self, method: str, path: str, action: Action, *, nth: int = 1, times: int | None = 1
    ) -> None:
        self.state.inject(method, path, action, nth=nth, times=times)

    # What it does and leaves behind -----------------------------------------------------------

    def night(self, *, full: bool = False, url: str = "", most_lists: int = 0) -> str:
        """One cycle of the real pipeline, client and database; exit code, runs, requests, what was said.

        `most_lists`: how many list requests need no counting.
        """
        since = len(self.state.requests)
        report, runs = self.cycle(full=full, url=url)
        asked = Counter(entry.kind for entry in self.state.requests[since:])
        line = told(report, runs, asked)
        if asked["list"] <= most_lists:
            line = line.replace(f"{asked['list']} list", f"at most {most_lists} list")
        return line

    def cycle(self, *, full: bool = False, url: str = "") -> tuple[RunReport, int]:
        with process_lock(self.settings), open_store(self.settings) as store:
            with self._client(store, url or self.url) as client:
                zone = ZoneInfo("UTC")
                parts = Night(self.settings, store, lambda: client, self.clock, zone, Silent())
                report = run_night(parts, full=full)
            return report, store.activities.count()

    @contextmanager
    def _client(self, store: Store, url: str) -> Iterator[StravaClient]:
        session = (
            StravaSession(url, timeout_s=(5.0, SHORT_S), whole_s=2 * SHORT_S)
            if self.impatient
            else StravaSession(url)
        )
        session.trust_env = False  # a proxy of the developer's has no part in this
        if self.trusted:
            session.verify = str(self.trusted)
        app = self.state.app
        with session:
            oauth = OAuth(url, app.client_id, app.client_secret, session)
            login = Login(TokenFile(self.settings.home), oauth, self.clock)
            yield StravaClient(session, login, store.memory, self.clock)

    def blocks(self) -> str:
        """How the noted run's description stands, and how often Twinge's words were stored there."""
        text = self.state.text(RUN)
        versions = self.state.versions.get(RUN, ())
        stored = sum(one.author == "app" for one in versions)
        own = "own text kept" if OWN in text.replace("\r\n", "\n") else "own text CHANGED"
        return f"{text.count('Twinge | ')} block, {own}, stored {stored}x"

    def names(self) -> list[str]:
        with open_store(self.settings) as store:
            return [run.name for run in store.activities.runs()]

    def token_bytes(self) -> bytes:
        return TokenFile(self.settings.home).path.read_bytes()


def told(report: RunReport, runs: int, asked: Mapping[str, int]) -> str:
    shown = [f"{asked[kind]} {kind}" for kind in SHOWN if asked.get(kind)]
    requests = " ".join(shown) or "no request"
    said = [_sentence(failure) for failure in report.failures]
    said += [f"{one.subject} skipped" for one in report.pull.broken]
    said += [f"{one.activity_id}: {one.why}" for one in report.publish.skipped]
    words = " ".join(said)
    return f"{int(report.exit_code)}, {runs} runs, {requests}" + (f": {words}" if words else "")


def _sentence(failure: TwingeError) -> str:
    """What was said; of a spent limit until when, for that is what matters."""
    if isinstance(failure, RateLimitedError):
        until = datetime.fromtimestamp(failure.until_epoch_s, UTC)
        return f"limit spent until {until:%d %H:%M}"
    return failure.message


V = TypeVar("V")


def each(
    folder: Path,
    variants: Iterable[V],
    drive: Callable[[FaultMachine, V], str],
    **settings: Any,
) -> str:
    """What was seen with each variant of a fault, on a machine of its own; the same is told once."""
    seen: dict[str, None] = {}
    for number, variant in enumerate(variants):
        own = folder / str(number)
        own.mkdir()
        with fault_machine(own, **settings) as machine:
            seen[drive(machine, variant)] = None
    return " | ".join(seen)


def run(activity_id: int, days_before: float = 1, **facts: Any) -> Json:
    start = (NOON - timedelta(days=days_before, hours=4)).replace(tzinfo=None)
    given = {"distance_m": 8046.7, "moving_s": 2900, "start_local": start, **facts}
    return activity_of(Outing(id=activity_id, **{"visibility": "only_me", **given}))


def json_bytes(value: object) -> bytes:
    """JSON in ASCII, so that it may hold what UTF-8 can't."""
    return json.dumps(value).encode("ascii")


@contextmanager
def fault_machine(folder: Path, runs: int = 3, **settings: Any) -> Iterator[FaultMachine]:
    """A sandbox with so many runs, the newest 9001, and the machine beside it."""
    clock = FaultClock()
    waiting: list[FaultMachine] = []
    state = FaultState(
        activities=[run(RUN + at, 1 + at / 2) for at in range(runs)],
        now=clock.now_s,
        sleep=lambda _seconds: waiting[0].while_waiting(),
        **settings,
    )
    with Sandbox(state) as sandbox:
        machine = FaultMachine(folder, state, sandbox.url, clock)
        waiting.append(machine)
        yield machine
