"""GLS over spells: against the plain regression, against its formula, and where nothing can drift."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from insight_series import MANY, even, made
from scipy.stats import linregress
from scipy.stats import t as student

from annotations.insights.gls import LONG, USUAL, Noise, drift_p
from annotations.insights.scores import nelson_aalen_scores
from annotations.insights.series import Floats, Series

WHITE_ONLY = Noise((0.0, 1e-9), (1e-3,))


def onset(series: Series) -> tuple[Floats, Floats, Floats]:
    score = nelson_aalen_scores(series.reached_m, series.painful)
    return score, series.day, np.log(series.length_m)[:, None]


@pytest.mark.parametrize(
    ("n", "later", "usual", "long"),
    [(40, 0.0, 0.9372105544, 0.9739612507), (200, 1.5, 0.0001514434894, 0.001137982459)],
)
def test_frozen_figures_of_the_drift(n: int, later: float, usual: float, long: float) -> None:
    y, day, log_length = onset(made(n, shoe_a=-0.5 if later else 0, later=later))
    for grid, expected in ((USUAL, usual), (LONG, long)):
        p, sign = drift_p(y, day, grid, log_length)
        assert p == pytest.approx(expected, rel=1e-6)
        assert sign == -1


def test_without_spells_it_is_the_plain_regression() -> None:
    y, day, _ = onset(made(60, later=1.0))
    p, sign = drift_p(y, day, WHITE_ONLY)
    plain = linregress(day, y)
    assert p == pytest.approx(plain.pvalue, rel=1e-6)
    assert sign == np.sign(plain.slope)


def test_one_kind_of_spells_is_statsmodels_generalised_least_squares() -> None:
    from statsmodels.regression.linear_model import GLS

    y, day, log_length = onset(made(60, later=1.0))
    apart = np.abs(day[:, None] - day)
    design = np.column_stack([np.ones(60), log_length, day])
    white, spells = (
        GLS(y, design, sigma=(1 - share) * np.eye(60) + share * np.exp(-apart / 9)).fit()
        for share in (0.0, 0.3)
    )

    def restricted(fit, share: float) -> float:  # type: ignore[no-untyped-def]
        sigma = (1 - share) * np.eye(60) + share * np.exp(-apart / 9)
        gram = design.T @ np.linalg.solve(sigma, design)
        return float(
            -0.5 * 57 * np.log(fit.scale)
            - 0.5 * np.linalg.slogdet(sigma)[1]
            - 0.5 * np.linalg.slogdet(gram)[1]
        )

    weight = np.array([0.05, 0.95]) * np.exp(
        np.array([restricted(white, 0.0), restricted(spells, 0.3)]) - restricted(white, 0.0)
    )
    tail = student.cdf([white.tvalues[2], spells.tvalues[2]], 57) @ weight / weight.sum()
    p, _ = drift_p(y, day, Noise((0.0, 0.3), (9.0,)), log_length)
    assert p == pytest.approx(2 * min(tail, 1 - tail), rel=1e-9)


def test_long_spells_make_a_slow_wave_less_of_a_drift() -> None:
    day = np.arange(0.0, 160.0, 2.0)
    wave = np.asarray(np.sin(day / 50) + 2 * even(80, "onset"), dtype=float)
    usual, _ = drift_p(wave, day, USUAL)
    long, _ = drift_p(wave, day, LONG)
    assert linregress(day, wave).pvalue < usual < long


@MANY
@given(st.floats(0.01, 1000), st.floats(-50, 50), st.floats(-2, 2))
def test_units_and_a_part_that_the_nuisance_explains_do_not_matter(
    scale: float, shift: float, slope: float
) -> None:
    y, day, log_length = onset(made(40))
    p, sign = drift_p(y, day, USUAL, log_length)
    moved, same = drift_p(scale * y + shift + slope * log_length[:, 0], day, USUAL, log_length)
    mirrored, turned = drift_p(-y, day, USUAL, log_length)
    assert (moved, mirrored) == pytest.approx((p, p), rel=1e-5)
    assert (same, turned) == (sign, -sign)


DAYS = np.arange(30.0)


@pytest.mark.parametrize(
    ("y", "day", "nuisance"),
    [
        (np.zeros(0), np.zeros(0), None),
        (even(9, "onset"), np.arange(9.0), None),
        (np.full(30, 4.0), DAYS, None),
        (even(30, "onset"), np.full(30, 3.0), None),
        (even(30, "onset"), DAYS, 5 - 2 * DAYS[:, None]),
        (1 + even(30, "pace"), DAYS, even(30, "pace")[:, None]),
    ],
    ids=["nothing", "nine runs", "no change", "one day", "nuisance is time", "nuisance is all"],
)
def test_nothing_drifts_where_nothing_can(y: Floats, day: Floats, nuisance: Floats | None) -> None:
    assert drift_p(y, day, USUAL, nuisance) == (1.0, 0)


def test_a_nuisance_that_never_changes_is_no_nuisance() -> None:
    y, day, _ = onset(made(40))
    assert drift_p(y, day, USUAL, np.full((40, 1), 8.5)) == drift_p(y, day, USUAL)


def test_a_line_without_any_noise_is_a_drift_all_the_same() -> None:
    p, sign = drift_p(-2 * DAYS, DAYS, LONG)
    assert p < 1e-12
    assert sign == -1


def test_the_order_of_the_runs_does_not_matter() -> None:
    y, day, log_length = onset(made(60, later=1.0))
    mixed = even(60, "temperature").argsort()
    p, sign = drift_p(y[mixed], day[mixed], LONG, log_length[mixed])
    expected, expected_sign = drift_p(y, day, LONG, log_length)
    assert p == pytest.approx(expected, rel=1e-9)
    assert sign == expected_sign


def test_many_runs_on_one_day_are_borne() -> None:
    day = np.repeat(np.arange(10.0), 20)
    p, _ = drift_p(even(200, "onset"), day, LONG)
    assert 0 < p <= 1
