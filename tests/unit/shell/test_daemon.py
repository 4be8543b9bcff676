import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import schedule

from sync.daemon import Daemon, due, latest_slot, retry_after

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
BERLIN = ZoneInfo("Europe/Berlin")
NIGHT = time(3, 40)
ZONES = {
    "Europe/Berlin": 2026,
    "America/New_York": 2026,
    "Australia/Lord_Howe": 2026,  # its clocks change by half an hour
    "Asia/Kolkata": 2026,
    "Pacific/Apia": 2010,  # it had no 30 December 2011
    "UTC": 2026,
}
HOURS = [time(3, 40), time(2, 15), time(0, 0), time(23, 59), time(1, 30)]


def slots(first: date, days: int, at: time, zone: ZoneInfo) -> list[datetime]:
    """The moments at which nights begin, from first principles: on each date, the first reading of `at`."""
    found = (datetime.combine(first + timedelta(days=n), at, zone) for n in range(days))
    return sorted({local.astimezone(UTC) for local in found})


def three_years(year: int, rng: random.Random) -> Iterator[tuple[datetime, bool]]:
    """The minutes at which a laptop is awake enough to tick, and whether it was just started anew."""
    now, end = datetime(year, 1, 1, tzinfo=UTC), datetime(year + 3, 1, 1, tzinfo=UTC)
    while now < end:
        restarted = rng.random() < 0.1
        for _ in range(rng.randrange(1, 12)):  # awake, looking every so often
            yield now, restarted
            restarted = False
            now += MINUTE * rng.randrange(1, 90)
        now += HOUR * rng.choice([0, 1, 8, 16, 30, 80])


@pytest.mark.parametrize("at", HOURS, ids=str)
@pytest.mark.parametrize(("zone_name", "year"), ZONES.items(), ids=ZONES.keys())
def test_each_night_that_is_seen_is_done_once_in_three_years(
    zone_name: str, year: int, at: time
) -> None:
    """With random sleeps and restarts: each slot is done at the first look after it, and never again."""
    zone, rng = ZoneInfo(zone_name), random.Random(f"{zone_name} {at}")
    begins = slots(date(year - 1, 12, 30), 3 * 366 + 4, at, zone)
    done: list[datetime] = []
    looked: list[datetime] = []
    now = datetime(year, 1, 1, tzinfo=UTC)

    def night() -> bool:
        done.append(now)
        return True

    def started() -> Daemon:
        return Daemon(night, lambda: done[-1] if done else None, lambda: now, at, zone)

    daemon = started()
    for now, restarted in three_years(year, rng):
        daemon = started() if restarted else daemon
        looked.append(now)
        daemon.tick()
    assert done == _expected(begins, looked)
    of_date = Counter(latest_slot(moment, at, zone).astimezone(zone).date() for moment in done)
    assert set(of_date.values()) == {1}


def _expected(begins: list[datetime], looked: list[datetime]) -> list[datetime]:
    """The first look in each stretch from one slot to the next."""
    firsts: dict[int, datetime] = {}
    index = 0
    for moment in looked:
        while index + 1 < len(begins) and begins[index + 1] <= moment:
            index += 1
        firsts.setdefault(index, moment)
    return list(firsts.values())


@pytest.mark.parametrize(
    ("zone_name", "at", "now", "slot"),
    [
        (
            "Europe/Berlin",
            time(2, 30),
            "2026-03-29T12:00Z",
            "2026-03-29T01:30Z",
        ),  # 02:30 is skipped
        (
            "Europe/Berlin",
            time(2, 30),
            "2026-10-25T12:00Z",
            "2026-10-25T00:30Z",
        ),  # 02:30 comes twice
        ("America/New_York", time(2, 30), "2026-03-08T12:00Z", "2026-03-08T07:30Z"),
        ("Australia/Lord_Howe", time(2, 15), "2026-10-04T12:00Z", "2026-10-03T15:45Z"),
        ("Asia/Kolkata", time(3, 40), "2026-06-01T22:09Z", "2026-05-31T22:10Z"),
        ("Pacific/Apia", time(3, 40), "2011-12-30T12:00Z", "2011-12-29T13:40Z"),
    ],
)
def test_a_night_begins_at_its_hour_where_the_clocks_change(
    zone_name: str, at: time, now: str, slot: str
) -> None:
    found = latest_slot(datetime.fromisoformat(now), at, ZoneInfo(zone_name))
    assert found == datetime.fromisoformat(slot)


NOW = datetime(2026, 7, 25, 12, tzinfo=UTC)
SLOT = datetime(2026, 7, 25, 1, 40, tzinfo=UTC)
SUCCESSES = {
    "none yet": (None, True),
    "last night": (SLOT + MINUTE, False),
    "at the very moment": (SLOT, False),
    "a moment too early": (SLOT - timedelta(seconds=1), True),
    "by hand, this morning": (NOW - HOUR, False),
    "a little ahead, the clock was set right": (NOW + MINUTE, False),
    "a day ahead": (NOW + DAY, False),
    "years ahead, the clock was wrong": (NOW + 900 * DAY, True),
}


@pytest.mark.parametrize(("last", "expected"), SUCCESSES.values(), ids=SUCCESSES.keys())
def test_a_night_is_due_until_a_run_succeeded_at_or_after_its_hour(
    last: datetime | None, expected: bool
) -> None:
    assert due(NOW, last, NIGHT, BERLIN) is expected


class Machine:
    """A clock, a record of the nights and what becomes of them."""

    def __init__(self, becomes: Callable[[], bool | datetime] = lambda: True) -> None:
        self.now = NOW
        self.nights: list[datetime] = []
        self.last: datetime | None = None
        self.asked = 0
        self._becomes = becomes
        self.daemon = Daemon(self._night, self._last, lambda: self.now, NIGHT, BERLIN)

    def _night(self) -> bool | datetime:
        self.nights.append(self.now)
        became = self._becomes()
        if became is True:
            self.last = self.now
        return became

    def _last(self) -> datetime | None:
        self.asked += 1
        return self.last

    def ticks(self, minutes: int) -> None:
        for _ in range(minutes):
            self.daemon.tick()
            self.now += MINUTE

    def waits(self) -> list[timedelta]:
        return [
            later - earlier for earlier, later in zip(self.nights, self.nights[1:], strict=False)
        ]


def test_failures_are_tried_again_after_longer_and_longer_waits() -> None:
    machine = Machine(lambda: False)
    machine.ticks(12 * 60)
    assert machine.waits() == [15 * MINUTE, 30 * MINUTE, HOUR, *[2 * HOUR] * 5]
    assert [retry_after(n) for n in (1, 4, 5, 99)] == [15 * MINUTE, 2 * HOUR, 2 * HOUR, 2 * HOUR]


def test_after_a_success_the_waits_begin_anew() -> None:
    outcomes = iter([False, False, True, False, True])
    machine = Machine(lambda: next(outcomes))
    machine.ticks(26 * 60)
    assert machine.waits()[:2] == [15 * MINUTE, 30 * MINUTE]
    assert machine.waits()[3] == 15 * MINUTE
    assert len(machine.nights) == 5


@pytest.mark.parametrize("wait", [MINUTE, 13 * MINUTE, 9 * HOUR], ids=str)
@pytest.mark.parametrize("counted", [True, False], ids=["counted as done", "not done"])
def test_a_night_that_the_limits_stopped_goes_on_when_they_let_it(
    wait: timedelta, counted: bool
) -> None:
    """Also one whose blocks are all written, with recordings to come: a later success is no reason to stop."""
    machine = Machine()

    def becomes() -> bool | datetime:
        machine.last = machine.now if counted else None
        return machine.now + wait if len(machine.nights) < 4 else True

    machine._becomes = becomes
    machine.ticks(13 * 60)
    assert machine.waits()[:3] == ([wait] * 3)[: len(machine.waits())]
    assert len(machine.nights) == (4 if wait < HOUR else 2)


def test_an_exception_is_a_failed_night_that_is_named_without_its_text(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def raises() -> bool:
        raise RuntimeError("canary: right knee 5/10")

    machine = Machine(raises)
    machine.ticks(60)
    assert machine.waits() == [15 * MINUTE, 30 * MINUTE]
    assert "RuntimeError" in caplog.text
    assert "canary" not in caplog.text


def test_a_record_that_can_not_be_asked_is_a_failed_night() -> None:
    machine = Machine()

    def raises() -> datetime:
        machine.asked += 1
        raise ValueError("no moment")

    machine.daemon = Daemon(machine._night, raises, lambda: machine.now, NIGHT, BERLIN)
    machine.ticks(50)
    assert machine.asked == 3
    assert machine.nights == []


def test_the_record_is_asked_once_a_night_and_not_every_minute() -> None:
    machine = Machine()
    machine.ticks(3 * 24 * 60)
    assert len(machine.nights) == machine.asked == 4  # at once, then at three hours of 03:40


def test_a_success_that_could_not_be_written_down_is_not_repeated_every_minute() -> None:
    machine = Machine()
    machine._night = lambda: bool(machine.nights.append(machine.now)) or True  # type: ignore[method-assign, func-returns-value]
    machine.daemon = Daemon(machine._night, lambda: None, lambda: machine.now, NIGHT, BERLIN)
    machine.ticks(60)
    assert len(machine.nights) == 1


def test_a_run_by_hand_counts() -> None:
    machine = Machine()
    machine.last = NOW - HOUR
    machine.ticks(60)
    assert machine.nights == []


@pytest.mark.parametrize("jump", [DAY, -DAY, HOUR, -HOUR, 400 * DAY, -400 * DAY])
def test_after_a_jump_of_the_clock_every_night_is_done_once(jump: timedelta) -> None:
    machine = Machine()
    machine.ticks(30)
    machine.now += jump
    before = len(machine.nights)
    machine.ticks(3 * 24 * 60)
    nights = Counter(night.astimezone(BERLIN).date() for night in machine.nights[before:])
    assert max(nights.values()) == 1
    assert len(nights) >= (2 if jump == -DAY else 3)


@pytest.mark.parametrize("jump", [-DAY, -400 * DAY])
def test_a_clock_set_back_shortens_no_wait_for_the_next_try_to_more_than_two_hours(
    jump: timedelta,
) -> None:
    machine = Machine(lambda: False)
    machine.ticks(1)
    machine.now += jump
    machine.ticks(10)
    assert len(machine.nights) == 2


def test_stop_ends_the_waiting_at_once() -> None:
    nights = threading.Event()
    daemon = Daemon(lambda: bool(nights.set()) or True, lambda: None, lambda: NOW, NIGHT, BERLIN)  # type: ignore[func-returns-value]
    thread = threading.Thread(target=daemon.run)
    thread.start()
    assert nights.wait(5)
    daemon.stop()
    thread.join(1)
    assert not thread.is_alive()


def test_a_daemon_that_was_stopped_before_does_not_wait_at_all() -> None:
    machine = Machine()
    machine.daemon.stop()
    machine.daemon.run()
    assert len(machine.nights) == 1


@pytest.mark.parametrize(
    ("shift", "ticks"), [(timedelta(), 0), (-2 * MINUTE, 1), (DAY, 1), (HOUR, 1)]
)
def test_the_scheduler_ticks_on_though_its_clock_was_set_back(shift: timedelta, ticks: int) -> None:
    """`schedule` goes by the wall clock: set back by a day, it would sleep for a day."""
    ran: list[int] = []
    scheduler = schedule.Scheduler()
    job = scheduler.every(60).seconds.do(lambda: ran.append(1))
    assert job.next_run is not None
    job.next_run += shift
    wait_s = Daemon.turn(scheduler)
    assert len(ran) == ticks
    assert 1 <= wait_s <= 60
