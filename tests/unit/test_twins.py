"""The same run from two devices counts as one; two runs that are merely alike don't."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from annotations.matching import match_notes
from annotations.model import ActivityId, Match, Metres, Note, Run, Seconds, Track
from annotations.twins import are_twins, one_of_each

START = datetime(2026, 3, 14, 7, 12)
WATCH = Run(
    id=ActivityId(20),
    name="Morning Run",
    sport_type="Run",
    start_utc=START.replace(tzinfo=UTC),
    start_local=START,
    distance_m=Metres(8000.0),
    moving_s=Seconds(2600.0),
    elapsed_s=Seconds(2700.0),
)
TRACK = Track((0.0, 2700.0), (0.0, 7900.0))


def phone(*, later_s: int = 70, longer: float = 1.01, slower: float = 1.0) -> Run:
    """The watch's run as the phone has it."""
    later = timedelta(seconds=later_s)
    return replace(
        WATCH,
        id=ActivityId(30),
        name="Lauf am Morgen",
        start_utc=WATCH.start_utc + later,
        start_local=WATCH.start_local + later,
        distance_m=Metres(WATCH.distance_m * longer),
        moving_s=Seconds(WATCH.moving_s * slower),
    )


def only_match(note: Note, *runs: Run) -> Match:
    found = match_notes([note], runs, today=date(2026, 6, 1))
    assert len(found.matches) == 1, found
    return found.matches[0]


DATED = Note("n.md", pain_stated=True, on=START.date())


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (phone(), True),
        (phone(later_s=120), True),
        (phone(later_s=-90, longer=0.98), True),
        (phone(later_s=121), False),
        (phone(longer=1.04), False),
        (phone(slower=0.95), False),
        (replace(phone(), start_hidden=True), False),
        (replace(phone(), sport_type="TrailRun"), True),
        (replace(phone(), sport_type="Ride"), False),
        (WATCH, False),
    ],
)
def test_twins_start_together_and_are_equally_long(other: Run, same: bool) -> None:
    assert are_twins(WATCH, other) is same
    assert are_twins(other, WATCH) is same


@pytest.mark.parametrize(
    ("one", "other", "chosen"),
    [
        (WATCH, phone(), 30),
        (WATCH, phone(longer=0.99), 20),
        (WATCH, phone(longer=1.0), 20),
        (replace(WATCH, track=TRACK), phone(), 20),
        (WATCH, replace(phone(), manual=True), 20),
    ],
)
def test_the_recording_then_the_length_then_the_id_choose(
    one: Run, other: Run, chosen: int
) -> None:
    assert [run.id for run in one_of_each([one, other])] == [chosen]
    assert [run.id for run in one_of_each([other, one])] == [chosen]


def test_a_note_of_that_day_is_not_ambiguous_and_names_the_other() -> None:
    match = only_match(DATED, WATCH, phone())

    assert match.run.id == 30
    assert "activity 20 is the same run from another device" in match.reasons


def test_the_note_s_own_id_chooses_the_other_device() -> None:
    match = only_match(replace(DATED, activity_id=ActivityId(20)), WATCH, phone())

    assert match.run.id == 20
    assert "activity 30 is the same run from another device" in match.reasons


def test_two_runs_of_a_day_stay_ambiguous_beside_twins() -> None:
    evening = phone(later_s=36_000)
    other = replace(evening, id=ActivityId(40))

    found = match_notes([DATED], [WATCH, phone(), other], today=date(2026, 6, 1))

    assert [run.id for run in found.ambiguous[0].candidates] == [30, 40]


@pytest.mark.parametrize(
    ("path", "chosen"),
    [
        ("2026-03-14-morning-run.md", 20),
        ("2026/2026-03-14 Morning Run.md", 20),
        ("2026-03-14-lauf-am-abend.md", 50),
        ("Läufe/2026-03-14 Lauf am Abend!.md", 50),
    ],
)
def test_the_words_of_the_file_s_name_choose_between_runs_of_a_day(path: str, chosen: int) -> None:
    evening = replace(phone(later_s=36_000), id=ActivityId(50), name="Lauf am Abend")

    match = only_match(replace(DATED, path=path), WATCH, evening)

    assert match.run.id == chosen
    assert "the only one that day with the name that the file has" in match.reasons


@pytest.mark.parametrize("path", ["2026-03-14.md", "2026-03-14-run.md", "2026-03-14-\U0001f3c3.md"])
def test_other_words_choose_nothing(path: str) -> None:
    evening = replace(phone(later_s=36_000), id=ActivityId(50), name="\U0001f3c3")

    found = match_notes([replace(DATED, path=path)], [WATCH, evening], today=date(2026, 6, 1))

    assert len(found.ambiguous) == 1


def test_two_runs_of_one_name_stay_ambiguous() -> None:
    evening = replace(phone(later_s=36_000), name="Morning Run")
    note = replace(DATED, path="2026-03-14-morning-run.md")

    assert len(match_notes([note], [WATCH, evening], today=date(2026, 6, 1)).ambiguous) == 1
