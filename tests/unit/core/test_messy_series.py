"""Records as people keep them: what is asked stays within what they can answer, and nothing breaks."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from core_builders import FIRST_DAY, LEFT_KNEE, MILE_M, RIGHT_KNEE, a_run, note_of, record_of

from annotations.insights.boundary import lifetime_p
from annotations.insights.covariates import questions_of, series_of
from annotations.insights.evidence import ALPHA
from annotations.insights.scan import Look, common_gate, scan
from annotations.insights.series import Series
from annotations.model import Note, Run, Site, Track
from annotations.record import Record

DAY = timedelta(days=1)
Entry = tuple[Run, tuple[Note, ...]]
HURTS = "pain:\n  right knee: {level} from {onset}"


def entries(count: int = 80, *, seed: int = 1, every_days: float = 2.0) -> list[Entry]:
    """A made-up runner with two pairs in rotation; whether it hurts depends on nothing."""
    chance = random.Random(seed)
    made: list[Entry] = []
    for number in range(count):
        start = FIRST_DAY + (number * every_days + chance.uniform(0, 0.4)) * DAY
        run = replace(
            a_run(number, start=start, length_m=chance.uniform(3, 9) * MILE_M),
            gear_id=chance.choice(["g1", "g2"]),
            temperature_c=10 + 8 * np.sin(number / 30) + chance.gauss(0, 3),
            elevation_gain_m=chance.uniform(10, 90),
            downhill_share=chance.choice([None, chance.uniform(0, 0.3)]),
        )
        run = replace(run, moving_s=type(run.moving_s)(run.distance_m * chance.uniform(0.3, 0.4)))
        made.append((run, (hurt(chance) if chance.random() < 0.5 else free(),)))
    return made


def hurt(chance: random.Random) -> Note:
    onset = f"{chance.uniform(0.3, 6):.1f} mi"
    return note_of(HURTS.format(level=chance.randint(2, 7), onset=onset))


def free() -> Note:
    return note_of("pain: none")


def edited(change: Callable[[int, Run], dict[str, Any]], made: list[Entry] | None = None) -> Record:
    """The record with facts of some of its runs changed."""
    made = made or entries()
    return record_of((replace(run, **change(k, run)), notes) for k, (run, notes) in enumerate(made))


def noted(kept: Callable[[int, Note], tuple[Note, ...]], made: list[Entry] | None = None) -> Record:
    """The record with other notes."""
    made = made or entries()
    return record_of((run, kept(k, notes[0])) for k, (run, notes) in enumerate(made))


def looks(record: Record, site: Site = RIGHT_KNEE) -> dict[str, Look]:
    found = series_of(record, site)
    return {look.subject: look for look in scan(found, questions_of(found))}


def refusals(record: Record) -> dict[str, str]:
    return {name: look.refused for name, look in looks(record).items() if look.refused}


def the_series(record: Record) -> Series:
    return series_of(record, RIGHT_KNEE)


def test_a_tidy_record_is_asked_all_seven_questions() -> None:
    record = record_of(entries())

    assert common_gate(the_series(record)) == ""
    assert refusals(record) == {}
    assert len(looks(record)) == 8


def test_an_onset_as_a_time_is_a_distance_by_the_recording_else_by_even_pace() -> None:
    by_time = note_of(HURTS.format(level=4, onset="20:00"))
    slow_start = Track((0.0, 1200.0, 1300.0), (0.0, 500.0, 4000.0))
    made = entries()
    record = record_of(
        (run, (by_time,) if k < 20 else notes) for k, (run, notes) in enumerate(made)
    )
    tracked = edited(
        lambda k, _: {"track": slow_start} if k < 10 else {},
        [(run, (by_time,) if k < 20 else notes) for k, (run, notes) in enumerate(made)],
    )

    even = [run.distance_m * 1200 / run.elapsed_s for run, _ in made]
    assert the_series(record).reached_m[:20].tolist() == pytest.approx(
        [min(at, run.distance_m) for at, (run, _) in zip(even, made, strict=True)][:20]
    )
    assert the_series(tracked).reached_m[:10].tolist() == [500.0] * 10


def test_painful_runs_without_an_onset_are_noted_and_not_located() -> None:
    bare = note_of("pain: 4\nwhere: right knee")
    record = noted(lambda k, note: (bare if note.painful and k % 2 else note,))

    found = the_series(record)

    assert common_gate(found) == ""
    assert len(found.located()) == len(found) - int(np.isnan(found.reached_m).sum()) < len(found)
    assert {look.n for look in looks(record).values()} == {len(found.located())}


def test_several_sites_have_series_of_their_own() -> None:
    both = note_of("pain:\n  right knee: 4 from 2 mi\n  left knee: 3 from 3 mi")
    any_knee = note_of("pain:\n  knee: 4 from 2 mi")
    record = noted(lambda k, note: ([both, any_knee, note][k % 3],))

    right, left = series_of(record, RIGHT_KNEE), series_of(record, LEFT_KNEE)

    assert len(right) == len(left) == 80 - len(range(1, 80, 3))  # a bare knee leaves both open
    assert right.reached_m[0] == pytest.approx(2 * MILE_M)
    assert left.reached_m[0] == pytest.approx(3 * MILE_M)
    assert not np.array_equal(right.painful, left.painful)
    assert right.share_noted < 0.7


def test_notes_of_painful_runs_only_are_below_the_gate() -> None:
    record = noted(lambda _, note: (note,) if note.painful else ())

    assert common_gate(the_series(record)) == "5 more noted runs without pain"


def test_a_runner_who_notes_every_third_run_is_below_the_gate() -> None:
    record = noted(lambda k, note: (note,) if k % 3 == 0 else ())

    assert common_gate(the_series(record)).endswith("of runs noted (now 33 %)")


def test_one_pair_of_shoes_is_no_question() -> None:
    assert refusals(edited(lambda _, __: {"gear_id": "g1"})) == {
        "gear:g1": "too few runs without it"
    }


@pytest.mark.parametrize("pairs", [2, 4])
def test_shoes_worn_one_after_the_other_are_no_questions(pairs: int) -> None:
    found = refusals(edited(lambda k, _: {"gear_id": f"g{k * pairs // 80}"}))

    assert set(found) == {f"gear:g{number}" for number in range(pairs)}
    # in time the temperature rises and falls too
    assert set(found.values()) <= {"mostly time", "follows other questions"}


def test_a_shoe_that_is_told_for_half_of_the_runs_is_no_question() -> None:
    record = edited(lambda k, run: {"gear_id": run.gear_id if k % 2 else None})

    assert refusals(record) == {"gear:g1": "too few known", "gear:g2": "too few known"}


def test_half_a_year_without_a_run_is_a_rest_of_two_weeks_and_no_load() -> None:
    record = edited(lambda k, run: {"start_utc": run.start_utc + (180 if k >= 40 else 0) * DAY})

    found = the_series(record)

    assert found.covariates["rest_days"][40] == 14
    assert found.covariates["load_7d"][40] < 1
    assert common_gate(found) == ""
    assert all(look.p is None or 0 <= look.p <= 1 for look in looks(record).values())


def test_runs_that_can_not_be_are_left_out_of_what_they_would_spoil() -> None:
    wrong: list[dict[str, Any]] = [
        {"distance_m": 0.0},
        {"distance_m": 1e9},
        {"moving_s": 0.0},
        {"moving_s": 5.0},
        {"elapsed_s": 0.0, "moving_s": 0.0, "distance_m": 0.0},
        {"temperature_c": 200.0},
        {"elevation_gain_m": 1e6, "downhill_share": None},
    ]
    record = edited(lambda k, _: wrong[k] if k < len(wrong) else {})

    found = the_series(record)

    assert len(found.located()) == 78
    assert np.isnan(found.covariates["pace"][:5]).all()
    assert found.covariates["load_7d"][8:].max() < 100_000
    assert refusals(record) == {}


def test_a_thousand_notes_on_one_day_tell_nothing_of_load_and_are_asked_the_rest() -> None:
    made = entries(1000)
    same_day = [
        (replace(run, start_utc=FIRST_DAY + k * DAY / 1000), notes)
        for k, (run, notes) in enumerate(made)
    ]

    found = looks(record_of(same_day))

    assert found["load_7d"].refused == "too few known"
    assert found["gear:g1"].refused == ""
    assert all(look.p is None or 0 <= look.p <= 1 for look in found.values())


ONE_SIDED = {
    "every run hurts": (note_of(HURTS.format(level=4, onset="2 mi")), "5 more noted runs"),
    "from the first step": (note_of(HURTS.format(level=4, onset="the start")), "5 more noted"),
    "no run hurts": (note_of("pain: none"), "8 more painful runs"),
}


@pytest.mark.parametrize(("note", "missing"), ONE_SIDED.values(), ids=ONE_SIDED.keys())
def test_runs_that_are_all_alike_are_below_the_gate(note: Note, missing: str) -> None:
    record = noted(lambda _, __: (note,))

    assert common_gate(the_series(record)).startswith(missing)
    assert all(look.p_lifetime in (None, 1.0) for look in looks(record).values())


def test_a_shoe_that_hurts_is_found_and_nothing_else_is() -> None:
    chance = random.Random(8)

    def by_shoe(k: int, _: Note) -> tuple[Note, ...]:
        worn = made[k][0].gear_id
        return (hurt(chance) if chance.random() < (0.85 if worn == "g1" else 0.15) else free(),)

    made = entries(120, seed=4)
    found = looks(noted(by_shoe, made))

    clear = {name for name, look in found.items() if (look.p_lifetime or 0) <= ALPHA["trigger"]}
    assert clear == {"gear:g1", "gear:g2"}
    assert (found["gear:g1"].sign, found["gear:g2"].sign) == (1, -1)
    assert found["gear:g1"].p_lifetime == pytest.approx(
        min(1.0, 7 * lifetime_p(found["gear:g1"].p or 0.0, found["gear:g1"].n))
    )
