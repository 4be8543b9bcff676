import pytest
from sandbox_client import NOON, Client, Clock, Reply, run, served, state_of

from sync.sandbox.limits import Limits

SMALL = Limits(read_quarter_hour=3, read_day=5, overall_quarter_hour=200, overall_day=2000)


def usage(reply: Reply) -> tuple[str, str]:
    return reply.headers["x-ratelimit-usage"], reply.headers["x-readratelimit-usage"]


def ask(client: Client, times: int) -> list[int]:
    return [client.api("/athlete").status for _ in range(times)]


def test_limits_and_usage_are_told_in_pairs() -> None:
    with served(state_of(run(1))) as client:
        client.api("/athlete")
        reply = client.put(1, description="a PUT counts as a read")
    assert reply.headers["x-ratelimit-limit"] == "200,2000"
    assert reply.headers["x-readratelimit-limit"] == "100,1000"
    assert usage(reply) == ("2,2", "2,2")


def test_over_the_read_limit_is_429_with_headers_and_is_not_applied() -> None:
    state = state_of(run(1, description="before"), limits=SMALL)
    with served(state) as client:
        assert ask(client, 3) == [200] * 3
        refused = client.put(1, description="after")
    assert refused.status == 429
    assert refused.json["message"] == "Rate Limit Exceeded"
    assert refused.error == ("Application", "read rate limit", "exceeded")
    assert usage(refused) == ("4,4", "4,4")
    assert state.text(1) == "before"


def test_over_the_overall_limit_is_named_so() -> None:
    limits = Limits(read_quarter_hour=1, overall_quarter_hour=1)
    with served(state_of(limits=limits)) as client:
        ask(client, 1)
        refused = client.api("/athlete")
    assert refused.error == ("Application", "overall rate limit", "exceeded")


def test_windows_are_natural_quarter_hours() -> None:
    clock = Clock(NOON + 899)
    with served(state_of(clock=clock, limits=SMALL)) as client:
        assert ask(client, 4) == [200, 200, 200, 429]
        clock.now_s = NOON + 900
        reply = client.api("/athlete")
    assert reply.status == 200
    assert usage(reply)[1] == "1,5"


def test_requests_over_the_short_limit_count_to_the_day() -> None:
    clock = Clock()
    with served(state_of(clock=clock, limits=SMALL)) as client:
        ask(client, 5)
        clock.now_s += 900
        assert ask(client, 1) == [429]


def test_the_day_begins_at_midnight_utc() -> None:
    clock = Clock(NOON + 12 * 3600 - 1)
    state = state_of(clock=clock, limits=SMALL)
    state.spend(5)
    with served(state) as client:
        assert ask(client, 1) == [429]
        clock.now_s += 1
        assert ask(client, 1) == [200]


@pytest.mark.parametrize("path", ["/api/v3/activities/9", "/oauth/authorize"])
def test_refusals_and_logins_carry_no_limits(path: str) -> None:
    with served(state_of()) as client:
        reply = client.get(path)
    assert reply.status in {400, 404}
    assert not [name for name in reply.headers if "ratelimit" in name]


def test_logging_in_costs_nothing() -> None:
    with served(state_of()) as client:
        client.form("/oauth/token", {})
        assert usage(client.api("/athlete")) == ("1,1", "1,1")
