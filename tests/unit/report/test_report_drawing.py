"""Where the marks stand: scales, ticks, the step lines and the tables beneath them."""

import re
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from story_record import (
    LEFT_KNEE,
    RIGHT_KNEE,
    a_note,
    a_run,
    kicks,
    mile,
    story_record,
)

from annotations.insights.findings import findings
from annotations.model import Place, Result, Seconds, Site, Units
from annotations.quantities import METRES_OF
from annotations.record import Observation, Record, build_record
from annotations.report.answers import counts
from annotations.report.axes import Scale, date_ticks, distance_steps, distance_ticks
from annotations.report.curves import curve_drawings, curve_table, groups
from annotations.report.onsets import farthest, onset_drawings
from annotations.report.sections import site_section
from annotations.report.seen import all_seen
from annotations.report.tables import bout_table, run_table


def series(*pains: tuple[float, float | None]) -> tuple[Observation, ...]:
    """One run for each (length in miles, onset in miles or None for pain-free)."""
    runs = [a_run(k, day=k, length_mi=length) for k, (length, _) in enumerate(pains)]
    notes = [
        a_note(run) if onset is None else a_note(run, (RIGHT_KNEE, 4.0, onset))
        for run, (_, onset) in zip(runs, pains, strict=True)
    ]
    return build_record(runs, notes).series(RIGHT_KNEE)


@given(st.floats(0.0, 400_000.0), st.sampled_from(["km", "mi"]), st.integers(4, 12))
def test_distance_steps_are_round_even_and_few(most_m: float, units: Units, at_most: int) -> None:
    steps = distance_steps(most_m, units, at_most)
    assert steps[0] == 0.0
    assert 2 <= len(steps) <= at_most
    assert steps[-1] <= max(most_m, 0.1 * METRES_OF[units]) * (1 + 1e-6)
    gaps = [b - a for a, b in pairwise(steps)]
    assert max(gaps) == pytest.approx(min(gaps))


def test_the_last_distance_carries_the_unit() -> None:
    steps = distance_steps(8.1 * 1000, "km", 7)
    ticks = distance_ticks(steps, "km", Scale(0, 8100, 300, 0))
    assert [t.label for t in ticks] == ["0", "2", "4", "6", "8 km"]
    assert ticks[0].at == 300


@pytest.mark.parametrize(
    ("first", "last", "labels"),
    [
        pytest.param(date(2026, 3, 2), date(2026, 3, 2), ["2 Mar 2026"], id="one day"),
        pytest.param(
            date(2026, 3, 2),
            date(2026, 3, 30),
            ["2 Mar 2026", "10 Mar", "18 Mar", "26 Mar"],
            id="a month",
        ),
        pytest.param(
            date(2025, 11, 20),
            date(2026, 3, 2),
            ["Dec 2025", "Jan 2026", "Feb", "Mar"],
            id="over new year",
        ),
        pytest.param(
            date(2020, 5, 5),
            date(2026, 3, 2),
            ["Jan 2022", "Jan 2024", "Jan 2026"],
            id="six years",
        ),
    ],
)
def test_date_ticks_are_few_and_in_order(first: date, last: date, labels: list[str]) -> None:
    scale = Scale(first.toordinal() - 1, last.toordinal() + 1, 0, 300)
    ticks = date_ticks(first, last, scale, 5)
    assert [t.label for t in ticks] == labels
    assert all(a.at < b.at for a, b in pairwise(ticks))


def path_points(path: str) -> list[tuple[float, float]]:
    """The corners of a path of M, H and V."""
    x, y, corners = 0.0, 0.0, []
    for command, numbers in re.findall(r"([MHV])([-0-9. ]+)", path):
        values = [float(n) for n in numbers.split()]
        x, y = (values[0], y) if command == "H" else (x, values[0]) if command == "V" else values
        corners.append((x, y))
    return corners


@given(
    st.lists(
        st.tuples(st.floats(2.0, 9.0), st.one_of(st.none(), st.floats(0.0, 2.0))),
        min_size=5,
        max_size=29,
    )
)
def test_a_step_line_never_rises_or_turns_back_and_ends_at_the_last_run(
    pains: list[tuple[float, float | None]],
) -> None:
    shown = groups(series(*pains))
    for drawing in curve_drawings(shown, "km"):
        _, curve = drawing.under
        corners = path_points(curve.path)
        assert all(a[0] <= b[0] and a[1] <= b[1] for a, b in pairwise(corners))
        end = max(length if onset is None else onset for length, onset in pains)
        far = max(mile(end), 200.0)
        scale = Scale(0.0, far, drawing.frame.x0, drawing.frame.x1)
        assert corners[-1][0] == pytest.approx(scale(mile(end)), abs=0.06)


def test_a_line_falls_at_onsets_only() -> None:
    shown = groups(series((5, 2), (5, None), (6, 3), (4, None), (7, None)))
    drawing = curve_drawings(shown, "mi")[0]
    assert drawing.under[1].path.count("V") == 2
    ended = ["ended" in mark.look for mark in drawing.marks]
    assert ended == [False, False, True, True, True]
    assert (
        drawing.marks[0].says
        == "2.0 mi: 80 % of the 5 noted runs still pain-free; pain came in 1 here"
    )


@pytest.mark.parametrize(
    ("runs", "names"),
    [(4, []), (5, ["all"]), (29, ["all"]), (30, ["first", "last"]), (40, ["first", "last"])],
)
def test_first_and_last_are_compared_only_when_they_share_no_run(
    runs: int, names: list[str]
) -> None:
    shown = groups(series(*[(5.0, 3.0)] * runs))
    assert [group.name for group in shown] == names
    assert all(len(group.runs) == 15 for group in shown if group.name != "all")


def test_painful_runs_without_an_onset_are_in_no_curve() -> None:
    runs = [a_run(k, day=k, length_mi=5.0) for k in range(7)]
    notes = [a_note(run, (RIGHT_KNEE, 4.0, None)) for run in runs[:2]]
    record = build_record(runs, [*notes, *(a_note(run) for run in runs[2:])])
    (group,) = groups(record.series(RIGHT_KNEE))
    assert len(group.runs) == 5
    section = site_section(record, RIGHT_KNEE, (), "mi")
    curve = section.figures[1]
    assert curve.notes == (
        "Pain came in 0 of the 5 noted runs.",
        "Left out: 2 painful runs that began at a place not noted.",
    )


def test_the_curve_table_says_how_many_runs_a_share_rests_on() -> None:
    shown = groups(series((5, 2), (5, None), (6, 3), (4, None), (7, None)))
    rows = dict(row for row in curve_table(shown, "mi").rows if len(row) == 2)
    assert rows["0.0 mi"] == "100 %, 5 of 5 runs still counted"
    assert rows["3.0 mi"] == "60 %, 4 of 5 runs still counted"
    assert rows["7.0 mi"] == "60 %, 1 of 5 runs still counted"


def test_worse_pain_is_drawn_bigger() -> None:
    runs = [a_run(k, day=k, length_mi=5.0) for k in range(11)]
    notes = [a_note(run, (RIGHT_KNEE, max(k, 0.5), 3.0)) for k, run in enumerate(runs)]
    record = build_record(runs, notes)
    marks = onset_drawings(all_seen(record, RIGHT_KNEE), (), "mi")[0].marks
    assert all(a.r < b.r for a, b in pairwise(marks))


def test_marks_follow_the_dates_and_farther_is_higher() -> None:
    record = story_record()
    own = [f for f in findings(record) if f.site == RIGHT_KNEE]
    for chart in onset_drawings(all_seen(record, RIGHT_KNEE), own, "mi"):
        assert all(a.x < b.x for a, b in pairwise(chart.marks))
        assert all(chart.frame.x0 < m.x < chart.frame.x1 for m in chart.marks)
        assert all(a.at > b.at for a, b in pairwise(chart.y_ticks))
        wide = chart.variant == "wide"
        assert [one.text for one in chart.labels] == ["half got to 3.0 mi" if wide else "3.0 mi"]


def test_a_phone_gets_the_newest_runs_and_is_told_so() -> None:
    record = story_record(200)
    wide, narrow = onset_drawings(all_seen(record, RIGHT_KNEE), findings(record), "mi")
    assert (len(wide.marks), len(narrow.marks)) == (200, 80)
    assert narrow.marks[-1].says == wide.marks[-1].says
    assert not narrow.over  # the first window is not in this drawing
    notes = site_section(record, RIGHT_KNEE, findings(record), "mi").figures[0].notes
    assert notes == ("The drawing holds the newest runs: 80 on a narrow screen.",)


def test_a_long_run_without_a_note_does_not_stretch_the_axis() -> None:
    runs = [a_run(0, day=0, length_mi=5.0), a_run(1, day=1, length_mi=26.2)]
    record = build_record(runs, [a_note(runs[0], (LEFT_KNEE, 3.0, 2.0))])
    wide, _ = onset_drawings(all_seen(record, LEFT_KNEE), (), "mi")
    assert wide.y_ticks[-1].label == "5 mi"


def test_no_drawing_when_every_note_leaves_the_site_open() -> None:
    run = a_run(0, day=0, length_mi=5.0)
    record = build_record([run], [])
    assert onset_drawings(all_seen(record, LEFT_KNEE), (), "mi") == ()
    assert onset_drawings((), (), "mi") == ()


def test_the_sites_are_drawn_on_one_scale() -> None:
    runs = [a_run(0, day=0, length_mi=5.0), a_run(1, day=1, length_mi=12.0)]
    vague = a_note(runs[1], (Site("knee"), 3.0, 2.0))  # may be either knee
    record = build_record(runs, [a_note(runs[0], (LEFT_KNEE, 3.0, 2.0)), vague])
    far_m = max(farthest(all_seen(record, site)) for site in record.sites)
    tops = {
        onset_drawings(all_seen(record, site), (), "mi", far_m)[0].y_ticks[-1].label
        for site in record.sites
    }
    assert tops == {"12 mi"}


def test_a_place_known_by_time_says_how_it_was_found() -> None:
    run = a_run(0, day=0, length_mi=5.0)
    match = a_note(run, (RIGHT_KNEE, 3.0, 2.0))
    complaint = match.note.complaints[0]
    half = type(complaint)(RIGHT_KNEE, 3.0, Place(elapsed_s=Seconds(run.elapsed_s / 2)))
    note = type(match.note)("n.md", pain_stated=True, complaints=(half,))
    record = build_record([run], [type(match)(note, run, ())])
    (row,) = run_table(all_seen(record, RIGHT_KNEE), "mi", 60).rows
    assert row[4] == "2.5 mi (about, by even pace)"


def test_bout_rows_show_what_came_of_it() -> None:
    run = a_run(0, day=0, length_mi=5.0)
    bouts = (kicks(3.0, Result.GONE, 0.25), kicks(3.25, None), kicks(6.0, Result.SAME))
    record = build_record([run], [a_note(run, (RIGHT_KNEE, 3.0, 3.0), bouts=bouts)])
    table = bout_table(record.series(RIGHT_KNEE), "mi", 60)
    assert table.title == "Every bout: 3 bouts in 1 run"
    assert [row[3:] for row in table.rows] == [
        ("3.0 mi", "gone", "3.25 mi", "2.0 mi"),
        ("3.25 mi", "not noted", "–", "1.75 mi"),  # noqa: RUF001 - the table's dash
        ("6.0 mi", "no change", "–", "–"),  # noqa: RUF001 - the table's dash
    ]


def test_counts_tell_noted_from_stated() -> None:
    assert counts(Record((), ())).runs == 0
    runs = [a_run(k, day=k, length_mi=5.0) for k in range(4)]
    notes = [a_note(runs[0], (LEFT_KNEE, 3.0, 2.0)), a_note(runs[1]), a_note(runs[2], stated=False)]
    held = counts(build_record(runs, notes))
    assert (held.runs, held.noted, held.painful, held.free, held.unstated) == (4, 3, 1, 1, 1)
    assert held.unknown == 2
