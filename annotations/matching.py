"""Which run each note belongs to. Never a silent guess: every match has its reasons."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import PurePosixPath

from annotations.model import ActivityId, Ambiguous, Match, Matching, Note, Place, Run, Unmatched
from annotations.notes.drafts import slug
from annotations.record import RUN_SPORTS
from annotations.sports import sport_types
from annotations.twins import one_of_each, twins_of

NEAR_START = timedelta(minutes=30)
MAY_YET_COME = timedelta(days=7)

# A watch and a treadmill differ by some per cent from what the runner had in mind.
_LENGTH_TOLERANCE = 1.1

Outcome = Match | Ambiguous | Unmatched


def match_notes(notes: Sequence[Note], runs: Sequence[Run], *, today: date) -> Matching:
    """Every note with the run it belongs to, or with the reason why there is none or more than one.

    By the activity's id first; else by local date, then start time, sport, the places that the note
    names, and the name that its file has. The same run from two devices counts as one. Matches are in
    the order of the runs' starts, the rest in that of the notes' paths.
    """
    known = _Runs.of(runs, today)
    by_path = sorted(notes, key=lambda note: note.path)
    outcomes = [_with_twins(_match(note, known), known) for note in by_path]
    matches = (outcome for outcome in outcomes if isinstance(outcome, Match))
    return Matching(
        tuple(sorted(matches, key=lambda m: (m.run.start_utc, m.run.id, m.note.path))),
        tuple(outcome for outcome in outcomes if isinstance(outcome, Ambiguous)),
        tuple(outcome for outcome in outcomes if isinstance(outcome, Unmatched)),
    )


@dataclass(frozen=True, slots=True)
class _Runs:
    by_id: Mapping[ActivityId, Run]
    by_date: Mapping[date, list[Run]]
    newest: date | None
    today: date

    @classmethod
    def of(cls, runs: Iterable[Run], today: date) -> "_Runs":
        by_id = {run.id: run for run in runs}
        by_date: dict[date, list[Run]] = defaultdict(list)
        for run in sorted(by_id.values(), key=lambda run: (run.start_local, run.id)):
            by_date[run.local_date].append(run)
        return cls(by_id, dict(by_date), max(by_date, default=None), today)

    def may_yet_come(self, on: date | None) -> bool:
        """Whether the run of a note of day `on` may not have been uploaded yet."""
        if on is None or self.newest is None:
            return True
        return abs(self.today - on) <= MAY_YET_COME or on > self.newest


@dataclass(slots=True)
class _Choice:
    """The runs still in question, and the reasons gathered on the way."""

    candidates: list[Run]
    reasons: list[str]

    def keep(self, kept: list[Run], reason: str) -> None:
        """Narrow down to `kept`; the reason counts only if it told some candidates apart."""
        if kept and len(kept) < len(self.candidates):
            self.candidates = kept
            self.reasons.append(reason)


def _with_twins(outcome: Outcome, runs: _Runs) -> Outcome:
    """A match with the other activities that are the same run named in its reasons."""
    if not isinstance(outcome, Match):
        return outcome
    twins = twins_of(outcome.run, runs.by_date[outcome.run.local_date])
    named = (f"activity {twin.id} is the same run from another device" for twin in twins)
    return replace(outcome, reasons=(*outcome.reasons, *named))


def _match(note: Note, runs: _Runs) -> Outcome:
    if note.activity_id is not None:
        return _by_id(note, note.activity_id, runs)
    if note.on is None:
        return Unmatched(note, "the note says neither an activity nor a date", waiting=False)
    of_the_day = runs.by_date.get(note.on, [])
    waiting = runs.may_yet_come(note.on)
    if not of_the_day:
        return Unmatched(note, f"there is no activity on {note.on}", waiting)
    candidates = one_of_each([run for run in of_the_day if _is_of_sport(run, note)])
    if not candidates:
        sport = note.sport or "run"
        return Unmatched(note, f"no activity on {note.on} is a {sport}", waiting)
    return _by_day(note, note.on, candidates, waiting)


def _by_id(note: Note, activity_id: ActivityId, runs: _Runs) -> Outcome:
    run = runs.by_id.get(activity_id)
    if run is None:
        reason = f"activity {activity_id} is not among those pulled from Strava"
        return Unmatched(note, reason, runs.may_yet_come(note.on))
    reasons = ["the note gives the activity's id"]
    if note.on is not None and note.on != run.local_date:
        reasons.append(f"though it is dated {note.on}, and the run {run.local_date}")
    return Match(note, run, tuple(reasons))


def _by_day(note: Note, on: date, candidates: list[Run], waiting: bool) -> Outcome:
    only = "the only" if len(candidates) == 1 else "a"
    choice = _Choice(candidates, [f"{only} {note.sport or 'run'} on {on}"])
    if note.at is not None:
        said = datetime.combine(on, note.at)
        near = _near_start(said, candidates)
        if not near:
            starts = ", ".join(f"{run.start_local:%H:%M}" for run in candidates)
            reason = f"the note says {said:%H:%M}, the activities of {on} start at {starts}"
            return Unmatched(note, reason, waiting)
        choice = _Choice(near, [*choice.reasons, _start_reason(said, near[0])])
    choice.keep(
        [run for run in choice.candidates if _is_long_enough(run, note)],
        "the only one that day as long as the places in the note ask for",
    )
    title = _title(note)
    choice.keep(
        [run for run in choice.candidates if title and slug(run.name) == title],
        "the only one that day with the name that the file has",
    )
    if len(choice.candidates) > 1:
        return Ambiguous(note, tuple(choice.candidates))
    run = choice.candidates[0]
    if not _is_long_enough(run, note):
        choice.reasons.append("though it is shorter than the places in the note ask for")
    return Match(note, run, tuple(choice.reasons))


def _title(note: Note) -> str:
    """The words of the file's name behind its date, as a run's name would stand there."""
    stem = PurePosixPath(note.path).stem
    return slug(stem.removeprefix(note.on.isoformat() if note.on else ""))


def _is_of_sport(run: Run, note: Note) -> bool:
    """Of the note's sport; without one a run, on the road, on a trail or a treadmill."""
    types = sport_types(note.sport) if note.sport else RUN_SPORTS
    return run.sport_type in (types or frozenset())


def _near_start(said: datetime, candidates: list[Run]) -> list[Run]:
    """Those that start when the note says; failing them, those that hide when they start."""
    near = [
        run
        for run in candidates
        if not run.start_hidden and abs(run.start_local - said) <= NEAR_START
    ]
    return near or [run for run in candidates if run.start_hidden]


def _start_reason(said: datetime, run: Run) -> str:
    if run.start_hidden:
        return "its start time is hidden, so it goes by the date alone"
    return f"starts at {run.start_local:%H:%M}, the note says {said:%H:%M}"


def _is_long_enough(run: Run, note: Note) -> bool:
    """Whether every place that the note names lies within the run, give or take a tenth."""
    return all(_lies_within(place, run) for place in _places(note))


def _places(note: Note) -> list[Place]:
    onsets = [complaint.onset for complaint in note.complaints]
    bouts = [place for bout in note.bouts for place in (bout.at, bout.back_at)]
    return [place for place in (*onsets, *bouts) if place is not None]


def _lies_within(place: Place, run: Run) -> bool:
    if place.distance_m is not None:
        return place.distance_m <= run.distance_m * _LENGTH_TOLERANCE
    return (place.elapsed_s or 0.0) <= run.elapsed_s * _LENGTH_TOLERANCE
