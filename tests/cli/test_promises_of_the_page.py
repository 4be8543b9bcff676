"""The page that makes promises, held against the tests that it names."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "writing.md").read_text(encoding="utf-8")


def test_each_of_the_ten_promises_names_a_test_that_is_there() -> None:
    defined = {
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"(?m)^def (test_\w+)", path.read_text(encoding="utf-8"))
    }
    rows = re.findall(r"(?m)^\| (\d+) \|(.*)\|(.*)\|$", PAGE)

    assert [int(number) for number, _, _ in rows] == list(range(1, 11))
    named = {int(number): set(re.findall(r"`(test_\w+)`", tests)) for number, _, tests in rows}
    assert all(named.values())
    assert {name for names in named.values() for name in names} <= defined


def test_the_page_says_what_stays_impossible_and_how_to_take_everything_back() -> None:
    for words in ("stays impossible", "`twinge history ID`", "twinge undo --all", "--rescan"):
        assert words in PAGE
