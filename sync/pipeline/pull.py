"""Stage 1: bring the record up to what Strava lists."""

from datetime import datetime, timedelta

from annotations.model import ActivityId
from sync.errors import HeldBackError, StorageError, TwingeError
from sync.pipeline.reports import PullReport
from sync.ports import Activities, Clock, Memory, Page, PageChange, Progress, Store, Strava

FULL_EVERY = timedelta(hours=44)
"""A whole list at least every other night: it shows deletions and late uploads, and keeps old runs alive."""
LAST_FULL = "last_full_listing"
ATHLETE = "athlete_id"
MAX_PAGES = 500


def pull(
    strava: Strava,
    store: Store,
    clock: Clock,
    progress: Progress,
    *,
    retention: timedelta,
    full: bool = False,
) -> PullReport:
    """List pages newest first into the record, each in one transaction.

    A whole listing ends at an empty page, and only then counts as one; a quiet night at the first
    page that shows nothing new. What stops it half-way is in the report's `failure`; everything
    listed until then is kept.
    """
    report = PullReport()
    now = clock.now()
    complete = full or _full_is_due(store.memory.get(LAST_FULL), now)
    try:
        report.complete = _list(strava, store, now, progress, report, complete=complete)
    except StorageError:
        raise
    except TwingeError as error:
        report.failure = error
    else:
        if report.complete:
            store.memory.put(LAST_FULL, now.isoformat())
    report.purged = store.activities.purge(now - retention)
    return report


def _full_is_due(last: str | None, now: datetime) -> bool:
    if last is None:
        return True
    age = now - datetime.fromisoformat(last)
    return not timedelta(0) <= age < FULL_EVERY  # one in the future was stamped by a wrong clock


def _list(
    strava: Strava,
    store: Store,
    now: datetime,
    progress: Progress,
    report: PullReport,
    *,
    complete: bool,
) -> bool:
    """Whether the end of all activities was reached."""
    listed: set[ActivityId] = set()
    shown: set[object] = set()
    oldest: datetime | None = None
    end = False
    for number in range(1, MAX_PAGES + 1):
        progress.step("activities", len(listed), None)
        page = strava.activities_page(number)
        if not page.pulled and not page.broken:
            end = True
            break
        _same_athlete(store.memory, page)
        named = {*(pulled.run.id for pulled in page.pulled), *(one.subject for one in page.broken)}
        if named <= shown:
            break  # a server that repeats its pages would go on for ever
        report.broken += page.broken
        shown |= named
        listed |= {pulled.run.id for pulled in page.pulled}
        oldest = min((pulled.run.start_utc for pulled in page.pulled), default=oldest)
        change = store.activities.save_page(page.pulled, now)
        _count(report, change)
        if not complete and page.pulled and not change.new and not change.changed:
            break
    _absences(store.activities, listed, None if end else oldest, report)
    return end


def _same_athlete(memory: Memory, page: Page) -> None:
    """A record belongs to one athlete: another one's listing would look as if every run were deleted."""
    known = memory.get(ATHLETE)
    for pulled in page.pulled:
        if pulled.athlete_id is None:
            continue
        if known is None:
            known = str(pulled.athlete_id)
            memory.put(ATHLETE, known)
        if str(pulled.athlete_id) != known:
            raise HeldBackError(
                "This login belongs to another athlete than the record.",
                "Nothing was changed. Log in as before, or set TWINGE_HOME to a folder of its own.",
            )


def _count(report: PullReport, change: PageChange) -> None:
    report.new += len(change.new)
    report.changed += len(change.changed)


def _absences(
    activities: Activities,
    listed: set[ActivityId],
    oldest: datetime | None,
    report: PullReport,
) -> None:
    """Look for deletions, unless the listing names none of many: then something else is wrong.

    `oldest` is the last start that was listed before the end; None: all were.
    """
    if report.broken:
        return  # an entry without a readable id may be the one that seems to be missing
    if not listed and activities.count():
        raise HeldBackError(
            "Strava lists no activity at all, and the record has some.",
            "Nothing was deleted. Was another athlete logged in, or a scope taken away?",
        )
    # another activity of that very moment may stand on the page that was not asked for
    since = oldest and oldest + timedelta(microseconds=1)
    report.deleted = len(activities.close_listing(listed, since).deleted)
