"""Runs, notes and the coin over days: what is given and seen in time stands, whatever comes later."""

from itertools import product
from pathlib import Path

import pytest
from experiment_runner import (
    DAY,
    KICKS_HELP,
    NO_HELP,
    SEED,
    Runner,
    an_experiment,
    numbers,
    seen,
)
from pipeline_fakes import NOW, Desk, a_run, open_desk

from annotations.experiments.coins import arm_of
from annotations.experiments.model import Outcome, Seen
from annotations.insights.experiment import evidence, experiment_finding
from annotations.model import ActivityId, Site
from sync.pipeline.experiments import shown

pytest_plugins = ("pipeline_fixtures",)

GONE, NOT = Outcome.GONE, Outcome.NOT_BETTER


@pytest.fixture
def runner(desk: Desk) -> Runner:
    return Runner(desk)


def test_runs_get_their_draws_and_notes_their_outcomes(runner: Runner) -> None:
    runner.page(an_experiment())
    assert runner.trial().next_number == 1
    runner.wait(4)
    runner.runs(1, 2, 3)
    runner.note(1, KICKS_HELP)
    runner.note(3, "pain: none")

    trial = runner.trial()

    assert numbers(trial) == {1: 1, 2: 2, 3: 3}
    assert [draw.arm for draw in trial.draws] == [arm_of(SEED, k, 2) for k in (1, 2, 3)]
    assert seen(trial) == {1: Seen(True, GONE), 2: None, 3: Seen(painful=False)}
    assert runner.told == []


def test_looking_changes_nothing(runner: Runner) -> None:
    runner.page(an_experiment())
    runner.wait(3)
    runner.runs(1, 2)
    runner.note(1, KICKS_HELP)
    assert runner.look() == runner.look() == runner.look()


def test_the_draw_that_is_shown_is_the_one_that_the_next_run_gets(runner: Runner) -> None:
    runner.page(an_experiment())
    store = runner.desk.store.experiments
    for day in range(1, 9):
        first = shown(store, runner.trial(), runner.desk.clock.now(), expect=3)
        runner.wait(0.3)
        again = shown(store, runner.trial(), runner.desk.clock.now(), expect=9)
        assert again == first
        runner.wait(0.7)
        runner.runs(day)
        drawn = runner.trial().draw_of(ActivityId(day))
        assert drawn == first


def test_a_postponed_run_gets_the_draw_that_was_shown(runner: Runner) -> None:
    runner.page(an_experiment())
    first = shown(runner.desk.store.experiments, runner.trial(), NOW)
    runner.wait(20)
    runner.runs(19)
    assert runner.trial().draw_of(ActivityId(19)) == first


def test_within_seven_days_a_note_may_be_mended(runner: Runner) -> None:
    runner.page(an_experiment())
    runner.wait(2)
    runner.runs(1)
    runner.note(1, NO_HELP)
    assert seen(runner.trial()) == {1: Seen(True, NOT)}
    runner.wait(3)
    path = runner.note(1, KICKS_HELP)
    assert seen(runner.trial()) == {1: Seen(True, GONE)}
    path.unlink()
    runner.note(99, "date: 2026-07-01\npain: none")  # else the folder would have been emptied
    runner.desk.store.notes.save([], ["run-1.md"], runner.desk.clock.now())
    assert seen(runner.trial()) == {1: None}


def test_what_is_written_after_seven_days_changes_nothing(runner: Runner) -> None:
    runner.page(an_experiment())
    runner.wait(2)
    runner.runs(1)
    runner.note(1, NO_HELP)
    runner.trial()
    runner.wait(6.5)
    runner.note(1, KICKS_HELP)
    assert seen(runner.trial()) == {1: Seen(True, NOT)}


def test_a_first_note_after_seven_days_is_a_painful_run_without_an_outcome(runner: Runner) -> None:
    runner.page(an_experiment())
    runner.wait(2)
    runner.runs(1)
    runner.trial()
    runner.wait(7)
    runner.note(1, KICKS_HELP)
    trial = runner.trial()
    assert seen(trial) == {1: Seen(True, None)}
    assert evidence(trial).without_outcome == 1


def test_a_note_that_was_written_in_time_counts_though_twinge_came_late(runner: Runner) -> None:
    runner.page(an_experiment())
    runner.trial()
    runner.wait(3)
    runner.runs(1)
    runner.note(1, KICKS_HELP)
    runner.wait(30)
    assert seen(runner.trial()) == {1: Seen(True, GONE)}


def test_a_run_deleted_at_strava_keeps_its_draw_and_its_outcome(runner: Runner) -> None:
    runner.page(an_experiment())
    runner.wait(4)
    runner.runs(1, 2)
    runner.note(1, NO_HELP)
    before = runner.trial()
    runner.delete(1)
    runner.runs(3)
    after = runner.trial()
    assert numbers(after) == {1: 1, 2: 2, 3: 3}
    assert seen(after)[1] == seen(before)[1] == Seen(True, NOT)


def test_a_run_that_is_uploaded_again_has_the_draw_and_the_note_of_the_first(
    runner: Runner,
) -> None:
    runner.page(an_experiment())
    runner.wait(3)
    runner.runs(1)
    runner.trial()
    runner.delete(1)
    runner.upload([a_run(50, days_ago=-1.0005)])
    runner.note(50, KICKS_HELP)
    trial = runner.trial()
    assert numbers(trial) == {1: 1, 50: 1}
    assert seen(trial) == {1: Seen(True, GONE)}


def test_a_run_that_comes_in_after_a_later_one_takes_no_draw_and_is_missed(runner: Runner) -> None:
    runner.page(an_experiment())
    runner.wait(4)
    runner.runs(2)
    held = shown(runner.desk.store.experiments, runner.trial(), runner.desk.clock.now())
    runner.runs(1)
    runner.note(1, KICKS_HELP)
    trial = runner.trial()
    assert numbers(trial) == {1: None, 2: 1}
    assert shown(runner.desk.store.experiments, trial, runner.desk.clock.now()) == held
    assert (trial.late_painful, evidence(trial).without_outcome) == ((1,), 1)


def test_two_devices_make_one_drawn_run(runner: Runner) -> None:
    runner.page(an_experiment())
    runner.wait(3)
    runner.upload([a_run(1, days_ago=-1), a_run(2, days_ago=-1.0003), a_run(3, days_ago=-2)])
    assert numbers(runner.trial()) == {1: 1, 3: 2}
    runner.note(2, KICKS_HELP)
    trial = runner.trial()
    assert numbers(trial) == {1: 1, 2: 1, 3: 2}
    assert seen(trial)[1] == Seen(True, GONE)


def test_after_a_lost_database_files_and_runs_give_all_of_it_back(
    runner: Runner, tmp_path: Path
) -> None:
    runner.page(an_experiment(site=Site("knee", "right")))
    runner.trial()
    runner.wait(9)
    runner.runs(*range(1, 9))
    for number in range(1, 9):
        runner.note(number, KICKS_HELP if arm_of(SEED, number, 2) == 0 else NO_HELP)
    before = runner.trial()

    anew = Runner.__new__(Runner)
    anew.desk, anew.notes = open_desk(tmp_path / "new"), runner.notes
    anew.desk.clock.moment = runner.desk.clock.now() + 10 * DAY
    anew.runs(*range(1, 9))
    after = anew.trial()
    anew.desk.database.close()

    assert (after.runs, after.draws) == (before.runs, before.draws)
    assert evidence(after).e == evidence(before).e > 1
    assert (before.rebuilt, after.rebuilt) == (False, True)
    assert "draws rebuilt after they were lost" in experiment_finding(after).needs


def test_where_the_drill_does_nothing_the_evidence_is_1_on_average_by_way_of_the_database(
    tmp_path: Path,
) -> None:
    """All 16 coin sequences of four runs whose pain takes no notice of the coin."""
    total = 0.0
    for number, arms in enumerate(product(range(2), repeat=4)):
        seeds = (f"{k:032x}" for k in range(10_000))
        seed = next(s for s in seeds if tuple(arm_of(s, k, 2) for k in range(1, 5)) == arms)
        runner = Runner(open_desk(tmp_path / str(number)))
        runner.page(an_experiment(seed=seed))
        runner.wait(5)
        runner.runs(1, 2, 3, 4)
        for day, said in enumerate((NO_HELP, KICKS_HELP, KICKS_HELP, NO_HELP), start=1):
            runner.note(day, said)
        trial = runner.trial()
        assert tuple(draw.arm for draw in trial.painful) == arms
        total += evidence(trial).e
        runner.desk.database.close()
    assert total / 16 == pytest.approx(1.0, abs=1e-12)
