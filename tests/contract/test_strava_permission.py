from math import inf
from pathlib import Path

import pytest
from strava_world import World, fault_body, instead, run, world

from annotations.model import ActivityId
from sync.errors import (
    LoginNeededError,
)
from sync.ports import ListAsk
from sync.sandbox import faults

ONE = ActivityId(1)
LIST, DETAIL, STREAMS = r"/athlete/activities$", r"/activities/1$", r"/streams$"


def test_a_missing_write_scope_has_its_sentence_and_nothing_is_sent_again(tmp_path: Path) -> None:
    with world(tmp_path, run(1)) as at:
        at.log_in("read", "activity:read_all")
        client = at.client()
        assert "activity:write" not in client.scopes()
        with pytest.raises(LoginNeededError, match="activity:write was not granted") as refused:
            client.write_text(ONE, "description", "x", inf)
        assert at.kinds() == ["put"]
    assert refused.value.exit_code == 4


def test_a_missing_read_scope_has_its_sentence(tmp_path: Path) -> None:
    with world(tmp_path, run(1)) as at:
        at.log_in("read")
        with pytest.raises(LoginNeededError, match="activity:read_all was not granted"):
            at.client().activities_page(ListAsk())


def test_an_inactive_application_has_its_sentence(tmp_path: Path) -> None:
    with world(tmp_path, run(1)) as at:
        at.log_in()
        body = fault_body("Application", "Status", "Inactive")
        at.state.inject("GET", LIST, instead(403, body))
        with pytest.raises(LoginNeededError, match="subscription"):
            at.client().activities_page(ListAsk())
        assert at.kinds() == ["list"]


def test_a_token_that_is_refused_once_is_renewed_once_and_the_request_repeated(
    tmp_path: Path,
) -> None:
    with world(tmp_path, run(1)) as at:
        at.log_in()
        refusal = instead(401, fault_body("Athlete", "access_token", "invalid"))
        at.state.inject("GET", DETAIL, refusal)
        at.client().read_text(ONE, "description")
        assert at.kinds() == ["detail", "token", "detail"]


def test_a_token_that_is_refused_twice_needs_a_login(tmp_path: Path) -> None:
    with world(tmp_path, run(1)) as at:
        at.log_in()
        refusal = instead(401, fault_body("Athlete", "access_token", "invalid"))
        at.state.inject("GET", LIST, refusal, times=None)
        with pytest.raises(LoginNeededError, match="no longer accepts the login"):
            at.client().activities_page(ListAsk())
        assert at.kinds() == ["list", "token", "list"]


def test_a_revoked_login_is_needed_again(tmp_path: Path) -> None:
    with world(tmp_path, run(1)) as at:
        at.log_in()
        at.state.revoke_all()
        with pytest.raises(LoginNeededError, match="twinge login") as revoked:
            at.client().activities_page(ListAsk())
        assert at.kinds() == ["list", "token"]
    assert revoked.value.exit_code == 4


def test_a_write_that_was_applied_is_reported_though_the_token_ends_just_then(
    tmp_path: Path,
) -> None:
    with world(tmp_path, run(1)) as at:
        at.log_in()
        at.state.inject("POST", "/oauth/token", faults.status(503), times=None)
        client = at.client()
        sent_at = at.clock.now_s
        at.memory.put = lambda name, value: _later(at, sent_at)  # type: ignore[method-assign]
        assert client.write_text(ONE, "description", "x", inf).text == "x"
        assert at.kinds() == ["put"]


def _later(at: World, sent_at: float) -> None:
    """The answer took so long that the access token has run out meanwhile."""
    at.clock.now_s = sent_at + 7 * 3600
