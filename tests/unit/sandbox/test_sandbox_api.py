import json
from itertools import pairwise
from urllib.parse import urlencode

import pytest
from sandbox_client import NOON, Client, Clock, Reply, run, served, state_of

GEAR = {"id": "g1", "name": "Ridgeway Daily 4", "distance": 5000.0, "primary": True}
ALL_STREAMS = "time,distance,altitude,velocity_smooth,grade_smooth,cadence,temp,moving,heartrate"


def ids(reply: Reply) -> list[int]:
    assert reply.status == 200
    return [one["id"] for one in reply.json]


def listed(client: Client, **query: object) -> list[int]:
    return ids(client.api("/athlete/activities", **query))


def test_the_list_is_newest_first_unless_only_after_is_given() -> None:
    month_ago = int(NOON) - 30 * 86_400
    with served(state_of(run(1, 3), run(3, 1), run(2, 2))) as client:
        assert listed(client) == [3, 2, 1]
        assert listed(client, after=month_ago) == [1, 2, 3]
        assert listed(client, before=int(NOON)) == [3, 2, 1]
        assert listed(client, before=int(NOON), after=month_ago) == [3, 2, 1]


def test_before_and_after_are_bounds_on_the_start() -> None:
    state = state_of(run(1, 3), run(2, 2), run(3, 1))
    second = int(NOON) - 2 * 86_400  # run 2 starts at 8:00 in New York, which is noon in UTC
    with served(state) as client:
        assert listed(client, after=second) == [3]
        assert listed(client, after=second - 1) == [2, 3]
        assert listed(client, before=second) == [1]
        assert listed(client, before=second + 1) == [2, 1]


def test_after_in_the_future_is_refused() -> None:
    with served(state_of(run(1))) as client:
        reply = client.api("/athlete/activities", after=int(NOON) * 1000)
    assert (reply.status, reply.error) == (400, ("Application", "after", "future"))


def test_pages_of_thirty_by_default_and_an_empty_one_at_the_end() -> None:
    with served(state_of(*(run(n, 100 - n) for n in range(1, 36)))) as client:
        assert len(listed(client)) == 30
        assert listed(client, page=2) == [5, 4, 3, 2, 1]
        assert listed(client, page=3) == []
        assert len(listed(client, per_page=200)) == 35


@pytest.mark.parametrize("query", [{"per_page": 201}, {"page": -1}, {"page": "two"}])
def test_a_page_that_cannot_be_is_refused(query: dict[str, object]) -> None:
    with served(state_of(run(1))) as client:
        assert client.api("/athlete/activities", **query).status == 400


def test_what_the_runner_deleted_may_leave_a_short_page_that_is_not_the_last() -> None:
    state = state_of(*(run(n, 10 - n) for n in range(1, 6)))
    state.remove(4, leave_gap=True)
    with served(state) as client:
        pages = [listed(client, per_page=2, page=page) for page in (1, 2, 3, 4)]
    assert pages == [[5], [3, 2], [1], []]


def test_only_me_activities_need_read_all() -> None:
    state = state_of(run(1, 2, visibility="only_me"), run(2, 1))
    with served(state, "activity:read", "activity:write") as client:
        assert listed(client) == [2]
        assert client.api("/activities/1").status == 404
        assert client.put(1, description="x").status == 404
    with served(state, "activity:read_all") as client:
        assert listed(client) == [2, 1]
        assert client.api("/activities/1").json["private"] is True


def test_without_an_activity_scope_nothing_is_listed() -> None:
    with served(state_of(run(1)), "read") as client:
        for path in ("/athlete/activities", "/activities/1"):
            reply = client.api(path)
            assert reply.status == 401
            assert reply.error == ("AccessToken", "activity:read_permission", "missing")


def test_a_summary_has_neither_description_nor_private_note() -> None:
    with served(state_of(run(1, description="mine", private_note="mine too"))) as client:
        (told,) = client.api("/athlete/activities").json
    assert told["resource_state"] == 2
    assert not {"description", "private_note", "splits_metric", "laps", "calories"} & set(told)
    assert {"distance", "sport_type", "visibility", "device_name", "utc_offset"} <= set(told)


def test_the_detail_has_texts_gear_and_splits_that_add_up() -> None:
    state = state_of(run(1, description="mine", gear_id="g1", elapsed_s=3000))
    state.add_gear(GEAR)
    with served(state) as client:
        told = client.api("/activities/1").json
    assert told["resource_state"] == 3
    assert told["description"] == "mine"
    assert told["private_note"] is None
    assert told["gear"]["name"] == "Ridgeway Daily 4"
    for splits in (told["splits_standard"], told["splits_metric"]):
        assert sum(one["distance"] for one in splits) == pytest.approx(8046.7, abs=0.5)
        assert sum(one["elapsed_time"] for one in splits) == pytest.approx(3000, abs=5)
        assert sum(one["moving_time"] for one in splits) == pytest.approx(2900, abs=5)


def test_an_unknown_activity_gear_or_path_is_404() -> None:
    with served(state_of(run(1))) as client:
        activity = client.api("/activities/2")
        assert (activity.status, activity.error) == (404, ("Activity", "id", "invalid"))
        assert client.api("/gear/g9").status == 404
        assert client.api("/segments/1").status == 404
        assert client.get("/nothing").status == 404


def test_gear_is_told_in_detail() -> None:
    state = state_of()
    state.add_gear(GEAR)
    with served(state) as client:
        assert client.api("/gear/g1").json == {**GEAR, "resource_state": 3}


def test_the_athlete_s_units_need_profile_read_all() -> None:
    athlete = {"id": 7, "firstname": "Jo", "measurement_preference": "feet"}
    state = state_of(athlete=athlete)
    with served(state, "read") as client:
        assert client.api("/athlete").json == {"id": 7, "firstname": "Jo", "resource_state": 2}
    with served(state, "read", "profile:read_all") as client:
        assert client.api("/athlete").json["measurement_preference"] == "feet"


def test_times_are_told_in_strava_s_way() -> None:
    with served(state_of(run(1, zone="America/Denver"))) as client:
        told = client.api("/activities/1").json
    assert told["start_date_local"] == "2026-07-24T08:00:00Z"
    assert told["start_date"] == "2026-07-24T14:00:00Z"
    assert told["timezone"] == "(GMT-07:00) America/Denver"
    assert told["utc_offset"] == -21_600.0


def test_a_hidden_start_is_a_second_past_midnight() -> None:
    with served(state_of(run(1, start_hidden=True))) as client:
        told = client.api("/activities/1").json
    assert told["start_date_local"] == told["start_date"] == "2026-07-24T00:00:01Z"


def test_streams_are_aligned_and_end_at_the_totals() -> None:
    activity = run(1, elapsed_s=2990, temp_c=12, climb_m=64.0, heartrate=150.0)
    with served(state_of(activity)) as client:
        told = client.api("/activities/1/streams", keys=ALL_STREAMS, key_by_type="true").json
        again = client.api("/activities/1/streams", keys=ALL_STREAMS, key_by_type="true").json
    assert told == again
    assert set(told) == set(ALL_STREAMS.split(","))
    assert {len(stream["data"]) for stream in told.values()} == {told["time"]["original_size"]}
    time, distance = told["time"]["data"], told["distance"]["data"]
    assert (time[0], time[-1]) == (0, 2990)
    assert (distance[0], distance[-1]) == (0.0, 8046.7)
    assert time == sorted(set(time))
    assert distance == sorted(distance)
    stops = [i for i, moves in enumerate(told["moving"]["data"]) if i and not moves]
    assert [time[stop] - time[stop - 1] for stop in stops] == [30, 30, 30]
    assert all(distance[stop] == distance[stop - 1] for stop in stops)
    assert max(told["velocity_smooth"]["data"]) < 3.3
    heights = told["altitude"]["data"]
    climb = sum(max(b - a, 0) for a, b in pairwise(heights))
    assert climb == pytest.approx(64, abs=6)
    assert 2.3 < min(told["velocity_smooth"]["data"][10:200]) < 3.3


def test_the_list_tells_the_lowest_and_the_highest_point_of_the_recording() -> None:
    with served(
        state_of(run(1, climb_m=64.0), run(2, trainer=True), run(3, manual=True))
    ) as client:
        listed_ones = {one["id"]: one for one in client.api("/athlete/activities").json}
        heights = client.api("/activities/1/streams", keys="altitude", key_by_type="true").json
    told = listed_ones[1]
    assert (told["elev_low"], told["elev_high"]) == (
        min(heights["altitude"]["data"]),
        max(heights["altitude"]["data"]),
    )
    assert "elev_high" not in {**listed_ones[2], **listed_ones[3]}


def test_streams_of_absent_sensors_are_left_out() -> None:
    indoors = run(1, trainer=True, cadence_per_leg=None)
    with served(state_of(indoors)) as client:
        told = client.api("/activities/1/streams", keys=ALL_STREAMS, key_by_type="true").json
    assert set(told) == {"time", "distance", "velocity_smooth", "moving"}


def test_streams_can_be_asked_for_one_by_one_as_a_list() -> None:
    with served(state_of(run(1))) as client:
        told = client.api("/activities/1/streams", keys="time").json
    assert [one["type"] for one in told] == ["time"]


def test_a_manual_activity_has_no_streams() -> None:
    with served(state_of(run(1, manual=True))) as client:
        assert client.api("/activities/1/streams", keys="time").status == 404
        told = client.api("/activities/1").json
    assert (told["upload_id"], told["external_id"], told["device_name"]) == (None, None, None)
    assert "splits_metric" not in told


@pytest.mark.parametrize("way", ["json", "form", "query"])
def test_a_put_changes_what_it_names_and_nothing_else(way: str) -> None:
    state = state_of(run(1, description="before", private_note="kept"))
    before = state.activity(1)
    text = "a & b\r\nsecond <line> 🙂\n"
    path, form = "/api/v3/activities/1", urlencode({"description": text})
    with served(state) as client:
        match way:
            case "json":
                body = json.dumps({"description": text}).encode()
                told = client.send("PUT", path, body, "application/json; charset=utf-8")
            case "form":
                told = client.send("PUT", path, form.encode(), "application/x-www-form-urlencoded")
            case _:
                told = client.send("PUT", f"{path}?{form}")
    assert told.status == 200
    assert told.json["description"] == text
    assert state.activity(1) == {**before, "description": text}


def test_a_put_can_set_the_private_note_and_the_other_fields() -> None:
    state = state_of(run(1, gear_id="g1"))
    with served(state) as client:
        client.put(1, private_note="n", name="Hills", commute=True, gear_id="none", distance=1)
    told = state.activity(1)
    assert (told["private_note"], told["name"], told["commute"]) == ("n", "Hills", True)
    assert told["gear_id"] is None
    assert told["distance"] == 8046.7


def test_an_empty_description_clears_it_and_null_leaves_it() -> None:
    state = state_of(run(1, description="before"))
    with served(state) as client:
        assert client.put(1, description=None).json["description"] == "before"
        assert client.put(1, description="").json["description"] is None


def test_a_put_needs_the_write_scope() -> None:
    state = state_of(run(1, description="before"))
    with served(state, "activity:read_all") as client:
        reply = client.put(1, description="after")
    assert (reply.status, reply.json["message"]) == (401, "Authorization Error")
    assert reply.error == ("AccessToken", "activity:write_permission", "missing")
    assert state.text(1) == "before"


@pytest.mark.parametrize("body", [b"{not json", b"[1]"])
def test_a_body_that_is_no_json_object_is_refused(body: bytes) -> None:
    state = state_of(run(1, description="before"))
    with served(state) as client:
        reply = client.send("PUT", "/api/v3/activities/1", body, "application/json")
    assert reply.status == 400
    assert state.text(1) == "before"


def test_a_description_may_be_absent_altogether() -> None:
    activity = run(1)
    del activity["description"]
    with served(state_of(activity)) as client:
        assert "description" not in client.api("/activities/1").json


def test_the_runner_s_edits_are_stored_exactly_as_given() -> None:
    state = state_of(run(1))
    state.runner_edits(1, description="typed\r\nhere  ", visibility="only_me")
    with served(state) as client:
        told = client.api("/activities/1").json
    assert told["description"] == "typed\r\nhere  "
    assert (told["visibility"], told["private"]) == ("only_me", True)


def test_a_state_given_copies_keeps_its_own() -> None:
    activity = run(1, description="mine")
    state = state_of(activity, clock=Clock())
    activity["description"] = "changed outside"
    state.activity(1)["description"] = "changed in a copy"
    assert state.text(1) == "mine"
