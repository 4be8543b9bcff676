"""A claim stands as long as what it was made from: not longer, not shorter, and it is told once and one way."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from claim_world import HIP, KESTREL, KNEE, NIGHT, first, made_record, night, of

from annotations.insights.courses import NIGHTLY
from annotations.insights.evidence import Finding, Level
from annotations.insights.findings import findings
from annotations.insights.ledger import Claim, Ledger, Suspicion, TrendUse
from annotations.insights.night import looks_tonight
from annotations.insights.seen import sites_sharing
from annotations.model import ActivityId, Run, Site
from annotations.record import Record
from annotations.sentences.dispatch import sentence
from annotations.sentences.told import told
from annotations.wording import insight_lines

SHOE = f"gear:{KESTREL}"


def claim_of(record: Record, after: int, subject: str = SHOE, *, sign: int = 1) -> Claim:
    through = record.runs[after].start_utc
    return Claim("trigger", KNEE, subject, "clear", sign, 60, NIGHT, through, 0.004, None, 8.0)


def with_runs(record: Record, changed: dict[ActivityId, Run]) -> Record:
    """The same record, some of its runs edited."""
    return Record(
        tuple(changed.get(run.id, run) for run in record.runs),
        tuple(replace(one, run=changed.get(one.run.id, one.run)) for one in record.noted),
    )


def test_what_has_faded_is_told_by_the_runs_that_showed_it_however_many_come_later() -> None:
    record = made_record(200)
    faded, ledger = night(first(record, 150), Ledger((claim_of(record, 80),)))
    then, later = of(faded, "trigger", SHOE), of(findings(record, ledger), "trigger", SHOE)
    assert then.level == later.level == "faded"
    assert then.n["since"] == later.n["since"]
    said = f"More pain in Kestrel: was claimed once, and not seen any more in the {then.n['since']} runs after that."
    assert sentence(later, "mi") == said
    assert "not seen any more in the last" in sentence(then, "mi")


def test_a_course_that_has_faded_is_told_by_the_runs_that_showed_it_too() -> None:
    record = made_record(160, noted=1.0, worse=2.0)
    early = record.runs[30].start_utc
    use = TrendUse("onset_trend", KNEE, (20, 30), 31, NIGHT, early, 0.001, 0.002, 1)
    made = Claim("onset_trend", KNEE, "", "clear", 1, 31, NIGHT, early, 0.002)
    end = record.runs[79].start_utc
    ended = Claim("onset_trend", KNEE, "", "faded", 1, 80, NIGHT, end, 0.002)
    trend = of(findings(record, Ledger((use, made, ended))), "onset_trend")
    assert (trend.level, trend.n["since"], trend.detail["new"]) == ("faded", 49, 0.0)
    assert "was claimed once, and not seen any more in the 49 runs after" in sentence(trend, "mi")


def test_a_claim_on_a_shoe_whose_runs_are_edited_away_is_not_told_any_more() -> None:
    record = made_record(100)
    ledger = Ledger((claim_of(record, 90),))
    assert of(findings(record, ledger), "trigger", SHOE).level == "clear"
    other = {run.id: replace(run, gear_id="g2", gear_name="Heron") for run in record.runs}
    without = with_runs(record, other)
    assert not [f for f in findings(without, ledger) if f.subject == SHOE]
    few = {run.id: replace(run, gear_id="g2") for run in record.runs[:94]}
    shoe = of(findings(with_runs(record, few), ledger), "trigger", SHOE)
    assert (shoe.level, shoe.needs) == ("not_enough", "too few runs with it")


def test_a_claim_whose_question_is_closed_tonight_counts_the_runs_there_are() -> None:
    record = made_record(100, noted=0.5)
    found = findings(record, Ledger((replace(claim_of(record, 90), n=12),)))
    assert of(found, "trigger").level == "not_enough"
    assert of(found, "trigger", SHOE).n["noted"] == len(record.noted)


def test_a_claim_does_not_take_its_figure_from_a_look_that_goes_the_other_way() -> None:
    record = made_record(80, worse=6.0)
    found = findings(record, Ledger((claim_of(record, 78, sign=-1),)))
    plain = of(findings(record), "trigger", SHOE).p_lifetime
    shoe = of(found, "trigger", SHOE)
    assert shoe.detail["sign"] == -1.0
    assert plain is not None
    assert plain < 0.004
    assert shoe.p_lifetime == 0.004


def test_what_is_claimed_by_one_question_is_not_told_as_not_found_by_the_other() -> None:
    record = made_record(100)
    start = record.runs[3].start_utc
    claim = replace(claim_of(record, 90, "pace"), kind="named")
    ledger = Ledger((Suspicion("pace", 4, NIGHT, start), claim, Suspicion("", 95, NIGHT, start)))
    found = [f for f in findings(record, ledger) if f.site == KNEE]
    assert of(found, "trigger", "pace").level == "fact"
    texts = [statement.text for statement in told(found, "mi")]
    assert any(text.startswith("Clear: at a slower pace pain comes more often") for text in texts)
    (in_vain,) = [text for text in texts if text.startswith("No link with pain found so far")]
    assert "temperature" in in_vain
    assert "pace" not in in_vain


@pytest.mark.parametrize(
    ("scanned", "suspected", "told_as"),
    [("hint", "clear", "Clear: "), ("clear", "hint", "Clear: "), ("faded", "hint", "Maybe: ")],
)
def test_a_link_that_both_questions_claim_is_told_once_by_the_stronger_answer(
    scanned: Level, suspected: Level, told_as: str
) -> None:
    detail = {"sign": 1.0, "new": 1.0}
    found = [
        Finding(kind, KNEE, "pace", level, {"noted": 90, "since": 40}, detail=detail)
        for kind, level in (("trigger", scanned), ("named", suspected))
    ]
    (statement,) = told(found, "mi")
    assert statement.text.startswith(told_as)
    hurt = next(one for one in made_record(30).noted if one.complaints)
    (line,) = insight_lines(hurt, found, "mi")
    assert line.startswith(f"{told_as}more pain at a slower pace")


def test_figures_of_then_and_now_that_look_the_same_are_not_told_as_a_change() -> None:
    means = {"sign": -1.0, "first_mean": 4.04, "last_mean": 3.96}
    level = Finding("intensity_trend", KNEE, "", "hint", {"noted": 80, "painful": 42}, -0.02,
                    (-0.3, 0.04), "points per 10 painful runs", detail=means)  # fmt: skip
    assert sentence(level, "km") == "Maybe: pain is weaker than it used to be."
    medians = {"sign": -1.0, "first_m": 5010.0, "last_m": 5040.0}
    counts = {"noted": 60, "first": 20, "last": 20}
    onset = Finding("onset_trend", KNEE, "", "hint", counts, 30.0, unit="m", detail=medians)
    assert sentence(onset, "km") == "Maybe: pain comes later than it used to."
    hurt = next(one for one in made_record(30).noted if one.complaints)
    assert insight_lines(hurt, [onset, level], "km") == [
        "Maybe: pain comes later than it used to",
        "Maybe: pain is weaker than it used to be",
    ]


def test_no_points_are_told_as_less_than_nothing() -> None:
    means = {"sign": -1.0, "first_mean": 4.4, "last_mean": 4.0}
    level = Finding("intensity_trend", KNEE, "", "hint", {"noted": 80, "painful": 42}, -0.04,
                    (-0.3, 0.02), "points per 10 painful runs", detail=means)  # fmt: skip
    assert "0.0 points per 10 painful runs (-0.3 to 0.0)" in sentence(level, "km")
    assert "-0.0" not in sentence(level, "km")


def test_the_runs_of_a_course_are_those_whose_distance_is_known() -> None:
    record = made_record(90, noted=1.0, worse=2.0)
    lost = [k for k, one in enumerate(record.noted) if one.complaints][5]
    hidden = record.noted[lost]
    notes = tuple(
        replace(n, complaints=tuple(replace(c, onset=None) for c in n.complaints))
        for n in hidden.notes
    )
    noted = [*record.noted]
    noted[lost] = replace(hidden, notes=notes)
    use = TrendUse(
        "onset_trend", KNEE, (20,), 20, NIGHT, record.runs[30].start_utc, 0.001, 0.002, 1
    )
    for sign in (1, -1):
        ledger = Ledger((replace(use, sign=sign),))
        trend = of(findings(Record(record.runs, tuple(noted)), ledger), "onset_trend")
        if trend.estimate is not None:
            assert "of the first 29 runs with a known distance" in sentence(trend, "mi")
            assert trend.n["located"] == trend.n["looked_at"] == 89
            break
    else:
        pytest.fail("one of both directions has its figures")


def test_an_earlier_record_says_that_a_look_was_due_where_a_milestone_was_passed() -> None:
    record = made_record(34, noted=1.0, worse=2.0)
    early = record.runs[20].start_utc
    use = TrendUse("onset_trend", KNEE, (20,), 21, NIGHT, early, 0.5, 0.6, 1)
    trend = of(findings(record, Ledger((use,))), "onset_trend")
    assert (trend.level, trend.needs) == ("fact", NIGHTLY)
    assert sentence(trend, "mi").endswith("so far; looked at again by the next night.")


def test_a_course_holds_the_figures_of_both_its_levels() -> None:
    record = made_record(80, noted=1.0, worse=2.0)
    use = TrendUse(
        "intensity_trend", KNEE, (12,), 20, NIGHT, record.runs[30].start_utc, 0.008, 0.05, -1
    )
    trend = of(findings(record, Ledger((use,))), "intensity_trend")
    assert trend.level == "hint"
    assert (trend.detail["p_hint"], trend.detail["p_clear"]) == (0.008, 0.05)


def test_a_look_back_and_an_experiment_give_no_site_a_share_of_the_budget() -> None:
    record = made_record(60)
    start = record.runs[-1].start_utc
    coin = Claim("experiment", Site("knee"), "kicks", "hint", 0, 12, NIGHT, start, None, 25.0)
    back = Claim("trigger", HIP, "pace", "hint", 1, 40, NIGHT, start, 0.05, looked_back=True)
    assert sites_sharing(record, Ledger((coin, back))) == 1
    assert sites_sharing(record, Ledger((replace(back, looked_back=False),))) == 2


def test_a_run_that_a_wrong_clock_puts_years_ahead_does_not_close_the_log_until_then() -> None:
    record = made_record(120, worse=5.0, noted=1.0)
    last = record.runs[-1]
    far = replace(last, start_utc=datetime(2038, 1, 1, tzinfo=UTC))
    ahead = with_runs(record, {last.id: far})
    _, ledger = night(ahead, Ledger(), "pace")
    latest = max(entry.through for entry in ledger.entries)
    assert len(ledger.entries) > 3
    assert latest.date() <= NIGHT + timedelta(days=2)
    assert not looks_tonight(ahead, ledger, "pace", NIGHT + timedelta(days=9))


def test_the_same_statement_of_two_findings_is_told_once() -> None:
    short = "more noted runs of the last weeks"
    found = [
        Finding("onset_state", KNEE, subject, "not_enough", needs=short)
        for subject in ("half", "one_in_five")
    ]
    assert [one.text for one in told(found, "mi")] == [
        f"Not enough for a pain-free distance yet: {short} needed."
    ]
