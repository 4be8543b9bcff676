"""Scans for triggers that forget how often they look, what time does, or what a missing note means."""

from dataclasses import replace

import numpy as np
from scipy.special import stdtr
from scipy.stats import false_discovery_control, rankdata

from annotations.insights.boundary import lifetime_p
from annotations.insights.covariates import questions_of
from annotations.insights.evidence import ALPHA
from annotations.insights.scan import common_gate, scan
from annotations.insights.scores import nelson_aalen_scores, normal_scores
from annotations.insights.series import Floats, Series
from simulation.life import Life


def product_clear(series: Series) -> bool:
    """The product's way: whether tonight's scan shows any clear trigger."""
    if common_gate(series):
        return False
    looks = scan(series, questions_of(series))
    return any(
        look.p_lifetime is not None and look.p_lifetime <= ALPHA["trigger"] for look in looks
    )


def product_clear_of_shoes(series: Series) -> bool:
    """The product's way, were the shoes all that is asked about: no other question shares the budget."""
    shoes = [question for question in questions_of(series) if question.group]
    looks = scan(series, shoes)
    return any(
        look.p_lifetime is not None and look.p_lifetime <= ALPHA["trigger"] for look in looks
    )


def below_005_tonight(series: Series) -> bool:
    """Forbidden: p < .05 of a rank correlation of intensity with any covariate, each night anew."""
    p = _spearman_p(series)
    return bool(len(p) and p.min() < 0.05)


def discovered_tonight(series: Series) -> bool:
    """Forbidden: the false discovery rate held at 5 % each night anew (Benjamini and Hochberg 1995)."""
    p = _spearman_p(series)
    return bool(len(p) and false_discovery_control(p).min() <= 0.05)


def time_forgotten(series: Series) -> bool:
    """Forbidden: a shoe against the others by log-rank scores and the lifetime boundary, without the date."""
    shoes = [name for name in series.covariates if name.startswith("gear:")]
    tested = [shoe for shoe in shoes if 6 <= series.covariates[shoe].sum() <= len(series) - 6]
    scores = nelson_aalen_scores(series.reached_m, series.painful)
    paid = [
        lifetime_p(_correlation_p(scores, normal_scores(series.covariates[shoe])), len(series))
        for shoe in tested
    ]
    return any(p * len(tested) <= ALPHA["trigger"] for p in paid)


def missing_as_free(life: Life) -> Series:
    """Forbidden: every run without a note read as one without pain."""
    (pain,) = life.pains
    known = replace(life, pains=(replace(pain, painful=pain.painful & life.noted),))
    return known.series(kept=np.ones(len(life), bool))


def _spearman_p(series: Series) -> Floats:
    """Of intensity with each covariate that varies, unknown values at the median."""
    if len(series) < 20:
        return np.zeros(0)
    columns = [np.nan_to_num(v, nan=np.nanmedian(v)) for v in series.covariates.values()]
    varying = [rankdata(column) for column in columns if np.ptp(column) > 0]
    if np.ptp(series.intensity) == 0 or not varying:
        return np.zeros(0)
    rho = np.corrcoef(np.vstack([rankdata(series.intensity), *varying]))[0, 1:]
    rho = np.clip(rho, -0.999999, 0.999999)
    df = len(series) - 2
    return np.asarray(2 * stdtr(df, -np.abs(rho) * np.sqrt(df / (1 - rho**2))))


def _correlation_p(a: Floats, b: Floats) -> float:
    a, b = a - a.mean(), b - b.mean()
    if not a.any() or not b.any():
        return 1.0
    rho = float(np.clip(a @ b / np.sqrt((a @ a) * (b @ b)), -0.999, 0.999))
    df = len(a) - 2
    return float(2 * stdtr(df, -abs(rho) * np.sqrt(df / (1 - rho**2))))
