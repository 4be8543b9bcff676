"""The traps of matching: midnight, travel, mornings after, two runs a day, hidden and typed-in starts."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_matching import DAY, NOTES, RUNS, TODAY, dated, match, note, run

from annotations import candidates
from annotations.matching import BY_ID, ENOUGH, MARGIN, match_notes
from annotations.model import ActivityId, Complaint, Matching, Metres, Note, Place, Run, Site

NEXT, BEFORE = DAY + timedelta(days=1), DAY - timedelta(days=1)
FAR = Complaint(Site("knee"), 4.0, Place(distance_m=Metres(4800.0)))
LATE = run(1, "23:40")
"""A run from 23:40 to 00:25."""


def outcome(result: Matching) -> tuple[str, list[int]]:
    """What became of the one note, and the runs that go with it."""
    if result.matches:
        return "matched", [result.matches[0].run.id]
    if result.ambiguous:
        return "ambiguous", [one.run.id for one in result.ambiguous[0].candidates]
    return "none", [one.run.id for one in result.unmatched[0].near]


INDOORS = replace(run(3, "12:00"), trainer=True)
TYPED = replace(run(4, "12:00"), manual=True)
HIDDEN = replace(run(5, "00:00:01"), start_hidden=True)
MORNING = Note("m.md", morning=3.0, on=NEXT)

CASES: dict[str, tuple[Note, Sequence[Run], tuple[str, list[int]]]] = {
    "across midnight, dated by its start": (dated(), [LATE], ("matched", [1])),
    "across midnight, dated by its end": (dated(on=NEXT), [LATE], ("matched", [1])),
    "across midnight, with a run on the day of its end": (
        dated(on=NEXT), [LATE, run(2, on=NEXT)], ("matched", [2]),
    ),
    "across midnight, with its time and the date of its end": (
        dated("00:05", on=NEXT), [LATE, run(2, on=NEXT)], ("matched", [1]),
    ),
    "soon after midnight, dated the evening before with its time": (
        dated("23:55"), [run(1, "00:10", NEXT)], ("matched", [1]),
    ),
    "soon after midnight, dated the evening before": (
        dated(), [run(1, "00:10", NEXT)], ("none", [1]),
    ),
    "late, but over before midnight": (dated(on=NEXT), [run(1, "22:00")], ("none", [1])),
    "across midnight but too short for the note": (
        replace(dated(on=NEXT), complaints=(FAR,)),
        [replace(LATE, distance_m=Metres(2000.0))],
        ("none", [1]),
    ),
    "a hidden start may have been across midnight, nobody knows": (
        dated(on=NEXT), [replace(HIDDEN, elapsed_s=LATE.elapsed_s)], ("none", [5]),
    ),
    "travel: dated at home, a day later than where it was run": (
        dated(on=NEXT), [run(1, "19:00")], ("none", [1]),
    ),
    "travel: dated at home, a day earlier": (dated(on=BEFORE), [run(1)], ("none", [1])),
    "two days off is no neighbour": (dated(on=DAY + timedelta(days=2)), [run(1)], ("none", [])),
    "the morning after": (MORNING, [run(1)], ("matched", [1])),
    "the morning after, with a run on that day too": (
        MORNING, [run(1), run(2, on=NEXT)], ("matched", [2]),
    ),
    "the morning after two runs": (MORNING, [run(1), run(2, "18:00")], ("ambiguous", [1, 2])),
    "a morning beside a pain is a note of its own day": (
        replace(MORNING, pain_stated=True), [run(1)], ("none", [1]),
    ),
    "two runs": (dated(), [run(1), run(2, "18:00")], ("ambiguous", [1, 2])),
    "two runs soon after each other, told apart by the minute": (
        dated("07:40"), [run(1), run(2, "07:40")], ("matched", [2]),
    ),
    "two runs that the time does not tell apart": (
        dated("07:20"), [run(1, "07:15"), run(2, "07:28")], ("ambiguous", [1, 2]),
    ),
    "an hour that the clocks repeat": (
        dated("02:10"), [run(1, "02:10"), run(2, "02:14")], ("ambiguous", [1, 2]),
    ),
    "a file named after the morning": (
        replace(dated(), path="2026-03-14 morning.md"), [run(1), run(2, "18:00")], ("matched", [1]),
    ),
    "a file named after the evening": (
        replace(dated(), path="2026-03-14-evening.md"), [run(1), run(2, "18:00")], ("matched", [2]),
    ),
    "a file named after a night that began the day before": (
        replace(dated(), path="2026-03-14 night.md"), [run(1, "00:30"), run(2)], ("matched", [1]),
    ),
    "a word of the day that no run fits takes none away": (
        replace(dated(), path="2026-03-14 evening.md"), [run(1)], ("matched", [1]),
    ),
    "a treadmill as a factor": (
        note(on=DAY, factors=("treadmill",)), [run(1), INDOORS], ("matched", [3]),
    ),
    "a treadmill as the sport": (dated(sport="treadmill"), [run(1), INDOORS], ("matched", [3])),
    "typed in by hand with another time": (dated("07:00"), [TYPED], ("matched", [4])),
    "typed in by hand beside a recorded one at that time": (
        dated("07:10"), [run(1), TYPED], ("matched", [1]),
    ),
    "hidden beside one at another time": (dated("07:10"), [HIDDEN, run(2, "18:00")], ("matched", [5])),
    "the wrong time": (dated("09:00"), [run(1)], ("none", [1])),
    "the wrong time, though the file has its name": (
        replace(dated("09:00"), path="2026-03-14 run 1.md"), [run(1)], ("none", [1]),
    ),
    "another sport": (dated(), [run(1, sport="Walk")], ("none", [1])),
    "another sport on another day": (dated(on=NEXT), [run(1, sport="Walk")], ("none", [])),
    "the name against the length": (
        replace(dated(), path="2026-03-14 run 1.md", complaints=(FAR,)),
        [replace(run(1), distance_m=Metres(2000.0)), replace(run(2, "18:00"), distance_m=Metres(9000.0))],
        ("matched", [1]),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("read", "runs", "expected"), CASES.values(), ids=CASES.keys())
def test_a_trap_ends_where_it_should(
    read: Note, runs: Sequence[Run], expected: tuple[str, list[int]]
) -> None:
    assert outcome(match(read, *runs)) == expected


def test_a_run_across_midnight_says_why_it_is_the_one() -> None:
    (found,) = match(dated(on=NEXT), LATE).matches
    assert found.reasons == ("began at 23:40 the day before and ended at 00:25 on 2026-03-15",)


def test_the_runs_that_were_turned_down_are_given_with_what_was_against_them() -> None:
    (found,) = match(dated("07:10"), run(1), run(2, "18:00")).matches
    assert (found.score, [other.run.id for other in found.others]) == (108, [2])
    assert found.others[0].score == -50
    assert found.others[0].reasons == (
        "a run on 2026-03-14",
        "starts at 18:00, but the note says 07:10",
    )


def test_a_run_that_has_a_note_is_not_offered_to_another() -> None:
    other = note("b.md", on=BEFORE)
    result = match_notes([dated(), other], [run(1)], today=TODAY)
    assert [one.note.path for one in result.unmatched] == ["b.md"]
    assert result.unmatched[0].near == ()


def test_an_id_that_contradicts_the_rest_of_its_note_wins_and_says_so() -> None:
    read = note(activity_id=ActivityId(1), on=NEXT, sport="ride", at=time(9))
    (found,) = match(read, run(1), run(2, "09:00", NEXT, "Ride")).matches
    assert (found.run.id, found.score) == (1, BY_ID)
    assert found.reasons[1:] == (
        "though it is dated 2026-03-15, and the run 2026-03-14",
        "though the note says ride, and it is a Run",
    )


@given(st.lists(NOTES, max_size=4), st.lists(RUNS, max_size=6))
@settings(max_examples=300, deadline=None)
def test_no_match_without_enough_points_and_a_margin(notes: list[Note], runs: list[Run]) -> None:
    result = match_notes(notes, runs, today=TODAY)
    for found in result.matches:
        assert found.score >= ENOUGH
        assert all(found.score - other.score >= MARGIN for other in found.others)
    for unclear in result.ambiguous:
        scores = [candidate.score for candidate in unclear.candidates]
        assert len(scores) > 1
        assert max(scores) - min(scores) < MARGIN


@given(NOTES, st.lists(RUNS, max_size=5), st.integers(3, 400))
@settings(max_examples=200, deadline=None)
def test_a_run_of_another_week_changes_nothing(read: Note, runs: list[Run], days: int) -> None:
    stranger = run(77, on=DAY - timedelta(days=days))
    with_it = match_notes([read], [stranger, *runs], today=TODAY)
    without = match_notes([read], runs, today=TODAY)
    assert with_it.matches == without.matches
    assert with_it.ambiguous == without.ambiguous


def test_the_day_of_a_note_is_that_of_its_place_not_of_utc() -> None:
    honolulu = replace(run(1, "19:00"), start_utc=run(1, "05:00", NEXT).start_utc)
    (found,) = match(dated("19:00"), honolulu, run(2, "05:00", NEXT)).matches
    assert found.run.id == 1


def test_the_points_in_the_docs_are_those_that_count() -> None:
    text = (Path(__file__).parents[2] / "docs" / "notes.md").read_text(encoding="utf-8")
    table = text.partition("| reason | points |")[2].partition("\n\n")[0]
    points = [int(found) for found in re.findall(r"\| (-?\d+)(?: \||,)", table)]
    assert points == [
        candidates.ON_THE_DAY,
        candidates.PARTLY,
        candidates.PARTLY,
        candidates.AT_THE_START,
        candidates.ANOTHER,
        candidates.NAMED,
        candidates.TIE_BREAKER,
        candidates.TIE_BREAKER,
        candidates.TOO_SHORT,
    ]
    assert f"it has {ENOUGH} points and leads by {MARGIN};" in " ".join(text.split())
