"""Tables in a folder of the runner's choice: all of them, or none."""

import stat
from pathlib import Path

import pytest

from annotations.report.spreadsheets import Sheet
from sync.errors import StorageError, UsageError
from sync.pipeline.pages import put_sheets


def sheet(name: str) -> Sheet:
    return Sheet(name, ("date", "name"), (("2026-03-09", "Über, and out"),))


def test_tables_that_were_begun_are_taken_away_when_one_cannot_be_written(tmp_path: Path) -> None:
    folder = tmp_path / "tables"
    # a second table of the same name finds its file there, as a full disk finds no room
    with pytest.raises(StorageError, match="can't be written"):
        put_sheets((sheet("runs"), sheet("weeks"), sheet("runs")), folder)
    assert not list(folder.iterdir())
    put_sheets((sheet("runs"), sheet("weeks")), folder)
    assert sorted(path.name for path in folder.iterdir()) == ["runs.csv", "weeks.csv"]


def test_a_table_is_private_and_a_spreadsheet_knows_its_letters(tmp_path: Path) -> None:
    put_sheets((sheet("runs"),), tmp_path / "tables")
    path = tmp_path / "tables" / "runs.csv"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_bytes().startswith(b"\xef\xbb\xbfdate,name\r\n")
    with pytest.raises(UsageError, match="not empty"):
        put_sheets((sheet("runs"),), tmp_path / "tables")
