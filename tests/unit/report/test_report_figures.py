"""The charts besides onset and curve: what each draws, and that it draws no more than the record supports."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from page_reader import read
from story_record import AS_OF, RIGHT_KNEE, a_note, a_run, kicks, mile, story_record

from annotations.insights.evidence import Finding
from annotations.insights.findings import findings
from annotations.model import Bout, Match, Metres, Place, Result
from annotations.record import Observation, Record, build_record
from annotations.report.days import calendars, days_of
from annotations.report.days import says as day_says
from annotations.report.doses import gain_drawings, gains, sets_drawings
from annotations.report.episodes import parts
from annotations.report.figure import FOREST_WIDTH, Figure
from annotations.report.helps import distance_forest, relief_forest
from annotations.report.intensity import intensity_drawings
from annotations.report.links import link_forest
from annotations.report.onsets import onset_drawings
from annotations.report.page import render_report
from annotations.report.room import MOST_RUNS
from annotations.report.sections import record_figures, site_section
from annotations.report.seen import all_seen
from annotations.report.weeks import week_drawings, weeks_of


def observed(*bouts: Bout, onset: float | None = 3.0, length: float = 5.0) -> Observation:
    """One painful run with these bouts."""
    run = a_run(0, day=0, length_mi=length)
    record = build_record([run], [a_note(run, (RIGHT_KNEE, 4.0, onset), bouts=bouts)])
    return record.series(RIGHT_KNEE)[0]


def with_bouts(how_many: int, *bouts: Bout) -> Record:
    runs = [a_run(k, day=k, length_mi=5.0) for k in range(how_many)]
    return build_record(runs, [a_note(r, (RIGHT_KNEE, 4.0, 3.0), bouts=bouts) for r in runs])


@pytest.mark.parametrize(
    ("bouts", "wanted"),
    [
        pytest.param((kicks(3.0, Result.GONE, 0.25),), [(0.25, True)], id="back, and where"),
        pytest.param((kicks(3.0, Result.GONE),), [(2.0, False)], id="not back by the end"),
        pytest.param(
            (kicks(3.0, Result.GONE), kicks(3.5, Result.GONE)),
            [(0.5, True), (1.5, False)],
            id="the next bout says that it was back",
        ),
        pytest.param((kicks(3.0, Result.LESS),), [], id="less is not gone"),
        pytest.param((kicks(3.0, None),), [], id="no result noted"),
        pytest.param(
            (replace(kicks(3.0, Result.GONE), sets=2),), [(1.0, False)], id="two sets share it"
        ),
        pytest.param(
            (replace(kicks(3.0, Result.GONE), what="carry on"),), [], id="carrying on is no dose"
        ),
        pytest.param((replace(kicks(3.0, Result.GONE), at=None),), [], id="nobody knows where"),
    ],
)
def test_what_a_set_gained(bouts: tuple[Bout, ...], wanted: list[tuple[float, bool]]) -> None:
    found = gains(observed(*bouts))
    assert [(round(gain.far_m / mile(1.0), 6), gain.back) for gain in found] == wanted


def test_each_painful_run_with_bouts_is_a_bar_as_high_as_its_sets() -> None:
    record = with_bouts(3, kicks(3.0, Result.GONE, 0.25), kicks(3.5, Result.GONE))
    series = record.series(RIGHT_KNEE)
    for drawing in sets_drawings(series):
        assert [mark.says.split(": ")[1] for mark in drawing.marks] == [
            "2 sets, butt kicks; pain 4/10"
        ] * 3
        assert {
            round(mark.h / (drawing.frame.y0 - drawing.frame.y1), 3) for mark in drawing.marks
        } == {0.667}
    wide = gain_drawings(series, "mi")[0]
    assert [mark.look for mark in wide.marks] == ["gain", "gain ended"] * 3
    assert sets_drawings(()) == gain_drawings((), "mi") == ()


def test_each_treatment_stands_beside_runs_with_nothing_done_and_too_few_have_no_range() -> None:
    runs = [a_run(k, day=k, length_mi=5.0) for k in range(10)]
    stretch = Bout("quad stretch", at=Place(distance_m=mile(3.0)), result=Result.SAME)
    on = replace(stretch, what="carry on", result=Result.GONE)
    each = [(kicks(3.0, Result.GONE),)] * 5 + [(stretch,)] * 2 + [(on,)] + [()] * 2
    record = build_record(
        runs, [a_note(r, (RIGHT_KNEE, 4.0, 3.0), bouts=b) for r, b in zip(runs, each, strict=True)]
    )
    series = record.series(RIGHT_KNEE)
    reliefs = [f for f in findings(record) if f.kind == "relief" and f.site == RIGHT_KNEE]
    forest = relief_forest(reliefs, series)
    assert [(row.name, row.at is not None, row.figures) for row in forest.rows] == [
        ("butt kicks", True, "5 of 5 (62-100 %)"),
        ("quad stretch", False, "0 of 2; 3 more for a percentage"),
        (
            "Nothing done, or carried on",
            False,
            "1 of 1; 4 more for a percentage; of 2 more it is not noted",
        ),
    ]
    assert distance_forest(RIGHT_KNEE, reliefs, series, "mi") is None


def test_the_distance_of_relief_has_its_range_and_an_open_end_goes_to_the_edge() -> None:
    record = with_bouts(8, kicks(3.0, Result.GONE, 0.5), kicks(4.0, Result.GONE))
    series = record.series(RIGHT_KNEE)
    reliefs = [f for f in findings(record) if f.kind == "relief"]
    forest = distance_forest(RIGHT_KNEE, reliefs, series, "mi")
    assert forest is not None
    row, nothing = forest.rows
    assert (nothing.at, nothing.figures) == (None, "no painful run")
    assert row.figures == "0.5 mi; 8 runs, back in 8"  # its range is narrower than can be shown
    assert row.at is not None
    assert row.low is not None
    assert row.high is not None
    assert row.low <= row.at <= row.high


def test_the_distance_of_relief_stands_beside_that_of_the_runs_where_the_pain_went_by_itself() -> (
    None
):
    runs = [a_run(k, day=k, length_mi=9.0) for k in range(20)]
    by_itself = replace(kicks(4.0, Result.GONE, 2.0), what="carry on")
    notes = [
        a_note(r, (RIGHT_KNEE, 4.0, 3.0), bouts=(kicks(3.0, Result.GONE, 0.5),)) for r in runs[:8]
    ]
    silent = [a_note(r, (RIGHT_KNEE, 4.0, 3.0)) for r in runs[8:12]]
    carried = [a_note(r, (RIGHT_KNEE, 4.0, 3.0), bouts=(by_itself,)) for r in runs[12:]]

    def told(*matches: Match) -> list[str]:
        record = build_record(runs, matches)
        reliefs = [f for f in findings(record) if f.kind == "relief"]
        forest = distance_forest(RIGHT_KNEE, reliefs, record.series(RIGHT_KNEE), "mi")
        assert forest is not None
        assert [row.name for row in forest.rows] == ["butt kicks", "Nothing done, or carried on"]
        assert all((row.high or 0.0) <= FOREST_WIDTH for row in forest.rows)
        return [row.figures for row in forest.rows]

    kicked = "0.5 mi; 8 runs, back in 8"
    assert told(*notes) == [kicked, "no painful run"]
    assert told(*notes, *silent) == [kicked, "not noted as gone in any of 4 painful runs"]
    few = "7 runs, back in 7; 1 more painful run where it was gone at a noted place needed"
    assert told(*notes, *silent, *carried[:7]) == [kicked, few]
    assert told(*notes, *silent, *carried) == [kicked, "2.0 mi; 8 runs, back in 8"]


def a_link(subject: str, level: str, ratio: float | None = 2.0) -> Finding:
    n = {"noted": 60, "with": 30, "without": 30}
    found = Finding("trigger", RIGHT_KNEE, subject, "fact", n, detail={"sign": 1.0})
    if level == "not_enough":
        return replace(found, level="not_enough", needs="mostly time")
    if level == "fact":
        return found
    interval = None if ratio is None else (ratio / 1.5, ratio * 1.5)
    return replace(
        found, level="clear" if level == "clear" else "hint", estimate=ratio, interval=interval
    )


def test_only_triggers_with_a_level_are_drawn_the_others_are_told_in_words() -> None:
    found = [a_link("pace", "fact"), a_link("hour", "not_enough"), a_link("downhill_share", "hint"),
             a_link("temperature", "clear", 9.0), a_link("load_7d", "hint", None)]  # fmt: skip
    forest = link_forest(found)
    assert forest is not None
    drawn = [(row.name, row.at is not None) for row in forest.rows]
    assert drawn == [
        ("when it is warmer", True),
        ("with more downhill", True),
        ("after more running in the days before", False),
    ]
    assert forest.rows[0].high == forest.ticks[-1].at  # beyond the axis is at its end
    assert link_forest(found[:2]) is None
    record = story_record()
    figure = site_section(record, RIGHT_KNEE, found, "mi").figures[-1]
    assert figure.level == "clear"
    assert any("No link with pain found so far: pace" in note for note in figure.notes)


def trend(kind: str, level: str) -> Finding:
    n = {"noted": 49, "painful": 30, "first": 16, "last": 16, "looked_at": 49}
    base = Finding(kind, RIGHT_KNEE, "", "fact", n, detail={"sign": -1.0})
    if level == "fact":
        return base
    if kind == "onset_trend":
        detail = {"sign": -1.0, "first_m": 4800.0, "last_m": 8000.0, "first_low_m": 4500.0,
                  "last_low_m": 7000.0}  # fmt: skip
        return replace(base, level="clear", estimate=3200.0, detail=detail)
    return replace(base, level="hint", estimate=-0.8, interval=(-1.2, -0.4))


@pytest.mark.parametrize("level", ["fact", "claim"])
def test_a_trend_and_its_band_are_drawn_only_where_they_are_more_than_noise(level: str) -> None:
    seen = all_seen(story_record(), RIGHT_KNEE)
    onsets = onset_drawings(seen, (trend("onset_trend", level),), "mi")[0]
    claim = trend("intensity_trend", level) if level == "claim" else None
    pains = intensity_drawings(seen, claim)[0]
    bands = [sum(line.look == "band" for line in drawing.under) for drawing in (onsets, pains)]
    assert bands == ([0, 0] if level == "fact" else [2, 1])
    if level == "claim":
        assert [label.text for label in onsets.labels] == [
            "half hurt by 3.0 mi",
            "half hurt by 5.0 mi",
        ]


def test_the_calendar_shows_the_worst_pain_of_a_day_and_unknown_days_as_unknown() -> None:
    days = [0, 0, 1, 2, 3, 4, 5]
    runs = [a_run(k, day=day, length_mi=5.0) for k, day in enumerate(days)]
    evening = timedelta(hours=9)
    one = runs[1]
    runs[1] = replace(one, start_utc=one.start_utc + evening, start_local=one.start_local + evening)
    levels = {0: 2.0, 1: 6.0, 2: 0.0, 3: 3.0, 4: 5.0}
    notes = [
        a_note(runs[k], *(((RIGHT_KNEE, level, 2.0),) if level else ()))
        for k, level in levels.items()
    ]
    record = build_record(runs, [*notes, a_note(runs[5], stated=False)])
    looks = [one.look for one in days_of(record)]
    assert looks == ["day much", "day none", "day mild", "day some", "day unknown", "day unknown"]
    assert day_says(days_of(record)[0], "mi") == "2 Mar 2026: 2 runs, 10.0 mi; worst pain 6/10"
    assert day_says(days_of(record)[5], "mi") == "7 Mar 2026: 5.0 mi; unknown"
    for drawing in calendars(days_of(record), "mi"):
        assert [mark.look for mark in drawing.marks] == looks
        assert len({(mark.x, mark.y) for mark in drawing.marks}) == 6


@given(
    st.lists(
        st.tuples(st.integers(0, 60), st.sampled_from([None, 0.0, 4.0])),
        max_size=40,
        unique_by=lambda one: one[0],
    )
)
def test_weeks_hold_every_run_once_by_what_is_known_of_it(
    runs: list[tuple[int, float | None]],
) -> None:
    runs = sorted(runs, key=lambda one: one[0])
    made = [a_run(k, day=day, length_mi=3.0) for k, (day, _) in enumerate(runs)]
    notes = [
        a_note(run, *(((RIGHT_KNEE, level, 1.0),) if level else ()))
        for run, (_, level) in zip(made, runs, strict=True)
        if level is not None
    ]
    weeks = weeks_of(build_record(made, notes))
    sums = [
        sum(w.hurt_m for w in weeks),
        sum(w.free_m for w in weeks),
        sum(w.unknown_m for w in weeks),
    ]
    kinds = [[level for _, level in runs].count(level) for level in (4.0, 0.0, None)]
    assert sums == [pytest.approx(k * mile(3.0)) for k in kinds]
    assert all(week.monday.weekday() == 0 for week in weeks)
    mondays = [week.monday for week in weeks]
    assert mondays == sorted(set(mondays))
    for drawing in week_drawings(weeks, "mi"):
        assert all(mark.h > 0 for mark in drawing.marks)


places = st.one_of(st.none(), st.floats(0.0, 6.0))
results = st.sampled_from([None, *Result])


@given(places, st.lists(st.tuples(places, results, places), max_size=5))
def test_the_parts_of_an_episode_cover_the_run_without_holes(
    onset: float | None, bouts: list[tuple[float | None, Result | None, float | None]]
) -> None:
    made = tuple(
        Bout(
            "butt kicks",
            at=None if at is None else Place(distance_m=mile(at)),
            result=result,
            back_at=None if back is None else Place(distance_m=mile(back)),
        )
        for at, result, back in sorted(bouts, key=lambda b: -1.0 if b[0] is None else b[0])
    )
    seen = observed(*made, onset=onset)
    found = parts(seen)
    assert found[0].from_m == 0.0
    assert found[-1].to_m == seen.run.distance_m
    assert all(a.to_m == b.from_m for a, b in pairwise(found))
    if onset is None:
        assert [part.feeling for part in found] == ["open"]


def test_the_founding_run_is_drawn_as_it_was() -> None:
    bouts = (kicks(3.0, Result.GONE, 0.25), kicks(3.25, Result.GONE, 0.25), kicks(3.5, Result.GONE))
    found = parts(observed(*bouts, length=5.5))
    assert [(part.feeling, round(part.to_m / mile(1.0), 2)) for part in found] == [
        ("easy", 3.0), ("easy", 3.25), ("easy", 3.5), ("easy", 5.5),
    ]  # fmt: skip
    later = parts(observed(kicks(3.5, Result.GONE, 0.25), kicks(4.0, Result.LESS)))
    assert [part.feeling for part in later] == ["easy", "hurting", "easy", "hurting", "less"]


def test_every_drawing_has_a_table_how_it_was_made_and_what_would_change_it() -> None:
    record = story_record()
    found = findings(record)
    drawn: list[Figure] = [
        *(f for site in record.sites for f in site_section(record, site, found, "mi").figures),
        *record_figures(record, "mi"),
    ]
    assert len([f for f in drawn if f.drawings]) == 12
    for figure in drawn:
        assert figure.title.endswith(".")
        assert figure.how or figure.about.startswith("What helps")
        if figure.drawings:
            assert any(table.rows for table in figure.tables)
            assert figure.change
            assert figure.summary


def test_5000_runs_make_a_page_that_still_reads_well() -> None:
    record = story_record(5000)
    page = render_report(record, (), units="km", as_of=AS_OF)
    assert len(page.encode()) < 500_000
    reader = read(page)
    assert "The drawing holds the newest runs: 200 on a wide screen" in page
    assert "older rows are not listed here" in page
    assert len(reader.all("details", "run")) == MOST_RUNS
    first = date(2026, 3, 2)
    assert f"{first.day} Mar {first.year}" in reader.all("section", "answers")[0].text


def test_a_run_without_length_or_with_an_onset_beyond_it_breaks_nothing() -> None:
    bare = replace(a_run(1, day=0, length_mi=5.0), distance_m=Metres(0.0))
    record = build_record([bare], [a_note(bare, (RIGHT_KNEE, 3.0, 9.0))])
    text = (
        read(render_report(record, findings(record), units="mi", as_of=AS_OF)).all("main")[0].text
    )
    assert "A run without a distance: nothing can be drawn." in text
