"""The coin experiments beside the record: what the files say against what is stored, and each run's draw and outcome.

The store holds what must not change: an experiment as it began, which run has which draw, and what the
notes said within seven days. The files say the same for a person, and give all of it back where the
database is lost. Where the two differ, the store stands and the file is told.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from annotations.experiments.arms import arm_named
from annotations.experiments.coins import arm_of, number_runs
from annotations.experiments.model import Draw, Experiment, Numbered, Seen, Trial
from annotations.experiments.outcomes import in_time, seen_in, too_late
from annotations.model import ActivityId, Note, Problem
from annotations.notes.aliases import Aliases
from annotations.record import NotedRun, Record
from sync.pipeline.experiment_files import KnownExperiments, aliases_of, read_pages
from sync.ports import Experiments, StoredExperiment


def follow(
    folder: Path, store: Experiments, record: Record, now: datetime
) -> tuple[tuple[Trial, ...], list[Problem]]:
    """Every experiment with its draws and outcomes as of `now`, by id, and what is wrong with the files.

    When it returns, new files are known, new runs have their numbers, and what the notes say within
    their time is stored.
    """
    aliases = aliases_of(folder)
    pages = read_pages(folder, aliases)
    problems = [problem for page in pages for problem in page.problems]
    known = KnownExperiments(store, aliases, now)
    problems += known.compare(pages)
    trials = [
        _Follower(folder, store, record, aliases, now).trial(experiment, stored)
        for experiment, stored in known.all()
    ]
    problems += _strange_arms(record, trials, aliases)
    return tuple(trials), problems


def shown(store: Experiments, trial: Trial, now: datetime, expect: float | None = None) -> Draw:
    """The draw that holds for the next run, kept as shown: the same until a run has taken it."""
    experiment, number = trial.experiment, trial.next_number
    arm = arm_of(experiment.seed, number, len(experiment.arms))
    store.draw(experiment.id, [Draw(number, arm, now, expect)])
    return next(draw for draw in store.draws(experiment.id) if draw.number == number)


@dataclass(frozen=True, slots=True)
class _Follower:
    """Brings one experiment up to date with the record."""

    folder: Path
    store: Experiments
    record: Record
    aliases: Aliases
    now: datetime

    def trial(self, experiment: Experiment, stored: StoredExperiment) -> Trial:
        """The experiment with all its draws, after new runs and readings were stored."""
        runs = self._numbered(experiment, stored)
        noted = {one.run.id: one for one in self.record.noted}
        draws = self._draws(experiment, runs, noted)
        late = [noted[run.run_id] for run in runs if run.number is None and run.run_id in noted]
        painful = (o.run.id for o in late if _hurt(seen_in(o, experiment, self.aliases)))
        return Trial(experiment, stored.known_since, stored.stopped_at, runs, draws, tuple(painful))

    def _draws(
        self,
        experiment: Experiment,
        runs: Sequence[Numbered],
        noted: Mapping[ActivityId, NotedRun],
    ) -> tuple[Draw, ...]:
        present = {run.id for run in self.record.runs}
        before = self.store.draws(experiment.id)
        changed: dict[int, Seen | None] = {}
        for draw in before:
            its_runs = [run for run in runs if run.number == draw.number]
            now = self._seen(experiment, draw.seen, its_runs, present, noted)
            if now != draw.seen:
                changed[draw.number] = now
        if changed:
            self.store.see(experiment.id, changed)
        return tuple(replace(d, seen=changed.get(d.number, d.seen)) for d in before)

    def _numbered(self, experiment: Experiment, stored: StoredExperiment) -> tuple[Numbered, ...]:
        known = self.store.runs(experiment.id)
        new = number_runs(experiment, stored.stopped_at, self.record.runs, known, self.now)
        if new:
            numbers = sorted({run.number for run in new if run.number is not None})
            arms = len(experiment.arms)
            drawn = [Draw(number, arm_of(experiment.seed, number, arms)) for number in numbers]
            self.store.draw(experiment.id, drawn)
            self.store.number(experiment.id, new)
        return (*known, *new)

    def _seen(
        self,
        experiment: Experiment,
        before: Seen | None,
        runs: Sequence[Numbered],
        present: Collection[ActivityId],
        noted: Mapping[ActivityId, NotedRun],
    ) -> Seen | None:
        """What counts of the notes of one draw's runs: as they stand within seven days, and then no more.

        A run that is gone from the record takes nothing with it: that would leave it out after the fact.
        """
        if not any(run.run_id in present for run in runs):
            return before
        found = [noted[run.run_id] for run in runs if run.run_id in noted]
        whole = NotedRun(found[0].run, tuple(n for o in found for n in o.notes)) if found else None
        now = seen_in(whole, experiment, self.aliases) if whole else None
        changed_at = _changed_at(self.folder, whole) if whole else None
        if in_time(min(run.start_utc for run in runs), self.now, changed_at):
            return now
        return too_late(now) if before is None and now is not None else before


def _hurt(seen: Seen | None) -> bool:
    return seen is not None and seen.painful


def _changed_at(folder: Path, noted: NotedRun) -> datetime | None:
    """When the last of the files was changed that say how the run went; None where nobody knows."""
    try:
        times = [
            (folder / note.path).lstat().st_mtime
            for note in noted.notes
            if note.pain_stated or note.bouts
        ]
    except (OSError, ValueError):
        return None
    return datetime.fromtimestamp(max(times), UTC) if times else None


def _strange_arms(record: Record, trials: Sequence[Trial], aliases: Aliases) -> Iterator[Problem]:
    """A note whose `arm` is none of those that the coin of its run chose between."""
    named = ((noted, note) for noted in record.noted for note in noted.notes if note.arm)
    for noted, note in named if trials else ():
        drawn = [one for one in trials if one.draw_of(noted.run.id) is not None]
        if drawn and all(_is_strange(note, one, aliases) for one in drawn):
            forms = " or ".join(f"'{arm}'" for one in drawn for arm in one.experiment.arms)
            message = f"'{note.arm}' is no arm of the experiment of this run"
            line = note.lines.get("arm", 1)
            yield Problem(note.path, line, 1, message, f"write {forms}", "warning")


def _is_strange(note: Note, trial: Trial, aliases: Aliases) -> bool:
    return arm_named(note.arm or "", trial.experiment.arms, aliases) is None
