"""Runs, notes, records and series for the tests of the kinds that make no claim."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import numpy as np

from annotations.insights.series import Series
from annotations.model import (
    ActivityId,
    Bout,
    Complaint,
    Match,
    Metres,
    Note,
    Place,
    Result,
    Run,
    Seconds,
    Site,
)
from annotations.record import Record, build_record

RIGHT_KNEE = Site("knee", "right")
FIRST_DAY = datetime(2026, 3, 2, 6, 40, tzinfo=UTC)

Told = tuple[Run, Sequence[Note]]


def a_run(day: float = 0.0, length_m: float = 8000.0, number: int | None = None) -> Run:
    start = FIRST_DAY + timedelta(days=day)
    return Run(
        id=ActivityId(round(day * 1000) if number is None else number),
        name="Morning Run",
        sport_type="Run",
        start_utc=start,
        start_local=start.replace(tzinfo=None),
        distance_m=Metres(length_m),
        moving_s=Seconds(0.35 * length_m),
        elapsed_s=Seconds(0.35 * length_m),
    )


def hurt(
    onset_m: float | None,
    *bouts: Bout,
    site: Site = RIGHT_KNEE,
    level: float = 5.0,
    morning: float | None = None,
    expect: float | None = None,
) -> Note:
    """A painful run's note; `onset_m` None: nobody said where it began."""
    onset = None if onset_m is None else at(onset_m)
    pain = Complaint(site, level, onset)
    return Note("a.md", True, (pain,), bouts, morning=morning, expect=expect)


def free(morning: float | None = None) -> Note:
    return Note("a.md", True, morning=morning)


def at(metres: float) -> Place:
    return Place(distance_m=Metres(metres))


def bout(
    at_m: float | None = 4000.0,
    result: Result | None = Result.GONE,
    *,
    back_m: float | None = None,
    what: str = "butt kicks",
    sets: int = 1,
) -> Bout:
    return Bout(
        what,
        sets,
        10,
        None,
        None if at_m is None else at(at_m),
        result,
        None if back_m is None else at(back_m),
    )


def record_of(*told: Told) -> Record:
    matches = [Match(note, run, ("id",)) for run, notes in told for note in notes]
    return build_record([run for run, _ in told], matches)


def series(
    onsets: Sequence[float | None],
    *,
    length_m: float | Sequence[float] = 8000.0,
    every_days: float = 2.0,
    runs_so_far: Sequence[int] | None = None,
    runs_after: int = 0,
) -> Series:
    """One noted run every second day; an onset of None is a run free of pain, NaN a pain from nobody knows where."""
    n = len(onsets)
    lengths = np.broadcast_to(np.asarray(length_m, dtype=np.float64), (n,)).copy()
    painful = np.array([onset is not None for onset in onsets], dtype=np.bool_)
    reached = [far if onset is None else onset for onset, far in zip(onsets, lengths, strict=True)]
    return Series(
        day=np.arange(n, dtype=np.float64) * every_days,
        length_m=lengths,
        reached_m=np.array(reached, dtype=np.float64),
        painful=painful,
        intensity=np.where(painful, 5.0, 0.0),
        runs_so_far=np.arange(1, n + 1) if runs_so_far is None else np.array(runs_so_far),
        runs_after=runs_after,
    )
