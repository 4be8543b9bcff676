"""Between stages 3 and 4: the recordings of noted runs, and the names of the shoes worn in them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from annotations.model import ActivityId, Note
from annotations.record import NotedRun, Record
from sync.errors import ActivityError, LoginNeededError, RateLimitedError, TryLaterError
from sync.pipeline.reports import PullReport
from sync.ports import Activities, Broken, Clock, Progress, Strava

SHOES_A_NIGHT = 5
SHOES_EVERY = timedelta(days=7)
"""A name may change, and what came from Strava may not be kept for longer unseen."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Recordings to ask for, newest run first. `needed` turn a time of a note into a distance."""

    needed: tuple[ActivityId, ...] = ()
    useful: tuple[ActivityId, ...] = ()


def wanted(record: Record, tracked: frozenset[ActivityId]) -> Wanted:
    """The noted runs whose recording was not asked for yet.

    Those of which no note names a time are useful for their hills: not on a treadmill.
    """
    open_ones = [
        one for one in reversed(record.noted) if not one.run.manual and one.run.id not in tracked
    ]
    needed = tuple(one.run.id for one in open_ones if _names_a_time(one))
    useful = (one.run.id for one in open_ones if not one.run.indoors)
    return Wanted(needed, tuple(found for found in useful if found not in needed))


def fetch_recordings(
    strava: Strava, activities: Activities, want: Wanted, progress: Progress, report: PullReport
) -> frozenset[ActivityId]:
    """Ask for what is wanted, each saved at once; which of the needed are still to come.

    As many as the limits allow, less what they leave to the write-back: the next run asks for the
    rest. A limit that is spent is a failure only while something needed is to come. One that
    Strava refuses is named in `report` and not waited for.
    """
    asked = (*want.needed, *want.useful)
    done: set[ActivityId] = set()
    try:
        for activity_id in asked:
            _fetch(strava, activities, activity_id, report)
            done.add(activity_id)
            progress.step("streams", len(done), len(asked))
    except (LoginNeededError, TryLaterError) as error:
        if isinstance(error, RateLimitedError):
            report.goes_on_at_s = error.until_epoch_s
        if not isinstance(error, RateLimitedError) or not done.issuperset(want.needed):
            report.failure = error
    report.recordings, report.recordings_later = len(done), len(asked) - len(done)
    return frozenset(want.needed) - done


def name_shoes(strava: Strava, activities: Activities, record: Record, clock: Clock) -> bool:
    """Ask for the names of shoes in noted runs, the last worn first; whether any was asked for.

    Nothing that goes wrong here is worth a word: a shoe without a name is called by its id. One
    whose answer can't be read is asked for again the next night.
    """
    due = shoes_due(activities, record, clock.now())
    for gear_id in due:
        try:
            activities.save_gear(gear_id, strava.gear_name(gear_id), clock.now())
        except ActivityError:
            continue
        except (LoginNeededError, TryLaterError):
            break
    return bool(due)


def shoes_due(activities: Activities, record: Record, now: datetime) -> list[str]:
    """The shoes of noted runs, the last worn first, whose names this night asks for."""
    worn = dict.fromkeys(one.run.gear_id for one in reversed(record.noted) if one.run.gear_id)
    asked = activities.gear_asked()
    unsure = [one for one in worn if one not in asked or _old(asked[one], now)]
    return unsure[:SHOES_A_NIGHT]


def _old(asked_at: datetime, now: datetime) -> bool:
    return not timedelta(0) <= now - asked_at < SHOES_EVERY  # a wrong clock may have stamped it


def _fetch(
    strava: Strava, activities: Activities, activity_id: ActivityId, report: PullReport
) -> None:
    try:
        activities.save_track(activity_id, strava.track(activity_id))
    except ActivityError as error:
        report.broken.append(Broken(f"The recording of activity {activity_id}", error.message))


def _names_a_time(noted: NotedRun) -> bool:
    return any(
        place is not None and place.elapsed_s is not None
        for note in noted.notes
        for place in _places(note)
    )


def _places(note: Note) -> list[Any]:
    places: list[Any] = [complaint.onset for complaint in note.complaints]
    for bout in note.bouts:
        places += [bout.at, bout.back_at, bout.back_after]
    return places
