"""What went with each noted run, by hand-computed cases."""

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from core_builders import (
    FIRST_DAY,
    LEFT_KNEE,
    RIGHT_KNEE,
    a_run,
    at_m,
    at_s,
    no_pain,
    pain,
    record_of,
)

from annotations.insights.covariates import questions_of, series_of
from annotations.insights.scan import Question, scan
from annotations.insights.series import Series
from annotations.model import Note, Run, Seconds

NAN = math.nan
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def run_at(days: float, number: int = 0, **facts: Any) -> Run:
    """A run of 8 km in 48 minutes that started so many days after the first morning."""
    length_m, moving_s = facts.pop("length_m", 8000.0), facts.pop("moving_s", 2880.0)
    run = a_run(number, start=FIRST_DAY + days * DAY, length_m=length_m)
    return replace(run, moving_s=Seconds(moving_s), **facts)


def series(*entries: tuple[Run, Note | None]) -> Series:
    """The right knee's series of runs with a note or none; ids in order of appearance."""
    numbered = [
        (replace(run, id=type(run.id)(1000 + k)), () if note is None else (note,))
        for k, (run, note) in enumerate(entries)
    ]
    return series_of(record_of(numbered), RIGHT_KNEE)


def column(name: str, *entries: tuple[Run, Note | None]) -> list[float]:
    return [float(value) for value in series(*entries).covariates[name]]


def same(found: list[float], expected: list[float]) -> bool:
    return bool(np.allclose(found, expected, rtol=1e-9, atol=1e-9, equal_nan=True))


def test_the_arrays_hold_what_each_noted_run_shows() -> None:
    found = series(
        (run_at(0), None),
        (run_at(1), pain(level=5, onset=at_m(3000))),
        (run_at(2.5), None),
        (run_at(3), no_pain()),
        (run_at(5.25, length_m=6000.0), pain(level=3.5)),
        (run_at(6), None),
        (run_at(7), None),
    )

    assert found.day.tolist() == [0, 2, 4.25]
    assert found.length_m.tolist() == [8000, 8000, 6000]
    assert same(found.reached_m.tolist(), [3000, 8000, NAN])
    assert found.painful.tolist() == [True, False, True]
    assert found.intensity.tolist() == [5, 0, 3.5]
    assert found.runs_so_far.tolist() == [1, 3, 4]
    assert (found.runs_after, found.share_noted) == (2, 3 / 6)
    assert len(found.located()) == 2


def test_a_record_without_a_noted_run_has_an_empty_series() -> None:
    for found in (series(), series((run_at(0), None))):
        assert (len(found), found.share_noted, questions_of(found)[0].subject) == (
            0,
            0.0,
            "downhill_share",
        )
        assert all(look.refused for look in scan(found, questions_of(found)))


REACHED = {
    "in the run": (pain(onset=at_m(3000)), 3000.0),
    "beyond its end": (pain(onset=at_m(9000)), 8000.0),
    "from the first step": (pain(onset=at_m(0)), 0.0),
    "nobody knows where": (pain(), NAN),
    "half of the time": (pain(onset=at_s(1400)), 4000.0),
    "no pain": (no_pain(), 8000.0),
    "the other knee": (pain(LEFT_KNEE, onset=at_m(10)), 8000.0),
}


@pytest.mark.parametrize(("note", "reached"), REACHED.values(), ids=REACHED.keys())
def test_a_run_reaches_its_onset_or_its_end(note: Note, reached: float) -> None:
    found = series((run_at(0), note))

    assert same(found.reached_m.tolist(), [reached])


PACES = {
    "6:00 a kilometre": ({}, 360.0),
    "2:00, as fast as anybody": ({"moving_s": 960.0}, 120.0),
    "faster": ({"moving_s": 959.0}, NAN),
    "20:00, a walk": ({"moving_s": 9600.0}, 1200.0),
    "slower": ({"moving_s": 9601.0}, NAN),
    "no time": ({"moving_s": 0.0}, NAN),
    "no length": ({"length_m": 0.0}, NAN),
}


@pytest.mark.parametrize(("facts", "pace"), PACES.values(), ids=PACES.keys())
def test_an_absurd_pace_is_unknown(facts: dict[str, Any], pace: float) -> None:
    assert same(column("pace", (run_at(0, **facts), no_pain())), [pace])


TEMPERATURES = {
    "nobody measured it": (None, NAN),
    "0 is a temperature": (0.0, 0.0),
    "hot": (49.0, 49.0),
    "too hot": (60.0, NAN),
    "too cold": (-60.0, NAN),
}


@pytest.mark.parametrize(("told", "felt"), TEMPERATURES.values(), ids=TEMPERATURES.keys())
def test_an_absurd_temperature_is_unknown(told: float | None, felt: float) -> None:
    assert same(column("temperature", (run_at(0, temperature_c=told), no_pain())), [felt])


HILLS = {
    "a recording": ({"downhill_share": 0.3}, 0.3, False),
    "a recording, whatever the totals say": (
        {"downhill_share": 0.3, "elevation_gain_m": 0.0},
        0.3,
        False,
    ),
    "80 m climbed in 8 km": ({"elevation_gain_m": 80.0}, math.exp(-1) / 2, True),
    "a measured level": ({"elevation_gain_m": 0.0}, 0.0, True),
    "nothing known": ({}, NAN, False),
    "a climb that can't be": ({"elevation_gain_m": 7000.0}, NAN, False),
    "a treadmill": ({"trainer": True}, 0.0, False),
    "an app's own mountains": ({"sport_type": "VirtualRun", "downhill_share": 0.4}, 0.0, False),
}


@pytest.mark.parametrize(("facts", "share", "rough"), HILLS.values(), ids=HILLS.keys())
def test_the_downhill_share_is_the_recordings_else_a_rough_one_of_the_totals(
    facts: dict[str, Any], share: float, rough: bool
) -> None:
    found = series((run_at(0, **facts), no_pain()))

    assert same(found.covariates["downhill_share"].tolist(), [share])
    assert found.rough["downhill_share"].tolist() == [rough]


def test_which_runs_are_rough_stays_with_them_in_every_part_of_the_series() -> None:
    found = series(
        (run_at(0, elevation_gain_m=80.0), no_pain()),
        (run_at(1, downhill_share=0.1), no_pain()),
        (run_at(2, elevation_gain_m=80.0), pain()),
    )

    assert found.first(2).rough["downhill_share"].tolist() == [True, False]
    assert found.located().rough["downhill_share"].tolist() == [True, False]


def test_the_load_counts_every_run_before_noted_or_not_and_fades_in_seven_days() -> None:
    loads = column(
        "load_7d",
        (run_at(0, length_m=10_000.0), no_pain()),
        (run_at(3, length_m=5000.0), no_pain()),
        (run_at(7, length_m=8000.0), no_pain()),
        (run_at(10, length_m=6000.0), None),
        (run_at(14), no_pain()),
    )

    at_7 = 10_000 * math.exp(-1) + 5000 * math.exp(-4 / 7)
    at_14 = (at_7 + 8000) * math.exp(-1) + 6000 * math.exp(-4 / 7)
    assert same(loads, [NAN, NAN, at_7, at_14])


def test_the_load_of_a_steady_runner_is_about_that_of_seven_days() -> None:
    loads = column("load_7d", *((run_at(day, length_m=4000.0), no_pain()) for day in range(60)))

    assert loads[-1] == pytest.approx(7 * 4000, rel=0.1)


WRONG_LENGTHS = {
    "a car ride": {"length_m": 90_000.0, "moving_s": 3600.0},
    "round the earth": {"length_m": 4e7, "moving_s": 0.0},
    "no length": {"length_m": 0.0},
}


@pytest.mark.parametrize("facts", WRONG_LENGTHS.values(), ids=WRONG_LENGTHS.keys())
def test_a_length_that_can_not_be_adds_no_load(facts: dict[str, Any]) -> None:
    loads = column("load_7d", (run_at(0), None), (run_at(8, **facts), None), (run_at(9), no_pain()))

    assert same(loads, [8000 * math.exp(-9 / 7)])


def test_a_length_typed_in_without_a_time_is_load() -> None:
    loads = column("load_7d", (run_at(0, moving_s=0.0), None), (run_at(7), no_pain()))

    assert same(loads, [8000 * math.exp(-1)])


def test_days_of_rest_count_from_the_run_before_noted_or_not_up_to_two_weeks() -> None:
    rests = column(
        "rest_days",
        (run_at(0), no_pain()),
        (run_at(1.5), None),
        (run_at(3.5), no_pain()),
        (run_at(3.75), no_pain()),
        (run_at(200), no_pain()),
    )

    assert same(rests, [NAN, 2, 0.25, 14])


def test_a_hidden_start_has_no_hour_and_rest_in_whole_days() -> None:
    midnight = datetime(2026, 3, 4, 0, 0, 1, tzinfo=UTC)
    hidden = replace(run_at(0, start_hidden=True), start_utc=midnight)
    entries = (
        (run_at(0), no_pain()),
        (replace(hidden, start_local=midnight.replace(tzinfo=None)), no_pain()),
        (run_at(3), no_pain()),
    )

    assert same(column("rest_days", *entries), [NAN, 2, 1])
    assert same(column("hour", *entries), [6 + 40 / 60, NAN, 6 + 40 / 60])


def test_the_hour_is_that_of_the_wall_clock_where_it_was_run() -> None:
    abroad = replace(run_at(0), start_local=datetime(2026, 3, 2, 18, 30, 36))

    assert same(column("hour", (abroad, no_pain())), [18.51])


def test_each_shoe_is_worn_or_not_and_unknown_where_no_gear_is_told() -> None:
    found = series(
        (run_at(0, gear_id="g1"), no_pain()),
        (run_at(1, gear_id="g2"), pain()),
        (run_at(2), no_pain()),
        (run_at(3, gear_id="g9"), None),
        (run_at(4, gear_id="g1"), no_pain()),
    )

    assert same(found.covariates["gear:g1"].tolist(), [1, 0, NAN, 1])
    assert same(found.covariates["gear:g2"].tolist(), [0, 1, NAN, 0])
    assert "gear:g9" not in found.covariates


def tagged(note: Note, *factors: str) -> Note:
    return replace(note, factors=factors)


def test_a_factor_is_there_where_a_note_names_it_and_not_in_the_other_noted_runs() -> None:
    runs = [run_at(day, day) for day in range(4)]
    record = record_of(
        [
            (runs[0], [tagged(no_pain("a.md"), "new insoles", "rain")]),
            (runs[1], [no_pain("b.md"), tagged(pain(path="c.md"), "rain")]),
            (runs[2], []),
            (runs[3], [no_pain("d.md")]),
        ]
    )

    found = series_of(record, RIGHT_KNEE)

    assert found.covariates["factor:new insoles"].tolist() == [1, 0, 0]
    assert found.covariates["factor:rain"].tolist() == [1, 1, 0]


def test_a_factor_of_runs_that_leave_the_site_open_asks_nothing_of_it() -> None:
    open_one = tagged(Note("a.md"), "rain")  # its pain is not stated

    found = series((run_at(0), open_one), (run_at(1), no_pain()))

    assert [name for name in found.covariates if name.startswith("factor:")] == []


def test_the_questions_are_the_shoes_as_one_group_six_measures_and_each_factor() -> None:
    found = series(
        (run_at(0, gear_id="g2"), tagged(no_pain(), "rain", "new insoles")),
        (run_at(1, gear_id="g1"), no_pain()),
    )

    assert questions_of(found) == (
        Question("gear:g1", "gear"),
        Question("gear:g2", "gear"),
        Question("downhill_share"),
        Question("pace"),
        Question("temperature"),
        Question("load_7d"),
        Question("hour"),
        Question("rest_days"),
        Question("factor:new insoles"),
        Question("factor:rain"),
    )
