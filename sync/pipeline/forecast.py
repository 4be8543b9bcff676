"""What the next night will ask Strava for beyond the list, as far as this machine can know. Nothing is sent."""

from dataclasses import dataclass

from sync.pipeline.cycle import Night, read_here
from sync.pipeline.learn import Learned, digest, learn
from sync.pipeline.publish import decide, has_stood
from sync.pipeline.recordings import shoes_due, wanted
from sync.plan import Rules
from sync.ports import Outcome


@dataclass(frozen=True, slots=True)
class ToCome:
    """Requests by kind. Notes that wait for their runs to be listed may add to all of them."""

    streams: int = 0
    gear: int = 0
    detail: int = 0
    put: int = 0
    notes_waiting: int = 0


def to_come(night: Night) -> ToCome:
    """By the notes and runs that are on this machine.

    A text takes a look and a write; the first ever one more look; one that an earlier run left open
    another. Raises NotesFolderError as the night itself would.
    """
    notes, report = read_here(night)
    activities = night.store.activities
    learned = learn(notes, activities.runs(), night.today(), report)
    want = wanted(learned.record, activities.tracked())
    shoes = shoes_due(activities, learned.record, night.clock.now())
    blocks, looks = _texts(night, learned)
    streams = len(want.needed) + len(want.useful)
    return ToCome(streams, len(shoes), looks, blocks, report.waiting)


def _texts(night: Night, learned: Learned) -> tuple[int, int]:
    """How many texts would be written, were all recordings there, and how many looks that takes."""
    field, journal = night.settings.publish, night.store.journal
    if field == "off" or journal.breaker() is not None:
        return 0, 0
    rules = Rules(night.settings.audience, night.settings.publish_after)
    decided = decide(journal, field, learned.record.noted, digest, rules, night.clock.now())
    open_ends = sum(one.outcome is Outcome.SENT for one in journal.entries(field))
    if decided.held_back or not decided.actions:
        return 0, open_ends
    first = not has_stood(journal, field)
    return len(decided.actions), len(decided.actions) + open_ends + first
