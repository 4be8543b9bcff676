"""The domain: runs, notes, matches and findings. Distances in metres, durations in seconds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from typing import Literal, NewType

Metres = NewType("Metres", float)
Seconds = NewType("Seconds", float)
ActivityId = NewType("ActivityId", int)
Side = Literal["left", "right"]
Units = Literal["km", "mi"]


@dataclass(frozen=True, slots=True)
class Track:
    """The elapsed seconds and metres of a run's recording, index-aligned, both non-decreasing.

    Straight between its points: `simplified` leaves out those that add less than a few metres.
    """

    elapsed_s: tuple[float, ...]
    distance_m: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """One activity as the record knows it; `start_local` is the wall clock where it was run (naive)."""

    id: ActivityId
    name: str
    sport_type: str
    start_utc: datetime
    start_local: datetime
    distance_m: Metres
    moving_s: Seconds
    elapsed_s: Seconds
    start_hidden: bool = False
    """True when the runner hides the start time: only the date of `start_local` means anything."""
    visibility: str = "only_me"
    gear_id: str | None = None
    gear_name: str | None = None
    """What the runner calls the shoe; None where Strava has not been asked, or did not say."""
    manual: bool = False
    trainer: bool = False
    temperature_c: float | None = None
    """The recording's average, as the device felt it."""
    elevation_gain_m: float | None = None
    """Metres climbed; None where nothing measured them, which is not the same as 0."""
    downhill_share: float | None = None
    """Of the distance, by the recording (`annotations.terrain`); None where it has no altitude."""
    track: Track | None = None
    former_ids: tuple[ActivityId, ...] = ()
    """Those that it had while only files told of it: a note may still give one of them."""

    @property
    def ids(self) -> tuple[ActivityId, ...]:
        """Each by which a note may call it."""
        return (self.id, *self.former_ids)

    @property
    def indoors(self) -> bool:
        """On a belt: no hill, whatever an app pretends."""
        return self.trainer or self.sport_type == "VirtualRun"

    @property
    def local_date(self) -> date:
        return self.start_local.date()


@dataclass(frozen=True, slots=True)
class Place:
    """A point of a run, by distance or by elapsed time: exactly one is set. The start is distance 0."""

    distance_m: Metres | None = None
    elapsed_s: Seconds | None = None

    def __post_init__(self) -> None:
        if (self.distance_m is None) == (self.elapsed_s is None):
            raise ValueError("a place is a distance or a time, exactly one of both")


@dataclass(frozen=True, slots=True, order=True)
class Site:
    """Where it hurts: a name of the field (`knee`, `achilles`) and the side where there is one."""

    name: str
    side: Side | None = None

    def __str__(self) -> str:
        return f"{self.side} {self.name}" if self.side else self.name


class Result(StrEnum):
    """What a bout did to the pain."""

    GONE = "gone"
    LESS = "less"
    SAME = "same"
    WORSE = "worse"


@dataclass(frozen=True, slots=True)
class Complaint:
    """The worst pain at one site in one run, 0 to 10 in halves; 0 says that the site was free of pain."""

    site: Site
    level: float
    onset: Place | None = None
    feels: tuple[str, ...] = ()
    aspects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bout:
    """What was done once during a run: `sets` times `reps` (or `hold_s`) of `what`, and what came of it."""

    what: str
    sets: int = 1
    reps: int | None = None
    hold_s: Seconds | None = None
    at: Place | None = None
    result: Result | None = None
    back_at: Place | None = None
    """Where the pain was back, counted from the start of the run."""
    back_after: Place | None = None
    """The same counted from the bout; at most one of both is set."""
    site: Site | None = None
    """The one site that it was for; None: all that hurt."""


@dataclass(frozen=True, slots=True)
class Note:
    """One pain note as it was understood.

    `complaints` holds each site that the note names; a note that states pain 0 without a site has
    `pain_stated` and no complaints: the whole run was free of pain. Without `pain_stated` the note
    says nothing of the pain during the run, which is unknown, never 0.
    """

    path: str
    pain_stated: bool = False
    complaints: tuple[Complaint, ...] = ()
    bouts: tuple[Bout, ...] = ()
    activity_id: ActivityId | None = None
    on: date | None = None
    at: time | None = None
    sport: str | None = None
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    factors: tuple[str, ...] = ()
    morning: float | None = None
    expect: float | None = None
    arm: str | None = None
    lines: Mapping[str, int] = field(default_factory=dict, hash=False, compare=False)
    """The line of each key in the file, for messages."""
    bout_lines: tuple[int, ...] = field(default=(), hash=False, compare=False)
    """The line of each bout; empty where the bouts were not read from a file."""

    @property
    def painful(self) -> bool:
        return any(complaint.level > 0 for complaint in self.complaints)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a note that could not be read (`error`) or was read with doubt (`warning`)."""

    path: str
    line: int
    col: int
    message: str
    hint: str = ""
    severity: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        doubt = "warning: " if self.severity == "warning" else ""
        hint = f" ({self.hint})" if self.hint else ""
        return f"{self.path}:{self.line}:{self.col}: {doubt}{self.message}{hint}"


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of one file: a note, or none (an error, or not an annotation), and all its problems."""

    path: str
    note: Note | None
    problems: tuple[Problem, ...] = ()

    @property
    def failed(self) -> bool:
        return any(problem.severity == "error" for problem in self.problems)


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that speaks for a run (points above 0), against it (below), or is only to be known (0)."""

    points: int
    reason: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A run that a note may be of, with all that was weighed."""

    run: Run
    parts: tuple[Part, ...]

    @property
    def score(self) -> int:
        return sum(part.points for part in self.parts)

    @property
    def reasons(self) -> tuple[str, ...]:
        return tuple(part.reason for part in self.parts)

    @property
    def line_to_add(self) -> str:
        """The line that makes a note one of this run, whatever else it says."""
        return f"strava: {self.run.id}"


@dataclass(frozen=True, slots=True)
class Match:
    """A note and the one run that it belongs to, and why; `others` were turned down, the best first."""

    note: Note
    run: Run
    reasons: tuple[str, ...]
    score: int = 0
    others: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """A note that fits several runs which nothing separates, in the order of their starts."""

    note: Note
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A note without a run. `waiting`: its run may not have been uploaded or pulled yet.

    `near` are runs without a note that fit in part: not enough to be taken, enough to be shown.
    """

    note: Note
    reason: str
    waiting: bool
    near: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class Matching:
    """Every note is in exactly one of the three; notes of one run follow each other in `matches`."""

    matches: tuple[Match, ...] = ()
    ambiguous: tuple[Ambiguous, ...] = ()
    unmatched: tuple[Unmatched, ...] = ()
