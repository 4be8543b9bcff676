"""Notes of one run that contradict each other are named, with both values and the one that counts."""

from collections.abc import Sequence
from random import Random

import pytest
from core_builders import a_run, note_of, noted_run
from hypothesis import given
from hypothesis import strategies as st

from annotations.conflicts import conflicts
from annotations.model import Match, Note, Problem, Result, Run

RUN = a_run(length_m=9000.0)


def contradictions(*notes: Note, run: Run = RUN) -> tuple[Problem, ...]:
    return conflicts([Match(note, run, ("id",)) for note in notes], units="mi")


def read(*texts: str) -> list[Note]:
    """Notes `a.md`, `b.md` and so on, each dated."""
    paths = [f"{letter}.md" for letter in "abcdefg"]
    return [
        note_of(f"date: 2026-03-02\n{text}", path) for path, text in zip(paths, texts, strict=False)
    ]


CASES: dict[str, tuple[str, str, str, str]] = {
    "two levels": (
        "pain: 5\nwhere: right knee", "pain: 3\nwhere: right knee",
        "b.md:3:1: the right knee: 3/10 here, 5/10 in a.md:3",
        "the worse one counts",
    ),
    "the first is milder": (
        "pain:\n  right knee: 3", "pain:\n  right knee: 5",
        "a.md:3:1: the right knee: 3/10 here, 5/10 in b.md:3",
        "the worse one counts",
    ),
    "no pain at all": (
        "pain: 5\nwhere: right knee", "pain: none",
        "b.md:3:1: the right knee: no pain in the whole run here, 5/10 in a.md:3",
        "the worse one counts",
    ),
    "no pain at one site": (
        "pain:\n  left shin: 0", "pain:\n  left shin: 2",
        "a.md:3:1: the left shin: 0/10 here, 2/10 in b.md:3",
        "the worse one counts",
    ),
    "two onsets": (
        "pain: 5\nwhere: hip\nonset: 3 mi", "pain: 5\nwhere: hip\nonset: 4 mi",
        "b.md:5:1: the onset of the hip: 4.0 mi here, 3.0 mi in a.md:5",
        "the one in a.md counts",
    ),
    "two mornings": (
        "pain: 0\nmorning: 4", "morning: 2",
        "b.md:3:1: 'morning': 2/10 here, 4/10 in a.md:4",
        "the worse one counts",
    ),
    "two expectations": (
        "pain: 0\nexpect: 4", "morning: 2\nexpect: 7",
        "b.md:4:1: 'expect': 7 here, 4 in a.md:4",
        "the one in a.md counts",
    ),
    "two arms": (
        "pain: 0\narm: kicks", "morning: 2\narm: carry on",
        "b.md:4:1: 'arm': 'carry on' here, 'kicks' in a.md:4",
        "the one in a.md counts",
    ),
    "two sports": (
        "sport: ride\npain: 0", "sport: run\nmorning: 2",
        "a.md:3:1: 'sport': 'ride' here, 'run' in b.md:3",
        "the activity is a Run",
    ),
    "two results of a bout": (
        "pain: 5\nwhere: hip\ndid:\n- 5 squats @ 1 mi\n- 10 butt kicks @ 3 mi -> gone",
        "did: 10 butt kicks @ 4.83 km -> less",
        "a.md:7:1: 'butt kicks' at 3.0 mi: gone here, less in b.md:3",
        "the worse one counts",
    ),
    "two doses of a bout": (
        "did: 10 butt kicks @ 3 mi -> gone", "did: 20 butt kicks @ 3 mi -> gone",
        "b.md:3:1: 'butt kicks' at 3.0 mi: 20 here, 10 in a.md:3",
        "the one in a.md counts",
    ),
    "two returns after a bout": (
        "did: 10 butt kicks @ 3 mi -> gone, back @ 3.25 mi",
        "did: 10 butt kicks @ 3 mi -> gone, back after 1/2 mile",
        "b.md:3:1: the pain back after 'butt kicks' at 3.0 mi: after 0.5 mi here, at 3.25 mi in a.md:3",
        "the one in a.md counts",
    ),
    "two results of what may be one bout": (
        "did: 10 butt kicks -> gone", "did: 10 butt kicks @ 3 mi -> less",
        "b.md:3:1: 'butt kicks': less here, gone in a.md:3",
        "both count, as two bouts; say where each was, or delete one",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("one", "other", "told", "counts"), CASES.values(), ids=CASES.keys())
def test_a_contradiction_is_told_at_the_value_that_does_not_count(
    one: str, other: str, told: str, counts: str
) -> None:
    (problem,) = contradictions(*read(one, other))
    said = str(problem).replace(": warning: ", ": ")
    assert said.startswith(f"{told}, a note of the same run ({counts}")
    assert problem.severity == "warning"


AGREE: dict[str, Sequence[str]] = {
    "a morning after": ("pain: 5\nwhere: hip\nonset: 3 mi", "morning: 2"),
    "a copy": ("pain: 5\nwhere: hip\nmorning: 1", "pain: 5\nwhere: hip\nmorning: 1"),
    "another site": ("pain:\n  hip: 3", "pain:\n  left knee: 5"),
    "an onset in other units": (
        "pain: 5\nwhere: hip\nonset: 3 mi", "pain: 5\nwhere: hip\nonset: 4.8 km",
    ),
    "an onset as a time, about there": (
        "pain: 5\nwhere: hip\nonset: 5 km", "pain: 5\nwhere: hip\nonset: 30:00",
    ),
    "the same return said in another way": (
        "did: 10 butt kicks @ 3 mi -> gone, back @ 3.25 mi",
        "did: 10 butt kicks @ 3 mi -> gone, back after 1/4 mile",
    ),
    "more of a bout": ("did: butt kicks @ 3 mi", "did: 10 butt kicks @ 3 mi -> gone"),
    "another bout": ("did: 10 butt kicks @ 3 mi -> gone", "did: 10 butt kicks @ 4 mi -> less"),
    "the onset of a site that did not hurt": (
        "pain: none", "did: 10 butt kicks @ 3 mi -> gone",
    ),
    "a run that is a trail run too": ("sport: run\npain: 0", "sport: trail run\nmorning: 1"),
}  # fmt: skip


@pytest.mark.parametrize("texts", AGREE.values(), ids=AGREE.keys())
def test_what_only_one_note_says_or_both_contradicts_nothing(texts: Sequence[str]) -> None:
    assert contradictions(*read(*texts)) == ()


def test_notes_of_two_runs_contradict_nothing() -> None:
    one, other = read("pain: 5\nwhere: hip", "pain: 3\nwhere: hip")
    matches = [Match(one, a_run(1), ("id",)), Match(other, a_run(2), ("id",))]
    assert conflicts(matches) == ()


def test_the_record_counts_what_the_contradiction_says_that_it_counts() -> None:
    notes = read(
        "pain: 5\nwhere: hip\nmorning: 1\nexpect: 3\narm: a\n"
        "did: 10 butt kicks @ 3 mi -> gone, back @ 3.5 mi",
        "pain: 3\nwhere: hip\nmorning: 4\nexpect: 8\narm: b\ndid: 20 butt kicks @ 3 mi -> same",
    )
    noted = noted_run(*notes)
    assert len(contradictions(*notes)) == 6
    assert [complaint.level for complaint in noted.complaints] == [5.0]
    assert (noted.morning, noted.expect, noted.arm) == (4.0, 3.0, "a")
    (bout,) = noted.bouts
    assert (bout.reps, bout.result, bout.back_at is not None) == (10, Result.SAME, True)


TEXTS = st.lists(
    st.sampled_from([text for one, other, *_ in CASES.values() for text in (one, other)]),
    min_size=1,
    max_size=4,
)


@given(TEXTS, st.randoms())
def test_the_order_of_the_notes_changes_nothing_and_one_note_never_contradicts_itself(
    texts: list[str], dice: Random
) -> None:
    notes = read(*texts)
    mixed = list(notes)
    dice.shuffle(mixed)
    found = contradictions(*notes)
    assert contradictions(*mixed) == found
    assert all(contradictions(note) == () for note in notes)
    assert all(problem.line > 1 and problem.col == 1 for problem in found)
