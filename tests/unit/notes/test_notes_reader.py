"""Well-formed notes are read completely."""

from datetime import date, time

import pytest

from annotations.model import (
    ActivityId,
    Bout,
    Complaint,
    Metres,
    Note,
    Place,
    Reading,
    Result,
    Seconds,
    Site,
)
from annotations.notes.reader import read_note

MILE_M = 1609.344
TODAY = date(2026, 6, 1)
RIGHT_KNEE = Site("knee", "right")
LEFT_KNEE = Site("knee", "left")

FOUNDING = """\
---
strava: https://www.strava.com/activities/14412345678
pain:
  right knee: 5 from 3 mi (burning, stinging, medial, lateral)
  left knee: 4 from 3.1 mi (fullness)
did:
  - 10 butt kicks @ 3 mi -> gone, back after 1/4 mile
  - 10 butt kicks @ 3.25 mi -> gone, back after 1/4 mile
  - 10 butt kicks @ 3.5 mi -> gone
before: [foam rolling, long warm-up]
expect: 3
---
Third set did it. Two more miles without a thing.
"""


def at_mile(miles: float) -> Place:
    return Place(distance_m=Metres(round(miles * MILE_M, 6)))


def reading(frontmatter: str, path: str = "2026-03-14.md") -> Reading:
    read = read_note(path, f"---\n{frontmatter}\n---\n".encode(), units="mi", today=TODAY)
    assert read is not None
    return read


def note(frontmatter: str, path: str = "2026-03-14.md") -> Note:
    read = reading(frontmatter, path)
    assert read.note is not None, read.problems
    return read.note


def test_the_founding_note_is_read_completely() -> None:
    read = read_note("founding.md", FOUNDING.encode(), units="km", today=TODAY)
    assert read is not None
    assert read.problems == ()
    quarter = at_mile(0.25)
    assert read.note == Note(
        path="founding.md",
        pain_stated=True,
        complaints=(
            Complaint(RIGHT_KNEE, 5.0, at_mile(3), ("burning", "stinging"), ("medial", "lateral")),
            Complaint(LEFT_KNEE, 4.0, at_mile(3.1), ("fullness",)),
        ),
        bouts=(
            Bout("butt kicks", reps=10, at=at_mile(3), result=Result.GONE, back_after=quarter),
            Bout("butt kicks", reps=10, at=at_mile(3.25), result=Result.GONE, back_after=quarter),
            Bout("butt kicks", reps=10, at=at_mile(3.5), result=Result.GONE),
        ),
        activity_id=ActivityId(14412345678),
        before=("foam rolling", "long warm up"),
        expect=3.0,
    )
    assert read.note is not None
    assert read.note.lines == {
        "strava": 2, "pain": 3, "did": 6, "before": 10, "expect": 11,
    }  # fmt: skip


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["plain", "with a byte order mark"])
def test_line_ends_and_byte_order_marks_make_no_difference(ends: str, mark: str) -> None:
    data = (mark + FOUNDING.replace("\n", ends)).encode()
    assert read_note("n.md", data, units="mi") == read_note("n.md", FOUNDING.encode(), units="mi")


@pytest.mark.parametrize("text", ["0", "none", "no", "No pain", "0/10", '"0"'])
def test_no_pain_without_a_site_says_that_the_whole_run_was_free(text: str) -> None:
    read = note(f"pain: {text}")
    assert read.pain_stated
    assert read.complaints == ()


def test_no_pain_at_a_named_site_is_a_complaint_of_level_0() -> None:
    assert note("pain: 0\nwhere: right knee").complaints == (Complaint(RIGHT_KNEE, 0.0),)


def test_a_plain_level_goes_to_every_site_that_where_names() -> None:
    read = note(
        "pain: 4/10\nwhere: both knees, medial\nonset: 25:30\nfeels: burning, lateral, dull"
    )
    onset = Place(elapsed_s=Seconds(1530.0))
    assert read.complaints == (
        Complaint(LEFT_KNEE, 4.0, onset, ("burning", "dull"), ("medial",)),
        Complaint(RIGHT_KNEE, 4.0, onset, ("burning", "dull"), ("medial",)),
    )


def test_an_entry_with_an_onset_and_feels_of_its_own_keeps_them() -> None:
    read = note(
        "pain:\n  right knee: 5 from 3 mi (dull)\n  left knee: 2.5\n  shin: 0\n"
        "onset: 4 mi\nfeels: [burning]"
    )
    assert read.complaints == (
        Complaint(RIGHT_KNEE, 5.0, at_mile(3), ("dull",)),
        Complaint(LEFT_KNEE, 2.5, at_mile(4), ("burning",)),
        Complaint(Site("shin"), 0.0),
    )


def test_pain_without_a_site_is_kept_with_a_warning() -> None:
    read = reading("pain: 4")
    assert read.note is not None
    assert [c.site for c in read.note.complaints] == [Site("unnamed")]
    assert [p.severity for p in read.problems] == ["warning"]


def test_a_note_that_states_no_pain_knows_nothing_of_it() -> None:
    read = note("did:\n- 10 butt kicks @ 3 mi -> gone")
    assert not read.pain_stated
    assert read.complaints == ()


def test_a_bout_as_a_mapping_is_the_same_as_its_line() -> None:
    mapping = note(
        "pain: 3\nwhere: knee\ndid:\n"
        "  - {what: Quad-stretch, sets: 2, seconds: 30, at: 4 mi, result: eased, "
        "back: after 0.5 mi, site: right knee}"
    )
    line = note(
        "pain: 3\nwhere: knee\n"
        "did: 2x30 s quad stretch (right knee) @ 4 mi → eased, back after half a mile"
    )
    assert mapping.bouts == line.bouts
    assert mapping.bouts[0].sets == 2
    assert mapping.bouts[0].hold_s == Seconds(30.0)


def test_back_in_a_mapping_counts_from_the_start_unless_it_says_after() -> None:
    read = note("did: [{what: butt kicks, at: 3, result: gone, back: 3.25}]")
    assert read.bouts[0].back_at == at_mile(3.25)


def test_a_block_of_lines_holds_a_bout_in_each() -> None:
    read = note("did: |\n  10 butt kicks @ 3 mi -> gone\n  nothing @ 4 mi -> same")
    assert [bout.what for bout in read.bouts] == ["butt kicks", "carry on"]


@pytest.mark.parametrize(
    ("text", "on", "at"),
    [
        ("2026-03-15", date(2026, 3, 15), None),
        ("2026-03-15 07:10", date(2026, 3, 15), time(7, 10)),
        ("2026-03-15T07:10:05", date(2026, 3, 15), time(7, 10, 5)),
        ("2026-03-15T07:10:00+02:00", date(2026, 3, 15), time(7, 10)),
        ("2026-3-15", date(2026, 3, 15), None),
        ("2026-03-29 02:30", date(2026, 3, 29), time(2, 30)),
    ],
)
def test_a_date_is_the_local_one_as_it_is_written(text: str, on: date, at: time | None) -> None:
    read = note(f"date: {text}\npain: 0", path="run.md")
    assert (read.on, read.at) == (on, at)


def test_the_date_of_the_files_name_counts_where_the_note_has_none() -> None:
    assert note("pain: 0", "sub/2026-03-14-morning-run.md").on == date(2026, 3, 14)


def test_the_date_in_the_note_wins_over_the_files_name_with_a_warning() -> None:
    read = reading("date: 2026-03-15\npain: 0", "2026-03-14.md")
    assert read.note is not None
    assert read.note.on == date(2026, 3, 15)
    assert "file's name" in read.problems[0].message


@pytest.mark.parametrize(
    "text",
    [
        "123",
        "'123'",
        "https://www.strava.com/activities/123",
        "strava.com/activities/123/overview?x=1",
        "http://m.strava.com/activities/123#kudos",
    ],
)
def test_the_activity_is_given_by_its_id_or_its_address(text: str) -> None:
    assert note(f"strava: {text}\npain: 0", "x.md").activity_id == 123


def test_all_other_keys_are_read_and_those_of_other_tools_ignored() -> None:
    read = reading(
        "pain: 0\nsport: Trail Run\nmorning: 2\nexpect: 7.5\narm: no  warm-up\nafter: stretching; ice\n"
        "factors: [new insoles, slept-badly, '[[treadmill]]', new insoles]\n"
        "tags: [[run]]\naliases: x\ncssclasses: [a]\nwhatever: {a: [b]}"
    )
    assert read.problems == ()
    assert read.note is not None
    assert read.note.sport == "trail run"
    assert (read.note.morning, read.note.expect) == (2.0, 7.5)
    assert read.note.arm == "no warm-up"
    assert read.note.after == ("stretching", "ice")
    assert read.note.factors[:2] == ("new insoles", "slept badly")


def test_none_in_a_list_of_bouts_is_nothing_that_was_done() -> None:
    assert note("pain: 0\ndid:\n- none").bouts == ()


def test_a_plus_between_words_separates_them_and_each_keeps_its_column() -> None:
    assert note("pain: 0\nbefore: foam rolling + hip openers").before == (
        "foam rolling", "hip openers",
    )  # fmt: skip
    long = "x" * 101
    assert [p.col for p in reading(f"pain: 0\nbefore: xx, {long}").problems] == [13]


@pytest.mark.parametrize(("key", "value"), [("morning", "a"), ("strava", "9"), ("onset", "1 ")])
def test_a_value_longer_than_any_that_is_meant_is_refused(key: str, value: str) -> None:
    read = reading(f"pain: 3\nwhere: knee\n{key}: '{value * 501}'")
    assert read.note is None
    assert "longer than 500" in str(read.problems[0])


def test_keys_may_be_capitalised() -> None:
    assert note("Pain: 3\nWHERE: left knee").complaints == (Complaint(LEFT_KNEE, 3.0),)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   \n\n",
        "# a title\n\ntext",
        "---\ntitle: x\ntags: [a]\n---\n",
        "---\n\n---\n",
        "---\nstrava: 123\n---\n",
        "text\n\n---\npain: 3\n---\n",
        "---\ntitle: <% tp.file.title %>\nx: [a\n---\n",
        "---\n\nA horizontal rule, then pain: in the text.\n",
        "---\nx: &a 1\n---\n",
        "---\n{{template}}\n---\n",
    ],
)
def test_what_is_no_annotation_is_passed_over_in_silence(text: str) -> None:
    assert read_note("2026-03-14.md", text.encode(), units="km", today=TODAY) is None


def test_all_problems_of_a_note_are_told_at_once_in_the_order_of_the_file() -> None:
    read = reading(
        "pain: 11\nmorning: 12\ndate: 2026-02-30\nstrava: 1.5\ndid:\n  - 10 kicks @ 3 ly -> gone"
    )
    assert read.note is None
    assert [(p.line, p.col) for p in read.problems if p.severity == "error"] == [
        (2, 7), (3, 10), (4, 7), (5, 9), (7, 16),
    ]  # fmt: skip


def test_a_message_has_file_line_column_what_was_read_and_what_to_write() -> None:
    read = reading("pain: 3,5", "notes/2026-03-14.md")
    assert str(read.problems[0]) == (
        "notes/2026-03-14.md:2:7: '3,5' is not a level from 0 to 10 (write 3.5, with a point)"
    )
