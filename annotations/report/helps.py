"""What was done in painful runs and what came of it, each treatment on a line of its own: chosen, so not compared."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from annotations.facts import about
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
from annotations.report.shown import name, percentage
from annotations.sentences.phrases import count, in_brackets, range_of_95

MARGIN = 8.0
UNTREATED = "Nothing done, or carried on"


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
        return _unknown(name(what), f"{figures}; {MIN_FOR_SHARE - runs} more for a percentage")
    low, high = jeffreys(gone, runs)
    spread = f"{100 * low:.0f}-{100 * high:.0f} %"
    return Interval(name(what), x(gone / runs), x(low), x(high), False, f"{figures} ({spread})")


@dataclass(frozen=True, slots=True)
class Untreated:
    """Painful runs without a treatment; of most of them no note says what came of it, which is not "not gone"."""

    runs: tuple[Observation, ...]

    @property
    def told(self) -> int:
        """In how many a note says what came of it."""
        return sum(any(e.result for e in o.episodes) for o in self.runs)

    @property
    def gone(self) -> int:
        """In how many the pain went away and stayed away."""
        return sum(o.episodes[-1].stayed_gone for o in self.runs if o.episodes)


def untreated(series: Sequence[Observation]) -> Untreated:
    """The painful runs in which nothing was done, or the runner carried on."""
    return Untreated(tuple(o for o in series if o.painful and not o.sets))


def _nothing(series: Sequence[Observation], x: Scale) -> Interval:
    found = untreated(series)
    if not found.runs:
        return _unknown(UNTREATED, "no painful run")
    if not found.told:
        runs = count(len(found.runs), "painful run")
        return _unknown(UNTREATED, f"what came of it is not noted in any of {runs}")
    row, left_open = _share(UNTREATED, found.gone, found.told, x), len(found.runs) - found.told
    more = f"; of {left_open} more it is not noted" if left_open else ""
    return replace(row, figures=row.figures + more)


def _unknown(what: str, why: str) -> Interval:
    return Interval(what, None, None, None, False, why)


def distance_forest(
    site: Site, reliefs: Sequence[Finding], series: Sequence[Observation], units: Units
) -> Forest | None:
    """How far the pain stayed away once it was gone, by what first took it away; None where no distance is told.

    Kaplan-Meier over first episodes as in `insights.returns`, of the runs in which the treatment was
    the first to take the pain away. The last row is of the runs in which it went away by itself.
    """
    told = [
        (f.subject, found[0])
        for f in reliefs
        if (found := returns(site, _first_gone_by(f.subject, series)))
    ]
    by_itself = [(UNTREATED, f) for f in returns(site, _carried_on(series))]
    known = [f for _, f in (*told, *by_itself) if f.estimate is not None]
    ends = [m for f in known for m in (f.estimate or 0.0, *_known(f))]
    if not ends:
        return None
    far_m = max(ends) * 1.1 or METRES_OF[units]
    x = Scale(0.0, far_m, MARGIN, FOREST_WIDTH - MARGIN)
    ticks = tuple(
        Tick(x(m), f"{m / METRES_OF[units]:.4g} {units}") for m in distance_steps(far_m, units, 4)
    )
    rows = [_distance(what, f, x, units) for what, f in (*told, *by_itself)]
    return Forest(
        ("Done", "Pain-free distance in half of the runs", "Runs"),
        ticks,
        tuple(rows if by_itself else [*rows, _never_by_itself(series)]),
    )


def _carried_on(series: Sequence[Observation]) -> list[Observation]:
    """The untreated runs, for `returns`: it leaves out that someone carried on, which here is what is looked at."""
    return [
        replace(o, episodes=tuple(replace(e, what=UNTREATED) for e in o.episodes))
        for o in untreated(series).runs
    ]


def _never_by_itself(series: Sequence[Observation]) -> Interval:
    runs = len(untreated(series).runs)
    told = f"not noted as gone in any of {count(runs, 'painful run')}" if runs else "no painful run"
    return _unknown(UNTREATED, told)


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
        return _unknown(name(what), f"{runs}; {finding.needs} needed")
    if finding.estimate is None:
        return _unknown(name(what), f"{runs}; to the end in most")
    low, high = finding.interval or (None, None)
    return Interval(
        name(what),
        x(finding.estimate),
        x(low or 0.0),
        FOREST_WIDTH - MARGIN if high is None else x(high),
        high is None,
        f"{about(finding.estimate, units)}{in_brackets(range_of_95(finding, units))}; {runs}",
    )
