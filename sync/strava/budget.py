"""Strava's request limits, as pure functions of what its answers said: when may the next request go?"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

WINDOW_S = 15 * 60
DAY_S = 24 * 3600
AFTER_RESET_S = 5.0
"""Waited beyond a reset, for clocks that differ a little."""

READ = ("X-ReadRateLimit-Limit", "X-ReadRateLimit-Usage")
OVERALL = ("X-RateLimit-Limit", "X-RateLimit-Usage")


@dataclass(frozen=True, slots=True)
class Bucket:
    """Limit and usage of the quarter hour and of the UTC day, as last heard."""

    window_limit: int
    day_limit: int
    window_used: int
    day_used: int


@dataclass(frozen=True, slots=True)
class Budget:
    """What is known of the limits. `heard_at_s` is the epoch second of the newest answer that told.

    `refused_until_s`: a 429 came, and no request may go before that moment.
    """

    heard_at_s: float = 0.0
    read: Bucket | None = None
    overall: Bucket | None = None
    refused_until_s: float = 0.0


def after_answer(budget: Budget, headers: Mapping[str, str], status: int, now_s: float) -> Budget:
    """The budget after an answer; malformed or missing headers leave the bucket as it was."""
    read, overall = _bucket(headers, READ), _bucket(headers, OVERALL)
    heard = now_s if read or overall else budget.heard_at_s
    known = Budget(heard, read or budget.read, overall or budget.overall, budget.refused_until_s)
    if status != 429:
        return known
    until = _next(DAY_S, now_s) if _day_is_spent(known, now_s) else _next(WINDOW_S, now_s)
    return Budget(known.heard_at_s, known.read, known.overall, until)


def wait_until_s(budget: Budget, now_s: float, reserve: int = 0) -> float:
    """The epoch second from which a request may go: 0.0 for now.

    `reserve` requests are left unspent, but never more than half of a limit.
    """
    # further off than any reset: the clock has been set back since, and the moment means nothing
    if now_s < budget.refused_until_s <= now_s + DAY_S + AFTER_RESET_S:
        return budget.refused_until_s
    waits = [0.0]
    for bucket in (budget.read, budget.overall):
        if bucket is None:
            continue
        day_spent = bucket.day_used >= _usable(bucket.day_limit, reserve)
        if _same(DAY_S, budget.heard_at_s, now_s) and day_spent:
            waits.append(_next(DAY_S, now_s))
        window_spent = bucket.window_used >= _usable(bucket.window_limit, reserve)
        if _same(WINDOW_S, budget.heard_at_s, now_s) and window_spent:
            waits.append(_next(WINDOW_S, now_s))
    return max(waits)


def left(budget: Budget, now_s: float) -> dict[str, int]:
    """How many reads are left in this quarter hour and today; empty before the first answer."""
    if budget.read is None:
        return {}
    used_window = budget.read.window_used if _same(WINDOW_S, budget.heard_at_s, now_s) else 0
    used_day = budget.read.day_used if _same(DAY_S, budget.heard_at_s, now_s) else 0
    return {
        "quarter_hour": max(0, budget.read.window_limit - used_window),
        "day": max(0, budget.read.day_limit - used_day),
    }


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
        )
    except (ValueError, KeyError, TypeError):
        return Budget()


def _moment(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e12:
        raise ValueError(value)
    return float(value)


def _stored_bucket(found: Any) -> Bucket | None:
    if found is None:
        return None
    if not isinstance(found, dict) or any(type(value) is not int for value in found.values()):
        raise ValueError(found)
    return Bucket(**found)


def _bucket(headers: Mapping[str, str], names: tuple[str, str]) -> Bucket | None:
    try:
        window_limit, day_limit = (int(part) for part in headers[names[0]].split(","))
        window_used, day_used = (int(part) for part in headers[names[1]].split(","))
    except (KeyError, ValueError):
        return None
    if min(window_limit, day_limit) <= 0 or min(window_used, day_used) < 0:
        return None
    return Bucket(window_limit, day_limit, window_used, day_used)


def _usable(limit: int, reserve: int) -> int:
    return limit - min(reserve, limit // 2)


def _day_is_spent(budget: Budget, now_s: float) -> bool:
    if not _same(DAY_S, budget.heard_at_s, now_s):
        return False  # usage of another day: a 429 without headers tells nothing of this one
    buckets = [b for b in (budget.read, budget.overall) if b]
    return any(bucket.day_used >= bucket.day_limit for bucket in buckets)


def _same(length_s: int, a_s: float, b_s: float) -> bool:
    return a_s // length_s == b_s // length_s


def _next(length_s: int, now_s: float) -> float:
    return (now_s // length_s + 1) * length_s + AFTER_RESET_S
