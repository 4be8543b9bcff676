"""Every night at the set hour, once per local date, caught up after sleep or restart.

`schedule` only ticks each minute; whether a night is due is decided by a pure function of what the
database remembers, because the library itself forgets missed runs and runs twice when the clocks change.
"""

import threading
from collections.abc import Callable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import schedule

BACK_OFF = (timedelta(minutes=15), timedelta(minutes=30), timedelta(hours=1), timedelta(hours=2))
TICK_S = 60.0


def due(now: datetime, last_success: datetime | None, at: time, zone: ZoneInfo) -> bool:
    """Whether the latest night that has begun is still to be done.

    The night of a local date begins at `at` on that date; where the clocks skip that time, as much
    later as they skip, and where it comes twice, the first time. It is done once a run succeeded
    at or after it. All moments are aware.
    """
    if last_success is None:
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
    """Ticks until it is told to stop; `stop` may be called from a signal handler and ends the wait at once."""

    def __init__(
        self,
        run_night: Callable[[], bool],
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
        self._not_before: datetime | None = None

    def tick(self) -> None:
        """Do the night if it is due and no back-off holds it."""
        now = self._now()
        if self._not_before is not None and now < self._not_before:
            if self._not_before - now <= BACK_OFF[-1]:
                return
            self._not_before = (
                None  # the clock was set back: a wait of longer than any is none of ours
            )
        if not due(now, self._last_success(), self._at, self._zone):
            return
        if self._run_night():
            self._failures, self._not_before = 0, None
        else:
            self._failures += 1
            self._not_before = self._now() + retry_after(self._failures)

    def run(self) -> None:
        """Tick now and then every minute, until stopped."""
        scheduler = schedule.Scheduler()
        scheduler.every(int(TICK_S)).seconds.do(self.tick)
        self.tick()
        while not self._stopped.is_set():
            scheduler.run_pending()
            self._stopped.wait(min(TICK_S, max(1.0, scheduler.idle_seconds or TICK_S)))

    def stop(self) -> None:
        self._stopped.set()
