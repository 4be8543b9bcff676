"""The files of experiments beside the database: where they differ the database stands, and it is told."""

import pytest
from experiment_runner import DAY, SEED, Runner, an_experiment, numbers
from pipeline_fakes import NOW, Desk, a_run

from annotations.experiments.coins import arm_of
from annotations.experiments.pages import ending_page
from annotations.model import Site

pytest_plugins = ("pipeline_fixtures",)


@pytest.fixture
def runner(desk: Desk) -> Runner:
    return Runner(desk)


def test_another_seed_in_the_file_changes_no_draw_and_is_told(runner: Runner) -> None:
    runner.page(an_experiment())
    before = runner.trial()
    runner.page(an_experiment(seed="77" * 16))
    runner.wait(10)
    runner.runs(*range(1, 9))
    trial = runner.trial()
    assert [draw.arm for draw in trial.draws] == [arm_of(SEED, k, 2) for k in range(1, 9)]
    assert trial.experiment == before.experiment
    assert runner.told == [
        (
            "experiments/kicks.md:6:1: warning: 'seed' was changed: it is not the seed that the draws come from "
            "(it goes on as it began: put the line back, or stop it and start another)"
        )
    ]
    assert "0f0f" not in str(runner.told)
    assert "7777" not in str(runner.told)


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ("10 butt kicks\n", "20 butt kicks\n", ":2:1: warning: 'experiment' was changed: it began as '10 butt kicks'"),
        ("carry on\n", "10 lunges\n", ":3:1: warning: 'against' was changed: it began as '10 butt kicks or carry on'"),
        ("started: 2026-07-25", "started: 2026-07-20", ":4:1: warning: 'started' was changed: it began at"),
        ("started:", "site: left knee\nstarted:", ":4:1: warning: 'site' was changed: it began with no site"),
    ],
)  # fmt: skip
def test_an_edited_file_is_told_and_the_experiment_goes_on_as_it_began(
    runner: Runner, was: str, now: str, told: str
) -> None:
    path = runner.page(an_experiment())
    begun = runner.trial().experiment
    path.write_text(path.read_text().replace(was, now, 1))
    assert runner.trial().experiment == begun
    assert len(runner.told) == 1
    assert runner.told[0].startswith(f"experiments/kicks.md{told}")


def test_a_file_with_a_mistake_stops_nothing_that_has_begun(runner: Runner) -> None:
    path = runner.page(an_experiment())
    begun = runner.trial().experiment
    path.write_text(path.read_text().replace("carry on", "[carry on", 1))
    assert runner.trial().experiment == begun
    assert runner.told[0].startswith("experiments/kicks.md:3:10: ")


def test_a_deleted_file_ends_nothing_and_is_told(runner: Runner) -> None:
    path = runner.page(an_experiment())
    runner.trial()
    path.unlink()
    assert runner.trial().stopped is None
    assert (
        "experiments/kicks.md:1:1: warning: this file is gone; the experiment goes on"
        in runner.told[0]
    )
    path.parent.rmdir()
    assert runner.trial().stopped is None


def test_a_file_that_moves_is_the_same_experiment(runner: Runner) -> None:
    path = runner.page(an_experiment())
    runner.trial()
    path.rename(path.with_name("my-kicks.md"))
    runner.trial()
    assert runner.told == []


def test_the_same_experiment_twice_is_told(runner: Runner) -> None:
    runner.page(an_experiment())
    runner.page(an_experiment(), "z-copy")
    runner.trial()
    assert runner.told == [
        (
            "experiments/z-copy.md:5:1: this is the same experiment as experiments/kicks.md "
            "(delete one of the two files)"
        )
    ]


def test_the_file_of_an_end_ends_it(runner: Runner) -> None:
    runner.page(an_experiment())
    runner.trial()
    runner.wait(5)
    ending = runner.notes / "experiments" / "kicks-stopped.md"
    ending.write_text(ending_page(an_experiment(), NOW + 2 * DAY))
    runner.runs(1, 2, 3)
    trial = runner.trial()
    assert (trial.stopped, numbers(trial)) == (NOW + 2 * DAY, {1: 1, 2: 2})
    ending.write_text(ending_page(an_experiment(), NOW + 4 * DAY))
    assert runner.trial().stopped == NOW + 2 * DAY
    assert "the experiment ended at 2026-07-27 03:40 UTC (the first end counts)" in runner.told[0]
    ending.unlink()
    assert runner.trial().stopped == NOW + 2 * DAY


def test_an_end_of_nothing_is_told(runner: Runner) -> None:
    ending = runner.notes / "experiments" / "x-stopped.md"
    ending.write_text(ending_page(an_experiment(), NOW))
    assert runner.look() == ()
    assert "there is no experiment 'kicks' that could have ended" in runner.told[0]


def test_a_second_one_for_the_same_pain_takes_no_part_until_the_first_has_ended(
    runner: Runner,
) -> None:
    runner.page(an_experiment(site=Site("knee", "right")))
    runner.page(an_experiment("10 lunges", key="second", started=NOW + DAY))
    runner.page(an_experiment("10 lunges", key="third", site=Site("shin")))
    assert [trial.experiment.id for trial in runner.look()] == ["kicks", "third"]
    assert "experiments/second.md:2:1: '10 butt kicks or carry on' is running" in runner.told[0]


def test_an_ended_one_and_its_successor_come_back_together_after_a_lost_database(
    runner: Runner,
) -> None:
    runner.page(an_experiment())
    (runner.notes / "experiments" / "kicks-stopped.md").write_text(
        ending_page(an_experiment(), NOW + DAY)
    )
    runner.page(an_experiment("10 lunges", key="second", started=NOW + DAY))
    runner.wait(3)
    assert [(t.experiment.id, t.stopped is None) for t in runner.look()] == [
        ("kicks", False),
        ("second", True),
    ]
    assert runner.told == []


def test_an_arm_that_is_none_of_the_experiment_is_told_at_its_line(runner: Runner) -> None:
    runner.page(an_experiment())
    runner.wait(3)
    runner.runs(1, 2)
    runner.note(1, "pain: 2\nwhere: right knee\narm: lunges")
    runner.note(2, "pain: 2\nwhere: right knee\narm: kick-butts")
    runner.upload([a_run(70, days_ago=1)])
    runner.note(70, "pain: 2\nwhere: right knee\narm: lunges")
    runner.trial()
    assert runner.told == [
        (
            "run-1.md:5:1: warning: 'lunges' is no arm of the experiment of this run "
            "(write '10 butt kicks' or 'carry on')"
        )
    ]


def test_names_that_become_one_by_the_runner_s_aliases_do_not_stop_a_running_one(
    runner: Runner,
) -> None:
    runner.page(an_experiment("10 lunges"))
    runner.trial()
    (runner.notes / "aliases.yaml").write_text("lunges: butt kicks\n")
    runner.wait(3)
    runner.runs(1)
    assert numbers(runner.trial()) == {1: 1}
