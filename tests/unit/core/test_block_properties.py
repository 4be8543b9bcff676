"""No byte of the runner's text is lost, whatever the text is: splice and strip are inverse."""

from core_builders import PROPERTY
from hypothesis import assume, example, given
from hypothesis import strategies as st

from annotations.block import END, JOINT, START, parse, splice

LINES = (
    "Twinge | right knee 5/10 from 3.0 mi",
    "10 butt kicks at 3.0 mi: gone, then 2.0 mi without pain",
    "Next morning 3/10",
)
BLOCK = "\n".join([*LINES, END])
LONG = "Ünïcode and \U0001f3c3\u200d\u2640\ufe0f, 20,000 of them.\r\n" * 500

# What a text editor, a phone, a server or a runner quoting us may leave behind.
PIECES = (
    "\n", "\r\n", "\r", "\n\n", "\r\n\r\n", " ", "\t", "  \n", "\u2028", "\x85", "\x00", "\ufeff",
    "\U0001f642", "\U0001f3c3\u200d\u2640\ufe0f", "e\u0301", "\ud83d", "Twinge", "Twinge |", "-- ",
    "--Twinge", "-- Twinge.", "> Twinge | ", " -- Twinge", "\n-- Twing", "| ", *LINES[1:],
)  # fmt: skip
MARKERS = ("Twinge | ", "-- Twinge", "\nTwinge | ", "\n-- Twinge\n", BLOCK, f"\n\n{BLOCK}")

anything = st.text(max_size=12)
pieces = st.lists(st.sampled_from(PIECES) | anything, max_size=7).map("".join)
unmarked = pieces.filter(lambda text: parse(text).status == "clean")
hostile = st.lists(st.sampled_from((*PIECES, *MARKERS)) | anything, max_size=8).map("".join)

ascii_lines = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=40)
body_lines = (
    ascii_lines.map(str.strip)
    .filter(bool)
    .filter(lambda line: not line.startswith(START) and line != END)
)
blocks = st.builds(
    lambda head, body: "\n".join([START + head, *body, END]),
    body_lines,
    st.lists(body_lines, max_size=3),
)


@PROPERTY
@given(unmarked, blocks)
@example(LONG, BLOCK)
@example("ends in a lone CR\r", BLOCK)
@example("\n\n", BLOCK)
@example("\r\n\r\n", BLOCK)
def test_taking_a_block_out_gives_the_text_back(text: str, block: str) -> None:
    written = splice(parse(text), block)
    assert parse(written, (block,)).status == "clean"
    assert parse(written, (block,), present=True).own == text


@PROPERTY
@given(unmarked, blocks)
@example(LONG, BLOCK)
def test_writing_a_block_twice_is_writing_it_once(text: str, block: str) -> None:
    once = splice(parse(text), block)
    assert splice(parse(once, (block,), present=True), block) == once
    assert once == (text + JOINT + block if text else block)


@PROPERTY
@given(unmarked, blocks, blocks)
@example(LONG, BLOCK, f"{LINES[0]}\n{END}")
def test_another_block_takes_the_place_and_goes_without_a_trace(
    text: str, block: str, other: str
) -> None:
    once = splice(parse(text), block)
    twice = splice(parse(once, (block,)), other)
    assert parse(twice, (block, other)).own == text
    assert twice == splice(parse(text), other)


@PROPERTY
@given(hostile, st.lists(hostile | blocks, max_size=3), st.booleans())
@example("\n" + END, [""], True)
@example("x\n" + END, ["\n", "\nx"], True)
def test_parse_never_raises_and_cuts_a_text_in_three(
    text: str, written: list[str], present: bool
) -> None:
    parsed = parse(text, [*written, BLOCK], present=present)
    assert parsed.status in ("clean", "removed", "edited", "echo", "ambiguous")
    if parsed.block is None:
        assert parsed.before == text
        assert parsed.after == ""
        return
    assert text.startswith(parsed.before + parsed.block)
    assert parsed.before + parsed.block + parsed.after == text or text.count(START) > 1


@PROPERTY
@given(unmarked, unmarked, unmarked, blocks, blocks)
def test_what_the_runner_adds_around_the_block_survives_a_rewriting(
    text: str, above: str, below: str, block: str, other: str
) -> None:
    around = f"{above}\n{splice(parse(text), block)}\n{below}"
    parsed = parse(around, (block,), present=True)
    assert parsed.status == "clean"
    head, tail = around.split(block, 1)
    assert splice(parsed, other) == head + other + tail


@PROPERTY
@given(unmarked, unmarked, blocks, blocks)
@example("Sunny.", "  ", BLOCK, BLOCK)
@example("Sunny.", "  \r\nRainy.", BLOCK, BLOCK)
@example("Sunny.", "Rainy.", BLOCK, f"{LINES[0]}\n{END}")
def test_what_the_runner_adds_directly_behind_the_block_survives_a_rewriting(
    text: str, behind: str, block: str, other: str
) -> None:
    spliced = splice(parse(text), block)
    parsed = parse(spliced + behind, (block,), present=True)
    assert parsed.status == "clean"
    rewritten = splice(parsed, other)
    assert rewritten == spliced.removesuffix(block) + other + behind
    assert parse(rewritten, (other,)).own == parsed.own
    assert parsed.own.startswith(text)
    assert parsed.own.endswith(behind)


@PROPERTY
@given(unmarked, blocks)
def test_a_block_is_found_when_the_server_turns_line_ends_into_crlf(text: str, block: str) -> None:
    assume("\r" not in text)
    served = splice(parse(text), block).replace("\n", "\r\n")
    parsed = parse(served, (block,), present=True)
    assert parsed.status == "clean"
    assert parsed.own == text.replace("\n", "\r\n")


@PROPERTY
@given(unmarked, blocks, st.data())
def test_a_block_that_was_edited_inside_is_left_alone(
    text: str, block: str, data: st.DataObject
) -> None:
    at = data.draw(st.integers(len(START), len(block) - len(END) - 2))
    letter = data.draw(st.characters(min_codepoint=33, max_codepoint=126))
    edited = splice(parse(text), block[:at] + letter + block[at:])
    parsed = parse(edited, (block,), present=True)
    assert parsed.status in ("edited", "ambiguous")
    assert parsed.why
