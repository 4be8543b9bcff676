"""Every night at the set hour, once per local date, caught up after sleep or restart.

`schedule` only ticks each minute; whether a night is due is decided by a pure function of what the
database remembers, because the library itself forgets missed runs and runs twice when the clocks change.
"""

import logging
import threading
from collections.abc import Callable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import schedule

A_DAY = timedelta(days=1)
BACK_OFF = (timedelta(minutes=15), timedelta(minutes=30), timedelta(hours=1), timedelta(hours=2))
TICK_S = 60.0
_LOG = logging.getLogger(__name__)


def due(now: datetime, last_success: datetime | None, at: time, zone: ZoneInfo) -> bool:
    """Whether the latest night that has begun is still to be done.

    The night of a local date begins at `at` on that date; where the clocks skip that time, as much
    later as they skip, and where it comes twice, the first time. It is done once a run succeeded
    at or after it; a success that lies more than a day ahead counts for nothing, since the clock
    was wrong then. All moments are aware.
    """
    if last_success is None or last_success - now > A_DAY:
        return True
    return last_success < latest_slot(now, at, zone)


def latest_slot(now: datetime, at: time, zone: ZoneInfo) -> datetime:
    """The moment at which the newest night at or before `now` began."""
    today = now.astimezone(zone).date()
    for back in range(3):
        local = datetime.combine(today - timedelta(days=back), at, zone)
        slot = local.astimezone(ZoneInfo("UTC"))
        if slot <= now:
            return slot
    raise AssertionError("one of three days lies in the past")


def retry_after(failures: int) -> timedelta:
    """How long to wait after so many failures in a row: 15 minutes, growing to two hours."""
    return BACK_OFF[min(failures, len(BACK_OFF)) - 1]


class Daemon:
    """Ticks until it is told to stop; `stop` may be called from a signal handler and ends the wait at once.

    `run_night` says whether the night is done, or the moment at which it goes on; `last_success` is
    asked only when one seems to be due. An exception from either counts as a failed night and is
    named in the log by its type alone.
    """

    def __init__(
        self,
        run_night: Callable[[], bool | datetime],
        last_success: Callable[[], datetime | None],
        now: Callable[[], datetime],
        at: time,
        zone: ZoneInfo,
    ) -> None:
        self._run_night = run_night
        self._last_success = last_success
        self._now = now
        self._at = at
        self._zone = zone
        self._stopped = threading.Event()
        self._failures = 0
        self._wait: tuple[datetime, datetime] | None = None
        self._goes_on = False
        self._known: datetime | None = None

    def tick(self) -> None:
        """Do the night if it is due and nothing holds it, or go on with it when its moment has come."""
        now = self._now()
        if self._held_back(now):
            return
        if not self._goes_on and not due(now, self._known, self._at, self._zone):
            return
        done = self._done(now)
        self._goes_on = isinstance(done, datetime)
        if isinstance(done, datetime):
            self._failures, self._wait = 0, (now, done)
        elif done:
            self._failures, self._wait = 0, None
        else:
            self._failures += 1
            self._wait = (now, self._now() + retry_after(self._failures))

    def _held_back(self, now: datetime) -> bool:
        # a wait that began later than now is none: the clock was set back
        return self._wait is not None and self._wait[0] <= now < self._wait[1]

    def _done(self, now: datetime) -> bool | datetime:
        """Whether this night is done, by an earlier run or by one that is made now, or when it goes on."""
        try:
            last = self._last_success()
            if not self._goes_on and not due(now, last, self._at, self._zone):
                self._known = last
                return True
            done = self._run_night()
            if done is not True:
                return done
        except Exception as error:  # the daemon outlives whatever one night meets
            _LOG.error("The night failed (%s); trying again later.", type(error).__name__)
            return False
        self._known = now  # also where the database could not take it: not again this night
        return True

    def run(self) -> None:
        """Tick now and then every minute, until stopped."""
        scheduler = schedule.Scheduler()
        scheduler.every(int(TICK_S)).seconds.do(self.tick)
        scheduler.run_all()
        while not self._stopped.is_set():
            self._stopped.wait(self.turn(scheduler))

    @staticmethod
    def turn(scheduler: schedule.Scheduler) -> float:
        """Run what is due; how many seconds until the next turn."""
        if (scheduler.idle_seconds or 0.0) > TICK_S:
            scheduler.run_all()  # the clock was set back: by its own reckoning it would sleep for that long
        else:
            scheduler.run_pending()
        return min(TICK_S, max(1.0, scheduler.idle_seconds or TICK_S))

    def stop(self) -> None:
        self._stopped.set()
