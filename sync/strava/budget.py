"""Strava's request limits, as pure functions of what its answers said: when may the next request go?"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from email.utils import parsedate_to_datetime
from typing import Any

WINDOW_S = 15 * 60
DAY_S = 24 * 3600
AFTER_RESET_S = 5.0
"""Waited beyond a reset, for clocks that differ a little."""
AGREE_S = 3.0
"""Answers are dated in whole seconds and take a moment: a smaller difference of clocks is none."""
LONGEST_RETRY_S = 1200.0
"""A `Retry-After` beyond it is not believed."""

MEMORY = "rate_limit"
"""The name under which the budget is remembered."""
OTHERS_RESERVE = 5
"""Requests that the write-back leaves for the runner's other tools; a PUT goes on to the last."""
WRITE_RESERVE = 10
"""Reads that a pull leaves for the write-back and the runner's other tools."""
STREAMS_RESERVE = 50
"""Reads that the streams leave, half of a quarter hour: a night's blocks take some 45."""

READ = ("X-ReadRateLimit-Limit", "X-ReadRateLimit-Usage")
OVERALL = ("X-RateLimit-Limit", "X-RateLimit-Usage")


@dataclass(frozen=True, slots=True)
class Bucket:
    """Limit and usage of the quarter hour and of the UTC day, as last heard."""

    window_limit: int
    day_limit: int
    window_used: int
    day_used: int


NEW_READ, NEW_OVERALL = Bucket(100, 1000, 0, 0), Bucket(200, 2000, 0, 0)
"""The limits of a new application."""


@dataclass(frozen=True, slots=True)
class Budget:
    """What is known of the limits. All moments are epoch seconds on Strava's clock.

    `heard_at_s`: when the buckets were as they say. `refused_until_s`: a 429 came, and no request
    may go before that moment. `ahead_s`: how far this machine's clock is ahead of Strava's.
    """

    heard_at_s: float = 0.0
    read: Bucket | None = None
    overall: Bucket | None = None
    refused_until_s: float = 0.0
    ahead_s: float = 0.0


def after_sending(budget: Budget, now_s: float, requests: int = 1) -> Budget:
    """The budget once so many requests are on their way: each may count, whatever its answer tells.

    Before any answer has told the limits, those of a new application are taken. A PUT counts as a
    read, as at Strava.
    """
    there_s = now_s - budget.ahead_s
    read, overall = (
        _rolled(bucket, budget.heard_at_s, there_s, requests)
        for bucket in (budget.read or NEW_READ, budget.overall or NEW_OVERALL)
    )
    return replace(budget, heard_at_s=there_s, read=read, overall=overall)


def after_answer(budget: Budget, headers: Mapping[str, str], status: int, now_s: float) -> Budget:
    """The budget after an answer; malformed, repeated or missing headers leave the bucket as it was."""
    ahead_s = clock_ahead_s(headers, now_s)
    if ahead_s is not None:
        budget = replace(budget, ahead_s=ahead_s if abs(ahead_s) > AGREE_S else 0.0)
    there_s = now_s - budget.ahead_s
    read, overall = _bucket(headers, READ), _bucket(headers, OVERALL)
    if read or overall:
        # what this answer does not tell is brought to the same moment as what it tells
        read = read or _kept(budget.read, budget.heard_at_s, there_s)
        overall = overall or _kept(budget.overall, budget.heard_at_s, there_s)
        budget = replace(budget, heard_at_s=there_s, read=read, overall=overall)
    if status != 429:
        return budget
    return replace(budget, refused_until_s=_refused_until_s(budget, headers, there_s))


def clock_ahead_s(headers: Mapping[str, str], now_s: float) -> float | None:
    """How far this machine's clock is ahead of the one that dated an answer; None where it is undated."""
    dated_s = _dated_s(headers.get("Date", ""))
    return None if dated_s is None else now_s - dated_s


def wait_until_s(budget: Budget, now_s: float, reserve: int = 0) -> float:
    """The moment on this machine's clock from which a request may go: 0.0 for now.

    `reserve` requests are left unspent, but never more than half of a limit.
    """
    there_s = now_s - budget.ahead_s
    waits = [0.0]
    # further off than any reset: the clock has been set back since, and the moment means nothing
    if there_s < budget.refused_until_s <= there_s + DAY_S + AFTER_RESET_S:
        waits.append(budget.refused_until_s)
    for bucket in (budget.read, budget.overall):
        if bucket is None:
            continue
        for length_s, used, limit in (
            (DAY_S, bucket.day_used, bucket.day_limit),
            (WINDOW_S, bucket.window_used, bucket.window_limit),
        ):
            ends_s = _next(length_s, budget.heard_at_s)
            in_it = ends_s - length_s - AFTER_RESET_S <= there_s < ends_s
            if in_it and used >= _usable(limit, reserve):
                waits.append(ends_s)
    return max(waits) + budget.ahead_s if max(waits) else 0.0


def ends_at_s(budget: Budget, now_s: float, kinds: Sequence[tuple[int, int]]) -> float:
    """When the limits let the last of these requests go, on this machine's clock; `now_s` for none.

    Each kind is a number of requests and the reserve that they leave, in their order. Nobody else
    is taken to send anything.
    """
    for requests, reserve in kinds:
        to_come = requests
        while to_come > 0:
            until_s = wait_until_s(budget, now_s, reserve)
            if until_s > now_s:
                now_s = until_s
                continue
            some = min(to_come, _free(budget, now_s, reserve))
            budget = after_sending(budget, now_s, some)
            to_come -= some
    return now_s


def left(budget: Budget, now_s: float) -> dict[str, dict[str, int]]:
    """What is left of each limit, by pair, in this quarter hour and today; empty before the first answer."""
    there_s = now_s - budget.ahead_s
    found = {}
    for name, bucket in (("read", budget.read), ("overall", budget.overall)):
        if bucket is not None:
            now = _rolled(bucket, budget.heard_at_s, there_s)
            found[name] = {
                "quarter_hour": max(0, now.window_limit - now.window_used),
                "day": max(0, now.day_limit - now.day_used),
            }
    return found


def scarcest(left_by_pair: Mapping[str, Mapping[str, int]]) -> tuple[int, int] | None:
    """Of what `left` tells, how many requests may really go: in this quarter hour and today."""
    if not left_by_pair:
        return None
    pairs = left_by_pair.values()
    return min(pair["quarter_hour"] for pair in pairs), min(pair["day"] for pair in pairs)


def to_text(budget: Budget) -> str:
    return json.dumps(asdict(budget))


def from_text(text: str | None) -> Budget:
    """The budget that `to_text` wrote; anything else is an empty one."""
    try:
        found = json.loads(text or "{}")
        return Budget(
            _moment(found["heard_at_s"]),
            _stored_bucket(found["read"]),
            _stored_bucket(found["overall"]),
            _moment(found["refused_until_s"]),
            _skew(found.get("ahead_s", 0.0)),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return Budget()


def _moment(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e12:
        raise ValueError(value)
    return float(value)


def _skew(value: object) -> float:
    return -_moment(-value) if isinstance(value, int | float) and value < 0 else _moment(value)


def _stored_bucket(found: Any) -> Bucket | None:
    if found is None:
        return None
    if not isinstance(found, dict) or any(type(value) is not int for value in found.values()):
        raise ValueError(found)
    bucket = Bucket(**found)
    if min(bucket.window_limit, bucket.day_limit) <= 0:
        raise ValueError(found)
    return bucket


def _bucket(headers: Mapping[str, str], names: tuple[str, str]) -> Bucket | None:
    try:
        window_limit, day_limit = (int(part) for part in headers[names[0]].split(","))
        window_used, day_used = (int(part) for part in headers[names[1]].split(","))
    except (KeyError, ValueError):
        return None
    if min(window_limit, day_limit) <= 0 or min(window_used, day_used) < 0:
        return None
    return Bucket(window_limit, day_limit, window_used, day_used)


def _rolled(bucket: Bucket, heard_at_s: float, there_s: float, requests: int = 0) -> Bucket:
    """The bucket at a later moment, without what a reset has given back, with so many requests more."""
    window = bucket.window_used if _same(WINDOW_S, heard_at_s, there_s) else 0
    day = bucket.day_used if _same(DAY_S, heard_at_s, there_s) else 0
    return replace(bucket, window_used=window + requests, day_used=day + requests)


def _kept(bucket: Bucket | None, heard_at_s: float, there_s: float) -> Bucket | None:
    return None if bucket is None else _rolled(bucket, heard_at_s, there_s)


def _free(budget: Budget, now_s: float, reserve: int) -> int:
    """How many requests may go at a moment at which at least one may."""
    there_s = now_s - budget.ahead_s
    free = []
    for bucket in (budget.read or NEW_READ, budget.overall or NEW_OVERALL):
        now = _rolled(bucket, budget.heard_at_s, there_s)
        free += [
            _usable(now.window_limit, reserve) - now.window_used,
            _usable(now.day_limit, reserve) - now.day_used,
        ]
    return max(1, min(free))


def _refused_until_s(budget: Budget, headers: Mapping[str, str], there_s: float) -> float:
    if _day_is_spent(budget, there_s):
        return _next(DAY_S, there_s)
    after_s = _retry_after_s(headers.get("Retry-After", ""), there_s)
    return _next(WINDOW_S, there_s) if after_s is None else there_s + after_s


def _retry_after_s(text: str, there_s: float) -> float | None:
    """The wait that a header asks for, in seconds or as a date; None for one that can't be meant."""
    if text.isascii() and text.strip().isdecimal() and len(text) < 10:
        after_s = float(text)
    else:
        dated_s = _dated_s(text)
        after_s = -1.0 if dated_s is None else dated_s - there_s
    return after_s if 0 <= after_s <= LONGEST_RETRY_S else None


def _dated_s(text: str) -> float | None:
    try:
        return parsedate_to_datetime(text).timestamp()
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _usable(limit: int, reserve: int) -> int:
    return limit - min(reserve, limit // 2)


def _day_is_spent(budget: Budget, there_s: float) -> bool:
    if not _same(DAY_S, budget.heard_at_s, there_s):
        return False  # usage of another day: a 429 without headers tells nothing of this one
    buckets = [b for b in (budget.read, budget.overall) if b]
    return any(bucket.day_used >= bucket.day_limit for bucket in buckets)


def _same(length_s: int, a_s: float, b_s: float) -> bool:
    return a_s // length_s == b_s // length_s


def _next(length_s: int, now_s: float) -> float:
    return (now_s // length_s + 1) * length_s + AFTER_RESET_S
