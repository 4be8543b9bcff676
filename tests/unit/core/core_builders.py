"""Runs, notes, records and observations for the tests of the pure core."""

import os
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, settings

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
    Track,
    Units,
)
from annotations.notes.reader import read_note
from annotations.places import Episode
from annotations.record import NotedRun, Observation, Record, build_record

MILE_M = 1609.344
RIGHT_KNEE = Site("knee", "right")
LEFT_KNEE = Site("knee", "left")
KNEE = Site("knee")
FIRST_DAY = datetime(2026, 3, 2, 6, 40, tzinfo=UTC)
PACE_S_PER_M = 0.35

# 20,000 examples of each property take minutes: asked for before a release, not at each change.
PROOF = os.environ.get("TWINGE_PROOF") == "1"
PROPERTY = settings(
    max_examples=20_000 if PROOF else 500,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def a_run(
    number: int = 0,
    *,
    length_m: float = 5 * MILE_M,
    elapsed_s: float | None = None,
    track: Track | None = None,
    sport_type: str = "Run",
    visibility: str = "only_me",
    start: datetime | None = None,
) -> Run:
    """Run `number` of a series with a run every second day, five miles long unless said."""
    start = start or FIRST_DAY + timedelta(days=2 * number)
    seconds = Seconds(length_m * PACE_S_PER_M if elapsed_s is None else elapsed_s)
    return Run(
        id=ActivityId(1000 + number),
        name="Morning Run",
        sport_type=sport_type,
        start_utc=start,
        start_local=start.replace(tzinfo=None),
        distance_m=Metres(length_m),
        moving_s=seconds,
        elapsed_s=seconds,
        visibility=visibility,
        track=track,
    )


def note_of(frontmatter: str, path: str = "2026-03-02.md", units: Units = "mi") -> Note:
    """The note with this frontmatter, which must be readable."""
    reading = read_note(path, f"---\n{frontmatter}\n---\n".encode(), units=units)
    assert reading is not None
    assert reading.note is not None, reading.problems
    return reading.note


def noted_run(
    *notes: Note, length_m: float = 5 * MILE_M, track: Track | None = None, run: Run | None = None
) -> NotedRun:
    return NotedRun(run or a_run(length_m=length_m, track=track), notes)


def record_of(entries: Iterable[tuple[Run, Sequence[Note]]]) -> Record:
    """A record of runs, each with its notes or none."""
    pairs = list(entries)
    matches = [Match(note, run, ("id",)) for run, notes in pairs for note in notes]
    return build_record([run for run, _ in pairs], matches)


def at_m(metres: float) -> Place:
    return Place(distance_m=Metres(metres))


def at_s(seconds: float) -> Place:
    return Place(elapsed_s=Seconds(seconds))


def pain(
    site: Site = RIGHT_KNEE, level: float = 5.0, onset: Place | None = None, path: str = "a.md"
) -> Note:
    return Note(path, pain_stated=True, complaints=(Complaint(site, level, onset),))


def no_pain(path: str = "a.md") -> Note:
    return Note(path, pain_stated=True)


def kicks(
    at: Place | None = None,
    result: Result | None = Result.GONE,
    *,
    sets: int = 1,
    back_at: Place | None = None,
    back_after: Place | None = None,
    site: Site | None = None,
    what: str = "butt kicks",
) -> Bout:
    return Bout(what, sets, 10, None, at, result, back_at, back_after, site)


def seen(
    onset_m: float | None = None,
    *,
    length_m: float = 8000.0,
    level: float | None = None,
    episodes: tuple[Episode, ...] = (),
    number: int = 0,
) -> Observation:
    """An observation at the right knee: painful from `onset_m`, or free of pain for `length_m`."""
    pain_level = (0.0 if onset_m is None else 5.0) if level is None else level
    run = a_run(number, length_m=length_m)
    return Observation(
        run, RIGHT_KNEE, pain_level, onset_m, None if onset_m is None else "note", episodes
    )


def episode(
    result: Result | None = Result.GONE,
    *,
    sets: int = 1,
    back_m: float | None = None,
    came_back: bool = False,
    what: str = "butt kicks",
) -> Episode:
    return Episode(what, sets, 10, None, 4800.0, result, back_m, came_back)
