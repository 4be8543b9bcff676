"""A long backlog of recordings at Strava's limits, from one run to the next, on a clock that nobody waits for."""

import os
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from in_process import InProcess, in_process
from store_world import OpenStore, open_store

from annotations.matching import match_notes
from annotations.notes.reader import read_note
from annotations.record import Record, build_record
from sync.daemon import Daemon
from sync.pipeline.pull import pull
from sync.pipeline.recordings import fetch_recordings, wanted
from sync.pipeline.reports import RunReport
from sync.ports import Store
from sync.sandbox.answers import Json
from sync.sandbox.limits import Limits
from sync.sandbox.outing import Outing, activity_of
from sync.wiring import Silent

SHARE = 1 if os.environ.get("TWINGE_PROOF") == "1" else 5
"""Of 1,500 runs at 100 requests a quarter hour and 1,000 a day."""
RUNS, LIMITS = 1500 // SHARE, Limits(100 // SHARE, 1000 // SHARE, 200 // SHARE, 2000 // SHARE)
PER_PAGE = 200 // SHARE // 2
FIRST = datetime(2026, 7, 25, 3, 40)
UTC = ZoneInfo("UTC")


def activities() -> list[Json]:
    start = FIRST - timedelta(days=1)
    return [
        activity_of(
            Outing(
                id=number,
                start_local=start - timedelta(hours=20 * number),
                distance_m=900.0,
                moving_s=300,
                trainer=True,
            )
        )
        for number in range(1, RUNS + 1)
    ]


class Nights:
    """The pull and the recordings of each night, as the daemon calls for them."""

    def __init__(self, world: InProcess, opened: OpenStore) -> None:
        self.world, self.opened = world, opened
        self.runs: list[datetime] = []
        self.done_at: datetime | None = None
        self.record: Record | None = None

    def night(self) -> bool | datetime:
        one, clock = self.opened, self.world.clock
        store = Store(
            one.activities,
            one.notes,
            one.journal,
            one.memory,
            one.claims,
            one.experiments,
            one.copies,
        )
        self.runs.append(clock.now())
        strava, report = self.world.client(one.memory), RunReport()
        report.pull = pull(strava, store, clock, Silent(), retention=timedelta(days=7))
        if report.pull.failure is None:
            want = wanted(self._record(), store.activities.tracked())
            fetch_recordings(strava, store.activities, want, Silent(), report.pull)
            if not report.pull.recordings_later:
                self.done_at = self.done_at or clock.now()
        return report.goes_on_at or report.exit_code == 0

    def last_success(self) -> datetime | None:
        return self.runs[-1] if self.runs else None

    def _record(self) -> Record:
        """Each run has a note; which says nothing of a time, so no run is needed more than another."""
        if self.record is None:
            runs = self.opened.activities.runs()
            texts = (
                f"---\nstrava: {run.id}\npain: 3 from {run.id % 9 + 1}:00\n---\n" for run in runs
            )
            read = [read_note(f"{n}.md", text.encode(), units="km") for n, text in enumerate(texts)]
            notes = [one.note for one in read if one and one.note]
            matches = match_notes(notes, runs, today=FIRST.date()).matches
            self.record = build_record(runs, matches)
            assert len(self.record.noted) == RUNS
        return self.record


def test_a_backlog_of_noted_runs_is_read_by_itself_within_three_nights(tmp_path: Path) -> None:
    opened = open_store(tmp_path, "sqlite://")
    with in_process(tmp_path, *activities(), per_page=PER_PAGE, limits=LIMITS) as world:
        world.clock.now_s = FIRST.replace(tzinfo=UTC).timestamp()
        nights = Nights(world, opened)
        daemon = Daemon(nights.night, nights.last_success, world.clock.now, time(3, 40), UTC)
        for _ in range(3 * 24 * 60):
            daemon.tick()
            world.clock.now_s += 60
        requests = world.state.requests
        opened.database.close()

    assert nights.done_at is not None
    assert nights.done_at < FIRST.replace(tzinfo=UTC) + timedelta(days=2), "the third night begins"
    assert [one for one in requests if one.status != 200] == [], "no request came too early"
    counts = world.state.counts()
    assert counts["streams"] == RUNS
    assert counts["list"] <= len(nights.runs) + 2 * -(-RUNS // PER_PAGE), "two whole listings"
