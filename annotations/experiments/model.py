"""An experiment as its file states it, and what happened in it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum

from annotations.model import ActivityId, Seconds, Site
from annotations.notes.treatments import CARRY_ON

FOLDER = "experiments"
"""The folder of the notes folder in which experiments are."""


@dataclass(frozen=True, slots=True)
class Arm:
    """One of the things that the coin chooses between: `10 butt kicks`, or to carry on."""

    what: str
    sets: int = 1
    reps: int | None = None
    hold_s: Seconds | None = None

    @property
    def is_carry_on(self) -> bool:
        return self.what == CARRY_ON

    def __str__(self) -> str:
        """As a bout of a note says it, so that it can be read back."""
        if self.hold_s is not None:
            return f"{f'{self.sets}x' if self.sets > 1 else ''}{self.hold_s:g} s {self.what}"
        if self.reps is not None:
            return f"{f'{self.sets}x' if self.sets > 1 else ''}{self.reps} {self.what}"
        return f"{self.sets} sets {self.what}" if self.sets > 1 else self.what


@dataclass(frozen=True, slots=True)
class Experiment:
    """What is compared from `started` (aware, UTC) on. `arms[0]` is the treatment; there are at least two."""

    id: str
    arms: tuple[Arm, ...]
    site: Site | None
    started: datetime
    seed: str
    """Hexadecimal. Never in a log: who knows it knows the draws to come."""

    @property
    def title(self) -> str:
        return " or ".join(str(arm) for arm in self.arms)

    def concerns(self, other: "Experiment") -> bool:
        """Whether both ask about one pain: the same site, be it without a side, or any site."""
        if self.site is None or other.site is None or self.site == other.site:
            return True
        same_name = self.site.name == other.site.name
        return same_name and None in (self.site.side, other.site.side)


@dataclass(frozen=True, slots=True)
class Ending:
    """A file that says that the experiment `id` ended at `stopped` (aware, UTC)."""

    id: str
    stopped: datetime


class Outcome(IntEnum):
    """What had become of the pain half a mile after the first bout."""

    NOT_BETTER = 0
    LESS = 1
    GONE = 2


@dataclass(frozen=True, slots=True)
class Numbered:
    """A run of an experiment and the number of its draw.

    None: the run began before one that had its number already ("late"), so no draw is its own.
    `start_utc` is the earliest that it can have begun; a hidden start is somewhere in its day.
    """

    run_id: ActivityId
    number: int | None
    start_utc: datetime
    start_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """What the notes of one drawn run said within its seven days.

    `painful` without `outcome`: there was pain, and nobody knows what came of the first bout.
    `followed` is the arm that the note names where it is one of the experiment's.
    """

    painful: bool
    outcome: Outcome | None = None
    followed: int | None = None


@dataclass(frozen=True, slots=True)
class Draw:
    """Draw `number` (from 1): the arm that the coin chose, when it was first shown, and what was seen."""

    number: int
    arm: int
    shown_at: datetime | None = None
    expect: float | None = None
    seen: Seen | None = None


@dataclass(frozen=True, slots=True)
class Trial:
    """An experiment with all that happened in it. `known_since`: since when the database knows of it."""

    experiment: Experiment
    known_since: datetime
    stopped: datetime | None = None
    runs: tuple[Numbered, ...] = ()
    draws: tuple[Draw, ...] = ()
    late_painful: tuple[ActivityId, ...] = ()
    """The painful noted runs among those without a number."""

    @property
    def next_number(self) -> int:
        """The number of the draw that holds for the next run."""
        return 1 + max((run.number for run in self.runs if run.number is not None), default=0)

    def draw_of(self, run_id: ActivityId) -> Draw | None:
        """The draw of that run; None where it has none."""
        number = next((run.number for run in self.runs if run.run_id == run_id), None)
        return next((draw for draw in self.draws if draw.number == number), None)

    def up_to(self, moment: datetime) -> "Trial":
        """The trial as it stood when only the runs that began up to `moment` had been run."""
        runs = tuple(run for run in self.runs if run.start_utc <= moment)
        numbers = {run.number for run in runs}
        late = tuple(one for one in self.late_painful if one in {run.run_id for run in runs})
        stopped = self.stopped if self.stopped and self.stopped <= moment else None
        draws = tuple(draw for draw in self.draws if draw.number in numbers)
        return replace(self, runs=runs, draws=draws, stopped=stopped, late_painful=late)

    @property
    def painful(self) -> tuple[Draw, ...]:
        """The draws of painful noted runs, in the order of their numbers: in the order of the runs."""
        ordered = sorted(self.draws, key=lambda draw: draw.number)
        return tuple(draw for draw in ordered if draw.seen is not None and draw.seen.painful)

    @property
    def rebuilt(self) -> bool:
        """Whether a counted run was given its number before the database knew of the experiment.

        So it is after a lost database, or with a file that was written by hand: nobody can vouch
        that these are the draws that were shown.
        """
        counted = {draw.number for draw in self.painful}
        return any(r.number in counted and r.start_utc < self.known_since for r in self.runs)


def running(trials: Sequence[Trial]) -> tuple[Trial, ...]:
    """Those that were not stopped, the oldest first."""
    going = (trial for trial in trials if trial.stopped is None)
    return tuple(sorted(going, key=lambda trial: (trial.experiment.started, trial.experiment.id)))
