import json
from email.utils import formatdate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.strava.budget import (
    Bucket,
    Budget,
    after_answer,
    after_sending,
    ends_at_s,
    from_text,
    left,
    scarcest,
    to_text,
    wait_until_s,
)

NOON = 1_784_980_800.0
"""2026-07-25 12:00 UTC: the first second of a quarter hour."""
QUARTER, MIDNIGHT = NOON + 905, NOON + 12 * 3600 + 5

counts = st.integers(0, 10**6)
sizes = st.integers(1, 10**6)
buckets = st.builds(Bucket, sizes, sizes, counts, counts)
moments = st.floats(0, 1e11)
skews = st.floats(-1e11, 1e11)
budgets = st.builds(Budget, moments, st.none() | buckets, st.none() | buckets, moments, skews)


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
    budgets,
    st.dictionaries(st.sampled_from([*headers(), "Date", "Retry-After"]), st.text()),
    st.integers(0, 999),
    moments,
)
def test_no_header_is_bad_enough_to_raise(
    budget: Budget, told: dict[str, str], status: int, now_s: float
) -> None:
    after = after_answer(after_sending(budget, now_s), told, status, now_s)
    assert wait_until_s(after, now_s) <= now_s + 24 * 3600 + 6
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
    "a limit of nothing": json.dumps({**WHOLE, "read": {**WHOLE["read"], "day_limit": 0}}),
    "a clock that is ahead by words": json.dumps({**WHOLE, "ahead_s": "much"}),
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
    ("later_s", "quarter_hour", "day"), [(0, 60, 700), (900, 100, 700), (24 * 3600, 100, 1000)]
)
def test_what_is_left_grows_back_at_each_reset(later_s: int, quarter_hour: int, day: int) -> None:
    budget = after_answer(Budget(), headers("40,300", "40,300"), 200, NOON)
    found = left(budget, NOON + later_s)
    assert found["read"] == {"quarter_hour": quarter_hour, "day": day}
    assert found["overall"] == {"quarter_hour": quarter_hour + 100, "day": day + 1000}
    assert scarcest(found) == (quarter_hour, day)
    assert left(Budget(), NOON) == {}
    assert scarcest({}) is None


UNTOLD = {
    "none": {},
    "malformed": {"X-ReadRateLimit-Limit": "a,b", "X-ReadRateLimit-Usage": ""},
    "repeated": {
        "X-ReadRateLimit-Limit": "100,1000, 100,1000",
        "X-ReadRateLimit-Usage": "1,1, 1,1",
    },
    "of the other pair alone": {
        "X-RateLimit-Limit": "200,2000",
        "X-RateLimit-Usage": "1,1",
    },
}


@pytest.mark.parametrize("told", UNTOLD.values(), ids=UNTOLD.keys())
def test_without_usable_headers_the_requests_are_counted_here(told: dict[str, str]) -> None:
    budget, sent = Budget(), 0
    while wait_until_s(budget, NOON + sent) == 0.0:
        budget = after_answer(after_sending(budget, NOON + sent), told, 200, NOON + sent)
        sent += 1
    assert sent == 100
    assert wait_until_s(budget, NOON + sent) == QUARTER
    assert left(budget, QUARTER)["read"] == {"quarter_hour": 100, "day": 900}


def test_an_answer_that_tells_the_usage_takes_the_place_of_what_was_counted_here() -> None:
    budget = Budget()
    for _ in range(30):
        budget = after_sending(budget, NOON)
    assert left(budget, NOON)["read"]["quarter_hour"] == 70
    told = after_answer(budget, headers("31,31", "31,31"), 200, NOON)
    assert left(told, NOON)["read"]["quarter_hour"] == 69


def dated(moment_s: float, **more: str) -> dict[str, str]:
    return {"Date": formatdate(moment_s, usegmt=True), **more}


@pytest.mark.parametrize("ahead_s", [-86_400, -400, -4, 4, 400, 86_400, 90_000])
def test_quarter_hours_are_those_of_the_servers_clock(ahead_s: int) -> None:
    here = NOON + ahead_s
    budget = after_answer(Budget(), headers("100,500") | dated(NOON), 200, here)
    assert wait_until_s(budget, here) == QUARTER + ahead_s
    assert wait_until_s(budget, QUARTER + ahead_s) == 0.0
    assert from_text(to_text(budget)) == budget


@pytest.mark.parametrize("date", ["", "yesterday", "Mon, 99 Foo 2026 99:99:99 GMT"])
def test_an_undated_answer_leaves_what_was_known_of_the_clocks(date: str) -> None:
    known = after_answer(Budget(), dated(NOON), 200, NOON + 400)
    assert after_answer(known, {"Date": date}, 200, NOON + 500).ahead_s == 400


RETRIES = {
    "seconds": ("30", NOON + 100 + 30),
    "none": ("0", 0.0),
    "twenty minutes": ("1200", NOON + 100 + 1200),
    "a date": (formatdate(NOON + 160, usegmt=True), NOON + 160),
    "more than twenty minutes": ("1201", QUARTER),
    "ages": ("1000000000", QUARTER),
    "negative": ("-5", QUARTER),
    "a date that is past": (formatdate(NOON - 60, usegmt=True), QUARTER),
    "words": ("soon", QUARTER),
    "other digits": ("\u0663\u0660", QUARTER),
    "empty": ("", QUARTER),
}


@pytest.mark.parametrize(("said", "until"), RETRIES.values(), ids=RETRIES.keys())
def test_a_retry_after_of_up_to_twenty_minutes_is_heeded(said: str, until: float) -> None:
    told = dated(NOON + 100) | {"Retry-After": said}
    assert wait_until_s(after_answer(Budget(), told, 429, NOON + 100), NOON + 100) == until


def test_a_retry_after_does_not_shorten_a_limit_that_is_known_as_spent() -> None:
    told = {**headers("101,500"), "Retry-After": "5"}
    assert wait_until_s(after_answer(Budget(), told, 429, NOON), NOON) == QUARTER
    told = {**headers("101,1001"), "Retry-After": "5"}
    assert wait_until_s(after_answer(Budget(), told, 429, NOON), NOON) == MIDNIGHT


ENDS = {
    "none": ([], NOON),
    "as many as are left": ([(60, 0)], NOON),
    "one more": ([(61, 0)], QUARTER),
    "with a reserve": ([(51, 10)], QUARTER),
    "the first kind's wait is the second's": ([(61, 0), (99, 0)], QUARTER),
    "into the next but one": ([(61, 0), (100, 0)], NOON + 1805),
    "more than the day has": ([(701, 0)], MIDNIGHT),
}


@pytest.mark.parametrize(("kinds", "end"), ENDS.values(), ids=ENDS.keys())
def test_the_end_of_so_many_requests_is_when_the_limits_let_the_last_one_go(
    kinds: list[tuple[int, int]], end: float
) -> None:
    budget = after_answer(Budget(), headers("40,300", "40,300"), 200, NOON)
    assert ends_at_s(budget, NOON, kinds) == end


@given(st.integers(0, 700), st.integers(0, 60), st.integers(0, 90_000))
def test_the_foretold_end_is_when_requests_sent_one_by_one_end(
    requests: int, reserve: int, since_noon_s: int
) -> None:
    now_s, budget = NOON + since_noon_s, Budget()
    foretold = ends_at_s(budget, now_s, [(requests, reserve)])
    for _ in range(requests):
        now_s = max(now_s, wait_until_s(budget, now_s, reserve))
        budget = after_sending(budget, now_s)
    assert now_s == foretold
