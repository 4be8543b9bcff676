"""What Obsidian and sync tools make of notes and of their folder."""

import unicodedata
from datetime import date, time
from pathlib import Path

import pytest

from annotations.model import Note, Reading
from annotations.notes.reader import read_note
from annotations.notes.vault import scan

TODAY = date(2026, 6, 1)
AS_TYPED = """\
strava: "14412345678"
pain:
  right knee: 5 from 3 mi (burning, stinging, medial, lateral)
did: ["10 butt kicks @ 3 mi -> gone", "nothing @ 4 mi -> same"]
before: [foam rolling, 'long warm-up']
factors: ["[[New insoles]]", "[[Treadmill running|treadmill]]"]
expect: "3"
"""
AS_REWRITTEN = """\
strava: 14412345678
pain:
  right knee: 5 from 3 mi (burning, stinging,
    medial, lateral)
did:
  - 10 butt kicks @ 3 mi
    -> gone
  - nothing @ 4 mi -> same
before:
  - foam rolling
  - long warm-up
factors:
  - "[[New insoles]]"
  - "[[Treadmill running|treadmill]]"
expect: 3
tags:
  - run
cssclasses:
"""


def reading(frontmatter: str) -> Reading:
    data = f"---\n{frontmatter}\n---\n".encode()
    read = read_note("2026-03-14.md", data, units="mi", today=TODAY)
    assert read is not None
    return read


def note(frontmatter: str) -> Note:
    read = reading(frontmatter)
    assert read.note is not None, read.problems
    assert read.problems == ()
    return read.note


def test_a_note_that_obsidian_has_rewritten_says_what_it_said() -> None:
    assert note(AS_REWRITTEN) == note(AS_TYPED)
    assert note(AS_TYPED).factors == ("new insoles", "treadmill")


@pytest.mark.parametrize(
    "text",
    ["[[right knee]]", "'[[right knee]]'", "[[[right knee]]]", "\n  - '[[Right Knee|right knee]]'"],
)
def test_a_link_is_read_as_its_text(text: str) -> None:
    assert [str(c.site) for c in note(f"pain: 3\nwhere: {text}").complaints] == ["right knee"]


def test_a_link_inside_a_bout_is_read_as_its_text() -> None:
    assert note("pain: 0\ndid: 10 [[butt kicks]] @ 3 mi -> gone").bouts[0].what == "butt kicks"


@pytest.mark.parametrize(
    ("text", "line", "placeholder"),
    [
        ("date: <% tp.date.now() %>\npain: 3", 2, "<% tp.date.now() %>"),
        ("pain: 3\ndate: {{date}}", 3, "{{date}}"),
        ("pain: 3\ndate: '{{date:YYYY-MM-DD}}'", 3, "{{date:YYYY-MM-DD}}"),
        ("pain: <% tp.system.prompt('How bad?') %>", 2, "<% tp.system.prompt('How bad?'"),
        ("title: {{title}}\npain:", 2, "{{title}}"),
        ("pain: 3\nbefore:\n  - {{VALUE}}", 4, "{{VALUE}}"),
    ],
)
def test_a_template_is_named_as_such_and_is_no_error(
    text: str, line: int, placeholder: str
) -> None:
    read = reading(text)
    assert read.note is None
    assert [(p.severity, p.line) for p in read.problems] == [("warning", line)]
    assert read.problems[0].message.startswith(f"'{placeholder}' is a template's placeholder")


def test_a_placeholder_behind_a_key_of_another_tool_does_not_lose_the_note() -> None:
    assert note("title: <% tp.file.title %>\npain: 0\n# {{a comment}}\nx: '{{y}}'").pain_stated


def test_a_note_in_one_line_of_braces_is_read() -> None:
    assert note("{date: 2026-03-14 07:10, pain: 0}").at == time(7, 10)


@pytest.mark.parametrize("name", ["run (1).md", "run 2.md", "run copy.md", "run(1).md"])
def test_a_numbered_copy_beside_its_note_is_named_and_not_read(tmp_path: Path, name: str) -> None:
    for each in ("run.md", name):
        (tmp_path / each).write_text("x")
    problems = {file.path: file.problem for file in scan(tmp_path)}
    assert problems["run.md"] is None
    problem = problems[name]
    assert problem is not None
    assert problem.severity == "warning"
    assert "'run.md'" in problem.message


@pytest.mark.parametrize("name", ["2026-03-14 (1).md", "lap 2.md", "run 12.md"])
def test_a_number_in_a_name_alone_makes_no_copy(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("x")
    assert [file.problem for file in scan(tmp_path)] == [None]


def test_a_note_of_a_second_run_of_the_day_is_no_copy(tmp_path: Path) -> None:
    for name in ("2026-03-14.md", "2026-03-14 2.md"):
        (tmp_path / name).write_text("x")
    assert [file.problem for file in scan(tmp_path)] == [None, None]


def test_a_note_that_icloud_has_not_downloaded_counts_as_there(tmp_path: Path) -> None:
    (tmp_path / ".2026-03-14.md.icloud").write_bytes(b"bplist")
    (file,) = scan(tmp_path)
    assert file.path == "2026-03-14.md"
    assert file.data is None
    assert file.problem is not None
    assert "iCloud" in file.problem.message


def test_a_placeholder_beside_its_note_says_nothing(tmp_path: Path) -> None:
    (tmp_path / ".a.md.icloud").write_bytes(b"bplist")
    (tmp_path / "a.md").write_text("x")
    assert [(file.path, file.problem) for file in scan(tmp_path)] == [("a.md", None)]


def test_of_two_names_that_look_the_same_one_is_read_and_the_other_named(tmp_path: Path) -> None:
    for form in ("NFC", "NFD"):
        (tmp_path / unicodedata.normalize(form, "läufchen.md")).write_text("x")
    if len(list(tmp_path.iterdir())) < 2:
        pytest.skip("this file system takes both names for one")
    read, doubled = sorted(scan(tmp_path), key=lambda file: file.problem is not None)
    assert read.data == b"x"
    assert doubled.problem is not None
    assert "same name" in doubled.problem.message
