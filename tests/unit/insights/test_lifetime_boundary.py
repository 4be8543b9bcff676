"""The always-valid p: against its integral, and against walks that are looked at every night."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from insight_series import MANY
from scipy.integrate import quad
from scipy.special import ndtr
from scipy.stats import norm

from annotations.insights.boundary import N0, lifetime_p


@pytest.mark.parametrize("n", [1, 6, 30, 150, 2000])
@pytest.mark.parametrize("z", [2.0, 3.0, 4.5])
def test_it_is_one_over_the_likelihood_ratio_averaged_over_a_normal_prior(n: int, z: float) -> None:
    total = z * np.sqrt(n)

    def ratio(drift: float) -> float:
        return float(np.exp(drift * total - drift**2 * n / 2) * norm.pdf(drift, scale=N0**-0.5))

    peak = total / (n + N0)
    mixture, _ = quad(ratio, peak - 12 / np.sqrt(n + N0), peak + 12 / np.sqrt(n + N0), limit=200)
    assert lifetime_p(2 * ndtr(-z), n) == pytest.approx(min(1.0, 1 / mixture), rel=1e-7)


@pytest.mark.parametrize(
    ("p", "n", "expected"),
    [
        (1e-5, 50, 0.0005036345374),
        (1e-4, 100, 0.0033322234899),
        (0.05, 200, 0.9078033620001),
        (1e-12, 30, 1.5435612936166e-09),
    ],
)
def test_frozen_figures(p: float, n: int, expected: float) -> None:
    assert lifetime_p(p, n) == pytest.approx(expected, rel=1e-9)


def test_about_four_standard_errors_make_one_of_seven_questions_clear() -> None:
    paid = [7 * lifetime_p(2 * ndtr(-3.95), n) for n in (30, 60, 100, 150, 200)]
    assert all(0.015 < each < 0.027 for each in paid)


@MANY
@given(st.floats(0, 1), st.floats(0, 1), st.integers(1, 5000))
def test_a_smaller_p_never_pays_more_and_no_p_gets_smaller_by_paying(
    one: float, other: float, n: int
) -> None:
    low, high = sorted((one, other))
    assert 0 <= lifetime_p(low, n) <= lifetime_p(high, n) <= 1
    assert lifetime_p(low, n) >= min(low, 1e-290)
    assert lifetime_p(max(low, 1e-290), n) >= max(low, 1e-290)


@pytest.mark.parametrize(("p", "n"), [(float("nan"), 50), (0.001, 0), (1.0, 50)])
def test_nothing_is_claimed_without_a_p_or_without_runs(p: float, n: int) -> None:
    assert lifetime_p(p, n) == 1.0


def test_of_walks_without_drift_looked_at_every_night_at_most_the_promised_share_is_ever_taken_in() -> (
    None
):
    steps = np.random.default_rng(20261124).normal(size=(500, 200))
    n = np.arange(1, 201)
    p = 2 * ndtr(-np.abs(np.cumsum(steps, axis=1) / np.sqrt(n)))
    paid = np.array([[lifetime_p(each, k) for k, each in enumerate(row, 1)] for row in p])
    assert np.mean(paid.min(axis=1) <= 0.05) <= 0.05
    assert np.mean(p.min(axis=1) <= 0.05) > 0.4  # unpaid, the same looks take in many
