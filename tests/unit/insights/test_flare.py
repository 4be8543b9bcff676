"""The notice of a flare: five runs against the forty before, at the same distances."""

from itertools import product
from math import nan, prod

import numpy as np
import pytest
from fact_builders import RIGHT_KNEE, series
from hypothesis import given
from hypothesis import strategies as st

from annotations.insights.flare import flare, tail
from annotations.sentences.dispatch import sentence


@given(st.lists(st.floats(0, 1), max_size=6), st.integers(0, 6))
def test_the_tail_is_that_of_all_outcomes_counted_out(chances: list[float], at_least: int) -> None:
    outcomes = product([0, 1], repeat=len(chances))
    whole = sum(
        prod(p if came else 1 - p for p, came in zip(chances, outcome, strict=True))
        for outcome in outcomes
        if sum(outcome) >= at_least
    )
    assert tail(chances, at_least) == pytest.approx(whole, abs=1e-12)


def test_four_painful_runs_of_five_after_forty_mostly_clean_ones_are_noticed() -> None:
    """8 of 40 before hurt at 3 km: chance 1 - (40 x 0.8 + 1)/42 each, expected 5 x 9/42 = 1.07."""
    (finding,) = flare(
        RIGHT_KNEE, series([3000.0, None, None, None, None] * 8 + [2000.0] * 4 + [None])
    )
    assert finding.level == "fact"
    assert finding.estimate == pytest.approx(5 * 9 / 42)
    assert finding.n == {"recent": 5, "recent_painful": 4, "before": 40, "before_painful": 8}
    assert sentence(finding, "km") == (
        "Notice: pain in 4 of the last 5 noted runs; going by the 40 before, about 1.1 were to be expected "
        "at the same distances. Five runs are no trend."
    )


def test_only_the_forty_before_count() -> None:
    older = [3000.0] * 40
    recent = [3000.0, None, None, None, None] * 8 + [2000.0] * 4 + [None]
    assert flare(RIGHT_KNEE, series(older + recent)) == flare(RIGHT_KNEE, series(recent))


def test_longer_runs_are_expected_to_hurt_more_often() -> None:
    """Pain comes at 6 km in every long run; four long runs in a row are four painful ones."""
    before = [None, 6000.0] * 20
    lengths = [5000.0, 9000.0] * 20
    assert (
        flare(RIGHT_KNEE, series([*before, *[6000.0] * 5], length_m=[*lengths, *[9000.0] * 5]))
        == []
    )
    assert flare(RIGHT_KNEE, series([*before, *[4000.0] * 5], length_m=[*lengths, *[5000.0] * 5]))


def test_one_painful_run_after_none_at_all_is_no_flare() -> None:
    assert flare(RIGHT_KNEE, series([3000.0] + [None] * 24)) == []
    assert flare(RIGHT_KNEE, series([None] * 44 + [3000.0])) == []
    assert flare(RIGHT_KNEE, series([None] * 43 + [3000.0] * 2))


@pytest.mark.parametrize("onsets", [[3000.0] * 60, [None] * 60, [3000.0, None] * 30])
def test_nothing_new_is_no_notice(onsets: list[float | None]) -> None:
    assert flare(RIGHT_KNEE, series(onsets)) == []


def test_a_pain_from_nobody_knows_where_counts_among_the_last() -> None:
    (finding,) = flare(RIGHT_KNEE, series([None] * 40 + [nan] * 3 + [None] * 2))
    assert finding.n["recent_painful"] == 3


def test_below_25_noted_runs_it_says_what_is_missing() -> None:
    (finding,) = flare(RIGHT_KNEE, series([3000.0] * 20))
    assert (finding.level, finding.needs) == ("not_enough", "5 more noted runs")
    assert sentence(finding, "km") == "Too early to notice a flare: 5 more noted runs needed."
    (finding,) = flare(RIGHT_KNEE, series([nan] * 10 + [3000.0] * 20))
    assert finding.needs == "the onset of 5 more painful runs"


def test_runs_without_a_length_are_left_out() -> None:
    of = series([None] * 30, length_m=[8000.0] * 24 + [0.0] * 6)
    (finding,) = flare(RIGHT_KNEE, of)
    assert finding.needs == "1 more noted run"
    assert np.sum(of.length_m > 0) == 24
