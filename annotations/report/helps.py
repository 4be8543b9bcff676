"""What was done in painful runs and what came of it, each treatment on a line of its own: chosen, so not compared."""

from collections.abc import Sequence

from annotations.insights.evidence import Finding
from annotations.insights.proportion import jeffreys
from annotations.insights.relief import MIN_FOR_SHARE
from annotations.insights.returns import returns
from annotations.model import Result, Site, Units
from annotations.notes.treatments import CARRY_ON
from annotations.quantities import METRES_OF
from annotations.record import Observation
from annotations.report.axes import Scale, Tick, distance_steps
from annotations.report.figure import FOREST_WIDTH, Forest, Interval
from annotations.report.shown import about, count, name, percentage
from annotations.sentences.phrases import in_brackets, range_of_95

MARGIN = 8.0
NOTHING = "Nothing done, or carried on"


def relief_forest(reliefs: Sequence[Finding], series: Sequence[Observation]) -> Forest:
    """The share of painful runs that each treatment's result ended: gone within three sets, for the rest of the run.

    The last row is what was run on without a treatment. Below five runs there is no share, only the count.
    """
    x = Scale(0.0, 1.0, MARGIN, FOREST_WIDTH - MARGIN)
    rows = [
        _share(f.subject, f.n["gone_within_three_sets"], f.n["painful"], x)
        for f in reliefs
        if f.n["painful"]
    ]
    return Forest(
        ("Done", "Gone for the rest of the run, share of runs", "Runs"),
        tuple(Tick(x(share), percentage(share)) for share in (0.0, 0.5, 1.0)),
        (*rows, _nothing(series, x)),
    )


def _share(what: str, gone: int, runs: int, x: Scale) -> Interval:
    figures = f"{gone} of {runs}"
    if runs < MIN_FOR_SHARE:
        more = MIN_FOR_SHARE - runs
        return Interval(
            name(what), None, None, None, False, f"{figures}; {more} more for a percentage"
        )
    low, high = jeffreys(gone, runs)
    spread = f"{100 * low:.0f}-{100 * high:.0f} %"
    return Interval(name(what), x(gone / runs), x(low), x(high), False, f"{figures} ({spread})")


def _nothing(series: Sequence[Observation], x: Scale) -> Interval:
    """Painful runs without a treatment; of most of them no note says what came of it, which is not "not gone"."""
    runs = [o for o in series if o.painful and not o.sets]
    told = [o for o in runs if any(e.result for e in o.episodes)]
    gone = sum(o.episodes[-1].result is Result.GONE and o.episodes[-1].stayed_gone for o in told)
    row = _share(NOTHING, gone, len(told), x)
    open_runs = len(runs) - len(told)
    if not told:
        said = f"what came of it is not noted in any of {count(len(runs), 'painful run')}"
        return Interval(NOTHING, None, None, None, False, said if runs else "no painful run")
    more = f"; of {open_runs} more it is not noted" if open_runs else ""
    return Interval(row.name, row.at, row.low, row.high, row.beyond, row.figures + more)


def distance_forest(
    site: Site, reliefs: Sequence[Finding], series: Sequence[Observation], units: Units
) -> Forest | None:
    """How far the pain stayed away once it was gone, by what first took it away; None where no distance is told.

    Kaplan-Meier over first episodes as in `insights.returns`, of the runs in which the treatment was
    the first to take the pain away.
    """
    told = [
        (f.subject, found[0])
        for f in reliefs
        if f.subject != CARRY_ON and (found := returns(site, _first_gone_by(f.subject, series)))
    ]
    ends = [m for _, f in told if f.estimate is not None for m in (f.estimate, *_known(f))]
    if not ends:
        return None
    far_m = max(ends) * 1.1 or METRES_OF[units]
    x = Scale(0.0, far_m, MARGIN, FOREST_WIDTH - MARGIN)
    ticks = tuple(
        Tick(x(m), f"{m / METRES_OF[units]:.4g} {units}") for m in distance_steps(far_m, units, 4)
    )
    return Forest(
        ("Done", "Pain-free distance in half of the runs", "Runs"),
        ticks,
        tuple(_distance(what, f, x, units) for what, f in told),
    )


def _known(finding: Finding) -> list[float]:
    return [end for end in finding.interval or () if end is not None]


def _first_gone_by(what: str, series: Sequence[Observation]) -> list[Observation]:
    firsts = (
        (o, next((e for e in o.episodes if e.result is Result.GONE and e.what != CARRY_ON), None))
        for o in series
        if o.painful
    )
    return [o for o, first in firsts if first is not None and first.what == what]


def _distance(what: str, finding: Finding, x: Scale, units: Units) -> Interval:
    n = finding.n
    runs = f"{count(n['episodes'], 'run')}, back in {n['returns']}"
    if finding.level == "not_enough":
        return Interval(name(what), None, None, None, False, f"{runs}; {finding.needs} needed")
    if finding.estimate is None:
        return Interval(name(what), None, None, None, False, f"{runs}; to the end in most")
    low, high = finding.interval or (None, None)
    return Interval(
        name(what),
        x(finding.estimate),
        x(low or 0.0),
        FOREST_WIDTH - MARGIN if high is None else x(high),
        high is None,
        f"{about(finding.estimate, units)}{in_brackets(range_of_95(finding, units))}; {runs}",
    )
