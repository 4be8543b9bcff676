"""Treatments and factors under their one name, whatever the runner calls them."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.model import Note
from annotations.notes.aliases import BUILT_IN, Aliases, read_aliases
from annotations.notes.reader import read_note
from annotations.notes.vault import read_file, scan


def aliases(text: str) -> Aliases:
    read = read_aliases(text.encode())
    assert read.problems == ()
    return read.aliases


def note(frontmatter: str, known: Aliases = BUILT_IN) -> Note:
    data = f"---\npain: 0\n{frontmatter}\n---\n".encode()
    read = read_note("2026-03-14.md", data, units="km", today=date(2026, 6, 1), aliases=known)
    assert read is not None
    assert read.note is not None, read.problems
    return read.note


@pytest.mark.parametrize(
    "text", ["Butt-kicks", "kick butts", "butt kicks", "Butt_Kick", "buttkicks"]
)
def test_the_built_in_names_are_one_everywhere_in_a_note(text: str) -> None:
    read = note(
        f"did:\n- 10 {text} @ 3 km -> gone\nbefore: {text}\nafter: [{text}]\nfactors: {text}"
    )
    assert read.bouts[0].what == "butt kicks"
    assert read.before == read.after == read.factors == ("butt kicks",)


def test_the_runners_own_names_are_used_in_each_place() -> None:
    known = aliases("butt kicks: [heel flicks, bum flicks]\nnew shoes: Fresh Shoes\n")
    read = note(
        "did:\n- 3x10 Heel-flicks @ 3 km -> gone\n- {what: bum flicks, reps: 10}\n"
        "before: [heel flicks]\nafter: heel flicks\nfactors: [fresh shoes, treadmill]",
        known,
    )
    assert [bout.what for bout in read.bouts] == ["butt kicks", "butt kicks"]
    assert read.before == read.after == ("butt kicks",)
    assert read.factors == ("new shoes", "treadmill")


def test_two_names_of_one_thing_in_a_list_are_one_entry() -> None:
    known = aliases("butt kicks: [heel flicks]")
    assert note("before: [heel flicks, kick butts, Butt kicks]", known).before == ("butt kicks",)


def test_the_other_names_may_stand_in_a_list_below() -> None:
    known = aliases("# mine\nbutt kicks:\n  - kick butts\n  - 'heel flicks'\n\nwalk: [stroll]\n")
    assert known.name_of("Heel flicks") == "butt kicks"
    assert known.name_of("stroll") == "walking"


def test_a_name_of_ones_own_for_carrying_on_is_the_comparison() -> None:
    read = note("did: plodded @ 3 km", aliases("carry on: plodded"))
    assert read.bouts[0].what == "carry on"


@pytest.mark.parametrize("text", ["", "\n", "# nothing yet\n", "---\n"])
def test_an_empty_file_adds_nothing(text: str) -> None:
    assert aliases(text) == BUILT_IN


@pytest.mark.parametrize(
    ("text", "line", "col", "message"),
    [
        ("butt kicks: [flicks]\nhigh knees: [flicks]", 2, 14,
         "'flicks' on line 2 means 'high knees', on line 1 'butt kicks'"),
        ("walking: [jog]\njog: [trot]", 1, 11, "'jog' on line 1 means 'walking', on line 2 'jog'"),
        ("butt kicks: [a]\nKick-butts: [b]", 2, 1, "'butt kicks' has line 1 and line 2"),
        ("walking: [kept on]", 1, 11, "'kept on' can't mean 'walking': it says that nothing was done"),
        ("12: [a]", 1, 1, "'12' is not a name"),
        ("a: {b: c}", 1, 4, "'a' must be a list of words"),
        ("a:", 1, 1, "'a' has no other name"),
        ("- a", 1, 1, "the file is not made of 'key: value' lines"),
        ("a: [b", 1, 4, "a [ or { is opened here and not closed as it should be"),
        ("a: &x b", 1, 4, "anchors (&) and aliases (*) are not supported"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_the_file_is_told_by_line(
    text: str, line: int, col: int, message: str
) -> None:
    found = [(p.path, p.line, p.col, p.message) for p in read_aliases(text.encode()).problems]
    assert found == [("aliases.yaml", line, col, message)]


def test_lines_without_a_fault_still_count() -> None:
    read = read_aliases(b"butt kicks: [flicks]\nhigh knees: [flicks, lifts]")
    assert read.aliases.name_of("flicks") == "butt kicks"
    assert read.aliases.name_of("lifts") == "high knees"


def test_a_file_that_is_no_text_is_an_error_and_the_built_in_names_stay() -> None:
    read = read_aliases(b"a: caf\xe9\n")
    assert read.aliases == BUILT_IN
    assert "0xe9" in str(read.problems[0])


def test_the_file_is_read_from_the_folder_and_is_no_note(tmp_path: Path) -> None:
    assert read_file(tmp_path, "aliases.yaml") is None
    (tmp_path / "aliases.yaml").write_text("butt kicks: flicks\n")
    file = read_file(tmp_path, "aliases.yaml")
    assert file is not None
    assert file.data == b"butt kicks: flicks\n"
    assert scan(tmp_path) == ()


@given(st.binary(max_size=200) | st.text("ab:[]{},-&*!#'\" \n", max_size=80).map(str.encode))
@settings(max_examples=300, deadline=None)
def test_no_file_raises(data: bytes) -> None:
    read = read_aliases(data)
    assert all(name != other for name, other in read.aliases.names.items())
