from http.client import HTTPException

import pytest
from sandbox_client import NOON, Client, Clock, run, served, state_of

from sync.sandbox import faults


def test_each_request_is_logged_with_time_kind_and_status() -> None:
    clock = Clock()
    state = state_of(run(1), clock=clock)
    with served(state) as client:
        client.api("/athlete/activities", per_page=200, page=1)
        clock.now_s += 60
        client.api("/activities/9")
    first, second = state.requests
    assert (first.at_s, first.method, first.path) == (NOON, "GET", "/api/v3/athlete/activities")
    assert (first.query, first.status, first.kind) == ("page=1&per_page=200", 200, "list")
    assert (second.at_s, second.status, second.kind) == (NOON + 60, 404, "detail")


def test_counts_are_by_kind_and_may_begin_later() -> None:
    state = state_of(run(1))
    with served(state) as client:
        client.api("/athlete/activities")
        client.api("/activities/1")
        mark = len(state.requests)
        client.put(1, description="x")
        client.api("/activities/1/streams", keys="time")
    assert state.counts() == {"list": 1, "detail": 1, "put": 1, "streams": 1}
    assert state.counts(since=mark) == {"put": 1, "streams": 1}
    assert state.counts()["gear"] == 0


def test_a_dropped_request_has_no_status_and_names_its_fault() -> None:
    state = state_of(run(1))
    state.inject("PUT", "/activities/1", faults.drop_after())
    with served(state) as client, pytest.raises((HTTPException, ConnectionError)):
        client.put(1, description="x")
    (entry,) = state.requests
    assert (entry.status, entry.fault) == (None, "drop after")


def test_no_token_code_secret_or_text_is_written_down() -> None:
    state = state_of(run(1))
    tokens = state.grant()
    secret = {"client_id": "10001", "client_secret": "sandbox-secret", "code": "c0de"}
    with served(state) as client:
        plain = Client(client.url)
        plain.api("/athlete", access_token=tokens.access_token)
        plain.form("/oauth/token?client_secret=sandbox-secret&code=c0de", secret)
        client.send("PUT", "/api/v3/activities/1?description=knee+hurts")
        plain.get("/oauth/authorize", client_id="10001", state="st4te", scope="read")
    log = repr(state.requests)
    for word in (tokens.access_token, client.token, "sandbox-secret", "c0de", "st4te", "hurts"):
        assert word not in log
    assert "scope=read" in log


def test_every_stored_text_is_kept_with_its_author() -> None:
    clock = Clock()
    state = state_of(run(1, description="mine"), run(2), clock=clock)
    clock.now_s += 10
    state.runner_edits(1, description="mine, longer")
    with served(state) as client:
        client.put(1, description="mine, longer\n\nblock")
        client.put(1, name="no text in this one")
        client.put(2, private_note="block")
        client.put(2, private_note="")
    one, two = state.versions[1], state.versions[2]
    assert [(version.text, version.author) for version in one] == [
        ("mine", "runner"),
        ("mine, longer", "runner"),
        ("mine, longer\n\nblock", "app"),
    ]
    assert [version.at_s for version in one] == [NOON, NOON + 10, NOON + 10]
    assert [(version.field, version.text) for version in two] == [
        ("private_note", "block"),
        ("private_note", ""),
    ]


def test_the_history_outlives_the_activity() -> None:
    state = state_of(run(1, description="mine"))
    state.remove(1)
    assert not state.has(1)
    assert [version.text for version in state.versions[1]] == ["mine"]
