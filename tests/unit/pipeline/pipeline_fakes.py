"""A Strava in memory that can misbehave, a clock without waiting, and a journal that tells the order of things."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from annotations.delicate import Delicate
from annotations.model import ActivityId, Metres, Run, Seconds
from sync.errors import (
    ActivityGoneError,
    AnswerLostError,
    ReadAgainError,
    TryLaterError,
    TwingeError,
)
from sync.pipeline.job import Job, put_block
from sync.pipeline.writer import Writer
from sync.plan import Known, known_texts
from sync.ports import (
    Backups,
    Breaker,
    Broken,
    Entry,
    Intent,
    ListAsk,
    OnlineText,
    Outcome,
    Page,
    Progress,
    Pulled,
    Store,
    TextField,
)
from sync.settings import Audience
from sync.store.activities import ActivityStore
from sync.store.claims import ClaimStore
from sync.store.copies import CopyStore
from sync.store.database import Database, open_database
from sync.store.experiments import ExperimentStore
from sync.store.journal import JournalStore
from sync.store.memory import MemoryStore, NoteStore

NOW = datetime(2026, 7, 25, 3, 40, tzinfo=UTC)
ONE, TWO, THREE = ActivityId(1), ActivityId(2), ActivityId(3)
BLOCK = "Twinge | right knee 5/10 from 3.0 mi\n-- Twinge"
OTHER = "Twinge | right knee 3/10 from 2.0 mi\n-- Twinge"
ALL_SCOPES = frozenset({"activity:read_all", "activity:write"})


class FakeClock:
    """sync.ports.Clock that moves when somebody sleeps or a fake takes its time."""

    def __init__(self, now: datetime = NOW) -> None:
        self.moment = now
        self.slept: list[float] = []

    def now(self) -> datetime:
        return self.moment

    def monotonic_s(self) -> float:
        return self.moment.timestamp()

    def pass_s(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.pass_s(seconds)


class Quiet:
    """sync.ports.Progress for nobody."""

    def step(self, label: str, done: int, total: int | None) -> None:
        """Nothing is shown."""


@dataclass
class FakeStrava:
    """sync.ports.Strava in memory. Each misbehaviour is a field that a test sets.

    `puts` are the texts that were sent; `told` is every request in order, as "get 1" and "put 1".
    """

    clock: FakeClock = field(default_factory=FakeClock)
    texts: dict[tuple[int, str], str] = field(default_factory=dict)
    visibility: dict[int, str] = field(default_factory=dict)
    pages: list[Page] = field(default_factory=list)
    granted: frozenset[str] = ALL_SCOPES
    told: list[str] = field(default_factory=list)
    puts: list[str] = field(default_factory=list)
    updating: set[int] = field(default_factory=set)
    keep: Callable[[str, str], str] = lambda sent, stored: sent
    """From the text that was sent and the stored one to what is stored."""
    echo: bool = False
    """Answers a PUT with what was sent, whatever was stored."""
    lost: str = ""
    """`before` or `after` a PUT is applied its answer is lost."""
    heeds_etag: bool = False
    stale_reads: int = 0
    """How many reads after a PUT still show the text before it."""
    slow_reads: list[float] = field(default_factory=list)
    """Seconds that each coming read takes; 0 when the list is spent."""
    failures: dict[str, TwingeError] = field(default_factory=dict)
    """A request ("put 1", "get *", "page oldest", "track 1") and the error that it meets instead."""
    between: Callable[[], None] = lambda: None
    """Happens at the server right before a PUT is applied."""
    tracks: dict[int, Mapping[str, Any] | None] = field(default_factory=dict)
    shoes: dict[str, str] = field(default_factory=dict)
    _before: dict[tuple[int, str], str] = field(default_factory=dict)
    _stale: int = 0

    def scopes(self) -> frozenset[str]:
        return self.granted

    def activities_page(self, ask: ListAsk) -> Page:
        older = "oldest" if ask.after_s is not None else "older"
        self._meet("page", ask.number if ask == ListAsk(ask.number) else older)
        pages = _paged(self.pages, ask)
        return pages[ask.number - 1] if ask.number <= len(pages) else Page(())

    def track(self, activity_id: ActivityId) -> Mapping[str, Any] | None:
        self._meet("track", activity_id)
        return self.tracks.get(activity_id)

    def gear_name(self, gear_id: str) -> str | None:
        self._meet("gear", gear_id)
        return self.shoes.get(gear_id)

    def read_text(self, activity_id: ActivityId, field: TextField) -> OnlineText:
        self.clock.pass_s(self.slow_reads.pop(0) if self.slow_reads else 0)
        self._meet("get", activity_id)
        text = self._stored(activity_id, field)
        if self._stale and (activity_id, field) in self._before:
            self._stale -= 1
            text = self._before[activity_id, field]
        return self._online(activity_id, text)

    def write_text(
        self, activity_id: ActivityId, field: TextField, text: str, until_s: float
    ) -> OnlineText:
        if self.clock.monotonic_s() > until_s:
            raise ReadAgainError("late")
        self._meet("put", activity_id)
        self.puts.append(text)
        if self.lost == "before":
            raise AnswerLostError("lost")
        stored = self._stored(activity_id, field)
        self.between()
        self._before[activity_id, field], self._stale = stored, self.stale_reads
        self.texts[activity_id, field] = self.keep(text, stored)
        if self.lost == "after":
            raise AnswerLostError("lost")
        return self._online(activity_id, text if self.echo else self._stored(activity_id, field))

    def refuses_old_state(
        self, activity_id: ActivityId, field: TextField, text: str, until_s: float
    ) -> bool:
        if not self.heeds_etag:
            self.write_text(activity_id, field, text, until_s)
        return self.heeds_etag

    def requests_sent(self) -> Mapping[str, int]:
        return Counter(one.split()[0] for one in self.told)

    def text(self, activity_id: int = 1, field: TextField = "description") -> str:
        return self.texts[activity_id, field]

    def put_there(self, text: str, activity_id: int = 1, field: TextField = "description") -> None:
        """The runner saves a text on Strava's own page."""
        self.texts[activity_id, field] = text

    def behave(self) -> None:
        """No more trouble from now on."""
        self.keep, self.lost, self.stale_reads, self._stale = lambda sent, stored: sent, "", 0, 0
        self.failures, self.updating, self.slow_reads, self.echo = {}, set(), [], False

    def _meet(self, kind: str, number: int | str) -> None:
        self.told.append(f"{kind} {number}")
        for name in (f"{kind} {number}", f"{kind} *"):
            if name in self.failures:
                raise self.failures[name]

    def _stored(self, activity_id: ActivityId, field: str) -> str:
        if (activity_id, field) not in self.texts:
            raise ActivityGoneError("Strava has no such activity")
        return self.texts[activity_id, field]

    def _online(self, activity_id: ActivityId, text: str) -> OnlineText:
        visibility = self.visibility.get(activity_id, "only_me")
        return OnlineText(activity_id, text, visibility, activity_id in self.updating)


def _paged(pages: Sequence[Page], ask: ListAsk) -> list[Page]:
    """What started in the time that is asked for, on pages of the same lengths; broken entries stay where they are."""
    earliest, latest = ask.after_s or 0, ask.before_s or 10**11
    every = [pulled for page in pages for pulled in page.pulled]
    within = [one for one in every if earliest < one.run.start_utc.timestamp() < latest]
    if ask.after_s is not None:
        within.reverse()
    found, at = [], 0
    for page in pages:
        found.append(Page(tuple(within[at : at + len(page.pulled)]), page.broken))
        at += len(page.pulled)
    return [page for page in found if page.pulled or page.broken]


@dataclass
class ToldJournal:
    """A journal on a real database that writes into the list of requests when something is on disk."""

    inner: JournalStore
    strava: FakeStrava
    slow_s: list[float] = field(default_factory=list)
    """Seconds that each coming record takes."""
    recorded: Callable[[], None] = lambda: None
    """Happens elsewhere while an intent is being recorded."""
    killed: bool = False
    """The process dies instead of settling anything."""

    def record(self, intent: Intent, at: datetime) -> Entry:
        entry = self.inner.record(intent, at)
        self.strava.told.append(f"recorded {intent.activity_id}")
        self.strava.clock.pass_s(self.slow_s.pop(0) if self.slow_s else 0)
        self.recorded()
        return entry

    def settle(self, entry: Entry, outcome: Outcome, observed: str | None, at: datetime) -> None:
        if self.killed:
            raise KeyboardInterrupt
        self.inner.settle(entry, outcome, observed, at)

    def entries(self, field: TextField) -> list[Entry]:
        return self.inner.entries(field)

    def backups(self) -> Backups:
        return self.inner.backups()

    def forgotten(self, field: TextField) -> frozenset[ActivityId]:
        return self.inner.forgotten(field)

    def hands_off(self, field: TextField) -> dict[ActivityId, str]:
        return self.inner.hands_off(field)

    def leave_alone(
        self, activity_id: ActivityId, field: TextField, why: str, at: datetime
    ) -> None:
        self.inner.leave_alone(activity_id, field, why, at)

    def survivors(self, field: TextField) -> frozenset[Delicate]:
        return self.inner.survivors(field)

    def learn(self, field: TextField, survivors: frozenset[Delicate]) -> None:
        self.inner.learn(field, survivors)

    def waiting(self, field: TextField) -> dict[ActivityId, frozenset[Delicate]]:
        return self.inner.waiting(field)

    def wait(
        self,
        activity_id: ActivityId,
        field: TextField,
        held: frozenset[Delicate],
        at: datetime,
    ) -> None:
        self.inner.wait(activity_id, field, held, at)

    def adopt(self, activity_id: ActivityId, field: TextField) -> None:
        self.inner.adopt(activity_id, field)

    def breaker(self) -> Breaker | None:
        return self.inner.breaker()

    def set_breaker(self, breaker: Breaker | None) -> None:
        self.inner.set_breaker(breaker)


@dataclass
class Desk:
    """A runner's Strava and Twinge's memory of it, with the steps that tests take again and again."""

    folder: Path
    strava: FakeStrava
    database: Database
    journal: ToldJournal
    store: Store
    progress: Progress = field(default_factory=Quiet)

    @property
    def clock(self) -> FakeClock:
        return self.strava.clock

    @property
    def writer(self) -> Writer:
        return Writer(self.strava, self.journal, self.clock, "description")

    def job(self, block: str = BLOCK, activity_id: ActivityId = ONE, **more: Any) -> Job:
        given = {"digest": block, "known": self.known(activity_id), **more}
        digest, known = given.pop("digest"), given.pop("known")
        return Job(activity_id, "write", block, digest, put_block(block), known, **given)

    def known(self, activity_id: ActivityId = ONE) -> Known:
        return known_texts(self.journal.entries("description")).get(activity_id, Known())

    def outcomes(self) -> list[Outcome]:
        return [entry.outcome for entry in self.journal.entries("description")]

    def hands_off(self) -> dict[ActivityId, str]:
        return self.journal.hands_off("description")

    def put_count(self) -> int:
        return sum(one.startswith("put") for one in self.strava.told)


def open_desk(folder: Path) -> Desk:
    """A real SQLite journal, and the first activity with an empty text."""
    database = open_database(folder / "twinge.db", None)
    strava = FakeStrava()
    strava.put_there("")
    journal = JournalStore(database, folder / "backup")
    told = ToldJournal(journal, strava)
    store = Store(
        ActivityStore(database),
        NoteStore(database),
        told,
        MemoryStore(database),
        ClaimStore(database),
        ExperimentStore(database),
        CopyStore(database.file, folder / "backup"),
    )
    return Desk(folder, strava, database, told, store)


def a_run(number: int, days_ago: float = 1, **facts: Any) -> Run:
    """A run of an hour, so many days before NOW."""
    start = NOW - timedelta(days=days_ago)
    given: dict[str, Any] = {"visibility": "only_me", **facts}
    return Run(
        id=ActivityId(number),
        name=f"Run {number}",
        sport_type="Run",
        start_utc=start,
        start_local=start.replace(tzinfo=None),
        distance_m=Metres(8046.7),
        moving_s=Seconds(2900),
        elapsed_s=Seconds(3600),
        **given,
    )


def listed(*runs: Run, athlete_id: int | None = 7, broken: Sequence[str] = ()) -> Page:
    """A list page with these runs, and broken entries of these names."""
    pulled = (
        Pulled(run, athlete_id, {"id": run.id, "name": run.name, "start": str(run.start_utc)})
        for run in runs
    )
    return Page(tuple(pulled), tuple(Broken(name, "it is odd") for name in broken))


def down() -> TryLaterError:
    return TryLaterError("Strava can't be reached.", "The next run goes on.")


def blocks_in(text: str) -> int:
    return len(re.findall(r"(?m)^Twinge \| ", text))


WIDE: Audience = "followers_only"
