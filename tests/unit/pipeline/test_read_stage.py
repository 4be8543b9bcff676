"""The notes as they stand: what stands in for a file that can't be read, and when nothing is changed at all."""

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pipeline_fakes import Desk

from annotations.model import Note
from sync.errors import NotesFolderError, SettingsError
from sync.pipeline.read import read_notes
from sync.pipeline.reports import NotesReport

pytest_plugins = ("pipeline_fixtures",)

GOOD = "---\npain: 3\nwhere: right knee\n---\nprivate words\n"


@pytest.fixture
def folder(desk: Desk) -> Path:
    made = desk.folder / "notes"
    made.mkdir()
    return made


def read(
    desk: Desk, folder: Path, *, accept_missing: bool = False
) -> tuple[list[Note], NotesReport]:
    return read_notes(
        folder,
        desk.store.notes,
        memory=desk.store.memory,
        units="km",
        today=date(2026, 7, 25),
        at=datetime(2026, 7, 25, tzinfo=UTC),
        accept_missing=accept_missing,
    )


def paths(notes: list[Note]) -> list[str]:
    return sorted(note.path for note in notes)


def write(folder: Path, count: int) -> list[Path]:
    made = [folder / f"2026-07-{day:02}.md" for day in range(1, count + 1)]
    for path in made:
        path.write_text(GOOD)
    return made


@pytest.mark.parametrize(
    ("damaged", "errors"),
    [
        ("---\npain: [3\n---\n", 1),
        ("---\npain: 11\n---\n", 1),
        ("---\npain: 3\nwhe", 1),
        ("", 1),
        (" \n\n", 1),
    ],
    ids=["no YAML", "no such pain", "half written", "empty", "blank"],
)
def test_the_last_good_reading_stands_in_for_a_damaged_file(
    desk: Desk, folder: Path, damaged: str, errors: int
) -> None:
    (path,) = write(folder, 1)
    (before,), _ = read(desk, folder)
    path.write_text(damaged)

    for _ in range(2):
        (after,), report = read(desk, folder)
        assert after == before
        assert len(report.errors) == errors

    path.write_text(GOOD.replace("3", "4"))
    (mended,), report = read(desk, folder)
    assert mended.complaints[0].level == 4
    assert report.problems == []


def test_a_damaged_file_that_never_was_good_gives_no_note(desk: Desk, folder: Path) -> None:
    write(folder, 1)[0].write_text("---\npain: [3\n---\n")

    notes, report = read(desk, folder)

    assert notes == []
    assert len(report.errors) == 1


def test_a_file_that_cannot_be_opened_keeps_its_last_reading(desk: Desk, folder: Path) -> None:
    (path,) = write(folder, 1)
    read(desk, folder)
    path.write_bytes(b"---\npain: 3\n---\n" + b"x" * (4 * 1024 * 1024))

    notes, report = read(desk, folder)

    assert paths(notes) == ["2026-07-01.md"]
    assert "larger than 4 MiB" in report.problems[0].message


def test_notes_in_a_folder_that_cannot_be_listed_are_not_gone(
    desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = folder / "2026"
    inner.mkdir()
    write(inner, 3)
    write(folder, 8)
    before, _ = read(desk, folder)
    _close(monkeypatch, inner)

    for _ in range(2):
        notes, report = read(desk, folder)
        assert paths(notes) == paths(before)
        assert [problem.path for problem in report.errors] == ["2026"]


def _close(monkeypatch: pytest.MonkeyPatch, closed: Path) -> None:
    """As a folder without permission is for anybody but root."""
    import os

    real = os.scandir

    def scandir(path: str | os.PathLike[str]) -> "os._ScandirIterator[str]":
        if Path(path) == closed:
            raise PermissionError(13, "Permission denied", str(path))
        return real(os.fspath(path))

    monkeypatch.setattr(os, "scandir", scandir)


def test_a_note_whose_frontmatter_was_removed_stops_being_one(desk: Desk, folder: Path) -> None:
    path, *_ = write(folder, 2)
    read(desk, folder)
    path.write_text("only words now\n")

    notes, report = read(desk, folder)
    assert paths(notes) == ["2026-07-01.md", "2026-07-02.md"], "it may be half-written"
    assert [problem.severity for problem in report.problems] == ["warning"]

    notes, report = read(desk, folder)
    assert paths(notes) == ["2026-07-02.md"]
    assert report.problems == []
    assert list(desk.store.notes.paths()) == ["2026-07-02.md"]


def test_other_files_are_passed_over_in_silence(desk: Desk, folder: Path) -> None:
    (folder / "shopping.md").write_text("---\ntags: [food]\n---\nmilk\n")
    (folder / "plain.md").write_text("no frontmatter")

    assert read(desk, folder) == ([], NotesReport())


@pytest.mark.parametrize(
    ("notes", "gone", "stops"),
    [(20, 7, True), (20, 6, False), (10, 4, False), (10, 5, True), (5, 5, True), (4, 4, True), (4, 3, False),
     (17, 5, False), (16, 5, True)],
)  # fmt: skip
def test_an_emptied_folder_or_more_than_30_percent_and_at_least_5_gone_stop_the_stage(
    desk: Desk, folder: Path, notes: int, gone: int, stops: bool
) -> None:
    made = write(folder, notes)
    read(desk, folder)
    for path in made[:gone]:
        path.unlink()

    if not stops:
        assert len(read(desk, folder)[0]) == notes - gone
        return
    with pytest.raises(NotesFolderError, match=f"^{gone} of {notes} notes are gone") as stopped:
        read(desk, folder)
    assert stopped.value.exit_code == 3
    assert len(desk.store.notes.paths()) == notes

    assert len(read(desk, folder, accept_missing=True)[0]) == notes - gone
    assert len(desk.store.notes.paths()) == notes - gone


@pytest.mark.parametrize(("ceased", "stops"), [(7, True), (6, False)])
def test_files_that_are_there_but_hold_no_note_any_more_stop_the_stage_too(
    desk: Desk, folder: Path, ceased: int, stops: bool
) -> None:
    """As a sync tool leaves them that puts its own text in place of each file."""
    made = write(folder, 20)
    read(desk, folder)
    for path in made[:ceased]:
        path.write_text("This file is not available on this device. Sign in to see it here.\n")

    if not stops:
        assert len(read(desk, folder)[0]) == 20 - ceased
        return
    for _ in range(2):
        with pytest.raises(NotesFolderError, match=r"7 of 20 notes in .* are no notes any more"):
            read(desk, folder)
    assert len(desk.store.notes.paths()) == 20

    assert len(read(desk, folder, accept_missing=True)[0]) == 20 - ceased


@pytest.mark.parametrize("count", [1, 20])
def test_notes_that_were_renamed_or_put_into_a_folder_are_not_gone(
    desk: Desk, folder: Path, count: int
) -> None:
    made = write(folder, count)
    read(desk, folder)
    (folder / "2026").mkdir()
    for path in made:
        path.rename(folder / "2026" / path.name)

    notes, _ = read(desk, folder)

    assert paths(notes) == [f"2026/{path.name}" for path in made]
    assert sorted(desk.store.notes.paths()) == paths(notes)


def test_a_new_note_stands_for_one_that_is_gone_and_for_no_more(desk: Desk, folder: Path) -> None:
    made = write(folder, 20)
    read(desk, folder)
    for path in made[:8]:
        path.unlink()
    (folder / "2026-07-30.md").write_text(GOOD)

    with pytest.raises(NotesFolderError, match=r"^7 of 20 notes are gone"):
        read(desk, folder)


def test_a_folder_that_is_gone_stops_the_stage_and_forgets_nothing(
    desk: Desk, folder: Path
) -> None:
    write(folder, 2)
    read(desk, folder)
    shutil.rmtree(folder)

    with pytest.raises(NotesFolderError, match="2 notes were read from it before"):
        read(desk, folder, accept_missing=True)

    assert len(desk.store.notes.paths()) == 2


def test_a_folder_that_never_was_is_a_matter_of_settings(desk: Desk) -> None:
    with pytest.raises(SettingsError, match="twinge init"):
        read(desk, desk.folder / "nowhere")


def test_no_message_holds_the_words_of_a_note(desk: Desk, folder: Path) -> None:
    path, *_ = write(folder, 2)
    read(desk, folder)
    path.write_text("---\npain: 3\nwhere: [\n---\nmy secret words\n")

    _, report = read(desk, folder)

    assert "secret" not in repr(report.as_json())
    assert "private" not in repr(report.as_json())
