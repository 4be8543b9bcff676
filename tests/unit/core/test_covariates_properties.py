"""Whatever the record: no run's figures depend on later ones, and each is a figure or unknown."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
from core_builders import (
    FIRST_DAY,
    LEFT_KNEE,
    PROPERTY,
    RIGHT_KNEE,
    a_run,
    at_m,
    at_s,
    no_pain,
    pain,
    record_of,
)
from hypothesis import given
from hypothesis import strategies as st

from annotations.insights.covariates import series_of
from annotations.model import Metres, Note
from annotations.record import Record

HOUR = timedelta(hours=1)


def tagged(note: Note, *factors: str) -> Note:
    return replace(note, factors=factors)


A_RUN = st.fixed_dictionaries(
    {
        "gap_h": st.sampled_from([0.0, 0.5, 23.0, 24.0, 50.0, 400.0]),
        "length_m": st.sampled_from([0.0, 400.0, 5000.0, 12_000.0, 4e7]),
        "moving_s": st.sampled_from([0.0, 60.0, 2400.0, 99_999.0]),
        "gear_id": st.sampled_from([None, "g1", "g2", "g3"]),
        "temperature_c": st.sampled_from([None, -70.0, 4.0, 21.0]),
        "elevation_gain_m": st.sampled_from([None, 0.0, 60.0, 9000.0]),
        "downhill_share": st.sampled_from([None, 0.0, 0.25]),
        "start_hidden": st.booleans(),
        "trainer": st.booleans(),
    }
)
NOTES = st.sampled_from(
    [
        (),
        (),
        (no_pain(),),
        (tagged(no_pain(), "rain"),),
        (pain(onset=at_m(2000)),),
        (pain(),),
        (tagged(pain(LEFT_KNEE, onset=at_s(600)), "insoles", "rain"),),
        (Note("a.md"),),
    ]
)


def record_from(drawn: list[tuple[dict[str, Any], tuple[Note, ...]]]) -> Record:
    entries, start = [], FIRST_DAY
    for number, (facts, notes) in enumerate(drawn):
        start += facts["gap_h"] * HOUR
        run = a_run(number, start=start, length_m=facts["length_m"])
        rest = {k: v for k, v in facts.items() if k not in ("gap_h", "length_m")}
        entries.append((replace(run, **rest), notes))
    return record_of(entries)


@given(st.lists(st.tuples(A_RUN, NOTES), max_size=25))
@PROPERTY
def test_an_earlier_record_has_the_beginning_of_the_series(
    drawn: list[tuple[dict[str, Any], tuple[Note, ...]]],
) -> None:
    record = record_from(drawn)
    whole = series_of(record, RIGHT_KNEE)

    for n, observation in enumerate(record.series(RIGHT_KNEE), 1):
        then = series_of(record.up_to(observation.run), RIGHT_KNEE)
        prefix = replace(whole.first(n), runs_after=0)
        for name in ("day", "length_m", "reached_m", "painful", "intensity", "runs_so_far"):
            np.testing.assert_array_equal(getattr(then, name), getattr(prefix, name))
        assert then.runs_after == 0
        for name, values in then.covariates.items():
            np.testing.assert_array_equal(values, prefix.covariates[name])
        np.testing.assert_array_equal(then.rough["downhill_share"], prefix.rough["downhill_share"])
        # a shoe or factor that comes later was not there before
        for name in set(prefix.covariates) - set(then.covariates):
            assert not np.any(prefix.covariates[name] > 0)


@given(st.lists(st.tuples(A_RUN, NOTES), max_size=25))
@PROPERTY
def test_every_figure_is_one_or_unknown_and_every_column_is_whole(
    drawn: list[tuple[dict[str, Any], tuple[Note, ...]]],
) -> None:
    found = series_of(record_from(drawn), RIGHT_KNEE)

    for values in found.covariates.values():
        assert len(values) == len(found)
        assert not np.any(np.isinf(values))
        assert not np.any(values < -40)
    assert not np.any(found.reached_m > found.length_m)
    assert np.all(np.diff(found.day) >= 0)
    assert np.all(np.diff(found.runs_so_far) > 0)
    assert 0 <= found.share_noted <= 1


@given(st.lists(st.tuples(A_RUN, NOTES), max_size=25), st.integers(1, 200))
@PROPERTY
def test_a_later_run_changes_nothing_that_was_said(
    drawn: list[tuple[dict[str, Any], tuple[Note, ...]]], hours: int
) -> None:
    record = record_from(drawn)
    last = record.runs[-1].start_utc if record.runs else FIRST_DAY
    later = replace(a_run(999), start_utc=last + hours * HOUR, distance_m=Metres(7000.0))
    longer = Record((*record.runs, later), record.noted)

    before, after = series_of(record, RIGHT_KNEE), series_of(longer, RIGHT_KNEE)

    assert after.runs_after == before.runs_after + (len(before) > 0)
    assert set(after.covariates) == set(before.covariates)
    for name, values in before.covariates.items():
        np.testing.assert_array_equal(values, after.covariates[name])
