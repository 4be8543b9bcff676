"""What the sandbox answers, held against Strava's published description of its API."""

import json
import os
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from sync.sandbox.server import Sandbox
from sync.sandbox.story import DISCOVERY_ID, Story, build_story, state_from_story

# It ships no type information, and its stubs are no dependency of ours.
jsonschema = pytest.importorskip("jsonschema")

TODAY = date(2026, 8, 1)
NOW_S = datetime(2026, 8, 1, 12, tzinfo=UTC).timestamp()
SHARED = Path(os.environ.get("TWINGE_SHARED") or Path(__file__).parents[3] / "shared")
SWAGGER = SHARED / "data" / "strava_swagger.resolved.json"
ALL_STREAMS = "time,distance,altitude,velocity_smooth,grade_smooth,cadence,temp,moving,heartrate"

# What Strava sends though its description does not name it; each is in recorded answers or (the
# private note) in the reports of those who use it.
KNOWN_ADDITIONS = {
    "SummaryActivity": {
        "average_cadence",
        "average_heartrate",
        "average_temp",
        "display_hide_heartrate_option",
        "from_accepted_tag",
        "has_heartrate",
        "heartrate_opt_out",
        "max_heartrate",
        "pr_count",
        "resource_state",
        "utc_offset",
        "visibility",
    },
    "DetailedActivity": {"private_note", "perceived_exertion"},
    "DetailedAthlete": {"username", "badge_type_id", "resource_state"},
    "SummaryAthlete": {"username", "badge_type_id", "resource_state"},
    "DetailedGear": {"nickname", "retired"},
    "SummaryGear": {"nickname", "retired", "brand_name", "model_name", "description"},
    "MetaAthlete": {"resource_state"},
    "MetaActivity": {"resource_state"},
    "PolylineMap": {"resource_state"},
    "Lap": {"resource_state"},
}
KNOWN_ADDITIONS["DetailedActivity"] |= KNOWN_ADDITIONS["SummaryActivity"]
DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")

pytestmark = pytest.mark.skipif(
    not SWAGGER.is_file(),
    reason=f"Strava's API description is not at {SWAGGER} (set TWINGE_SHARED)",
)


class Published:
    """The definitions of the description, and what in a value they do not cover."""

    def __init__(self) -> None:
        self.definitions: dict[str, Any] = json.loads(SWAGGER.read_text("utf-8"))["definitions"]

    def problems(self, name: str, value: object) -> list[str]:
        schema = {"$ref": f"#/definitions/{name}", "definitions": self.definitions}
        wrong = jsonschema.Draft7Validator(schema).iter_errors(value)
        return [error.message for error in wrong] + list(self._strangers(name, value))

    def _strangers(self, name: str, value: object) -> Iterator[str]:
        """Keys that are neither described nor known additions, and dates in another form."""
        if isinstance(value, list):
            for one in value:
                yield from self._strangers(name, one)
        if not isinstance(value, dict):
            return
        described = self.definitions[name].get("properties", {})
        for key in set(value) - set(described) - KNOWN_ADDITIONS.get(name, set()):
            yield f"{name}.{key} is not described"
        for key in set(value) & set(described):
            if '"date-time"' in json.dumps(described[key]) and not _is_date_time(value[key]):
                yield f"{name}.{key} is no date-time: {value[key]}"
            for inner in _referred(described[key]):
                yield from self._strangers(inner, value[key])


def _is_date_time(value: object) -> bool:
    return value is None or DATE_TIME.fullmatch(str(value)) is not None


def _referred(schema: object) -> list[str]:
    return re.findall(r'"#/definitions/([^"]+)"', json.dumps(schema))


class Asker:
    def __init__(self, url: str, token: str) -> None:
        self._at, self._token = urlsplit(url), token

    def __call__(self, path: str, method: str = "GET", fields: object = None) -> tuple[int, Any]:
        connection = HTTPConnection(self._at.hostname or "", self._at.port, timeout=5)
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        body = None if fields is None else json.dumps(fields)
        try:
            connection.request(method, f"/api/v3{path}", body, headers)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()


@pytest.fixture(scope="module")
def published() -> Published:
    return Published()


@pytest.fixture(scope="module")
def story() -> Story:
    return build_story(TODAY)


@pytest.fixture
def ask(story: Story) -> Iterator[Asker]:
    state = state_from_story(story, now=lambda: NOW_S)
    tokens = state.grant(("profile:read_all", "activity:read_all", "activity:write"))
    with Sandbox(state) as sandbox:
        yield Asker(sandbox.url, tokens.access_token)


def test_the_athlete(published: Published, ask: Asker) -> None:
    status, told = ask("/athlete")
    assert (status, published.problems("DetailedAthlete", told)) == (200, [])


def test_every_summary_of_the_story(published: Published, ask: Asker, story: Story) -> None:
    status, told = ask("/athlete/activities?per_page=200")
    assert (status, len(told)) == (200, len(story.activities))
    assert [problem for one in told for problem in published.problems("SummaryActivity", one)] == []


def test_the_details_of_the_story(published: Published, ask: Asker, story: Story) -> None:
    for activity in story.activities:
        status, told = ask(f"/activities/{activity['id']}")
        assert (status, published.problems("DetailedActivity", told)) == (200, [])


def test_the_streams(published: Published, ask: Asker) -> None:
    path = f"/activities/{DISCOVERY_ID}/streams?key_by_type=true&keys={ALL_STREAMS}"
    status, told = ask(path)
    assert (status, published.problems("StreamSet", told)) == (200, [])
    assert set(told) == set(ALL_STREAMS.split(","))
    assert told["moving"]["data"].count(False) > 1


def test_the_gear(published: Published, ask: Asker, story: Story) -> None:
    for gear in story.gear:
        status, told = ask(f"/gear/{gear['id']}")
        assert (status, published.problems("DetailedGear", told)) == (200, [])


def test_the_answer_to_a_put(published: Published, ask: Asker) -> None:
    sent = {"description": "text", "commute": True, "gear_id": "none", "hide_from_home": True}
    assert published.problems("UpdatableActivity", sent) == []
    status, told = ask(f"/activities/{DISCOVERY_ID}", "PUT", {**sent, "private_note": "note"})
    assert (status, published.problems("DetailedActivity", told)) == (200, [])
    assert told["private_note"] == "note"


@pytest.mark.parametrize(
    "path",
    [
        "/activities/1",
        "/gear/none",
        "/nothing/there",
        "/athlete/activities?per_page=500",
        "/athlete/activities?after=99999999999",
    ],
)
def test_refusals(published: Published, ask: Asker, path: str) -> None:
    status, told = ask(path)
    assert status in {400, 404}
    assert published.problems("Fault", told) == []
    assert all(set(error) == {"resource", "field", "code"} for error in told["errors"])
    assert set(told) == {"message", "errors"}


def test_every_field_that_may_be_updated_is_taken(published: Published, ask: Asker) -> None:
    examples = {"name": "Hills", "sport_type": "TrailRun", "type": "Run", "gear_id": "g24410986"}
    for field in published.definitions["UpdatableActivity"]["properties"]:
        value = examples.get(field, "text" if field == "description" else True)
        status, told = ask(f"/activities/{DISCOVERY_ID}", "PUT", {field: value})
        assert (status, told[field]) == (200, value)


def test_a_stranger_would_be_found(published: Published) -> None:
    assert published.problems("SummaryActivity", {"id": 1, "made_up": 2})
    assert published.problems("SummaryActivity", {"distance": "far"})
    assert published.problems("SummaryActivity", {"start_date": "2026-08-01 12:00"})
    assert published.problems("DetailedActivity", {"gear": {"made_up": 2}})
