import json
from http.client import HTTPException, IncompleteRead

import pytest
from sandbox_client import run, served, state_of

from sync.sandbox import faults
from sync.sandbox.faults import Action

TEXT = " a < b\nTwinge | right knee 5/10\nfacts\n-- Twinge\n"
HAPPY = "Zoe\u0301 \U0001f642"


def test_a_fault_hits_the_nth_matching_request_and_only_that() -> None:
    state = state_of(run(1))
    state.inject("GET", r"/activities/\d+$", faults.status(503), nth=2)
    with served(state) as client:
        statuses = [client.api("/activities/1").status for _ in range(3)]
        assert client.put(1, name="x").status == 200
    assert statuses == [200, 503, 200]


def test_a_fault_may_last() -> None:
    state = state_of(run(1))
    state.inject("*", r"/api/", faults.status(500, {"message": "no"}), times=None)
    with served(state) as client:
        replies = [client.api("/athlete") for _ in range(3)]
        state.clear_faults()
        assert client.api("/athlete").status == 200
    assert [reply.status for reply in replies] == [500] * 3
    assert replies[0].json == {"message": "no"}


def test_of_two_due_rules_the_first_acts_and_both_count() -> None:
    state = state_of(run(1))
    state.inject("GET", "/athlete", faults.status(500), times=2)
    state.inject("GET", "/athlete", faults.status(502), times=3)
    with served(state) as client:
        assert [client.api("/athlete").status for _ in range(4)] == [500, 500, 502, 200]


@pytest.mark.parametrize(
    ("action", "stored"),
    [
        (faults.drop_before(), "before"),
        (faults.drop_after(), "after"),
        (faults.cut_body(), "after"),
    ],
)
def test_a_dropped_connection_hides_whether_the_put_was_applied(
    action: Action, stored: str
) -> None:
    state = state_of(run(1, description="before"))
    state.inject("PUT", "/activities/1", action)
    with served(state) as client:
        with pytest.raises((HTTPException, ConnectionError, IncompleteRead)):
            client.put(1, description="after")
        assert client.api("/activities/1").json["description"] == stored


@pytest.mark.parametrize("applied", [True, False])
def test_an_error_status_may_come_with_or_without_the_change(applied: bool) -> None:
    state = state_of(run(1, description="before"))
    state.inject("PUT", "/activities/1", faults.status(502, applied=applied))
    with served(state) as client:
        assert client.put(1, description="after").status == 502
    assert state.text(1) == ("after" if applied else "before")


@pytest.mark.parametrize("code", [200, 503])
def test_a_page_for_people_may_come_instead_of_json(code: int) -> None:
    state = state_of(run(1))
    state.inject("GET", "/activities/1", faults.html_page(code))
    with served(state) as client:
        reply = client.api("/activities/1")
    assert reply.status == code
    assert reply.headers["content-type"].startswith("text/html")
    assert reply.body.startswith(b"<!doctype html>")


def test_truncated_json_is_a_whole_answer_that_does_not_parse() -> None:
    state = state_of(run(1))
    state.inject("GET", "/activities/1", faults.truncated_json())
    with served(state) as client:
        reply = client.api("/activities/1")
    assert reply.status == 200
    with pytest.raises(json.JSONDecodeError):
        reply.json  # noqa: B018 - reading it is the test


def test_a_delay_sleeps_before_the_request_is_applied() -> None:
    slept: list[float] = []
    state = state_of(run(1), sleep=slept.append)
    state.inject("GET", "/athlete", faults.delay(7.5))
    with served(state) as client:
        assert client.api("/athlete").status == 200
    assert slept == [7.5]


@pytest.mark.parametrize(
    ("action", "stored"),
    [
        (faults.trim(), TEXT.strip()),
        (faults.crlf(), TEXT.replace("\n", "\r\n")),
        (faults.html_escape(), TEXT.replace("<", "&lt;")),
        (faults.drop_markers(), " a < b\nfacts\n"),
        (faults.truncate(10), TEXT[:10]),
        (faults.ignore_put(), "before"),
    ],
    ids=lambda value: value.name if isinstance(value, Action) else "",
)
@pytest.mark.parametrize("field", ["description", "private_note"])
def test_a_server_that_changes_texts_answers_with_what_it_stored(
    action: Action, stored: str, field: str
) -> None:
    state = state_of(run(1, description="before", private_note="before"))
    state.inject("PUT", r"/activities/\d+", action, times=None)
    with served(state) as client:
        reply = client.put(1, **{field: TEXT})
    assert reply.status == 200
    assert reply.json[field] == state.text(1, field) == stored


@pytest.mark.parametrize(
    ("action", "stored"), [(faults.nfc(), "Zo\xe9 \U0001f642"), (faults.drop_emoji(), "Zoe\u0301 ")]
)
def test_a_server_may_alter_letters_that_are_not_plain(action: Action, stored: str) -> None:
    state = state_of(run(1))
    state.inject("PUT", "/activities/1", action)
    with served(state) as client:
        assert client.put(1, description=HAPPY).json["description"] == stored


def test_a_stale_read_shows_the_text_before_the_last_write_but_never_hides_an_edit() -> None:
    state = state_of(run(1, description="before"))
    state.inject("GET", r"/activities/1$", faults.stale_read(), times=None)
    with served(state) as client:
        client.put(1, description="after")
        assert client.api("/activities/1").json["description"] == "before"
        state.runner_edits(1, description="edited")
        assert client.api("/activities/1").json["description"] == "edited"


def test_a_late_write_is_answered_first_and_applied_later() -> None:
    state = state_of(run(1, description="before"))
    state.inject("PUT", "/activities/1", faults.apply_late(2))
    with served(state) as client:
        answer = client.put(1, description="after").json
        seen = [client.api("/activities/1").json["description"] for _ in range(2)]
    assert (answer["description"], answer["resource_state"]) == ("before", -1)
    assert seen == ["before", "after"]


def test_a_late_write_is_applied_at_the_latest_when_time_enough_has_passed() -> None:
    state = state_of(run(1, description="before"))
    state.inject("PUT", "/activities/1", faults.apply_late(9))
    with served(state) as client:
        client.put(1, description="after")
        state.catch_up()
    assert state.text(1) == "after"


def test_requests_that_never_arrive_cost_nothing() -> None:
    state = state_of(run(1))
    state.inject("GET", "/athlete", faults.status(503))
    with served(state) as client:
        client.api("/athlete")
        assert client.api("/athlete").headers["x-readratelimit-usage"] == "1,1"
