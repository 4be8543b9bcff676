"""The notes folder is read whole, carefully, and never written."""

import os
from pathlib import Path

import pytest

from annotations.errors import FolderMissingError
from annotations.notes.vault import MAX_BYTES, NoteFile, scan


def write(folder: Path, name: str, text: str = "x") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def one(folder: Path) -> NoteFile:
    files = scan(folder)
    assert len(files) == 1
    return files[0]


def test_markdown_files_are_found_in_depth_and_sorted(tmp_path: Path) -> None:
    for name in ("b.md", "sub/deep/c.MD", "a.md", "readme.txt", "sub/a.markdown"):
        write(tmp_path, name, name)
    assert scan(tmp_path) == (
        NoteFile("a.md", b"a.md"),
        NoteFile("b.md", b"b.md"),
        NoteFile("sub/deep/c.MD", b"sub/deep/c.MD"),
    )


@pytest.mark.parametrize(
    "name",
    [
        ".obsidian/x.md", ".git/x.md", ".trash/x.md", "sub/.hidden/x.md", ".x.md", ".x.txt.icloud",
        "x.md~", "x.md.tmp", ".x.md.swp", ".#x.md", "x.tmp", "4913",
    ],
)  # fmt: skip
def test_hidden_and_editors_files_are_passed_over(tmp_path: Path, name: str) -> None:
    write(tmp_path, name)
    assert scan(tmp_path) == ()


@pytest.mark.parametrize(
    "name",
    [
        "note (conflicted copy 2026-03-14).md",
        "note (Anna's conflicted copy).md",
        "note.sync-conflict-20260314-071000-ABCDEFG.md",
        "note (Conflict 1).md",
    ],
)
def test_conflict_copies_give_a_warning_and_are_not_read(tmp_path: Path, name: str) -> None:
    write(tmp_path, name)
    file = one(tmp_path)
    assert file.data is None
    assert file.problem is not None
    assert file.problem.severity == "warning"


def test_a_missing_folder_is_not_an_empty_one(tmp_path: Path) -> None:
    assert scan(tmp_path) == ()
    with pytest.raises(FolderMissingError):
        scan(tmp_path / "gone")
    with pytest.raises(FolderMissingError):
        scan(write(tmp_path, "file"))


def test_a_fifo_and_a_folder_named_like_a_note_are_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "folder.md").mkdir()
    (tmp_path / "device.md").symlink_to("/dev/zero")
    assert scan(tmp_path) == ()


def test_a_link_out_of_the_folder_is_an_error_and_not_read(tmp_path: Path) -> None:
    secret = write(tmp_path, "outside/secret.md", "secret")
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "link.md").symlink_to(secret)
    file = one(tmp_path / "notes")
    assert file.data is None
    assert file.problem is not None
    assert file.problem.severity == "error"


def test_links_inside_the_folder_don_t_double_a_note(tmp_path: Path) -> None:
    write(tmp_path, "a.md")
    (tmp_path / "b.md").symlink_to("a.md")
    (tmp_path / "loop").symlink_to(tmp_path)
    assert [file.path for file in scan(tmp_path)] == ["a.md"]


def test_dangling_and_circular_links_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.md").symlink_to("nowhere.md")
    (tmp_path / "b.md").symlink_to("b.md")
    assert [bool(file.problem) for file in scan(tmp_path)] == [True, True]


def test_a_folder_that_is_itself_a_link_is_read(tmp_path: Path) -> None:
    write(tmp_path, "real/a.md")
    (tmp_path / "notes").symlink_to("real")
    assert one(tmp_path / "notes").data == b"x"


def test_a_huge_file_is_an_error(tmp_path: Path) -> None:
    with (tmp_path / "huge.md").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    assert "4 MiB" in str(one(tmp_path).problem)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_an_error(tmp_path: Path) -> None:
    write(tmp_path, "a.md").chmod(0)
    write(tmp_path, "sub/b.md")
    (tmp_path / "sub").chmod(0)
    try:
        assert [file.problem is not None for file in scan(tmp_path)] == [True, True]
    finally:
        (tmp_path / "sub").chmod(0o700)


@pytest.mark.parametrize("name", [b"a\x1b[31m.md", b"a\n.md", b"caf\xe9.md"])
def test_names_that_can_t_be_printed_are_escaped(tmp_path: Path, name: bytes) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text("x")
    file = one(tmp_path)
    assert file.data == b"x"
    assert file.path.isprintable()
    assert file.path.isascii()


def test_nothing_in_the_folder_is_changed(tmp_path: Path) -> None:
    write(tmp_path, "sub/a.md")
    before = sorted((str(p), p.lstat().st_mtime_ns) for p in tmp_path.rglob("*"))
    scan(tmp_path)
    assert sorted((str(p), p.lstat().st_mtime_ns) for p in tmp_path.rglob("*")) == before
