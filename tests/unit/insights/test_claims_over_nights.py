"""Claims through the nights: when they are made, how long they stand, what they cost, what is told of them."""

from dataclasses import replace
from datetime import timedelta

import pytest
from claim_world import (
    HIP,
    KESTREL,
    KNEE,
    NIGHT,
    first,
    made_record,
    night,
    of,
    without_covariates,
)

from annotations.insights.courses import COURSES
from annotations.insights.evidence import ALPHA
from annotations.insights.findings import findings
from annotations.insights.ledger import Claim, Ledger, Suspicion, TrendUse
from annotations.insights.night import looks_tonight
from annotations.wording import block_text

SHOE = f"gear:{KESTREL}"


def logged(ledger: Ledger, kind: str = "trigger") -> list[Claim]:
    return [e for e in ledger.entries if isinstance(e, Claim) and e.kind == kind]


def test_a_shoe_that_hurts_becomes_clear_and_is_logged_once_with_its_figures() -> None:
    record = made_record(120, worse=5.0)
    found, ledger = night(record, Ledger())
    shoe = of(found, "trigger", SHOE)
    assert shoe.level == "clear"
    assert shoe.label == "Kestrel"
    assert shoe.p_lifetime is not None
    assert shoe.p_lifetime <= ALPHA["trigger"]
    assert shoe.estimate is not None
    assert shoe.interval is not None
    assert 1.0 < (shoe.interval[0] or 0.0) < shoe.estimate
    assert shoe.detail["share_with"] > shoe.detail["share_without"]
    (claim,) = logged(ledger)
    assert (claim.subject, claim.level, claim.sign, claim.on) == (SHOE, "clear", 1, NIGHT)
    assert claim.through == record.stated[-1].run.start_utc
    again, same = night(record, ledger)
    assert same == ledger
    assert of(again, "trigger", SHOE).level == "clear"


def test_two_pairs_worn_in_turn_are_one_question_told_of_the_worse_one() -> None:
    found, _ = night(made_record(120, worse=5.0), Ledger())
    shoes = [f.subject for f in found if f.kind == "trigger" and f.subject.startswith("gear:")]
    assert shoes == [SHOE]


def test_without_a_link_nothing_is_claimed_and_the_questions_are_told() -> None:
    found, ledger = night(made_record(120), Ledger())
    links = [f for f in found if f.kind == "trigger"]
    assert {f.level for f in links} == {"fact"}
    assert len(links) == 7
    assert not logged(ledger)


def test_below_the_gate_one_finding_says_what_is_missing() -> None:
    found, ledger = night(made_record(20, worse=5.0), Ledger())
    (gate,) = [f for f in found if f.kind == "trigger"]
    assert (gate.subject, gate.level) == ("", "not_enough")
    assert "more noted run" in gate.needs
    assert not logged(ledger)


def test_unnoted_runs_close_the_gate_however_strong_the_link() -> None:
    record = made_record(200, worse=6.0, noted=0.5)
    found, _ = night(record, Ledger())
    (gate,) = [f for f in found if f.kind == "trigger"]
    assert "60 % of runs noted" in gate.needs


def test_a_claim_stands_while_later_runs_say_less_than_it_did() -> None:
    record = made_record(100)
    early = record.runs[90].start_utc
    claim = Claim("trigger", KNEE, SHOE, "clear", 1, 60, NIGHT, early, 0.004, None, 2.2)
    found = findings(record, Ledger((claim,)))
    shoe = of(found, "trigger", SHOE)
    assert shoe.level == "clear"
    assert shoe.p_lifetime == 0.004


def test_a_claim_that_thirty_runs_do_not_bear_out_has_faded_and_is_told_once() -> None:
    record = made_record(150)
    made = record.runs[80].start_utc
    claim = Claim("trigger", KNEE, SHOE, "clear", 1, 60, NIGHT, made, 0.004, None, 8.0)
    found, ledger = night(record, Ledger((claim,)))
    shoe = of(found, "trigger", SHOE)
    assert shoe.level == "faded"
    assert shoe.n["since"] >= 30
    assert [c.level for c in logged(ledger)] == ["clear", "faded"]
    said = "More pain in Kestrel: not seen any more in the last"
    newest = record.noted[-1]
    assert said in block_text(newest, found, "mi")
    more = made_record(154)
    later = findings(more, ledger)
    assert of(later, "trigger", SHOE).level == "faded"
    assert said not in block_text(more.noted[-1], later, "mi")


def test_a_second_tracked_site_halves_the_budget_of_each() -> None:
    alone = made_record(100, sites=(KNEE,))
    ids = {noted.run.id for noted in alone.noted}
    both = replace(
        alone,
        noted=tuple(
            replace(
                noted,
                notes=tuple(
                    replace(note, complaints=(*note.complaints, *_hip(note.complaints)))
                    for note in noted.notes
                ),
            )
            for noted in alone.noted
            if noted.run.id in ids
        ),
    )
    one, two = (of(findings(r), "trigger", "pace").p_lifetime for r in (alone, both))
    assert one is not None
    assert two == pytest.approx(min(1.0, 2 * one))


def _hip(complaints: tuple) -> tuple:  # type: ignore[type-arg]
    return tuple(replace(complaint, site=HIP) for complaint in complaints)


def test_a_suspect_named_in_time_is_asked_by_itself_and_the_others_share_the_other_half() -> None:
    record = made_record(100, worse=3.0)
    named = Ledger((Suspicion(SHOE, 4, NIGHT, record.runs[3].start_utc),))
    plain = of(findings(record), "trigger", SHOE).p_lifetime
    found = findings(record, named)
    assert plain is not None
    assert 0 < plain < 1
    assert of(found, "named", SHOE).p_lifetime == pytest.approx(plain / 7)
    assert not [f for f in found if f.kind == "trigger" and f.subject == SHOE]
    other = Ledger((Suspicion("pace", 4, NIGHT, record.runs[3].start_utc),))
    beside = of(findings(record, other), "trigger", SHOE)
    assert beside.p_lifetime == pytest.approx(plain / 7 * 6 * 2)


def test_a_suspect_named_late_is_asked_on_later_notes_only() -> None:
    record = made_record(100, noted=1.0)
    late = Ledger((Suspicion("pace", 60, NIGHT, record.runs[59].start_utc),))
    found = findings(record, late)
    assert of(found, "named", "pace").n["noted"] == 40
    too_late = Ledger((Suspicion("pace", 90, NIGHT, record.runs[89].start_utc),))
    gate = of(findings(record, too_late), "named")
    assert gate.needs == "15 more noted runs"


def test_the_suspect_is_logged_when_it_is_first_seen_and_when_it_changes() -> None:
    record = made_record(30)
    looks = looks_tonight(record, Ledger(), "pace", NIGHT)
    ledger = Ledger(looks)
    assert [s.subject for s in ledger.suspicions] == ["pace"]
    assert looks_tonight(record, ledger, "pace", NIGHT) == ()
    changed = looks_tonight(record, ledger, "hour", NIGHT)
    assert [e.subject for e in changed if isinstance(e, Suspicion)] == ["hour"]


def test_each_milestone_is_used_once_and_those_jumped_over_together() -> None:
    record = made_record(110, noted=1.0)
    early = looks_tonight(first(record, 29), Ledger(), "", NIGHT)
    (use,) = [e for e in early if isinstance(e, TrendUse) and e.kind == "onset_trend"]
    assert use.milestones == (20,)
    later = looks_tonight(record, Ledger(early), "", NIGHT)
    (jump,) = [e for e in later if isinstance(e, TrendUse) and e.kind == "onset_trend"]
    assert jump.milestones == (30, 45, 68, 101)
    used_up = Ledger((*early, *later))
    assert looks_tonight(record, used_up, "", NIGHT) == ()
    fewer, as_before = first(record, 60), first(record, 110)
    assert looks_tonight(fewer, used_up, "", NIGHT) == ()
    assert looks_tonight(as_before, used_up, "", NIGHT) == ()


def test_a_trend_is_known_from_the_looks_of_the_log_alone() -> None:
    record = made_record(120, weaker=0.05)
    found, ledger = night(record, Ledger())
    trend = of(found, "intensity_trend")
    assert trend.level == "clear"
    assert trend.estimate is not None
    assert trend.estimate < 0
    without_looks = of(findings(record), "intensity_trend")
    assert without_looks.level == "not_enough"
    earlier = first(record, 60)
    known_then = findings(earlier, ledger.up_to(earlier.runs[-1].start_utc))
    assert of(known_then, "intensity_trend").level == "not_enough"


def test_what_was_known_at_a_run_is_not_changed_by_later_nights() -> None:
    record = made_record(140, worse=4.0)
    ledger = Ledger()
    then = {}
    for runs in range(20, 141, 10):
        part = first(record, runs)
        found, ledger = night(part, ledger, on=NIGHT + timedelta(days=runs))
        then[runs] = block_text(part.noted[-1], found, "mi")
    assert any("Clear: more pain in Kestrel" in text for text in then.values())
    for runs, text in then.items():
        part = first(record, runs)
        known = findings(part, ledger.up_to(part.runs[-1].start_utc), "mi")
        assert block_text(part.noted[-1], known, "mi") == text


def test_runs_without_shoe_temperature_or_climb_leave_those_questions_open() -> None:
    found, _ = night(without_covariates(made_record(100)), Ledger())
    refused = {f.subject: f.needs for f in found if f.kind == "trigger" and f.needs}
    assert refused == {"temperature": "too few known", "downhill_share": "too few known"}


def test_every_course_has_eight_milestones_so_that_each_spends_an_eighth() -> None:
    assert all(len(course.milestones) == 8 for course in COURSES)
