"""Writing that was stopped by a text which came back otherwise than it was sent: in words, and as a diff."""

from collections.abc import Iterable

from annotations.model import ActivityId
from sync.errors import BreakerError
from sync.pipeline.aftermath import leaves_doubt
from sync.pipeline.diff import diff
from sync.ports import Breaker, Entry


def stopped(breaker: Breaker) -> BreakerError:
    """Why nothing is written, and what the runner may do about it."""
    since = f"Writing is stopped since {breaker.since:%Y-%m-%d}"
    return BreakerError(
        f"{since}: {breaker.why} (activity {breaker.activity_id}).", way_on(breaker)
    )


def way_on(breaker: Breaker) -> str:
    """What the runner may do and type next."""
    activity_id = breaker.activity_id
    if not breaker.in_doubt:
        return way_back(activity_id)
    return (
        f"Look at it on Strava: `twinge history {activity_id}` shows the texts from before, "
        f"`twinge undo {activity_id}` takes our block out where it is whole; `twinge publish --resume` goes on."
    )


def way_back(activity_id: ActivityId) -> str:
    return (
        f"Look at it on Strava, `twinge undo {activity_id}` puts back the text as it was; "
        "`twinge publish --resume` goes on."
    )


def surprise(entry: Entry, seen: str) -> str:
    """The diff from the text that was sent to the one that Strava shows."""
    subject = f"activity {entry.intent.activity_id}"
    return diff(subject, ("sent", entry.intent.target), ("seen", seen))


def doubts(entries: Iterable[Entry], breaker: Breaker) -> list[str]:
    """The diff of the text that may be Strava's doing, as far as it was read."""
    found = [
        surprise(entry, entry.observed)
        for entry in entries
        if entry.intent.activity_id == breaker.activity_id
        and entry.observed is not None
        and leaves_doubt(entry, entry.observed)
    ]
    return found[-1:]
