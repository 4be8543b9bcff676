"""The first screen: five questions in a runner's order, one sentence each, with the level of what it says."""

from dataclasses import replace

from page_reader import read
from story_record import AS_OF, LEFT_KNEE, RIGHT_KNEE, a_note, a_run, story_page, story_record

from annotations.insights.evidence import Finding
from annotations.insights.findings import findings
from annotations.model import Site
from annotations.record import Record, build_record
from annotations.report.answers import Answer, answers
from annotations.report.page import render_report
from annotations.report.shown import LEVELS

QUESTIONS = [
    "How far can I run today without pain?",
    "Is it getting better?",
    "What helps?",
    "What brings it on?",
    "What have I done?",
]


def ten_sites() -> Record:
    """Thirty runs, each with a pain at one of ten sites."""
    runs = [a_run(k, day=2 * k, length_mi=5.0) for k in range(30)]
    notes = [a_note(r, (Site(f"place {k % 10}"), 3.0, 2.0)) for k, r in enumerate(runs)]
    return build_record(runs, notes)


def told(*found: Finding) -> dict[str, Answer]:
    return {one.question: one for one in answers(story_record(), found, "mi")}


def test_the_page_answers_five_questions_before_its_first_drawing() -> None:
    page = story_page()
    asked = [e.text for e in read(page).all("dt")]
    assert asked == QUESTIONS
    assert page.index(QUESTIONS[-1]) < page.index('<svg class="wide"')
    answered = [" ".join(e.text.split()) for e in read(page).all("dd")]
    assert len(answered) >= 5
    assert all(text.startswith(tuple(LEVELS.values())) for text in answered)


def test_each_answer_is_one_sentence_for_each_site_with_its_level() -> None:
    record = story_record()
    for one in answers(record, findings(record), "mi"):
        assert 1 <= len(one.said) <= 2
        assert all(said.level and said.text.endswith(".") for said in one.said)


def test_without_any_pain_there_is_nothing_to_answer() -> None:
    run = a_run(1, day=0, length_mi=5.0)
    assert answers(Record((), ()), (), "mi") == ()
    assert answers(build_record([run], [a_note(run)]), (), "mi") == ()


def test_a_record_of_one_run_says_how_many_more_it_needs() -> None:
    run = a_run(1, day=0, length_mi=5.0)
    record = build_record([run], [a_note(run, (RIGHT_KNEE, 3.0, 2.0))])
    said = [s for one in answers(record, findings(record), "mi") for s in one.said]
    assert "No forecast yet: 19 more noted runs needed." in [one.text for one in said]
    assert [one.level for one in said][:2] == ["not_enough", "not_enough"]
    assert "1 run since 2 Mar 2026 (5.0 mi): 1 painful, 0 noted without pain." in said[-1].text


def test_a_claim_is_the_answer_before_what_was_counted() -> None:
    counted = Finding("onset_trend", RIGHT_KNEE, "", "fact", {"noted": 40, "painful": 20})
    claim = replace(counted, kind="intensity_trend", level="clear", detail={"sign": -1.0})
    (first, _) = told(counted, claim)["Is it getting better?"].said
    assert (first.level, first.text) == ("clear", "Clear: pain is weaker than it used to be.")


def test_what_helps_is_what_was_most_often_followed_by_relief_and_says_that_it_was_chosen() -> None:
    n = {"painful": 6, "gone_within_three_sets": 0, "gone_after_first_set": 0}
    n |= {"gone_or_less_after_first_set": 0, "gone_or_less_within_three_sets": 0}
    n |= {"result_not_noted": 0, "painful_without_it": 0}
    often = Finding("relief", RIGHT_KNEE, "walking", "fact", n, 0.0, (0.0, 0.3))
    helped = replace(
        often, subject="butt kicks", n={**n, "painful": 5, "gone_within_three_sets": 4}
    )
    first = told(often, helped)["What helps?"].said[0]
    assert first.text.startswith("Butt kicks: gone within three sets in 4 of 5 painful runs (")
    assert first.text.endswith("whether it would have gone anyway is not known.")
    assert first.level == "fact"


def test_a_tested_drill_answers_what_helps() -> None:
    n = {"painful": 40, "known_0": 20, "known_1": 20, "gone_0": 15, "gone_1": 4}
    n |= {"less_0": 0, "less_1": 0}
    coin = Finding("experiment", None, "butt kicks or carry on", "tested", n, e_value=200.0)
    (first,) = told(coin)["What helps?"].said  # the same for both sites, so it is told once
    assert first.site == ""
    assert first.text == "Tested by coin: gone in 15 of 20 with butt kicks, 4 of 20 without."


def test_of_ten_sites_the_two_that_hurt_most_often_are_answered_for_and_all_are_drawn() -> None:
    record = ten_sites()
    found = findings(record)
    assert {len(one.said) for one in answers(record, found, "km")} <= {1, 2}
    reader = read(render_report(record, found, units="km", as_of=AS_OF))
    (panels,) = reader.all("div", "panels")
    assert panels.text.count(": painful in") == 10
    assert "8 more sites have their charts below." in reader.all("section", "answers")[0].text
    # the two that hurt most often have all charts, the others their words and a table
    assert len([e for e in reader.all("p", "eyebrow") if e.text.startswith("Where pain")]) == 2
    assert (
        len([e for e in reader.all("summary") if e.text.startswith("The same as a table (")]) == 10
    )


def test_one_site_is_not_named_in_its_answers() -> None:
    run = a_run(1, day=0, length_mi=5.0)
    record = build_record([run], [a_note(run, (LEFT_KNEE, 3.0, 2.0))])
    assert {s.site for one in answers(record, (), "mi") for s in one.said} == {""}
