"""The same run uploaded from several devices: which activities are one run, and which of them stands for it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from annotations.model import ActivityId, Run
from annotations.sports import RUN_SPORTS

NEAR = timedelta(minutes=2)
SHARE = 0.03
# A watch on a treadmill guesses the distance, the treadmill counts it.
_INDOOR_SHARE = 0.1
_AT_ONCE = timedelta(seconds=1)
_SAME_LENGTH_S = 5.0
_SAME_LENGTH_SHARE = 0.01


@dataclass(frozen=True, slots=True)
class Outing:
    """One real run: the activity that stands for it, and what other devices uploaded of it, by id."""

    run: Run
    twins: tuple[Run, ...] = ()

    @property
    def activities(self) -> tuple[Run, ...]:
        return (self.run, *self.twins)

    @property
    def dates(self) -> frozenset[date]:
        """The local dates of its start: a run about midnight may have one a device."""
        return frozenset(run.local_date for run in self.activities)


def are_twins(one: Run, other: Run) -> bool:
    """Whether both can only be one run: started within 2 minutes, moving time and distance within 3 %.

    On a treadmill the distance within 10 %. Nobody runs twice at once, so the two must also overlap:
    repetitions recorded one by one are no twins. Never where a start is hidden: two runs of a day can
    be equally long, only their starts tell them apart. The moment counts, not the local time.
    """
    if one.id == other.id or one.start_hidden or other.start_hidden:
        return False
    apart = abs(one.start_utc - other.start_utc)
    together = timedelta(seconds=min(_lasted(one), _lasted(other)) / 2)
    indoor = one.trainer or other.trainer
    return (
        _of_a_kind(one, other)
        and apart <= min(NEAR, together)
        and _close(one.distance_m, other.distance_m, _INDOOR_SHARE if indoor else SHARE)
        and _close(one.moving_s, other.moving_s, SHARE)
    )


def started_together(one: Run, other: Run) -> bool:
    """Whether both were recorded from the same second on: one of them is the other's file, cut off or cropped."""
    recorded = not (one.manual or other.manual or one.start_hidden or other.start_hidden)
    return (
        one.id != other.id
        and recorded
        and _of_a_kind(one, other)
        and abs(one.start_utc - other.start_utc) <= _AT_ONCE
    )


def twin_of_the_day(run: Run, day: Sequence[Run]) -> Run | None:
    """The activity that can only be `run`, where one of both hides its start; `day` are the others of its date.

    Elapsed time within 5 s and distance within 1 %. None where a third one of the day fits either: two
    laps of a day can be equally long, and only their starts would tell them apart.
    """
    fitting = [other for other in day if _fits(run, other)]
    if len(fitting) != 1:
        return None
    (found,) = fitting
    rivals = any(_fits(found, other) for other in day if other.id != run.id)
    return None if rivals else found


def outings(runs: Iterable[Run], named: Collection[ActivityId] = ()) -> tuple[Outing, ...]:
    """`runs` as the real runs that they are, by start; each activity is in exactly one.

    A chain of twins is one run, whatever the order. Of its activities one that is `named` stands for
    it; then one that was recorded, not typed in; then one whose recording is at hand; then the one
    that was uploaded first (the lowest id), so that a further upload changes nothing.
    """
    groups: dict[ActivityId, list[Run]] = defaultdict(list)
    for run, first in _joined(runs):
        groups[first].append(run)
    found = []
    for group in groups.values():
        chosen = min(group, key=lambda run: (run.id not in named, *_worth(run)))
        others = sorted((run for run in group if run is not chosen), key=lambda run: run.id)
        found.append(Outing(chosen, tuple(others)))
    return tuple(sorted(found, key=lambda outing: (outing.run.start_utc, outing.run.id)))


def _joined(runs: Iterable[Run]) -> list[tuple[Run, ActivityId]]:
    """Each run with the id that all activities of its real run share."""
    ordered = sorted({run.id: run for run in runs}.values(), key=lambda r: (r.start_utc, r.id))
    parent = {run.id: run.id for run in ordered}

    def root(activity_id: ActivityId) -> ActivityId:
        while parent[activity_id] != activity_id:
            activity_id = parent[activity_id]
        return activity_id

    since = 0
    for at, run in enumerate(ordered):
        while run.start_utc - ordered[since].start_utc > NEAR:
            since += 1
        for earlier in ordered[since:at]:
            if are_twins(earlier, run):
                parent[root(run.id)] = root(earlier.id)
    return [(run, root(run.id)) for run in ordered]


def _worth(run: Run) -> tuple[bool, bool, int]:
    """The best sorts first. What was typed in by hand has no recording, whether asked for yet or not."""
    return run.manual, run.track is None, run.id


def _fits(one: Run, other: Run) -> bool:
    return (
        one.id != other.id
        and one.start_hidden != other.start_hidden
        and one.local_date == other.local_date
        and _of_a_kind(one, other)
        and abs(one.elapsed_s - other.elapsed_s) <= _SAME_LENGTH_S
        and _close(one.distance_m, other.distance_m, _SAME_LENGTH_SHARE)
    )


def _of_a_kind(one: Run, other: Run) -> bool:
    sports = {one.sport_type, other.sport_type}
    return len(sports) == 1 or sports <= RUN_SPORTS


def _lasted(run: Run) -> float:
    return max(run.elapsed_s, run.moving_s)


def _close(one: float, other: float, share: float) -> bool:
    return abs(one - other) <= share * max(one, other)
