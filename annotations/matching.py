"""Which run each note belongs to. Never a silent guess: every match has its reasons."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from annotations.candidates import candidate, is_of_sport, neighbour, same_run
from annotations.model import (
    ActivityId,
    Ambiguous,
    Candidate,
    Match,
    Matching,
    Note,
    Run,
    Unmatched,
)
from annotations.sports import sport_types
from annotations.twins import Outing, outings

MAY_YET_COME = timedelta(days=7)

BY_ID = 1000
"""The score of the run whose id the note gives: more than any other can have."""
ENOUGH, MARGIN = 25, 15
"""A run with fewer points than the first is never taken, nor one that leads by fewer than the second."""

_AROUND = tuple(timedelta(days=days) for days in (-1, 0, 1))

Outcome = Match | Ambiguous | Unmatched


def match_notes(notes: Sequence[Note], runs: Sequence[Run], *, today: date) -> Matching:
    """Every note with the run it belongs to, or with the reason why there is none or more than one.

    The activity's id decides. Else each run about the note's date is weighed (annotations.candidates):
    the best one is taken if it has points enough and leads by a margin, or else nobody can tell. The
    same run from several devices is one, and the activity that a note names stands for it. Matches
    are in the order of the runs' starts, the rest in that of the notes' paths.
    """
    known = _Runs.of(runs, {note.activity_id for note in notes if note.activity_id}, today)
    by_path = sorted(notes, key=lambda note: note.path)
    outcomes: list[Outcome] = [_match(note, known) for note in by_path]
    matches = [outcome for outcome in outcomes if isinstance(outcome, Match)]
    noted = {match.run.id for match in matches}
    return Matching(
        tuple(sorted(matches, key=lambda m: (m.run.start_utc, m.run.id, m.note.path))),
        tuple(outcome for outcome in outcomes if isinstance(outcome, Ambiguous)),
        tuple(_with_near(o, known, noted) for o in outcomes if isinstance(o, Unmatched)),
    )


@dataclass(frozen=True, slots=True)
class _Runs:
    by_id: Mapping[ActivityId, Outing]
    by_date: Mapping[date, list[Outing]]
    newest: date | None
    today: date

    @classmethod
    def of(cls, runs: Sequence[Run], given: set[ActivityId], today: date) -> "_Runs":
        named = {run.id for run in runs if not given.isdisjoint(run.ids)}
        by_id: dict[ActivityId, Outing] = {}
        by_date: dict[date, list[Outing]] = defaultdict(list)
        for outing in outings(runs, named):
            by_id |= {each: outing for run in outing.activities for each in run.ids}
            for on in outing.dates:
                by_date[on].append(outing)
        return cls(by_id, dict(by_date), max(by_date, default=None), today)

    def on(self, day: date) -> list[Outing]:
        return self.by_date.get(day, [])

    def around(self, on: date) -> list[Outing]:
        """Those of that day and of the days before and after, each once, by start."""
        found = {one.run.id: one for days in _AROUND for one in self.on(on + days)}
        return sorted(found.values(), key=lambda one: (one.run.start_local, one.run.id))

    def may_yet_come(self, on: date | None) -> bool:
        """Whether the run of a note of day `on` may not have been uploaded yet."""
        if on is None or self.newest is None:
            return True
        return abs(self.today - on) <= MAY_YET_COME or on > self.newest


def _match(note: Note, runs: _Runs) -> Outcome:
    if note.activity_id is not None:
        return _by_id(note, note.activity_id, runs)
    if note.on is None:
        return Unmatched(note, "the note says neither an activity nor a date", waiting=False)
    possible = _possible(note, note.on, runs)
    if not possible or possible[0].score < ENOUGH:
        why = _why_none(note, note.on, possible, runs)
        return Unmatched(note, why, runs.may_yet_come(note.on))
    best = possible[0]
    close = [one for one in possible if best.score - one.score < MARGIN]
    if len(close) > 1:
        return Ambiguous(note, tuple(sorted(close, key=lambda c: (c.run.start_local, c.run.id))))
    twins = tuple(same_run(twin) for twin in runs.by_id[best.run.id].twins)
    reasons = (*best.reasons, *(twin.reason for twin in twins))
    return Match(note, best.run, reasons, best.score, tuple(possible[1:]))


def _by_id(note: Note, activity_id: ActivityId, runs: _Runs) -> Outcome:
    outing = runs.by_id.get(activity_id)
    if outing is None:
        reason = f"activity {activity_id} is not in the record"
        return Unmatched(note, reason, runs.may_yet_come(note.on))
    reasons = ["the note gives the activity's id"]
    if note.on is not None and note.on not in outing.dates:
        reasons.append(f"though it is dated {note.on}, and the run {outing.run.local_date}")
    if note.sport and sport_types(note.sport) and not is_of_sport(outing, note):
        reasons.append(f"though the note says {note.sport}, and it is a {outing.run.sport_type}")
    reasons += [same_run(twin).reason for twin in outing.twins]
    return Match(note, outing.run, tuple(reasons), BY_ID)


def _possible(note: Note, on: date, runs: _Runs) -> list[Candidate]:
    """The runs that the note may be of, the best first."""
    started = [one for one in runs.on(on) if one.run.local_date == on and is_of_sport(one, note)]
    found = (candidate(note, on, one, only=len(started) == 1) for one in runs.around(on))
    return sorted((one for one in found if one), key=lambda one: -one.score)


def _why_none(note: Note, on: date, possible: Sequence[Candidate], runs: _Runs) -> str:
    of_sport = [one.run for one in runs.on(on) if is_of_sport(one, note)]
    if of_sport and note.at is not None:
        starts = ", ".join(f"{run.start_local:%H:%M}" for run in of_sport)
        return f"the note says {note.at:%H:%M}, the activities of {on} start at {starts}"
    if possible:
        return f"activity {possible[0].run.id} hardly fits: {'; '.join(possible[0].reasons)}"
    if runs.on(on):
        return f"no activity on {on} is a {note.sport or 'run'}"
    return f"there is no activity on {on}"


def _with_near(one: Unmatched, runs: _Runs, noted: set[ActivityId]) -> Unmatched:
    """With the runs about that date that no note belongs to: one of them may be meant."""
    note = one.note
    if note.on is None or note.activity_id is not None:
        return one
    possible = _possible(note, note.on, runs)
    seen = {*noted, *(found.run.id for found in possible)}
    others = (neighbour(note, note.on, o) for o in runs.around(note.on) if o.run.id not in seen)
    near = [*(c for c in possible if c.run.id not in noted), *(c for c in others if c)]
    return replace(one, near=tuple(sorted(near, key=lambda c: -c.score)))
