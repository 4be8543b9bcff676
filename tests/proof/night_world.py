"""A runner's machine beside a sandbox without sockets: real client, journal and lock, and a wire that keeps count."""

import gc
import sqlite3
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
from kill_judge import backups
from line_trace import counting
from requests.adapters import HTTPAdapter
from requests.structures import CaseInsensitiveDict

from sync.errors import TryLaterError
from sync.pipeline.writer import Writer
from sync.sandbox.answers import Request
from sync.sandbox.outing import ATHLETE_ID, Outing, activity_of
from sync.sandbox.state import ALL_ACTIVITY_SCOPES, SandboxState
from sync.settings import Settings
from sync.strava.client import StravaClient
from sync.strava.oauth import Login, OAuth
from sync.strava.session import StravaSession
from sync.strava.tokens import TokenFile, Tokens
from sync.wiring import open_store, process_lock

URL = "http://127.0.0.1:9"
MONDAY = datetime(2026, 7, 20, 3, 40, tzinfo=UTC)


class Killed(BaseException):
    """The process is no more."""


class TwoClocks:
    """sync.ports.Clock whose wall may be set while the other one goes on."""

    def __init__(self) -> None:
        self.wall, self.passed_s = MONDAY, 0.0

    def now(self) -> datetime:
        return self.wall

    def monotonic_s(self) -> float:
        return self.passed_s

    def sleep(self, seconds: float) -> None:
        self.wall += timedelta(seconds=seconds)
        self.passed_s += seconds


@dataclass(frozen=True, slots=True)
class Put:
    """A PUT as it left the machine, and what was known at that moment."""

    activity_id: int
    text: str
    base: str
    """The text of the last GET's answer."""
    age_s: float
    backups: int
    kind: str
    """What the journal's open row says: write or undo; empty where there is no open row."""
    hands_off: bool
    present: bool
    """Whether the journal's last word was that a block of ours stands there."""
    standing: int
    """How many texts hold a block of ours, as the journal knows."""
    stored: Mapping[int, int] = field(default_factory=dict)
    """How many versions of each text had been stored by then."""


class Wire(HTTPAdapter):
    """requests' way to the sandbox, without a socket."""

    def __init__(self, world: "NightWorld", about_to_send: Callable[[], None]) -> None:
        super().__init__()
        self._world = world
        self._about_to_send = about_to_send

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        parts = urlsplit(request.url or "")
        body = request.body.encode() if isinstance(request.body, str) else request.body or b""
        headers = {name.lower(): value for name, value in request.headers.items()}
        asked = Request(request.method or "", parts.path, parts.query, headers, body)
        self._about_to_send()
        self._world.leaves(asked)
        answer = self._world.state.respond(asked)
        if asked.method == "PUT" and self._world.dies_after_put:
            raise Killed
        if answer is None or answer.claimed_length is not None:
            raise requests.ConnectionError("dropped")
        told = requests.Response()
        told.status_code, told._content = answer.status, answer.body
        told.headers = CaseInsensitiveDict(
            {**dict(answer.headers), "Content-Type": answer.content_type}
        )
        told.request, told.url = request, request.url or ""
        self._world.arrives(asked, told)
        return told


@dataclass
class NightWorld:
    """Everything outside of the rules: what stands online, what is on disk, what went over the wire."""

    folder: Path
    clock: TwoClocks = field(default_factory=TwoClocks)
    puts: list[Put] = field(default_factory=list)
    asked: Counter[int] = field(default_factory=Counter)
    before_put: Callable[[int], None] | None = None
    """Happens once, at the server, between the next GET and its PUT."""
    dies_after_put: bool = False
    """The process is killed when a PUT has been applied, before its answer is read."""
    made: Callable[[Writer], Writer] = lambda writer: writer
    """The writer at work, in place of the product's."""

    def __post_init__(self) -> None:
        self.settings = Settings(
            self.folder / "home", self.folder / "notes", "10001", "sandbox-secret", strava_url=URL
        )
        self.state = SandboxState(now=lambda: self.clock.now().timestamp(), sleep=self.clock.sleep)
        self._reads: dict[int, tuple[str, float]] = {}
        self._store = ExitStack()
        self._open()

    def _open(self) -> None:
        self.store = self._store.enter_context(open_store(self.settings))
        self._sql = self._store.enter_context(
            closing(sqlite3.connect(self.settings.database_path, isolation_level=None))
        )

    def close(self) -> None:
        self._store.close()

    def add_run(self, activity_id: int, text: str) -> None:
        start = self.clock.wall.replace(tzinfo=None) - timedelta(days=1, minutes=activity_id)
        self.state.add(
            activity_of(
                Outing(
                    id=activity_id, start_local=start, distance_m=8046.7, moving_s=2900,
                    description=text, visibility="only_me", manual=True,
                )
            )
        )  # fmt: skip

    def work(
        self,
        do: Callable[[Writer], Any],
        *,
        at_line: int = 0,
        meets: Callable[[], None] | None = None,
    ) -> Any:
        """One process does this under the lock. At the given line it dies, or `meets` happens; None if it died."""
        self._log_in()
        with process_lock(self.settings), StravaSession(URL) as session:
            session.mount(URL, Wire(self, session.about_to_send))
            login = Login(
                TokenFile(self.settings.home),
                OAuth(URL, "10001", "sandbox-secret", session),
                self.clock,
            )
            strava = StravaClient(session, login, self.store.memory, self.clock)
            self.store.journal.learn("description", frozenset({"markup", "mentions"}))
            writer = self.made(Writer(strava, self.store.journal, self.clock, "description"))
            traced_before = sys.gettrace()
            try:
                if at_line:
                    sys.settrace(counting(at_line, meets or _die, [0]))
                return do(writer)
            except Killed as death:
                with warnings.catch_warnings():
                    # what the dead process had open is closed here, where nobody minds
                    warnings.simplefilter("ignore", ResourceWarning)
                    death.__traceback__ = death.__context__ = None
                    gc.collect()
                return None
            finally:
                sys.settrace(traced_before)

    def after_death(self) -> None:
        """A new process opens the database afresh."""
        self._store.close()
        self._open()

    def second_process(self) -> None:
        """Another Twinge starts while one is at work: it must find the lock taken."""
        try:
            with process_lock(self.settings):
                raise AssertionError("two processes had the lock at once")
        except TryLaterError:
            return

    # The wire's two ends ----------------------------------------------------------------------

    def leaves(self, asked: Request) -> None:
        """A request is about to be sent."""
        activity_id = _text_of(asked)
        if activity_id is None:
            return
        self.asked[activity_id] += 1
        if asked.method == "PUT":
            self.puts.append(self._seen(activity_id, asked.fields["description"]))
            if self.before_put is not None:
                happens, self.before_put = self.before_put, None
                happens(activity_id)

    def arrives(self, asked: Request, answer: requests.Response) -> None:
        """An answer has come."""
        activity_id = _text_of(asked)
        if activity_id is None or asked.method != "GET" or answer.status_code != 200:
            return
        try:
            text = answer.json()["description"] or ""
        except ValueError:
            return
        self._reads[activity_id] = (text, self.clock.passed_s)

    def _seen(self, activity_id: int, text: str) -> Put:
        base, read_at_s = self._reads.get(activity_id, ("nobody read it", -1e9))
        open_row = self.ask(
            "SELECT kind FROM writeback WHERE outcome = 'sent' AND activity_id = ?", activity_id
        )
        hands_off = self.ask("SELECT 1 FROM hands_off WHERE activity_id = ?", activity_id)
        return Put(
            activity_id,
            text,
            base,
            self.clock.passed_s - read_at_s,
            backups(self.settings.home, activity_id, base),
            open_row[0][0] if open_row else "",
            bool(hands_off),
            self.last_words().get(activity_id) == "write",
            sum(kind == "write" for kind in self.last_words().values()),
            {key: len(found) for key, found in self.state.versions.items()},
        )

    def ask(self, statement: str, *values: object) -> list[Any]:
        """What the database says, past Twinge's own reading of it."""
        return self._sql.execute(statement, values).fetchall()

    def last_words(self) -> dict[int, str]:
        """For each text the kind of the last write that was seen to be there."""
        rows = self.ask(
            "SELECT activity_id, kind FROM writeback WHERE outcome = 'verified' ORDER BY id"
        )
        return dict(rows)

    def _log_in(self) -> None:
        granted = self.state.grant()
        tokens = Tokens(
            granted.access_token, granted.refresh_token, granted.expires_at_s,
            ALL_ACTIVITY_SCOPES, ATHLETE_ID, "10001",
        )  # fmt: skip
        file = TokenFile(self.settings.home)
        with file.locked(), file.reserved() as room:
            room.save(tokens, None)


def _die() -> None:
    raise Killed


def _text_of(asked: Request) -> int | None:
    """The activity whose text a request is about."""
    head, _, last = asked.path.rpartition("/")
    return int(last) if head == "/api/v3/activities" and last.isdecimal() else None
