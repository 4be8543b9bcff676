"""Reading the folder again gives what reading it anew would, and opens only what has changed."""

import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from annotations.notes.reread import Memory, Rereading, reread

from annotations.errors import FolderMissingError
from annotations.model import Reading
from annotations.notes.aliases import Aliases
from annotations.notes.reader import read_note
from annotations.notes.vault import scan

TODAY = date(2026, 6, 1)
LATER = datetime.now(UTC) + timedelta(hours=1)
PAIN_FREE = "---\ndate: 2026-03-14\npain: 0\n---\n"


def write(folder: Path, name: str, text: str = PAIN_FREE) -> Path:
    path = folder / name
    path.write_text(text)
    return path


def again(folder: Path, memory: Memory, *, today: date = TODAY, at: datetime = LATER) -> Rereading:
    return reread(folder, memory, today=today, at=at)


def anew(folder: Path) -> dict[str, Reading | None]:
    return {
        file.path: read_note(file.path, file.data, units="km", today=TODAY)
        for file in scan(folder)
        if file.data is not None
    }


def opened(found: Rereading) -> list[str]:
    return [file.path for file in found.files if file.data is not None]


def test_what_has_not_changed_is_not_opened_and_reads_as_before(tmp_path: Path) -> None:
    write(tmp_path, "a.md")
    write(tmp_path, "b.md", "---\ntitle: a recipe\n---\n")
    first = again(tmp_path, Memory("km"))
    second = again(tmp_path, first.memory)
    assert opened(first) == ["a.md", "b.md"]
    assert opened(second) == []
    assert second.readings == first.readings == anew(tmp_path)
    assert second.memory == first.memory


def test_a_changed_a_new_and_a_removed_file_are_noticed(tmp_path: Path) -> None:
    for name in ("a.md", "b.md", "c.md"):
        write(tmp_path, name)
    first = again(tmp_path, Memory("km"))
    write(tmp_path, "a.md", PAIN_FREE.replace("0\n", "4\n"))
    (tmp_path / "b.md").unlink()
    write(tmp_path, "d.md")
    second = again(tmp_path, first.memory)
    assert opened(second) == ["a.md", "d.md"]
    assert second.readings == anew(tmp_path)
    assert set(second.memory.kept) == {"a.md", "c.md", "d.md"}


def test_a_file_put_in_the_place_of_another_of_the_same_size_and_time_is_noticed(
    tmp_path: Path,
) -> None:
    before = write(tmp_path, "a.md").stat()
    first = again(tmp_path, Memory("km"))
    other = write(tmp_path, "other", PAIN_FREE.replace("0\n", "4\n"))
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    other.rename(tmp_path / "a.md")
    assert opened(again(tmp_path, first.memory)) == ["a.md"]


def test_a_file_written_just_now_is_read_once_more(tmp_path: Path) -> None:
    write(tmp_path, "a.md")
    first = again(tmp_path, Memory("km"), at=datetime.now(UTC))
    assert opened(again(tmp_path, first.memory)) == ["a.md"]


def test_a_note_with_an_error_is_read_again_since_its_day_may_have_come(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "---\ndate: 2026-06-03\npain: 0\n---\n")
    first = again(tmp_path, Memory("km"))
    second = again(tmp_path, first.memory, today=date(2026, 6, 3))
    readings = [found.readings["a.md"] for found in (first, second)]
    assert [reading.failed for reading in readings if reading] == [True, False]


def test_a_warning_is_told_again_without_the_file_being_opened(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "---\ndate: 2026-03-14\npain: 4\n---\n")
    first = again(tmp_path, Memory("km"))
    second = again(tmp_path, first.memory)
    reading = second.readings["a.md"]
    assert opened(second) == []
    assert reading is not None
    assert [problem.severity for problem in reading.problems] == ["warning"]


def test_other_aliases_are_used_when_the_memory_starts_afresh(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "---\ndate: 2026-03-14\npain: 0\nbefore: flicks\n---\n")
    known = Aliases({"flicks": "butt kicks"})
    reading = again(tmp_path, Memory("km", known)).readings["a.md"]
    assert reading is not None
    assert reading.note is not None
    assert reading.note.before == ("butt kicks",)


def test_a_missing_folder_is_not_an_empty_one(tmp_path: Path) -> None:
    with pytest.raises(FolderMissingError):
        again(tmp_path / "gone", Memory("km"))
