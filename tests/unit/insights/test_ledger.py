"""The log of claims: what stood when, what is used up, and what a change of suspicion costs."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from annotations.insights.ledger import (
    Claim,
    ClaimLevel,
    Ledger,
    Suspicion,
    TrendUse,
    outranks,
)
from annotations.insights.suspects import Named, named, suspect_of
from annotations.model import Site

KNEE, HIP = Site("knee", "right"), Site("hip")
START = datetime(2026, 3, 1, 7, tzinfo=UTC)


def day(number: int) -> datetime:
    return START + timedelta(days=number)


def claim(level: ClaimLevel, number: int, subject: str = "pace", site: Site = KNEE) -> Claim:
    return Claim("trigger", site, subject, level, 1, 40, day(number).date(), day(number), 0.01)


def use(milestones: tuple[int, ...], number: int) -> TrendUse:
    return TrendUse(
        "onset_trend", KNEE, milestones, 33, date(2026, 3, 1), day(number), 0.5, 0.6, -1
    )


def suspicion(subject: str, number: int) -> Suspicion:
    return Suspicion(subject, number, day(number).date(), day(number))


def test_what_was_known_at_a_moment_leaves_out_what_came_later() -> None:
    ledger = Ledger((claim("hint", 3), use((20,), 4), claim("clear", 9)))
    assert ledger.up_to(day(4)) == Ledger((claim("hint", 3), use((20,), 4)))
    assert ledger.up_to(day(2)) == Ledger()


def test_a_suspicion_is_known_from_the_run_after_which_it_was_named() -> None:
    ledger = Ledger((suspicion("pace", 4),))
    assert ledger.up_to(day(4)) == Ledger()
    assert ledger.up_to(day(5)) == ledger


def test_the_highest_level_ever_shown_stands_and_faded_is_above_all() -> None:
    ledger = Ledger((claim("clear", 3), claim("hint", 9)))
    standing = ledger.standing("trigger", KNEE, "pace")
    assert standing is not None
    assert standing.level == "clear"
    faded = ledger.plus([claim("faded", 40)]).standing("trigger", KNEE, "pace")
    assert faded is not None
    assert faded.level == "faded"


def test_each_site_and_subject_has_claims_of_its_own() -> None:
    ledger = Ledger((claim("hint", 1), claim("clear", 2, "hour"), claim("clear", 3, site=HIP)))
    assert [c.level for c in ledger.claims("trigger", KNEE, "pace")] == ["hint"]
    assert ledger.subjects("trigger", KNEE) == ("pace", "hour")
    assert ledger.standing("named", KNEE, "pace") is None


@pytest.mark.parametrize(
    ("level", "standing", "new"),
    [
        ("hint", None, True),
        ("hint", "hint", False),
        ("clear", "hint", True),
        ("hint", "clear", False),
        ("faded", "clear", True),
        ("clear", "faded", False),
    ],
)
def test_only_a_higher_level_is_something_new(
    level: ClaimLevel, standing: ClaimLevel | None, new: bool
) -> None:
    assert outranks(level, claim(standing, 1) if standing else None) is new


def test_used_milestones_are_gathered_over_all_looks() -> None:
    ledger = Ledger((use((20, 30), 4), claim("hint", 5), use((45,), 9)))
    assert ledger.used("onset_trend", KNEE) == {20, 30, 45}
    assert ledger.used("intensity_trend", KNEE) == frozenset()


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("shoe", "shoe"),
        ("Shoes", "shoe"),
        ("downhill", "downhill_share"),
        ("Rest_Days", "rest_days"),
        ("load", "load_7d"),
        ("factor: New  Insoles", "factor:new insoles"),
        ("gear:g123", "gear:g123"),
        ("shoe: g123", "gear:g123"),
        ("the moon", None),
        ("factor:", None),
        ("", None),
    ],
)
def test_the_suspect_is_one_of_the_subjects_that_are_tested(text: str, subject: str | None) -> None:
    assert suspect_of(text) == subject


def test_each_later_suspect_has_a_quarter_of_the_budget_of_the_one_before() -> None:
    assert named(Ledger()) == Named(None, 1.0, 1.0)
    first = named(Ledger((suspicion("pace", 3),)))
    assert first == Named(suspicion("pace", 3), 1.0, 2.0)
    changed = Ledger((suspicion("pace", 3), suspicion("shoe", 30), suspicion("shoe", 50)))
    assert named(changed) == Named(suspicion("shoe", 30), 4.0, 2.0)
    many = Ledger(tuple(suspicion(("pace", "hour")[k % 2], k) for k in range(40)))
    spent = sum(0.01 / named(Ledger(many.entries[: k + 1])).named_factor for k in range(40))
    assert spent < 0.0134


def test_a_suspicion_that_was_taken_back_asks_nothing_and_costs_what_it_cost() -> None:
    taken_back = Ledger((suspicion("pace", 3), suspicion("", 30)))
    assert named(taken_back) == Named(None, 1.0, 2.0)
    again = taken_back.plus([suspicion("pace", 40)])
    assert named(again) == Named(suspicion("pace", 3), 1.0, 2.0)


def test_the_shoe_as_suspect_is_every_shoe_and_nothing_else() -> None:
    suspect = named(Ledger((suspicion("shoe", 3),)))
    assert suspect.is_of("gear:g1")
    assert not suspect.is_of("pace")
    assert not named(Ledger((suspicion("shoe", 3), suspicion("", 4)))).is_of("gear:g1")


def test_what_a_look_back_showed_is_on_record_and_stands_for_nothing() -> None:
    back = replace(claim("clear", 3), looked_back=True)
    ledger = Ledger((back,))
    assert ledger.standing("trigger", KNEE, "pace") is None
    assert ledger.subjects("trigger", KNEE) == ()
    assert ledger.holds(claim("clear", 3))
    assert not ledger.holds(claim("clear", 4))


def test_of_equal_claims_the_one_from_the_earliest_record_stands() -> None:
    ledger = Ledger((claim("clear", 9), claim("clear", 5)))
    standing = ledger.standing("trigger", KNEE, "pace")
    assert standing == claim("clear", 5)


def test_sites_that_spent_of_the_budget_are_remembered() -> None:
    ledger = Ledger((use((20,), 4), claim("hint", 5, site=HIP), suspicion("pace", 6)))
    assert ledger.sites == {KNEE, HIP}
