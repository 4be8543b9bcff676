"""The parse rules of the write-back contract, row by row."""

from typing import NamedTuple

import pytest

from annotations.block import Parsed, Status, fingerprint, normal, parse, splice

BLOCK = """Twinge | right knee 5/10 from 3.0 mi
10 butt kicks at 3.0 mi: gone, then 2.0 mi without pain
-- Twinge"""
OTHER = """Twinge | right knee 2/10 from 4.0 mi
Next morning 1/10
-- Twinge"""
SHORT = "Twinge | no pain in 5.0 mi\n-- Twinge"
EDITED = BLOCK.replace("5/10", "6/10")
HEAD, BODY, END = BLOCK.split("\n")
CRLF = "\r\n"


class Case(NamedTuple):
    text: str
    status: Status
    own: str | None = None
    written: tuple[str, ...] = (BLOCK,)
    present: bool = True


CASES = {
    # no markers, never wrote
    "an empty text": Case("", "clean", "", (), False),
    "a text of the runner's": Case("Sunny.", "clean", "Sunny.", (), False),
    "a text of line ends only": Case("\n\n", "clean", "\n\n", (), False),
    "never present, though planned once": Case("Sunny.", "clean", "Sunny.", (BLOCK,), False),
    # no markers, we had a block
    "the runner took it out": Case("Sunny.", "removed"),
    "the runner emptied the text": Case("", "removed"),
    # one block, known hash
    "our block alone": Case(BLOCK, "clean", ""),
    "our block below text": Case(f"Sunny.\n\n{BLOCK}", "clean", "Sunny."),
    "text below it": Case(f"Sunny.\n\n{BLOCK}\nRainy.", "clean", "Sunny.\nRainy."),
    "text above it": Case(f"New.\nSunny.\n\n{BLOCK}", "clean", "New.\nSunny."),
    "text right above, no blank line": Case(f"Sunny.\n{BLOCK}", "clean", "Sunny.\n"),
    "its line ends as CRLF": Case(f"Sunny.\n\n{BLOCK}".replace("\n", CRLF), "clean", "Sunny."),
    "the runner's text ends in a lone CR": Case(f"Sunny.\r\n\n{BLOCK}", "clean", "Sunny.\r"),
    "the runner's text ends in a CRLF": Case(f"Sunny.\r\n\n\n{BLOCK}", "clean", "Sunny.\r\n"),
    "blanks at its line ends": Case(f"Sunny.\n\n{HEAD}  \n{BODY}\t\n{END} ", "clean", "Sunny. "),
    "an older one of ours": Case(f"Sunny.\n\n{OTHER}", "clean", "Sunny.", (BLOCK, OTHER)),
    # one block, unknown hash
    "edited inside": Case(f"Sunny.\n\n{EDITED}", "edited", "Sunny."),
    "a line added inside": Case(f"{HEAD}\nouch\n{BODY}\n{END}", "edited", ""),
    "written by another machine": Case(f"Sunny.\n\n{BLOCK}", "edited", "Sunny.", (), False),
    # one marker lost
    "its last line lost": Case(f"Sunny.\n\n{HEAD}\n{BODY}", "clean", "Sunny."),
    "its last line lost, text below": Case(
        f"Sunny.\n\n{HEAD}\n{BODY}\nRainy.", "clean", "Sunny.\nRainy."
    ),
    "its first line lost": Case(f"Sunny.\n\n{BODY}\n{END}", "clean", "Sunny."),
    "its last line written on": Case(f"Sunny.\n\n{BLOCK}Rainy.", "clean", "Sunny.\n\nRainy."),
    "its first line written before": Case(f"Sunny.\n\nHa {BLOCK}", "clean", "Sunny.\n\nHa "),
    "the last of two lines lost": Case(
        "Sunny.\n\nTwinge | no pain in 5.0 mi", "clean", "Sunny.", (SHORT,)
    ),
    "the longer of two that begin alike": Case(
        f"Sunny.\n\n{HEAD}\n{BODY}", "clean", "Sunny.", (f"{HEAD}\n{END}", BLOCK)
    ),
    "the longer of two that end alike": Case(
        f"Sunny.\n\n{BODY}\n{END}", "clean", "Sunny.", (f"{HEAD}\n{END}", BLOCK)
    ),
    "last line lost, the rest edited": Case(f"{HEAD}\nouch", "ambiguous"),
    "first line lost, the rest edited": Case(f"ouch\n{END}", "ambiguous"),
    "a first line of the runner's own": Case("Twinge | ouch", "ambiguous", None, (), False),
    "a last line of the runner's own": Case("-- Twinge", "ambiguous", None, (), False),
    # several blocks
    "two copies": Case(f"Sunny.\n\n{BLOCK}\n\n{BLOCK}", "clean", "Sunny."),
    "two of ours": Case(f"A\n\n{BLOCK}\n\n{OTHER}", "clean", "A", (BLOCK, OTHER)),
    "two copies with text between": Case(f"A\n\n{BLOCK}\nB\n\n{BLOCK}\nC", "clean", "A\nB\nC"),
    "three copies": Case(f"A\n\n{BLOCK}\n\n{BLOCK}\n\n{BLOCK}\n", "clean", "A\n"),
    "two, one of them unknown": Case(f"{BLOCK}\n\n{EDITED}", "ambiguous"),
    "two, none known": Case(f"{BLOCK}\n\n{OTHER}", "ambiguous", None, (), False),
    "end before start": Case(f"{END}\n{HEAD}", "ambiguous"),
    "a start within a block": Case(f"{HEAD}\n{BLOCK}", "ambiguous"),
    "two ends": Case(f"{BLOCK}\n{END}", "ambiguous"),
    # lines of ours, without markers
    "an echo of our lines": Case(f"Sunny.\n{BODY}", "echo"),
    "an echo after an undo": Case(f"Sunny.\n{BODY}", "echo", None, (BLOCK,), False),
    # no markers at all, since not at the beginning of a line
    "a quoted first line": Case(f"> {HEAD}", "clean", f"> {HEAD}", (), False),
    "an indented last line": Case(f" {END}", "clean", f" {END}", (), False),
    "the words in a sentence": Case(
        "I use Twinge | it is -- Twinge", "clean", "I use Twinge | it is -- Twinge", (), False
    ),
    "a last line that goes on": Case(f"{END}s", "clean", f"{END}s", (), False),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_each_row_of_the_table_holds(case: Case) -> None:
    parsed = parse(case.text, case.written, present=case.present)
    assert parsed.status == case.status
    if case.own is not None:
        assert parsed.own == case.own
    assert bool(parsed.why) == (case.status != "clean")


@pytest.mark.parametrize(
    "case",
    [case for case in CASES.values() if case.status != "clean"],
    ids=[name for name, case in CASES.items() if case.status != "clean"],
)
def test_what_is_not_clean_is_never_written(case: Case) -> None:
    with pytest.raises(ValueError, match="not to be written"):
        splice(parse(case.text, case.written, present=case.present), OTHER)


def test_the_first_of_two_copies_stays() -> None:
    parsed = parse(f"A\n\n{OTHER}\nB\n\n{BLOCK}\nC", (BLOCK, OTHER))
    assert parsed == Parsed("clean", "A\n\n", OTHER, "\nB\nC")
    assert splice(parsed, BLOCK) == f"A\n\n{BLOCK}\nB\nC"


def test_a_block_goes_below_the_text_and_one_blank_line() -> None:
    assert splice(parse("Sunny."), BLOCK) == f"Sunny.\n\n{BLOCK}"


def test_a_block_alone_has_no_blank_line() -> None:
    assert splice(parse(""), BLOCK) == BLOCK


def test_a_new_block_takes_the_place_of_the_old_one() -> None:
    text = f"Above.\n\n{BLOCK}\n\nBelow."
    assert splice(parse(text, (BLOCK,)), OTHER) == f"Above.\n\n{OTHER}\n\nBelow."


@pytest.mark.parametrize("change", ["Sunny.", "\u00e9 \U0001f642", "\r\n", "  ", ""])
def test_a_fingerprint_knows_a_block_whatever_the_line_ends(change: str) -> None:
    assert fingerprint(BLOCK) == fingerprint(BLOCK.replace("\n", " \t\r\n") + "\r\n ")
    assert fingerprint(BLOCK + change) == fingerprint(BLOCK) or change.strip()


def test_comparing_ignores_line_ends_and_trailing_blanks_only() -> None:
    assert normal("a \r\nb\t\rc\n\n ") == "a\nb\nc"
    assert normal(" a\n\n  b") == " a\n\n  b"
