"""`insights`: what the record shows now, what was known on a day, and why."""

from datetime import date, timedelta

import pytest
from runners_machine import Machine

from annotations.insights.ledger import Claim, TrendUse
from annotations.insights.why import KINDS
from sync.sandbox.state import SandboxState
from sync.sandbox.story import Story
from sync.wiring import open_store, settings_here

KEYS = {
    "kind", "site", "subject", "level", "n", "estimate", "interval", "unit", "p_lifetime", "e_value",
    "needs", "method", "text",
}  # fmt: skip


def test_the_json_has_the_fields_of_its_contract(runner: Machine, strava: SandboxState) -> None:
    runner.twinge("sync")
    found = runner.twinge("insights", "--json").json
    assert set(found) == {"as_of", "units", "sites", "runs", "findings"}
    assert set(found["runs"]) == {"all", "noted", "painful", "pain_free", "share_noted"}
    assert all(set(one) == KEYS for one in found["findings"])
    kinds = {one["kind"] for one in found["findings"]}
    assert kinds >= {"onset_state", "forecast", "onset_trend", "trigger", "relief", "dose"}
    assert kinds <= set(KINDS)


def test_what_was_known_on_a_day_leaves_out_all_that_came_later(
    runner: Machine, strava: SandboxState, story: Story
) -> None:
    runner.twinge("sync")
    now = runner.twinge("insights", "--json").json
    day = date.today() - timedelta(days=60)  # noqa: DTZ011 - the story is told from the machine's own day
    then = runner.twinge("insights", "--json", "--as-of", day.isoformat()).json
    assert then["as_of"] == day.isoformat()
    assert then["runs"]["noted"] < now["runs"]["noted"]
    claims = [one for one in then["findings"] if one["level"] in ("hint", "clear", "tested")]
    assert claims == []
    again = runner.twinge("insights", "--json", "--as-of", day.isoformat()).json
    assert again == then


def test_a_night_claims_what_it_has_seen_and_says_the_same_the_next_day(
    runner: Machine, strava: SandboxState
) -> None:
    runner.twinge("sync")
    first = runner.twinge("insights", "--json").json["findings"]
    assert [one["kind"] for one in first if one["level"] == "clear"] == ["onset_trend"]
    assert runner.twinge("insights", "--json").json["findings"] == first


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_can_be_asked_why(runner: Machine, strava: SandboxState, kind: str) -> None:
    runner.twinge("sync")
    ran = runner.twinge("insights", "--why", kind)
    assert ran.code == 0
    assert "How it is made. " in ran.out
    assert "What would change it. " in ran.out
    only = runner.twinge("insights", "--why", kind, "--json").json["findings"]
    assert {one["kind"] for one in only} <= {kind}


def test_why_gives_both_figures_of_a_course_and_one_of_a_link(
    runner: Machine, strava: SandboxState
) -> None:
    runner.twinge("sync")
    course = runner.twinge("insights", "--why", "onset_trend").out
    assert " by usual spells, maybe from 0.04 down; " in course
    assert " by long ones too, clear from 0.01 down]" in course
    link = runner.twinge("insights", "--why", "trigger").out
    assert "; maybe from 0.08 down, clear from 0.02 down]" in link


def test_a_kind_or_a_day_that_there_is_not_is_a_wrong_use(
    runner: Machine, strava: SandboxState
) -> None:
    runner.twinge("sync")
    kind = runner.twinge("insights", "--why", "luck")
    assert kind.code == 2
    assert "no kind of insight 'luck'" in kind.err
    assert "onset_trend" in kind.err
    to_come = runner.twinge("insights", "--as-of", "2999-01-01")
    assert to_come.code == 2
    assert "2999-01-01 is still to come" in to_come.err
    day = runner.twinge("insights", "--as-of", "yesterday")
    assert day.code == 2
    assert "yesterday" in day.err


def test_the_suspect_is_asked_by_itself_and_a_wrong_one_is_named(
    runner: Machine, strava: SandboxState, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner.twinge("sync")
    monkeypatch.setenv("TWINGE_SUSPECT", "downhill")
    ran = runner.twinge("insights", "--json")
    assert ran.code == 0
    assert any(one["kind"] == "named" for one in ran.json["findings"])
    monkeypatch.setenv("TWINGE_SUSPECT", "the moon")
    wrong = runner.twinge("insights")
    assert wrong.code == 2
    assert "TWINGE_SUSPECT is 'the moon'" in wrong.err


def test_the_looks_of_a_night_are_taken_before_its_first_block_is_made(
    runner: Machine, strava: SandboxState
) -> None:
    runner.twinge("sync")
    ran = runner.twinge("publish", "--dry-run")
    assert ran.code in (0, 5)
    with open_store(settings_here()) as store:
        entries = store.claims.ledger().entries
    assert any(isinstance(entry, TrendUse) for entry in entries)
    assert any(isinstance(entry, Claim) and not entry.looked_back for entry in entries)
