"""What a child process does: one stage of the write-back with the real client, journal and lock."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from naive_steps import append_and_remember, put_then_record, splice_into_the_list

from annotations.model import ActivityId, Metres, Note, Run, Seconds
from annotations.record import NotedRun
from sync.cli.main import call
from sync.errors import TwingeError
from sync.pipeline.publish import publish
from sync.pipeline.pull import pull
from sync.pipeline.reports import PublishReport
from sync.pipeline.undo import undo
from sync.pipeline.writer import Writer
from sync.plan import Rules
from sync.ports import Intent, ListAsk, Outcome
from sync.sandbox.export import HEADER
from sync.sandbox.oauth import App
from sync.settings import Settings
from sync.wiring import Silent, SystemClock, open_store, open_strava, process_lock

Order = Mapping[str, Any]
Naive = Callable[[Writer, ActivityId, str], None]


class Impatient(SystemClock):
    """The machine's clock, with pauses that take no time."""

    def sleep(self, seconds: float) -> None:
        """Nothing is waited for."""


def settings_of(order: Order) -> Settings:
    home, app = Path(order["home"]), App()
    return Settings(
        home,
        home / "notes",
        app.client_id,
        app.client_secret,
        publish="description",
        strava_url=order["url"],
    )


@contextmanager
def at_work(order: Order) -> Iterator[Writer]:
    """As a command opens it: lock, database, client."""
    settings = settings_of(order)
    with process_lock(settings), open_store(settings) as store:
        strava = open_strava(settings, store, Impatient())
        store.journal.learn("description", frozenset({"markup", "mentions"}))
        yield Writer(strava, store.journal, Impatient(), "description")


def write(order: Order) -> int:
    """The nightly stage for the order's blocks; its exit code."""
    blocks = {ActivityId(int(key)): text for key, text in order["blocks"].items()}
    noted = [NotedRun(_run(key), (Note(f"{key}.md", pain_stated=True),)) for key in blocks]
    rules = Rules("only_me", timedelta(hours=6))
    with _exit_code() as left, at_work(order) as writer:
        left.append(
            publish(
                writer, noted, lambda one: blocks[one.run.id], blocks.__getitem__, rules, Silent()
            )
        )
    return _code(left)


def take_out(order: Order) -> int:
    with _exit_code() as left, at_work(order) as writer:
        left.append(undo(writer, [ActivityId(int(key)) for key in order["blocks"]], Silent()))
    return _code(left)


def pulling(*, full: bool) -> Callable[[Order], int]:
    """The pull of `twinge sync`, with or without `--full`; its exit code."""

    def step(order: Order) -> int:
        settings, clock = settings_of(order), Impatient()
        with process_lock(settings), open_store(settings) as store:
            strava = open_strava(settings, store, clock)
            report = pull(strava, store, clock, Silent(), retention=timedelta(days=7), full=full)
        return int(report.failure.exit_code) if report.failure else 0

    return step


def pull_one_by_one(order: Order) -> int:
    """The same as somebody might write it in an hour: each activity in a transaction of its own."""
    settings, clock = settings_of(order), Impatient()
    with process_lock(settings), open_store(settings) as store:
        page = open_strava(settings, store, clock).activities_page(ListAsk())
        for pulled in page.pulled:
            store.activities.save_page([pulled], clock.now())
    return 0


def import_all(order: Order) -> int:
    """`twinge import`, at the command line; its exit code."""
    os.environ["TWINGE_HOME"] = order["home"]
    words = ["import", order["archive"], "--zone", "UTC", "--processes", "1"]
    with Path(os.devnull).open("w") as nobody, redirect_stdout(nobody), redirect_stderr(nobody):
        return call(words)


def naively(write_one: Naive) -> Callable[[Order], int]:
    """The same stage as somebody might write it in an hour."""

    def step(order: Order) -> int:
        with at_work(order) as writer:
            for key, block in order["blocks"].items():
                write_one(writer, ActivityId(int(key)), block)
        return 0

    return step


STEPS: Mapping[str, Callable[[Order], int]] = {
    "write": write,
    "undo": take_out,
    "pull": pulling(full=True),
    "pull what is new": pulling(full=False),
    "pull one by one": pull_one_by_one,
    "import": import_all,
    "put, then record": naively(put_then_record),
    "splice into the list": naively(splice_into_the_list),
    "append and remember": naively(append_and_remember),
}


def warm_up() -> None:
    """What a first command pays for and the children shall not: imports, and SQLAlchemy's first statements."""
    import fitdecode  # noqa: F401

    import annotations.samples  # noqa: F401
    import sync.strava.client  # noqa: F401
    from sync.strava.protocol import open_protocol
    from sync.strava.session import StravaSession

    with StravaSession("http://127.0.0.1:9") as session:
        open_protocol(session, lambda _headers, _status: None)
    with TemporaryDirectory() as folder, open_store(Settings(Path(folder), Path(folder))) as store:
        now = datetime.now(UTC)
        intent = Intent(ActivityId(1), "description", "write", "", "-- Twinge", "-- Twinge", "")
        entry = store.journal.record(intent, now)
        store.journal.settle(entry, Outcome.VERIFIED, "-- Twinge", now)
        store.journal.leave_alone(ActivityId(1), "description", "warm", now)
        store.journal.hands_off("description")
        store.journal.entries("description")
        store.journal.breaker()
        store.memory.put("warm", store.memory.get("warm") or "")
    with TemporaryDirectory() as folder:
        listing = Path(folder) / "activities.csv"
        listing.write_text(f"{','.join(HEADER[:4])},Filename\n1,2026-03-01 07:05:00,a,Run,\n")
        import_all({"home": folder, "archive": folder})


def _run(activity_id: ActivityId) -> Run:
    start = datetime.now(UTC) - timedelta(days=1, minutes=activity_id)
    return Run(
        id=activity_id,
        name=f"Run {activity_id}",
        sport_type="Run",
        start_utc=start,
        start_local=start.replace(tzinfo=None),
        distance_m=Metres(8046.7),
        moving_s=Seconds(2900),
        elapsed_s=Seconds(2900),
        visibility="only_me",
    )


@contextmanager
def _exit_code() -> Iterator[list[PublishReport | TwingeError]]:
    left: list[PublishReport | TwingeError] = []
    try:
        yield left
    except TwingeError as error:
        left.append(error)


def _code(left: list[PublishReport | TwingeError]) -> int:
    last = left[-1]
    failure = last.failure if isinstance(last, PublishReport) else last
    return int(failure.exit_code) if failure else 0
