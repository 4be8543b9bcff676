"""The block as the runner reads it: compared with a file that people read, and what holds of any block.

TWINGE_REGENERATE=1 writes the file anew; read it from top to bottom before it is committed.
"""

import os
import re
from pathlib import Path

import pytest
from block_examples import EXAMPLES, FOUNDING, LATER, Example, golden, hurt, split_golden, treated
from core_builders import PROPERTY, RIGHT_KNEE, a_run, at_m, at_s, no_pain, record_of
from hypothesis import example, given, settings
from hypothesis import strategies as st

from annotations.block import END, START, parse, splice
from annotations.insights.evidence import Finding
from annotations.insights.findings import findings
from annotations.model import Bout, Complaint, Note, Place, Result, Run, Seconds, Site, Units
from annotations.record import Record
from annotations.sentences.dispatch import sentence
from annotations.sentences.distance import onset_sentence
from annotations.sentences.phrases import percent
from annotations.wording import block_text, insight_lines

GOLDEN = Path(__file__).parents[2] / "data" / "blocks.txt"
CAUSAL = re.compile(
    r"(?i)\b(caus|prevent|cure|work|because|risk|thanks|due to|help|effect|heal|fix|better|improve)"
)


def check(block: str) -> None:
    """What the write-back contract asks of any block."""
    lines = block.split("\n")
    assert len(block) <= 600
    assert all(0 < len(line) <= 100 for line in lines)
    assert re.fullmatch(r"[ -~\n]*", block)
    assert not set(block.replace(START, "")) & set("@#<>&|")
    assert not re.search(r"://|www\.|\w\.[A-Za-z]{2}", block)
    assert lines[0].startswith(START)
    assert lines[0] != START.strip()
    assert lines[-1] == END
    assert all(line == line.strip() for line in lines)
    assert parse(splice(parse("Sunny."), block), (block,)).own == "Sunny."
    assert parse(block, (block,)).block == block


def test_the_blocks_read_as_in_the_golden_file() -> None:
    if os.environ.get("TWINGE_REGENERATE") == "1":
        GOLDEN.write_text(golden(), encoding="ascii")
    expected = split_golden(GOLDEN.read_text(encoding="ascii"))
    assert {name: one.block() for name, one in EXAMPLES.items()} == expected


@pytest.mark.parametrize("one", EXAMPLES.values(), ids=EXAMPLES.keys())
def test_every_example_keeps_to_the_contract(one: Example) -> None:
    block = one.block()
    check(block)
    assert not CAUSAL.search(re.sub("not proven to be the cause|no proof of cause", "", block))
    record = one.record()
    lines = insight_lines(one.noted(), (*findings(record), *one.claims), one.units)
    assert sum(line in lines for line in block.split("\n")) <= 3


def test_the_founding_run_is_told_in_the_words_of_the_specification() -> None:
    assert EXAMPLES["the founding run, the first of all"].block().split("\n") == [
        "Twinge | right knee 5/10 from 3.0 mi, left knee 4/10 from 3.1 mi",
        "10 butt kicks at 3.0, 3.25, 3.5 mi: gone after the third set, then 2.0 mi without pain",
        "-- Twinge",
    ]


def test_the_insights_are_told_in_the_words_of_the_specification() -> None:
    site = RIGHT_KNEE
    counts = {"gone_within_three_sets": 9, "painful": 11, "painful_without_it": 0}
    found = [
        Finding("relief", site, "butt kicks", "fact", counts, 9 / 11, (0.533, 0.960)),
        Finding(
            "onset_state",
            site,
            "recent",
            "fact",
            {"noted": 15, "painful": 9, "painful_without_onset": 0},
            8690.0,
        ),
        Finding(
            "onset_state",
            site,
            "first",
            "fact",
            {"noted": 15, "painful": 15, "painful_without_onset": 0},
            4828.0,
        ),
    ]
    noted = Example([FOUNDING.replace("  left knee: 4 from 3.1 mi (fullness)\n", "")]).noted()
    assert insight_lines(noted, found, "mi") == [
        "So far gone within three sets in 9 of 11 painful runs (53-96 %); no comparison yet",
        "Half of the last 15 noted runs got past 5.4 mi, of the first 15 past 3.0 mi",
    ]


def window(
    estimate: float | None,
    interval: tuple[float | None, float | None] | None = None,
    painful: int = 9,
    subject: str = "recent",
    lost: int = 0,
    began_there: int = 1,
) -> Finding:
    n = {"noted": 15, "painful": painful, "painful_without_onset": lost, "began_there": began_there}
    return Finding("onset_state", RIGHT_KNEE, subject, "fact", n, estimate, interval)


ONSETS: dict[str, tuple[Finding, Finding | None, str]] = {
    "without the runs whose onset nobody noted": (
        window(5000, lost=2), window(3000, subject="first", lost=2),
        "Half of the last 15 runs with a known distance got past 5.0 km, of the first 15 past 3.0 km.",
    ),
    "with its interval": (
        window(5000, (4000, 6100)), None,
        "Half of the last 15 noted runs got past 5.0 km (4.0-6.1).",
    ),
    "without an upper end": (
        window(5000, (4000, None)), None,
        "Half of the last 15 noted runs got past 5.0 km (4.0 or more).",
    ),
    "without an interval": (
        window(5000, (None, None)), None, "Half of the last 15 noted runs got past 5.0 km.",
    ),
    "all at one place": (
        window(5000, (4990, 5010)), None, "Half of the last 15 noted runs got past 5.0 km.",
    ),
    "an interval beside it": (
        window(5000, (5000, 6000)), window(3000, (2000, 4000)),
        "Half of the last 15 noted runs got past 5.0 km (5.0-6.0), of the first 15 past 3.0 km.",
    ),
    "several began at the median of the first": (
        window(5000), window(3000, subject="first", began_there=4),
        "Half of the last 15 noted runs got past 5.0 km, of the first 15 to 3.0 km.",
    ),
    "several began at the median of the last": (
        window(5000, (4000, 6100), began_there=2), None,
        "Half of the last 15 noted runs got to 5.0 km (4.0-6.1).",
    ),
    "pain in few": (window(None, painful=3), None, "Pain came in 3 of the last 15 noted runs."),
    "pain in none": (
        window(None, painful=0), window(3000),
        "Pain came in none of the last 15 noted runs; half of the first 15 got past 3.0 km.",
    ),
    "pain in few, as at first": (
        window(None, painful=3), window(None, painful=1),
        "Pain came in 3 of the last 15 noted runs, in 1 of the first 15.",
    ),
    "pain in few at first": (
        window(5000), window(None, painful=1),
        "Half of the last 15 noted runs got past 5.0 km; pain came in 1 of the first 15.",
    ),
    "from the start": (
        window(0.0), None, "Half of the last 15 noted runs had pain from the start.",
    ),
    "from the start at first": (
        window(5000), window(20.0),
        "Half of the last 15 noted runs got past 5.0 km; half of the first 15 had pain from the start.",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("recent", "first", "text"), ONSETS.values(), ids=ONSETS.keys())
def test_how_far_half_of_the_runs_got(recent: Finding, first: Finding | None, text: str) -> None:
    assert onset_sentence(recent, first, "km", with_interval=True) == text
    if first is None:
        assert sentence(recent, "km") == text


def test_what_belongs_on_the_page_takes_no_line_of_a_block() -> None:
    """A site with nothing to tell in a block does not make another one be named, or left out."""
    achilles, shin = Site("achilles", "left"), Site("shin", "left")
    row = {"clean": 9, "painful": 0}
    others = [Finding("streak", site, "clean", "fact", row, 9e4) for site in (achilles, shin)]
    now = [window(4000, subject=subject) for subject in ("half", "one_in_five")]
    noted = Example(["pain: none"]).noted()
    assert insight_lines(noted, [*others, *now, window(5000)], "km") == [
        "Half of the last 15 noted runs got past 5.0 km"
    ]


def test_one_run_is_one_run() -> None:
    counts = {"gone_within_three_sets": 1, "painful": 1, "painful_without_it": 0}
    needs = "4 more painful runs with butt kicks"
    finding = Finding("relief", RIGHT_KNEE, "butt kicks", "fact", counts, needs=needs)
    assert sentence(finding, "mi") == (
        "Butt kicks: gone for the rest of the run within three sets in 1 of 1 painful run; "
        "a percentage needs 4 more painful runs with butt kicks."
    )


def test_a_percentage_needs_both_ends() -> None:
    assert percent((0.533, 0.96)) == " (53-96 %)"
    assert percent((None, 0.96)) == percent(None) == ""


odd_names = st.sampled_from(
    ["-- Twinge", "Twinge | x", "- ", "", "|", "x" * 90, "word " * 18, "http://a.b", "колено",
     "butt kicks", "carry on", "1½ squats", "a\nb", "knee"]
) | st.text(max_size=12)  # fmt: skip
sites = st.builds(Site, odd_names, st.sampled_from([None, "left", "right"]))
distances = st.floats(0, 30_000).map(at_m)
places: st.SearchStrategy[Place | None] = st.none() | distances | st.floats(0, 20_000).map(at_s)
levels = st.integers(0, 20).map(lambda k: k / 2)
bouts = st.builds(
    Bout,
    odd_names,
    st.integers(1, 50),
    st.none() | st.integers(1, 2000),
    st.none() | st.floats(1, 1e5).map(Seconds),
    places,
    st.none() | st.sampled_from(Result),
    places,
    site=st.none() | sites,
)
complaints = st.builds(Complaint, sites, levels, places)
notes = st.builds(
    Note,
    st.just("a.md"),
    st.booleans(),
    st.lists(complaints, max_size=6).map(tuple),
    st.lists(bouts, max_size=8).map(tuple),
    morning=st.none() | levels,
)
runs = st.builds(
    lambda length_m, elapsed_s: a_run(900, length_m=length_m, elapsed_s=elapsed_s),
    st.floats(0, 50_000),
    st.floats(0, 20_000),
)


@PROPERTY
@given(runs, st.lists(notes, min_size=1, max_size=2), st.sampled_from(["km", "mi"]))
@example(
    a_run(900),
    [Note("a.md", True, (Complaint(Site("-- Twinge"), 1.0),), (Bout("-- Twinge"),))],
    "mi",
)
def test_a_block_keeps_to_the_contract_whatever_the_notes_hold(
    run: Run, of_run: list[Note], units: Units
) -> None:
    record = record_of([*LATER, (run, of_run)])
    noted = record.noted[-1]
    check(block_text(noted, _found_before() + findings_of_one(record), units))


def findings_of_one(record: Record) -> tuple[Finding, ...]:
    """The findings of the last run's own sites: those of the past are known, and slow to make."""
    alone = Record(record.runs[-1:], record.noted[-1:])
    return findings(alone)


_cache: list[tuple[Finding, ...]] = []


def _found_before() -> tuple[Finding, ...]:
    if not _cache:
        _cache.append(findings(record_of(LATER)))
    return _cache[0]


@settings(PROPERTY, max_examples=PROPERTY.max_examples // 10)
@given(st.integers(0, 34), st.lists(st.sampled_from(["hurt", "treated", "free", ""]), max_size=30))
@example(34, ["free"] * 30)
def test_later_runs_change_nothing_of_what_a_run_says(day: int, later: list[str]) -> None:
    kinds = {
        "hurt": [hurt(3.0)],
        "treated": [treated(4.0, sets=2, gone=True)],
        "free": [no_pain()],
        "": [],
    }
    until = [(a_run(k), kinds["treated"]) for k in range(day + 1)]
    then = record_of(until)
    now = record_of([*until, *((a_run(day + 1 + k), kinds[kind]) for k, kind in enumerate(later))])
    noted = now.noted[day]
    known_now = findings(now.up_to(noted.run))
    assert block_text(noted, known_now, "mi") == block_text(then.noted[-1], findings(then), "mi")
