"""What an experiment may say: a fair game under no difference, levels by the highest e-value, and what caps them."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest
from core_builders import PROPERTY, note_of
from hypothesis import given
from hypothesis import strategies as st
from trial_builders import GONE, LESS, NOT, START, a_trial, an_experiment, run_at

from annotations.experiments.coins import arm_of, number_runs
from annotations.experiments.model import Draw, Outcome, Trial
from annotations.experiments.outcomes import seen_in
from annotations.insights.evidence import Finding
from annotations.insights.experiment import evidence, experiment_finding, experiment_findings
from annotations.insights.ledger import Claim, ClaimLevel, Ledger
from annotations.model import Site
from annotations.notes.aliases import BUILT_IN
from annotations.record import NotedRun
from annotations.sentences.coin import draws_in_words, evidence_in_words, stake_in_words
from annotations.sentences.dispatch import sentence

KICKS, CARRY_ON = 0, 1
HELPS = [(KICKS, GONE), (CARRY_ON, NOT)]
"""One run of each arm, with a drill that always helps."""

NOTE_OF = {
    GONE: "pain: 4\ndid:\n  - 10 butt kicks @ 3 mi -> gone",
    LESS: "pain: 4\ndid:\n  - carried on @ 3 mi -> less",
    NOT: "pain: 4\ndid:\n  - 10 lunges @ 3 mi -> gone, back after 0.2 mi",
}
Pain = Callable[[Sequence[int]], Sequence[Outcome]]
"""From the arms that were drawn to the outcomes; no outcome may hang on its own run's arm."""


def a_bad_spell(arms: Sequence[int]) -> list[Outcome]:
    return [NOT if k < 3 else GONE if k < 6 else LESS for k in range(len(arms))]


def always_gone(arms: Sequence[int]) -> list[Outcome]:
    return [GONE] * len(arms)


def after_the_last_arm(arms: Sequence[int]) -> list[Outcome]:
    """What was done the run before decides: a hangover of the drill, if there is one."""
    return [GONE if k and arms[k - 1] == KICKS else NOT for k in range(len(arms))]


def seed_with(arms: Sequence[int], of: int) -> str:
    """A seed whose first draws are these."""
    seeds = (f"{k:032x}" for k in range(100_000))
    return next(
        seed
        for seed in seeds
        if all(arm_of(seed, k, of) == arm for k, arm in enumerate(arms, start=1))
    )


def trial_from_notes(arms: Sequence[int], pain: Pain, names: tuple[str, ...] = ()) -> Trial:
    """By the product's own way: a seed, numbered runs, notes that are read, outcomes."""
    made = an_experiment(*names)
    made = an_experiment(*names, seed=seed_with(arms, len(made.arms)))
    runs = [run_at(k, 24.0 * k) for k in range(1, len(arms) + 1)]
    numbered = number_runs(made, None, runs, (), START + timedelta(days=30))
    notes = [note_of(NOTE_OF[came]) for came in pain(arms)]
    draws = [
        Draw(
            one.number or 0,
            arm_of(made.seed, one.number or 0, len(made.arms)),
            seen=seen_in(NotedRun(run, (note,)), made, BUILT_IN),
        )
        for one, run, note in zip(numbered, runs, notes, strict=True)
    ]
    return Trial(made, START, None, numbered, tuple(draws))


@pytest.mark.parametrize("pain", [a_bad_spell, always_gone, after_the_last_arm])
@pytest.mark.parametrize("runs", [1, 2, 5, 8])
def test_where_the_drill_does_nothing_the_evidence_is_1_on_average_over_all_coins(
    pain: Pain, runs: int
) -> None:
    sequences = list(product(range(2), repeat=runs))
    shown = [evidence(trial_from_notes(arms, pain)) for arms in sequences]
    assert sum(one.e for one in shown) / len(shown) == pytest.approx(1.0, abs=1e-12)
    assert sum(one.peak >= 100 for one in shown) <= len(shown) / 100
    assert all(one.painful == runs for one in shown)


def test_the_same_holds_for_three_arms() -> None:
    names = ("10 butt kicks", "carry on", "10 high knees")
    sequences = list(product(range(3), repeat=5))
    total = sum(evidence(trial_from_notes(arms, a_bad_spell, names)).e for arms in sequences)
    assert total / len(sequences) == pytest.approx(1.0, abs=1e-12)


def test_a_drill_that_helps_is_found_and_said_with_its_counts() -> None:
    finding = experiment_finding(a_trial(HELPS * 7))
    assert finding.level == "tested"
    assert finding.e_value is not None
    assert finding.e_value >= 100
    assert (
        sentence(finding, "mi")
        == "Tested by coin: gone in 7 of 7 with 10 butt kicks, 0 of 7 without."
    )


def test_the_levels_go_by_the_highest_e_value() -> None:
    levels = [experiment_finding(a_trial(HELPS * pairs)).level for pairs in range(1, 8)]
    assert levels == ["not_enough", "not_enough", "fact", "fact", "hint", "hint", "tested"]


def test_what_was_reached_once_is_not_lost_by_what_comes_later() -> None:
    """Ville's inequality holds for the highest value that is ever reached."""
    later = [(KICKS, NOT), (CARRY_ON, GONE)] * 4
    trial = a_trial(HELPS * 7 + later)
    assert evidence(trial).e < 100 <= evidence(trial).peak
    assert experiment_finding(trial).level == "tested"


def test_below_six_painful_runs_nothing_is_said_however_clear_it_looks() -> None:
    finding = experiment_finding(a_trial(HELPS * 2))
    assert (finding.level, finding.needs) == ("not_enough", "2 more painful runs with a draw")
    said = sentence(finding, "mi")
    assert said == (
        "10 butt kicks or carry on, by coin: not enough yet, 2 more painful runs with a draw needed."
    )


def test_above_a_tenth_without_an_outcome_it_is_a_maybe_at_most() -> None:
    known = HELPS * 9
    one, two, three = (a_trial([*known, *[(KICKS, None)] * k]) for k in (1, 2, 3))
    assert [experiment_finding(t).level for t in (one, two, three)] == ["tested", "tested", "hint"]
    finding = experiment_finding(three)
    assert finding.needs == "too many painful runs without an outcome"
    assert "can't be more than a maybe: too many painful runs" in sentence(finding, "mi")


def test_a_painful_run_that_was_held_back_counts_as_one_without_an_outcome() -> None:
    assert experiment_finding(a_trial(HELPS * 9, late=3)).level == "hint"


def test_painful_runs_that_are_noted_for_one_arm_only_are_a_maybe_at_most() -> None:
    """As when failures of the drill were not written down, or were left out."""
    trial = a_trial(HELPS * 4 + [(CARRY_ON, NOT)] * 20)
    shown = evidence(trial)
    assert shown.peak >= 100
    assert shown.imbalance >= 20
    assert experiment_finding(trial).level == "hint"


def test_draws_that_were_rebuilt_are_a_maybe_at_most() -> None:
    rebuilt = a_trial(HELPS * 9, known_since=START + timedelta(days=3))
    finding = experiment_finding(rebuilt)
    assert (finding.level, finding.needs) == ("hint", "draws rebuilt after they were lost")


def test_a_run_counts_for_the_arm_that_was_drawn_whatever_was_done() -> None:
    as_drawn = a_trial(HELPS * 7)
    otherwise = a_trial(HELPS * 7, followed=[CARRY_ON] * 14)
    drawn, done = experiment_finding(as_drawn), experiment_finding(otherwise)
    assert drawn.e_value == done.e_value
    assert (done.n["drawn_0"], done.n["gone_0"], done.n["followed_another_0"]) == (7, 7, 7)
    lines = draws_in_words(otherwise, done)
    assert "10 butt kicks: drawn for 7 painful runs, in 7 of them something else was done." in lines


def test_a_harmful_drill_is_found_too_and_the_counts_say_which_way() -> None:
    finding = experiment_finding(a_trial([(KICKS, NOT), (CARRY_ON, GONE)] * 7))
    assert sentence(finding, "mi") == (
        "Tested by coin: gone in 0 of 7 with 10 butt kicks, 7 of 7 without."
    )


def test_what_became_less_is_told_beside_what_was_gone() -> None:
    rows = [(KICKS, LESS), (CARRY_ON, NOT)] * 7
    assert sentence(experiment_finding(a_trial(rows)), "mi") == (
        "Tested by coin: gone in 0 of 7 and clearly less in 7 with 10 butt kicks; "
        "gone in 0 of 7 and clearly less in 0 without."
    )


def test_no_difference_is_said_as_none_shown() -> None:
    rows = [(arm, came) for came in (GONE, NOT) for arm in (KICKS, CARRY_ON)] * 3
    said = sentence(experiment_finding(a_trial(rows)), "mi")
    assert said.endswith("No difference shown so far.")
    assert "Maybe" not in said


def test_no_sentence_speaks_of_a_cause() -> None:
    for rows in (HELPS * 2, HELPS * 5, HELPS * 7, [(KICKS, GONE), (CARRY_ON, GONE)] * 4):
        finding = experiment_finding(a_trial(rows))
        said = f"{sentence(finding, 'mi')} {evidence_in_words(finding)}".lower()
        for word in ("cause", "prevent", "cure", "works", "risk", "because"):
            assert word not in said


def test_the_interval_of_the_difference_is_newcombe_s() -> None:
    """Newcombe 1998 (Statistics in Medicine 17, 873), table II: 56 of 70 against 48 of 80."""
    rows = [(KICKS, GONE)] * 56 + [(KICKS, NOT)] * 14 + [(CARRY_ON, GONE)] * 48
    finding = experiment_finding(a_trial(rows + [(CARRY_ON, NOT)] * 32))
    assert finding.estimate == pytest.approx(0.2)
    assert finding.interval == pytest.approx((0.0524, 0.3339), abs=5e-5)


@pytest.mark.parametrize("rows", [HELPS * 4, [(KICKS, GONE)] * 8, []])
def test_no_share_is_told_of_fewer_than_five_runs(rows: list[tuple[int, Outcome]]) -> None:
    finding = experiment_finding(a_trial(rows))
    assert (finding.estimate, finding.interval, finding.unit) == (None, None, "")


def test_each_further_experiment_needs_more_evidence() -> None:
    """To start again until it works would be the old mistake once more."""
    trials = [a_trial(HELPS * 7, experiment=an_experiment(key=key)) for key in "abcd"]
    found = experiment_findings(trials)
    assert [f.n["e_needed"] for f in found] == [100, 400, 900, 1600]
    assert [f.level for f in found] == ["tested", "hint", "hint", "fact"]


def test_one_that_was_stopped_before_it_could_claim_anything_costs_nothing() -> None:
    begun_in_error = a_trial(HELPS * 2, experiment=an_experiment(key="a"))
    found = experiment_findings([begun_in_error, a_trial(HELPS * 7)])
    assert [(f.level, f.n["e_needed"]) for f in found] == [("not_enough", 400), ("tested", 100)]


def test_a_claim_is_not_taken_back_because_an_older_experiment_gets_going() -> None:
    older = an_experiment(key="a")
    slow = [(KICKS, NOT)] * 5
    younger = a_trial(HELPS * 7, experiment=an_experiment(key="b"))
    before = experiment_findings([a_trial(slow, experiment=older), younger])
    going = a_trial(slow + HELPS * 9, experiment=older)
    months_later = (replace(r, start_utc=r.start_utc + timedelta(days=90)) for r in going.runs)
    after = experiment_findings([replace(going, runs=tuple(months_later)), younger])
    assert (before[1].level, after[1].level) == ("tested", "tested")


def shown(trial: Trial, level: ClaimLevel, site: Site | None = None) -> Claim:
    """The log's entry of a night that showed this trial at factor 1."""
    on, at = START.date(), START + timedelta(days=30)
    return Claim("experiment", site, "kicks", level, 0, 14, on, at, None, evidence(trial).peak)


def test_a_level_that_was_shown_stands_when_a_second_site_begins_to_hurt() -> None:
    tested, hint = a_trial(HELPS * 7), a_trial(HELPS * 5)
    assert [experiment_findings([t], sites=4)[0].level for t in (tested, hint)] == ["hint", "fact"]
    before = [Ledger((shown(tested, "tested"),)), Ledger((shown(hint, "hint"),))]
    stands = [
        experiment_findings([t], 4, log)[0] for t, log in zip((tested, hint), before, strict=True)
    ]
    assert [f.level for f in stands] == ["tested", "hint"]
    assert all("shown when less was needed, and stands" in evidence_in_words(f) for f in stands)
    assert stake_in_words(experiment_finding(hint)).endswith(
        "; maybe from 20 up, tested from 100 up."
    )
    assert stake_in_words(stands[1]).endswith(
        "; maybe from 80 up, tested from 400 up. It was shown when less was needed, and stands."
    )


def test_a_level_that_was_shown_falls_with_its_evidence() -> None:
    """A note that is mended within its week takes back what it had shown; missing outcomes cap it as any other."""
    log = Ledger((shown(a_trial(HELPS * 7), "tested"),))
    mended = a_trial([*HELPS * 5, *[(KICKS, NOT), (CARRY_ON, GONE)] * 2])
    assert experiment_findings([mended], 4, log)[0].level == "fact"
    lacking = a_trial([*HELPS * 7, *[(KICKS, None)] * 4])
    assert experiment_findings([lacking], 4, log)[0].level == "hint"


def test_an_experiment_at_a_knee_does_not_raise_its_own_price_once_it_is_logged() -> None:
    of_a_knee = a_trial(HELPS * 5, experiment=an_experiment(site=Site("knee")))
    log = Ledger((shown(of_a_knee, "hint", Site("knee")),))
    assert log.sites == frozenset()
    assert experiment_findings([of_a_knee], max(1, len(log.sites)), log)[0].n["e_needed"] == 100


def test_an_earlier_look_knows_nothing_of_later_runs() -> None:
    trial = a_trial(HELPS * 7, late=0)
    then = trial.up_to(START + timedelta(days=8))
    assert experiment_finding(then).n["painful"] == 8
    assert experiment_finding(then).e_value == experiment_finding(a_trial(HELPS * 4)).e_value
    assert experiment_finding(trial.up_to(START)).n["painful"] == 0


ROWS = st.lists(st.tuples(st.integers(0, 1), st.sampled_from([GONE, LESS, NOT, None])), max_size=40)


@PROPERTY
@given(rows=ROWS, late=st.integers(0, 3))
def test_the_counts_add_up_and_every_level_keeps_its_promise(
    rows: list[tuple[int, Outcome | None]], late: int
) -> None:
    finding: Finding = experiment_finding(a_trial(rows, late=late))
    n = finding.n
    assert n["painful"] == len(rows) + late
    assert n["known_0"] + n["known_1"] + n["without_outcome"] == n["painful"]
    assert finding.e_value is not None
    assert finding.e_value >= 1.0
    if finding.level == "tested":
        assert finding.e_value >= 100
        assert n["without_outcome"] <= 0.1 * n["painful"]
    if len(rows) < 6:
        assert finding.level == "not_enough"
    assert sentence(finding, "mi").endswith(".")
