"""How far the pain stayed away: the first time of each run, censored at its end."""

from collections.abc import Sequence

import pytest
from fact_builders import RIGHT_KNEE, a_run, bout, free, hurt, record_of

from annotations.insights.evidence import Finding
from annotations.insights.returns import returns
from annotations.model import Bout, Result
from annotations.sentences.dispatch import sentence


def of(*runs: Sequence[Bout]) -> list[Finding]:
    told = ((a_run(2.0 * k), [hurt(4000.0, *bouts)]) for k, bouts in enumerate(runs))
    return returns(RIGHT_KNEE, record_of(*told).series(RIGHT_KNEE))


def back_after(metres: float) -> list[Bout]:
    return [bout(4000.0, back_m=4000.0 + metres)]


GONE = [bout(4000.0)]


def test_the_median_counts_runs_where_it_stayed_away_as_censored() -> None:
    """Back after 400, 800, 1200, 1600 m in four of eight runs, away for the other 4 km: falls to 0.5 at 1600 m."""
    (finding,) = of(*(back_after(400.0 * k) for k in range(1, 5)), *[GONE] * 4)
    assert finding.level == "fact"
    assert finding.estimate == 1600.0
    assert finding.n == {"episodes": 8, "returns": 4, "place_not_noted": 0}
    low, high = finding.interval or (None, None)
    assert low == 400.0
    assert high is None
    assert sentence(finding, "km") == (
        "Once gone, the pain stayed away for 1.6 km or more in half of the runs "
        "(95 % range 0.4 km or more; 8 runs, back in 4)."
    )


def test_where_it_mostly_stayed_away_there_is_no_median() -> None:
    (finding,) = of(*[back_after(400.0)] * 4, *[GONE] * 8)
    assert finding.estimate is None
    assert sentence(finding, "km") == (
        "Once gone, the pain stayed away to the end in more than half of the runs (12 runs, back in 4)."
    )


def test_only_the_first_time_of_a_run_counts() -> None:
    both = [*back_after(400.0), bout(5000.0, back_m=5100.0), bout(6000.0)]
    (finding,) = of(*[both] * 8)
    assert finding.n["episodes"] == finding.n["returns"] == 8
    assert finding.estimate == 400.0


def test_what_is_done_again_says_that_it_was_back_by_there() -> None:
    (finding,) = of(*[[bout(4000.0), bout(4700.0)]] * 8)
    assert finding.estimate == 700.0


@pytest.mark.parametrize(
    "bouts",
    [
        [bout(None)],
        [bout(4000.0, back_m=3000.0)],
        [bout(9000.0)],
        [bout(4000.0), bout(None)],
        [bout(4000.0), bout(3000.0)],
    ],
    ids=["no place", "back before", "beyond the end", "again nobody knows where", "again before"],
)
def test_what_has_no_place_is_left_out_and_counted(bouts: list[Bout]) -> None:
    (finding,) = of(*[back_after(400.0)] * 8, bouts)
    assert finding.n == {"episodes": 8, "returns": 8, "place_not_noted": 1}


def test_below_the_minimum_it_says_what_is_missing() -> None:
    (finding,) = of(*[back_after(400.0)] * 3)
    assert finding.needs == "5 more painful runs where it was gone at a noted place"
    (finding,) = of(*[back_after(400.0)] * 3, *[GONE] * 9)
    assert finding.needs == "1 more run where it was gone and came back"
    assert finding.level == "not_enough"
    assert sentence(finding, "km") == (
        "How long it stays away once gone is not known yet: 1 more run where it was gone and came back needed."
    )


def test_where_it_was_never_gone_there_is_nothing_to_say() -> None:
    assert of([bout(result=Result.LESS)], [bout(what="carry on")], []) == []
    assert returns(RIGHT_KNEE, record_of((a_run(), [free()])).series(RIGHT_KNEE)) == []


def test_a_range_narrower_than_what_is_shown_is_not_said() -> None:
    (finding,) = of(*(back_after(400.0 + k) for k in range(12)))
    assert None not in (finding.interval or (None,))
    assert sentence(finding, "km") == (
        "Once gone, the pain stayed away for 0.4 km or more in half of the runs (12 runs, back in 12)."
    )
