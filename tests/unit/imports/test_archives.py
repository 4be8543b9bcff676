"""Folders and ZIPs are read in place, whatever their names and sizes."""

import zipfile
from pathlib import Path

import pytest

from sync.imports.archive import (
    LONGEST_LINE,
    Archive,
    ArchiveError,
    Lookup,
    Zip,
    listing_of,
    open_archive,
)
from sync.imports.recorded import UnreadableError


def packed(path: Path, files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as made:
        for name, data in files.items():
            made.writestr(name, data)
    return path


FILES = {
    "export_1/activities.csv": b"Activity ID\n1\n",
    "export_1/activities/5.fit.gz": b"five",
    "export_1/activities/6.GPX": b"six",
    "export_1/media/photo.jpg": b"no",
    "__MACOSX/export_1/activities/._5.fit.gz": b"no",
}


@pytest.mark.parametrize("kind", ["folder", "zip"])
def test_a_folder_and_a_zip_show_the_same(tmp_path: Path, kind: str) -> None:
    where = tmp_path / "export.zip"
    if kind == "zip":
        packed(where, FILES)
    else:
        where = tmp_path / "export"
        for name, data in FILES.items():
            (where / name).parent.mkdir(parents=True, exist_ok=True)
            (where / name).write_bytes(data)

    with open_archive(where) as archive:
        names = archive.names()
        listing = listing_of(names)
        assert sorted(names) == sorted(FILES)[1:4]
        assert listing == "export_1/activities.csv"
        assert list(archive.lines(listing)) == ["Activity ID\n", "1\n"]
        assert archive.read("export_1/activities/5.fit.gz") == b"five"


def test_reading_an_archive_changes_nothing_on_disk(tmp_path: Path) -> None:
    where = packed(tmp_path / "export.zip", {**FILES, "../../evil.fit": b"x", "/abs.fit": b"y"})

    with open_archive(where) as archive:
        read = {name: archive.read(name) for name in archive.names()}

    assert read["../../evil.fit"] == b"x"
    assert [path.name for path in tmp_path.iterdir()] == ["export.zip"]
    assert not (tmp_path.parent.parent / "evil.fit").exists()


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.fit").write_bytes(b"not yours")
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "a.fit").symlink_to(tmp_path / "secret.fit")

    with (
        open_archive(folder) as archive,
        pytest.raises(UnreadableError, match="not a file of this"),
    ):
        archive.read("a.fit")
    with (
        open_archive(folder) as archive,
        pytest.raises(UnreadableError, match="not a file of this"),
    ):
        archive.read("../secret.fit")


def test_an_entry_that_unpacks_to_a_mountain_is_refused(tmp_path: Path) -> None:
    where = packed(tmp_path / "bomb.zip", {"a.fit": b"\0" * (65 * 2**20)})

    assert where.stat().st_size < 300_000
    with open_archive(where) as archive, pytest.raises(UnreadableError, match="larger than any"):
        archive.read("a.fit")


def test_a_damaged_entry_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    where = packed(
        tmp_path / "export.zip", {"a.fit": b"a" * 500, "b.fit": b"b"}, zipfile.ZIP_STORED
    )
    where.write_bytes(where.read_bytes().replace(b"a" * 500, b"a" * 499 + b"c"))

    with open_archive(where) as archive:
        with pytest.raises(UnreadableError, match="the ZIP does not give it"):
            archive.read("a.fit")
        assert archive.read("b.fit") == b"b"


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.zip", b"PK\x05\x06 cut off", "damaged or not whole"),
        ("a.txt", b"hello", "no folder, no ZIP"),
        ("gone.zip", None, "it is not there"),
    ],
)
def test_a_path_that_is_no_archive_says_so(
    tmp_path: Path, name: str, content: bytes | None, why: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)

    with pytest.raises(ArchiveError, match=why), open_archive(tmp_path / name):
        pass


def test_a_single_file_is_an_archive_of_one(tmp_path: Path) -> None:
    (tmp_path / "run.fit").write_bytes(b"x")
    (tmp_path / "other.fit").write_bytes(b"y")

    with open_archive(tmp_path / "run.fit") as archive:
        assert (archive.name, archive.names()) == ("run.fit", ["run.fit"])


def test_a_name_is_found_in_any_case_form_and_encoding(tmp_path: Path) -> None:
    where = tmp_path / "export.zip"
    unflagged = zipfile.ZipInfo("activities/L\u00e4ufe/1.fit")
    with zipfile.ZipFile(where, "w") as made:
        made.writestr(unflagged, b"1")
        made.writestr("activities/2.FIT", b"2")
    raw = where.read_bytes()
    # what a program that forgets the UTF-8 flag leaves: the same bytes, flag bits 0
    where.write_bytes(raw.replace(b"\x00\x08\x00\x00", b"\x00\x00\x00\x00"))

    with zipfile.ZipFile(where) as opened:
        archive: Archive = Zip("export.zip", opened)
        find = Lookup("", archive.names()).find
        assert find("activities/La\u0308ufe/1.fit") == "activities/Läufe/1.fit"
        assert find("activities\\2.fit") == "activities/2.FIT"
        assert find("activities/3.fit") is None


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_packing_that_unpacks_all_at_once_is_refused_unopened(
    tmp_path: Path, method: int
) -> None:
    where = packed(tmp_path / "bomb.zip", {"a.fit": b"\0" * 10, "activities.csv": b"a"}, method)

    with open_archive(where) as archive:
        with pytest.raises(UnreadableError, match="packed in a way that Strava does not use"):
            archive.read("a.fit")
        with pytest.raises(ArchiveError, match=r"does not give activities.csv \(it is packed in"):
            list(archive.lines("activities.csv"))


def test_a_list_whose_packing_is_damaged_is_told(tmp_path: Path) -> None:
    where = packed(tmp_path / "export.zip", {"activities.csv": bytes(range(256)) * 40})
    raw = bytearray(where.read_bytes())
    raw[60:90] = b"\xff" * 30
    where.write_bytes(raw)

    with (
        pytest.raises(ArchiveError, match=r"the ZIP does not give activities\.csv"),
        open_archive(where) as archive,
    ):
        list(archive.lines("activities.csv"))


@pytest.mark.parametrize("kind", ["folder", "zip"])
def test_a_list_without_line_ends_comes_in_pieces(tmp_path: Path, kind: str) -> None:
    where = tmp_path
    if kind == "zip":
        where = packed(tmp_path / "export.zip", {"activities.csv": b"x" * (LONGEST_LINE + 5)})
    else:
        (tmp_path / "activities.csv").write_bytes(b"x" * (LONGEST_LINE + 5))

    with open_archive(where) as archive:
        pieces = [len(line) for line in archive.lines("activities.csv")]

    assert pieces == [LONGEST_LINE, 5]
