"""Stage 1: bring the record up to what Strava lists."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from annotations.model import ActivityId
from sync.errors import HeldBackError, StorageError, TwingeError
from sync.pipeline import listing as listings
from sync.pipeline.listing import Listing
from sync.pipeline.owner import is_of
from sync.pipeline.reports import PullReport
from sync.ports import Clock, ListAsk, ListingChange, Memory, Page, Progress, Store, Strava

FULL_EVERY = timedelta(hours=44)
"""A whole list at least every other night: it shows deletions and late uploads, and keeps old runs alive."""
LAST_FULL = "last_full_listing"
LISTING = "open_listing"


def pull(
    strava: Strava,
    store: Store,
    clock: Clock,
    progress: Progress,
    *,
    retention: timedelta,
    full: bool = False,
) -> PullReport:
    """List activities into the record, each page in one transaction.

    The newest page is always asked for, and on a quiet night nothing else. A whole listing is due
    every 44 hours, after one that missed an activity, and where the newest page does not reach
    back to what is known. What stops it half-way is in the report's `failure`; everything listed
    until then is kept, and the next run goes on from there.
    """
    report = PullReport()
    now = clock.now()
    try:
        _Lister(strava, store, now, progress, report).bring_up(full=full)
    except StorageError:
        raise
    except TwingeError as error:
        report.failure = error
    report.purged = store.activities.purge(now - retention)
    return report


def whole_is_due(memory: Memory, now: datetime) -> bool:
    """Whether the next pull lists everything, whatever the newest page shows."""
    last = memory.get(LAST_FULL)
    if not last or open_listing(memory, now):
        return True
    age = now - datetime.fromisoformat(last)
    return not timedelta(0) <= age < FULL_EVERY  # one in the future was stamped by a wrong clock


def open_listing(memory: Memory, now: datetime) -> Listing | None:
    """The whole listing that an earlier run began and did not end."""
    return listings.from_text(memory.get(LISTING), now, FULL_EVERY)


@dataclass(frozen=True, slots=True)
class Foretold:
    """How many list requests a pull will send at most; `at_least` before the first whole listing."""

    requests: int
    at_least: bool = False


def foretold(memory: Memory, known: int, now: datetime, *, full: bool = False) -> Foretold:
    """What the next pull will ask for, where so many activities are known from the API. Sends nothing.

    A newest page that does not reach back to what is known makes it more: that can't be foretold.
    """
    if not full and not whole_is_due(memory, now):
        return Foretold(1)
    at_least = memory.get(LAST_FULL) is None  # nobody knows yet how many there are
    earlier = open_listing(memory, now)
    if earlier is None or not earlier.oldest_asked:
        return Foretold(max(2, -(-known // listings.PAGE) + 1), at_least)
    # each page shows the last activity of the one before it again
    to_come = max(0, known - len(earlier.listed))
    return Foretold(1 + max(1, -(-to_come // (listings.PAGE - 1))), at_least)


@dataclass(frozen=True, slots=True)
class _Lister:
    strava: Strava
    store: Store
    now: datetime
    progress: Progress
    report: PullReport

    def bring_up(self, *, full: bool) -> None:
        memory = self.store.memory
        earlier = open_listing(memory, self.now)
        due = full or whole_is_due(memory, self.now)
        self.progress.step("activities", 0, None)
        newest, new = self._ask(listings.NEWEST)
        reaches_back = bool(newest.pulled) and newest.pulled[-1].run.id not in new
        if not newest.pulled and not newest.broken:
            self._nothing_listed()
        elif earlier and reaches_back:
            self._whole(listings.rejoined(earlier, newest))
        elif due or not reaches_back:
            self._whole(listings.begun(self.now, newest))
        else:
            self._absences(newest.ids, listings.surely_shown_since(newest.pulled))

    def _whole(self, listing: Listing) -> None:
        """List on to the end. What is known of it is kept, so that a killed or stopped run costs little."""
        memory = self.store.memory
        memory.put(LISTING, listings.to_text(listing))
        try:
            while (ask := listings.next_ask(listing)) is not None:
                self.progress.step("activities", len(listing.listed), None)
                page, _ = self._ask(ask)
                listing = listings.after_page(listing, page)
        except StorageError:
            raise
        except TwingeError:
            memory.put(LISTING, listings.to_text(listing))
            raise
        if listing.whole:
            self.report.complete = True
            missed = not listing.broken and self._absences(listing.listed, None).absent
            memory.put(
                LAST_FULL, "" if missed else self.now.isoformat()
            )  # the next run looks again
        memory.put(LISTING, "")

    def _ask(self, ask: ListAsk) -> tuple[Page, Collection[ActivityId]]:
        """A page, in the record when this returns, and which of it was not there before."""
        page = self.strava.activities_page(ask)
        _same_athlete(self.store.memory, page)
        report = self.report
        named = {one.subject for one in report.broken}
        report.broken += [one for one in page.broken if one.subject not in named]
        if not page.pulled:
            return page, ()
        change = self.store.activities.save_page(page.pulled, self.now)
        report.new += len(change.new)
        report.changed += len(change.changed)
        return page, change.new

    def _nothing_listed(self) -> None:
        """An empty list is whole where the API never showed any; else something is wrong."""
        if self.store.activities.count_listed():
            raise HeldBackError(
                "Strava lists no activity at all, and the record has some.",
                "Nothing was deleted. Was another athlete logged in, or a scope taken away?",
            )
        self.report.complete = True
        self.store.memory.put(LAST_FULL, self.now.isoformat())

    def _absences(self, listed: Collection[ActivityId], since: datetime | None) -> ListingChange:
        """Look for deletions among all that must have been listed: since then, or ever."""
        if any(entry.activity_id is None for entry in self.report.broken):
            # an entry without a readable id may be the one that seems to be missing
            return ListingChange((), ())
        change = self.store.activities.close_listing(listed, since)
        self.report.deleted = len(change.deleted)
        return change


def _same_athlete(memory: Memory, page: Page) -> None:
    """Another athlete's listing would look as if every run were deleted."""
    for athlete_id in dict.fromkeys(pulled.athlete_id for pulled in page.pulled):
        if athlete_id is not None and not is_of(memory, athlete_id):
            raise HeldBackError(
                "This login belongs to another athlete than the record.",
                "Nothing was changed. Log in as before, or set TWINGE_HOME to a folder of its own.",
            )
