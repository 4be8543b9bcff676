"""Scans that the specification forbids mislead the runners whom the product's own scan does not."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from annotations.insights.scan import Question, scan
from annotations.insights.series import Series
from simulation.checks import Says, breaks, ever
from simulation.forbidden import scans
from simulation.life import Life, live
from simulation.traits import Kind, NoteHabit

BUDGET = 0.02
"""Of the scan, for ever; what is forbidden breaks even 5 %."""


@pytest.fixture(scope="module")
def null_records() -> list[Series]:
    return [live(Kind("null"), seed).series() for seed in range(110_000, 110_040)]


@pytest.mark.parametrize(
    "forbidden",
    [
        pytest.param(scans.below_005_tonight, id="p below .05 each night"),
        pytest.param(scans.discovered_tonight, id="false discovery rate each night"),
    ],
)
def test_a_scan_that_forgets_how_often_it_looked_misleads(
    forbidden: Says, null_records: Sequence[Series]
) -> None:
    assert breaks(ever(forbidden, null_records), len(null_records), 0.05)


def test_the_product_s_scan_of_the_same_runners_does_not(null_records: Sequence[Series]) -> None:
    assert not breaks(ever(scans.product_clear, null_records), len(null_records), BUDGET)


def test_the_product_s_scan_finds_what_is_there() -> None:
    planted = [
        live(Kind("shoe", shoe_ratio=6.0), seed).series() for seed in range(110_100, 110_115)
    ]
    assert ever(scans.product_clear, planted, first=150, every=10) >= 8


class TestMissingNotes:
    """A runner who seldom writes notes in the evening; pain comes as often in the evening as in the morning."""

    @pytest.fixture(scope="class")
    @classmethod
    def lives(cls) -> list[Life]:
        return [
            live(Kind("lazy", NoteHabit(0.97, 0.92, evening=0.3)), seed)
            for seed in range(111_000, 111_060)
        ]

    def test_a_missing_note_read_as_no_pain_makes_mornings_a_trigger(
        self, lives: list[Life]
    ) -> None:
        read_as_free = [scans.missing_as_free(life) for life in lives]
        told = ever(scans.product_clear, read_as_free, first=60, every=20)
        assert breaks(told, len(lives), BUDGET)

    def test_a_missing_note_as_unknown_does_not(self, lives: list[Life]) -> None:
        unknown = [life.series() for life in lives]
        told = ever(scans.product_clear, unknown, first=60, every=20)
        assert not breaks(told, len(lives), BUDGET)


class TestOneStretchOfTime:
    """Shoes worn one after the other, in heavy spells: old and new differ by when they were worn."""

    @pytest.fixture(scope="class")
    @classmethod
    def records(cls) -> list[Series]:
        return [
            live(
                Kind("one", shoe_habit="sequence", spell_sd=0.9, half_life_days=14.0, reacts=True),
                seed,
            ).series()
            for seed in range(112_000, 112_040)
        ]

    def test_without_the_date_a_shoe_is_blamed_for_its_weeks(self, records: list[Series]) -> None:
        told = ever(scans.time_forgotten, records, every=8)
        assert breaks(told, len(records), 0.05)

    def test_the_product_does_not_blame_it(self, records: list[Series]) -> None:
        told = ever(scans.product_clear_of_shoes, records, every=8)
        assert not breaks(told, len(records), BUDGET)

    def test_and_refuses_a_shoe_that_took_over_for_good(self, records: list[Series]) -> None:
        for one in records:
            later = (np.arange(len(one)) >= len(one) // 2).astype(float)
            shoes = replace(one, covariates={"gear:old": 1 - later, "gear:new": later})
            looks = scan(shoes, [Question("gear:old", "gear"), Question("gear:new", "gear")])
            assert [look.refused for look in looks] == ["mostly time", "mostly time"]
