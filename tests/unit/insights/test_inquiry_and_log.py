"""What a night asks the record, and what it keeps of the answer."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from claim_world import HIP, KESTREL, KNEE, START, first, made_record, of

from annotations.experiments.model import (
    Arm,
    Draw,
    Experiment,
    Numbered,
    Outcome,
    Seen,
    Trial,
)
from annotations.insights.ledger import Claim, Ledger, Suspicion, TrendUse
from annotations.model import ActivityId, Matching, Site
from annotations.notes.treatments import CARRY_ON
from annotations.record import Record
from sync.pipeline.know import Inquiry
from sync.pipeline.learn import Learned
from sync.store.claims import ClaimStore
from sync.store.database import Database, open_database

SHOE = f"gear:{KESTREL}"
TODAY = date(2026, 11, 24)


@pytest.fixture
def claims(tmp_path: Path) -> ClaimStore:
    database: Database = open_database(tmp_path / "twinge.db", None)
    return ClaimStore(database)


def asked(claims: ClaimStore, suspect: str = "", today: date = TODAY) -> Inquiry:
    return Inquiry(claims, suspect, "mi", today)


def learned(record: Record) -> Learned:
    return Learned(Matching(), record)


def test_a_night_keeps_its_looks_and_its_claims_and_asks_for_nothing_twice(
    claims: ClaimStore,
) -> None:
    record = made_record(120, worse=5.0)
    found = asked(claims, "pace").now(learned(record))
    kept = claims.ledger()
    assert of(found, "trigger", SHOE).level == "clear"
    assert {type(entry) for entry in kept.entries} == {Claim, Suspicion, TrendUse}
    assert all(entry.on == TODAY for entry in kept.entries)
    assert asked(claims, "pace", TODAY + timedelta(days=1)).now(learned(record)) == found
    assert claims.ledger() == kept


def test_an_earlier_run_is_told_by_what_was_known_then_and_uses_no_look_up(
    claims: ClaimStore,
) -> None:
    record = made_record(120, worse=5.0)
    early = first(record, 40)
    asked(claims).now(learned(record))
    uses = [entry for entry in claims.ledger().entries if isinstance(entry, TrendUse)]
    then = asked(claims).as_of(learned(early))
    assert of(then, "onset_trend").level == "not_enough"
    assert [e for e in claims.ledger().entries if isinstance(e, TrendUse)] == uses


def test_a_claim_that_is_first_shown_for_an_earlier_run_is_logged_with_that_run(
    claims: ClaimStore,
) -> None:
    record = made_record(120, worse=6.0)
    early = first(record, 100)
    found = asked(claims).as_of(learned(early))
    assert of(found, "trigger", SHOE).level == "clear"
    (claim,) = claims.ledger().entries
    assert isinstance(claim, Claim)
    assert claim.through == early.stated[-1].run.start_utc


def kicks_help(runs: int) -> Trial:
    """Runs with kicks and without in turn, gone each time with and never without."""
    arms = (Arm("butt kicks", reps=10), Arm(CARRY_ON))
    experiment = Experiment("kicks", arms, Site("knee"), START, "0a")
    numbers = range(1, runs + 1)
    came = (Outcome.GONE, Outcome.NOT_BETTER)
    return Trial(
        experiment,
        START,
        runs=tuple(Numbered(ActivityId(k), k, START + timedelta(days=k)) for k in numbers),
        draws=tuple(Draw(k, k % 2, seen=Seen(True, came[k % 2])) for k in numbers),
    )


def test_what_a_coin_showed_is_told_again_the_next_night(claims: ClaimStore) -> None:
    """Its site, a knee without a side, is not one of those that share the budget of the rest."""
    known = replace(learned(made_record(60)), trials=(kicks_help(10),))
    first_night, second_night = (
        of(asked(claims).now(known), "experiment", "10 butt kicks or carry on", Site("knee"))
        for _ in range(2)
    )
    assert first_night.level == "hint"
    assert second_night == first_night
    two_sites = replace(known, record=made_record(60, sites=(KNEE, HIP)))
    later = of(asked(claims).now(two_sites), "experiment", first_night.subject, Site("knee"))
    assert (later.level, later.n["e_needed"]) == ("hint", 200)


def test_a_record_without_runs_has_nothing_to_say(claims: ClaimStore) -> None:
    nothing = Record((), ())
    assert asked(claims, "pace").now(learned(nothing)) == ()
    assert asked(claims).as_of(learned(nothing)) == ()
    assert claims.ledger() == Ledger()
