"""What was done in painful runs and what came of it: relief and dose, one figure a run."""

from collections import Counter
from collections.abc import Iterable, Sequence

from scipy.stats import beta

from annotations.insights.evidence import Finding
from annotations.model import Result, Site
from annotations.record import Episode, Observation

MIN_FOR_SHARE = 5
MIN_FOR_DOSE = 6
WITHIN_SETS = 3
METHOD = "one result a run; 95 % Jeffreys interval"


def relief(site: Site, series: Sequence[Observation]) -> list[Finding]:
    """For each treatment: in how many painful runs the pain was gone for the rest of the run within three sets.

    Runs where the treatment's result was not noted are left out and counted. Below five runs only
    counts. Source of the interval: Brown, Cai and DasGupta 2001 (Jeffreys prior).
    """
    return [_relief_of(what, site, series) for what in _treatments(series)]


def _relief_of(what: str, site: Site, series: Sequence[Observation]) -> Finding:
    tried = [_of(what, o.episodes) for o in series if o.painful and _of(what, o.episodes)]
    known = [episodes for episodes in tried if any(e.result for e in episodes)]
    gone = sum(gone_within(episodes, WITHIN_SETS) for episodes in known)
    counts = {
        "painful": len(known),
        "gone_within_three_sets": gone,
        "gone_or_less_after_first_set": sum(_eased_at_first(e) for e in known),
        "result_not_noted": len(tried) - len(known),
    }
    if len(known) < MIN_FOR_SHARE:
        short = MIN_FOR_SHARE - len(known)
        needs = f"{short} more painful run{'s' if short > 1 else ''} with {what}"
        return Finding("relief", site, what, "fact", counts, needs=needs, method=METHOD)
    return Finding(
        "relief",
        site,
        what,
        "fact",
        counts,
        gone / len(known),
        jeffreys(gone, len(known)),
        unit="share",
        method=METHOD,
    )


def dose(site: Site, series: Sequence[Observation]) -> list[Finding]:
    """Sets per painful run of the treatment done last, in words only: the dose is the runner's choice.

    The last five such runs are `n["recent_1"]` (the newest) to `recent_5`, the five before them
    `before_1` and so on; no estimate and no interval.
    """
    done = [o for o in series if o.painful and o.episodes]
    if not done:
        return []
    what = done[-1].episodes[0].what
    sets = [sum(e.sets for e in _of(what, o.episodes)) for o in done if _of(what, o.episodes)]
    if len(sets) < MIN_FOR_DOSE:
        return []
    counts = {"painful": len(sets)}
    newest_first = sets[::-1]
    counts |= {f"recent_{k}": v for k, v in enumerate(newest_first[:5], 1)}
    counts |= {f"before_{k}": v for k, v in enumerate(newest_first[5:10], 1)}
    return [Finding("dose", site, what, "fact", counts, unit="sets", method="counts")]


def gone_within(episodes: Sequence[Episode], sets: int) -> bool:
    """Whether the pain was gone and stayed away after at most `sets` sets; a return counts as not gone."""
    done = 0
    for episode in episodes:
        done += episode.sets
        if done > sets:
            return False
        if episode.result is Result.GONE and episode.back_m is None:
            return True
    return False


def jeffreys(hits: int, n: int) -> tuple[float, float]:
    """The 95 % Jeffreys interval of a share; 0 and 1 are its ends where no or all runs hit."""
    low = 0.0 if hits == 0 else float(beta.ppf(0.025, hits + 0.5, n - hits + 0.5))
    high = 1.0 if hits == n else float(beta.ppf(0.975, hits + 0.5, n - hits + 0.5))
    return low, high


def _eased_at_first(episodes: Sequence[Episode]) -> bool:
    first = episodes[0]
    return first.sets == 1 and first.result in (Result.GONE, Result.LESS)


def _of(what: str, episodes: Iterable[Episode]) -> list[Episode]:
    return [episode for episode in episodes if episode.what == what]


def _treatments(series: Sequence[Observation]) -> list[str]:
    """Every treatment, the one done in most painful runs first."""
    times = Counter(what for o in series if o.painful for what in {e.what for e in o.episodes})
    return sorted(times, key=lambda what: (-times[what], what))
