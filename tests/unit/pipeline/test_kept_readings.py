"""Notes that have not changed since an earlier command are not opened, and count as if they had been."""

import os
import tempfile
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kept_folder import TODAY, Folder, Kept
from pipeline_fakes import Desk

from annotations.model import Units
from sync.pipeline.read import read_notes

pytest_plugins = ("pipeline_fixtures",)

GOOD = "---\ndate: 2026-03-14\npain: 3 from 3\nwhere: right knee\n---\nprivate words\n"
OTHER = GOOD.replace("3 from", "4 from")
WARNED = "---\ndate: 2026-03-14\npain: 4\n---\n"
TOMORROW_BUT_ONE = "---\ndate: 2026-06-03\npain: 0\n---\n"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    made = tmp_path / "notes"
    made.mkdir()
    return Folder(made)


def test_what_has_not_changed_is_not_opened_and_reads_as_before(folder: Folder) -> None:
    kept = Kept()
    folder.write("a.md", GOOD)
    folder.write("b.md", WARNED)
    folder.write("c.md", "---\ntitle: a recipe\n---\n")
    first = folder.read(kept)
    assert folder.read(kept) == first
    assert [problem.severity for problem in first[1]] == ["warning"]
    assert folder.opened(kept) == set()


def test_a_changed_a_new_and_a_touched_file_are_opened_and_no_other(folder: Folder) -> None:
    kept = Kept()
    for name in ("a.md", "b.md", "c.md"):
        folder.write(name, GOOD)
    folder.read(kept)
    folder.write("a.md", OTHER)
    folder.touch("b.md")
    folder.write("d.md", GOOD)
    assert folder.opened(kept) == {"a.md", "b.md", "d.md"}
    assert folder.opened(kept) == set()


def test_a_file_put_in_the_place_of_another_of_the_same_size_and_time_is_opened(
    folder: Folder,
) -> None:
    kept = Kept()
    folder.write("a.md", GOOD)
    folder.write("other", OTHER)
    os.utime(folder.path / "other", ns=(0, (folder.path / "a.md").stat().st_mtime_ns))
    folder.read(kept)
    (folder.path / "other").rename(folder.path / "a.md")
    assert folder.opened(kept) == {"a.md"}


def test_a_file_changed_within_two_seconds_of_its_reading_is_opened_again(folder: Folder) -> None:
    kept = Kept()
    folder.write("a.md", GOOD)
    changed_s = (folder.path / "a.md").stat().st_ctime
    just_now = datetime.fromtimestamp(changed_s + 1.5, UTC)
    a_while_ago = datetime.fromtimestamp(changed_s + 2.5, UTC)
    folder.read(kept, at=just_now)
    assert folder.opened(kept, at=a_while_ago) == {"a.md"}
    assert folder.opened(kept, at=a_while_ago) == set()


@pytest.mark.parametrize("changed", ["units", "aliases", "an earlier day"])
def test_other_units_other_aliases_or_an_earlier_day_open_every_file(
    folder: Folder, changed: str
) -> None:
    kept = Kept()
    folder.write("a.md", GOOD)
    folder.read(kept)
    units: Units = "mi" if changed == "units" else "km"
    if changed == "aliases":
        folder.write("aliases.yaml", "butt kicks: flicks\n")
    today = date(2026, 5, 31) if changed == "an earlier day" else TODAY
    assert folder.opened(kept, units=units, today=today) == {"a.md"}
    assert folder.opened(kept, units=units, today=today) == set()


def test_a_later_day_opens_only_the_notes_with_an_error(folder: Folder) -> None:
    kept = Kept()
    folder.write("a.md", GOOD)
    folder.write("b.md", TOMORROW_BUT_ONE)
    assert [problem.severity for problem in folder.read(kept)[1]] == ["error"]
    assert folder.opened(kept, today=date(2026, 6, 3)) == {"b.md"}


def test_a_reading_of_another_program_or_a_damaged_one_is_not_used(folder: Folder) -> None:
    kept = Kept()
    for name in ("a.md", "b.md", "c.md"):
        folder.write(name, GOOD)
    first = folder.read(kept)
    kept.read["a.md"] = replace(kept.read["a.md"], terms="another version's")
    kept.read["b.md"] = replace(kept.read["b.md"], text="[1,")
    kept.read["c.md"] = replace(kept.read["c.md"], text='{"pain": 3}')
    assert folder.read(kept) == first
    assert folder.opened(kept) == set()


def test_the_database_keeps_readings_from_one_command_to_the_next(
    desk: Desk, folder: Folder
) -> None:
    for name in ("a.md", "b.md"):
        folder.write(name, GOOD)
    at = datetime(2100, 1, 1, tzinfo=UTC)

    def read() -> list[float]:
        notes, _ = read_notes(
            folder.path, desk.store.notes, units="km", today=TODAY, at=at, memory=desk.store.memory
        )
        return [note.complaints[0].level for note in notes]

    assert read() == [3, 3]
    first = {kept.path: kept for kept in desk.store.notes.readings()}
    folder.write("b.md", OTHER)
    assert read() == [3, 4]
    second = {kept.path: kept for kept in desk.store.notes.readings()}
    assert second["a.md"] == first["a.md"]
    assert second["b.md"] != first["b.md"]
    desk.store.notes.save([], [], at, [replace(second["a.md"], text=second["b.md"].text)])
    assert read() == [4, 4], "the reading is used, and the file is not opened"


CONTENTS = (
    GOOD,
    OTHER,
    WARNED,
    TOMORROW_BUT_ONE,
    "---\ndate: 2026-03-14\npain: 4\nwhere: [a\n---\n",
    "---\ndate: 2026-03-14\npain: 4\nbefore: flicks\ndid:\n- flicks @ 25:30 -> gone, back after 1\n---\n",
    "---\ntitle: a recipe\n---\n",
    "---\npain: 2\nmorning: 1.5\nfeels: dull\nwhere: both knees\n---\n",
    "",
)
NAMES = st.sampled_from(
    ["a.md", "b.md", "2026-06-03.md", "a (1).md", "caf\u00e9.md", "cafe\u0301.md"]
)
STEPS = st.one_of(
    st.tuples(st.just("write"), NAMES, st.sampled_from(CONTENTS)),
    st.tuples(st.just("delete"), NAMES),
    st.tuples(st.just("touch"), NAMES),
    st.tuples(st.just("aliases"), st.sampled_from(["butt kicks: flicks\n", "x: [\n", ""])),
    st.tuples(st.just("units"), st.sampled_from(["km", "mi"])),
    st.tuples(st.just("day"), st.integers(-3, 3)),
    st.tuples(st.just("nothing")),
)


@given(st.lists(STEPS, min_size=1, max_size=12))
@settings(max_examples=150, deadline=None)
def test_whatever_is_edited_the_notes_and_problems_are_those_of_a_reading_of_every_file(
    steps: list[tuple[Any, ...]],
) -> None:
    keeping, forgetful = Kept(), Kept(forgetful=True)
    units: Units = "km"
    today = TODAY
    with tempfile.TemporaryDirectory() as made:
        folder = Folder(Path(made))
        for step, *args in steps:
            match step, args:
                case "write", [name, text]:
                    folder.write(name, text)
                case "delete", [name]:
                    (folder.path / name).unlink(missing_ok=True)
                case "touch", [name] if (folder.path / name).exists():
                    folder.touch(name)
                case "aliases", [text]:
                    folder.write("aliases.yaml", text)
                case "units", [units]:
                    pass
                case "day", [days]:
                    today = date.fromordinal(TODAY.toordinal() + days)
            found = folder.read(keeping, units=units, today=today)
            assert found == folder.read(forgetful, units=units, today=today)
            assert keeping.good == forgetful.good
