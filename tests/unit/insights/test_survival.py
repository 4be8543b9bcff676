"""The product-limit estimate against published figures, statsmodels and lifelines."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from annotations.insights.series import Flags, Floats
from annotations.insights.survival import product_limit, recency

# Weeks of remission in acute leukaemia, Freireich et al. 1963 as tabulated by Gehan 1965; + censored.
PLACEBO = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23"
MERCAPTOPURINE = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"


def remissions(weeks: str) -> tuple[Floats, Flags]:
    """A relapse is an onset, a remission that was still going on a run without pain."""
    words = weeks.split()
    ended = np.array([not word.endswith("+") for word in words])
    return np.array([float(word.removesuffix("+")) for word in words]), ended


@pytest.mark.parametrize(
    ("week", "share"),
    [(5, 1.0), (6, 0.857), (7, 0.807), (10, 0.753), (13, 0.690), (16, 0.627), (22, 0.538), (23, 0.448)],
)  # fmt: skip
def test_the_estimate_is_that_of_the_published_remission_data(week: float, share: float) -> None:
    curve = product_limit(*remissions(MERCAPTOPURINE))
    assert curve.free_beyond(week) == pytest.approx(share, abs=0.0005)


@pytest.mark.parametrize(
    ("weeks", "median", "interval"),
    [(MERCAPTOPURINE, 23.0, (13.0, None)), (PLACEBO, 8.0, (4.0, 11.0))],
)
def test_the_median_and_its_interval_are_those_of_the_published_remission_data(
    weeks: str, median: float, interval: tuple[float | None, float | None]
) -> None:
    curve = product_limit(*remissions(weeks))
    assert (curve.distance(0.5), curve.interval(0.5)) == (median, interval)


def test_a_record_without_pain_has_no_median() -> None:
    curve = product_limit([8000.0, 9000.0], [False, False])
    assert (curve.distance(0.5), curve.interval(0.5)) == (None, (None, None))


def test_an_empty_record_is_free_of_pain_as_far_as_anybody_knows() -> None:
    curve = product_limit([], [])
    assert (curve.distance(0.5), curve.interval(0.5), curve.free_beyond(1.0)) == (
        None,
        (None, None),
        1.0,
    )


def test_all_onsets_at_one_place_are_its_median() -> None:
    assert product_limit([4800.0] * 15, [True] * 15).distance(0.5) == 4800.0


def test_pain_from_the_first_step_is_an_onset_at_0() -> None:
    curve = product_limit([0.0] * 8 + [8000.0] * 7, [True] * 8 + [False] * 7)
    assert curve.distance(0.5) == 0.0
    assert curve.free_beyond(0.0) == pytest.approx(7 / 15)


def test_weights_count_as_runs_in_a_hand_computed_case() -> None:
    """Weights 1, 2, 1 at 1, 2 (no pain), 3: 3/4 free after 1, nothing changes at 2, all gone at 3."""
    curve = product_limit([3.0, 1.0, 2.0], [True, True, False], np.array([1.0, 1.0, 2.0]))
    assert curve.free.tolist() == pytest.approx([0.75, 0.75, 0.0])
    assert curve.effective == pytest.approx(16 / 6)  # (sum w)^2 / sum w^2
    assert curve.at_risk.tolist() == pytest.approx([16 / 6, 2.0, 4 / 6])
    assert curve.greenwood[0] == pytest.approx(1 / 2 - 6 / 16)  # 1/(n - d) - 1/n


def test_onsets_come_before_the_ends_at_the_same_distance() -> None:
    assert product_limit([5.0, 5.0], [False, True]).free_beyond(5.0) == pytest.approx(0.5)


def test_a_distance_that_too_few_runs_got_to_is_none() -> None:
    curve = product_limit([1.0, 2.0, 3.0, 4.0], [False, False, False, True])
    assert curve.distance(0.5) == 4.0
    assert curve.distance(0.5, min_at_risk=2) is None


def test_a_run_counts_half_as_much_for_every_45_days_of_its_age() -> None:
    assert recency(np.array([0.0, 45.0, 90.0])).tolist() == pytest.approx([0.25, 0.5, 1.0])
    assert recency(np.array([0.0, 450.0])).tolist() == [0.0, 1.0]
    assert recency(np.zeros(0)).tolist() == []


runs_of = st.lists(
    st.tuples(st.integers(0, 12), st.booleans(), st.floats(0.05, 1.0)), min_size=2, max_size=40
)


@settings(deadline=None, max_examples=150)
@given(runs_of)
@example([(3, True, 1.0), (3, True, 1.0), (3, False, 0.5), (7, False, 0.1)])
def test_the_weighted_estimate_is_that_of_statsmodels(
    runs: list[tuple[int, bool, float]],
) -> None:
    from statsmodels.duration.survfunc import SurvfuncRight

    reached, hurt, weights = (np.array(column, dtype=float) for column in zip(*runs, strict=True))
    curve = product_limit(reached, hurt.astype(bool), weights)
    scaled = weights * weights.sum() / (weights**2).sum()
    assert curve.effective == pytest.approx(scaled.sum())
    if not hurt.any():
        assert curve.free.tolist() == [1.0] * len(curve.free)
        return
    with np.errstate(all="ignore"):
        peer = SurvfuncRight(reached, hurt, freq_weights=scaled)
    ours = [curve.free_beyond(t) for t in peer.surv_times]
    assert ours == pytest.approx(peer.surv_prob.tolist(), abs=1e-9)


@settings(deadline=None, max_examples=150)
@given(runs_of)
def test_greenwoods_variance_is_that_of_statsmodels(runs: list[tuple[int, bool, float]]) -> None:
    """Without weights: with them statsmodels has another formula."""
    from statsmodels.duration.survfunc import SurvfuncRight

    reached, hurt, _ = (np.array(column, dtype=float) for column in zip(*runs, strict=True))
    curve = product_limit(reached, hurt.astype(bool))
    with np.errstate(all="ignore"):
        peer = SurvfuncRight(reached, hurt) if hurt.any() else None
    at_m = np.zeros(0) if peer is None else peer.surv_times
    at = np.searchsorted(curve.at_m, at_m)
    told = curve.free[at] > 1e-9
    errors = curve.free[at][told] * np.sqrt(curve.greenwood[at][told])
    theirs = [] if peer is None else peer.surv_prob_se[told].tolist()
    assert errors.tolist() == pytest.approx(theirs, abs=1e-9)


@settings(deadline=None, max_examples=60)
@given(runs_of)
def test_band_and_estimate_are_those_of_lifelines(runs: list[tuple[int, bool, float]]) -> None:
    from lifelines import KaplanMeierFitter

    reached = np.array([float(far) for far, _, _ in runs])
    hurt = np.array([came for _, came, _ in runs])
    curve = product_limit(reached, hurt)
    peer = KaplanMeierFitter().fit(reached, hurt)
    shares = peer.survival_function_at_times(curve.at_m).to_numpy()
    assert curve.free.tolist() == pytest.approx(shares.tolist(), abs=1e-9)
    inner = (curve.free > 1e-9) & (curve.free < 1 - 1e-9)
    band = peer.confidence_interval_survival_function_.loc[curve.at_m[inner]].to_numpy()
    for share in (0.2, 0.5, 0.8):
        low, high = curve.interval(share)
        for end, column in ((low, 0), (high, 1)):
            below = curve.at_m[inner][band[:, column] <= share]
            close = np.abs(band[:, column] - share) < 1e-6
            assert close.any() or end == (float(below[0]) if below.size else None)


@settings(deadline=None, max_examples=150)
@given(runs_of, st.floats(1e-3, 1e3))
def test_the_share_never_rises_and_the_scale_of_the_weights_does_not_matter(
    runs: list[tuple[int, bool, float]], scale: float
) -> None:
    reached, hurt, weights = (np.array(column, dtype=float) for column in zip(*runs, strict=True))
    curve = product_limit(reached, hurt.astype(bool), weights)
    other = product_limit(reached, hurt.astype(bool), scale * weights)
    assert curve.free.tolist() == pytest.approx(other.free.tolist(), abs=1e-9)
    assert curve.effective == pytest.approx(other.effective)
    assert np.all(np.diff(curve.free) <= 1e-12)
    assert np.all((curve.free >= 0) & (curve.free <= 1))
    assert curve.effective <= len(runs) + 1e-9


@settings(deadline=None, max_examples=150)
@given(
    st.lists(st.tuples(st.floats(allow_nan=True, allow_infinity=True), st.booleans()), max_size=30)
)
def test_absurd_distances_make_no_warning(runs: list[tuple[float, bool]]) -> None:
    curve = product_limit([far for far, _ in runs], [came for _, came in runs])
    low, high = curve.interval(0.5)
    assert low is None or high is None or low <= high
