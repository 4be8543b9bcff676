import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.strava.convert import activity, page

WHOLE: dict[str, Any] = {
    "id": 14412345678,
    "name": "Morning Run",
    "sport_type": "Run",
    "start_date": "2026-03-14T11:10:00Z",
    "start_date_local": "2026-03-14T07:10:00Z",
    "utc_offset": -14400.0,
    "distance": 8046.7,
    "moving_time": 2900,
    "elapsed_time": 3000,
    "visibility": "followers_only",
    "private": False,
    "manual": False,
    "trainer": True,
    "gear_id": "g1",
    "athlete": {"id": 7, "resource_state": 1},
    "kudos_count": 3,
}


def test_a_whole_entry_is_read_and_its_json_kept() -> None:
    pulled = activity(WHOLE)
    run = pulled.run
    assert (run.id, run.name, run.sport_type, run.gear_id) == (
        14412345678,
        "Morning Run",
        "Run",
        "g1",
    )
    assert run.start_utc == datetime(2026, 3, 14, 11, 10, tzinfo=UTC)
    assert run.start_local == datetime(2026, 3, 14, 7, 10)
    assert [run.distance_m, run.moving_s, run.elapsed_s] == [8046.7, 2900, 3000]
    assert (run.visibility, run.manual, run.trainer, run.start_hidden) == (
        "followers_only",
        False,
        True,
        False,
    )
    assert (pulled.athlete_id, pulled.raw) == (7, WHOLE)


LOCAL_STARTS = {
    "a false Z": ("2026-03-14T07:10:00Z", None, "2026-03-14T07:10:00", False),
    "no Z": ("2026-03-14T07:10:00", None, "2026-03-14T07:10:00", False),
    "a false offset": ("2026-03-14T07:10:00+05:00", None, "2026-03-14T07:10:00", False),
    "a hidden start": ("2026-03-14T00:00:01Z", None, "2026-03-14T00:00:01", True),
    "midnight": ("2026-03-14T00:00:00Z", None, "2026-03-14T00:00:00", False),
    "Apia": ("2026-03-15T01:10:00Z", 50400, "2026-03-15T01:10:00", False),
    "absurd, with an offset": ("2026-05-01T00:00:00Z", -14400, "2026-03-14T07:10:00", False),
    "absurd, without one": ("2026-05-01T00:00:00Z", None, "2026-03-14T11:10:00", False),
    "absurd, and so is the offset": ("2026-05-01T00:00:00Z", 1e9, "2026-03-14T11:10:00", False),
}


@pytest.mark.parametrize(
    ("text", "offset", "local", "hidden"), LOCAL_STARTS.values(), ids=LOCAL_STARTS.keys()
)
def test_the_local_start_is_a_wall_clock(
    text: str, offset: float | None, local: str, hidden: bool
) -> None:
    run = activity({**WHOLE, "start_date_local": text, "utc_offset": offset}).run
    assert (run.start_local, run.start_hidden) == (datetime.fromisoformat(local), hidden)


@pytest.mark.parametrize(
    "text", ["2026-03-14T11:10:00Z", "2026-03-14T11:10:00", "2026-03-14T13:10:00+02:00"]
)
def test_the_start_is_a_moment_whatever_its_zone(text: str) -> None:
    assert activity({**WHOLE, "start_date": text}).run.start_utc == datetime(
        2026, 3, 14, 11, 10, tzinfo=UTC
    )


TAKEN: dict[str, tuple[dict[str, Any], str, object]] = {
    "an id as text": ({"id": "123"}, "id", 123),
    "a distance as text": ({"distance": "12.5"}, "distance_m", 12.5),
    "no distance": ({"distance": None}, "distance_m", 0.0),
    "no time": ({"moving_time": None}, "moving_s", 0.0),
    "an unknown sport": ({"sport_type": "Padel"}, "sport_type", "Padel"),
    "only the old type": ({"sport_type": None, "type": "Ride"}, "sport_type", "Ride"),
    "no sport": ({"sport_type": None}, "sport_type", "Workout"),
    "a number for a name": ({"name": 5}, "name", "Untitled"),
    "an empty name": ({"name": ""}, "name", "Untitled"),
    "half a surrogate pair": ({"name": "a\ud800b"}, "name", "a?b"),
    "NUL": ({"name": "a\0b"}, "name", "ab"),
    "a list for gear": ({"gear_id": [1]}, "gear_id", None),
    "private wins": ({"private": True, "visibility": "everyone"}, "visibility", "only_me"),
    "no visibility": ({"visibility": None}, "visibility", "everyone"),
    "one for true": ({"manual": 1, "trainer": "yes"}, "manual", False),
}


@pytest.mark.parametrize(("change", "field", "value"), TAKEN.values(), ids=TAKEN.keys())
def test_odd_fields_have_one_reading(change: dict[str, Any], field: str, value: object) -> None:
    assert getattr(activity({**WHOLE, **change}).run, field) == value


@pytest.mark.parametrize("athlete", [None, 7, {}, {"id": "7"}, {"id": True}, {"id": 10**30}])
def test_an_odd_athlete_is_nobody(athlete: object) -> None:
    assert activity({**WHOLE, "athlete": athlete}).athlete_id is None


BROKEN: dict[str, tuple[Any, str, str]] = {
    "a text": ("rain", "activity without an id", "not an object"),
    "nothing": (None, "activity without an id", "not an object"),
    "no id": ({**WHOLE, "id": None}, "activity without an id", "its id is None"),
    "a true id": ({**WHOLE, "id": True}, "activity True", "its id is True"),
    "a float id": ({**WHOLE, "id": 1.0}, "activity 1.0", "its id is 1.0"),
    "a negative id": ({**WHOLE, "id": -1}, "activity -1", "its id is -1"),
    "a vast id": ({**WHOLE, "id": 10**4000}, "activity with an absurd id", "absurd size"),
    "terminal art": ({**WHOLE, "id": "\x1b[2J"}, "activity '\\x1b[2J'", "its id is '\\x1b[2J'"),
    "no start": ({**WHOLE, "start_date": None}, "activity 14412345678", "its start_date is None"),
    "a start in words": ({**WHOLE, "start_date": "soon"}, "activity 14412345678", "is 'soon'"),
    "1970": ({**WHOLE, "start_date": "1970-01-01T00:00:00Z"}, "activity 14412345678", "1970"),
    "2199": ({**WHOLE, "start_date_local": "2199-01-01"}, "activity 14412345678", "2199"),
    "negative": ({**WHOLE, "distance": -1}, "activity 14412345678", "its distance is -1"),
    "NaN": ({**WHOLE, "distance": float("nan")}, "activity 14412345678", "its distance is nan"),
    "infinite": ({**WHOLE, "moving_time": 1e400}, "activity 14412345678", "moving_time is inf"),
    "astronomic": ({**WHOLE, "elapsed_time": 1e300}, "activity 14412345678", "is 1e+300"),
    "beyond floats": ({**WHOLE, "distance": 10**400}, "activity 14412345678", "absurd size"),
    "a true distance": ({**WHOLE, "distance": True}, "activity 14412345678", "distance is True"),
    "a list": ({**WHOLE, "distance": [1] * 999}, "activity 14412345678", "..."),
}


@pytest.mark.parametrize(
    ("entry_id", "known"),
    [(12, 12), ("12", 12), (None, None), (True, None), ("x", None), (-1, None)],
)
def test_a_broken_entry_says_which_activity_it_is_where_that_can_be_read(
    entry_id: Any, known: int | None
) -> None:
    read = page([WHOLE | {"id": entry_id, "distance": "far"}, WHOLE])
    assert [entry.activity_id for entry in read.broken] == [known]
    assert read.ids == {14412345678} | ({known} if known else set())
    assert read.nameless is (known is None)


@pytest.mark.parametrize(("item", "subject", "why"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_entry_is_named_with_a_short_reason(item: Any, subject: str, why: str) -> None:
    read = page([WHOLE, item, {**WHOLE, "id": 2}])
    assert [pulled.run.id for pulled in read.pulled] == [14412345678, 2]
    (broken,) = read.broken
    assert broken.subject == subject
    assert why in broken.why
    assert len(broken.why) < 120


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from([*WHOLE]), json_values))
def test_every_entry_is_read_or_named_and_never_raises(change: dict[str, Any]) -> None:
    read = page([{**WHOLE, **change}])
    assert len(read.pulled) + len(read.broken) == 1
    for pulled in read.pulled:
        assert pulled.run.distance_m >= 0
        assert pulled.run.name.encode()
        assert abs(pulled.run.start_local - pulled.run.start_utc.replace(tzinfo=None)) <= timedelta(
            hours=15
        )
        json.dumps(dict(pulled.raw))
