"""What became of the first bout half a mile later, as notes say it in a runner's words."""

from datetime import UTC, datetime, timedelta

import pytest
from core_builders import LEFT_KNEE, RIGHT_KNEE, a_run, note_of, noted_run
from trial_builders import GONE, LESS, NOT, an_experiment

from annotations.experiments.model import Outcome, Seen
from annotations.experiments.outcomes import in_time, seen_in, too_late
from annotations.model import Site
from annotations.notes.aliases import BUILT_IN
from annotations.record import NotedRun

RUN_AT = datetime(2026, 3, 2, 6, 40, tzinfo=UTC)


def after(*bouts: str) -> Outcome | None:
    """The outcome of a painful run with these bouts; five miles at an even pace of 9:23 a mile."""
    did = "\ndid:" + "".join(f"\n  - {bout}" for bout in bouts) if bouts else ""
    seen = seen_in(
        noted_run(note_of(f"pain: 4\nwhere: right knee{did}")), an_experiment(), BUILT_IN
    )
    assert seen is not None
    assert seen.painful
    return seen.outcome


@pytest.mark.parametrize(
    ("bouts", "outcome"),
    [
        (["10 butt kicks @ 3 mi -> gone"], GONE),
        (["10 butt kicks -> gone"], GONE),
        (["carried on @ 3 mi -> gone"], GONE),
        (["10 butt kicks @ 3 mi -> less"], LESS),
        (["10 butt kicks @ 3 mi -> same"], NOT),
        (["nothing @ 3 mi -> worse"], NOT),
        (["10 butt kicks @ 3 mi -> gone, back after 1/4 mile"], NOT),
        (["10 butt kicks @ 3 mi -> gone, back @ 3.25 mi"], NOT),
        (["10 butt kicks -> gone, back after 0.4 mi"], NOT),
        (["10 butt kicks @ 3 mi -> gone, back after 1/2 mile"], NOT),
        (["10 butt kicks @ 3 mi -> gone, back @ 3.6 mi"], GONE),
        (["10 butt kicks @ 3 mi -> gone, back after 4 min"], NOT),
        (["10 butt kicks @ 3 mi -> gone, back after 6 min"], GONE),
        (["10 butt kicks -> gone, back after 4 min"], NOT),
        (["10 butt kicks -> gone, back after 6 min"], GONE),
        (["10 butt kicks @ 28:00 -> gone, back @ 30:00"], NOT),
        (["10 butt kicks @ 3 mi -> less, back after 1/4 mile"], NOT),
        (["10 butt kicks @ 3 mi -> less, back after 1 mi"], LESS),
        (["10 butt kicks @ 3 mi -> gone", "10 butt kicks @ 3.25 mi -> gone"], NOT),
        (["10 butt kicks @ 3 mi -> gone", "10 high knees @ 4 mi -> gone"], GONE),
        (["10 butt kicks @ 3 mi -> gone", "carried on @ 3.2 mi -> same"], GONE),
        (["carried on @ 3 mi -> same", "10 butt kicks @ 3.6 mi -> gone"], NOT),
        (["10 butt kicks @ 3 mi -> less", "10 butt kicks @ 3.25 mi -> gone"], LESS),
    ],
)
def test_the_outcome_is_that_of_the_first_bout_half_a_mile_later(
    bouts: list[str], outcome: Outcome
) -> None:
    assert after(*bouts) is outcome


@pytest.mark.parametrize(
    "bouts",
    [
        [],
        ["10 butt kicks @ 3 mi"],
        ["carried on @ 3 mi"],
        ["10 butt kicks -> gone, back @ 3.2 mi"],
        ["10 butt kicks -> gone", "10 butt kicks -> gone"],
    ],
)
def test_what_the_note_does_not_tell_is_a_missing_outcome_and_never_a_guess(
    bouts: list[str],
) -> None:
    assert after(*bouts) is None


def test_to_carry_on_is_judged_as_a_drill_is() -> None:
    for result in ("gone", "less", "same", "worse", "gone, back after 0.1 mi"):
        assert after(f"carried on @ 3 mi -> {result}") is after(f"10 lunges @ 3 mi -> {result}")


def seen_at(site: Site | None, frontmatter: str) -> Seen | None:
    return seen_in(noted_run(note_of(frontmatter)), an_experiment(site=site), BUILT_IN)


def test_an_experiment_of_one_site_looks_at_that_pain_and_its_bouts_only() -> None:
    both = (
        "pain:\n  right knee: 3 from 2 mi\n  left knee: 4 from 3 mi\n"
        "did:\n  - 10 butt kicks (left knee) @ 3 mi -> gone\n  - carried on @ 3.1 mi -> same"
    )
    assert seen_at(LEFT_KNEE, both) == Seen(True, GONE)
    assert seen_at(RIGHT_KNEE, both) == Seen(True, NOT)
    assert seen_at(None, both) == Seen(True, GONE)
    assert seen_at(Site("shin"), both) == Seen(painful=False)


def test_a_pain_that_may_be_of_the_site_is_unknown_and_not_none() -> None:
    assert seen_at(RIGHT_KNEE, "pain: 3\nwhere: knee") is None
    assert seen_at(RIGHT_KNEE, "pain: 3") is None
    assert seen_at(None, "pain: 3") == Seen(painful=True)


def test_a_note_that_does_not_state_the_pain_says_nothing() -> None:
    assert seen_at(None, "date: 2026-03-02\nmorning: 2") is None
    assert seen_at(None, "pain: none") == Seen(painful=False)


@pytest.mark.parametrize(
    ("arm", "followed"), [("carry on", 1), ("kicked on", None), ("butt-kicks", 0), ("nothing", 1)]
)
def test_what_was_really_done_is_taken_from_arm(arm: str, followed: int | None) -> None:
    seen = seen_at(None, f"pain: 3\narm: {arm}")
    assert seen == Seen(True, None, followed)


def test_a_pain_above_5_stays_in_the_count_as_it_was_drawn() -> None:
    """To leave runs out by their worst pain would leave out by the outcome."""
    sharp = "pain: 8\nwhere: right knee\nfeels: sharp\ndid:\n  - carried on @ 3 mi -> worse"
    assert seen_at(None, sharp) == Seen(True, NOT)


def test_two_notes_of_one_run_are_one_run() -> None:
    run = a_run()
    notes = (
        note_of("pain: 3\ndid:\n  - 10 butt kicks @ 3 mi -> gone"),
        note_of("date: 2026-03-02\nmorning: 1", "b.md"),
    )
    assert seen_in(NotedRun(run, notes), an_experiment(), BUILT_IN) == Seen(True, GONE)


@pytest.mark.parametrize(
    ("read_days", "changed_days", "counts"),
    [(1, None, True), (7, None, True), (7.01, None, False), (30, 6.9, True), (30, 7.1, False), (2, 9, True)],
)  # fmt: skip
def test_only_what_stood_there_within_seven_days_counts(
    read_days: float, changed_days: float | None, counts: bool
) -> None:
    changed = None if changed_days is None else RUN_AT + timedelta(days=changed_days)
    assert in_time(RUN_AT, RUN_AT + timedelta(days=read_days), changed) is counts


def test_a_note_that_comes_too_late_still_shows_that_an_outcome_is_missing() -> None:
    assert too_late(Seen(True, GONE, 0)) == Seen(True, None, 0)
