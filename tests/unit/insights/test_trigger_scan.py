"""The scan for triggers: what it refuses, what it finds, and what must not change its answer."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from insight_series import MANY, QUESTIONS, even, made, of, with_covariate
from scipy.stats import t as student

from annotations.insights.boundary import lifetime_p
from annotations.insights.scan import Look, Question, common_gate, scan
from annotations.insights.scores import normal_scores, time_basis
from annotations.insights.series import Floats, Series


def look(series: Series, subject: str, *more: Question, factor: float = 1.0) -> Look:
    return scan(series, [Question(subject), *more], factor=factor)[0]


def figures(looks: tuple[Look, ...]) -> list[tuple[float | None, int, str]]:
    return [(each.p and round(each.p, 9), each.sign, each.refused) for each in looks]


@pytest.mark.parametrize(
    ("n", "shoe_a", "later", "p", "signs"),
    [
        (40, 0, 0, [0.5259839407, 0.2586656807, 0.7449508197, 0.3767565089, 0.4845188676], "-+-++"),
        (90, 0.9, 0, [3.25143e-5, 0.2769507383, 0.0030025198, 0.1923691247, 0.1131879327], "-+-++"),
        (
            200,
            -0.5,
            1.5,
            [0.0038374598, 0.0471526886, 0.9335843791, 0.0056671591, 0.0200133283],
            "+--++",
        ),
    ],
)
def test_frozen_figures_of_the_scan(
    n: int, shoe_a: float, later: float, p: list[float], signs: str
) -> None:
    looks = scan(made(n, shoe_a=shoe_a, later=later), QUESTIONS)
    assert [each.p for each in looks] == pytest.approx(p, rel=1e-5)
    assert [each.sign for each in looks] == [1 if sign == "+" else -1 for sign in signs]
    paid = [min(1.0, 5 * lifetime_p(each.p, n)) for each in looks if each.p is not None]
    assert [each.p_lifetime for each in looks] == pytest.approx(paid)


def test_a_shoe_that_brings_pain_much_earlier_is_found_and_told_by_its_sign() -> None:
    found = look(made(120, shoe_a=-1.2), "gear:a")
    assert found.p_lifetime is not None
    assert found.p_lifetime < 0.02
    assert (found.sign, found.n, found.n_with + found.n_without) == (1, 120, 120)
    assert look(made(120, shoe_a=1.2), "gear:a").sign == -1


def test_two_shoes_of_which_one_is_worn_when_the_other_is_not_are_asked_about_once() -> None:
    series = made(120, shoe_a=0.5)
    both = with_covariate(series, "gear:b", 1 - series.covariates["gear:a"])
    alone = look(series, "gear:a")
    a, b = scan(both, [Question("gear:a", "gear"), Question("gear:b", "gear")])
    for shoe in (a, b):
        assert shoe.p == pytest.approx(alone.p)
        assert shoe.p_lifetime == pytest.approx(alone.p_lifetime)
    assert a.sign == -b.sign
    with_pace = scan(both, [Question("gear:a", "g"), Question("gear:b", "g"), Question("pace")])
    assert with_pace[0].p_lifetime == pytest.approx(
        min(1, 2 * lifetime_p(with_pace[0].p or 0, 120))
    )


def test_a_shoe_beside_its_opposite_changes_nothing_for_the_other_questions() -> None:
    series = made(120, shoe_a=0.5)
    both = with_covariate(series, "gear:b", 1 - series.covariates["gear:a"])
    shoes = [Question("gear:a", "gear"), Question("gear:b", "gear")]
    assert look(both, "pace", *shoes).p == pytest.approx(look(series, "pace", shoes[0]).p)


def test_every_further_question_and_every_further_site_is_paid_for() -> None:
    series = made(120, shoe_a=0.9)
    once = look(series, "gear:a").p_lifetime
    assert once is not None
    assert look(series, "gear:a", factor=3).p_lifetime == pytest.approx(min(1, 3 * once))
    refused = Question("never heard of")
    assert look(series, "gear:a", refused).p_lifetime == pytest.approx(once)


def mostly(n: int, ones: int) -> Floats:
    return (even(n, "shoe").argsort() < ones).astype(float)


@pytest.mark.parametrize(
    ("subject", "values", "refused"),
    [
        ("gear:x", mostly(60, 5), "too few runs with it"),
        ("gear:x", mostly(60, 55), "too few runs without it"),
        ("gear:x", mostly(60, 6), ""),
        ("gear:x", np.zeros(60), "too few runs with it"),
        ("factor:wet", np.ones(60), "too few runs without it"),
        ("rest_days", 1 + mostly(60, 3), "too few runs with it"),
        ("hour", np.full(60, 7.5), "does not vary"),
        ("hour", np.where(np.arange(60) < 13, np.nan, even(60, "pace")), "too few known"),
        ("hour", np.where(np.arange(60) < 12, np.inf, even(60, "pace")), ""),
        ("hour", np.full(60, np.nan), "too few known"),
        ("gear:x", (np.arange(60) > 30).astype(float), "mostly time"),
        ("hour", 3.0 * np.arange(60), "mostly time"),
    ],
)
def test_a_covariate_that_cannot_answer_is_refused_with_its_reason(
    subject: str, values: Floats, refused: str
) -> None:
    found = look(with_covariate(made(60), subject, values), subject)
    assert found.refused == refused
    assert (found.p is None, found.p_lifetime is None) == (refused != "", refused != "")


@pytest.mark.parametrize(("unknown", "refused"), [(20, ""), (21, "too few known")])
def test_four_fifths_of_the_runs_must_have_the_covariate(unknown: int, refused: str) -> None:
    hour = np.where(np.arange(100) < unknown, np.nan, even(100, "pace"))
    assert look(with_covariate(made(100), "hour", hour), "hour").refused == refused


def test_what_time_and_length_explain_to_more_than_four_fifths_is_mostly_time() -> None:
    series = made(100)
    inflations = []
    for noise in np.linspace(0.3, 1.5, 61):
        hour = series.day / series.day[-1] + noise * (even(100, "level") - 0.5)
        explained_by = [np.ones(100), time_basis(series.day), np.log(series.length_m)]
        design = np.column_stack([*explained_by, np.zeros(100)])
        scores = normal_scores(hour)
        left = scores - design @ np.linalg.lstsq(design, scores, rcond=None)[0]
        inflations.append(float(scores.var() / left.var()))
        found = look(with_covariate(series, "hour", hour), "hour").refused
        assert found == ("mostly time" if inflations[-1] > 5 else "")
    assert any(4.5 < each < 5 for each in inflations)
    assert any(5 < each < 5.5 for each in inflations)


def test_a_shoe_that_explains_all_counts_no_more_than_a_few_runs_in_step_with_it_would() -> None:
    worn = [k % 2 for k in range(16)]
    series = of(
        [100.0 if shoe else 9000.0 for shoe in worn],
        worn,
        length=[9000.0] * 16,
        covariates={"gear:a": worn},
    )
    found = look(series, "gear:a")
    t_of_all_but_everything = 0.999 * np.sqrt(4 / (1 - 0.999**2))
    assert found.p == pytest.approx(2 * student.sf(t_of_all_but_everything, 4), rel=1e-6)
    assert found.sign == 1


def test_two_covariates_that_say_the_same_follow_each_other() -> None:
    series = with_covariate(made(90), "hour", made(90).covariates["pace"] ** 3)
    looks = scan(series, [Question("pace"), Question("hour"), Question("temperature")])
    assert [each.refused for each in looks] == ["follows other questions"] * 2 + [""]


def test_a_covariate_that_was_never_recorded_is_too_little_known() -> None:
    assert look(made(60), "downhill_share").refused == "too few known"


def test_few_runs_beside_many_questions_are_too_few() -> None:
    assert [each.refused for each in scan(made(13), QUESTIONS[2:])] == ["too few runs"] * 3
    assert scan(made(0), QUESTIONS[:1]) == (Look("gear:a", 0, 0, 0, refused="too few known"),)
    assert scan(made(60), []) == ()


@pytest.mark.parametrize("painful", [True, False])
def test_pain_in_every_run_or_in_none_never_makes_a_claim(painful: bool) -> None:
    series = made(80)
    same = replace(
        series,
        painful=np.full(80, painful),
        reached_m=3000 + 0 * series.day if painful else series.length_m,
    )
    paid = [each.p_lifetime for each in scan(same, QUESTIONS)]
    assert paid == [1.0] * 5


def test_a_thousand_runs_of_one_day_and_a_jumping_clock_are_borne() -> None:
    crowded = replace(made(1000), day=np.zeros(1000))
    assert all(0 <= (each.p or 0) <= 1 for each in scan(crowded, QUESTIONS))
    series = made(90, shoe_a=0.9)
    order = np.roll(np.arange(90), 30)
    jumped = series.where(order)
    assert figures(scan(jumped, QUESTIONS)) == figures(scan(series, QUESTIONS))


def test_runs_without_length_or_onset_are_left_out() -> None:
    series = made(92, shoe_a=0.9)
    length, reached = series.length_m.copy(), series.reached_m.copy()
    length[5], reached[50] = 0, np.nan
    kept = np.isin(np.arange(92), (5, 50), invert=True)
    whole = scan(replace(series, length_m=length, reached_m=reached), QUESTIONS)
    assert whole == scan(series.where(kept), QUESTIONS)
    assert whole[0].n == 90


@MANY
@given(
    st.integers(30, 70),
    st.sampled_from(["pace", "temperature", "load_7d"]),
    st.sampled_from([np.exp, np.arctan, lambda x: x**3 + 7, lambda x: 1e5 * x]),
    st.floats(0.3, 3),
)
def test_only_the_order_of_a_covariate_and_only_relative_distances_count(  # type: ignore[no-untyped-def]
    n: int, subject: str, bend, power: float
) -> None:
    series = made(n, shoe_a=0.5)
    bent = with_covariate(series, subject, bend(series.covariates[subject] / 50))
    stretched = replace(
        bent, length_m=2 * bent.length_m**power, reached_m=2 * bent.reached_m**power
    )
    expected = scan(series, QUESTIONS)
    for one, other in itertools.product(scan(stretched, QUESTIONS), expected):
        if one.subject == other.subject:
            assert (one.refused, one.sign) == (other.refused, other.sign)
            assert one.p == pytest.approx(other.p, rel=1e-6)


@MANY
@given(st.integers(30, 70), st.floats(-1, 1))
def test_calling_the_shoe_the_other_way_round_only_turns_the_sign(n: int, shoe_a: float) -> None:
    series = made(n, shoe_a=shoe_a)
    turned = with_covariate(series, "gear:a", 1 - series.covariates["gear:a"])
    one, other = look(series, "gear:a"), look(turned, "gear:a")
    assert other.p == pytest.approx(one.p, rel=1e-9)
    assert (other.n_with, other.n_without, other.sign) == (one.n_without, one.n_with, -one.sign)


anything = st.one_of(
    st.sampled_from([0.0, 1.0, -1.0, 5000.0, float("nan"), float("inf"), -float("inf")]),
    st.floats(-1e6, 1e12),
)


@MANY
@given(st.data(), st.integers(0, 45))
def test_whatever_is_in_the_arrays_there_is_an_answer(data: st.DataObject, n: int) -> None:
    def column(values: st.SearchStrategy[float] = anything) -> Floats:
        return data.draw(arrays(float, n, elements=values))

    series = of(
        column(),
        data.draw(arrays(bool, n)),
        day=column(st.one_of(st.integers(0, 400).map(float), anything)),
        length=column(),
        covariates={s: column() for s in ("gear:a", "pace", "hour")}
        | {"gear:b": column(st.sampled_from([0.0, 1.0, float("nan")]))},
    )
    asked = [Question(s, s[:4]) for s in ("gear:a", "gear:b", "pace", "hour", "gone")]
    looks = scan(series, asked, factor=2)
    assert [each.subject for each in looks] == [q.subject for q in asked]
    for each in looks:
        assert (each.p is None) == bool(each.refused)
        assert each.p is None or 0 <= each.p <= 1
        assert each.p_lifetime is None or each.p is None or each.p <= each.p_lifetime <= 1


@pytest.mark.parametrize(
    ("noted", "painful", "runs", "missing"),
    [
        (19, 10, 19, "6 more noted runs"),
        (24, 10, 24, "1 more noted run"),
        (30, 5, 30, "3 more painful runs"),
        (30, 28, 30, "3 more noted runs without pain"),
        (30, 26, 30, "1 more noted run without pain"),
        (30, 10, 51, "60 % of runs noted (now 58 %)"),
        (30, 10, 50, ""),
        (25, 8, 25, ""),
        (0, 0, 0, "25 more noted runs"),
    ],
)
def test_the_common_gate_says_what_is_missing(
    noted: int, painful: int, runs: int, missing: str
) -> None:
    series = of([1000.0] * noted, [k < painful for k in range(noted)])
    assert common_gate(replace(series, runs_after=runs - noted)) == missing
