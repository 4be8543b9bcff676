"""`twinge insights` on one screen: forty lines of eighty columns, whatever the record holds."""

import re

import pytest
from story_record import RIGHT_KNEE, a_note, a_run, kicks, story_record
from test_report_answers import QUESTIONS, ten_sites

from annotations.insights.findings import findings
from annotations.model import Result, Site
from annotations.record import Record, build_record
from annotations.report.plot import AXIS, onset_plot
from annotations.report.seen import all_seen
from annotations.report.terminal import MOST_LINES, WIDTH, screen


def lines(record: Record, *, plain: bool = False) -> list[str]:
    rows = screen(record, findings(record), "mi", plain=plain)
    return ["".join(span.text for span in row) for row in rows]


def endless_names() -> Record:
    """Two sites, drills and factors whose names no line holds."""
    runs = [a_run(k, day=2 * k, length_mi=5.0) for k in range(40)]
    site = Site("x" * 300)
    notes = []
    for k, run in enumerate(runs):
        drill = type(kicks(2.0, None))(f"{'drill ' * 60}{k % 4}", at=None, result=Result.GONE)
        where = site if k % 2 else RIGHT_KNEE
        notes.append(a_note(run, (where, 4.0, 2.0), bouts=(drill,)))
    return build_record(runs, notes)


def records() -> list[tuple[str, Record]]:
    one = a_run(1, day=0, length_mi=5.0)
    lost = a_note(one, (RIGHT_KNEE, 3.0, None))
    return [
        ("the story", story_record()),
        ("500 runs", story_record(500)),
        ("ten sites", ten_sites()),
        ("one run", build_record([one], [a_note(one, (RIGHT_KNEE, 3.0, 2.0))])),
        ("no onset", build_record([one], [lost])),
        ("endless names", endless_names()),
    ]


@pytest.mark.parametrize("record", [pytest.param(r, id=name) for name, r in records()])
@pytest.mark.parametrize("plain", [False, True])
def test_the_screen_has_forty_lines_of_eighty_columns_and_all_five_questions(
    record: Record, plain: bool
) -> None:
    shown = lines(record, plain=plain)
    assert len(shown) <= MOST_LINES
    assert max(map(len, shown)) <= WIDTH
    assert [line for line in shown if line in QUESTIONS] == QUESTIONS
    if plain:
        assert "".join(shown).isascii()


def test_every_answer_ends_with_its_level_in_words() -> None:
    text = re.sub(r"\s+", " ", " ".join(lines(story_record())))
    for question, following in zip(QUESTIONS, [*QUESTIONS[1:], "Right knee: where"], strict=True):
        answer = text[text.index(question) : text.index(following)]
        assert re.search(r"\[(counted|maybe|clear|tested by coin|faded|not enough yet)\] $", answer)


def test_the_plot_has_a_column_a_run_and_farther_is_higher() -> None:
    runs = [a_run(k, day=k, length_mi=length) for k, length in enumerate((8, 8, 4, 8, 8))]
    notes = [
        a_note(runs[0], (RIGHT_KNEE, 5.0, 0.0)),
        a_note(runs[1], (RIGHT_KNEE, 5.0, 4.0)),
        a_note(runs[2]),
        a_note(runs[3], (RIGHT_KNEE, 5.0, None)),
    ]
    rows = onset_plot(all_seen(build_record(runs, notes), RIGHT_KNEE), "mi", 40, 5, plain=True)
    drawn = ["".join(span.text for span in row)[AXIS:] for row in rows]
    assert drawn == ["", "", " xo", "", "x", "   ?.", "2 Mar 2026"]
    assert [row[0].text.split()[0] for row in rows[:5]] == ["8.0", "6.0", "4.0", "2.0", "0.0"]


def test_the_plot_shows_the_newest_runs_where_there_are_more_than_columns() -> None:
    seen = all_seen(story_record(200), RIGHT_KNEE)
    *_, dates = onset_plot(seen, "km", WIDTH, 8, plain=False)
    assert dates[0].text.endswith("1 Aug 2027")
    assert len(dates[0].text) == WIDTH
    assert "2 Mar 2026" not in dates[0].text


def test_of_a_record_without_pain_there_is_no_screen() -> None:
    assert screen(Record((), ()), (), "km") == ()
