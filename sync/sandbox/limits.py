"""Strava's rate limits: natural quarter hours and UTC days, reads and everything."""

from dataclasses import dataclass, field

QUARTER_HOUR_S = 900
DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class Limits:
    """How many requests an application may send; the defaults are those of a new one."""

    read_quarter_hour: int = 100
    read_day: int = 1000
    overall_quarter_hour: int = 200
    overall_day: int = 2000


@dataclass(slots=True)
class Meter:
    """Counts the requests of the current windows. Refused requests count as well.

    All that the sandbox answers is "non-upload" in Strava's words, a PUT too: each request counts
    in the read limits and in the overall ones alike.
    """

    limits: Limits = field(default_factory=Limits)
    _quarter_hour: int = -1
    _day: int = -1
    _in_quarter_hour: int = 0
    _in_day: int = 0

    def count(self, now_s: float, requests: int = 1) -> None:
        """Adds requests at this moment, after closing the windows that have ended."""
        quarter_hour, day = int(now_s // QUARTER_HOUR_S), int(now_s // DAY_S)
        if quarter_hour != self._quarter_hour:
            self._quarter_hour, self._in_quarter_hour = quarter_hour, 0
        if day != self._day:
            self._day, self._in_day = day, 0
        self._in_quarter_hour += requests
        self._in_day += requests

    def exceeded(self) -> str | None:
        """The limit that the last counted request is beyond, in the words of Strava's answer."""
        limits = self.limits
        if self._over(limits.overall_quarter_hour, limits.overall_day):
            return "overall rate limit"
        if self._over(limits.read_quarter_hour, limits.read_day):
            return "read rate limit"
        return None

    def headers(self) -> tuple[tuple[str, str], ...]:
        limits, usage = self.limits, f"{self._in_quarter_hour},{self._in_day}"
        return (
            ("X-RateLimit-Limit", f"{limits.overall_quarter_hour},{limits.overall_day}"),
            ("X-RateLimit-Usage", usage),
            ("X-ReadRateLimit-Limit", f"{limits.read_quarter_hour},{limits.read_day}"),
            ("X-ReadRateLimit-Usage", usage),
        )

    def _over(self, quarter_hour: int, day: int) -> bool:
        return self._in_quarter_hour > quarter_hour or self._in_day > day
