"""The 49 traps on which YAML readers damage or lose what people write between the dashes."""

from typing import Any

import pytest

from annotations.notes.frontmatter import read_frontmatter
from annotations.notes.remarks import Remarks
from annotations.notes.tree import Fields, Items, Node


def plain(node: Node) -> Any:
    """The tree as Python's own lists and mappings of texts."""
    if isinstance(node, Fields):
        return {field.key.text: plain(field.value) for field in node.fields}
    if isinstance(node, Items):
        return [plain(item) for item in node.items]
    return node.text


def fenced(frontmatter: str) -> bytes:
    return f"---\npain: 0\n{frontmatter}\n---\nbody\n".encode()


def flow(texts: str) -> dict[str, str]:
    """Each text a value of its own key."""
    return {f"k{number}": text for number, text in enumerate(texts.split())}


def as_lines(texts: str) -> str:
    return "\n".join(f"{key}: {text}" for key, text in flow(texts).items())


# Values of any look stay the texts that they are: trap: the texts.
TEXTS = {
    "01 Norway": "no off y Yes on NO",
    "02 sexagesimal": "25:30 1:02:03 5:45 75:90",
    "03 times of day": "3:10 3:1 0:59 07:30",
    "04 octal and hexadecimal": "012 0o12 08 0x1F",
    "05 underscores and exponents": "1_000 1e3 .5 1. +5 1.5e3",
    "06 a decimal comma": "4,8 4.8 1/4",
    "18b colons without a blank": "https://x.org/a#b 10:30-11:00 a:b",
    "19 emoji and combining characters": "😀🏃\u200d♀️ cafe\u0301",
    "20 words for nothing": "~ null Null none",
    "23 dates": "2026-03-08 2026-03-08T07:30:00 2026-03-08T07:30:00-05:00 2026-03-08T07:30:00Z",
    "23b a date that is none": "2026-02-30",
    "24 a number beyond 2^53": "12345678901234567890 9007199254740993",
    "29 not a number": ".nan .inf NaN",
}
# trap: (bytes, the fields)
READ: dict[str, tuple[bytes, dict[str, Any]]] = {
    "08b a tab behind a colon or a value": (
        b"---\npain:\t3\nside: left\t\n---\n", {"pain": "3", "side": "left"},
    ),
    "09 a byte order mark": (b"\xef\xbb\xbf---\npain: 3\n---\n", {"pain": "3"}),
    "10 CRLF": (b"---\r\npain: 3\r\n---\r\n", {"pain": "3"}),
    "10b CR alone": (b"---\rpain: 3\r---\r", {"pain": "3"}),
    "13 closed by three points": (b"---\npain: 3\n...\ntext: not ours\n", {"pain": "3"}),
    "14 a rule in the body": (b"---\npain: 3\n---\ntext\n\n---\nmore: x\n", {"pain": "3"}),
    "14g blanks behind a fence": (b"---  \npain: 3\n--- \t\n", {"pain": "3"}),
    "15 comments": (
        fenced("note: left#knee\ntags: #run\ncolor: a # red"),
        {"pain": "0", "note": "left#knee", "tags": "", "color": "a"},
    ),
    "16 a link": (fenced("route: [[River loop]]"), {"pain": "0", "route": [["River loop"]]}),
    "16b a link in quotes": (
        fenced('route: "[[River loop|loop]]"'), {"pain": "0", "route": "[[River loop|loop]]"},
    ),
    "16c a list of links": (
        fenced("links:\n  - [[A]]\n  - [[B]]"), {"pain": "0", "links": [[["A"]], [["B"]]]},
    ),
    "20 no value": (fenced("a:\nb: ''"), {"pain": "0", "a": "", "b": ""}),
    "25b JSON between the dashes": (
        b'---\n{"pain": 3, "side": "left"}\n---\n', {"pain": "3", "side": "left"},
    ),
    "26 keys that are no texts": (
        fenced("1: a\ntrue: b\non: c\n3.5: d"),
        {"pain": "0", "1": "a", "true": "b", "on": "c", "3.5": "d"},
    ),
    "27 texts of several lines": (
        fenced("n: |\n  line1\n  line2: x\np: >\n  a\n  b"),
        {"pain": "0", "n": "line1\nline2: x", "p": "a b"},
    ),
}  # fmt: skip
# trap: (bytes, line and column, words of the message)
REFUSED = {
    "07 a key twice": (fenced("side: l\nside: r"), (4, 1), "first on line 3"),
    "08 a tab as indentation": (fenced("a:\n\tb: 1"), (4, 1), "not tabs"),
    "11 an anchor": (fenced("a: &x [1]\nb: *x"), (3, 4), "anchors"),
    "12 a billion laughs": (fenced("a: &a [x]\nb: &b [*a,*a]\nc: [*b,*b]"), (3, 4), "anchors"),
    "12b a merge key": (fenced("run: {<<: {a: b}}"), (3, 7), "merge"),
    "14b four dashes": (b"----\npain: 3\n----\n", (1, 1), "three hyphens"),
    "14d a blank line above": (b"\n---\npain: 3\n---\n", (2, 1), "first line"),
    "14e never closed": (b"---\npain: 3\nBody text: here\n", (1, 1), "not closed"),
    "17 an at sign first": (fenced("who: @physio"), (3, 6), "'...'"),
    "17 a backtick first": (fenced("who: `physio`"), (3, 6), "'...'"),
    "17 a per cent sign first": (fenced("who: %x"), (3, 6), "'...'"),
    "17b an asterisk first": (fenced("a: *bold* text"), (3, 4), "needs quotes"),
    "17c a tag": (fenced("a: !!python/object/apply:os.system [x]"), (3, 4), "tag"),
    "18 a colon in a text": (fenced("title: Assignment 1: hills"), (3, 20), "quotes"),
    "21 a very long text": (fenced(f"a: {'x' * 1_000_000}"), (1, 1), "64 KiB"),
    "21b nested 2,000 deep": (fenced(f"a: {'[' * 2000}"), (3, 9), "deeper"),
    "22 Latin-1": (b"---\npain: 0\nnote: caf\xe9\n---\n", (3, 10), "0xe9"),
    "22b UTF-16": ("---\npain: 3\n---\n".encode("utf-16"), (1, 1), "UTF-16"),
    "22c a control character": (fenced("n: a\0b"), (3, 5), "U+0000"),
    "25 a list": (b"---\n- pain: 3\n---\n", (2, 1), "key: value"),
    "28 a colon of full width": (fenced("x\uff1a left\ny: 1"), (4, 1), "full-width"),
    "30 a dash alone": (fenced("e: -\nf: 1"), (3, 4), "below the key"),
}
PASSED_OVER = {
    "14c a rule below, and no frontmatter": b"text\n\n---\npain: 3\n---\n",
    "14f an empty frontmatter": b"---\n---\ntext\n",
}


def read(data: bytes) -> tuple[dict[str, Any] | None, Remarks]:
    remarks = Remarks("2026-03-14.md")
    found = read_frontmatter(data, remarks)
    return (plain(found.fields) if found else None), remarks


@pytest.mark.parametrize("texts", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("quoted", [False, True], ids=["bare", "quoted"])
def test_a_value_stays_the_text_that_was_written(texts: str, *, quoted: bool) -> None:
    lines = as_lines(texts)
    if quoted:
        lines = "\n".join(line.replace(": ", ": '", 1) + "'" for line in lines.split("\n"))
    fields, remarks = read(fenced(lines))
    assert fields == {"pain": "0", **flow(texts)}
    assert remarks.problems == ()


@pytest.mark.parametrize(("data", "fields"), READ.values(), ids=READ)
def test_what_can_be_read_is_read_completely(data: bytes, fields: dict[str, Any]) -> None:
    found, remarks = read(data)
    assert found == fields
    assert remarks.problems == ()


@pytest.mark.parametrize(("data", "place", "words"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_read_is_told_at_its_place(
    data: bytes, place: tuple[int, int], words: str
) -> None:
    found, remarks = read(data)
    assert found is None
    assert [(problem.line, problem.col) for problem in remarks.problems] == [place]
    assert words in str(remarks.problems[0])
    assert "unreadable" not in str(remarks.problems[0])


@pytest.mark.parametrize("data", PASSED_OVER.values(), ids=PASSED_OVER)
def test_what_is_no_note_is_passed_over(data: bytes) -> None:
    found, remarks = read(data)
    assert not found
    assert remarks.problems == ()


def test_all_49_are_here() -> None:
    named = {trap.split()[0] for trap in (*TEXTS, *READ, *REFUSED, *PASSED_OVER)}
    assert len(named) == 49
