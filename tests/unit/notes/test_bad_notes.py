"""Notes that can't be read, or only with doubt: each is told by line, and never in silence."""

import time
from datetime import date

import pytest
import yaml

from annotations.model import Reading
from annotations.notes.reader import read_note
from annotations.notes.tree import FrontmatterError
from annotations.notes.yamltree import build_tree

TODAY = date(2026, 6, 1)


def read(data: bytes, path: str = "2026-03-14.md") -> Reading | None:
    return read_note(path, data, units="km", today=TODAY)


def fenced(frontmatter: str) -> bytes:
    return f"---\n{frontmatter}\n---\nbody\n".encode()


PAIN = "pain: 3\nwhere: knee\n"

# name: (bytes, line of the error, words of the message)
ERRORS: dict[str, tuple[bytes, int, str]] = {
    "5 opened, never closed": (b"---\npain: 3\nbody", 1, "not closed"),
    "7 four dashes": (b"----\npain: 3\n---\n", 1, "three hyphens"),
    "8 blank lines before": (b"\n\n---\npain: 3\n---\n", 3, "first line"),
    "10 blanks before the fence": (b"  ---\npain: 3\n---\n", 1, "three hyphens"),
    "15 UTF-16 with a mark": (fenced("pain: 3").decode().encode("utf-16"), 1, "UTF-16"),
    "15 UTF-16 without a mark": (fenced("pain: 3").decode().encode("utf-16-be"), 1, "UTF-16"),
    "16 Latin-1": (fenced("pain: 3\nfeels: gên\u00e9").decode().encode("latin-1"), 3, "0xea"),
    "18 NUL in a value": (fenced("pain: 3\0"), 2, "U+0000"),
    "18 nothing but NUL": (b"\0" * 300, 1, "NUL"),
    "19 a control character": (fenced("where: knee\npain: 3\x07"), 3, "U+0007"),
    "19 an escape sequence in quotes": (fenced('pain: "\\x1b[2J3"'), 2, "U+001B"),
    "20 TOML": (b"+++\npain = 3\n+++\n", 1, "three hyphens"),
    "20 JSON": (b'{"pain": 3}\n', 1, "JSON"),
    "21 a list": (fenced("- pain: 3"), 2, "key: value"),
    "22 a text": (fenced("pain 3"), 2, "key: value"),
    "24 two documents": (fenced("pain: 3\n--- x"), 3, ""),
    "25 a tab as indentation": (fenced("pain:\n\tknee: 3"), 3, "tabs"),
    "26 a no-break space as indentation": (fenced("pain:\n\u00a0knee: 3"), 3, "U+00A0"),
    "27 an open quote": (fenced(PAIN + "feels: 'abc"), 4, "never closed"),
    "28 an open bracket": (fenced(PAIN + "feels: [abc"), 4, "closed"),
    "29 a colon in a text": (fenced(PAIN + "note: felt tight: calf"), 4, "quotes"),
    "30 an at sign first": (fenced(PAIN + "note: @bob"), 4, "'...'"),
    "30 a backtick first": (fenced(PAIN + "note: `x`"), 4, "'...'"),
    "30 a per cent sign first": (fenced(PAIN + "note: %x"), 4, "'...'"),
    "33 a key twice": (fenced("pain: 3\nwhere: knee\npain: 4"), 4, "first on line 2"),
    "34 a key twice but for its case": (fenced("pain: 3\nPain: 4"), 3, "first on line 2"),
    "37 an anchor": (fenced("pain: &a 3"), 2, "anchors"),
    "37 an alias": (fenced("pain: 3\nx: *a"), 3, "anchors"),
    "39 a self reference": (fenced("a: &x [*x]\npain: 3"), 2, "anchors"),
    "40 a merge key": (fenced("pain: 3\n<<: {a: b}"), 3, "merge"),
    "41 a tag that would run code": (
        fenced("pain: !!python/object/apply:os.system [x]"), 2, "tag",
    ),
    "42 a tag of one's own": (fenced("pain: !secret x"), 2, "tag"),
    "42 a tag of YAML's": (fenced("pain: !!int 3"), 2, "tag"),
    "43 nested 2,000 deep": (fenced(PAIN + "a: " + "[" * 2000), 4, "deeper"),
    "44 a frontmatter of 3 MB": (fenced(PAIN + "a: " + "x" * 3_000_000), 1, "64 KiB"),
    "46 a lot of keys": (fenced(PAIN + "\n".join(f"k{i}: 1" for i in range(2500))), 2001, "2000"),
    "47 pain above 10": (fenced("pain: 11"), 2, "0 to 10"),
    "47 negative pain": (fenced("pain: -1"), 2, "0 to 10"),
    "48 pain of neither whole nor half": (fenced("pain: 3.3"), 2, "half"),
    "49 a decimal comma in a level": (fenced("pain: 3,5"), 2, "write 3.5"),
    "51 pain in words": (fenced("pain: three"), 2, "write 3"),
    "51 pain: yes": (fenced("pain: yes"), 2, "0 to 10"),
    "51 pain: ~": (fenced("pain: ~"), 2, "fill in"),
    "51 pain left empty": (fenced("pain:"), 2, "fill in"),
    "52 octal": (fenced("pain: 010"), 2, "0 to 10"),
    "52 hexadecimal": (fenced("pain: 0x1"), 2, "0 to 10"),
    "52 underscore": (fenced("pain: 1_0"), 2, "0 to 10"),
    "52 exponent": (fenced("pain: 1e1"), 2, "0 to 10"),
    "52 not a number": (fenced("pain: .nan"), 2, "0 to 10"),
    "52 infinite": (fenced("pain: .inf"), 2, "0 to 10"),
    "52 26 digits": (fenced("pain: " + "1" * 26), 2, "0 to 10"),
    "53 a list of levels": (fenced("pain: [3, 4]"), 2, "list"),
    "53 a mapping in a level": (fenced("pain:\n  knee: {level: 3}"), 3, "single text"),
    "53 a list as expect": (fenced("pain: 0\nexpect: [3]"), 3, "single text"),
    "55 a side and no site": (fenced("pain: 3\nwhere: right"), 3, "names no site"),
    "56 no such day": (fenced("pain: 0\ndate: 2024-02-30"), 3, "there is no 2024-02-30"),
    "56 no such month": (fenced("pain: 0\ndate: 2024-13-45"), 3, "there is no"),
    "56 year 0": (fenced("pain: 0\ndate: 0000-01-01"), 3, "there is no"),
    "56 no such hour": (fenced("pain: 0\ndate: 2024-03-14 25:10"), 3, "there is no"),
    "57 an ambiguous date": (fenced("pain: 0\ndate: 03/04/2026"), 3, "2026-03-14"),
    "61 a date to come": (fenced("pain: 0\ndate: 2026-06-03"), 3, "not come yet"),
    "61 a date before 1990": (fenced("pain: 0\ndate: 1989-12-31"), 3, "1990"),
    "66 the id as a decimal": (fenced("pain: 0\nstrava: 1.5"), 3, "not the id"),
    "66 the id with blanks": (fenced("pain: 0\nstrava: 144 123"), 3, "not the id"),
    "66 the address of something else": (
        fenced("pain: 0\nstrava: https://www.strava.com/segments/1"), 3, "not the id",
    ),
    "66 an id beyond 64 bits": (fenced("pain: 0\nstrava: " + "9" * 19), 3, "not the id"),
    "the pain of a site left empty": (fenced("pain:\n  right knee:\n  shin: 3"), 3, "fill in"),
    "a site twice": (fenced("pain:\n  right knee: 3\n  both knees: 4"), 4, "named twice"),
    "back before its bout": (
        fenced(PAIN + "did:\n- 10 kicks @ 3 mi -> gone, back @ 2 mi"), 5, "before the bout",
    ),
    "back before its bout, as a mapping": (
        fenced(PAIN + "did:\n- {what: x, at: 3 mi, result: gone, back: 2 mi}"), 5, "before the bout",
    ),
    "back without a place": (
        fenced(PAIN + "did:\n- 10 kicks @ 3 mi -> gone, back"), 5, "where the pain was back",
    ),
    "a bout split at its comma by brackets": (
        fenced(PAIN + "did: [10 kicks @ 3 mi -> gone, back after 1 km]"), 4, "comma",
    ),
    "a bout with a key that it has not": (
        fenced(PAIN + "did:\n- {what: x, reslt: gone}"), 5, "'result'",
    ),
    "a slip in a result": (fenced(PAIN + "did:\n- 10 kicks -> goen"), 5, "'gone'"),
    "a place that can't be read": (fenced(PAIN + "onset: 3 ly"), 4, "'ly'"),
    "an unknown sport": (fenced("pain: 0\nsport: rnu"), 3, "'run'"),
}  # fmt: skip

# name: (frontmatter, line of the warning, words of it)
WARNINGS: dict[str, tuple[str, int, str]] = {
    "31 a value cut short by #": (PAIN + "feels: dull #3", 4, "comment"),
    "31 a value swallowed by #": ("pain: 0\nfeels: #dull", 3, "comment"),
    "32 typographic quotes around a number": ("pain: “0”", 2, "typographic"),
    "35 a key close to a known one": (PAIN + "onsett: 3 mi", 4, "'onset'"),
    "35 another word for a key": (PAIN + "treatments: x", 4, "'did'"),
    "54 an unknown site": ("pain: 3\nwhere: right kne", 3, "'knee'"),
    "58 a date without its zeros": ("pain: 0\ndate: 2026-3-14", 3, "2026-03-14"),
    "63 date and file name disagree": ("pain: 0\ndate: 2026-03-13", 3, "file's name"),
    "an onset without pain": ("pain: 0\nonset: 3 mi", 3, "pain is 0"),
    "an onset without a level": ("morning: 2\ndate: 2026-03-14\nonset: 3 mi", 4, "not given"),
    "a bout without its result": (PAIN + "did:\n- 10 kicks @ 3 mi", 5, "what came of"),
    "bouts without a level": ("did:\n- 10 kicks -> gone", 3, "how bad"),
    "where beside a mapping": ("pain:\n  shin: 3\nwhere: knee", 4, "names the sites"),
}


@pytest.mark.parametrize(("data", "line", "words"), ERRORS.values(), ids=ERRORS)
def test_a_bad_note_is_an_error_at_its_line(data: bytes, line: int, words: str) -> None:
    reading = read(data)
    assert reading is not None
    assert reading.note is None
    first = next(problem for problem in reading.problems if problem.severity == "error")
    assert first.line == line
    assert words in str(first)


@pytest.mark.parametrize(("text", "line", "words"), WARNINGS.values(), ids=WARNINGS)
def test_a_doubtful_note_is_read_with_a_warning(text: str, line: int, words: str) -> None:
    reading = read(fenced(text))
    assert reading is not None
    assert reading.note is not None
    assert [p.severity for p in reading.problems] == ["warning"]
    assert reading.problems[0].line == line
    assert words in str(reading.problems[0])


def test_bytes_that_are_no_text_below_the_frontmatter_are_only_a_warning() -> None:
    reading = read(fenced("pain: 0") + b"caf\xe9\n")
    assert reading is not None
    assert reading.note is not None
    assert (reading.problems[0].line, reading.problems[0].col) == (5, 4)


def test_a_slip_in_the_only_key_that_makes_it_a_note_is_told() -> None:
    reading = read(fenced("strava: 123\nplain: 3"))
    assert reading is not None
    assert reading.note is None
    assert "'pain'" in str(reading.problems[0])


def test_a_note_of_the_next_morning_must_say_which_run_it_follows() -> None:
    reading = read(fenced("morning: 2"), "2026-03-15.md")
    assert reading is not None
    assert reading.note is None
    assert "which run" in reading.problems[0].message


def test_a_note_that_can_be_of_no_run_is_an_error() -> None:
    reading = read(fenced("pain: 0"), "monday.md")
    assert reading is not None
    assert reading.note is None


@pytest.mark.parametrize("name", ["2026-02-30.md", "2026-99-99 x.md", "20260314.md"])
def test_a_file_name_that_begins_with_no_date_gives_none(name: str) -> None:
    reading = read(fenced("pain: 0"), name)
    assert reading is not None
    assert reading.failed


def test_an_alias_bomb_is_refused_at_once() -> None:
    bomb = "a: &a [x,x]\n" + "".join(
        f"{b}: &{b} [*{a},*{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    started = time.perf_counter()
    reading = read(fenced(bomb + "pain: 3"))
    assert time.perf_counter() - started < 0.5
    assert reading is not None
    assert reading.failed


@pytest.mark.parametrize("loader", [yaml.BaseLoader, yaml.CBaseLoader], ids=["python", "c"])
@pytest.mark.parametrize(
    ("text", "line"),
    [("a: 'b", 1), ("a: 1\nb: [", 2), ("a: 1\nb: c: d", 2), ("a: 1\nb: @x", 2), ("a: 1\nA: 2", 2)],
)
def test_both_of_the_yaml_readers_loaders_find_the_same_line(
    loader: type, text: str, line: int
) -> None:
    with pytest.raises(FrontmatterError) as caught:
        build_tree(text, first_line=1, loader=loader)
    assert caught.value.faults[0].line == line
    assert "this is not YAML" not in str(caught.value)


def test_a_note_cut_off_anywhere_is_an_error_or_a_note_and_never_an_exception() -> None:
    data = fenced("pain:\n  right knee: 5 from 3 mi (burning)\ndid:\n- 10 kicks @ 3 mi -> gone")
    for end in range(len(data)):
        reading = read(data[:end])
        assert reading is None or reading.failed == (reading.note is None)
