"""A runner with an experiment: runs, notes and files of a real folder, beside a real database."""

import os
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from pipeline_fakes import NOW, Desk, a_run, listed

from annotations.experiments.arms import parse_arm
from annotations.experiments.model import Experiment, Seen, Trial
from annotations.experiments.pages import experiment_page
from annotations.model import ActivityId, Run, Site
from annotations.notes.aliases import BUILT_IN
from sync.pipeline.cycle import Night, understand
from sync.settings import Settings

DAY = timedelta(days=1)
SEED = "0f" * 16
KICKS_HELP = "pain: 4\nwhere: right knee\ndid:\n  - 10 butt kicks @ 3 km -> gone"
NO_HELP = "pain: 4\nwhere: right knee\ndid:\n  - carried on @ 3 km -> same"


def an_experiment(
    against: str = "carry on",
    *,
    seed: str = SEED,
    key: str = "kicks",
    site: Site | None = None,
    started: datetime = NOW,
) -> Experiment:
    arms = tuple(parse_arm(text, BUILT_IN) for text in ("10 butt kicks", against))
    return Experiment(key, arms, site, started, seed)


class Runner:
    """A runner from NOW on: runs, notes and the files of experiments, and Twinge looking at them."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.notes = desk.folder / "notes"
        (self.notes / "experiments").mkdir(parents=True)
        self.told: list[str] = []

    def wait(self, days: float) -> None:
        self.desk.clock.pass_s(days * 86400)

    def runs(self, *numbers: int) -> None:
        """Uploads of runs, number n on the n-th day from NOW."""
        self.upload(a_run(n, days_ago=-n) for n in numbers)

    def upload(self, runs: Iterable[Run]) -> None:
        page = listed(*runs)
        self.desk.store.activities.save_page(page.pulled, self.desk.clock.now())

    def delete(self, *numbers: int) -> None:
        activities = self.desk.store.activities
        there = {run.id for run in activities.runs()}
        for _ in range(2):
            left = there - {ActivityId(number) for number in numbers}
            activities.count_absences(activities.unlisted(left, None))

    def note(self, number: int, frontmatter: str) -> Path:
        path = self.notes / f"run-{number}.md"
        path.write_text(f"---\nstrava: {number}\n{frontmatter}\n---\n", encoding="utf-8")
        self.written(path)
        return path

    def written(self, path: Path) -> None:
        """The file's date is that of the runner's clock, not of the test's."""
        moment = self.desk.clock.now().timestamp()
        os.utime(path, (moment, moment))

    def page(self, experiment: Experiment, name: str | None = None) -> Path:
        path = self.notes / "experiments" / f"{name or experiment.id}.md"
        path.write_text(experiment_page(experiment), encoding="utf-8")
        return path

    def look(self) -> tuple[Trial, ...]:
        """All experiments now; what was wrong with files is in `told`."""
        settings = Settings(home=self.desk.folder, notes=self.notes)
        night = Night(
            settings,
            self.desk.store,
            lambda: self.desk.strava,
            self.desk.clock,
            ZoneInfo("UTC"),
            self.desk.progress,
        )
        _, learned, report = understand(night)
        self.told = [str(problem) for problem in report.problems]
        return learned.trials

    def trial(self) -> Trial:
        (found,) = self.look()
        return found


def seen(trial: Trial) -> dict[int, Seen | None]:
    return {draw.number: draw.seen for draw in trial.draws}


def numbers(trial: Trial) -> dict[int, int | None]:
    return {int(run.run_id): run.number for run in trial.runs}
