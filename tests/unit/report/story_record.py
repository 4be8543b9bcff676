"""A made-up runner: three months of knee pain at about mile 3, then later, then hardly any."""

from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random

from annotations.insights.findings import findings
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
from annotations.record import Record, build_record
from annotations.report.page import render_report

MILE_M = 1609.344
RIGHT_KNEE = Site("knee", "right")
LEFT_KNEE = Site("knee", "left")
FIRST_DAY = datetime(2026, 3, 2, 6, 40, tzinfo=UTC)
AS_OF = datetime(2026, 8, 20, 7, 5, tzinfo=UTC)
NAMES = ("Morning Run", "Easy miles", "River loop", "Long run", "Lunch Run", "Hills & flats")


def mile(far: float) -> Metres:
    return Metres(far * MILE_M)


def a_run(number: int, day: int, length_mi: float, name: str = "Morning Run") -> Run:
    start = FIRST_DAY + timedelta(days=day)
    seconds = Seconds(length_mi * 560)
    return Run(
        id=ActivityId(14_412_000_000 + number),
        name=name,
        sport_type="Run",
        start_utc=start,
        start_local=start.replace(tzinfo=None),
        distance_m=mile(length_mi),
        moving_s=seconds,
        elapsed_s=seconds,
    )


def a_note(
    run: Run,
    *pains: tuple[Site, float, float | None],
    bouts: tuple[Bout, ...] = (),
    stated: bool = True,
) -> Match:
    """Pains as (site, level, onset in miles); without any the run is noted as pain-free."""
    complaints = tuple(
        Complaint(site, level, None if onset is None else Place(distance_m=mile(onset)))
        for site, level, onset in pains
    )
    note = Note(f"{run.local_date}.md", pain_stated=stated, complaints=complaints, bouts=bouts)
    return Match(note, run, ("id",))


def kicks(at_mi: float, result: Result | None, back_mi: float | None = None) -> Bout:
    return Bout(
        "butt kicks",
        reps=10,
        at=Place(distance_m=mile(at_mi)),
        result=result,
        back_after=None if back_mi is None else Place(distance_m=mile(back_mi)),
    )


def story_record(runs: int = 64, seed: int = 3, unknown: float = 0.18) -> Record:
    """`runs` runs over the story's months; a share of `unknown` has no note."""
    dice = Random(seed)
    all_runs, matches = [], []
    for k in range(runs):
        share = k / runs
        length = round(dice.uniform(4.4, 6.4) + 2.2 * share, 1)
        run = a_run(k, day=int(k * 2.6), length_mi=length, name=NAMES[k % len(NAMES)])
        all_runs.append(run)
        if dice.random() < unknown:
            continue
        matches.append(_story_note(run, share, length, dice))
    return build_record(all_runs, matches)


def _story_note(run: Run, share: float, length_mi: float, dice: Random) -> Match:
    if share < 0.5:
        level, onset = 5.0 + dice.choice((-1, -0.5, 0, 0, 1)), dice.gauss(3.0, 0.2)
    elif share < 0.72:
        level, onset = 3.0 + dice.choice((-1, 0, 0.5)), dice.gauss(4.4, 0.5)
    else:
        level, onset = (2.0, dice.gauss(6.2, 0.4)) if dice.random() < 0.15 else (0.0, 0.0)
    onset = round(onset, 2)
    if level == 0 or onset >= length_mi:
        return a_note(run)
    pains = [(RIGHT_KNEE, level, None if dice.random() < 0.06 else onset)]
    if share < 0.4 and dice.random() < 0.6:
        pains.append((LEFT_KNEE, level - 1, onset + 0.1))
    sets = dice.choice((2, 3, 3)) if share < 0.6 else 1
    bouts = tuple(
        kicks(onset + 0.25 * k, Result.GONE, None if k == sets - 1 else 0.25) for k in range(sets)
    )
    return a_note(run, *pains, bouts=bouts if share > 0.25 else ())


@cache
def story_page(runs: int = 64) -> str:
    record = story_record(runs)
    return render_report(record, findings(record), units="mi", as_of=AS_OF)
