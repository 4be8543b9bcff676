"""How well a run fits a dated note: a sum of points, each with its reason."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from annotations.model import Candidate, Note, Part, Place, Run
from annotations.notes.drafts import slug
from annotations.sports import RUN_SPORTS, sport_types
from annotations.twins import Outing

NEAR_START = timedelta(minutes=30)
_DAY = timedelta(days=1)

ON_THE_DAY, PARTLY, ONLY_NEAR = 50, 30, 10
AT_THE_START, NAMED, TIE_BREAKER, TOO_SHORT, ANOTHER = 60, 40, 20, -20, -100

# A watch and a treadmill differ by some per cent from what the runner had in mind.
_LENGTH_TOLERANCE = 1.1
_INDOORS = frozenset({"treadmill", "treadmill run"})
# The hours of the start that a word in a file's name stands for: from the first, before the second.
_HOURS = {
    "morning": (3, 12), "lunch": (11, 15), "noon": (11, 15), "midday": (11, 15),
    "afternoon": (12, 18), "evening": (17, 24), "night": (19, 28),
}  # fmt: skip


def candidate(note: Note, on: date, outing: Outing, *, only: bool) -> Candidate | None:
    """The run of `outing`, weighed for a note dated `on`; None if it can't be the note's run.

    It can be if it is of the note's sport and was run on that day, also in part; the day before, for
    a note that only tells of the morning after; or on a day beside, but started when the note says.
    `only` says that no other run started on that day. The activity that stands for the run is
    weighed; of its twins only their date, sport and name count, so that they can add but not take.
    """
    if not is_of_sport(outing, note):
        return None
    day = _day(note, on, outing, only=only)
    if day is None:
        return None
    rest = (_start(note, on, outing.run), _length(note, outing.run))
    parts = [day, *(part for part in rest if part), *_tie_breakers(note, outing)]
    return Candidate(outing.run, tuple(parts))


def neighbour(note: Note, on: date, outing: Outing) -> Candidate | None:
    """A run of a day beside, or another sport's activity of that day, with what is against it."""
    run = outing.run
    fits = is_of_sport(outing, note)
    if on in outing.dates and not fits:
        return Candidate(run, (Part(ANOTHER, f"it is a {run.sport_type}"),))
    if fits and min(abs(on - day) for day in outing.dates) == _DAY:
        return Candidate(run, (Part(ANOTHER, _other_day(on, run)),))
    return None


def is_of_sport(outing: Outing, note: Note) -> bool:
    """Of the note's sport; without one a run, on the road, on a trail or a treadmill."""
    types = (sport_types(note.sport) if note.sport else RUN_SPORTS) or frozenset()
    return any(run.sport_type in types for run in outing.activities)


def same_run(twin: Run) -> Part:
    """That another activity is the same run: to be known, no reason for or against it."""
    return Part(0, f"activity {twin.id} is the same run from another device")


def _day(note: Note, on: date, outing: Outing, *, only: bool) -> Part | None:
    run, before = outing.run, on - _DAY
    if run.local_date == on:
        return Part(ON_THE_DAY, f"{'the only' if only else 'a'} {note.sport or 'run'} on {on}")
    if run.local_date == before and not run.start_hidden and _end(run).date() >= on:
        times = f"began at {run.start_local:%H:%M} the day before and ended at {_end(run):%H:%M}"
        return Part(PARTLY, f"{times} on {on}")
    if on in outing.dates:
        return Part(PARTLY, f"another device has it on {on}")
    if run.local_date == before and _only_morning(note):
        return Part(PARTLY, f"the note tells only of a morning, and this is a run of {before}")
    if _minutes_off(note, on, run) is not None:
        return Part(ONLY_NEAR, _other_day(on, run))
    return None


def _other_day(on: date, run: Run) -> str:
    return f"began on {run.local_date}, the day {'before' if run.local_date < on else 'after'}"


def _end(run: Run) -> datetime:
    return run.start_local + timedelta(seconds=max(run.elapsed_s, run.moving_s))


def _only_morning(note: Note) -> bool:
    return note.morning is not None and not note.pain_stated and not note.bouts


def _start(note: Note, on: date, run: Run) -> Part | None:
    """The start beside the note's: a point less for each minute between them."""
    if note.at is None:
        return None
    off = _minutes_off(note, on, run)
    if off is not None:
        both = f"starts at {run.start_local:%H:%M}, the note says {note.at:%H:%M}"
        return Part(AT_THE_START - off, both)
    if run.start_hidden:
        return Part(0, "its start time is hidden, so it goes by the date alone")
    if run.manual:
        typed = f"its start ({run.start_local:%H:%M}) was typed in by hand"
        return Part(0, f"{typed}, so it goes by the date alone")
    both = f"starts at {run.start_local:%H:%M}, but the note says {note.at:%H:%M}"
    return Part(ANOTHER, both)


def _minutes_off(note: Note, on: date, run: Run) -> int | None:
    """How far the starts of note and run are apart; None if by more than half an hour or unknown."""
    if note.at is None or run.start_hidden:
        return None
    off = abs(run.start_local - datetime.combine(on, note.at))
    return off // timedelta(minutes=1) if off <= NEAR_START else None


def _length(note: Note, run: Run) -> Part | None:
    """Only what speaks against it: a note without places says nothing of the length."""
    if _holds_all_places(run, note):
        return None
    return Part(TOO_SHORT, "though it is shorter than the places in the note ask for")


def _tie_breakers(note: Note, outing: Outing) -> Iterator[Part]:
    title, run = _title(note), outing.run
    hours = [word for word in title.split("-") if word in _HOURS]
    if title and any(slug(one.name) == title for one in outing.activities):
        yield Part(NAMED, "it has the name that the file has")
    elif hours and not run.start_hidden and not run.manual and _is_within(run, hours[0]):
        said = f"the file's name says {hours[0]}, and it starts at {run.start_local:%H:%M}"
        yield Part(TIE_BREAKER, said)
    indoors = run.trainer or run.sport_type == "VirtualRun"
    if indoors and (note.sport in _INDOORS or _INDOORS & {*note.factors}):
        yield Part(TIE_BREAKER, "on a treadmill, as the note says")


def _is_within(run: Run, word: str) -> bool:
    first, end = _HOURS[word]
    return first <= run.start_local.hour < end or run.start_local.hour + 24 < end


def _title(note: Note) -> str:
    """The words of the file's name behind its date, as a run's name would stand there."""
    stem = note.path.rpartition("/")[2][: -len(".md")]
    words = stem.removeprefix(note.on.isoformat() if note.on else "")
    return slug(words) if words else ""


def _holds_all_places(run: Run, note: Note) -> bool:
    """Whether every place that the note names lies within the run, give or take a tenth."""
    onsets = [complaint.onset for complaint in note.complaints]
    bouts = [place for bout in note.bouts for place in (bout.at, bout.back_at)]
    return all(_lies_within(place, run) for place in (*onsets, *bouts) if place is not None)


def _lies_within(place: Place, run: Run) -> bool:
    if place.distance_m is not None:
        return place.distance_m <= run.distance_m * _LENGTH_TOLERANCE
    return (place.elapsed_s or 0.0) <= run.elapsed_s * _LENGTH_TOLERANCE
