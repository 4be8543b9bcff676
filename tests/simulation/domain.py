"""A simulated life as the product meets it: runs as from Strava, notes as from files."""

from datetime import UTC, datetime, timedelta

import numpy as np

from annotations.model import (
    ActivityId,
    Bout,
    Complaint,
    Match,
    Metres,
    Note,
    Place,
    Result,
    Run,
    Seconds,
    Site,
)
from annotations.notes.treatments import CARRY_ON
from annotations.record import Record, build_record
from simulation.life import Life
from simulation.pain import GONE, LESS, NOT
from simulation.training import DAY_S

SITES = (Site("knee", "right"), Site("achilles", "left"))
FIRST_MIDNIGHT = datetime(2025, 1, 6, tzinfo=UTC)
DRILL = "butt kicks"
RESULTS = {NOT: Result.SAME, LESS: Result.LESS, GONE: Result.GONE}


def record_of_life(life: Life) -> Record:
    """All runs, and the notes of those that were noted; what was not noted is nowhere in it."""
    runs = [run_of(life, number) for number in range(len(life))]
    noted = np.flatnonzero(life.noted).tolist()
    return build_record(runs, [Match(note_of(life, k), runs[k], ("id",)) for k in noted])


def run_of(life: Life, number: int) -> Run:
    start = FIRST_MIDNIGHT + timedelta(seconds=round(float(life.training.day[number]) * DAY_S))
    length_m = float(life.length_m[number])
    seconds = Seconds(length_m / 1000 * float(life.training.pace[number]))
    return Run(
        id=ActivityId(1000 + number),
        name="Run",
        sport_type="Run",
        start_utc=start,
        start_local=start.replace(tzinfo=None),
        distance_m=Metres(length_m),
        moving_s=seconds,
        elapsed_s=seconds,
        gear_id=life.shoe[number],
        trainer=bool(life.training.treadmill[number]),
        temperature_c=float(life.training.temperature[number]),
        downhill_share=float(life.training.downhill_share[number]),
    )


def note_of(life: Life, number: int) -> Note:
    """What the runner writes of a run: each pain with its onset, the first bout and what came of it."""
    tags = {"treadmill": life.training.treadmill, "warm-up": life.training.warm_up}
    complaints = tuple(
        Complaint(site, float(pain.intensity[number]), _at(float(pain.latent_m[number])))
        for site, pain in zip(SITES, life.pains, strict=False)
        if pain.painful[number]
    )
    return Note(
        path=f"{number:03}.md",
        pain_stated=True,
        complaints=complaints,
        bouts=(_bout(life, number),) if complaints else (),
        activity_id=ActivityId(1000 + number),
        factors=tuple(name for name, there in tags.items() if there[number]),
        morning=float(number % 7) if number % 3 == 0 else None,
        expect=float(number * 7 % 11) if complaints else None,
    )


def _bout(life: Life, number: int) -> Bout:
    pain = life.pains[0]
    what = DRILL if life.arm[number] else CARRY_ON
    return Bout(
        what,
        reps=10 if life.arm[number] else None,
        at=_at(min(float(p.latent_m[number]) for p in life.pains)),
        result=RESULTS.get(int(pain.outcome[number])),
    )


def _at(metres: float) -> Place:
    return Place(distance_m=Metres(metres))
