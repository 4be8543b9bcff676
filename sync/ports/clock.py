"""The time, and a waiting person."""

from datetime import datetime
from functools import cache
from typing import Protocol
from zoneinfo import ZoneInfo


class Clock(Protocol):
    """The time and the passing of it."""

    def now(self) -> datetime:
        """The moment, aware, in UTC."""
        ...

    def monotonic_s(self) -> float:
        """Seconds that never go back, for measuring how old a reading is."""
        ...

    def sleep(self, seconds: float) -> None: ...


class Progress(Protocol):
    """Tells a waiting person how far a long stage is; may do nothing."""

    def step(self, label: str, done: int, total: int | None) -> None: ...


@cache
def zone_named(name: str) -> ZoneInfo | None:
    """The time zone of that name; None where there is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None
