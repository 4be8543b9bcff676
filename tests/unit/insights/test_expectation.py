"""Belief beforehand beside the result: one bout a run."""

from collections.abc import Sequence

import pytest
from fact_builders import a_run, bout, hurt, record_of

from annotations.insights.evidence import Finding
from annotations.insights.expectation import expectation, group
from annotations.insights.proportion import jeffreys
from annotations.model import Bout, Result
from annotations.sentences.dispatch import sentence

GONE, LESS, SAME, WORSE = (bout(result=result) for result in Result)


def of(*runs: tuple[float | None, Sequence[Bout]]) -> dict[str, Finding]:
    told = (
        (a_run(2.0 * k), [hurt(3000.0, *bouts, expect=expect)])
        for k, (expect, bouts) in enumerate(runs)
    )
    return {f.subject: f for f in expectation(record_of(*told))}


@pytest.mark.parametrize(
    ("expect", "name"),
    [(0, "0-3"), (3, "0-3"), (3.5, "4-6"), (6.5, "4-6"), (7, "7-10"), (10, "7-10")],
)
def test_beliefs_fall_into_three_groups(expect: float, name: str) -> None:
    assert group(expect) == name


def test_results_are_counted_by_belief_with_jeffreys_intervals() -> None:
    found = of(
        *[(2.0, [GONE])] * 3, (1.0, [LESS]), (3.0, [SAME]), (0.0, [WORSE]),
        *[(8.0, [GONE])] * 4,
    )  # fmt: skip
    assert found["0-3"].n == {"runs": 6, "gone": 3, "less": 1, "no_better": 2}
    assert found["0-3"].estimate == 0.5
    assert found["0-3"].interval == jeffreys(3, 6) == pytest.approx((0.167, 0.833), abs=0.001)
    assert sentence(found["0-3"], "km") == (
        "Expected to help 0-3 of 10: gone in 3 of 6 runs (17-83 %), less in 1, no better in 2."
    )
    assert (found["7-10"].estimate, found["7-10"].needs) == (None, "1 more run expected at 7-10")
    assert "%" not in sentence(found["7-10"], "km")
    assert "4-6" not in found


def test_only_the_first_bout_of_a_run_with_a_result_counts() -> None:
    unknown, carried_on = bout(result=None), bout(result=Result.SAME, what="carry on")
    found = of(*[(5.0, [unknown, carried_on, LESS, GONE])] * 10)
    assert found["4-6"].n == {"runs": 10, "gone": 0, "less": 10, "no_better": 0}


def test_runs_without_a_belief_or_a_result_do_not_count() -> None:
    (finding,) = of(*[(5.0, [GONE])] * 9, *[(None, [GONE])] * 5, *[(5.0, ())] * 5).values()
    assert (finding.level, finding.needs) == ("not_enough", "1 more run with 'expect' and a result")
    assert sentence(finding, "km") == (
        "Belief beside result needs 1 more run with 'expect' and a result."
    )
    assert of(*[(None, [GONE])] * 20) == {}
