"""The quick reader of everyday frontmatter finds what YAML finds, or leaves it to YAML."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.notes.plaintree import build_plain_tree
from annotations.notes.yamltree import build_tree

EVERYDAY = {
    "keys with texts": "date: 2026-03-14 07:10\npain:  4/10 \nwhere: right knee, medial",
    "a list further in": "did:\n  - 10 butt kicks @ 3 mi -> gone, back after 1/4 mile\n  - walk",
    "a list in the keys' own column": "factors:\n- treadmill\n- new insoles\nexpect: 3",
    "keys below a key": "pain:\n  right knee: 5 from 3 mi (burning, medial)\n  shin:\nexpect: 3",
    "a list in brackets": "before: [foam rolling, long warm-up]",
    "keys without a value": "pain:\nwhere:",
    "a time with its colon": "onset: 25:30",
}
LEFT_TO_YAML = {
    "quotes": "where: 'knee'",
    "a comment": "where: knee #3",
    "a colon in a text": "note: felt tight: calf",
    "a text that goes on": "where: right\n  knee",
    "a key twice": "pain: 3\nPain: 4",
    "a key twice below a key": "pain:\n  shin: 3\n  Shin: 4",
    "a list whose dashes step": "did:\n  - a\n   - b",
    "a list in a list": "did:\n  - - a",
    "a bout as a mapping": "did:\n  - what: walk",
    "an anchor": "pain: &a 3",
    "a block of lines": "did: |\n  walk",
    "a key further in than the first": "a: 1\n b: 2",
    "a blank line": "a: 1\n\nb: 2",
    "a very long key": f"{'k' * 1100}: 1",
    "a great many lines": "\n".join(f"k{number}: 1" for number in range(600)),
}
PIECES = st.sampled_from(
    ["pain", "a: b\n", "key: ", "k2:", "did:\n", "- ", "  - ", "- x\n", "  k: v\n", "[a, b]", "[a,b]",
     ": ", ":", " #x", "#", "x y", "\n", " ", "12:30", "...", "---", "null", "-", "@", "->", "'", '"',
     "&a", "*", "{", "}", "!", "|", ">", "%", "? ", ",", "x:\n  y: [a b, c]\n", "<<: a\n", "~"]
)  # fmt: skip


@pytest.mark.parametrize("text", EVERYDAY.values(), ids=EVERYDAY)
def test_everyday_frontmatter_is_read_without_yaml_and_as_yaml_reads_it(text: str) -> None:
    plain = build_plain_tree(text, first_line=2)
    assert plain is not None
    assert plain == build_tree(text, first_line=2)


@pytest.mark.parametrize("text", LEFT_TO_YAML.values(), ids=LEFT_TO_YAML)
def test_anything_else_is_left_to_yaml(text: str) -> None:
    assert build_plain_tree(text, first_line=2) is None


@given(st.lists(PIECES, min_size=1, max_size=8).map("".join))
@settings(max_examples=500, deadline=None)
def test_the_quick_reader_never_contradicts_yaml(text: str) -> None:
    plain = build_plain_tree(text, first_line=2)
    if plain is not None:
        assert plain == build_tree(text, first_line=2)
