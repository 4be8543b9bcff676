import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.strava.budget import (
    Bucket,
    Budget,
    after_answer,
    from_text,
    left,
    to_text,
    wait_until_s,
)

NOON = 1_784_980_800.0
"""2026-07-25 12:00 UTC: the first second of a quarter hour."""
QUARTER, MIDNIGHT = NOON + 905, NOON + 12 * 3600 + 5

counts = st.integers(0, 10**6)
buckets = st.builds(Bucket, counts, counts, counts, counts)
moments = st.floats(0, 1e11)
budgets = st.builds(Budget, moments, st.none() | buckets, st.none() | buckets, moments)


def headers(read: str = "1,1", overall: str = "1,1") -> dict[str, str]:
    return {
        "X-ReadRateLimit-Limit": "100,1000",
        "X-ReadRateLimit-Usage": read,
        "X-RateLimit-Limit": "200,2000",
        "X-RateLimit-Usage": overall,
    }


SPENT = {
    "nothing is known": ({}, 0, 0.0),
    "plenty is left": (headers("50,500"), 10, 0.0),
    "the last one may go": (headers("99,500"), 0, 0.0),
    "the quarter hour is spent": (headers("100,500"), 0, QUARTER),
    "the quarter hour is over-spent": (headers("140,500"), 0, QUARTER),
    "the day is spent": (headers("50,1000"), 0, MIDNIGHT),
    "both are spent": (headers("100,1000"), 0, MIDNIGHT),
    "the overall quarter hour is spent": (headers("5,5", "200,300"), 0, QUARTER),
    "the overall day is spent": (headers("5,5", "5,2000"), 0, MIDNIGHT),
    "the reserve is reached": (headers("90,500"), 10, QUARTER),
    "the reserve is not reached": (headers("89,500"), 10, 0.0),
    "the day's reserve is reached": (headers("5,990"), 10, MIDNIGHT),
}


@pytest.mark.parametrize(("told", "reserve", "until"), SPENT.values(), ids=SPENT.keys())
def test_a_request_waits_for_the_reset_of_what_is_spent(
    told: dict[str, str], reserve: int, until: float
) -> None:
    budget = after_answer(Budget(), told, 200, NOON)
    assert wait_until_s(budget, NOON, reserve) == until
    if until:
        assert wait_until_s(budget, until, reserve) == 0.0


REFUSED = {
    "without headers": (Budget(), {}, QUARTER),
    "in the quarter hour": (Budget(), headers("101,500"), QUARTER),
    "for the day": (Budget(), headers("3,1001"), MIDNIGHT),
    "without headers, the day known as spent": (
        after_answer(Budget(), headers("3,1000"), 200, NOON - 60),
        {},
        MIDNIGHT,
    ),
    "without headers, yesterday known as spent": (
        after_answer(Budget(), headers("3,1000"), 200, NOON - 24 * 3600),
        {},
        QUARTER,
    ),
}


@pytest.mark.parametrize(("before", "told", "until"), REFUSED.values(), ids=REFUSED.keys())
def test_a_429_holds_every_request_until_the_reset(
    before: Budget, told: dict[str, str], until: float
) -> None:
    budget = after_answer(before, told, 429, NOON)
    assert wait_until_s(budget, NOON) == wait_until_s(budget, until - 1) == until
    assert wait_until_s(budget, until) == 0.0


def test_a_refusal_further_off_than_any_reset_is_forgotten() -> None:
    budget = after_answer(Budget(), {}, 429, NOON + 400 * 24 * 3600)
    assert wait_until_s(budget, NOON) == 0.0


def test_a_reserve_never_takes_more_than_half_of_a_small_limit() -> None:
    budget = Budget(NOON, Bucket(8, 1000, 3, 3))
    assert wait_until_s(budget, NOON, reserve=10) == 0.0
    assert wait_until_s(Budget(NOON, Bucket(8, 1000, 4, 4)), NOON, reserve=10) == QUARTER


MALFORMED = {
    "one number": ("100", "1"),
    "letters": ("a,b", "c,d"),
    "empty": ("", ""),
    "three numbers": ("1,2,3", "1,2,3"),
    "negative": ("-1,-1", "0,0"),
    "zero": ("0,0", "0,0"),
    "negative usage": ("100,1000", "-5,-5"),
    "floats": ("1e2,1e3", "1,1"),
    "endless": ("9" * 5000 + ",1", "1,1"),
}


@pytest.mark.parametrize(("limit", "usage"), MALFORMED.values(), ids=MALFORMED.keys())
def test_malformed_headers_leave_what_was_known(limit: str, usage: str) -> None:
    known = after_answer(Budget(), headers("7,70"), 200, NOON)
    told = {"X-ReadRateLimit-Limit": limit, "X-ReadRateLimit-Usage": usage}
    assert after_answer(known, told, 200, NOON + 1) == known


@given(
    budgets, st.dictionaries(st.sampled_from([*headers()]), st.text()), st.integers(0, 999), moments
)
def test_no_header_is_bad_enough_to_raise(
    budget: Budget, told: dict[str, str], status: int, now_s: float
) -> None:
    after = after_answer(budget, told, status, now_s)
    assert wait_until_s(after, now_s) <= now_s + 24 * 3600 + 5
    left(after, now_s)


@given(budgets)
def test_a_budget_is_read_back_as_it_was_written(budget: Budget) -> None:
    assert from_text(to_text(budget)) == budget


WHOLE = json.loads(to_text(Budget(NOON, Bucket(100, 1000, 1, 1), None, 0.0)))
OTHER_TEXTS = {
    "nothing": None,
    "empty": "",
    "half": '{"heard_at_s": 1',
    "a list": "[]",
    "a number": "5",
    "no moment": json.dumps({**WHOLE, "heard_at_s": "now"}),
    "never": json.dumps({**WHOLE, "refused_until_s": float("inf")}),
    "no number": json.dumps({**WHOLE, "refused_until_s": float("nan")}),
    "words in a bucket": json.dumps({**WHOLE, "read": {**WHOLE["read"], "day_used": "many"}}),
    "a part of a bucket": json.dumps({**WHOLE, "read": {"day_used": 1}}),
    "a list for a bucket": json.dumps({**WHOLE, "overall": [1, 2]}),
    "no bucket at all": json.dumps({"heard_at_s": 1, "refused_until_s": 1}),
}


@pytest.mark.parametrize("text", OTHER_TEXTS.values(), ids=OTHER_TEXTS.keys())
def test_any_other_text_is_an_empty_budget(text: str | None) -> None:
    assert from_text(text) == Budget()


@given(st.text())
def test_no_text_is_bad_enough_to_raise(text: str) -> None:
    assert isinstance(from_text(text), Budget)


@pytest.mark.parametrize(
    ("later_s", "expected"),
    [
        (0, {"quarter_hour": 60, "day": 700}),
        (900, {"quarter_hour": 100, "day": 700}),
        (24 * 3600, {"quarter_hour": 100, "day": 1000}),
    ],
)
def test_what_is_left_grows_back_at_each_reset(later_s: int, expected: dict[str, int]) -> None:
    budget = after_answer(Budget(), headers("40,300"), 200, NOON)
    assert left(budget, NOON + later_s) == expected
    assert left(Budget(), NOON) == {}
