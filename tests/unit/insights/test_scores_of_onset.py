"""Scores and residuals, against the remission data of Freireich and Gehan and against lifelines and statsmodels."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from insight_series import MANY, PLACEBO, SIX_MP, made, of

from annotations.insights.scores import (
    basis,
    halves,
    measured,
    nelson_aalen_scores,
    normal_scores,
    residuals,
    time_basis,
    variance_inflation,
)
from annotations.insights.trends import onset_thirds

WEEKS = np.array([*SIX_MP[0], *PLACEBO[0]], dtype=float)
ENDED = np.array([*SIX_MP[1], *PLACEBO[1]], dtype=bool)
TREATED = np.arange(42) < 21


def hypergeometric_variance() -> float:
    """The log-rank variance with ties, from its textbook formula, event time by event time."""
    variance, weeks = 0.0, WEEKS
    for t in np.unique(weeks[ENDED]):
        n, n1 = np.count_nonzero(weeks >= t), np.count_nonzero(TREATED & (weeks >= t))
        d = np.count_nonzero(ENDED & (weeks == t))
        if n > 1:
            variance += d * (n1 / n) * (1 - n1 / n) * (n - d) / (n - 1)
    return variance


def test_the_scores_of_an_arm_add_up_to_its_observed_less_its_expected_events() -> None:
    scores = nelson_aalen_scores(WEEKS, ENDED)
    assert scores[TREATED].sum() == pytest.approx(9 - 19.2505, abs=1e-4)  # published: 9 and 19.25
    assert scores.sum() == pytest.approx(0, abs=1e-12)


def test_the_remission_data_give_the_published_log_rank_statistic() -> None:
    observed_less_expected = nelson_aalen_scores(WEEKS, ENDED)[TREATED].sum()
    assert observed_less_expected**2 / hypergeometric_variance() == pytest.approx(16.79, abs=0.005)


def test_lifelines_and_statsmodels_find_the_same_statistic_in_the_remission_data() -> None:
    from lifelines.statistics import logrank_test
    from statsmodels.duration.survfunc import survdiff

    ours = nelson_aalen_scores(WEEKS, ENDED)[TREATED].sum() ** 2 / hypergeometric_variance()
    theirs = logrank_test(WEEKS[TREATED], WEEKS[~TREATED], ENDED[TREATED], ENDED[~TREATED])
    assert theirs.test_statistic == pytest.approx(ours, rel=1e-9)
    assert survdiff(WEEKS, ENDED.astype(int), TREATED)[0] == pytest.approx(ours, rel=1e-9)


def test_the_scores_are_events_less_the_nelson_aalen_hazard_of_lifelines() -> None:
    from lifelines import NelsonAalenFitter

    fitter = NelsonAalenFitter(nelson_aalen_smoothing=False).fit(WEEKS, ENDED)
    hazard = fitter.cumulative_hazard_at_times(WEEKS).to_numpy()
    assert nelson_aalen_scores(WEEKS, ENDED) == pytest.approx(ENDED - hazard, abs=1e-12)


def test_half_of_the_treated_reached_week_23_and_half_of_the_others_week_8() -> None:
    filler = ([12.0] * 21, [0] * 21)
    weeks = [*PLACEBO[0], *filler[0], *SIX_MP[0]]
    thirds = onset_thirds(of(weeks, [*PLACEBO[1], *filler[1], *SIX_MP[1]]))
    assert thirds is not None
    placebo, treated = thirds
    assert (placebo.median_m, treated.median_m) == (8, 23)
    intervals = [placebo.interval, treated.interval]
    assert intervals == [(4, 11), (13, None)]  # as SAS and R print them (log-log band)
    assert (placebo.n, treated.n) == (21, 21)


def test_lifelines_finds_the_same_medians() -> None:
    from lifelines import KaplanMeierFitter

    series = made(90)
    thirds = onset_thirds(series)
    assert thirds is not None
    for ours, part in zip(thirds, (slice(0, 30), slice(60, 90)), strict=True):
        fitter = KaplanMeierFitter().fit(series.reached_m[part], series.painful[part])
        assert ours.median_m == pytest.approx(fitter.median_survival_time_)


def test_an_event_at_the_distance_where_another_run_ends_still_had_that_run_at_risk() -> None:
    scores = nelson_aalen_scores(np.array([5.0, 5.0]), np.array([True, False]))
    assert scores == pytest.approx([0.5, -0.5])


@MANY
@given(
    st.lists(st.tuples(st.integers(0, 9), st.booleans()), max_size=40),
    st.sampled_from([np.exp, np.sqrt, lambda x: x**3 - 5]),
)
def test_only_the_order_of_the_distances_counts(runs: list[tuple[int, bool]], bend) -> None:  # type: ignore[no-untyped-def]
    reached = np.array([r for r, _ in runs], dtype=float)
    event = np.array([e for _, e in runs], dtype=bool)
    scores = nelson_aalen_scores(reached, event)
    assert np.array_equal(scores, nelson_aalen_scores(bend(reached), event))
    assert abs(scores.sum()) < 1e-9


def test_an_unknown_value_scores_nothing_and_ties_share_their_place() -> None:
    scores = normal_scores(np.array([np.nan, 1.0, 3.0, 1.0, np.inf, 2.0]))
    assert scores[[0, 4]] == pytest.approx([0, 0])
    assert scores[1] == scores[3]
    assert scores[[1, 5, 2]] == pytest.approx([-0.67449, 0.31864, 1.15035], abs=1e-5)


@pytest.mark.parametrize(
    ("values", "larger"),
    [
        ([0, 1, 1, 0, 1], [0, 1, 1, 0, 1]),
        ([1, 2, 3, 4], [0, 0, 1, 1]),
        ([0, 1, 2, 2, 2], [0, 0, 1, 1, 1]),
        ([0, 0, 0, 1, np.nan], [0, 0, 0, 1, 0]),
        ([np.nan], [0]),
    ],
)
def test_a_covariate_parts_into_a_larger_and_a_smaller_half(
    values: list[float], larger: list[int]
) -> None:
    given_values = np.array(values, dtype=float)
    upper, lower = halves(given_values)
    assert upper.tolist() == [bool(each) for each in larger]
    assert np.array_equal(upper | lower, np.isfinite(given_values))
    assert not (upper & lower).any()


def test_calendar_time_takes_a_column_for_each_30_days_and_at_most_eight() -> None:
    columns = [time_basis(np.linspace(0, days, 50)).shape[1] for days in (0, 40, 90, 200, 3000)]
    assert columns == [1, 1, 3, 7, 8]


def test_columns_that_say_the_same_count_once() -> None:
    x = np.linspace(0, 1, 20)
    columns = np.column_stack([np.ones(20), np.full(20, 7.0), x, 1 - x, 0 * x])
    left, rank = residuals(np.column_stack([3 + 2 * x, x**2]), columns)
    assert rank == 2
    assert np.array_equal(left[:, 0], np.zeros(20))  # explained: exactly nothing is left
    line = np.polynomial.Polynomial.fit(x, x**2, 1)
    assert left[:, 1] == pytest.approx(x**2 - line(x), abs=1e-12)
    q = basis(columns)
    assert q.T @ q == pytest.approx(np.eye(2), abs=1e-12)


def test_the_slope_between_residuals_is_that_of_the_whole_regression() -> None:
    s = made(60)
    nuisance = np.column_stack([np.ones(60), s.day, s.covariates["pace"]])
    left, _ = residuals(np.column_stack([s.reached_m, s.covariates["load_7d"]]), nuisance)
    whole = np.linalg.lstsq(
        np.column_stack([s.covariates["load_7d"], nuisance]), s.reached_m, rcond=None
    )[0]
    assert left[:, 0] @ left[:, 1] / (left[:, 1] @ left[:, 1]) == pytest.approx(whole[0])


def test_two_series_in_step_with_themselves_have_fewer_runs_to_go_by() -> None:
    wave = np.sin(np.arange(100) / 10)
    jumbled = made(100).reached_m - made(100).reached_m.mean()
    assert variance_inflation(wave, wave, 10) > 5
    assert variance_inflation(wave, jumbled, 10) < 1.6
    assert variance_inflation(wave, np.zeros(100), 10) == 1.0


def test_the_inflation_is_the_weighted_sum_of_the_correlations() -> None:
    a, b = np.array([1.0, 2, -1, -2, 1]), np.array([2.0, 1, -1, -1, 1])
    expected = 1 + 2 * (
        2 / 3 * (2 - 2 + 2 - 2) / 11 * (2 - 1 + 1 - 1) / 8
        + 1 / 3 * (-1 - 4 - 1) / 11 * (-2 - 1 - 1) / 8
    )
    assert variance_inflation(a, b, 2) == pytest.approx(max(1.0, expected))


def test_runs_are_put_in_order_and_an_onset_beyond_the_end_is_at_the_end() -> None:
    series = of(
        [900, 50, -3, 70, float("nan"), 60],
        [1, 0, 1, 0, 1, 1],
        day=[3, 2, 1, float("nan"), 0, 5],
        length=[800, 50, 40, 70, 80, 0],
        covariates={"pace": [3, 2, 1, 9, 9, 9]},
    )
    runs = measured(series)
    assert runs.day.tolist() == [1, 2, 3]
    assert runs.reached_m.tolist() == [0, 50, 800]
    assert runs.covariates["pace"].tolist() == [1, 2, 3]
