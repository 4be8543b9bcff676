"""How far the runner gets now: newer runs count more, few runs give no distance."""

from math import nan

import pytest
from fact_builders import RIGHT_KNEE, series

from annotations.insights.evidence import Finding
from annotations.insights.onset import onset_state
from annotations.insights.series import Series
from annotations.sentences.dispatch import sentence


def now(of: Series) -> dict[str, Finding]:
    return {
        f.subject: f for f in onset_state(RIGHT_KNEE, of) if f.subject in ("half", "one_in_five")
    }


def test_runs_of_one_day_weigh_alike() -> None:
    """20 onsets at 1, 2 .. 20 km: 16 runs get to 4 km and beyond, the share falls to 0.8 there, to 0.5 at 10 km."""
    found = now(series([1000.0 * k for k in range(1, 21)], length_m=21_000.0, every_days=0.0))
    assert {subject: f.estimate for subject, f in found.items()} == {
        "half": 10_000.0,
        "one_in_five": 4000.0,
    }
    assert found["half"].n == {
        "noted": 20,
        "painful": 20,
        "painful_without_onset": 0,
        "effective": 20,
        "began_there": 1,
    }


def test_what_happened_long_ago_counts_little() -> None:
    """90 days apart: 20 early onsets weigh a quarter each, 15 late ones 1, so 15 of 20 by weight get past 3 km."""
    early, late = series([3000.0] * 20, every_days=0.0), series([7000.0] * 15, every_days=0.0)
    whole = series([3000.0] * 20 + [7000.0] * 15, every_days=0.0)
    whole.day[20:] = 90.0
    assert [now(one)["half"].estimate for one in (early, whole)] == [3000.0, 7000.0]
    assert now(whole)["one_in_five"].estimate == 3000.0
    assert now(whole)["half"].n["effective"] == round(20**2 / (20 / 16 + 15))
    assert late.day.tolist() == [0.0] * 15


def test_each_distance_has_an_interval_around_it() -> None:
    for finding in now(series([500.0 * k for k in range(1, 41)], length_m=21_000.0)).values():
        low, high = finding.interval or (None, None)
        assert low is not None
        assert high is not None
        assert finding.estimate is not None
        assert low <= finding.estimate <= high


def test_one_late_onset_in_a_long_run_is_no_distance() -> None:
    found = now(
        series([1000.0] * 5 + [None] * 30 + [15_000.0], length_m=[8000.0] * 35 + [16_000.0])
    )
    assert found["half"].estimate is None
    assert sentence(found["half"], "km") == (
        "As it is now, newer runs counting more: pain came in fewer than half of the runs, as far as 5 runs got "
        "(36 noted runs, 6 painful)."
    )


def test_a_clock_that_jumps_by_decades_leaves_too_few_runs_of_late() -> None:
    of = series([3000.0] * 30)
    of.day[-1] = 30_000.0
    found = now(of)
    assert {f.level for f in found.values()} == {"not_enough"}
    assert sentence(found["half"], "km") == (
        "Not enough for a pain-free distance yet: more noted runs of the last weeks needed."
    )


@pytest.mark.parametrize(
    ("subject", "onsets", "said"),
    [
        (
            "half",
            [3000.0 + 100 * k for k in range(20)],
            "half got to 3.9 km without pain (95 % range 3.4-4.4 km; 20 noted runs, 20 painful).",
        ),
        (
            "one_in_five",
            [0.0] * 6 + [4000.0] * 14,
            "at least 1 in 5 had pain from the start (20 noted runs, 20 painful).",
        ),
    ],
)
def test_it_is_said_with_range_and_number_of_runs(
    subject: str, onsets: list[float], said: str
) -> None:
    text = sentence(now(series(onsets, every_days=0.0))[subject], "km")
    assert text == f"As it is now, newer runs counting more: {said}"


def test_runs_left_out_are_said() -> None:
    found = now(series([3000.0, 4000.0] * 10 + [nan] * 2, every_days=0.0))
    assert "; 20 noted runs, 20 painful; 2 more began at a place not noted)" in sentence(
        found["half"], "km"
    )


def test_half_got_past_a_median_of_one_run_and_to_one_of_several() -> None:
    one = series([1000.0 * k for k in range(1, 16)] * 2, length_m=21_000.0)
    several = series([3000.0] * 20)
    texts = [sentence(onset_state(RIGHT_KNEE, of)[0], "km") for of in (one, several)]
    assert texts[0].startswith("Half of the last 15 noted runs got past 8.0 km")
    assert texts[1].startswith("Half of the last 15 noted runs got to 3.0 km")
