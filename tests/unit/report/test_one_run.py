"""A run's own section: its recording by distance with the pain on it, and what is said without one."""

from dataclasses import replace
from typing import Any

from page_reader import read
from recordings import streams
from story_record import AS_OF, LEFT_KNEE, RIGHT_KNEE, a_note, a_run, kicks

from annotations.model import Match, Result, Run
from annotations.profile import Profile, profile
from annotations.record import NotedRun, build_record
from annotations.report.one_run import MOST_RUNS, newest, one_run
from annotations.report.page import render_report
from annotations.report.splits import splits
from annotations.samples import read_samples

def noted_run(*bouts: Any, length: float = 5.0) -> NotedRun:
    run = a_run(1, day=0, length_mi=length)
    match: Match = a_note(run, (RIGHT_KNEE, 5.0, 3.0), (LEFT_KNEE, 3.0, None), bouts=bouts)
    return build_record([run], [match]).noted[0]


def profile_of(noted: NotedRun, **more: list[float]) -> Profile:
    found = profile(noted, read_samples(streams(noted.run, **more)))
    assert found is not None
    return found


def test_pace_and_grade_are_drawn_and_can_be_read_mile_by_mile() -> None:
    noted = noted_run()
    section = one_run(noted, profile_of(noted), "mi", 1)
    (drawing,) = section.figure.drawings
    looks = [line.look for line in drawing.under]
    assert [look for look in looks if look in ("pace", "grade", "cadence")] == ["pace", "grade"]
    said = [mark.says for mark in drawing.marks if mark.look == "bar"]
    assert said[0] == "0-1 mi: 8:51 /mi, grade +3.0 %"
    assert said[4] == "4-5 mi: 8:51 /mi, grade -3.0 %"
    (table,) = section.figure.tables
    assert table.head == ("Stretch", "Pace /mi", "Grade", "Steps/min")
    assert [row[0] for row in table.rows] == ["0-1 mi", "1-2 mi", "2-3 mi", "3-4 mi", "4-5 mi"]


def test_the_pain_is_drawn_where_it_was_at_each_site() -> None:
    bouts = (kicks(3.5, Result.GONE, 0.25), kicks(4.0, Result.GONE))
    noted = noted_run(*bouts)
    for found in (None, profile_of(noted)):
        (drawing,) = one_run(noted, found, "mi", 1).figure.drawings
        strips = [line.look for line in drawing.under if line.look.startswith(("easy", "hurting"))]
        right = ["easy", "hurting hurting", "easy", "hurting hurting", "easy"]
        assert strips == [*right, "hurting open"]
        marks = [mark for mark in drawing.marks if mark.look != "bar"]
        assert marks[0].says == "Right knee, pain 5/10 from 3.0 mi"
        assert [mark.look for mark in marks][:4] == ["onset", "gain", "gain ended", "gain"]
        assert marks[2].says == "Right knee: back at 3.8 mi"
        scale = (marks[2].x - marks[1].x) / (marks[1].x - marks[0].x)
        assert abs(scale - 0.5) < 0.01
        unknown = [mark.says for mark in drawing.marks if "not noted where" in mark.says]
        assert unknown == ["Left knee, pain 3/10, not noted where it began"]


def test_without_a_recording_it_says_so() -> None:
    noted = noted_run()
    assert one_run(noted, None, "mi", 1).figure.notes == (
        "No recording here (yet), so pace, hills and cadence are not drawn.",
    )
    by_hand = NotedRun(replace(noted.run, manual=True), noted.notes)
    assert "Entered by hand" in one_run(by_hand, None, "mi", 1).figure.notes[0]


def test_heart_rate_has_a_column_only_where_it_was_recorded() -> None:
    noted = noted_run()
    count = len(streams(noted.run)["time"]["data"])
    found = profile_of(noted, heartrate=[150.0] * count, cadence=[85.0] * count)
    (table,) = one_run(noted, found, "mi", 1).figure.tables
    assert table.head[-1] == "Heart/min"
    assert table.rows[0] == ("0-1 mi", "8:51", "+3.0 %", "170", "150")


def test_a_rest_of_less_than_a_third_is_no_split_of_its_own() -> None:
    whole, more = noted_run(length=3.1), noted_run(length=3.6)
    assert [len(splits(profile_of(noted), "mi")) for noted in (whole, more)] == [3, 4]


def test_the_newest_runs_have_a_section_and_the_newest_painful_one_is_open() -> None:
    runs = [a_run(k, day=k, length_mi=5.0) for k in range(30)]
    notes = [a_note(r, *(((RIGHT_KNEE, 3.0, 2.0),) if k < 28 else ())) for k, r in enumerate(runs)]
    record = build_record(runs, notes)
    assert [noted.run.id for noted in newest(record)] == [r.id for r in runs[: -MOST_RUNS - 1 : -1]]
    sections = read(render_report(record, (), units="mi", as_of=AS_OF)).all("details", "run")
    assert len(sections) == MOST_RUNS
    assert [k for k, one in enumerate(sections) if "open" in one.attrs] == [2]
