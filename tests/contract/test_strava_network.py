from math import inf
from pathlib import Path

import pytest
from strava_world import instead, run, world

from annotations.model import ActivityId
from sync.errors import (
    AnswerLostError,
    TryLaterError,
)
from sync.ports import ListAsk
from sync.sandbox import faults
from sync.sandbox.faults import Action
from sync.sandbox.server import Sandbox
from sync.sandbox.state import SandboxState
from sync.strava.budget import MEMORY, from_text, left

ONE = ActivityId(1)
LIST, DETAIL, STREAMS = r"/athlete/activities$", r"/activities/1$", r"/streams$"


def test_a_get_is_repeated_on_5xx_and_dropped_connections(tmp_path: Path) -> None:
    with world(tmp_path, run(1)) as at:
        at.log_in()
        at.state.inject("GET", LIST, faults.status(503))
        at.state.inject("GET", LIST, faults.drop_before(), nth=2)
        assert len(at.client().activities_page(ListAsk()).pulled) == 1
        assert at.kinds() == ["list"] * 3


def test_what_is_sent_anew_counts_anew_and_waits_a_little_longer_each_time(tmp_path: Path) -> None:
    with world(tmp_path, run(1)) as at:
        at.log_in()
        at.state.inject("GET", LIST, faults.drop_after(), times=None)
        client, began_s = at.client(), at.clock.now_s
        with pytest.raises(TryLaterError, match="can't be reached"):
            client.activities_page(ListAsk())
        assert at.clock.now_s - began_s == 3
        assert client.requests_sent() == {"list": 4}
        at.state.clear_faults()
        at.state.inject("PUT", DETAIL, faults.drop_after())
        with pytest.raises(AnswerLostError):
            client.write_text(ONE, "description", "x", inf)
        assert at.kinds() == ["list"] * 4 + ["put"]
        told = left(from_text(at.memory[MEMORY]), at.clock.now_s)
    assert told["read"] == {"quarter_hour": 95, "day": 995}, "no answer told it"


def test_what_never_left_this_machine_does_not_count(tmp_path: Path) -> None:
    with world(tmp_path) as at:
        at.log_in()
        client = at.client()
    with pytest.raises(TryLaterError, match="can't be reached"):
        client.activities_page(ListAsk())
    assert client.requests_sent() == {}
    assert MEMORY not in at.memory


GIVEN_UP = {
    "5xx for ever": (faults.status(503), "status 503", 4),
    "dropped for ever": (faults.drop_before(), "can't be reached", 4),
    "a page with status 200": (faults.html_page(200), "not Strava's", 1),
    "a page with status 403": (faults.html_page(403), "not Strava's", 1),
    "truncated JSON": (faults.truncated_json(), "not Strava's", 1),
    "a cut body": (faults.cut_body(), "broke off", 1),
    "an object for a list": (instead(200, {"id": 1}), "something else", 1),
    "a redirect that says []": (instead(302, []), "not Strava's", 1),
    "an empty answer": (instead(204, b""), "not Strava's", 1),
    "JSON as deep as the sea": (instead(200, b"[" * 90_000), "not Strava's", 1),
}


@pytest.mark.parametrize(("action", "said", "tries"), GIVEN_UP.values(), ids=GIVEN_UP.keys())
def test_what_is_no_answer_is_tried_later_and_never_an_empty_list(
    tmp_path: Path, action: Action, said: str, tries: int
) -> None:
    with world(tmp_path, run(1)) as at:
        at.log_in()
        at.state.inject("GET", LIST, action, times=None)
        with pytest.raises(TryLaterError, match=said) as later:
            at.client().activities_page(ListAsk())
        assert at.kinds() == ["list"] * tries
    assert later.value.exit_code == 75


def test_a_strava_that_is_not_there_is_tried_later(tmp_path: Path) -> None:
    with world(tmp_path, run(1)) as at:
        at.log_in()
        client = at.client()
    with pytest.raises(TryLaterError, match="can't be reached"):
        client.activities_page(ListAsk())
    with pytest.raises(AnswerLostError):
        client.write_text(ONE, "description", "x", inf)


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(tmp_path: Path, code: int) -> None:
    elsewhere = SandboxState(activities=[run(1)])
    with Sandbox(elsewhere) as other, world(tmp_path, run(1)) as at:
        at.log_in()
        away = instead(code, b"", headers={"Location": f"{other.url}/api/v3/athlete/activities"})
        at.state.inject("GET", LIST, away)
        with pytest.raises(TryLaterError, match=r"sends Twinge to 127\.0\.0\.1 instead"):
            at.client().activities_page(ListAsk())
        assert elsewhere.requests == ()


@pytest.mark.parametrize(
    "headers",
    [
        {"X-ReadRateLimit-Limit": "100", "X-ReadRateLimit-Usage": "a,b"},
        {"X-ReadRateLimit-Limit": "", "X-ReadRateLimit-Usage": "1,2"},
        {"X-ReadRateLimit-Limit": "-1,-1", "X-ReadRateLimit-Usage": "0,0"},
    ],
)
def test_malformed_limits_stop_nothing(tmp_path: Path, headers: dict[str, str]) -> None:
    with world(tmp_path, run(1)) as at:
        at.log_in()
        at.state.inject("GET", LIST, instead(200, [run(1)], headers=headers))
        client = at.client()
        assert (
            len(client.activities_page(ListAsk()).pulled)
            == len(client.activities_page(ListAsk()).pulled)
            == 1
        )
