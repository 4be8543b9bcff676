"""`today` at the command line: what is drawn, and what `note` takes over from it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from conversation import converse
from experimenter import START, TWO_DRILLS, the_file, upload, write_page
from runners_machine import Machine

from annotations.experiments.coins import arm_of
from annotations.experiments.model import Draw, Experiment
from annotations.experiments.pages import experiment_page
from annotations.experiments.reading import read_page
from annotations.notes.aliases import BUILT_IN
from sync.ports import StoredExperiment
from sync.sandbox.state import SandboxState
from sync.sandbox.story import Story
from sync.wiring import open_store, settings_here


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


def test_today_tells_the_forecast_of_each_site(runner: Machine) -> None:
    runner.twinge("sync")

    said, told = runner.twinge("today").out, runner.twinge("today", "--json").json
    texts = [finding["text"] for finding in told["forecasts"]]
    assert {finding["kind"] for finding in told["forecasts"]} == {"forecast"}
    assert texts
    assert all(text[1:] in said for text in texts)
    assert any(line.startswith("Right knee: next run: ") for line in said.splitlines())
