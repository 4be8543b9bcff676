"""The effect shown with a claim: the partial likelihood's own maximum, shrunk; never the raw one."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from insight_series import MANY, PLACEBO, SIX_MP, even, made, of, with_covariate
from scipy.optimize import minimize

from annotations.insights.effect import Effect, shrink, shrunk_effect
from annotations.insights.series import Flags, Floats, Series

Z = 1.959964


def efron(beta: Floats, reached: Floats, event: Flags, columns: Floats) -> float:
    """Minus Efron's log partial likelihood, written out event by event."""
    score = columns @ beta
    total = 0.0
    for t in np.unique(reached[event]):
        tied, at_risk = event & (reached == t), reached >= t
        d = int(tied.sum())
        total += score[tied].sum()
        for k in range(d):
            total -= math.log(np.exp(score[at_risk]).sum() - k / d * np.exp(score[tied]).sum())
    return -total


def by_hand(series: Series, subject: str) -> tuple[float, float]:
    """Log hazard ratio and standard error given the date, by minimising `efron` and its curvature."""
    columns: Floats = np.column_stack([series.covariates[subject], series.day / series.day[-1]])

    def loss(beta: Floats) -> float:
        return efron(beta, series.reached_m, series.painful, columns)

    best = minimize(loss, np.zeros(2), method="BFGS", options={"gtol": 1e-9}).x
    h = 1e-4
    steps = h * np.eye(2)
    curvature = np.array(
        [
            [
                loss(best + a + b) - loss(best + a - b) - loss(best - a + b) + loss(best - a - b)
                for a in steps
            ]
            for b in steps
        ]
    ) / (4 * h * h)
    return float(best[0]), math.sqrt(float(np.linalg.inv(curvature)[0, 0]))


def small(subject: str = "gear:a") -> Series:
    """Sixteen runs in a month with ties, one run out of two in the shoe."""
    reached = [3, 5, 2, 8, 3, 9, 1, 5, 4, 8, 3, 6, 2, 7, 5, 6]
    painful = [1, 1, 1, 0, 1, 1, 1, 0, 1, 0, 1, 1, 0, 0, 1, 1]
    values = [1, 0, 1, 0, 0, 0, 1, 1, 1, 0, 1, 0, 0, 0, 1, 1]
    km = [1000.0 * each for each in reached]
    return of(km, painful, length=[9000.0] * 16, covariates={subject: values})


def test_a_small_case_by_hand_from_the_likelihood_to_the_shrunk_interval() -> None:
    series = small()
    raw, se = by_hand(series, "gear:a")
    weight = 0.25 / (0.25 + se**2)
    effect = shrunk_effect(series, "gear:a")
    assert effect is not None
    assert math.log(effect.hazard_ratio) == pytest.approx(raw * weight, abs=1e-5)
    spread = Z * math.sqrt(0.25 * se**2 / (0.25 + se**2))
    assert math.log(effect.low) == pytest.approx(raw * weight - spread, abs=1e-5)
    assert math.log(effect.high) == pytest.approx(raw * weight + spread, abs=1e-5)
    assert 1 < effect.hazard_ratio < math.exp(raw)
    assert (effect.n_with, effect.n_without, effect.apart) == (8, 8, 1.0)


def test_the_remission_data_give_the_published_ratio_before_shrinking() -> None:
    weeks, ended = [*SIX_MP[0], *PLACEBO[0]], [*SIX_MP[1], *PLACEBO[1]]
    series = of(weeks, ended, day=[0.0] * 42, covariates={"gear:placebo": [0] * 21 + [1] * 21})
    effect = shrunk_effect(series, "gear:placebo", unit_m=1)
    assert effect is not None
    mean, sd = shrink(1.57213, 0.41240)  # Efron's, as R's coxph prints them
    assert math.log(effect.hazard_ratio) == pytest.approx(mean, abs=1e-4)
    assert math.log(effect.high / effect.low) == pytest.approx(2 * Z * sd, abs=1e-4)


def test_the_shares_hurt_are_those_of_lifelines_kaplan_meier() -> None:
    from lifelines import KaplanMeierFitter

    series = made(120, shoe_a=-1)
    effect = shrunk_effect(series, "gear:a")
    assert effect is not None
    worn = series.covariates["gear:a"] == 1
    assert effect.at_m % 1000 == 0
    for share, part in ((effect.share_with, worn), (effect.share_without, ~worn)):
        fitter = KaplanMeierFitter().fit(series.reached_m[part], series.painful[part])
        assert share == pytest.approx(1 - float(fitter.predict(effect.at_m)))
    assert effect.share_with > effect.share_without


def test_the_round_distance_is_whole_in_the_runners_unit_and_both_kinds_of_run_got_there() -> None:
    series = made(120, shoe_a=-1)
    worn = series.covariates["gear:a"] == 1
    short = replace(
        series,
        length_m=np.where(worn, np.minimum(series.length_m, 4200), series.length_m),
        reached_m=np.where(worn, np.minimum(series.reached_m, 4200), series.reached_m),
        painful=series.painful & (~worn | (series.reached_m < 4200)),
    )
    effect = shrunk_effect(short, "gear:a", unit_m=1609.344)
    assert effect is not None
    assert effect.at_m == pytest.approx(2 * 1609.344)


def test_of_a_covariate_of_many_values_the_halves_are_compared() -> None:
    series = made(120)
    pace = series.covariates["pace"]
    hurried = replace(
        series, reached_m=np.minimum(series.reached_m, 1e4 * np.exp(-4 * (pace - pace.min()) / 0.1))
    )
    effect = shrunk_effect(replace(hurried, painful=hurried.reached_m < series.length_m), "pace")
    assert effect is not None
    middle = np.median(pace)
    assert effect.apart == pytest.approx(
        np.median(pace[pace > middle]) - np.median(pace[pace < middle])
    )
    assert effect.hazard_ratio > 1.5
    assert (effect.n_with, effect.n_without) == (60, 60)


def test_the_unit_of_a_covariate_does_not_matter() -> None:
    series = made(90, shoe_a=0.5)
    one = shrunk_effect(series, "temperature")
    other = shrunk_effect(
        with_covariate(series, "temperature", 32 + 1.8 * series.covariates["temperature"]),
        "temperature",
    )
    assert one is not None
    assert other is not None
    assert other.hazard_ratio == pytest.approx(one.hazard_ratio, rel=1e-6)
    assert other.apart == pytest.approx(1.8 * one.apart)


@MANY
@given(st.floats(-5, 5), st.floats(0.05, 2))
def test_shrinking_goes_towards_no_effect_and_never_past_it(raw: float, se: float) -> None:
    mean, sd = shrink(raw, se)
    assert abs(mean) <= abs(raw)
    assert mean * raw >= 0
    assert sd < min(0.5, se)
    assert 1 / sd**2 == pytest.approx(1 / se**2 + 4)


def with_shoe(worn: list[int], painful: list[int] | None = None) -> Series:
    series = small()
    changed = with_covariate(series, "gear:a", np.array(worn, dtype=float))
    return changed if painful is None else replace(changed, painful=np.array(painful, dtype=bool))


def test_a_covariate_that_is_all_but_the_date_has_no_size_of_its_own() -> None:
    series = made(60)
    nearly_date = with_covariate(series, "pace", series.day + 0.5 * even(60, "pace"))
    assert shrunk_effect(nearly_date, "pace") is None
    assert shrunk_effect(series, "pace") is not None


FIRST_HALF = [1] * 8 + [0] * 8


def in_shoe_only() -> Series:
    worn = [k % 2 for k in range(40)]
    reached = [100.0 + k if k % 2 else 9000.0 + k for k in range(40)]
    return of(reached, worn, covariates={"gear:a": worn})


@pytest.mark.parametrize(
    "series",
    [
        with_shoe([1] * 16),
        with_shoe([0] * 16),
        with_shoe([1] * 5 + [0] * 11),
        with_shoe(FIRST_HALF, [0] * 16),
        with_shoe(FIRST_HALF, [1] * 7 + [0] * 9),
        with_covariate(small(), "gear:a", np.full(16, np.nan)),
        small("gear:b"),
        in_shoe_only(),
        replace(made(60), day=made(60).covariates["gear:a"]),
        made(0),
    ],
    ids=[
        "always worn",
        "never worn",
        "five times",
        "no pain",
        "seven painful",
        "unknown",
        "not recorded",
        "only the shoe hurt",
        "the shoe is the date",
        "no runs",
    ],
)
def test_where_the_runs_cannot_tell_the_size_there_is_none(series: Series) -> None:
    assert shrunk_effect(series, "gear:a") is None


anything = st.one_of(
    st.sampled_from([0.0, 1.0, 5000.0, float("nan"), float("inf")]), st.floats(-1e6, 1e12)
)


@MANY
@given(st.data(), st.integers(12, 40))
def test_whatever_is_in_the_arrays_the_effect_is_finite_or_none(
    data: st.DataObject, n: int
) -> None:
    def column(values: st.SearchStrategy[float]) -> Floats:
        return data.draw(arrays(float, n, elements=values))

    series = of(
        column(st.one_of(st.floats(0, 9000), anything)),
        data.draw(arrays(bool, n)),
        day=column(st.integers(0, 200).map(float)),
        length=column(st.one_of(st.floats(100, 9000), anything)),
        covariates={
            "pace": column(anything),
            "gear:a": (even(n, "shoe") > 0.5).astype(float).tolist(),
        },
    )
    for subject in ("pace", "gear:a"):
        effect = shrunk_effect(series, subject)
        assert effect is None or sane(effect)


def sane(effect: Effect) -> bool:
    return 0 < effect.low <= effect.hazard_ratio <= effect.high < math.inf and all(
        -1e-9 <= share <= 1 for share in (effect.share_with, effect.share_without)
    )
