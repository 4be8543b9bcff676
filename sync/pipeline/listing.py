"""How a whole listing goes on, as pure functions: which page to ask for next, and whether all was shown.

Pages are counted from the newest activity, so one that is deleted while pages are being asked for
moves all older ones up, and the next page would lack one. A listing therefore goes on by the start
of the oldest activity so far, and ends where it meets a page that was counted from the oldest one:
no activity that was there all the time can be missed, and no page is asked for that shows nothing.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

from annotations.model import ActivityId
from sync.ports import ListAsk, Page, Pulled

NEWEST = ListAsk()
OLDEST = ListAsk(after_s=1)
PAGE = 200
"""So many activities a full page shows."""
MAX_PAGES = 500
_HIDDEN_LATER = timedelta(hours=36)
_HIDDEN_EARLIER = timedelta(hours=14)
"""A hidden start is told as midnight of its local date, in UTC; the real one lies within these."""
_REPEATS = 2
"""So many pages in a row without a new activity: the server passes over what it is asked for."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A whole listing under way.

    All that started at or after `before_s` is `listed`, and all that started before `floor_s`; the
    next page is page `number` of what started before `before_s` (None: of everything). The number
    grows only where more than a page of activities began in one second, or within a day and a half
    with hidden starts: there alone a deletion in that very moment can still hide one.
    """

    began_at_s: float
    before_s: int | None = None
    number: int = 1
    floor_s: int | None = None
    oldest_asked: bool = False
    listed: frozenset[ActivityId] = frozenset()
    pages: int = 0
    repeats: int = 0
    broken: bool = False
    """An entry had no readable id: nobody can tell which activity it showed."""
    whole: bool = False
    stopped: bool = False
    """Nothing more can be learned, and not all was shown."""


def begun(now: datetime, newest: Page) -> Listing:
    """The listing after its first page."""
    return _further(Listing(now.timestamp()), newest)


def rejoined(listing: Listing, newest: Page) -> Listing:
    """A listing that was cut off, with what has come to the newest page since."""
    listed = listing.listed | newest.ids
    return replace(listing, listed=listed, broken=listing.broken or newest.nameless)


def next_ask(listing: Listing) -> ListAsk | None:
    """The page to ask for; None when the listing has come to an end."""
    if listing.whole or listing.stopped:
        return None
    if not listing.oldest_asked:
        return OLDEST
    return ListAsk(listing.number, before_s=listing.before_s)


def after_page(listing: Listing, page: Page) -> Listing:
    """The listing once `next_ask` was answered with this page."""
    if not listing.oldest_asked:
        return _met(_from_the_end(listing, page))
    if not page.pulled and not page.broken:
        # an end: the one that there is, unless older ones than here were seen already
        met = listing.floor_s is None or (listing.before_s or 0) <= listing.floor_s + 1
        return replace(listing, whole=met, stopped=not met)
    return _met(_further(listing, page))


def covered_down_to(pulled: Sequence[Pulled]) -> datetime | None:
    """A moment after which every activity on Strava is on a page of the newest, or before it."""
    return min((_latest(one) for one in pulled), default=None)


def surely_shown_since(pulled: Sequence[Pulled]) -> datetime | None:
    """What is told to have started at or after this moment must be on a page of the newest."""
    down_to = covered_down_to(pulled)
    # a hidden start is told as up to so much later than it was
    return down_to and down_to + _HIDDEN_EARLIER


def to_text(listing: Listing) -> str:
    fields = {
        "began_at_s": listing.began_at_s,
        "before_s": listing.before_s,
        "number": listing.number,
        "floor_s": listing.floor_s,
        "oldest_asked": listing.oldest_asked,
        "listed": sorted(listing.listed),
        "pages": listing.pages,
        "broken": listing.broken,
    }
    return json.dumps(fields)


def from_text(text: str | None, now: datetime, at_most: timedelta) -> Listing | None:
    """The listing that `to_text` wrote, unless it began too long ago, or in the future by a wrong clock."""
    try:
        found = json.loads(text or "null")
        listing = Listing(**{**found, "listed": frozenset(map(ActivityId, found["listed"]))})
        age_s = now.timestamp() - listing.began_at_s
    except (ValueError, TypeError, KeyError):
        return None
    return listing if 0 <= age_s < at_most.total_seconds() else None


def _from_the_end(listing: Listing, page: Page) -> Listing:
    """With the page of the oldest. One that is in another order tells nothing of the end."""
    floor_s: int | None = None
    in_order = bool(page.pulled) and _ascending(page.pulled)
    if in_order:
        floor_s = int(max(_earliest(one) for one in page.pulled).timestamp())
    shown = page.ids
    return replace(
        listing,
        oldest_asked=True,
        floor_s=floor_s,
        listed=listing.listed | shown,
        broken=listing.broken or page.nameless,
        # one page holds them all: also where all of them began at the same moment
        whole=in_order and shown == listing.listed,
    )


def _further(listing: Listing, page: Page) -> Listing:
    shown = page.ids
    down_to = covered_down_to(page.pulled)
    before_s = None if down_to is None else int(down_to.timestamp()) + 1
    advanced = before_s is not None and (listing.before_s is None or before_s < listing.before_s)
    repeats = 0 if shown - listing.listed or page.nameless else listing.repeats + 1
    return replace(
        listing,
        before_s=before_s if advanced else listing.before_s,
        number=1 if advanced else listing.number + 1,
        listed=listing.listed | shown,
        pages=listing.pages + 1,
        repeats=repeats,
        broken=listing.broken or page.nameless,
        stopped=repeats >= _REPEATS or listing.pages + 1 >= MAX_PAGES,
    )


def _met(listing: Listing) -> Listing:
    """Whole, if what was listed from the newest on reaches beyond the newest of the oldest."""
    if listing.before_s is None or listing.floor_s is None:
        return listing
    return replace(listing, whole=listing.whole or listing.before_s <= listing.floor_s)


def _ascending(pulled: Sequence[Pulled]) -> bool:
    in_order = all(_latest(later) >= _earliest(earlier) for earlier, later in pairwise(pulled))
    return in_order and _earliest(pulled[-1]) >= _earliest(pulled[0])


def _latest(pulled: Pulled) -> datetime:
    run = pulled.run
    return run.start_utc + _HIDDEN_LATER if run.start_hidden else run.start_utc


def _earliest(pulled: Pulled) -> datetime:
    run = pulled.run
    return run.start_utc - _HIDDEN_EARLIER if run.start_hidden else run.start_utc
