"""Records that hold a link, or none, with what nights made of them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np

from annotations.insights.evidence import Finding
from annotations.insights.findings import findings
from annotations.insights.ledger import Ledger
from annotations.insights.night import looks_tonight, new_claims
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
)
from annotations.record import Record, build_record

KNEE, HIP = Site("knee", "right"), Site("hip")
MILE_M = 1609.344
START = datetime(2026, 1, 5, 7, tzinfo=UTC)
NIGHT = date(2026, 11, 24)
KESTREL, HERON = "g1", "g2"
NAMES = {KESTREL: "Kestrel", HERON: "Heron"}


def made_record(
    runs: int,
    *,
    worse: float = 1.0,
    until: int | None = None,
    seed: int = 5,
    noted: float = 0.95,
    sites: Sequence[Site] = (KNEE,),
    factor: str = "",
    weaker: float = 0.0,
) -> Record:
    """A runner with two pairs of shoes worn at random; in Kestrel pain comes `worse` times as often, up to run `until`.

    `factor` is a tag noted on about half of the runs, without any effect; `weaker` is by how many
    points the intensity falls with each run.
    """
    chance = np.random.default_rng(seed)
    entries = [_entry(k, chance, worse if until is None or k < until else 1.0, noted, sites, factor, weaker)
               for k in range(runs)]  # fmt: skip
    matches = [Match(note, run, ("id",)) for run, note in entries if note is not None]
    return build_record([run for run, _ in entries], matches)


def _entry(
    k: int,
    chance: np.random.Generator,
    worse: float,
    noted: float,
    sites: Sequence[Site],
    factor: str,
    weaker: float,
) -> tuple[Run, Note | None]:
    length_m = float(chance.uniform(4, 9)) * MILE_M
    shoe = KESTREL if chance.random() < 0.5 else HERON
    start = START + timedelta(days=1.5 * k, hours=float(chance.uniform(0, 8)))
    run = Run(
        ActivityId(1000 + k),
        "Run",
        "Run",
        start,
        start.replace(tzinfo=None),
        Metres(length_m),
        Seconds(length_m * float(chance.uniform(0.32, 0.4))),
        Seconds(length_m * 0.4),
        gear_id=shoe,
        gear_name=NAMES[shoe],
        temperature_c=float(chance.normal(14, 6)),
        elevation_gain_m=float(chance.uniform(5, 120)),
    )
    mean_m = 9 * MILE_M / (worse if shoe == KESTREL else 1.0)
    onsets = [float(chance.exponential(mean_m)) for _ in sites]
    hurt = tuple(
        Complaint(site, max(1.0, round(7 - weaker * k)), Place(distance_m=Metres(onset)))
        for site, onset in zip(sites, onsets, strict=True)
        if onset < length_m
    )
    tags = (factor,) if factor and chance.random() < 0.5 else ()
    told = chance.random() < noted
    note = Note(f"{k:04}.md", True, hurt, on=run.local_date, factors=tags)
    return run, note if told else None


def night(
    record: Record, ledger: Ledger, suspect: str = "", on: date = NIGHT
) -> tuple[tuple[Finding, ...], Ledger]:
    """What a night finds, and the log after it."""
    ledger = ledger.plus(looks_tonight(record, ledger, suspect, on))
    found = findings(record, ledger, "mi")
    return found, ledger.plus(new_claims(found, record, ledger, on))


def first(record: Record, runs: int) -> Record:
    """The record as it stood after its first runs."""
    return record.up_to(record.runs[runs - 1])


def of(found: Sequence[Finding], kind: str, subject: str = "", site: Site = KNEE) -> Finding:
    (one,) = [f for f in found if (f.kind, f.subject, f.site) == (kind, subject, site)]
    return one


def without_covariates(record: Record) -> Record:
    """The same runs without a shoe, a temperature or a climb."""
    bare = {
        run.id: replace(run, gear_id=None, temperature_c=None, elevation_gain_m=None)
        for run in record.runs
    }
    return Record(
        tuple(bare.values()),
        tuple(replace(noted, run=bare[noted.run.id]) for noted in record.noted),
    )
