"""`experiment` and `today` at the command line, and what `note` takes over from them."""

import json
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from conversation import converse
from runners_machine import Machine

from annotations.experiments.arms import parse_arm
from annotations.experiments.coins import arm_of
from annotations.experiments.model import Draw, Experiment
from annotations.experiments.pages import experiment_page
from annotations.experiments.reading import read_page
from annotations.notes.aliases import BUILT_IN
from sync.ports import StoredExperiment
from sync.sandbox.state import SandboxState
from sync.sandbox.story import Story
from sync.wiring import open_store, settings_here

START = ("experiment", "start", "10 butt kicks", "--against", "carry on")
TWO_DRILLS = ("experiment", "start", "10 butt kicks", "--against", "10 high knees")


def upload(strava: SandboxState, story: Story, number: int) -> int:
    """A run that begins so many hours from now; its id."""
    newest = max(
        (one for one in story.activities if one["type"] == "Run"),
        key=lambda one: str(one["start_date"]),
    )
    start = (datetime.now(UTC) + timedelta(hours=number)).strftime("%Y-%m-%dT%H:%M:%SZ")
    made = {**newest, "id": int(newest["id"]) + 100 + number, "name": f"Run {number}"}
    strava.add({**made, "start_date": start, "start_date_local": start})
    return int(made["id"])


def write_page(machine: Machine, first_arm: int, *, site: str = "") -> Experiment:
    """An experiment, written by hand, whose first draw is this arm."""
    seeds = (f"{k:032x}" for k in range(1000))
    seed = next(seed for seed in seeds if arm_of(seed, 1, 2) == first_arm)
    arms = tuple(parse_arm(text, BUILT_IN) for text in ("10 butt kicks", "carry on"))
    made = Experiment("kicks", arms, None, datetime.now(UTC).replace(microsecond=0), seed)
    machine.write_note("experiments/kicks.md", experiment_page(made))
    return made


def strava_days(machine: Machine) -> list[str]:
    """The runs without a note, each as its day, what it was and its id."""
    listed = machine.twinge("ok", "--since", "2001-01-01")
    return [line for line in listed.out.splitlines() if line.endswith(")")]


def the_file(machine: Machine) -> Path:
    (path,) = (machine.notes / "experiments").glob("*.md")
    return path


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


def test_today_shows_a_draw_that_stays_until_a_run_has_taken_it(
    runner: Machine, strava: SandboxState, story: Story
) -> None:
    runner.twinge("sync")
    runner.twinge(*START)

    first, again = runner.twinge("today", "--json").json, runner.twinge("today", "--json").json
    upload(strava, story, 1)
    runner.twinge("sync")
    after = runner.twinge("today", "--json").json

    (one,), (two,) = first["experiments"], again["experiments"]
    assert one == two
    page = read_page("a.md", the_file(runner).read_bytes(), BUILT_IN)
    assert page is not None
    assert isinstance(page.page, Experiment)
    drawn = [str(page.page.arms[arm_of(page.page.seed, k, 2)]) for k in (1, 2)]
    assert (one["draw"], one["arm"]) == (1, drawn[0])
    assert (after["experiments"][0]["draw"], after["experiments"][0]["arm"]) == (2, drawn[1])


def test_today_works_without_an_experiment_a_login_and_a_network(settled: Machine) -> None:
    ran, told = settled.twinge("today"), settled.twinge("today", "--json")

    assert ran.code == 0
    assert ran.out == "No forecast yet: how far is likely free of pain takes noted runs.\n"
    assert told.json["experiments"] == told.json["forecasts"] == []


@pytest.mark.parametrize(
    "words", [("today",), ("experiment", "status"), ("experiment", "stop"), START]
)
def test_without_the_notes_folder_it_is_said_what_to_do(
    settled: Machine, words: tuple[str, ...]
) -> None:
    settled.notes.rmdir()

    ran = settled.twinge(*words)

    assert ran.code == 2
    assert "does not exist. Run `twinge init`" in ran.err
    assert not settled.notes.exists()


def test_expect_is_asked_before_the_coin_is_shown_and_once(
    runner: Machine, strava: SandboxState, story: Story
) -> None:
    runner.twinge("sync")
    runner.twinge(*TWO_DRILLS)

    code, shown = converse(["today"], [("how sure", "eleven"), ("how sure", "3.5")])
    _, second = converse(["today"], [])

    assert code == 0, shown
    assert "is not a level from 0 to 10" in shown
    assert shown.index("how sure") < shown.index("in your next run:")
    assert "how sure" not in second
    assert "in your next run:" in second
    drawn = runner.twinge("today", "--json").json["experiments"][0]
    assert drawn["expect"] == 3.5

    run = upload(strava, story, 1)
    runner.twinge("sync")
    draft = Path(runner.twinge("note", str(run), "--pain", "3", "--onset", "2 mi").out.strip())
    text = draft.read_text(encoding="utf-8")
    assert f"\nexpect: 3.5\narm: {drawn['arm']} # drawn by coin" in text
    assert f"\n#  - {drawn['arm']} @ 2 mi -> gone\n" in text


def test_a_draw_that_waits_since_another_day_says_so(runner: Machine) -> None:
    """A run that was not synced yet may have taken it already."""
    page = experiment_page(write_page(runner, first_arm=1)).encode()
    long_ago = datetime.now(UTC) - timedelta(days=3)
    with open_store(settings_here()) as store:
        store.experiments.begin(StoredExperiment("kicks", "experiments/kicks.md", page, long_ago))
        store.experiments.draw("kicks", [Draw(1, 1, long_ago)])

    said = runner.twinge("today").out

    assert "If pain comes in your next run: carry on. To carry on is only for a pain of" in said
    assert f"This draw was first shown on {long_ago.astimezone():%Y-%m-%d}, and no run has" in said
    assert "If you ran in between: `twinge sync`, then ask again." in said


def test_a_question_that_is_left_shows_and_keeps_nothing(
    runner: Machine, strava: SandboxState
) -> None:
    runner.twinge(*START)

    code, shown = converse(["today"], [("how sure", "\x04")])
    _, again = converse(["today"], [("how sure", "")])

    assert code == 130
    assert "in your next run" not in shown
    assert "in your next run:" in again


def test_the_note_of_a_run_that_was_to_carry_on_makes_its_outcome_easy_to_say(
    runner: Machine, strava: SandboxState, story: Story
) -> None:
    write_page(runner, first_arm=1)
    runner.twinge("today")
    run = upload(strava, story, 1)
    runner.twinge("sync")

    path = Path(runner.twinge("note", str(run), "--pain", "3", "--where", "right knee").out.strip())
    draft = path.read_text(encoding="utf-8")
    without = runner.twinge("experiment", "status").out
    path.write_text(draft.replace("# did:", "did:").replace("#  - ", "  - "), encoding="utf-8")
    with_it = runner.twinge("experiment", "status").out

    assert "\narm: carry on # drawn by coin: correct it if you did otherwise\n" in draft
    assert "\n#  - carried on @ 3 mi -> same\n" in draft
    assert "expect" not in draft
    assert "1 run with a draw, 1 of them noted; 1 painful." in without
    assert (
        "1 painful run without an outcome: the note does not say in time what came of it."
        in without
    )
    assert "without an outcome" not in with_it
    assert "carry on: drawn for 1 painful run." in with_it
    assert runner.twinge("check").code == 0


def test_a_blank_note_has_the_drawn_arm_too_and_a_pain_free_one_has_none(
    runner: Machine, strava: SandboxState, story: Story
) -> None:
    write_page(runner, first_arm=0)
    first, second = upload(strava, story, 1), upload(strava, story, 2)
    runner.twinge("sync")

    blank = Path(runner.twinge("note", str(first)).out.strip()).read_text(encoding="utf-8")
    free = Path(runner.twinge("note", str(second), "--pain", "0").out.strip())

    assert "\narm: 10 butt kicks # drawn by coin" in blank
    assert "\n#  - 10 butt kicks @ 3 mi -> gone\n" in blank
    assert "arm" not in free.read_text(encoding="utf-8").replace("warm", "")


def test_an_arm_that_was_corrected_does_not_move_the_run(
    runner: Machine, strava: SandboxState, story: Story
) -> None:
    write_page(runner, first_arm=0)
    run = upload(strava, story, 1)
    runner.twinge("sync")
    note = f"---\nstrava: {run}\npain: 3\nwhere: right knee\narm: nothing\n"
    runner.write_note("a.md", f"{note}did: [carried on @ 1 mi -> same]\n---\n")

    status = runner.twinge("experiment", "status").out

    assert "10 butt kicks: drawn for 1 painful run, in 1 of them something else was done." in status
    assert "carry on: drawn for 0 painful runs." in status


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


def test_today_tells_the_forecast_of_each_site(runner: Machine) -> None:
    runner.twinge("sync")

    said, told = runner.twinge("today").out, runner.twinge("today", "--json").json
    texts = [finding["text"] for finding in told["forecasts"]]
    assert {finding["kind"] for finding in told["forecasts"]} == {"forecast"}
    assert texts
    assert all(text[1:] in said for text in texts)
    assert any(line.startswith("Right knee: next run: ") for line in said.splitlines())
