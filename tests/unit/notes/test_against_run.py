"""What a note says is held against the run that it belongs to."""

from datetime import UTC, date, datetime

import pytest

from annotations.model import ActivityId, Metres, Note, Problem, Run, Seconds, Track, Units
from annotations.notes.reader import read_note
from annotations.plausible import check_against_run

TODAY = date(2026, 6, 1)
PAIN = "pain:\n  right knee: 5 from 3 km\n"
PLAIN = "pain: 5\nwhere: right knee\nonset: 3 km\n"


def run(*, trainer: bool = False, track: Track | None = None) -> Run:
    """10 km in an hour."""
    return Run(
        id=ActivityId(1),
        name="Morning Run",
        sport_type="Run",
        start_utc=datetime(2026, 3, 14, 6, 10, tzinfo=UTC),
        start_local=datetime(2026, 3, 14, 7, 10),
        distance_m=Metres(10_000.0),
        moving_s=Seconds(3500.0),
        elapsed_s=Seconds(3600.0),
        trainer=trainer,
        track=track,
    )


def note(frontmatter: str) -> Note:
    data = f"---\n{frontmatter}\n---\n".encode()
    read = read_note("2026-03-14.md", data, units="km", today=TODAY)
    assert read is not None
    assert read.note is not None, read.problems
    return read.note


def doubts(frontmatter: str, of: Run | None = None, units: Units = "km") -> tuple[Problem, ...]:
    return check_against_run(note(frontmatter), of or run(), units=units)


# Each: the frontmatter, then the line and the message of its one doubt.
DOUBTS = {
    "an onset beyond the end": (
        "pain: 5\nwhere: right knee\nonset: 12 km", 4,
        "the pain of the right knee begins at 12.0 km, but the run ended at 10.0 km",
    ),
    "an onset of a site beyond the end": (
        "pain:\n  right knee: 5 from 12 km\n  left knee: 4 from 12 km", 2,
        "the pain of the right knee begins at 12.0 km, but the run ended at 10.0 km",
    ),
    "an onset after the end": (
        "pain: 5\nwhere: shin\nonset: 1:10:00", 4,
        "the pain of the shin begins at 1:10:00, but the run ended at 1:00:00",
    ),
    "a bout beyond the end": (
        PAIN + "did:\n- 10 kicks @ 4 km -> less\n- 10 kicks @ 14 km -> gone", 6,
        "'kicks' is at 14.0 km, but the run ended at 10.0 km",
    ),
    "a bout before the onset": (
        PLAIN + "did: 10 kicks @ 2 km -> gone", 5,
        "'kicks' is at 2.0 km, before the pain began (3.0 km)",
    ),
    "a bout before the onset, one as a time": (
        PLAIN + "did: 10 kicks @ 10:00 -> gone", 5,
        "'kicks' is at 10:00, before the pain began (3.0 km)",
    ),
    "pain back before its bout, one as a time": (
        PAIN + "did: 10 kicks @ 5 km -> gone, back @ 20:00", 4,
        "the pain is back (20:00) before 'kicks' (5.0 km)",
    ),
    "pain back beyond the end": (
        PAIN + "did: 10 kicks @ 5 km -> gone, back @ 15 km", 4,
        "the pain is back at 15.0 km, but the run ended at 10.0 km",
    ),
    "a bout for a site that pain does not name": (
        PAIN + "did:\n- 10 kicks (left shin) @ 5 km -> gone", 5,
        "'kicks' was for the left shin, which 'pain' does not name",
    ),
}  # fmt: skip
PLAUSIBLE = {
    "everything in its order": PAIN + "did: 10 kicks @ 3 km -> gone, back @ 3.4 km",
    "a watch that measured a little less": PAIN + "did: 10 kicks @ 10.2 km -> gone",
    "a bout for the knee where pain tells its side": PAIN + "did: 10 kicks (knee) @ 5 km -> gone",
    "a bout after the earlier of two onsets": (
        "pain:\n  right knee: 5 from 3 km\n  left knee: 4 from 5 km\ndid: 10 kicks @ 4 km -> gone"
    ),
    "a bout without a place": PAIN + "did: 10 kicks -> gone",
    "a time that an even pace puts a little before the onset": PLAIN + "did: kicks @ 17:30 -> gone",
    "an onset that is not told": "pain: 5\nwhere: knee\ndid: 10 kicks @ 1 km -> gone",
    "no pain": "pain: 0",
}


@pytest.mark.parametrize(("text", "line", "message"), DOUBTS.values(), ids=DOUBTS)
def test_what_can_hardly_be_true_is_told_at_its_line(text: str, line: int, message: str) -> None:
    found = doubts(text)
    assert [(p.path, p.line, p.message) for p in found] == [("2026-03-14.md", line, message)]
    assert found[0].severity == "warning"
    assert found[0].hint


@pytest.mark.parametrize("text", PLAUSIBLE.values(), ids=PLAUSIBLE)
def test_what_may_well_be_true_is_not_remarked_on(text: str) -> None:
    assert doubts(text) == ()


def test_all_doubts_of_a_note_are_told_at_once_in_the_order_of_its_lines() -> None:
    found = doubts(
        "did:\n- 10 kicks @ 14 km -> gone\n- 10 kicks (shin) @ 1 km -> gone\n"
        "pain: 5\nwhere: knee\nonset: 12 km"
    )
    assert [problem.line for problem in found] == [3, 4, 7]


def test_a_treadmill_is_given_more_room() -> None:
    text = PAIN + "did: 10 kicks @ 10.8 km -> gone"
    assert doubts(text, run(trainer=True)) == ()
    assert len(doubts(text)) == 1


def test_a_time_is_placed_by_the_runs_own_recording() -> None:
    slow_start = Track((0.0, 1800.0, 3600.0), (0.0, 1000.0, 10_000.0))
    text = PLAIN + "did: 10 kicks @ 25:00 -> gone"
    assert doubts(text) == ()
    assert len(doubts(text, run(track=slow_start))) == 1


def test_distances_are_told_in_the_runners_units() -> None:
    found = doubts("pain: 5\nwhere: knee\nonset: 10 mi", units="mi")
    assert "10.0 mi, but the run ended at 6.21 mi" in found[0].message


def test_a_site_without_pain_that_has_an_onset_is_told_by_the_reader() -> None:
    data = b"---\npain:\n  knee: 0 from 3 km\n---\n"
    read = read_note("2026-03-14.md", data, units="km", today=TODAY)
    assert read is not None
    assert read.note is not None
    assert [(p.line, p.message) for p in read.problems] == [
        (3, "'0 from 3 km' says where a pain of 0 began")
    ]
