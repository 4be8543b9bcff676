"""`twinge sync`: what it sends, what it says of the limits, and what it foretells."""

import re
from datetime import datetime

import pytest
from runners_machine import Machine

from sync.sandbox import faults
from sync.sandbox.state import SandboxState
from sync.sandbox.visitor import consent_in_background
from sync.strava.login import log_in
from sync.wiring import SystemClock, open_login, settings_here

WHEN = r"\d{4}-\d\d-\d\d \d\d:\d\d UTC"


def test_it_tells_the_requests_by_kind_and_what_is_left_of_each_limit(
    runner: Machine, strava: SandboxState
) -> None:
    first = runner.twinge("sync", "--json")
    quiet = runner.twinge("sync", "--json")

    assert (first.code, quiet.code) == (0, 0)
    assert (first.json["requests"], quiet.json["requests"]) == ({"list": 2}, {"list": 1})
    left = quiet.json["requests_left"]
    assert set(left) == {"read", "overall"}
    assert left["read"]["day"] == 10_000 - strava.counts()["list"]
    assert left["overall"]["day"] - left["read"]["day"] == 10_000
    assert set(left["read"]) == set(left["overall"]) == {"quarter_hour", "day"}


def test_a_request_that_is_sent_anew_is_counted_twice(
    runner: Machine, strava: SandboxState
) -> None:
    strava.inject("GET", "/athlete/activities", faults.status(503))
    mark = len(strava.requests)

    ran = runner.twinge("sync", "--json")

    assert ran.code == 0
    assert ran.json["requests"] == {"list": 3} == dict(strava.counts(mark))


def test_a_plan_foretells_what_is_then_sent_and_sends_nothing(
    runner: Machine, strava: SandboxState
) -> None:
    mark = len(strava.requests)
    before = runner.twinge("sync", "--plan", "--json")
    assert len(strava.requests) == mark
    nothing = dict.fromkeys(("streams", "gear", "detail", "put"), 0)
    notes = {"notes_waiting": before.json["plan"]["notes_waiting"]}
    assert before.json["plan"] == {"list": 2, "at_least": True} | nothing | notes
    said = runner.twinge("sync", "--plan").out
    assert f"At least that: {notes['notes_waiting']} notes without a run yet may each take" in said
    assert runner.twinge("sync").code == 0

    for arguments, list_requests in (((), 1), (("--full",), 2)):
        plan = runner.twinge("sync", "--plan", "--json", *arguments)
        sent = runner.twinge("sync", "--json", *arguments).json["requests"]
        assert plan.code == 0
        assert plan.json["plan"]["list"] == sent["list"] == list_requests
        assert plan.json["plan"]["streams"] > 0


def test_a_plan_tells_the_recordings_shoes_and_texts_of_the_night(runner: Machine) -> None:
    runner.twinge("sync")
    said = runner.twinge("sync", "--plan").out
    plan = runner.twinge("sync", "--plan", "--json").json["plan"]

    assert plan["detail"] == plan["put"] + 1 > 1, "the first write is looked at once more"
    sent = plan["detail"] + plan["put"]
    assert f"Then {plan['streams']} recordings and {plan['gear']} shoes of noted runs" in said
    assert f"Then {plan['put']} blocks, which take {sent} requests; the limits let them end" in said


def test_a_plan_says_when_the_limits_let_it_end(runner: Machine, strava: SandboxState) -> None:
    runner.twinge("sync")
    assert "1 list request; the limits let it end now." in runner.twinge("sync", "--plan").out
    strava.spend(10_000)
    runner.twinge("sync")

    said = runner.twinge("sync", "--plan")
    plan = runner.twinge("sync", "--plan", "--json").json

    assert re.search(rf"1 list request; the limits let it end at {WHEN}\.", said.out)
    assert re.search(rf"\d+ recordings .* of noted runs .* let them end at {WHEN}\.", said.out)
    assert re.search(rf"\d+ blocks, .* let them end at {WHEN}\.", said.out)
    assert "0 left this quarter hour, 0 today. Nothing was sent." in said.out
    kinds = ("list_ends_at", "streams_end_at", "blocks_end_at")
    ends = [datetime.fromisoformat(plan[name]) for name in kinds]
    assert ends == sorted(ends)
    assert (ends[0].hour, ends[0].minute) == (0, 0)


def test_a_login_that_may_not_see_private_activities_says_so_and_deletes_none(
    runner: Machine, strava: SandboxState
) -> None:
    before = runner.twinge("sync", "--json").json["activities"]
    parts = open_login(settings_here(), SystemClock())
    narrow = ("read", "activity:read", "activity:write")
    log_in(parts.oauth, parts.file, scopes=narrow, show=consent_in_background)

    narrowed = runner.twinge("sync", "--full", "--json")
    said = runner.twinge("nightly").err

    assert narrowed.code == 0
    assert narrowed.json["unseen"] > 3
    assert (narrowed.json["deleted"], narrowed.json["activities"]) == (0, before)
    assert "activity:read_all was not granted): they count as unseen, not as deleted" in said
    assert "can't see private activities (activity:read_all)" in runner.twinge("status").out
    assert runner.twinge("doctor").code == 4
    runner.log_in()
    assert runner.twinge("sync", "--full", "--json").json["unseen"] == 0
    assert "activity:read_all)" not in runner.twinge("status").out


def test_a_plan_needs_no_login(settled: Machine) -> None:
    assert settled.twinge("sync", "--plan").code == 0


@pytest.mark.parametrize("spent", [1000, 10_000])
def test_a_spent_limit_ends_it_and_says_when_it_goes_on_and_what_is_left(
    runner: Machine, strava: SandboxState, spent: int
) -> None:
    strava.spend(spent)
    runner.twinge("sync")
    mark = len(strava.requests)

    ran = runner.twinge("sync", "--json")

    assert ran.code == 75
    assert len(strava.requests) == mark
    said = re.search(r"goes on at (\d\d:\d\d) UTC, (\d+) left today", ran.json["stopped"])
    assert said is not None
    assert int(said[2]) == ran.json["requests_left"]["read"]["day"]
    assert ran.json["goes_on_at"][11:16] == said[1]
