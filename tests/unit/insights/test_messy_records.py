"""Whatever the record holds: no crash, no warning, no claim, and only figures that can be."""

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from math import isfinite

import pytest
from fact_builders import RIGHT_KNEE, a_run, bout, free, hurt, record_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotations.insights.evidence import ALPHA, Finding
from annotations.insights.findings import findings
from annotations.insights.why import KINDS
from annotations.model import Note, Result, Site, Units
from annotations.record import Record
from annotations.sentences.dispatch import sentence
from annotations.sentences.link import NOT_A_CAUSE

CAUSAL = re.compile(
    r"(?i)\b(because|caus(e|es|ed|ing)|due to|thanks to|prevents?|cures?|works?|heals?|proves?|injur)"
)
UNITS: tuple[Units, Units] = ("km", "mi")
AGES_HENCE = datetime(9000, 1, 1, tzinfo=UTC)


def check(record: Record, *, may_claim: bool = False) -> tuple[Finding, ...]:
    """The findings of `record`, each of which keeps to the contract; none is a claim unless it `may_claim`."""
    found = findings(record)
    for finding in found:
        assert finding.kind in KINDS
        assert may_claim or finding.level in ("not_enough", "fact")
        assert (finding.level == "not_enough") <= bool(finding.needs)
        assert (finding.p_lifetime is not None) <= (finding.kind in ALPHA)
        assert 0.0 <= (finding.p_lifetime or 0.0) <= 1.0
        assert finding.e_value is None
        assert finding.method
        assert all(count >= 0 for count in finding.n.values())
        ends = [end for end in finding.interval or () if end is not None]
        assert ends == sorted(ends)
        assert all(isfinite(x) and x >= 0 for x in [finding.estimate or 0.0, *ends])
        for units in UNITS:
            text = sentence(finding, units)
            json.dumps(finding.as_json(text), allow_nan=False)
            assert text.endswith(".")
            assert "nan" not in text.lower().split()
            assert not CAUSAL.search(text.replace(NOT_A_CAUSE, ""))
    return found


def days(*notes: Sequence[Note], length_m: float = 8000.0) -> Record:
    return record_of(*((a_run(2.0 * k, length_m), told) for k, told in enumerate(notes)))


MESSY: dict[str, Record] = {
    "nothing": record_of(),
    "pain earlier and earlier": days(*[[hurt(7000.0 - 100.0 * k)] for k in range(60)]),
    "no notes": days([], [], []),
    "all painful": days(*[[hurt(3000.0)]] * 60),
    "none painful": days(*[[free()]] * 60),
    "onset never noted": days(*[[hurt(None)]] * 60),
    "onsets beyond the end": days(*[[hurt(20_000.0)]] * 60),
    "runs of no length": days(*[[hurt(3000.0)], [free()]] * 30, length_m=0.0),
    "absurdly long runs": days(*[[hurt(3000.0)], [free()]] * 30, length_m=1e12),
    "absurd onsets": days(*[[hurt(1e15)], [free()]] * 30),
    "pain from the start": days(*[[hurt(0.0)]] * 60),
    "a thousand notes in one day": record_of(
        *((a_run(0.0, number=k), [hurt(3000.0), free()]) for k in range(1000))
    ),
    "a thousand notes of one run": record_of((a_run(), [hurt(3000.0 + k) for k in range(1000)])),
    "a clock that jumps": record_of(
        *((a_run(2.0 * k), [hurt(3000.0, morning=2.0)]) for k in range(40)),
        (replace(a_run(100), start_utc=AGES_HENCE, start_local=AGES_HENCE.replace(tzinfo=None)), [free()]),
    ),
    "half a year without a run": record_of(
        *((a_run(2.0 * k), [hurt(3000.0)]) for k in range(40)),
        *((a_run(280.0 + 2.0 * k), [free()]) for k in range(3)),
    ),
    "notes of painful runs only": days(*[[hurt(3000.0)], [], []] * 40),
    "bouts beyond the end, back before": days(
        *[[hurt(3000.0, bout(90_000.0), bout(5000.0, back_m=100.0), expect=5.0)]] * 30
    ),
    "several sites": days(
        *[[hurt(3000.0)], [hurt(2000.0, site=Site("achilles", "left"))], [hurt(None, site=Site("knee"))]] * 20
    ),
}  # fmt: skip


@pytest.mark.parametrize("record", MESSY.values(), ids=MESSY.keys())
def test_messy_records_make_facts_or_say_what_is_missing(record: Record) -> None:
    found = check(record)
    assert {f.site for f in found if f.site} == set(record.sites)


def test_no_distance_is_beyond_the_longest_run() -> None:
    found = check(MESSY["onsets beyond the end"])
    told = [f.estimate for f in found if f.kind in ("onset_state", "forecast")]
    assert told == [8000.0] * 5


def test_notes_of_painful_runs_only_give_no_forecast() -> None:
    told = {f.kind: f.level for f in check(MESSY["notes of painful runs only"])}
    assert told["forecast"] == "not_enough"


levels = st.sampled_from([0.0, 0.5, 3.0, 5.0, 10.0])
places = st.none() | st.sampled_from([0.0, 3000.0, 5000.0, 1e7]) | st.floats(0, 20_000)
bouts = st.builds(
    bout,
    places,
    st.none() | st.sampled_from(Result),
    back_m=places,
    what=st.sampled_from(["butt kicks", "carry on", "quad stretch"]),
    sets=st.integers(1, 4),
)
sites = st.sampled_from([RIGHT_KNEE, RIGHT_KNEE, Site("knee"), Site("achilles", "left")])
notes = st.one_of(
    st.builds(free, st.none() | levels),
    st.builds(
        lambda onset, done, **keys: hurt(onset, *done, **keys),
        places,
        st.lists(bouts, max_size=3),
        site=sites,
        level=levels,
        morning=st.none() | levels,
        expect=st.none() | levels,
    ),
)
runs = st.tuples(
    st.sampled_from([0.0, 0.0, 0.3, 2.0, 40.0]),
    st.sampled_from([0.0, 3000.0, 8000.0, 1e9]),
    st.lists(notes, max_size=2),
)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(runs, min_size=1, max_size=12), st.integers(1, 6))
def test_any_record_makes_facts_that_keep_to_the_contract(
    some: list[tuple[float, float, list[Note]]], times: int
) -> None:
    told, day = [], 0.0
    for number, (gap, length_m, of_run) in enumerate(some * times):
        day += gap
        told.append((a_run(day, length_m, number=number), of_run))
    # one pattern over and over is a link, and may be told as one
    check(record_of(*told), may_claim=True)
