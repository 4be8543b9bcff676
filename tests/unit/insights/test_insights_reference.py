"""Our figures beside those of the numerical reference, on random series; skipped where it is not at hand."""

import importlib.util
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from annotations.insights.boundary import lifetime_p
from annotations.insights.coin import running_e
from annotations.insights.gls import LONG, USUAL, drift_p
from annotations.insights.scan import Question, scan
from annotations.insights.scores import nelson_aalen_scores, time_basis, variance_inflation
from annotations.insights.series import Series

SHARED = Path(os.environ.get("TWINGE_SHARED") or Path(__file__).parents[4] / "shared")
REFERENCE = SHARED / "reference" / "insights_reference.py"
SUBJECTS = ("gear:a", "gear:b", "gear:c", "pace", "temperature", "load_7d", "hour")
QUESTIONS = [Question(s, "gear" if s.startswith("gear") else "") for s in SUBJECTS]

pytestmark = pytest.mark.skipif(
    not REFERENCE.is_file(), reason=f"the reference is not at {REFERENCE} (set TWINGE_SHARED)"
)


@pytest.fixture(scope="module")
def reference() -> Any:
    spec = importlib.util.spec_from_file_location("insights_reference", REFERENCE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def random_series(n: int, seed: int) -> Series:
    """Four shoes in turn of which three are asked about, onsets in whole hundreds of metres (ties)."""
    random = np.random.default_rng(seed)
    day = np.cumsum(random.integers(1, 4, n)).astype(float)
    length = 100 * random.integers(40, 180, n).astype(float)
    shoe = random.integers(0, 4, n)
    columns = {s: (shoe == k).astype(float) for k, s in enumerate(SUBJECTS[:3])}
    columns |= {s: random.normal(size=n) for s in SUBJECTS[3:]}
    columns["load_7d"] += np.sin(day / 15)
    hazard = np.exp(0.4 * columns["pace"] - 0.5 * columns["gear:b"] + np.sin(day / 20))
    onset = np.ceil(90 * random.weibull(1.3, n) / hazard) * 100
    painful = onset < length
    return Series(
        day=day - day[0],
        length_m=length,
        reached_m=np.where(painful, onset, length),
        painful=painful,
        intensity=np.where(painful, random.integers(1, 10, n), 0).astype(float),
        runs_so_far=np.arange(1, n + 1),
        covariates=columns,
    )


@pytest.mark.parametrize("n", [40, 75, 150, 300])
@pytest.mark.parametrize("seed", range(5))
def test_the_scan_agrees_with_the_reference(reference: Any, n: int, seed: int) -> None:
    series = random_series(n, seed)
    columns = np.column_stack([series.covariates[s] for s in SUBJECTS])
    expected = reference.scan(
        series.reached_m, series.painful, series.length_m, series.day, columns, [{0, 1, 2}]
    )
    for k, look in enumerate(scan(series, QUESTIONS)):
        if look.refused.startswith("too few runs with"):
            continue
        p, sign = expected.get(k, (None, 0))
        assert look.p == pytest.approx(p, rel=1e-7)
        assert look.sign == sign


@pytest.mark.parametrize("seed", range(5))
def test_scores_time_and_inflation_agree_with_the_reference(reference: Any, seed: int) -> None:
    s = random_series(60 + 40 * seed, seed)
    scores = nelson_aalen_scores(s.reached_m, s.painful)
    assert scores == pytest.approx(reference.logrank_scores(s.reached_m, s.painful))
    assert time_basis(s.day) == pytest.approx(reference.time_basis(s.day))
    pace = s.covariates["load_7d"]
    assert variance_inflation(scores, pace, 10) == pytest.approx(
        reference.variance_inflation(scores, pace, 10)
    )


@pytest.mark.parametrize("n", [20, 68, 152])
@pytest.mark.parametrize("seed", range(4))
def test_the_drift_agrees_with_the_reference(reference: Any, n: int, seed: int) -> None:
    s = random_series(n, seed)
    y = nelson_aalen_scores(s.reached_m, s.painful)
    for grid, theirs in ((USUAL, reference.USUAL), (LONG, reference.LONG)):
        for nuisance in (None, np.log(s.length_m)[:, None]):
            expected = reference.gls_trend(y, s.day, theirs, nuisance)
            assert drift_p(y, s.day, grid, nuisance)[0] == pytest.approx(expected, rel=1e-6)


def test_the_boundary_and_the_coin_agree_with_the_reference(reference: Any) -> None:
    random = np.random.default_rng(7)
    for p, n in zip(random.random(50) ** 12, random.integers(1, 500, 50), strict=True):
        assert lifetime_p(float(p), int(n)) == pytest.approx(reference.lifetime_p(p, n), rel=1e-9)
    arm, outcome = random.integers(0, 2, 150), random.integers(0, 3, 150)
    assert running_e(arm, outcome) == pytest.approx(reference.guess_the_coin(arm, outcome))
