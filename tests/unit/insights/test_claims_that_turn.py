"""Claims that later runs speak against, or for: which of both is told, and with which figures."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from claim_world import HIP, KESTREL, KNEE, NIGHT, first, made_record, night, of

from annotations.insights.evidence import Finding
from annotations.insights.findings import findings
from annotations.insights.ledger import Claim, Ledger, Suspicion, TrendUse
from annotations.insights.night import claims_looking_back, looks_tonight, new_claims
from annotations.insights.seen import sites_sharing
from annotations.model import Complaint, Metres, Note, Place, Site
from annotations.record import NotedRun, Record
from annotations.sentences.dispatch import sentence
from annotations.wording import insight_lines

SHOE = f"gear:{KESTREL}"
MILE_M = 1609.344


def shoe_claim(
    record: Record, after: int, *, sign: int = 1, level: str = "clear", size: float = 2.2
) -> Claim:
    through = record.runs[after].start_utc
    assert level in ("hint", "clear")
    made = Claim("trigger", KNEE, SHOE, "hint", sign, 60, NIGHT, through, 0.01, None, size)
    return replace(made, level="clear") if level == "clear" else made


def test_a_clear_that_turns_a_hint_round_is_told_in_its_own_direction() -> None:
    record = made_record(120, worse=5.0)
    found, ledger = night(record, Ledger((shoe_claim(record, 60, sign=-1, level="hint"),)))
    shoe = of(found, "trigger", SHOE)
    assert (shoe.level, shoe.detail["sign"]) == ("clear", 1.0)
    assert sentence(shoe, "mi").startswith("Clear: in Kestrel pain comes more often")
    standing = ledger.standing("trigger", KNEE, SHOE)
    assert standing is not None
    assert (standing.level, standing.sign) == ("clear", 1)


@pytest.mark.parametrize("seed", range(4))
def test_an_effect_that_is_there_does_not_fade_because_it_was_first_told_too_large(
    seed: int,
) -> None:
    record = made_record(170, worse=2.6, seed=seed)
    found, _ = night(record, Ledger((shoe_claim(record, 70, size=5.0),)))
    since = of(findings(record), "trigger", SHOE)
    assert of(found, "trigger", SHOE).level == "clear"
    assert since.detail["sign"] == 1.0


def test_a_claim_whose_figures_lie_the_other_way_by_now_is_told_without_them() -> None:
    record = made_record(60, worse=4.0)
    through = record.stated[-1].run.start_utc
    claim = Claim("trigger", KNEE, SHOE, "clear", -1, 50, NIGHT, through, 0.01, None, 0.5)
    shoe = of(findings(record, Ledger((claim,))), "trigger", SHOE)
    assert (shoe.level, shoe.detail["sign"]) == ("clear", -1.0)
    assert shoe.estimate is None
    assert "%" not in sentence(shoe, "mi")


def levels(record: Record, points: np.ndarray) -> Record:
    """The same runs, each painful one with the intensity that stands at its place."""
    noted = []
    for k, one in enumerate(record.noted):
        notes = tuple(
            replace(n, complaints=tuple(replace(c, level=float(points[k])) for c in n.complaints))
            for n in one.notes
        )
        noted.append(replace(one, notes=notes))
    return Record(record.runs, tuple(noted))


def course_after(points: np.ndarray, looked_at: int) -> tuple[Finding, Ledger]:
    """What is said of the intensity at the end, after a night that saw the first runs only."""
    record = levels(made_record(len(points), noted=1.0, worse=2.0), points)
    early = first(record, looked_at)
    ledger = night(early, Ledger())[1]
    found, after = night(record, ledger, on=NIGHT + timedelta(days=90))
    return of(found, "intensity_trend"), after


FALLING = np.linspace(8, 2, 120)


def test_who_keeps_what_was_gained_is_not_told_that_it_was_lost() -> None:
    steady = 2 + 0.3 * np.cos(np.arange(80))
    trend, _ = course_after(np.concatenate([FALLING, steady]), 120)
    assert trend.level == "clear"
    assert "much weaker than it used to be" in sentence(trend, "mi")


def test_who_is_back_where_it_began_is_told_so() -> None:
    trend, ledger = course_after(np.concatenate([FALLING, np.full(80, 8.0)]), 120)
    assert trend.level == "faded"
    assert sentence(trend, "mi").startswith("Pain being weaker: not seen any more in the last")
    assert sentence(trend, "mi").endswith("painful runs.")
    standing = ledger.standing("intensity_trend", KNEE, "")
    assert standing is not None
    assert standing.level == "faded"


def test_a_clear_course_that_turns_an_older_hint_is_told_and_not_taken_for_its_fading() -> None:
    record = levels(made_record(150, noted=1.0, worse=2.0), np.linspace(8, 1, 150))
    early, late = record.runs[40].start_utc, record.runs[-1].start_utc
    hint = Claim("intensity_trend", KNEE, "", "hint", 1, 20, NIGHT, early, 0.03, None, 0.5)
    uses = (
        TrendUse("intensity_trend", KNEE, (12, 18), 20, NIGHT, early, 0.03, 0.2, 1),
        TrendUse("intensity_trend", KNEE, (27, 40, 60), 90, NIGHT, late, 1e-9, 1e-8, -1),
    )
    trend = of(findings(record, Ledger((*uses, hint))), "intensity_trend")
    assert (trend.level, trend.detail["sign"]) == ("clear", -1.0)


def test_a_hint_of_a_course_comes_with_the_figure_that_made_it_one() -> None:
    record = made_record(80, noted=1.0, worse=2.0)
    use = TrendUse(
        "intensity_trend", KNEE, (12,), 20, NIGHT, record.runs[30].start_utc, 0.03, 0.2, -1
    )
    trend = of(findings(record, Ledger((use,))), "intensity_trend")
    assert (trend.level, trend.p_lifetime) == ("hint", 0.03)


def test_figures_of_a_course_that_go_the_other_way_are_not_told() -> None:
    record = levels(made_record(90, noted=1.0, worse=2.0), np.linspace(2, 9, 90))
    use = TrendUse(
        "intensity_trend", KNEE, (12,), 20, NIGHT, record.runs[30].start_utc, 0.001, 0.002, -1
    )
    trend = of(findings(record, Ledger((use,))), "intensity_trend")
    assert trend.level == "clear"
    assert trend.estimate is None
    assert sentence(trend, "mi") == "Clear: pain is weaker than it used to be."


def test_a_look_back_changes_nothing_that_is_said_now_or_of_another_run() -> None:
    record = made_record(110, worse=5.0)
    parts = [first(record, n) for n in range(30, 110, 8)]

    def told(order: list[Record]) -> dict[int, tuple[Finding, ...]]:
        ledger, said = Ledger(), {}
        for part in order:
            moment = part.runs[-1].start_utc
            said[len(part.runs)] = findings(part, ledger.up_to(moment))
            ledger = ledger.plus(claims_looking_back(said[len(part.runs)], part, ledger, NIGHT))
        assert not ledger.subjects("trigger", KNEE)
        return said

    assert told(parts) == told(parts[::-1])


def test_the_same_look_back_is_logged_once() -> None:
    record = made_record(110, worse=5.0)
    found = findings(record)
    once = claims_looking_back(found, record, Ledger(), NIGHT)
    assert [(c.subject, c.looked_back) for c in once] == [(SHOE, True)]
    assert claims_looking_back(found, record, Ledger(once), NIGHT) == ()


def test_the_run_that_reaches_a_milestone_is_told_of_it() -> None:
    record = made_record(120, weaker=0.05, noted=1.0)
    _, ledger = night(record, Ledger())
    then = findings(record, ledger.up_to(record.runs[-1].start_utc))
    assert of(then, "intensity_trend").level == "clear"


def test_what_was_claimed_of_a_suspect_is_told_on_when_it_is_none_any_more() -> None:
    record = made_record(100)
    start = record.runs[3].start_utc
    claim = replace(shoe_claim(record, 90), kind="named")
    ledger = Ledger((Suspicion(SHOE, 4, NIGHT, start), claim, Suspicion("", 95, NIGHT, start)))
    found = findings(record, ledger)
    assert of(found, "named", SHOE).level == "clear"
    assert of(found, "trigger", SHOE).level == "fact"


def test_runs_from_before_the_naming_do_not_count_though_noted_later() -> None:
    record = made_record(130, noted=1.0)
    unnoted = Record(record.runs[:90], record.noted[:40])
    (suspicion,) = looks_tonight(unnoted, Ledger(), "pace", NIGHT)[:1]
    assert isinstance(suspicion, Suspicion)
    found = findings(record, Ledger((suspicion,)))
    assert of(found, "named", "pace").n["noted"] == 40


def test_a_suspect_that_no_note_names_says_what_it_needs() -> None:
    record = made_record(80)
    looks = looks_tonight(first(record, 20), Ledger(), "factor:new insoles", NIGHT)
    found, _ = night(record, Ledger(looks), "factor:new insoles")
    gate = of(found, "named")
    assert gate.level == "not_enough"
    assert "new insoles, as you suspect: 6 noted runs with it needed" in sentence(gate, "mi")


def test_a_site_under_another_name_gives_no_budget_back() -> None:
    record = made_record(60)
    spent = Ledger(looks_tonight(record, Ledger(), "", NIGHT))
    assert sites_sharing(record, spent) == 1
    renamed = Record(record.runs, tuple(_renamed(one) for one in record.noted))
    assert sites_sharing(renamed, spent) == 2


def _renamed(one: NotedRun) -> NotedRun:
    notes = tuple(
        replace(n, complaints=tuple(replace(c, site=HIP) for c in n.complaints)) for n in one.notes
    )
    return replace(one, notes=notes)


def coin(label: str, site: Site | None = KNEE) -> Finding:
    counts = {"arms": 2, "painful": 36, "known_0": 18, "gone_0": 14, "less_0": 0, "known_1": 17,
              "gone_1": 5, "less_1": 0}  # fmt: skip
    return Finding("experiment", site, "10 butt kicks or carry on", "tested", counts, e_value=140.0,
                   label=label)  # fmt: skip


def test_two_experiments_with_the_same_arms_are_two_claims_with_their_numbers() -> None:
    record = made_record(30)
    made = new_claims([coin("kicks"), coin("kicks-2")], record, Ledger(), NIGHT)
    assert [(c.subject, c.n) for c in made] == [("kicks", 36), ("kicks-2", 36)]


def test_a_record_whose_notes_state_nothing_logs_no_claim() -> None:
    record = made_record(10)
    silent = Record(record.runs, tuple(NotedRun(one.run, (Note("a.md"),)) for one in record.noted))
    assert new_claims([coin("kicks")], silent, Ledger(), NIGHT) == ()


def test_an_experiment_is_told_once_and_where_its_pain_was() -> None:
    run = made_record(1).runs[0]
    pains = tuple(
        Complaint(site, 4.0, Place(distance_m=Metres(3 * MILE_M)))
        for site in (Site("hip"), Site("knee", "right"))
    )
    noted = NotedRun(run, (Note("a.md", True, pains),))
    any_pain = insight_lines(noted, [coin("kicks", None)], "mi")
    assert any_pain == ["Tested by coin: gone in 14 of 18 with 10 butt kicks, 5 of 17 without"]
    knee = insight_lines(noted, [coin("kicks", Site("knee"))], "mi")
    assert knee == ["Tested by coin, knee: gone in 14 of 18 with 10 butt kicks, 5 of 17 without"]
    assert insight_lines(noted, [coin("kicks", Site("achilles", "left"))], "mi") == []
