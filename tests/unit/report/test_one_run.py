"""A run's own section: its recording by distance with the pain on it, and what is said without one."""

import json
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from page_reader import read
from story_record import AS_OF, LEFT_KNEE, RIGHT_KNEE, a_note, a_run, kicks
from watch_streams import streams, wavy

from annotations.model import Match, Metres, Note, Result
from annotations.profile import Profile, profile
from annotations.record import NotedRun, build_record
from annotations.report.one_run import OneRun, one_run
from annotations.report.packed import AXIS, Chart, Curve, Strip, packed
from annotations.report.page import render_report
from annotations.report.room import MOST_RUNS
from annotations.report.run_list import newest
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


def chart_of(noted: NotedRun, found: Profile | None, points: int = 60) -> Chart:
    section = one_run(noted, found, "mi", [LEFT_KNEE, RIGHT_KNEE], points)
    assert section.chart is not None
    return section.chart


def test_pace_and_grade_are_drawn_and_can_be_read_mile_by_mile() -> None:
    noted = noted_run()
    chart = chart_of(noted, profile_of(noted))
    assert (chart.end, chart.tick, chart.to) == (5, 1, 5)
    pace, grade, cadence = chart.curves
    assert pace is not None
    assert (pace.ends, set(pace.heights)) == ("8:51", {"U", "V"})  # an even pace is in the middle
    assert grade is not None
    assert grade.ends == "-3 to +3"
    assert grade.heights[0] > "m"  # uphill is high
    assert grade.heights[-1] < "8"
    assert cadence is None
    assert (
        chart.splits
        == ((531, 30, None, None),) * 2 + ((531, 0, None, None),) + ((531, -30, None, None),) * 2
    )


def test_the_pain_is_drawn_where_it_was_at_each_site() -> None:
    bouts = (kicks(3.5, Result.GONE, 0.25), kicks(4.0, Result.GONE))
    noted = noted_run(*bouts)
    for found in (None, profile_of(noted)):
        chart = chart_of(noted, found)
        right, left = chart.strips
        assert right.site == 2
        assert [feeling for feeling, _ in right.stretches] == ["e", "h", "e", "h", "e"]
        assert [round(x / AXIS * 5, 1) for _, x in right.stretches] == [3.0, 3.5, 3.8, 4.0, 5.0]
        assert left == Strip(1, (("o", AXIS),))
        told = [(p.kind, round(p.x / AXIS * 5, 1), p.number) for p in chart.points if not p.strip]
        assert told == [("o", 3.0, 0), ("g", 3.5, 1), ("b", 3.8, 1), ("g", 4.0, 2)]


def test_without_a_recording_or_a_distance_it_says_so() -> None:
    noted = noted_run()

    def without(**run: Any) -> OneRun:
        return one_run(NotedRun(replace(noted.run, **run), noted.notes), None, "mi", [], 60)

    assert "No recording here (yet)" in chart_and_words(noted)
    by_hand = NotedRun(replace(noted.run, manual=True), noted.notes)
    assert "Entered by hand" in chart_and_words(by_hand)
    nowhere = without(distance_m=Metres(0.0))
    assert nowhere.chart is None
    assert nowhere.missing == "A run without a distance: nothing can be drawn."
    assert packed(nowhere.chart, 7) == "[7]"


def chart_and_words(noted: NotedRun) -> str:
    section = one_run(noted, None, "mi", [LEFT_KNEE, RIGHT_KNEE], 60)
    assert section.chart is not None
    assert section.chart.curves == ()
    return section.missing


def test_heart_rate_and_cadence_are_told_only_where_they_were_recorded() -> None:
    noted = noted_run()
    count = len(streams(noted.run)["time"]["data"])
    found = profile_of(noted, heartrate=[150.0] * count, cadence=[85.0] * count)
    assert chart_of(noted, found).splits[0] == (531, 30, 170, 150)


def test_what_was_not_measured_is_a_hole_in_the_curve_and_no_number() -> None:
    chart = Chart(
        2, 1, (), (), (Curve("1", "0-z"), None), 2, ((531, None, 170, None), (None, -30, 171, None))
    )
    assert json.loads(packed(chart, None)) == [
        0, 2, 1, "", "", [["1", "0-z"], 0], 2, ["2er--", "2--d2", "24q4r", ""],
    ]  # fmt: skip


@given(st.lists(st.none() | st.integers(0, 5000), min_size=1))
def test_packed_means_read_back_as_they_were(means: list[int | None]) -> None:
    chart = Chart(1, 1, (), (), splits=tuple((v, None, None, None) for v in means))
    text = json.loads(packed(chart, 1))[-1][0]
    width = int(text[0]) if text else 1
    parts = [text[k : k + width] for k in range(1, len(text), width)]
    back = [None if part.startswith("-") else int(part, 36) for part in parts]
    assert back == (means if any(v is not None for v in means) else [])


def test_a_run_whose_notes_do_not_state_its_pain_has_a_section_and_is_unknown() -> None:
    run = a_run(1, day=0, length_mi=5.0)
    record = build_record([run], [Match(Note("n.md", morning=2.0), run, ())])
    (section,) = read(render_report(record, (), units="mi", as_of=AS_OF)).all("details", "run")
    assert "pain during the run not noted" in section.text
    assert "Next morning 2/10" in section.text
    assert chart_of(record.noted[0], None).strips == (Strip(0, (("o", AXIS),)),)
    free = build_record([run], [a_note(run)])
    assert chart_of(free.noted[0], None).strips == (Strip(0, (("e", AXIS),)),)


def test_without_its_script_the_page_has_every_run_in_words_and_says_what_is_missing() -> None:
    runs = [a_run(k, day=k, length_mi=5.0) for k in range(40)]
    bouts = (kicks(3.5, Result.GONE, 0.25), kicks(4.0, Result.GONE))
    notes = [a_note(run, (RIGHT_KNEE, 5.0, 3.0), bouts=bouts) for run in runs]
    reader = read(render_report(build_record(runs, notes), (), units="mi", as_of=AS_OF))
    for section in reader.all("details", "run"):
        assert "right knee 5/10 from 3.0 mi" in section.text
        assert "10 butt kicks at 3.5, 4.0 mi: gone after the second set" in section.text
    (told,) = reader.all("noscript")
    assert "its pace, grade and cadence" in told.text
    # no hint to keys that nothing listens to
    assert "arrow keys" not in "".join(e.text for e in reader.all("main"))


def test_a_crowded_page_has_coarser_curves() -> None:
    noted = noted_run(length=20.0)
    found = profile(noted, read_samples(wavy(noted.run)))
    for points in (24, 60):
        (pace, _, _) = chart_of(noted, found, points).curves
        assert pace is not None
        assert points / 2 < len(pace.heights) <= points


def test_a_rest_of_less_than_a_third_is_no_split_of_its_own() -> None:
    whole, more = noted_run(length=3.1), noted_run(length=3.6)
    assert [len(splits(profile_of(noted), "mi")) for noted in (whole, more)] == [3, 4]


def test_every_annotated_run_has_a_section_the_older_ones_by_month() -> None:
    runs = [a_run(k, day=k, length_mi=5.0) for k in range(90)]
    notes = [a_note(r, *(((RIGHT_KNEE, 3.0, 2.0),) if k < 88 else ())) for k, r in enumerate(runs)]
    reader = read(render_report(build_record(runs, notes), (), units="mi", as_of=AS_OF))
    sections = reader.all("details", "run")
    ids = [json.loads(one.attrs["data-run"])[0] for one in sections]
    assert ids == [run.id for run in reversed(runs)]
    assert [k for k, one in enumerate(sections) if "open" in one.attrs] == [2]
    months = [e.text.split("\n")[0] for e in reader.all("details", "month")]
    assert months == [
        "May 2026: 10 more noted runs, 10 painful",
        "Apr 2026: 30 more noted runs, 30 painful",
        "Mar 2026: 30 more noted runs, 30 painful",
    ]
    assert "no section here" not in reader.all("main")[0].text


def test_of_more_runs_than_there_is_room_for_the_newest_have_a_section_and_it_says_so() -> None:
    runs = [a_run(k, day=k, length_mi=5.0) for k in range(MOST_RUNS + 1)]
    record = build_record(runs, [a_note(run, (RIGHT_KNEE, 3.0, 2.0)) for run in runs])
    assert [noted.run.id for noted in newest(record)] == [r.id for r in runs[:0:-1]]
    text = read(render_report(record, (), units="mi", as_of=AS_OF)).all("main")[0].text
    assert "The 1 noted run before 3 Mar 2026 has no section here" in text
