"""The printable page: a case history in its usual order, without names unless they are asked for."""

from dataclasses import replace

from page_reader import PageReader, read
from story_record import AS_OF, RIGHT_KNEE, a_note, a_run, kicks, story_record
from test_report_answers import ten_sites

from annotations.insights.evidence import Finding
from annotations.insights.findings import findings
from annotations.model import Match, Result
from annotations.record import Record, build_record
from annotations.report.page import render_physio


def page_of(record: Record, *, with_names: bool = False) -> PageReader:
    found = findings(record)
    page = render_physio(record, found, units="mi", as_of=AS_OF, with_names=with_names)
    return read(page)


def text_of(reader: PageReader) -> str:
    return " ".join(reader.all("main")[0].text.split())


def felt_record() -> Record:
    """Thirty runs of two shoes, half of them painful, with words for the pain and a warm-up."""
    runs = [
        replace(
            a_run(k, day=2 * k, length_mi=5.0, name=f"With Sam {k}"),
            gear_id=f"g{k // 3 % 2}",
            gear_name=f"Brand {k // 3 % 2}",
        )
        for k in range(40)
    ]
    notes = []
    for k, run in enumerate(runs):
        pain, bout = (RIGHT_KNEE, 4.0, 3.0), kicks(3.0, Result.GONE)
        match = a_note(run, pain, bouts=(bout,)) if k % 2 else a_note(run)
        pains = tuple(
            replace(c, feels=("burning",), aspects=("medial",)) for c in match.note.complaints
        )
        note = replace(match.note, complaints=pains, before=("foam rolling",), after=("ice",))
        notes.append(Match(note, run, ()))
    return build_record(runs, notes)


def test_it_tells_complaint_course_factors_and_distance_in_that_order() -> None:
    reader = page_of(felt_record())
    titles = [e.text for e in reader.all("dt")]
    assert titles == [
        "Complaint",
        "Pain-free distance now",
        "Course",
        "Aggravating",
        "Easing",
        "Done around runs",
    ]
    text = text_of(reader)
    assert "Painful in 20 of 40 noted runs, first noted 4 Mar 2026" in text
    assert "intensity 4 of 10" in text
    assert "In painful runs it began at 3.0 mi." in text
    assert "Felt as (number of runs): burning (20)." in text
    assert "Where exactly (number of runs): medial (20)." in text
    assert "Before runs: foam rolling (40). After runs: ice (40)." in text
    assert "How the figures were made" in text
    assert "not medical advice" in text


def test_what_was_tried_stands_with_its_numbers() -> None:
    (_, last) = page_of(felt_record()).all("tbody")
    rows = [row.text for row in page_of(felt_record()).all("tr") if "tbody" in row.path]
    assert rows[:2] == ["butt kicks20202088-100 %", "Nothing done, or carried on0––too few"]  # noqa: RUF001
    assert last.text.count("10 butt kicks: gone") == 4


def test_painful_runs_without_a_treatment_have_a_row_of_their_own() -> None:
    runs = [a_run(k, day=k, length_mi=6.0) for k in range(30)]
    on = replace(kicks(3.0, Result.GONE), what="carry on")
    bouts = [(kicks(3.0, Result.GONE),)] * 6 + [()] * 19 + [(on,)] * 5
    notes = [a_note(r, (RIGHT_KNEE, 4.0, 3.0), bouts=b) for r, b in zip(runs, bouts, strict=True)]

    def last_row(matches: list[Match]) -> str:
        rows = page_of(build_record(runs, matches)).all("tr")
        return next(row.text for row in rows if row.text.startswith("Nothing done"))

    assert last_row(notes[:25]) == "Nothing done, or carried on0 (+19)––too few"  # noqa: RUF001
    assert last_row(notes) == "Nothing done, or carried on5 (+19)–562-100 %"  # noqa: RUF001


def test_names_of_runs_and_shoes_are_there_only_when_asked_for() -> None:
    record = felt_record()
    plain, named = (text_of(page_of(record, with_names=k)) for k in (False, True))
    assert "Sam" not in plain
    assert "Brand" not in plain
    assert "shoe A" in plain
    assert "With Sam 39" in named
    assert "Brand" in named


def test_two_sites_are_told_and_the_others_counted() -> None:
    text = text_of(page_of(ten_sites()))
    others = ", ".join(f"Place {k} (3 painful)" for k in (2, 3, 4, 5))
    assert f"Other sites{others}, 4 more." in text
    assert text.count("Complaint") == 2


def test_a_record_without_pain_is_a_page_that_says_so() -> None:
    run = a_run(1, day=0, length_mi=5.0)
    assert "No pain noted so far" in text_of(page_of(build_record([run], [a_note(run)])))
    assert "no runs yet" in text_of(page_of(Record((), ())))


def test_it_runs_no_script_and_asks_for_nothing() -> None:
    reader = page_of(story_record())
    rules = [e.attrs.get("content", "") for e in reader.all("meta")]
    (policy,) = [rule for rule in rules if "default-src" in rule]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "script-src" not in policy
    assert not reader.all("script")
    assert not reader.all("a")


def test_a_coin_experiment_is_an_easing_factor() -> None:
    n = {
        "painful": 40,
        "known_0": 20,
        "known_1": 20,
        "gone_0": 15,
        "gone_1": 4,
        "less_0": 0,
        "less_1": 0,
    }
    coin = Finding("experiment", None, "butt kicks or carry on", "tested", n, e_value=200.0)
    page = render_physio(story_record(), (coin,), units="mi", as_of=AS_OF)
    assert "Tested by coin: gone in 15 of 20 with butt kicks" in text_of(read(page))
