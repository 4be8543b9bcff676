"""Splice and strip on texts as descriptions hold them: long, in any Unicode, other tools' blocks around ours."""

import unicodedata

from core_builders import PROPERTY
from hypothesis import example, given
from hypothesis import strategies as st

from annotations.block import END, JOINT, START, parse, splice

BLOCK = f"{START}right knee 5/10 from 3.0 mi\n10 butt kicks at 3.0 mi: gone\n{END}"
OTHER = f"{START}right knee 3/10 from 2.0 mi\n{END}"
LONGEST = 20_000

# Blocks in the manner of other tools, with first lines, last lines and rulers of their own.
TOOLS = (
    "Weather: 12 \N{DEGREE SIGN}C, feels like 9, wind 3 m/s NW\n-- by Windy Runner",
    "RunLog | load 7d 312 (+8 %), easy 81 %\n-- RunLog",
    "\N{ATHLETIC SHOE} Shoes at 412 km\n\n#### shoes ####",
    "---\nPower 231 W | HR 148\n---",
    "<!-- tool -->\r\nZone 2: 41 min\r\n<!-- /tool -->",
    "TWINGE | in capitals\n--Twinge\n-- Twinge's friend\nTwinge| without a blank",
)
HARD = (
    "caf\xe9 cafe\u0301", "\ufb01ne \u2460 \u212b", "\u1100\u1161\u11a8", "\u202eto the left\u202c",
    "\U0001f469\u200d\U0001f469\u200d\U0001f467", "\U0001f1e9\U0001f1ea\U0001f3fd",
    "\u0627\u0644\u0631\u0643\u0628\u0629", "\u2028\u2029\x85\x0b\x0c\x1c", "\ufeff\u200b\u00ad",
    "\U0010ffff\ufffe\x00", "\ud83d", "\udc4d", "@sam strava://athletes/7", "&lt;b&gt; & <b>",
)  # fmt: skip
FORMS = ("NFC", "NFD", "NFKC", "NFKD")

all_of_unicode = st.text(st.characters(exclude_categories=()), max_size=30)
in_any_form = st.builds(unicodedata.normalize, st.sampled_from(FORMS), all_of_unicode)
parts = (
    st.sampled_from((*TOOLS, *HARD, "\n", "\r\n", "\n\n", "  \t")) | all_of_unicode | in_any_form
)
texts = st.lists(parts, max_size=6).map("".join).filter(lambda text: parse(text).status == "clean")
long_texts = st.builds(
    lambda text, size: (text * (size // max(1, len(text)) + 1))[:size],
    texts,
    st.integers(0, LONGEST) | st.just(LONGEST),
).filter(lambda text: parse(text).status == "clean")


@PROPERTY
@given(long_texts)
@example("".join(HARD) * 300)
def test_promise_1_strip_gives_any_text_back_and_splicing_twice_is_splicing_once(text: str) -> None:
    once = splice(parse(text), BLOCK)
    parsed = parse(once, (BLOCK,), present=True)
    assert parsed.own == text
    assert splice(parsed, BLOCK) == once


@PROPERTY
@given(texts, st.sampled_from(TOOLS), st.sampled_from(TOOLS))
def test_promise_1_other_tools_blocks_above_and_below_stay_where_they_are(
    text: str, above: str, below: str
) -> None:
    head = splice(parse(f"{above}\n{text}"), BLOCK)
    written = head + JOINT + below
    parsed = parse(written, (BLOCK,), present=True)
    assert splice(parsed, OTHER) == head.removesuffix(BLOCK) + OTHER + JOINT + below
    assert parsed.own == f"{above}\n{text}{JOINT}{below}"


@PROPERTY
@given(
    st.lists(parts | st.sampled_from((START, END, BLOCK, OTHER, "\n")), max_size=12).map("".join)
)
def test_promise_1_parse_never_raises_and_never_claims_a_word_of_the_runners(text: str) -> None:
    parsed = parse(text, (BLOCK, OTHER))
    if parsed.status == "clean" and parsed.block is not None:
        assert parsed.block.rstrip(" \t") in (BLOCK, OTHER, *_cut(BLOCK), *_cut(OTHER))


def _cut(block: str) -> tuple[str, str]:
    """The block without its first or its last line: what is left where a marker was lost."""
    return block.partition("\n")[2], block.rpartition("\n")[0]
