"""Which run a note belongs to, why, and when nobody can tell."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.matching import match_notes
from annotations.model import (
    ActivityId,
    Bout,
    Complaint,
    Matching,
    Metres,
    Note,
    Place,
    Run,
    Seconds,
    Site,
)

DAY = date(2026, 3, 14)
TODAY = date(2026, 6, 1)


def run(number: int, clock: str = "07:12", on: date = DAY, sport: str = "Run") -> Run:
    start = datetime.combine(on, time.fromisoformat(clock))
    return Run(
        id=ActivityId(number),
        name=f"run {number}",
        sport_type=sport,
        start_utc=start.replace(tzinfo=UTC),
        start_local=start,
        distance_m=Metres(8000.0),
        moving_s=Seconds(2600.0),
        elapsed_s=Seconds(2700.0),
    )


def note(path: str = "n.md", **known: object) -> Note:
    return replace(Note(path, pain_stated=True), **known)  # type: ignore[arg-type] # any field


def dated(clock: str | None = None, sport: str | None = None, on: date = DAY) -> Note:
    return note(on=on, at=time.fromisoformat(clock) if clock else None, sport=sport)


def match(read: Note, *runs: Run, today: date = TODAY) -> Matching:
    return match_notes([read], runs, today=today)


def matched(read: Note, *runs: Run) -> int:
    """The id of the one run that the note was matched to."""
    result = match(read, *runs)
    assert len(result.matches) == 1, result
    return result.matches[0].run.id


def test_the_activitys_id_wins_over_all_else() -> None:
    read = note(activity_id=ActivityId(2), on=DAY, sport="run")
    result = match(read, run(1), run(2, on=DAY + timedelta(days=3), sport="Ride"))
    assert result.matches[0].run.id == 2
    assert result.matches[0].reasons[0] == "the note gives the activity's id"
    assert "dated 2026-03-14" in result.matches[0].reasons[1]


def test_the_only_run_of_the_day_is_the_one() -> None:
    result = match(dated(), run(1), run(2, on=DAY + timedelta(days=1)), run(3, sport="Ride"))
    assert result.matches[0].run.id == 1
    assert result.matches[0].reasons == ("the only run on 2026-03-14",)


@pytest.mark.parametrize("sport", ["Run", "TrailRun", "VirtualRun"])
def test_runs_on_trails_and_treadmills_are_runs(sport: str) -> None:
    assert matched(dated(), run(1, sport=sport), run(2, sport="Walk")) == 1


@pytest.mark.parametrize(
    ("word", "number"), [("ride", 2), ("trail run", 3), ("trailrun", 3), ("Walk", 4)]
)
def test_the_sport_chooses_between_activities_of_a_day(word: str, number: int) -> None:
    day = [
        run(1),
        run(2, sport="GravelRide"),
        run(3, "12:00", sport="TrailRun"),
        run(4, sport="Walk"),
    ]
    assert matched(dated(sport=word), *day) == number


def test_the_start_time_tells_two_runs_of_a_day_apart() -> None:
    result = match(dated("07:10"), run(1), run(2, "18:00"))
    assert result.matches[0].run.id == 1
    assert result.matches[0].reasons[-1] == "starts at 07:12, the note says 07:10"


def test_a_start_time_more_than_half_an_hour_off_is_another_run() -> None:
    result = match(dated("09:00"), run(1))
    assert result.matches == ()
    assert "07:12" in result.unmatched[0].reason


def test_a_hidden_start_time_matches_by_the_date_alone() -> None:
    hidden = replace(run(1, "00:00:01"), start_hidden=True)
    assert matched(dated("18:00"), hidden) == 1
    assert matched(dated("18:00"), hidden, run(2, "18:05")) == 2


def test_two_runs_that_nothing_separates_are_ambiguous_with_the_lines_to_add() -> None:
    result = match(dated(), run(1), run(2, "18:00"))
    assert result.matches == ()
    lines = [candidate.line_to_add for candidate in result.ambiguous[0].candidates]
    assert lines == ["strava: 1", "strava: 2"]


def test_the_same_run_from_two_devices_is_one() -> None:
    assert matched(dated("07:12"), run(1, "07:12"), run(2, "07:12:20")) == 1


def test_a_place_in_the_note_rules_out_a_run_that_is_too_short() -> None:
    warm_up = replace(run(1), distance_m=Metres(2000.0))
    far = Complaint(Site("knee"), 4.0, Place(distance_m=Metres(4800.0)))
    assert matched(replace(dated(), complaints=(far,)), warm_up, run(2, "07:30")) == 2
    late = Bout("butt kicks", at=Place(elapsed_s=Seconds(2400.0)))
    short = replace(run(1), elapsed_s=Seconds(600.0))
    assert matched(replace(dated(), bouts=(late,)), short, run(2, "07:30")) == 2


def test_a_place_beyond_the_only_run_is_told_among_the_reasons() -> None:
    far = Complaint(Site("knee"), 4.0, Place(distance_m=Metres(20_000.0)))
    result = match(replace(dated(), complaints=(far,)), run(1))
    assert "shorter" in result.matches[0].reasons[-1]


def test_several_notes_may_belong_to_one_run_and_follow_each_other() -> None:
    notes = [
        note("c.md", on=DAY),
        note("b.md", on=DAY + timedelta(days=1)),
        Note("a.md", morning=2.0, activity_id=ActivityId(1)),
    ]
    result = match_notes(notes, [run(2, on=DAY + timedelta(days=1)), run(1)], today=TODAY)
    assert [(m.run.id, m.note.path) for m in result.matches] == [
        (1, "a.md"), (1, "c.md"), (2, "b.md"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("today", "newest", "waiting"),
    [
        (DAY, DAY - timedelta(days=1), True),
        (DAY + timedelta(days=7), DAY + timedelta(days=7), True),
        (DAY + timedelta(days=8), DAY + timedelta(days=8), False),
        (TODAY, DAY - timedelta(days=1), True),
        (TODAY, DAY + timedelta(days=1), False),
    ],
)
def test_a_note_waits_while_its_run_may_still_be_uploaded(
    today: date, newest: date, waiting: bool
) -> None:
    result = match(dated(), run(1, on=newest), today=today)
    assert result.unmatched[0].waiting is waiting


@pytest.mark.parametrize(("on", "waiting"), [(None, True), (TODAY, True), (DAY, False)])
def test_an_unknown_id_waits_unless_the_note_is_old(on: date | None, waiting: bool) -> None:
    read = note(activity_id=ActivityId(9), on=on)
    result = match(read, run(1, on=TODAY))
    assert result.unmatched[0].waiting is waiting
    assert "9" in result.unmatched[0].reason


def test_a_day_without_a_run_is_told_as_such() -> None:
    assert "no activity" in match(dated(), run(1, sport="Ride")).unmatched[0].reason
    assert match(note()).unmatched[0].waiting is False


NOTES = st.builds(
    Note,
    path=st.uuids().map(str),
    activity_id=st.none() | st.integers(1, 5).map(ActivityId),
    on=st.none() | st.integers(0, 2).map(lambda days: DAY + timedelta(days=days)),
    at=st.none() | st.sampled_from([time(7), time(12), time(23, 50)]),
    sport=st.sampled_from([None, "run", "ride"]),
)
RUNS = st.builds(
    run,
    st.integers(1, 5),
    st.sampled_from(["07:12", "12:20", "23:55"]),
    st.integers(0, 2).map(lambda days: DAY + timedelta(days=days)),
    st.sampled_from(["Run", "Ride"]),
)


@given(st.lists(NOTES, max_size=6), st.lists(RUNS, max_size=5))
@settings(max_examples=100, deadline=None)
def test_every_note_ends_in_exactly_one_place_whatever_the_order(
    notes: list[Note], runs: list[Run]
) -> None:
    runs = list({r.id: r for r in runs}.values())
    result = match_notes(notes, runs, today=TODAY)
    placed = [m.note for m in result.matches]
    placed += [a.note for a in result.ambiguous] + [u.note for u in result.unmatched]
    assert sorted(n.path for n in placed) == sorted(n.path for n in notes)
    assert all(m.reasons for m in result.matches)
    assert match_notes(notes[::-1], runs[::-1], today=TODAY) == result
