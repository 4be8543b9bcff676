"""100 good notes among 76 kinds of bad ones: none is lost, and what is said of the bad ones reads well."""

import re
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import bad_folder
import pytest

from annotations.model import Problem, Reading
from annotations.notes.reader import read_note
from annotations.notes.vault import scan

GOLDEN = Path(__file__).parents[2] / "data" / "bad_notes.txt"
TODAY = date(2026, 6, 1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("notes")
    bad_folder.make(made)
    return made


def read_all(folder: Path) -> tuple[dict[str, Reading], list[Problem]]:
    """The readings by path, and all problems of the folder and its files, in their order."""
    readings: dict[str, Reading] = {}
    problems: list[Problem] = []
    for file in scan(folder):
        if file.problem:
            problems.append(file.problem)
        if file.data is not None:
            reading = read_note(file.path, file.data, units="mi", today=TODAY)
            if reading is not None:
                readings[file.path] = reading
                problems += reading.problems
    return readings, problems


def report(readings: Mapping[str, Reading], problems: Sequence[Problem]) -> str:
    """What is said of each kind of bad note, in the order of their numbers."""
    titles = {key: title for key, (title, _) in bad_folder.NOTES.items()}
    titles |= bad_folder.IN_THE_FOLDER | bad_folder.ELSEWHERE
    lines = []
    for key, title in sorted(titles.items()):
        lines.append(f"{key:4}{title}")
        told = [p for p in problems if re.match(rf"2026-03-14-{key}\b", p.path)]
        lines += [f"      {problem}" for problem in told]
        if not told and key not in bad_folder.ELSEWHERE:
            path = f"2026-03-14-{key}.md"
            lines.append("      read without a word" if path in readings else "      passed over")
    return "\n".join([*lines, ""])


@pytest.mark.skipif(sys.platform != "linux", reason="other file systems refuse some of the names")
def test_what_is_said_of_bad_notes_is_as_it_was_agreed(folder: Path) -> None:
    """To accept other words, write `report(...)` to the golden file and read it from top to bottom."""
    assert report(*read_all(folder)) == GOLDEN.read_text(encoding="utf-8")


def test_every_kind_is_there(folder: Path) -> None:
    kinds = {*bad_folder.NOTES, *bad_folder.IN_THE_FOLDER, *bad_folder.ELSEWHERE}
    assert {int(kind[:2]) for kind in kinds} == set(range(1, 77))


def test_no_good_note_suffers_from_its_neighbours(folder: Path) -> None:
    readings, problems = read_all(folder)
    good = [reading for path, reading in readings.items() if path.startswith("2025-")]
    assert len(good) == bad_folder.GOOD
    assert all(reading.note is not None and not reading.problems for reading in good)
    assert not [problem for problem in problems if problem.path.startswith("2025-")]


def test_every_message_can_be_printed_and_has_its_place(folder: Path) -> None:
    for problem in read_all(folder)[1]:
        assert str(problem).isprintable()
        assert len(str(problem)) < 400
        assert re.match(r".+:[0-9]+:[0-9]+: \S", str(problem))
