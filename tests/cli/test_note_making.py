"""`note`: three answers make a note, checked as they are given; nothing is ever overwritten."""

import sys
from pathlib import Path

import pytest
from conversation import converse
from runners_machine import Machine

from sync.sandbox.state import SandboxState
from sync.sandbox.story import Story


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An editor that leaves a line in a file of its own for each file that it opens."""
    opened, script = tmp_path / "opened", tmp_path / "editor.py"
    script.write_text(f"import sys\nopen({str(opened)!r}, 'a').write(sys.argv[1] + '\\n')\n")
    monkeypatch.setenv("EDITOR", f"{sys.executable} {script}")
    return opened


def new_note(machine: Machine, before: set[Path]) -> str:
    (path,) = set(machine.notes.rglob("*.md")) - before
    return path.read_text(encoding="utf-8")


def test_three_answers_make_a_note_that_is_read_as_meant(
    runner: Machine, strava: SandboxState, editor: Path
) -> None:
    runner.twinge("sync")
    before = set(runner.notes.rglob("*.md"))

    code, shown = converse(["note"], [("How bad", "4"), ("Where", "1"), ("From when", "2")])

    assert code == 0, shown
    text = new_note(runner, before)
    assert "\npain: 4\n" in text
    assert "\nwhere: right knee\n" in text
    assert "\nonset: 2 mi\n" in text
    assert not editor.exists()
    assert "right knee 4/10 from 2.0 mi" in runner.twinge("check").out


def test_an_answer_that_cannot_be_read_is_asked_again_with_the_reader_s_hint(
    runner: Machine, strava: SandboxState
) -> None:
    runner.twinge("sync")
    before = set(runner.notes.rglob("*.md"))

    code, shown = converse(
        ["note"],
        [
            ("How bad", "11"), ("How bad", "3-5"), ("How bad", "5"),
            ("Where", "9"), ("Where", "right kne"), ("Keep it", "n"), ("Where", "left shin"),
            ("From when", "70 mi"), ("From when", "5 M"), ("From when", "start"),
        ],
    )  # fmt: skip

    assert code == 0, shown
    assert "'11' is not a level from 0 to 10" in shown
    assert "(write the worst of it: 5)" in shown
    assert "'9' is none of the sites" in shown
    assert "did you mean 'knee'?" in shown
    assert "'70 mi' is beyond the end of the run" in shown
    assert "may be metres or miles" in shown
    text = new_note(runner, before)
    assert "\npain: 5\nwhere: left shin\nonset: start\n" in text


def test_without_pain_nothing_more_is_asked(runner: Machine, strava: SandboxState) -> None:
    runner.twinge("sync")
    before = set(runner.notes.rglob("*.md"))

    code, shown = converse(["note"], [("How bad", "no pain")])

    assert code == 0
    assert "Where" not in shown
    assert new_note(runner, before).endswith("\npain: 0\n---\n")
    assert runner.twinge("check").code == 0


def test_an_empty_answer_leaves_its_line_to_fill_in(
    runner: Machine, strava: SandboxState, editor: Path
) -> None:
    runner.twinge("sync")
    before = set(runner.notes.rglob("*.md"))

    converse(["note"], [("How bad", "4"), ("Where", ""), ("From when", "")])

    text = new_note(runner, before)
    assert "\npain: 4\nwhere: # such as right knee, medial\nonset: # such as 3 mi" in text
    assert not editor.exists()
    assert "it is not said where the pain of 4 was" in runner.twinge("check").out


def test_the_editor_is_opened_when_nothing_was_answered(
    runner: Machine, strava: SandboxState, editor: Path
) -> None:
    runner.twinge("sync")
    before = set(runner.notes.rglob("*.md"))

    code, _ = converse(["note"], [("How bad", ""), ("Where", ""), ("From when", "")])

    assert code == 0
    (path,) = set(runner.notes.rglob("*.md")) - before
    assert editor.read_text() == f"{path}\n"
    assert "pain: # fill in" in path.read_text(encoding="utf-8")


def test_the_editor_is_opened_with_edit_after_the_answers(
    runner: Machine, strava: SandboxState, editor: Path
) -> None:
    runner.twinge("sync")

    code, _ = converse(["note", "--edit"], [("How bad", "0")])

    assert code == 0
    assert editor.read_text().count("\n") == 1


def test_options_answer_without_questions(runner: Machine, strava: SandboxState) -> None:
    runner.twinge("sync")

    ran = runner.twinge("note", "--pain", "3", "--where", "right knee", "--onset", "1.5")

    assert ran.code == 0
    text = Path(ran.out.strip()).read_text(encoding="utf-8")
    assert "\npain: 3\nwhere: right knee\nonset: 1.5 mi\n" in text.replace('"', "")


def test_options_at_a_terminal_leave_nothing_to_ask(
    runner: Machine, strava: SandboxState, editor: Path
) -> None:
    runner.twinge("sync")

    code, shown = converse(["note", "--pain", "3"], [])

    assert code == 0
    assert "?" not in shown
    assert "How bad" not in shown
    assert not editor.exists()


@pytest.mark.parametrize(
    ("option", "value", "hint"),
    [
        ("--pain", "eleven", "not a level"),
        ("--pain", "3-5", "write the worst of it: 5"),
        ("--where", "medial", "names no site"),
        ("--onset", "70 mi", "beyond the end of the run"),
        ("--onset", "soon", "neither a distance nor a time"),
    ],
)
def test_an_option_that_cannot_be_read_writes_nothing(
    runner: Machine, strava: SandboxState, option: str, value: str, hint: str
) -> None:
    runner.twinge("sync")
    before = set(runner.notes.rglob("*"))

    ran = runner.twinge("note", option, value)

    assert ran.code == 2
    assert f"{option}: " in ran.err
    assert hint in ran.err
    assert set(runner.notes.rglob("*")) == before


def test_an_unknown_site_is_kept_and_said(runner: Machine, strava: SandboxState) -> None:
    runner.twinge("sync")

    ran = runner.twinge("note", "--pain", "2", "--where", "popliteus")

    assert ran.code == 0
    assert "I don't know the site 'popliteus'" in ran.err
    assert "where: popliteus" in Path(ran.out.strip()).read_text(encoding="utf-8")


def test_a_note_that_is_there_is_said_before_anything_is_asked(
    runner: Machine, strava: SandboxState, story: Story
) -> None:
    runner.twinge("sync")
    newest = str(story.activities[-1]["id"])
    path = Path(runner.twinge("note", newest, "--pain", "2").out.strip())
    text = path.read_text(encoding="utf-8")

    code, shown = converse(["note", newest], [])

    assert code == 2
    assert "is there already" in shown
    assert "How bad" not in shown
    assert path.read_text(encoding="utf-8") == text


def test_ok_since_lists_the_runs_then_asks_once_on_a_quiet_screen(
    runner: Machine, strava: SandboxState
) -> None:
    runner.twinge("sync")
    before = set(runner.notes.rglob("*.md"))

    refused, shown = converse(["ok", "--since", "2000-01-01"], [("Were all", "n")])
    none_made = set(runner.notes.rglob("*.md")) == before
    accepted, _ = converse(["ok", "--since", "2000-01-01"], [("Were all", "y")])

    assert (refused, accepted) == (0, 0)
    listed, question = shown.split("Were all ")
    assert question.startswith(f"{listed.count(' mi  ')} free of pain? [y/N]: ")
    assert none_made
    assert len(set(runner.notes.rglob("*.md")) - before) == listed.count(" mi  ")


def test_stopping_at_a_question_writes_nothing(runner: Machine, strava: SandboxState) -> None:
    runner.twinge("sync")
    before = set(runner.notes.rglob("*"))

    code, _ = converse(["note"], [("How bad", "4"), ("Where", "\x04")])

    assert code == 130
    assert set(runner.notes.rglob("*")) == before


def test_the_sites_of_the_newest_runs_are_offered_first(
    runner: Machine, strava: SandboxState, story: Story
) -> None:
    runner.twinge("sync")
    newest = str(story.activities[-1]["id"])
    runner.twinge("note", newest, "--pain", "2", "--where", "left achilles")

    _, shown = converse(["note"], [("How bad", "1"), ("Where", ""), ("From when", "")])

    assert "Where (1 left achilles, 2 " in shown
