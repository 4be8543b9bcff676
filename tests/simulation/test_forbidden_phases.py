"""Before and after, chosen treatments and trends on spells: what looks like an effect and is none."""

from collections.abc import Callable

import numpy as np
import pytest

from annotations.insights.coin import running_e
from annotations.insights.covariates import questions_of
from annotations.insights.scan import scan
from annotations.insights.series import Floats, Series
from annotations.insights.trends import onset_look
from simulation.checks import Says, breaks
from simulation.forbidden import coins, phases, trends
from simulation.life import Life, live
from simulation.traits import Kind

SLOW_SPELLS = Kind("slow spells", spell_sd=0.9, half_life_days=10.0)


def started(seeds: range) -> list[tuple[Series, int]]:
    """Runners who began something useless after a bad spell, and where; 30 noted runs later."""
    begun = []
    for seed in seeds:
        series = live(SLOW_SPELLS, seed).series()
        start = phases.start_after_bad_spell(series, np.random.default_rng([seed, 9]))
        if start is not None:
            begun.append((phases.with_change(series, start), start))
    return begun


class TestSinceIStarted:
    @pytest.fixture(scope="class")
    @classmethod
    def begun(cls) -> list[tuple[Series, int]]:
        return started(range(120_000, 120_200))

    @pytest.mark.parametrize(
        "better", [phases.nap_better, phases.tau_u_better, phases.segmented_better]
    )
    def test_a_useless_change_looks_good(
        self, better: Callable[[Series, int], bool], begun: list[tuple[Series, int]]
    ) -> None:
        misled = sum(better(series, start) for series, start in begun)
        assert len(begun) > 100
        assert breaks(misled, len(begun), 0.05)

    def test_the_product_refuses_the_question(self, begun: list[tuple[Series, int]]) -> None:
        looks = [
            look
            for series, _ in begun[:60]
            for look in scan(series, questions_of(series))
            if look.subject == "factor:change"
        ]
        assert {look.refused for look in looks} <= {"mostly time", "follows other questions"}

    def test_a_baseline_with_the_8_runs_before_the_start_shows_a_fall_that_is_none(
        self, begun: list[tuple[Series, int]]
    ) -> None:
        def fall(left_out: int) -> tuple[float, float]:
            each = [phases.fall_since(s, start, left_out=left_out) for s, start in begun]
            return float(np.mean(each)), float(np.std(each) / np.sqrt(len(each)))

        with_them, error = fall(0)
        without, _ = fall(8)
        assert with_them > 4 * error
        assert abs(without) < with_them / 2


class TestChosenTreatments:
    """A useless drill, done against the worse pains only."""

    @pytest.fixture(scope="class")
    @classmethod
    def lives(cls) -> list[Life]:
        return [live(Kind("null"), seed) for seed in range(121_000, 121_100)]

    @staticmethod
    def falls_more(life: Life, treated: Floats) -> bool:
        kept = life.noted & life.pains[0].painful
        before = life.pains[0].intensity
        by_itself = np.random.default_rng([life.seed, 8]).uniform(0.4, 1.1, len(before))
        return phases.treated_fall_more(before[kept], (before * by_itself)[kept], treated[kept])

    def test_treated_pain_falls_more_where_the_runner_chose(self, lives: list[Life]) -> None:
        misled = sum(self.falls_more(life, coins.chosen(life).astype(float)) for life in lives)
        assert breaks(misled, len(lives), 0.05)

    def test_drawn_by_coin_it_does_not(self, lives: list[Life]) -> None:
        misled = sum(self.falls_more(life, life.arm.astype(float)) for life in lives)
        assert not breaks(misled, len(lives), 0.05)
        assert not breaks(sum(self.coin_says(life) for life in lives), len(lives), 0.01)

    @staticmethod
    def coin_says(life: Life) -> bool:
        drawn = coins.coin(life, life.pains[0].outcome)
        known = drawn.outcome >= 0
        e = running_e(drawn.arm[known], drawn.outcome[known])
        return bool(len(e) and e.max() >= 100)


class TestTrends:
    """No drift at all, only spells: looked at once, after 100 noted runs, at a nominal 5 %."""

    @pytest.fixture(scope="class")
    @classmethod
    def records(cls) -> list[Series]:
        return [
            live(Kind("spells", spell_sd=0.9, half_life_days=7.0), seed).series().first(100)
            for seed in range(122_000, 122_150)
        ]

    @pytest.mark.parametrize(
        "says", [trends.mann_kendall, trends.hamed_rao, trends.newey_west_trend]
    )
    def test_tests_made_for_other_noise_see_trends_in_spells(
        self, says: Says, records: list[Series]
    ) -> None:
        assert breaks(sum(map(says, records)), len(records), trends.NOMINAL)

    def test_the_product_s_test_does_not(self, records: list[Series]) -> None:
        told = sum(map(trends.product_trend, records))
        assert not breaks(told, len(records), trends.NOMINAL)


class TestLongerRuns:
    """A runner whose runs grow from short to long, while pain waits at the same distances."""

    @pytest.fixture(scope="class")
    @classmethod
    def records(cls) -> list[Series]:
        return [
            trends.with_growing_runs(live(Kind("null"), seed)).series()
            for seed in range(123_000, 123_060)
        ]

    def test_the_mean_onset_of_painful_runs_moves_with_their_length(
        self, records: list[Series]
    ) -> None:
        told = sum(map(trends.mean_onset_moved, records))
        assert breaks(told, len(records), trends.NOMINAL)

    def test_censored_onsets_do_not(self, records: list[Series]) -> None:
        looks = [onset_look(series, frozenset()) for series in records]
        told = sum(look is not None and look.p_clear <= trends.NOMINAL for look in looks)
        assert not breaks(told, len(records), trends.NOMINAL)
