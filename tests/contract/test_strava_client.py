import json
from math import inf
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from strava_world import fault_body, instead, run, world

from annotations.model import ActivityId
from annotations.tracks import STREAM_KEYS
from sync.errors import (
    ActivityError,
    ActivityGoneError,
    ActivityRefusedError,
    AnswerLostError,
    LoginNeededError,
    TryLaterError,
    TwingeError,
)
from sync.ports import ListAsk, TextField
from sync.sandbox import faults
from sync.sandbox.faults import Action
from sync.strava.client import StravaClient

ONE = ActivityId(1)
LIST, DETAIL, STREAMS = r"/athlete/activities$", r"/activities/1$", r"/streams$"


def test_pages_come_newest_first_and_the_last_one_is_empty(tmp_path: Path) -> None:
    runs = [run(number, days_before_noon=number) for number in range(1, 204)]
    with world(tmp_path, *runs) as at:
        at.log_in()
        client = at.client()
        pages = [client.activities_page(ListAsk(number)) for number in (1, 2, 3)]
    assert [len(page.pulled) for page in pages] == [200, 3, 0]
    assert [pulled.run.id for pulled in pages[0].pulled[:3]] == [1, 2, 3]
    assert not any(page.broken for page in pages)
    assert client.requests_sent() == {"list": 3}


def test_a_broken_entry_is_named_and_the_others_are_kept(tmp_path: Path) -> None:
    listed = [run(1), {**run(2), "start_date": "soon"}, "rain", {**run(4), "distance": -5}]
    with world(tmp_path) as at:
        at.log_in()
        at.state.inject("GET", LIST, instead(200, listed))
        page = at.client().activities_page(ListAsk())
    assert [pulled.run.id for pulled in page.pulled] == [1]
    assert [broken.subject for broken in page.broken] == [
        "activity 2",
        "activity without an id",
        "activity 4",
    ]


def test_a_track_is_what_was_recorded_and_none_for_a_manual_entry(tmp_path: Path) -> None:
    with world(tmp_path, run(1), run(2, manual=True)) as at:
        at.log_in()
        client = at.client()
        recorded, typed_in = client.track(ONE), client.track(ActivityId(2))
    assert recorded is not None
    assert len(recorded["time"]["data"]) == len(recorded["distance"]["data"]) > 10
    assert typed_in is None


def test_all_streams_come_with_one_request(tmp_path: Path) -> None:
    with world(tmp_path, run(1, heartrate=150.0), run(2, trainer=True)) as at:
        at.log_in()
        client = at.client()
        outdoors, treadmill = client.track(ONE), client.track(ActivityId(2))
        queries = [parse_qs(request.query) for request in at.state.seen]
    assert [query["keys"] for query in queries] == [[",".join(STREAM_KEYS)]] * 2
    assert [query["key_by_type"] for query in queries] == [["true"]] * 2
    assert outdoors is not None
    assert set(outdoors) == set(STREAM_KEYS)
    assert "latlng" not in STREAM_KEYS
    assert {len(stream["data"]) for stream in outdoors.values()} == {len(outdoors["time"]["data"])}
    assert treadmill is not None
    assert "altitude" not in treadmill


NO_STREAMS = {
    "of another shape": (instead(200, []), ActivityError),
    "a page instead of Strava's 404": (instead(404, b"<h1>Not here</h1>"), ActivityError),
    "a page with status 200": (faults.html_page(200), ActivityError),
    "too many of them": (instead(200, {"time": "x" * 10_000_000}), ActivityError),
    "refused": (instead(400, fault_body("Stream", "keys", "invalid")), ActivityRefusedError),
    "broken off": (faults.cut_body(), TryLaterError),
    "out of order": (faults.status(500), TryLaterError),
}


@pytest.mark.parametrize(("action", "kind"), NO_STREAMS.values(), ids=NO_STREAMS.keys())
def test_streams_that_do_not_come_are_not_taken_for_none(
    tmp_path: Path, action: Action, kind: type[TwingeError]
) -> None:
    with world(tmp_path, run(1)) as at:
        at.log_in()
        at.state.inject("GET", STREAMS, action, times=None)
        with pytest.raises(kind):
            at.client().track(ONE)


SHOES = {
    "a nickname": ({"name": "Ridgeway Daily 4", "nickname": " My \n daily "}, "My daily"),
    "no nickname": ({"name": "Ridgeway Daily 4", "nickname": ""}, "Ridgeway Daily 4"),
    "no name": ({"name": None}, None),
    "a long name": ({"name": "shoe " * 50}, ("shoe " * 12)[:60]),
    "a name that is none": ({"name": 7, "nickname": ["x"]}, None),
}


@pytest.mark.parametrize(("told", "name"), SHOES.values(), ids=SHOES.keys())
def test_a_shoe_is_called_as_the_runner_calls_it(
    tmp_path: Path, told: dict[str, Any], name: str | None
) -> None:
    with world(tmp_path, gear=[{"id": "g1", **told}]) as at:
        at.log_in()
        client = at.client()
        assert client.gear_name("g1") == name
        assert client.requests_sent() == {"gear": 1}


UNKNOWN_SHOES = {
    "gone": instead(404, fault_body("Gear", "id", "invalid")),
    "not to be seen": instead(403, fault_body("Athlete", "access", "missing")),
    "a scope that is missing": instead(
        401, fault_body("AccessToken", "profile:read_permission", "missing")
    ),
}


@pytest.mark.parametrize("action", UNKNOWN_SHOES.values(), ids=UNKNOWN_SHOES.keys())
def test_a_shoe_that_may_not_be_seen_has_no_name(tmp_path: Path, action: Action) -> None:
    with world(tmp_path) as at:
        at.log_in()
        at.state.inject("GET", r"/gear/", action, times=None)
        assert at.client().gear_name("g1") is None


def test_a_gear_id_that_is_none_is_not_asked_for(tmp_path: Path) -> None:
    with world(tmp_path) as at:
        at.log_in()
        assert at.client().gear_name("../athlete") is None
        assert at.kinds() == []


ODD_SHOES = {
    "a list": instead(200, []),
    "null": instead(200, None),
    "a page": faults.html_page(200),
}


@pytest.mark.parametrize("odd", ODD_SHOES.values(), ids=ODD_SHOES.keys())
def test_an_odd_answer_about_a_shoe_is_that_shoes_alone(tmp_path: Path, odd: Action) -> None:
    with world(tmp_path, gear=[{"id": "g2", "name": "Tempo"}]) as at:
        at.log_in()
        at.state.inject("GET", r"/gear/g1", odd)
        client = at.client()
        with pytest.raises(ActivityError, match="Shoe g1"):
            client.gear_name("g1")
        assert client.gear_name("g2") == "Tempo"


@pytest.mark.parametrize("field", ["description", "private_note"])
def test_a_text_is_read_from_its_own_detail(tmp_path: Path, field: TextField) -> None:
    texts: dict[str, Any] = {field: "a\r\nb \n"}
    with world(tmp_path, run(1, visibility="only_me", **texts), run(2)) as at:
        at.log_in()
        client = at.client()
        written, empty = client.read_text(ONE, field), client.read_text(ActivityId(2), field)
    assert (written.text, written.visibility, written.still_updating) == (
        "a\r\nb \n",
        "only_me",
        False,
    )
    assert (empty.text, empty.visibility) == ("", "followers_only")


NOT_OURS = {
    "another activity": {"id": 2},
    "an id as text": {"id": "1"},
    "another athlete": {"athlete": {"id": 5}},
    "no athlete": {"athlete": None},
    "an athlete of another shape": {"athlete": [7]},
    "a text that is none": {"description": 5},
}


@pytest.mark.parametrize("change", NOT_OURS.values(), ids=NOT_OURS.keys())
def test_a_detail_that_is_not_certainly_ours_is_refused(
    tmp_path: Path, change: dict[str, Any]
) -> None:
    with world(tmp_path) as at:
        at.log_in()
        at.state.inject("GET", DETAIL, instead(200, {**run(1), **change}))
        with pytest.raises(ActivityError, match="Activity 1"):
            at.client().read_text(ONE, "description")


@pytest.mark.parametrize("field", ["description", "private_note"])
def test_an_answer_without_the_text_is_not_an_empty_text(tmp_path: Path, field: TextField) -> None:
    without = {key: value for key, value in run(1).items() if key != field}
    with world(tmp_path) as at:
        at.log_in()
        at.state.inject("GET", DETAIL, instead(200, without))
        with pytest.raises(ActivityError, match=f"has no {field}"):
            at.client().read_text(ONE, field)


def test_a_login_that_does_not_say_whose_it_is_reads_no_text(tmp_path: Path) -> None:
    with world(tmp_path, run(1)) as at:
        at.log_in(athlete_id=None)
        with pytest.raises(LoginNeededError, match="whose it is"):
            at.client().read_text(ONE, "description")


@pytest.mark.parametrize("field", ["description", "private_note"])
def test_a_write_is_one_put_of_that_field_alone_as_json(tmp_path: Path, field: TextField) -> None:
    with world(tmp_path, run(1, description="mine")) as at:
        at.log_in()
        answer = at.client().write_text(ONE, field, "höher\n{x} %s", inf)
        (sent,) = at.state.seen
        stored = at.state.text(1, field)
    assert (sent.method, sent.path, sent.query) == ("PUT", "/api/v3/activities/1", "")
    assert sent.headers["content-type"] == "application/json"
    assert json.loads(sent.body) == {field: "höher\n{x} %s"}
    assert answer.text == stored == "höher\n{x} %s"


LOST = {
    "dropped before it arrived": (faults.drop_before(), False),
    "dropped after it was applied": (faults.drop_after(), True),
    "cut in the middle": (faults.cut_body(), True),
    "truncated JSON": (faults.truncated_json(), True),
    "502, applied": (faults.status(502, applied=True), True),
    "500, not applied": (faults.status(500), False),
    "a page with status 200": (faults.html_page(200), False),
    "a page with status 404": (faults.html_page(404, applied=True), True),
    "a redirect": (instead(302, b"", headers={"Location": "https://example.org/"}), False),
    "an empty answer": (instead(204, b""), False),
    "another activity": (instead(200, run(2)), False),
    "nonsense": (instead(200, [1]), False),
}


@pytest.mark.parametrize(("action", "applied"), LOST.values(), ids=LOST.keys())
def test_a_write_whose_answer_is_lost_is_never_repeated(
    tmp_path: Path, action: Action, applied: bool
) -> None:
    with world(tmp_path, run(1, description="before")) as at:
        at.log_in()
        at.state.inject("PUT", DETAIL, action)
        with pytest.raises(AnswerLostError) as lost:
            at.client().write_text(ONE, "description", "after", inf)
        assert at.kinds() == ["put"]
        assert at.state.text(1) == ("after" if applied else "before")
    assert not isinstance(lost.value, TryLaterError | ActivityError)  # these mean: not applied


REFUSED = {
    "400": (400, fault_body("Application", "description", "too long"), ActivityRefusedError),
    "404": (404, fault_body("Activity", "id", "invalid"), ActivityGoneError),
    "422 with errors of another shape": (422, {"errors": 7, "message": []}, ActivityRefusedError),
    "403": (403, fault_body("Athlete", "limit", "exceeded"), LoginNeededError),
}


@pytest.mark.parametrize("method", ["GET", "PUT"])
@pytest.mark.parametrize(("status", "body", "kind"), REFUSED.values(), ids=REFUSED.keys())
def test_a_refusal_in_stravas_own_words_means_not_applied(
    tmp_path: Path, method: str, status: int, body: Any, kind: type[TwingeError]
) -> None:
    with world(tmp_path, run(1)) as at:
        at.log_in()
        at.state.inject(method, DETAIL, instead(status, body))
        client = at.client()
        with pytest.raises(kind):
            _ask(client, method)
        assert len(at.kinds()) == 1


def _ask(client: StravaClient, method: str) -> None:
    if method == "GET":
        client.read_text(ONE, "description")
    else:
        client.write_text(ONE, "description", "x", inf)
