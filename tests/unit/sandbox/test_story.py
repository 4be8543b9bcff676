import json
import re
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from sync.sandbox.answers import Json
from sync.sandbox.outing import MILE_M
from sync.sandbox.state import SandboxState
from sync.sandbox.story import DISCOVERY_AGO, DISCOVERY_ID, build_story, seed, state_from_story

TODAY = date(2026, 7, 25)
DAYS = [TODAY, date(2026, 1, 1), date(2028, 2, 29), date(2026, 3, 9), date(2026, 11, 2)]
STORY = build_story(TODAY)
STANDARD_TIME = {"America/New_York": "(GMT-05:00)", "America/Denver": "(GMT-07:00)"}


def local_day(activity: Json) -> date:
    return date.fromisoformat(activity["start_date_local"][:10])


def ago(activity: Json) -> int:
    return (TODAY - local_day(activity)).days


def miles(activity: Json) -> float:
    return float(activity["distance"]) / MILE_M


RUNS = [one for one in STORY.activities if one["type"] == "Run"]


def test_the_same_day_gives_the_same_story() -> None:
    again = build_story(TODAY)
    assert json.dumps(again.activities) == json.dumps(STORY.activities)
    assert again.notes == STORY.notes


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_nothing_lies_in_the_future_and_ids_grow_with_time(today: date) -> None:
    activities = build_story(today).activities
    midnight = f"{today.isoformat()}T00:00:00Z"
    assert all(one["start_date"] < midnight for one in activities)
    assert max(local_day(one) for one in activities) == today - timedelta(days=1)
    starts = [one["start_date"] for one in activities]
    ids = [one["id"] for one in activities]
    assert starts == sorted(starts)
    assert ids == sorted(set(ids))


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_local_and_universal_time_agree_with_the_zone(today: date) -> None:
    for one in build_story(today).activities:
        prefix, name = one["timezone"].split(" ")
        start = datetime.fromisoformat(one["start_date"]).astimezone(ZoneInfo(name))
        if not one["start_date"].endswith("T00:00:01Z"):
            assert f"{start:%Y-%m-%dT%H:%M:%SZ}" == one["start_date_local"]
        offset = start.utcoffset()
        assert offset is not None
        assert one["utc_offset"] == offset.total_seconds()
        assert prefix == STANDARD_TIME[name]


def test_there_are_about_sixty_runs_in_five_months() -> None:
    assert 58 <= len(RUNS) <= 64
    assert 150 <= max(ago(one) for one in RUNS) <= 156
    phases = {
        "pain": len([one for one in RUNS if ago(one) > DISCOVERY_AGO]),
        "improving": len([one for one in RUNS if 45 < ago(one) < DISCOVERY_AGO]),
        "maintenance": len([one for one in RUNS if ago(one) <= 45]),
    }
    assert phases == {"pain": 36, "improving": 8, "maintenance": 17}


def test_at_most_four_runs_in_any_seven_days_and_one_week_off() -> None:
    days = sorted(ago(one) for one in RUNS)
    assert max(len([one for one in days if day <= one < day + 7]) for day in days) <= 4
    gaps = [later - earlier for earlier, later in pairwise(days)]
    assert max(gaps) >= 8


def test_paces_distances_and_temperatures_are_a_runner_s() -> None:
    for one in RUNS:
        assert 2 <= miles(one) <= 9.1
        assert 8.5 * 60 <= one["moving_time"] / miles(one) <= 10.5 * 60
        assert one["elapsed_time"] >= one["moving_time"]
        assert -12 <= one.get("average_temp", 0) <= 30
        assert 80 <= one.get("average_cadence", 85) <= 88


def test_the_discovery_run_is_long_enough_for_its_note() -> None:
    (run,) = [one for one in RUNS if one["id"] == DISCOVERY_ID]
    assert ago(run) == DISCOVERY_AGO
    assert 5.5 <= miles(run) <= 6


def test_the_traps_of_matching_are_in_it() -> None:
    days = [local_day(one) for one in RUNS]
    assert len([day for day in set(days) if days.count(day) == 2]) == 1
    assert len([one for one in RUNS if "Denver" in one["timezone"]]) == 1
    assert len([one for one in RUNS if one["start_date_local"].endswith("T00:00:01Z")]) == 1
    assert len([one for one in RUNS if one["trainer"]]) == 1
    assert len([one for one in RUNS if one["manual"]]) == 1
    rides = [one for one in STORY.activities if one["type"] == "Ride"]
    assert len(rides) == 2
    assert {local_day(one) for one in rides} & set(days)


def test_one_activity_is_for_everyone_and_some_are_for_the_runner_alone() -> None:
    seen = [one["visibility"] for one in STORY.activities]
    assert seen.count("everyone") == 1
    assert 5 <= seen.count("only_me") <= 15
    assert all(one["private"] == (one["visibility"] == "only_me") for one in STORY.activities)


def test_about_a_third_have_a_description_that_is_not_to_be_touched() -> None:
    texts = [one["description"] for one in STORY.activities if one["description"]]
    assert 18 <= len(texts) <= 26
    assert any("\r\n" in text for text in texts)
    assert any("&" in text for text in texts)
    assert any("\n\n\n" in text for text in texts)
    assert any(re.search(r" +$", text) for text in texts)
    assert any(re.search("[\U0001f300-\U0001faff]", text) for text in texts)
    assert len([text for text in texts if "Weather Gnome" in text]) >= 3
    assert not any("Twinge" in text or "$" in text or "http" in text for text in texts)


def test_both_pairs_of_shoes_are_worn_throughout() -> None:
    ids = {gear["id"] for gear in STORY.gear}
    worn = [one["gear_id"] for one in RUNS]
    assert set(worn) == ids
    assert len(ids) == 2
    for half in (worn[:30], worn[30:]):
        assert all(half.count(one) >= 6 for one in ids)


def test_seeding_leaves_out_what_has_not_happened_yet() -> None:
    clock = datetime(2026, 6, 1, 4, tzinfo=UTC).timestamp()
    now = [clock]
    state = state_from_story(STORY, now=lambda: now[0])
    early = [one for one in STORY.activities if one["start_date"] < "2026-06-01T04"]
    assert sum(state.has(one["id"]) for one in STORY.activities) == len(early)
    state.runner_edits(early[0]["id"], description="edited since")
    now[0] += 3 * 86_400
    due = [one for one in STORY.activities if one["start_date"] < "2026-06-04T04"]
    assert seed(state, STORY) == len(due) - len(early) > 0
    assert seed(state, STORY) == 0
    assert state.text(early[0]["id"]) == "edited since"


def test_seeding_can_take_all_at_once() -> None:
    state = SandboxState(now=lambda: 0.0)
    assert seed(state, STORY, only_past=False) == len(STORY.activities)
