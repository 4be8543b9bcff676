"""Trends are looked at a few times only; each milestone is used once and paid for."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from insight_series import MANY, made, of
from scipy.stats import theilslopes

from annotations.insights.gls import LONG, USUAL, drift_p
from annotations.insights.scores import nelson_aalen_scores
from annotations.insights.series import Floats
from annotations.insights.trends import (
    INTENSITY_MILESTONES,
    ONSET_MILESTONES,
    intensity_look,
    intensity_slope,
    onset_look,
    onset_thirds,
)

NONE = frozenset[int]()
LATER = made(200, shoe_a=-0.5, later=1.5)


def test_one_milestone_costs_eight_and_a_clear_must_survive_long_spells() -> None:
    series = LATER.first(152)
    look = onset_look(series, frozenset({20, 30, 45, 68, 101}))
    y = nelson_aalen_scores(series.reached_m, series.painful)
    log_length = np.log(series.length_m)[:, None]
    usual, long = (drift_p(y, series.day, grid, log_length)[0] for grid in (USUAL, LONG))
    assert look is not None
    assert (look.milestones, look.n, look.sign) == ((152,), 152, -1)
    assert look.p_hint == pytest.approx(8 * usual)
    assert look.p_clear == pytest.approx(8 * max(usual, long))
    assert usual < long


@pytest.mark.parametrize("known", range(6))
def test_milestones_jumped_over_together_cost_eight_over_their_number(known: int) -> None:
    one = onset_look(LATER, frozenset(ONSET_MILESTONES[:5]))
    assert one is not None
    look = onset_look(LATER, frozenset(ONSET_MILESTONES[:known]))
    assert look is not None
    assert look.milestones == ONSET_MILESTONES[known:6]
    assert look.p_hint == pytest.approx(one.p_hint / (6 - known))
    assert look.p_clear == pytest.approx(one.p_clear / (6 - known))


def test_a_clear_never_costs_less_than_a_hint_also_where_long_spells_say_more() -> None:
    series = made(90, shoe_a=0.9)
    painful = series.painful
    usual, long = (
        drift_p(series.intensity[painful], series.day[painful], grid)[0] for grid in (USUAL, LONG)
    )
    assert long < usual
    look = intensity_look(series, NONE, factor=0.01)
    assert look is not None
    assert look.p_clear == look.p_hint == pytest.approx(0.01 * 8 / 4 * usual)


def test_further_sites_are_paid_for() -> None:
    one, two = onset_look(LATER, NONE), onset_look(LATER, NONE, factor=2)
    assert one is not None
    assert two is not None
    assert two.p_hint == pytest.approx(2 * one.p_hint)
    assert two.p_clear == pytest.approx(2 * one.p_clear)


@pytest.mark.parametrize("look", [onset_look, intensity_look])
def test_each_milestone_is_looked_at_once_over_all_nights(look) -> None:  # type: ignore[no-untyped-def]
    used: list[int] = []
    for n in range(201):
        found = look(LATER.first(n), frozenset(used))
        used += found.milestones if found else ()
    milestones = ONSET_MILESTONES if look is onset_look else INTENSITY_MILESTONES
    painful = int(LATER.painful.sum())
    reached = [m for m in milestones if m <= (200 if look is onset_look else painful)]
    assert used == reached


def test_below_the_minimum_there_is_no_look() -> None:
    assert onset_look(made(19), NONE) is None
    assert onset_look(made(20), NONE) is not None
    few = of([9000.0] * 40, [k % 6 == 0 for k in range(40)])
    assert onset_look(few, NONE) is None
    assert intensity_look(few, NONE) is None
    assert intensity_slope(few) is None
    assert onset_thirds(made(17)) is None


def test_runs_without_a_known_distance_do_not_count_for_the_onset_but_for_the_intensity() -> None:
    series = made(25)
    unknown = replace(series, reached_m=np.where(series.painful, np.nan, series.reached_m))
    assert onset_look(unknown, NONE) is None
    assert intensity_look(unknown, NONE) == intensity_look(series, NONE)
    assert intensity_look(series, NONE) is not None


def test_of_a_long_record_the_latest_runs_are_looked_at() -> None:
    series = made(700, later=2.0)
    latest = series.where(np.arange(700) >= 700 - 342)
    assert onset_look(series, NONE) == onset_look(latest, NONE)
    assert onset_thirds(series) == onset_thirds(latest)
    look = onset_look(series, NONE)
    assert look is not None
    assert (look.milestones, look.n) == (ONSET_MILESTONES, 342)
    intensity = intensity_look(series, NONE)
    assert intensity is not None
    assert (intensity.milestones, intensity.n) == (INTENSITY_MILESTONES, 200)


def test_milder_pain_is_seen_and_its_slope_is_that_of_theil_and_sen() -> None:
    series = made(100)
    milder = replace(
        series,
        intensity=np.where(series.painful, 9 - np.arange(100) / 15 + series.intensity / 9, 0),
    )
    look = intensity_look(milder, NONE)
    assert look is not None
    assert (look.sign, look.p_clear < 0.001) == (-1, True)
    slope = intensity_slope(milder)
    assert slope is not None
    points = milder.intensity[milder.painful]
    expected = theilslopes(points)
    assert slope.per_10_runs == pytest.approx(10 * expected.slope)
    assert (slope.low, slope.high) == pytest.approx(
        (10 * expected.low_slope, 10 * expected.high_slope)
    )
    third = len(points) // 3
    assert slope.first_third == pytest.approx(points[:third].mean())
    assert slope.last_third == pytest.approx(points[-third:].mean())


@pytest.mark.parametrize("painful", [True, False])
def test_pain_in_every_run_or_in_none_is_no_trend(painful: bool) -> None:
    same = of([5000.0] * 60, [painful] * 60)
    look = onset_look(same, NONE)
    assert look is None or (look.p_hint, look.p_clear) == (1.0, 1.0)
    level = intensity_look(same, NONE)
    assert level is None or (level.p_hint, level.p_clear, level.sign) == (1.0, 1.0, 0)
    assert (level is None) == (not painful)
    thirds = onset_thirds(same)
    assert thirds is not None
    assert thirds[0].median_m == (5000.0 if painful else None)


def test_a_later_onset_shows_in_the_thirds() -> None:
    thirds = onset_thirds(LATER)
    assert thirds is not None
    early, last = thirds
    assert early.median_m is not None
    assert last.median_m is not None
    assert early.median_m < last.median_m
    for third in thirds:
        assert third.interval[0] is None or third.interval[0] <= (third.median_m or 0.0)
        assert third.interval[1] is None or third.interval[1] >= (third.median_m or 0.0)


anything = st.one_of(
    st.sampled_from([0.0, 5000.0, float("nan"), float("inf"), -1.0]), st.floats(-1e6, 1e12)
)


@MANY
@given(st.data(), st.integers(0, 40))
def test_whatever_is_in_the_arrays_the_trends_answer(data: st.DataObject, n: int) -> None:
    def column() -> Floats:
        return data.draw(arrays(float, n, elements=anything))

    painful = data.draw(arrays(bool, n))
    series = replace(of(column(), painful, day=column(), length=column()), intensity=column())
    for look in (onset_look(series, NONE), intensity_look(series, NONE)):
        assert look is None or 0 <= look.p_hint <= look.p_clear <= 1
    for reach in onset_thirds(series) or ():
        assert reach.median_m is None or reach.median_m >= 0
    slope = intensity_slope(series)
    assert slope is None or slope.low <= slope.per_10_runs <= slope.high
