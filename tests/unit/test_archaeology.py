"""What the names and texts of runs say of pain, in the ways that runners say it."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.archaeology import find_pain, propose
from annotations.model import ActivityId, Metres, Run, Seconds
from annotations.notes.drafts import answered_note
from annotations.notes.reader import read_note


def run(number: int, name: str) -> Run:
    start = datetime(2026, 3, number, 7, 12)
    return Run(
        id=ActivityId(number),
        name=name,
        sport_type="Run",
        start_utc=start.replace(tzinfo=UTC),
        start_local=start,
        distance_m=Metres(8000.0),
        moving_s=Seconds(2600.0),
        elapsed_s=Seconds(2700.0),
    )


@pytest.mark.parametrize(
    ("text", "pain", "where", "onset"),
    [
        ("Right knee pain from 3 miles, 5/10", "5", "right knee", "3 miles"),
        ("knee hurt again at 5k", "", "knee", "5k"),
        ("Easy run, left achilles sore", "", "left achilles", ""),
        ("both knees ached after 40 min", "", "left knee, right knee", "40 min"),
        ("Shin splints...", "", "shin", ""),
        ("ITB pain 4 out of 10 from mile 6", "4", "IT band", "6 mi"),
        ("Tight right calf since the start", "", "right calf", "start"),
        ("Plantar fasciitis is back", "", "plantar fascia", ""),
        ("Left inner knee twinge at 25:30", "", "left knee", "25:30"),
        ("Pain: 3. Right hip and left hamstring", "3", "right hip, left hamstring", ""),
        ("2/10 hamstring", "2", "hamstring", ""),
        ("Ouch", "", "", ""),
        ("knee 3/10 then 6/10, hurts", "6", "knee", ""),
        ("No knee pain!", "0", "", ""),
        ("Pain-free 10 miles", "0", "", ""),
        ("First run without any pain", "0", "", ""),
        ("knee didn't hurt", "0", "", ""),
        ("no hip pain but left shin sore", "", "left shin", ""),
        ("Niggle in the right groin around 4.5 km", "", "right groin", "4.5 km"),
        ("Knie? My knees hurt: 10/10", "10", "knee", ""),
    ],
)
def test_a_text_is_read_for_its_pain(text: str, pain: str, where: str, onset: str) -> None:
    assert find_pain(text, "mi") == (pain, where, onset)


@pytest.mark.parametrize(
    "text",
    [
        "Morning Run", "", "Back home", "Hip hip hooray", "Knee deep in snow", "Pain cave intervals",
        "No pain, no gain", "Achilles Loop", "Calf Creek Falls", "5k in 25:30", "Painted Desert run",
        "Arch bridge and back", "Sharp turn at mile 3", "10/10 would run again", "Footpath to Toe Head",
        "Feel the burn", "4x400 m",
    ],
)  # fmt: skip
def test_a_text_without_pain_proposes_nothing(text: str) -> None:
    assert find_pain(text, "km") is None


def test_the_name_comes_first_then_the_stored_texts_oldest_run_first() -> None:
    runs = [run(3, "Lunch Run"), run(1, "knee pain 3/10"), run(2, "Easy")]
    texts = {
        ActivityId(1): ["hip pain 9/10"],
        ActivityId(2): ["A fine day.\nLeft shin sore."],
    }

    found = propose(runs, texts, "km")

    assert [(one.run.id, one.pain, one.where) for one in found] == [
        (1, "3", "knee"),
        (2, "", "left shin"),
    ]
    assert found[1].source == "A fine day. Left shin sore."


@given(st.text(max_size=300))
@settings(max_examples=300, deadline=None)
def test_whatever_is_found_makes_a_note_that_can_be_read(text: str) -> None:
    found = find_pain(f"{text} knee pain", "km")
    if found is None:
        return
    pain, where, onset = found
    made = answered_note(run(1, text), "km", pain=pain or "1", where=where, onset=onset)
    reading = read_note("2026-03-01-x.md", made.encode(), units="km")
    assert reading is not None
    assert not reading.failed, reading.problems
