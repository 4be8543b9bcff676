"""Stage 1: bring the record up to what Strava lists."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, partial

from annotations.model import ActivityId
from sync.errors import HeldBackError, StorageError, TwingeError
from sync.pipeline import listing as listings
from sync.pipeline.listing import Listing
from sync.pipeline.owner import is_of
from sync.pipeline.reports import PullReport
from sync.ports import Clock, ListAsk, Memory, Page, Progress, Store, Strava

FULL_EVERY = timedelta(hours=44)
"""A whole list at least every other night: it shows deletions and late uploads, and keeps old runs alive."""
LAST_FULL = "last_full_listing"
LISTING = "open_listing"
ABSENCES_EVERY = timedelta(hours=4)
"""Strava's list may be a copy that lags behind: two listings show a deletion only some time apart."""
LAST_ABSENCES = "last_absences"
ALL_ACTIVITIES = "activity:read_all"
"""Without this scope Strava lists no activity that only the runner can see."""
FEW_ABSENT = 10
"""So many deletions at once are nothing odd, whatever their share."""


def pull(
    strava: Strava,
    store: Store,
    clock: Clock,
    progress: Progress,
    *,
    retention: timedelta,
    full: bool = False,
    confirmed: bool = False,
) -> PullReport:
    """List activities into the record, each page in one transaction.

    The newest page is always asked for, and on a quiet night nothing else. A whole listing is due
    every 44 hours, after one that missed an activity, and where the newest page does not reach
    back to what is known. What stops it half-way is in the report's `failure`; everything listed
    until then is kept, and the next run goes on from there. Where more than half of what the API has
    shown would be absent, that is a HeldBackError and no absence counts. `confirmed`: the runner says
    that what Strava does not list is deleted; everything is listed, and that goes at once.
    """
    report = PullReport()
    now = clock.now()
    is_ours = cache(partial(is_of, store.memory))  # the same athlete on each of a hundred pages
    lister = _Lister(strava, store, now, progress, report, is_ours, confirmed=confirmed)
    try:
        lister.bring_up(full=full or confirmed)
    except StorageError:
        raise
    except TwingeError as error:
        report.failure = error
    report.purged = expire(store, now, retention)
    return report


def expire(store: Store, now: datetime, retention: timedelta) -> int:
    """What may not be kept for longer is gone: activities that the API has not shown, and whole old copies.

    How many activities that were. It needs no login and no network.
    """
    gone = store.activities.purge(now - retention)
    store.copies.expire(now)
    return gone


def whole_is_due(memory: Memory, now: datetime) -> bool:
    """Whether the next pull lists everything, whatever the newest page shows."""
    if open_listing(memory, now):
        return True
    return _long_ago(memory.get(LAST_FULL), now, FULL_EVERY)


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
    is_ours: Callable[[int], bool]
    confirmed: bool

    def bring_up(self, *, full: bool) -> None:
        memory = self.store.memory
        earlier = open_listing(memory, self.now)
        due = full or whole_is_due(memory, self.now)
        self.progress.step("activities", 0, None)
        newest = self._ask(listings.NEWEST)
        reaches_back = self._reaches_back(newest)
        if not reaches_back:
            # before the page: a run that is killed between the two must not find that it reaches back
            memory.put(LISTING, listings.to_text(Listing(self.now.timestamp())))
        self._keep(newest)
        if not newest.pulled and not newest.broken:
            self._nothing_listed()
        elif earlier and earlier.pages and reaches_back:
            self._whole(listings.rejoined(earlier, newest))
        elif due or not reaches_back:
            self._whole(listings.begun(self.now, newest))
        else:
            self._absences(newest.ids, listings.surely_shown_since(newest.pulled))

    def _reaches_back(self, newest: Page) -> bool:
        """Whether the page goes down to what an earlier one brought into the record."""
        return bool(newest.pulled) and self.store.activities.shows(newest.pulled[-1].run.id)

    def _whole(self, listing: Listing) -> None:
        """List on to the end. What is known of it is kept, so that a killed or stopped run costs little."""
        memory = self.store.memory
        memory.put(LISTING, listings.to_text(listing))
        try:
            while (ask := listings.next_ask(listing)) is not None:
                self.progress.step("activities", len(listing.listed), None)
                page = self._ask(ask)
                self._keep(page)
                listing = listings.after_page(listing, page)
        except StorageError:
            raise
        except TwingeError:
            memory.put(LISTING, listings.to_text(listing))
            raise
        if listing.whole:
            self._settle(listing)
        memory.put(LISTING, "")

    def _settle(self, listing: Listing) -> None:
        """All was shown: what was not is missed. While anything is, the next run lists everything again."""
        memory = self.store.memory
        memory.put(LAST_FULL, "")
        memory.put(LISTING, "")
        missed = not listing.broken and self._absences(listing.listed, None)
        self.report.complete = True
        memory.put(LAST_FULL, "" if missed else self.now.isoformat())

    def _ask(self, ask: ListAsk) -> Page:
        page = self.strava.activities_page(ask)
        _same_athlete(self.is_ours, page)
        named = {one.subject for one in self.report.broken}
        self.report.broken += [one for one in page.broken if one.subject not in named]
        return page

    def _keep(self, page: Page) -> None:
        """The page is in the record when this returns; what of it can't be read was shown all the same."""
        report, activities = self.report, self.store.activities
        if page.pulled:
            change = activities.save_page(page.pulled, self.now)
            report.new += len(change.new)
            report.changed += len(change.changed)
        if unreadable := page.ids - {one.run.id for one in page.pulled}:
            activities.see(unreadable, self.now)

    def _nothing_listed(self) -> None:
        """An empty list is whole where the API never showed any; else something is wrong."""
        if self.store.activities.count_listed() and not self.confirmed:
            raise HeldBackError(
                "Strava lists no activity at all, and the record has some.", _ALL_GONE
            )
        self.store.memory.put(LISTING, "")
        self._absences((), None)
        self.report.complete = True
        self.store.memory.put(LAST_FULL, self.now.isoformat())

    def _absences(self, listed: Collection[ActivityId], since: datetime | None) -> bool:
        """Look for deletions among all that must have been listed: since then, or ever. Whether any is still missed."""
        if any(entry.activity_id is None for entry in self.report.broken):
            # an entry without a readable id may be the one that seems to be missing
            return False
        activities, memory = self.store.activities, self.store.memory
        missed = self._missed(listed, since)
        if not missed:
            return False
        self._hold_back(len(missed))
        if self.confirmed or _long_ago(memory.get(LAST_ABSENCES), self.now, ABSENCES_EVERY):
            # first the time: a run that is killed between the two must not let the next one count at once
            memory.put(LAST_ABSENCES, self.now.isoformat())
            gone = activities.count_absences(missed, at_once=self.confirmed)
            self.report.deleted = len(gone)
        return bool(self._missed(listed, since))

    def _missed(
        self, listed: Collection[ActivityId], since: datetime | None
    ) -> tuple[ActivityId, ...]:
        """What must have been listed and was not, without what this login may not see."""
        missed = self.store.activities.unlisted(listed, since)
        if not missed or ALL_ACTIVITIES in self.strava.scopes():
            return missed
        private = {
            run.id for run in self.store.activities.runs() if run.visibility == "only_me"
        }.intersection(missed)
        self.report.unseen = len(private)
        return tuple(one for one in missed if one not in private)

    def _hold_back(self, missed: int) -> None:
        known = self.store.activities.count_listed()
        if missed > FEW_ABSENT and missed * 2 > known and not self.confirmed:
            raise HeldBackError(
                f"Strava no longer lists {missed} of the {known} activities that it showed.",
                _ALL_GONE,
            )


_ALL_GONE = (
    "Nothing was deleted. Was another athlete logged in, or a scope taken away? "
    "If you deleted them on Strava, say `twinge sync --confirm`."
)


def _long_ago(told: str | None, now: datetime, enough: timedelta) -> bool:
    """Whether what was noted is so old; also where nothing was, and where a wrong clock dated it to the future."""
    return not told or not timedelta(0) <= now - datetime.fromisoformat(told) < enough


def _same_athlete(is_ours: Callable[[int], bool], page: Page) -> None:
    """Another athlete's listing would look as if every run were deleted."""
    for athlete_id in dict.fromkeys(pulled.athlete_id for pulled in page.pulled):
        if athlete_id is not None and not is_ours(athlete_id):
            raise HeldBackError(
                "This login belongs to another athlete than the record.",
                "Nothing was changed. Log in as before, or set TWINGE_HOME to a folder of its own.",
            )
