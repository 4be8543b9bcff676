"""`experiment` at the command line."""

import json
import stat
from pathlib import Path

import pytest
from experimenter import START, TWO_DRILLS, the_file, upload
from runners_machine import Machine

from sync.sandbox.state import SandboxState
from sync.sandbox.story import Story


def strava_days(machine: Machine) -> list[str]:
    """The runs without a note, each as its day, what it was and its id."""
    listed = machine.twinge("ok", "--since", "2001-01-01")
    return [line for line in listed.out.splitlines() if line.endswith(")")]


def test_start_makes_a_file_for_a_person_and_tells_the_rules(runner: Machine) -> None:
    ran = runner.twinge(*START, "--site", "right knee")

    assert ran.code == 0, ran.err
    path = the_file(runner)
    text = path.read_text(encoding="utf-8")
    assert ran.out.startswith(f"{path}\nBegun: 10 butt kicks or carry on.")
    assert "\nexperiment: 10 butt kicks\nagainst: carry on\nsite: right knee\n" in text.replace(
        "---\nexp", "\nexp"
    )
    assert "Above 5 of 10, or sharp, with swelling or limping: stop" in ran.out
    assert "To carry on is only for a pain of at most 5 that is not sharp." in ran.out
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert runner.twinge("check").code == 0


def test_the_words_of_the_runner_become_one_name_and_the_dose_stays(runner: Machine) -> None:
    runner.write_note("aliases.yaml", "butt kicks: heel flicks\n")

    runner.twinge("experiment", "start", "Heel-Flicks x10", "--against", "nothing")

    assert "experiment: 10 butt kicks\nagainst: carry on\n" in the_file(runner).read_text()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["carry on", "--against", "10 lunges"], "name the drill first"),
        (["10 butt kicks", "--against", "10 kick-butts"], "'10 butt kicks' is there twice"),
        (["10 butt kicks", "--against", "5-10 lunges"], "write one number"),
        (["10 butt kicks", "--against", "hop or skip"], "leaves a choice"),
        (["10", "--against", "carry on"], "doesn't say what was done"),
        (["", "--against", "carry on"], "it is not said what is to be done"),
        (["10 kicks: slow", "--against", "carry on"], "can't stand in the experiment's file"),
        (["10 kicks #2", "--against", "carry on"], "can't stand in the experiment's file"),
        (["10 kicks", "--against", "lunges, slow"], "can't stand in the experiment's file"),
        (["10 kicks\x1b[2J", "--against", "carry on"], "can't stand in the experiment's file"),
        (["10 kicks \udcff", "--against", "carry on"], "can't stand in the experiment's file"),
        (["10 butt kicks"], "Missing option '--against'"),
        (["10 butt kicks", "--against", "carry on", "--site", "both knees"], "is not one site"),
        (["10 butt kicks", "--against", "carry on", "--site", "medial"], "names no site"),
    ],
)
def test_what_makes_no_experiment_is_refused_and_nothing_is_written(
    runner: Machine, words: list[str], told: str
) -> None:
    ran = runner.twinge("experiment", "start", *words)

    assert ran.code == 2
    assert told in ran.err
    assert not (runner.notes / "experiments").exists()


def test_a_second_one_for_the_same_pain_is_refused_until_the_first_is_stopped(
    runner: Machine,
) -> None:
    runner.twinge(*START, "--site", "right knee")

    refused = runner.twinge(*TWO_DRILLS)
    elsewhere = runner.twinge(*TWO_DRILLS, "--site", "left shin")
    ambiguous = runner.twinge("experiment", "stop")
    unknown = runner.twinge("experiment", "stop", "none")

    assert refused.code == 2
    assert "'10 butt kicks or carry on' is running for the same pain since 20" in refused.err
    assert elsewhere.code == 0
    assert (ambiguous.code, unknown.code) == (2, 2)
    assert "2 experiments are running" in ambiguous.err
    assert "No experiment 'none' is running" in unknown.err


def test_stop_writes_a_file_beside_it_and_changes_none(runner: Machine) -> None:
    runner.twinge(*START)
    path = the_file(runner)
    before = path.read_bytes()

    ran = runner.twinge("experiment", "stop")
    again = runner.twinge("experiment", "stop")

    assert ran.code == 0
    assert path.read_bytes() == before
    assert Path(ran.out.splitlines()[0]).name == f"{path.stem}-stopped.md"
    assert (again.code, "No experiment is running." in again.err) == (2, True)
    assert ", ended 20" in runner.twinge("experiment", "status").out
    assert "next run" not in runner.twinge("today").out
    assert runner.twinge("check").code == 0


def test_the_same_experiment_may_be_started_again_the_same_day(runner: Machine) -> None:
    runner.twinge(*START)
    runner.twinge("experiment", "stop")
    second = runner.twinge(*START)

    assert second.code == 0
    name = Path(second.out.splitlines()[0]).stem
    assert name.endswith("-10-butt-kicks-2")
    status = runner.twinge("experiment", "status").out
    assert f"{name}: 10 butt kicks or carry on, since 20" in status


def test_check_names_the_mistakes_in_the_files_of_experiments(runner: Machine) -> None:
    runner.twinge(*START)
    path = the_file(runner)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("against: carry on", "agianst: carry on"), encoding="utf-8")
    runner.write_note("experiments/plans.md", "# only my plans\n")

    ran = runner.twinge("check")

    assert ran.code == 5
    name = f"experiments/{path.name}"
    assert f"{name}:2:1: there is nothing to compare it with" in ran.out
    assert (
        f"{name}:3:1: warning: the key 'agianst' is not read (did you mean 'against'?)" in ran.out
    )
    assert "plans.md" not in ran.out
    assert "10 butt kicks or carry on" in runner.twinge("experiment", "status").out


def test_a_mistake_in_an_experiment_s_file_speaks_of_no_run(
    runner: Machine, strava: SandboxState, story: Story
) -> None:
    """Its name begins with a day, and a run of that day still gets its note."""
    run = upload(strava, story, 0)
    runner.twinge("sync")
    day = next(one for one in strava_days(runner) if str(run) in one)[:10]
    bad = runner.write_note(f"experiments/{day}-kicks.md", "---\nexperiment: 10\nseed: x\n---\n")
    refused = runner.write_note(f"experiments/{day}-note.md", "---\npain: 11\n---\n")

    by_a_note = runner.twinge("ok", str(run))
    refused.unlink()
    by_an_experiment = runner.twinge("ok", str(run))

    assert by_a_note.code == 2
    assert refused.name in by_a_note.err
    assert by_an_experiment.code == 0
    assert bad.name in runner.twinge("check").out


def test_a_folder_that_cannot_be_written_into_is_told(runner: Machine) -> None:
    (runner.notes / "experiments").write_text("no folder")

    ran = runner.twinge(*START)

    assert ran.code == 6
    assert "can't be written" in ran.err
    assert "should be a folder that you may write into" in ran.err
    assert "No experiment yet" in runner.twinge("experiment", "status").out


def test_the_seed_is_in_its_file_and_in_nothing_that_is_shown(
    runner: Machine, strava: SandboxState, story: Story
) -> None:
    runner.twinge("sync")
    started = runner.twinge(*START)
    path = the_file(runner)
    seed = path.read_text(encoding="utf-8").partition("seed: ")[2].split()[0]
    upload(strava, story, 1)
    path.write_text(path.read_text(encoding="utf-8").replace(seed, f"{seed}0"), encoding="utf-8")
    commands = [("today",), ("today", "--json"), ("check",), ("check", "--json"), ("insights", "--json"),
                ("nightly", "--json"), ("experiment", "status"), ("experiment", "stop")]  # fmt: skip

    shown = [started, *(runner.twinge(*words) for words in commands)]

    assert len(seed) == 32
    assert [one for one in shown if seed in one.out + one.err] == []
    told = runner.twinge("check").out
    assert "'seed' was changed: it is not the seed that the draws come from" in told


def test_insights_tell_of_the_experiment(runner: Machine) -> None:
    runner.twinge("sync")
    runner.twinge(*START)

    found = runner.twinge("insights", "--json").json["findings"]

    (one,) = [finding for finding in found if finding["kind"] == "experiment"]
    assert (one["level"], one["subject"]) == ("not_enough", "10 butt kicks or carry on")
    assert one["text"].endswith("not enough yet, 6 more painful runs with a draw needed.")
    assert json.dumps(one)


def test_the_page_and_the_night_take_an_experiment(runner: Machine) -> None:
    runner.twinge(*START, "--site", "right knee")

    assert runner.twinge("nightly").code == 0
    assert runner.twinge("report").code == 0
