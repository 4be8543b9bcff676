"""The forecast: its distance, when it is kept back, and how it is judged."""

from collections.abc import Sequence
from dataclasses import replace
from math import nan

import numpy as np
import pytest
from fact_builders import RIGHT_KNEE, series
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.insights.forecast import Score, forecast, forecast_reach, score
from annotations.insights.series import Series
from annotations.insights.survival import product_limit, recency
from annotations.sentences.dispatch import sentence


def forecast_m(of: Series) -> float | None:
    reach = forecast_reach(of)
    return None if reach is None else reach.distance_m


def test_the_chance_is_drawn_towards_a_half() -> None:
    """20 equal runs: 16 of 20 free would do unshrunk; (20 p + 1)/22 is at least 0.8 only up to p = 17/20."""
    of = series([1000.0 * k for k in range(1, 21)], length_m=21_000.0, every_days=0.0)
    curve = product_limit(of.reached_m, of.painful)
    assert curve.distance(0.8) == 4000.0
    assert (20 * 0.85 + 1) / 22 >= 0.8 > (20 * 0.80 + 1) / 22
    assert forecast_m(of) == 4000.0
    of = series([1000.0 * k for k in range(1, 22)], length_m=22_000.0, every_days=0.0)
    assert (21 * 17 / 21 + 1) / 23 < 0.8 <= (21 * 18 / 21 + 1) / 23
    assert forecast_m(of) == 4000.0


def test_it_is_drawn_by_the_number_of_noted_runs_whatever_their_weights() -> None:
    """40 runs of a quarter's weight and 22 new ones: 26 of 32 by weight, drawn as 62 runs, which count as 42."""
    of = series([None] * 40 + [2000.0] * 6 + [None] * 16, length_m=5000.0, every_days=0.0)
    of.day[40:] = 90.0
    assert product_limit(of.reached_m, of.painful, recency(of.day)).effective < 42
    assert (42 * 26 / 32 + 1) / 44 < 0.8 < (62 * 26 / 32 + 1) / 64
    assert forecast_m(of) == 5000.0


def test_newer_runs_count_more() -> None:
    of = series([2000.0] * 20 + [6000.0] * 30, every_days=0.0)
    assert forecast_m(of) == 2000.0
    of.day[20:] = 180.0
    assert forecast_m(of) == 6000.0


def test_where_the_chance_stays_high_the_distance_is_what_five_runs_got_to() -> None:
    lengths = [10_000.0] * 76 + [14_000.0] * 4
    of = series([1000.0] * 5 + [None] * 75, length_m=lengths, every_days=0.0)
    reach = forecast_reach(of)
    assert reach is not None
    assert (reach.distance_m, reach.at_least) == (10_000.0, True)
    (finding,) = forecast(RIGHT_KNEE, of)
    assert finding.subject == "at_least"
    assert (
        "80 % chance or more of no pain up to 10.0 km, as far as 5 runs got (from 80"
        in sentence(finding, "km")
    )


def test_pain_from_the_first_step_leaves_no_distance_and_nothing_to_judge() -> None:
    of = series([0.0, 3000.0] * 20)
    assert forecast_m(of) == 0.0
    assert score(of) == Score(0, 0)
    (finding,) = forecast(RIGHT_KNEE, of)
    assert sentence(finding, "km") == (
        "Next run: no distance has an 80 % chance without pain (from 40 noted runs, 40 painful)."
    )


WITHHELD: dict[str, tuple[Series, str]] = {
    "19 noted": (series([3000.0] * 19), "1 more noted run"),
    "4 painful": (series([3000.0] * 4 + [None] * 20), "1 more painful run"),
    "onsets unknown": (series([3000.0] * 20 + [nan] * 10), "the onset of 4 more painful runs"),
    "half of the runs noted": (
        series([3000.0] * 30, runs_so_far=range(2, 62, 2)),
        "60 % of runs noted (now 50 %)",
    ),
    "runs without a note since": (
        series([3000.0] * 30, runs_after=30),
        "60 % of runs noted (now 50 %)",
    ),
    "nothing": (series([]), "20 more noted runs"),
}


@pytest.mark.parametrize(("of", "needs"), WITHHELD.values(), ids=WITHHELD.keys())
def test_it_is_kept_back_below_its_minimum(of: Series, needs: str) -> None:
    assert forecast_m(of) is None
    (finding,) = forecast(RIGHT_KNEE, of)
    assert (finding.level, finding.needs, finding.estimate) == ("not_enough", needs, None)
    assert sentence(finding, "km") == f"No forecast yet: {needs} needed."


def test_it_is_kept_back_where_hardly_any_run_is_recent() -> None:
    of = series([3000.0] * 30)
    of.day[-1] = 5000.0
    (finding,) = forecast(RIGHT_KNEE, of)
    assert finding.needs == "more noted runs of the last weeks"


@pytest.mark.parametrize(
    ("onset", "length_m", "judged", "held"),
    [
        (None, 8000.0, 1, 1),  # long enough, no pain
        (None, 3000.0, 1, 1),  # exactly as long
        (None, 2999.0, 0, 0),  # too short to show anything
        (3000.0, 8000.0, 1, 1),  # pain right there is no pain before it
        (2999.0, 8000.0, 1, 0),
        (2000.0, 2500.0, 1, 0),  # short, but it hurt before the distance
        (nan, 8000.0, 0, 0),  # nobody knows where
        (None, 0.0, 0, 0),  # a run without a length
    ],
)
def test_a_forecast_is_judged_on_the_run_that_came_next(
    onset: float | None, length_m: float, judged: int, held: int
) -> None:
    before = series([3000.0] * 20, every_days=0.0)
    assert forecast_m(before) == 3000.0
    whole = series([3000.0] * 20 + [onset], length_m=[8000.0] * 20 + [length_m], every_days=0.0)
    assert score(whole) == Score(judged, held)


def test_the_first_twenty_runs_have_no_forecast_to_judge() -> None:
    assert score(series([3000.0] * 20)) == Score(0, 0)


def test_the_score_stands_beside_the_distance() -> None:
    (finding,) = forecast(RIGHT_KNEE, series([3000.0] * 29 + [2000.0], every_days=0.0))
    assert sentence(finding, "km") == (
        "Next run: 80 % chance of no pain up to about 3.0 km (from 30 noted runs, 30 painful). Such forecasts "
        "held in 9 of 10 runs (62-99 %)."
    )


onsets = st.lists(
    st.sampled_from([None, 0.0, 2000.0, 4000.0, 6000.0, nan, 9000.0]), min_size=0, max_size=60
)
gaps = st.lists(st.sampled_from([0.0, 0.5, 2.0, 60.0]), min_size=60, max_size=60)
lengths = st.lists(st.sampled_from([0.0, 3000.0, 5000.0, 8000.0]), min_size=60, max_size=60)
missed = st.lists(st.sampled_from([0, 0, 0, 1]), min_size=60, max_size=60)


@settings(deadline=None, max_examples=80)
@given(onsets, gaps, lengths, missed)
def test_the_score_is_that_of_a_forecast_before_each_run_by_the_textbook(
    onset: Sequence[float | None], gap: list[float], far: list[float], missing: list[int]
) -> None:
    """Each forecast made again from the record as it stood, with statsmodels' weighted estimate."""
    n = len(onset)
    so_far = np.arange(1, n + 1) + np.cumsum(missing[:n])
    of = replace(
        series(onset, length_m=far[:n], runs_so_far=so_far.tolist()), day=np.cumsum(gap)[:n]
    )
    judged = held = 0
    for k in range(1, n):
        before = replace(of.first(k), runs_after=int(so_far[k] - so_far[k - 1]) - 1)
        told = forecast_m(before)
        assert told == pytest.approx(_textbook(before))
        if told and of.length_m[k] > 0 and not np.isnan(of.reached_m[k]):
            hurt_before = bool(of.painful[k]) and of.reached_m[k] < told
            if hurt_before or of.length_m[k] >= told:
                judged, held = judged + 1, held + (not hurt_before)
    assert score(of) == Score(judged, held)


def _textbook(of: Series) -> float | None:
    from statsmodels.duration.survfunc import SurvfuncRight

    if forecast_m(of) is None:
        return None
    known = of.located()
    weights = recency(known.day)
    kept = weights > 0
    weights = weights[kept] * weights[kept].sum() / (weights[kept] ** 2).sum()
    reached, painful = known.reached_m[kept], known.painful[kept]
    far = float(max(t for t in reached if weights[reached >= t].sum() >= 5 - 1e-9))
    if not painful.any():
        return far
    with np.errstate(all="ignore"):
        peer = SurvfuncRight(reached, painful.astype(float), freq_weights=weights)
    n = len(reached)
    chances = (n * peer.surv_prob + 1) / (n + 2)
    below = [
        t for t, p in zip(peer.surv_times, chances, strict=True) if p < 0.8 - 1e-9 and t <= far
    ]
    return float(below[0]) if below else far


def test_about_four_of_five_forecasts_hold_for_a_runner_who_does_not_change() -> None:
    dice = np.random.default_rng(20261124)
    judged = held = 0
    for _ in range(40):
        length = dice.uniform(5000, 12_000, 150)
        onset = 9000 * dice.weibull(1.6, 150)
        pain = [o if o < far else None for o, far in zip(onset, length, strict=True)]
        result = score(series(pain, length_m=length.tolist()))
        judged, held = judged + result.judged, held + result.held
    assert judged > 4000
    assert 0.78 <= held / judged <= 0.84
