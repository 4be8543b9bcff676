"""How far the pain stayed away once it was gone."""

from collections.abc import Sequence

import numpy as np

from annotations.insights.evidence import Finding
from annotations.insights.needs import more, not_enough
from annotations.insights.survival import product_limit
from annotations.model import Result, Site
from annotations.notes.treatments import CARRY_ON
from annotations.places import Episode
from annotations.record import Observation

MIN_EPISODES, MIN_RETURNS = 8, 4
METHOD = (
    "Kaplan-Meier of the distance from the first time it was gone in each run to where it was back, "
    "censored at the run's end; 95 % interval from the log-log band"
)


def returns(site: Site, series: Sequence[Observation]) -> list[Finding]:
    """The median distance in metres for which the pain stayed away, one episode a run.

    An episode begins where something was first done that took the pain away and ends where it was
    back, or where something was done again (then it was back by there at the latest); else it is
    censored at the run's end. Episodes without a known place, or back nobody knows where, are left
    out and counted in `n["place_not_noted"]`. Below 8 episodes with 4 returns: what is missing.
    Nothing where the pain was never noted as gone.
    Source: Kaplan and Meier 1958; first event of each run, so that runs are independent units.
    """
    firsts = [(o, rest) for o in series if o.painful and (rest := _from_first_gone(o.episodes))]
    if not firsts:
        return []
    known = [span for o, rest in firsts if (span := _span(rest, float(o.run.distance_m)))]
    back = sum(came for _, came in known)
    counts = {
        "episodes": len(known),
        "returns": back,
        "place_not_noted": len(firsts) - len(known),
    }
    if missing := _missing(len(known), back):
        return not_enough("return", site, "", counts, missing, METHOD)
    curve = product_limit([far_m for far_m, _ in known], [came for _, came in known])
    far_m, spread = curve.distance(0.5), curve.interval(0.5)
    return [Finding("return", site, "", "fact", counts, far_m, spread, unit="m", method=METHOD)]


def _missing(episodes: int, back: int) -> str:
    if episodes < MIN_EPISODES:
        return f"{more(MIN_EPISODES - episodes, 'painful run')} where it was gone at a noted place"
    if back < MIN_RETURNS:
        return f"{more(MIN_RETURNS - back, 'run')} where it was gone and came back"
    return ""


def _from_first_gone(episodes: Sequence[Episode]) -> Sequence[Episode]:
    """The first bout that took the pain away and all that followed; empty without one."""
    for k, episode in enumerate(episodes):
        if episode.result is Result.GONE and episode.what != CARRY_ON:
            return episodes[k:]
    return ()


def _span(episodes: Sequence[Episode], length_m: float) -> tuple[float, bool] | None:
    """Metres from the first of `episodes`, which took the pain away, and whether the pain was back there."""
    gone = episodes[0]
    if gone.at_m is None or not 0 <= gone.at_m < length_m:
        return None
    came = not gone.stayed_gone or len(episodes) > 1
    end_m = length_m
    if came:
        ends = [gone.back_m] if gone.back_m is not None else [e.at_m for e in episodes[1:2]]
        if not ends or ends[0] is None:
            return None
        end_m = ends[0]
    far_m = end_m - gone.at_m
    return (far_m, came) if np.isfinite(far_m) and far_m >= 0 else None
