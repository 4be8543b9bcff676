"""The same run from two devices counts as one; two runs that are merely alike don't."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.matching import match_notes
from annotations.model import (
    ActivityId,
    Complaint,
    Match,
    Metres,
    Note,
    Place,
    Run,
    Seconds,
    Site,
    Track,
)
from annotations.record import build_record
from annotations.twins import are_twins, outings, started_together, twin_of_the_day

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
TODAY = date(2026, 6, 1)
FAR = Complaint(Site("knee"), 4.0, Place(distance_m=Metres(50_000.0)))
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
    found = match_notes([note], runs, today=TODAY)
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
        (WATCH, phone(), 20),
        (WATCH, phone(longer=0.99), 20),
        (WATCH, replace(phone(), track=TRACK), 30),
        (replace(WATCH, manual=True), phone(), 30),
        (replace(WATCH, manual=True), replace(phone(), track=TRACK, manual=True), 30),
    ],
)
def test_what_was_recorded_then_the_recording_at_hand_then_the_first_upload_stands_for_a_run(
    one: Run, other: Run, chosen: int
) -> None:
    for runs in ([one, other], [other, one]):
        (outing,) = outings(runs)
        assert outing.run.id == chosen
        assert {run.id for run in outing.activities} == {20, 30}


def test_an_activity_that_is_named_stands_for_its_run() -> None:
    assert [outing.run.id for outing in outings([WATCH, phone()], {ActivityId(30)})] == [30]


def test_three_devices_make_a_chain_that_is_one_run() -> None:
    chain = [phone(later_s=110 * number) for number in range(3)]
    runs = [replace(run, id=ActivityId(40 - n)) for n, run in enumerate(chain)]
    assert not are_twins(runs[0], runs[2])
    for order in permutations(runs):
        (outing,) = outings(order)
        assert [run.id for run in outing.activities] == [38, 39, 40]


def test_repetitions_recorded_one_by_one_are_several_runs() -> None:
    first = replace(WATCH, moving_s=Seconds(90.0), elapsed_s=Seconds(90.0))
    second = replace(phone(later_s=110), moving_s=Seconds(90.0), elapsed_s=Seconds(90.0))
    assert not are_twins(first, second)
    assert len(outings([first, second])) == 2


def test_a_treadmill_and_a_watch_may_disagree_more_on_the_distance() -> None:
    assert not are_twins(WATCH, phone(longer=1.08))
    assert are_twins(WATCH, replace(phone(longer=1.08), trainer=True))


MIDNIGHT = datetime(2026, 3, 14, 23, 59, 20)


def about_midnight(number: int, later_s: int, *, zone_h: int = 0) -> Run:
    """A run that this device has begun so much after 23:59:20 UTC, on its own clock."""
    start = MIDNIGHT + timedelta(seconds=later_s)
    local = start + timedelta(hours=zone_h)
    return replace(
        WATCH, id=ActivityId(number), start_utc=start.replace(tzinfo=UTC), start_local=local
    )


@pytest.mark.parametrize("on", [date(2026, 3, 14), date(2026, 3, 15)])
def test_twins_about_midnight_are_one_run_of_either_date(on: date) -> None:
    match = only_match(replace(DATED, on=on), about_midnight(20, 0), about_midnight(30, 60))

    assert match.run.id == 20
    assert match.reasons[-1] == "activity 30 is the same run from another device"


def test_twins_about_midnight_that_are_too_short_for_the_note_are_not_taken() -> None:
    read = replace(DATED, on=date(2026, 3, 15), complaints=(FAR,))

    found = match_notes([read], [about_midnight(20, 0), about_midnight(30, 60)], today=TODAY)

    (unmatched,) = found.unmatched
    assert "shorter than the places in the note ask for" in unmatched.reason
    assert [near.run.id for near in unmatched.near] == [20]


def test_a_device_in_another_time_zone_is_the_same_run() -> None:
    match = only_match(DATED, about_midnight(20, 0), about_midnight(30, 30, zone_h=-9))

    assert match.run.id == 20
    assert "activity 30 is the same run from another device" in match.reasons


def test_the_record_has_a_run_from_three_devices_once_with_all_its_notes() -> None:
    runs = [WATCH, phone(), replace(phone(later_s=150), id=ActivityId(40))]
    notes = [DATED, replace(DATED, path="m.md", activity_id=ActivityId(40), morning=2.0)]

    record = build_record(runs, match_notes(notes, runs, today=TODAY).matches)

    assert [run.id for run in record.runs] == [40]
    assert [[note.path for note in noted.notes] for noted in record.noted] == [["m.md", "n.md"]]
    assert [twin.id for twin in record.twins[ActivityId(40)]] == [20, 30]


def test_two_notes_that_name_two_activities_of_one_run_belong_together() -> None:
    runs = [WATCH, phone()]
    notes = [
        replace(DATED, path=f"{number}.md", activity_id=ActivityId(number)) for number in (20, 30)
    ]

    matching = match_notes(notes, runs, today=TODAY)

    assert [match.run.id for match in matching.matches] == [20, 20]
    assert len(build_record(runs, matching.matches).noted) == 1


STARTS = st.sampled_from([timedelta(minutes=m) for m in (0, 300, 720, 1007, 1008, 1560)])
OTHERS = st.builds(
    lambda number, start, manual: replace(
        WATCH,
        id=ActivityId(number),
        start_utc=WATCH.start_utc + start,
        start_local=WATCH.start_local + start,
        manual=manual,
    ),
    st.integers(1, 9),
    STARTS,
    st.booleans(),
)
DATES = st.integers(-1, 2).map(lambda days: START.date() + timedelta(days=days))
NOTES = st.builds(
    Note,
    path=st.uuids().map(str),
    pain_stated=st.booleans(),
    activity_id=st.none() | st.integers(1, 9).map(ActivityId),
    on=st.none() | DATES,
    at=st.none() | st.sampled_from([time(7, 10), time(12, 20), time(23, 10), time(0, 10)]),
    morning=st.none() | st.just(3.0),
    complaints=st.sampled_from([(), (FAR,)]),
)


@given(st.lists(NOTES, max_size=5), st.lists(OTHERS, min_size=1, max_size=5), st.data())
@settings(max_examples=300, deadline=None)
def test_a_further_upload_of_a_run_moves_no_note_and_changes_no_count(
    notes: list[Note], runs: list[Run], data: st.DataObject
) -> None:
    runs = list({run.id: run for run in runs}.values())
    of = data.draw(st.sampled_from(runs))
    later = timedelta(seconds=data.draw(st.integers(-100, 100)))
    twin = replace(
        of,
        id=ActivityId(99),
        manual=of.manual or data.draw(st.booleans()),
        start_utc=of.start_utc + later,
        start_local=of.start_local + later,
        distance_m=Metres(of.distance_m * 1.02),
    )
    before = match_notes(notes, runs, today=TODAY)
    after = match_notes(notes, [twin, *runs], today=TODAY)

    where = {match.note.path: match.run.id for match in after.matches}
    assert {m.note.path: m.run.id for m in before.matches}.items() <= where.items()
    old, new = build_record(runs, before.matches), build_record([twin, *runs], after.matches)
    assert [run.id for run in new.runs] == [run.id for run in old.runs]
    assert len(where) > len(before.matches) or len(new.noted) == len(old.noted)


def test_a_note_of_that_day_is_not_ambiguous_and_names_the_other() -> None:
    match = only_match(DATED, WATCH, phone())

    assert match.run.id == 20
    assert "activity 30 is the same run from another device" in match.reasons


def test_the_note_s_own_id_chooses_the_other_device() -> None:
    match = only_match(replace(DATED, activity_id=ActivityId(30)), WATCH, phone())

    assert match.run.id == 30
    assert "activity 20 is the same run from another device" in match.reasons


def test_two_runs_of_a_day_stay_ambiguous_beside_twins() -> None:
    evening = phone(later_s=36_000)
    other = replace(evening, id=ActivityId(40))

    found = match_notes([DATED], [WATCH, phone(), other], today=TODAY)

    assert [one.run.id for one in found.ambiguous[0].candidates] == [20, 40]


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
    assert "it has the name that the file has" in match.reasons


@pytest.mark.parametrize("path", ["2026-03-14.md", "2026-03-14-run.md", "2026-03-14-\U0001f3c3.md"])
def test_other_words_choose_nothing(path: str) -> None:
    evening = replace(phone(later_s=36_000), id=ActivityId(50), name="\U0001f3c3")

    found = match_notes([replace(DATED, path=path)], [WATCH, evening], today=TODAY)

    assert len(found.ambiguous) == 1


def test_two_runs_of_one_name_stay_ambiguous() -> None:
    evening = replace(phone(later_s=36_000), name="Morning Run")
    note = replace(DATED, path="2026-03-14-morning-run.md")

    assert len(match_notes([note], [WATCH, evening], today=TODAY).ambiguous) == 1


def hidden(number: int, elapsed_s: float, distance_m: float) -> Run:
    """A run of the day whose start is hidden."""
    midnight = datetime.combine(START.date(), time(0, 0, 1))
    return replace(
        shown(number, 0, elapsed_s, distance_m),
        start_utc=midnight.replace(tzinfo=UTC),
        start_local=midnight,
        start_hidden=True,
    )


def shown(number: int, hour: int, elapsed_s: float, distance_m: float) -> Run:
    start = datetime.combine(START.date(), time(hour))
    return replace(
        WATCH,
        id=ActivityId(number),
        start_utc=start.replace(tzinfo=UTC),
        start_local=start,
        elapsed_s=Seconds(elapsed_s),
        distance_m=Metres(distance_m),
    )


LAPS = st.lists(
    st.tuples(st.integers(600, 700), st.integers(1950, 2050)), min_size=1, max_size=4, unique=True
)


@settings(max_examples=200, deadline=None)
@given(LAPS, st.data())
def test_a_hidden_start_joins_no_two_laps_of_a_day(
    laps: list[tuple[int, int]], data: st.DataObject
) -> None:
    """Each lap is known from Strava with a hidden start and from a file with its own, in part."""
    told = [hidden(10 + i, s, m) for i, (s, m) in enumerate(laps)]
    files = [shown(90 + i, 6 + i, s + 1, m * 1.001) for i, (s, m) in enumerate(laps)]
    day = data.draw(st.permutations([*told, *files]))

    for file, own in zip(files, told, strict=True):
        found = twin_of_the_day(file, [one for one in day if one.id != file.id])
        alike = [one for one in told if one is not own and abs(one.elapsed_s - own.elapsed_s) <= 6]
        back = twin_of_the_day(own, [one for one in day if one.id != own.id])
        assert found in (own, None)
        assert back in (file, None)
        assert alike or found is own
        assert alike or back is file


def test_laps_that_are_equally_long_stay_apart() -> None:
    one, two = shown(1, 7, 600, 2000), shown(2, 18, 601, 2001)

    assert twin_of_the_day(hidden(3, 600, 2000), [one, two]) is None
    assert twin_of_the_day(one, [hidden(3, 600, 2000), two]) is None
    assert twin_of_the_day(one, [hidden(3, 600, 2000)]) is not None
    assert twin_of_the_day(one, [two]) is None
    assert twin_of_the_day(one, [hidden(3, 610, 2000)]) is None
    other_day = replace(hidden(3, 600, 2000), start_local=START + timedelta(days=1))
    assert twin_of_the_day(one, [other_day]) is None


def test_what_was_recorded_from_the_same_second_on_is_one_run_however_long() -> None:
    cut = replace(WATCH, id=ActivityId(31), distance_m=Metres(3000.0), elapsed_s=Seconds(900.0))

    assert started_together(WATCH, cut)
    assert not are_twins(WATCH, cut)
    assert not started_together(WATCH, replace(cut, manual=True))
    assert not started_together(WATCH, replace(cut, start_hidden=True))
    assert not started_together(WATCH, replace(cut, sport_type="Ride"))
    assert not started_together(WATCH, replace(cut, start_utc=WATCH.start_utc + timedelta(0, 2)))
