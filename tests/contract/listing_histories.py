"""Random histories of a runner's Strava, pulled night after night, and a judge of what the record holds then."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from in_process import InProcess, in_process
from store_world import OpenStore, open_store

from annotations.model import Run
from sync.pipeline.pull import ABSENCES_EVERY, pull
from sync.pipeline.reports import PullReport
from sync.ports import Store, Strava
from sync.sandbox import faults
from sync.sandbox.answers import Json
from sync.sandbox.outing import Outing, activity_of
from sync.strava.convert import activity
from sync.wiring import Silent

PER_PAGE = 6
LIST = r"/athlete/activities$"
FIRST = datetime(2026, 3, 1, 7)
SPORTS = ("Run", "TrailRun", "Ride", "Padel", "Skyrunning")
TOLD = ("name", "sport_type", "start_utc", "start_local", "start_hidden", "distance_m", "moving_s")
ALSO_TOLD = ("elapsed_s", "visibility", "gear_id", "manual", "trainer")

Puller = Callable[[Strava, Store, InProcess, bool], PullReport]


def product(strava: Strava, store: Store, world: InProcess, full: bool) -> PullReport:
    return pull(strava, store, world.clock, Silent(), retention=timedelta(days=7), full=full)


@dataclass
class History:
    """One runner's Strava and record. `faulty` is what the judge found, in words."""

    world: InProcess
    opened: OpenStore
    puller: Puller
    rng: random.Random
    faulty: list[str] = field(default_factory=list)
    next_id: int = 1
    step: int = 0
    touched: dict[int, int] = field(default_factory=dict)
    """When each activity was last uploaded or changed, in steps."""
    twins: set[int] = field(default_factory=set)
    """Those that began in the same second as another; more than a page of those is beyond any promise."""
    began: int = 0
    """The step at which the listing under way began."""

    @property
    def store(self) -> Store:
        one = self.opened
        return Store(
            one.activities,
            one.notes,
            one.journal,
            one.memory,
            one.claims,
            one.experiments,
            one.copies,
        )

    def night(self, *, full: bool = False, restless: bool = True) -> None:
        """A pull, with things happening between its requests, and sometimes cut off."""
        self.world.clock.now_s += self.rng.choice([600, 40_000, 86_400])
        self.world.state.between = self.between if restless else lambda: None
        if restless and self.rng.random() < 0.3:
            nth = self.rng.randrange(1, 8)
            self.world.state.inject("GET", LIST, faults.drop_before(), nth=nth, times=None)
        client = self.world.client(self.opened.memory)
        self.step += 1
        if not self.opened.memory.get("open_listing"):
            self.began = self.step
        report = self.puller(client, self.store, self.world, full)
        self.world.state.clear_faults()
        if report.complete:
            self.judge(f"step {self.step}", since=self.began)

    def between(self) -> None:
        if self.rng.random() < 0.5:
            self.happen()

    def judge(self, when: str, since: int) -> None:
        """All that stood unchanged throughout a whole listing is in the record as it stands."""
        known: dict[int, Run] = {run.id: run for run in self.opened.activities.runs()}
        for activity_id in [key for key, at in self.touched.items() if at < since]:
            if self.world.state.has(activity_id):
                self._same(when, known.get(activity_id), self.world.state.activity(activity_id))

    def settle(self) -> None:
        """Nothing happens any more: after two whole listings record and Strava are the same."""
        for _ in range(3):
            self.world.clock.now_s += ABSENCES_EVERY.total_seconds()
            self.night(full=True, restless=False)
        there = {key for key in self.touched if self.world.state.has(key)}
        known = {run.id for run in self.opened.activities.runs()}
        if (
            there != known and there
        ):  # an empty list deletes nothing: the runner is asked what happened
            self.faulty.append(f"in the end: missing {there - known}, left {known - there}")

    def _same(self, when: str, run: Run | None, told: Json) -> None:
        wanted = activity(told).run
        if run is None:
            self.faulty.append(f"{when}: {wanted.id} is missing")
            return
        for name in (*TOLD, *ALSO_TOLD):
            if getattr(run, name) != getattr(wanted, name):
                self.faulty.append(f"{when}: {name} of {wanted.id} is {getattr(run, name)!r}")

    def happen(self) -> None:
        """One thing that runners and their devices do."""
        self.step += 1
        living = [key for key in self.touched if self.world.state.has(key)]
        what = self.rng.choice([self.upload, self.upload, self.edit, self.crop, self.delete])
        what(self.rng.choice(living) if living else 0)

    def upload(self, other: int) -> None:
        """Today's, a late one, or the twin of another one from a second device."""
        start = FIRST + timedelta(days=self.rng.randrange(150), seconds=self.rng.randrange(40_000))
        if self.rng.random() < 0.3:
            now = datetime.fromtimestamp(self.world.clock.now_s)  # noqa: DTZ006 - a wall clock
            start = now - timedelta(hours=5, seconds=self.rng.randrange(9000))
        if other and other not in self.twins and self.rng.random() < 0.5:
            self.twins |= {other, self.next_id}
            told = self.world.state.activity(other)["start_date_local"]
            start = datetime.fromisoformat(told).replace(tzinfo=None)
        more: dict[str, Any] = {"start_hidden": self.rng.random() < 0.15}
        self._put(self.next_id, start_local=start, **more)
        self.next_id += 1

    def edit(self, which: int) -> None:
        changes: dict[str, Any] = {
            "name": f"Name {self.step}",
            "sport_type": self.rng.choice(SPORTS),
            "gear_id": self.rng.choice([None, "g1", "g2"]),
            "visibility": self.rng.choice(["only_me", "followers_only", "everyone"]),
            "mood": {"new": self.step},
        }
        if which:
            key = self.rng.choice(list(changes))
            self.world.state.runner_edits(which, **{key: changes[key]})
            self.touched[which] = self.step

    def crop(self, which: int) -> None:
        if which:
            told = self.world.state.activity(which)
            told |= {"distance": round(told["distance"] * 0.9, 1), "moving_time": 1000 + self.step}
            self.world.state.add(told)
            self.touched[which] = self.step

    def delete(self, which: int) -> None:
        if which:
            self.world.state.remove(which, leave_gap=self.rng.random() < 0.3)

    def _put(self, number: int, **facts: Any) -> None:
        outing = Outing(id=number, distance_m=5000.0 + number, moving_s=1800, manual=True, **facts)
        self.world.state.add({**activity_of(outing), "unknown_field": [number]})
        self.touched[number] = self.step


def lived(folder: Path, seed: int, puller: Puller = product) -> History:
    """A whole history, to its quiet end."""
    rng = random.Random(seed)
    opened = open_store(folder, "sqlite://")
    with in_process(folder, per_page=PER_PAGE) as world:
        history = History(world, opened, puller, rng)
        try:
            for _ in range(rng.randrange(40)):
                history.upload(0)
            for _ in range(rng.randrange(2, 6)):
                for _ in range(rng.randrange(4)):
                    history.happen()
                history.night(full=rng.random() < 0.3)
            history.settle()
        finally:
            opened.database.close()
    return history
