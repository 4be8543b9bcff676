"""Runs and notes together: what is known of each site in each run, and what stays unknown."""

from datetime import timedelta

import pytest
from core_builders import (
    FIRST_DAY,
    KNEE,
    LEFT_KNEE,
    MILE_M,
    RIGHT_KNEE,
    a_run,
    at_m,
    at_s,
    kicks,
    no_pain,
    note_of,
    noted_run,
    pain,
    record_of,
)

from annotations.model import Bout, Complaint, Note, Place, Result, Run, Site, Track
from annotations.places import Episode, OnsetFrom, locate, place_bout
from annotations.record import UNNAMED_SITE, NotedRun, build_record, observe

UNNAMED = Site(UNNAMED_SITE)
HALF_WAY = Track((0.0, 600.0, 1200.0, 1800.0), (0.0, 2000.0, 2000.0, 6000.0))


def both(**levels: float) -> Note:
    sites = {"right": RIGHT_KNEE, "left": LEFT_KNEE, "knee": KNEE, "unnamed": UNNAMED}
    complaints = tuple(Complaint(sites[name], level) for name, level in levels.items())
    return Note("a.md", pain_stated=True, complaints=complaints)


LEVELS: dict[str, tuple[Note, Site, float | None]] = {
    "the site that hurt": (both(right=5.0), RIGHT_KNEE, 5.0),
    "the other side did not": (both(right=5.0), LEFT_KNEE, 0.0),
    "another site did not": (both(right=5.0), Site("hip", "left"), 0.0),
    "a site said to be free": (both(right=0.0, left=4.0), RIGHT_KNEE, 0.0),
    "no pain at all": (no_pain(), RIGHT_KNEE, 0.0),
    "a knee without a side leaves the right one open": (both(knee=5.0), RIGHT_KNEE, None),
    "the right knee leaves a knee without a side open": (both(right=5.0), KNEE, None),
    "a free knee without a side leaves nothing open": (both(knee=0.0), RIGHT_KNEE, 0.0),
    "a side said to be free beside a knee without one": (
        both(right=0.0, knee=5.0),
        RIGHT_KNEE,
        0.0,
    ),
    "a pain without a site may be any": (both(unnamed=5.0), RIGHT_KNEE, None),
    "any pain may be the one without a site": (both(right=5.0), UNNAMED, None),
    "no pain is none without a site either": (no_pain(), UNNAMED, 0.0),
}


@pytest.mark.parametrize(("note", "site", "level"), LEVELS.values(), ids=LEVELS.keys())
def test_what_a_note_says_of_a_site(note: Note, site: Site, level: float | None) -> None:
    observation = observe(noted_run(note), site)
    assert (observation.level if observation else None) == level


def test_a_run_without_a_note_is_in_no_series() -> None:
    record = record_of([(a_run(0), [pain()]), (a_run(1), []), (a_run(2), [no_pain()])])
    assert len(record.runs) == 3
    assert [o.run.id for o in record.series(RIGHT_KNEE)] == [1000, 1002]


def test_a_note_that_does_not_state_the_pain_leaves_the_run_unknown() -> None:
    morning = note_of("date: 2026-03-02\nmorning: 3")
    record = record_of([(a_run(0), [pain()]), (a_run(1), [morning])])
    assert [o.run.id for o in record.series(RIGHT_KNEE)] == [1000]
    assert len(record.noted) == 2
    assert len(record.stated) == 1


def test_a_note_of_the_next_morning_belongs_to_the_same_run() -> None:
    (noted,) = record_of([(a_run(), [pain(), Note("b.md", morning=3.0)])]).noted
    assert [o.level for o in record_of([(a_run(), noted.notes)]).series(RIGHT_KNEE)] == [5.0]


def test_two_notes_on_one_run_are_one_observation_with_the_worst_pain() -> None:
    record = record_of(
        [(a_run(), [pain(level=4.0, onset=at_m(4800)), pain(level=6.0, path="b.md")])]
    )
    (observation,) = record.series(RIGHT_KNEE)
    assert observation.level == 6.0
    assert observation.onset_m == 4800.0


def test_a_site_free_in_one_note_gives_nothing_to_a_pain_in_another() -> None:
    free = Note("a.md", pain_stated=True, complaints=(Complaint(RIGHT_KNEE, 0.0, at_m(99)),))
    (observation,) = record_of([(a_run(), [free, pain(path="b.md")])]).series(RIGHT_KNEE)
    assert observation.painful
    assert observation.onset_m is None


def test_a_bout_that_two_notes_repeat_counts_once_and_one_that_a_note_has_twice_twice() -> None:
    once, twice = kicks(result=Result.SAME), kicks(result=Result.LESS)
    first = Note("a.md", pain_stated=True, bouts=(once, twice, twice))
    second = Note("b.md", bouts=(twice, once, kicks()))
    assert noted_run(first, second).bouts == (once, twice, twice, kicks())


def test_the_worst_site_is_not_the_first_but_the_most_frequent() -> None:
    record = record_of(
        [
            (a_run(0), [both(left=9.0)]),
            (a_run(1), [both(right=1.0)]),
            (a_run(2), [both(right=1.0, knee=0.0)]),
        ]
    )
    assert record.sites == (RIGHT_KNEE, LEFT_KNEE)


def test_only_runs_count() -> None:
    record = record_of([(a_run(0, sport_type="Ride"), [pain()]), (a_run(1), [pain()])])
    assert [run.id for run in record.runs] == [1001]
    assert [noted.run.id for noted in record.noted] == [1001]


def test_runs_are_in_the_order_of_their_starts() -> None:
    late, early = a_run(1, start=FIRST_DAY + timedelta(hours=1)), a_run(2, start=FIRST_DAY)
    record = record_of([(late, [pain()]), (early, [pain()])])
    assert [run.id for run in record.runs] == [1002, 1001]
    assert [noted.run.id for noted in record.noted] == [1002, 1001]


def test_the_record_up_to_a_run_holds_it_and_nothing_later() -> None:
    runs = [a_run(number) for number in range(4)]
    record = record_of([(run, [pain()]) for run in runs])
    then = record.up_to(runs[1])
    assert then.runs == tuple(runs[:2])
    assert [noted.run for noted in then.noted] == runs[:2]


def test_no_runs_and_no_notes_make_an_empty_record() -> None:
    record = build_record([], [])
    assert record.sites == ()
    assert record.series(RIGHT_KNEE) == ()


PLACES: dict[str, tuple[Place | None, Run, float | None, OnsetFrom | None]] = {
    "nowhere": (None, a_run(), None, None),
    "a distance": (at_m(4800), a_run(), 4800.0, "note"),
    "the start": (at_m(0), a_run(), 0.0, "note"),
    "a time, by the track": (at_s(300), a_run(track=HALF_WAY), 1000.0, "track"),
    "a time while standing": (at_s(900), a_run(track=HALF_WAY), 2000.0, "track"),
    "a time at a point of the track": (at_s(600), a_run(track=HALF_WAY), 2000.0, "track"),
    "a time beyond the track": (at_s(9999), a_run(track=HALF_WAY), 6000.0, "track"),
    "a time before the track": (
        at_s(0), a_run(track=Track((5.0, 9.0), (12.0, 30.0))), 12.0, "track",
    ),
    "a time, by even pace": (at_s(600), a_run(length_m=6000, elapsed_s=1800), 2000.0, "even pace"),
    "a time beyond the run": (at_s(9999), a_run(length_m=6000, elapsed_s=1800), 6000.0, "even pace"),
    "a time, in a run without one": (at_s(600), a_run(elapsed_s=0), None, None),
}  # fmt: skip


@pytest.mark.parametrize(("place", "run", "metres", "source"), PLACES.values(), ids=PLACES.keys())
def test_a_place_in_metres(
    place: Place | None, run: Run, metres: float | None, source: OnsetFrom | None
) -> None:
    assert locate(place, run) == (metres, source)


EVEN = a_run(length_m=6000, elapsed_s=1800)
BACKS: dict[str, tuple[Bout, Run, float | None]] = {
    "from the start of the run": (kicks(at_m(4800), back_at=at_m(5200)), EVEN, 5200.0),
    "from the bout": (kicks(at_m(4800), back_after=at_m(400)), EVEN, 5200.0),
    "a time after a place": (kicks(at_m(3000), back_after=at_s(300)), EVEN, 4000.0),
    "a time after a time": (kicks(at_s(600), back_after=at_s(300)), EVEN, 3000.0),
    "a distance after a time": (kicks(at_s(600), back_after=at_m(500)), EVEN, 2500.0),
    "a distance after nobody knows where": (kicks(back_after=at_m(400)), EVEN, None),
    "a time in a run without one": (kicks(at_m(1), back_after=at_s(9)), a_run(elapsed_s=0), None),
}


@pytest.mark.parametrize(("bout", "run", "back_m"), BACKS.values(), ids=BACKS.keys())
def test_where_the_pain_was_back(bout: Bout, run: Run, back_m: float | None) -> None:
    episode = place_bout(bout, run)
    assert episode.back_m == back_m
    assert episode.came_back
    assert not episode.stayed_gone


def test_gone_stays_gone_when_no_return_is_noted() -> None:
    assert place_bout(kicks(at_m(4800)), EVEN).stayed_gone
    assert not place_bout(kicks(at_m(4800), Result.LESS), EVEN).stayed_gone


def test_sets_are_those_for_the_site_and_carrying_on_is_none() -> None:
    note = Note(
        "a.md",
        pain_stated=True,
        complaints=(Complaint(RIGHT_KNEE, 5.0), Complaint(LEFT_KNEE, 4.0)),
        bouts=(
            kicks(sets=3),
            kicks(site=RIGHT_KNEE),
            kicks(site=KNEE, what="quad stretch"),
            kicks(what="carry on", result=None),
        ),
    )
    right, left = (observe(noted_run(note), site) for site in (RIGHT_KNEE, LEFT_KNEE))
    assert right
    assert left
    assert (right.sets, left.sets) == (5, 4)


def test_the_distance_known_to_be_free_of_pain() -> None:
    run = a_run(length_m=8000)
    cases = ((no_pain(), 8000.0), (pain(onset=at_m(3000)), 3000.0), (pain(), 0.0))
    for note, free_m in cases:
        observation = observe(NotedRun(run, (note,)), RIGHT_KNEE)
        assert observation
        assert observation.free_m == free_m


def test_the_founding_run_is_read_as_it_was_run() -> None:
    note = note_of(
        "pain:\n  right knee: 5 from 3 mi\n  left knee: 4 from 3.1 mi\n"
        "did:\n  - 10 butt kicks @ 3 mi -> gone, back after 1/4 mile\n"
        "  - 10 butt kicks @ 3.25 mi -> gone, back after 1/4 mile\n"
        "  - 10 butt kicks @ 3.5 mi -> gone"
    )
    observation = observe(noted_run(note, length_m=5.5 * MILE_M), RIGHT_KNEE)
    assert observation
    assert observation.onset_m == pytest.approx(3 * MILE_M)
    backs = [episode.back_m for episode in observation.episodes]
    assert backs == [pytest.approx(3.25 * MILE_M), pytest.approx(3.5 * MILE_M), None]
    assert observation.sets == 3
    assert isinstance(observation.episodes[0], Episode)
