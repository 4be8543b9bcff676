"""Messy records through the whole of it: whatever is said stands behind its gate, and odd input never makes a claim."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from claim_world import KESTREL, KNEE, NIGHT, made_record, night

from annotations.insights.evidence import ALPHA, HINT_FACTOR, Finding
from annotations.insights.ledger import Ledger
from annotations.insights.scan import common_gate
from annotations.insights.seen import see
from annotations.matching import match_notes
from annotations.model import ActivityId, Match, Metres, Note, Run, Seconds
from annotations.notes.reader import read_note
from annotations.record import NotedRun, Record, build_record

START = datetime(2025, 9, 1, 6, 30, tzinfo=UTC)
LEAST = {
    "onset_state": 20,
    "forecast": 20,
    "onset_trend": 20,
    "intensity_trend": 12,
    "trigger": 25,
    "named": 25,
    "flare": 25,
}
"""Noted runs (painful ones for the intensity) below which a kind says nothing but what it needs."""


def a_run(k: int, start: datetime, length_m: float = 8000.0, shoe: str = "g1") -> Run:
    return Run(
        ActivityId(5000 + k),
        "Morning Run",
        "Run",
        start,
        start.replace(tzinfo=None),
        Metres(length_m),
        Seconds(length_m * 0.36),
        Seconds(length_m * 0.37),
        gear_id=shoe,
        gear_name=shoe,
    )


def written(runs: list[Run], texts: dict[int, str]) -> Record:
    """A record from notes as people write them, through reader and matching."""
    notes: list[Note] = []
    for k, text in texts.items():
        name = f"{runs[k].local_date}-{k}.md"
        body = f"---\nstrava: {runs[k].id}\n{text}\n---\n"
        reading = read_note(name, body.encode(), units="mi")
        assert reading is not None
        assert reading.note is not None, reading.problems
        notes.append(reading.note)
    return build_record(runs, match_notes(notes, runs, today=NIGHT).matches)


def messy() -> Iterator[tuple[str, Record]]:
    chance = np.random.default_rng(11)
    every_other = [a_run(k, START + timedelta(days=1.6 * k)) for k in range(120)]

    def note(k: int) -> str:
        return (
            ("pain: 0", "pain: none\nmorning: 1")[k % 2]
            if chance.random() < 0.45
            else (
                "pain:\n  right knee: 4",
                "pain:\n  right knee: 5 from 22:30",
                "pain:\n  right knee: 3 from 2.5 mi\n  left shin: 2 from 1 mi",
                "pain: 4\nwhere: knee",
                "pain:\n  right knee: 6 from start",
                "pain:\n  right knee: 2 from 40 mi",
            )[int(chance.integers(6))]
        )

    yield "every way to write a pain", written(every_other, {k: note(k) for k in range(120)})
    hurt = dict.fromkeys(range(0, 120, 2), "pain:\n  right knee: 4 from 2 mi")
    yield "notes of painful runs only", written(every_other, hurt)
    in_turn = [replace(run, gear_id=f"g{1 + k // 40}") for k, run in enumerate(every_other)]
    worse_later = {
        k: "pain:\n  right knee: 4 from 2 mi" if k > 60 and k % 4 else "pain: 0" for k in range(120)
    }
    yield "shoes one after the other, pain in the last", written(in_turn, worse_later)
    gap = [a_run(k, START + timedelta(days=2.0 * k + (180 if k >= 40 else 0))) for k in range(80)]
    before_after = {
        k: "pain:\n  right knee: 5 from 1 mi" if k < 40 and k % 5 else "pain: 0" for k in range(80)
    }
    yield "six months of rest between", written(gap, before_after)
    yield "a thousand runs", made_record(1000, seed=3)
    yield "one shoe only", _one_shoe(made_record(150, worse=4.0))


def _one_shoe(record: Record) -> Record:
    def same(run: Run) -> Run:
        return replace(run, gear_id=KESTREL)

    noted = tuple(replace(one, run=same(one.run)) for one in record.noted)
    return Record(tuple(map(same, record.runs)), noted)


MESSY = dict(messy())


@pytest.mark.parametrize("record", MESSY.values(), ids=MESSY.keys())
def test_what_is_said_of_a_messy_record_stands_behind_its_gate(record: Record) -> None:
    found, ledger = night(record, Ledger())
    again, kept = night(record, ledger)
    assert kept == ledger
    assert again == found
    assert found
    for finding in found:
        check_gate(finding, record)


def check_gate(finding: Finding, record: Record) -> None:
    if finding.level in ("hint", "clear"):
        assert finding.p_lifetime is not None
        if finding.level == "clear":
            assert finding.p_lifetime <= ALPHA[finding.kind]
        elif finding.kind in ("trigger", "named"):
            assert finding.p_lifetime <= HINT_FACTOR * ALPHA[finding.kind]
    if finding.kind == "trigger" and finding.level in ("fact", "hint", "clear"):
        assert finding.site is not None
        assert common_gate(see(record, finding.site).series) == ""
    least = LEAST.get(finding.kind, 0)
    if finding.level != "not_enough":
        counted = "painful" if finding.kind == "intensity_trend" else "noted"
        assert finding.n.get(counted, least) >= min(least, 15)
    if finding.unit == "share" and finding.estimate is not None:
        assert max(finding.n.values()) >= 5
    assert (finding.level == "not_enough") <= bool(finding.needs)


def test_shoes_worn_one_after_the_other_are_refused_however_much_pain_the_last_one_saw() -> None:
    found, _ = night(MESSY["shoes one after the other, pain in the last"], Ledger())
    shoes = [f for f in found if f.kind == "trigger" and f.subject.startswith("gear:")]
    assert shoes
    assert {f.level for f in shoes} == {"not_enough"}
    assert {f.needs for f in shoes} <= {"mostly time", "follows other questions"}


def test_notes_of_painful_runs_only_make_neither_a_link_nor_a_forecast() -> None:
    found, _ = night(MESSY["notes of painful runs only"], Ledger())
    held_back = [f for f in found if f.kind in ("trigger", "forecast")]
    assert held_back
    assert {f.level for f in held_back} == {"not_enough"}


def odd() -> Iterator[tuple[str, Record]]:
    base = made_record(80, noted=1.0)

    def changed(**changes: object) -> Record:
        bad = [replace(run, **changes) for run in base.runs]  # type: ignore[arg-type]
        by_id = {run.id: run for run in bad}
        return Record(tuple(bad), tuple(replace(one, run=by_id[one.run.id]) for one in base.noted))

    yield "runs without a length", changed(distance_m=Metres(0.0))
    yield "onsets beyond the end", changed(distance_m=Metres(10.0))
    yield "runs that took no time", changed(moving_s=Seconds(0.0), elapsed_s=Seconds(0.0))
    yield "a kilometre in a week", changed(moving_s=Seconds(6e5), elapsed_s=Seconds(6e5))
    yield "absurd weather", changed(temperature_c=1e6, elevation_gain_m=1e6)
    one_moment = [
        replace(run, start_utc=START, start_local=START.replace(tzinfo=None)) for run in base.runs
    ]
    by_id = {run.id: run for run in one_moment}
    yield (
        "a thousand notes in one day",
        Record(tuple(one_moment), tuple(replace(one, run=by_id[one.run.id]) for one in base.noted)),
    )
    hurts = tuple(one for one in base.noted if any(c.level for c in one.complaints))
    yield "all runs painful", Record(tuple(one.run for one in hurts), hurts)
    free = tuple(NotedRun(one.run, (Note("a.md", True),)) for one in base.noted)
    yield "none painful", Record(base.runs, free)


ODD = dict(odd())


@pytest.mark.parametrize("record", ODD.values(), ids=ODD.keys())
def test_odd_input_never_makes_a_claim_and_never_a_crash(record: Record) -> None:
    found, ledger = night(record, Ledger(), "pace")
    assert [f for f in found if f.level in ("hint", "clear", "tested", "faded")] == []
    assert all(f.estimate is None or np.isfinite(f.estimate) for f in found)
    assert ledger.standing("trigger", KNEE, "pace") is None


def test_the_same_note_twice_counts_once() -> None:
    record = made_record(60)
    doubled = [
        Match(replace(note, path=f"{copy}{note.path}"), one.run, ("id",))
        for one in record.noted
        for note in one.notes
        for copy in ("a", "b")
    ]
    twice = build_record(record.runs, doubled)
    assert night(twice, Ledger())[0] == night(record, Ledger())[0]


def test_a_clock_that_jumped_orders_runs_by_their_start_and_claims_nothing_new() -> None:
    record = made_record(100)
    jumped = [
        replace(run, start_utc=run.start_utc - timedelta(days=400) if k % 9 == 0 else run.start_utc)
        for k, run in enumerate(record.runs)
    ]
    by_id = {run.id: run for run in jumped}
    notes = [Match(n, by_id[one.run.id], ("id",)) for one in record.noted for n in one.notes]
    found, _ = night(build_record(jumped, notes), Ledger())
    assert not [f for f in found if f.kind == "trigger" and f.level in ("hint", "clear")]
