"""What a reader could take for more than the record holds: each sentence, key and scale says no more than that."""

from datetime import date

from page_reader import read
from story_record import AS_OF, LEFT_KNEE, RIGHT_KNEE, a_note, a_run, kicks, story_record
from test_one_run import noted_run, profile_of
from test_physio_page import text_of
from watch_streams import streams

from annotations.insights.findings import findings
from annotations.insights.ledger import Ledger, TrendUse
from annotations.model import Bout, Result, Site
from annotations.record import Record, build_record
from annotations.report.answers import answers
from annotations.report.doses import sets_drawings, sets_table
from annotations.report.figure import Figure
from annotations.report.helps import distance_forest
from annotations.report.one_run import one_run
from annotations.report.packed import HEIGHTS
from annotations.report.page import render_physio
from annotations.report.sections import record_figures, site_section
from annotations.report.spreadsheets import sheets
from annotations.sentences.dispatch import sentence
from annotations.wording import insight_lines

WALK = Bout("walking", result=None)


def one_late_onset(*, backwards: bool = False) -> Record:
    """32 runs that hurt at 3 miles, then 16 of which one, the longest, hurt; or the other way round."""
    runs = [a_run(k, day=2 * k, length_mi=9.0 if k in (10, 40) else 4.0) for k in range(48)]
    free = [r for k, r in enumerate(runs) if (k < 16 if backwards else k >= 32)]
    late = runs[10 if backwards else 40]
    return build_record(
        runs,
        [
            a_note(r, (RIGHT_KNEE, 4.0, 7.5))
            if r is late
            else a_note(r)
            if r in free
            else a_note(r, (RIGHT_KNEE, 4.0, 3.0))
            for r in runs
        ],
    )


def claimed(record: Record, sign: int, site: Site = RIGHT_KNEE) -> Ledger:
    through = record.runs[-1].start_utc
    use = TrendUse(
        "onset_trend", site, (20, 30, 45), 48, date(2026, 8, 20), through, 1e-6, 1e-6, sign
    )
    return Ledger((use,))


def figures_of(record: Record, ledger: Ledger) -> dict[str, Figure]:
    found = findings(record, ledger)
    return {f.about: f for f in site_section(record, RIGHT_KNEE, found, "mi").figures}


def test_one_onset_late_in_a_long_run_is_never_told_as_half_of_the_runs() -> None:
    record = one_late_onset()
    found = findings(record, claimed(record, -1))
    (trend,) = [f for f in found if f.kind == "onset_trend"]
    assert sentence(trend, "mi") == (
        "Clear: pain comes later than it used to: "
        "it came by 3.0 mi in half of the first 16 noted runs, in 1 of the last 16."
    )
    assert trend.estimate is None
    assert (
        "Clear: pain comes later "
        "(half by 3.0 mi in the first 16 noted runs, pain in 1 of the last 16)"
    ) in insight_lines(record.noted[40], found, "mi")


def test_the_same_holds_for_pain_that_comes_earlier() -> None:
    record = one_late_onset(backwards=True)
    (trend,) = [f for f in findings(record, claimed(record, 1)) if f.kind == "onset_trend"]
    assert sentence(trend, "mi") == (
        "Clear: pain comes earlier than it used to: "
        "it came in 1 of the first 16 noted runs, by 3.0 mi in half of the last 16."
    )


def test_the_key_of_the_onsets_names_what_is_drawn_and_nothing_else() -> None:
    record = one_late_onset()
    figure = figures_of(record, claimed(record, -1))["Where pain began, run by run"]
    looks = {line.look for d in figure.drawings for line in (*d.under, *d.over) if line.path}
    assert [label.text for label in figure.drawings[0].labels] == ["half hurt by 3.0 mi"]
    assert {sample.look for sample in figure.key} == {"onset", "free", "median"}
    assert "band" not in looks

    few = build_record(
        record.runs[:6], [a_note(r, (RIGHT_KNEE, 4.0, 3.0)) for r in record.runs[:6]]
    )
    key = figures_of(few, Ledger())["Where pain began, run by run"].key
    assert [sample.look for sample in key] == ["onset"]


def test_the_lines_of_two_stretches_are_not_read_as_the_forecast() -> None:
    about = "How far without pain: the share of runs still pain-free by distance"
    figure = figures_of(one_late_onset(), Ledger())[about]
    assert figure.title.startswith("Next run: 80 % chance")
    assert any(
        note.startswith("The forecast is not read from these lines") for note in figure.notes
    )


def test_a_site_that_hurt_seldom_says_how_many_more_painful_runs_it_needs() -> None:
    runs = [a_run(k, day=k, length_mi=5.0) for k in range(2)]
    record = build_record(runs, [a_note(r, (RIGHT_KNEE, 4.0, 2.0)) for r in runs])
    said = {one.question: one.said[0].text for one in answers(record, findings(record), "mi")}
    wanted = "Too early to say: a site is looked at from 6 painful runs on, 4 more."
    assert said["Is it getting better?"] == said["What brings it on?"] == wanted


def test_a_bout_says_that_pain_stayed_away_only_where_it_had_eased() -> None:
    run = a_run(1, day=0, length_mi=5.0)
    bouts = (kicks(2.0, None), kicks(2.5, Result.SAME), kicks(3.0, Result.GONE, 0.5),
             kicks(3.6, Result.GONE))  # fmt: skip
    record = build_record([run], [a_note(run, (RIGHT_KNEE, 4.0, 2.0), bouts=bouts)])
    (table,) = [s for s in sheets(record, (), "mi") if s.name == "bouts"]
    assert [row[table.head.index("came_back")] for row in table.rows] == ["", "", "yes", "no"]


def test_a_bar_of_sets_says_what_they_were_of() -> None:
    run = a_run(1, day=0, length_mi=5.0)
    bouts = (WALK, kicks(3.0, Result.GONE), kicks(3.5, Result.GONE))
    record = build_record([run], [a_note(run, (RIGHT_KNEE, 4.0, 2.0), bouts=bouts)])
    series = record.series(RIGHT_KNEE)
    (mark,) = sets_drawings(series)[0].marks
    assert mark.says == "2 Mar 2026: 3 sets, walking, butt kicks; pain 4/10"
    assert sets_table(series, 60).head[-1] == "Done"


def test_an_even_run_is_not_drawn_as_a_wild_one() -> None:
    noted = noted_run()
    samples = len(streams(noted.run)["time"]["data"])
    legs = [82.0 + (k // 100 % 2) for k in range(samples)]  # 164 to 166 steps a minute
    chart = one_run(noted, profile_of(noted, cadence=legs), "mi", [LEFT_KNEE, RIGHT_KNEE], 60).chart
    assert chart is not None
    curve = chart.curves[-1]
    assert curve is not None
    heights = [HEIGHTS.index(letter) for letter in curve.heights]
    assert 0 < max(heights) - min(heights) <= 8  # of 62


def test_the_second_site_of_the_sheet_tells_its_streak_beside_a_maybe() -> None:
    record = story_record()
    runs = record.runs
    both = [
        a_note(r, (RIGHT_KNEE, 4.0, 3.0), *(((LEFT_KNEE, 3.0, 3.0),) if k < 20 else ()))
        for k, r in enumerate(runs)
    ]
    record = build_record(runs, both)
    found = findings(record, claimed(record, -1, LEFT_KNEE))
    page = render_physio(record, found, units="mi", as_of=AS_OF)
    left = text_of(read(page)).partition("Left knee")[2]
    assert "pain comes later than it used to" in left
    assert f"No pain in the last {len(runs) - 20} noted runs" in left


def test_the_load_is_that_of_the_weeks_up_to_the_newest_run() -> None:
    titles = [figure.title for figure in record_figures(story_record(), "mi")]
    assert titles[1] == (
        "The 4 weeks up to the newest run: 73.7 mi, pain in 2 of 7 noted runs, 3 unknown; "
        "the 4 before: 69.2 mi, pain in 3 of 7 noted runs, 3 unknown."
    )


def test_no_chart_says_that_a_set_gained_anything() -> None:
    record = story_record()
    figures = site_section(record, RIGHT_KNEE, findings(record), "mi").figures
    assert "Pain-free distance after each set" in [one.about for one in figures]
    assert not [one for one in figures if "gain" in f"{one.about} {one.title}".lower()]


def test_the_distance_of_relief_is_told_with_its_range_in_words_too() -> None:
    runs = [a_run(k, day=k, length_mi=9.0) for k in range(10)]
    notes = [
        a_note(r, (RIGHT_KNEE, 4.0, 3.0), bouts=(kicks(3.0, Result.GONE, 0.2 * (k + 1)),))
        for k, r in enumerate(runs)
    ]
    record = build_record(runs, notes)
    reliefs = [f for f in findings(record) if f.kind == "relief"]
    forest = distance_forest(RIGHT_KNEE, reliefs, record.series(RIGHT_KNEE), "mi")
    assert forest is not None
    assert [row.figures for row in forest.rows] == [
        "1.0 mi (95 % range 0.2-1.6 mi); 10 runs, back in 10",
        "no painful run",
    ]
