"""New notes read back as what they are meant to say."""

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.model import ActivityId, Complaint, Metres, Note, Reading, Run, Seconds, Site
from annotations.notes.drafts import (
    blank_note,
    example_note,
    file_name,
    filled_note,
    pain_free_note,
)
from annotations.notes.readback import read_back
from annotations.notes.reader import read_note

TODAY = date(2026, 6, 1)


def run(name: str = "Morning Run", *, start_hidden: bool = False) -> Run:
    return Run(
        id=ActivityId(14412345678),
        name=name,
        sport_type="Run",
        start_utc=datetime(2026, 3, 14, 6, 10, tzinfo=UTC),
        start_local=datetime(2026, 3, 14, 7, 10),
        distance_m=Metres(8046.72),
        moving_s=Seconds(2700.0),
        elapsed_s=Seconds(2750.0),
        start_hidden=start_hidden,
    )


def read(text: str) -> Reading:
    reading = read_note("2026-03-14-x.md", text.encode(), units="mi", today=TODAY)
    assert reading is not None
    return reading


def note(text: str) -> Note:
    reading = read(text)
    assert reading.note is not None, reading.problems
    return reading.note


def test_a_blank_note_asks_to_be_filled_in_and_has_no_other_fault() -> None:
    reading = read(blank_note(run(), "mi"))
    assert [problem.message for problem in reading.problems] == ["'pain' is empty"]
    assert "fill in" in reading.problems[0].hint


def test_a_blank_note_with_a_level_is_a_note_of_that_run() -> None:
    filled = note(blank_note(run(), "mi").replace("pain:", "pain: 0", 1))
    assert filled.activity_id == 14412345678
    assert (filled.on, filled.at) == (date(2026, 3, 14), time(7, 10))


def test_the_commented_lines_of_a_blank_note_may_be_used_as_they_are() -> None:
    lines = [
        line.split("#")[0] if line.startswith("pain:") else line.replace("#", "", 1)
        for line in blank_note(run(), "mi").splitlines()
        if not line.startswith("# Morning")
    ]
    filled = note("\n".join(line[1:] if line.startswith(" did") else line for line in lines))
    assert str(filled.complaints[0].site) == "right knee"
    assert filled.bouts[0].reps == 10


def test_a_hidden_start_time_is_not_written_down() -> None:
    assert note(pain_free_note(run(start_hidden=True), "km")).at is None


def test_a_pain_free_note_says_so() -> None:
    free = note(pain_free_note(run(), "km"))
    assert free.pain_stated
    assert not free.painful


def test_three_answers_make_a_note() -> None:
    filled = note(filled_note(run(), "mi", pain="4", where="right knee, medial", onset="3 mi"))
    assert [str(complaint.site) for complaint in filled.complaints] == ["right knee"]
    assert filled.complaints[0].aspects == ("medial",)
    assert read_back(filled, "mi") == "right knee 4/10 from 3.0 mi (medial)"


@given(st.text(max_size=80), st.text(max_size=30))
@settings(max_examples=150, deadline=None)
def test_no_name_of_an_activity_and_no_answer_gets_out_of_its_line(name: str, where: str) -> None:
    reading = read(filled_note(run(name), "km", pain="0", where=where))
    assert all("not YAML" not in problem.message for problem in reading.problems)
    if reading.note is not None:
        assert reading.note.activity_id == 14412345678
        assert set(reading.note.lines) <= {"strava", "date", "pain", "where"}
    assert note(pain_free_note(run(name), "km")).pain_stated


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("Morning Run", "2026-03-14-morning-run.md"),
        ("Läufchen: 5k!", "2026-03-14-laufchen-5k.md"),
        ("../../etc/passwd", "2026-03-14-etc-passwd.md"),
        ("🏃", "2026-03-14-run.md"),
        ("a" * 300, f"2026-03-14-{'a' * 50}.md"),
    ],
)
def test_a_file_name_is_plain_and_begins_with_the_date(name: str, file: str) -> None:
    assert file_name(run(name)) == file


def test_the_example_is_no_annotation_but_what_it_shows_is_a_good_note() -> None:
    text = example_note(date(2026, 3, 14))
    assert read_note("2026-03-14-example.md", text.encode(), units="km", today=TODAY) is None
    reading = read(text.split("```\n")[1])
    assert reading.problems == ()
    assert reading.note is not None
    assert len(reading.note.bouts) == 2


def test_a_note_is_read_back_in_one_line() -> None:
    text = (
        "---\ndate: 2026-03-14\npain:\n  right knee: 5 from 3 mi (burning)\n  left knee: 4\n"
        "did:\n- 10 butt kicks @ 3 mi -> gone, back after 1/4 mile\n- 2x30 s quad stretch -> same\n"
        "morning: 2\n---\n"
    )
    assert read_back(note(text), "mi") == (
        "right knee 5/10 from 3.0 mi (burning), left knee 4/10; 10 butt kicks @ 3.0 mi -> gone, "
        "back after 0.25 mi; 2x30 s quad stretch -> same; 2/10 the next morning"
    )


def test_a_long_note_is_read_back_in_at_most_200_characters() -> None:
    bouts = "".join(f"- 10 butt kicks @ {n} mi -> gone\n" for n in range(1, 20))
    line = read_back(note(f"---\npain: 3\nwhere: knee\ndid:\n{bouts}---\n"), "mi")
    assert len(line) <= 200
    assert line.endswith("and more")


@pytest.mark.parametrize(
    ("read_as", "line"),
    [
        (Note("n", pain_stated=True), "no pain"),
        (
            Note("n", pain_stated=True, complaints=(Complaint(Site("shin"), 0.0),)),
            "no pain in the shin",
        ),
        (
            Note("n", pain_stated=True, complaints=(Complaint(Site("unnamed"), 4.0),)),
            "pain, site not said, 4/10",
        ),
        (Note("n", morning=2.0), "pain during the run not stated; 2/10 the next morning"),
    ],
)
def test_no_pain_and_unknown_pain_are_told_apart(read_as: Note, line: str) -> None:
    assert read_back(read_as, "km") == line
