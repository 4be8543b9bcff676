"""What was done in painful runs and what came of it: relief and dose, one figure a run."""

from collections import Counter
from collections.abc import Iterable, Sequence

from annotations.insights.evidence import Finding
from annotations.insights.needs import more
from annotations.insights.proportion import jeffreys
from annotations.model import Result, Site
from annotations.notes.treatments import CARRY_ON
from annotations.places import Episode
from annotations.record import Observation

MIN_FOR_SHARE = 5
MIN_FOR_DOSE = 6
WITHIN_SETS = 3
METHOD = "one result a run; 95 % Jeffreys interval"


def relief(site: Site, series: Sequence[Observation]) -> list[Finding]:
    """For each treatment: in how many painful runs the pain was gone for the rest of the run within three sets.

    `estimate` is that share; the counts also hold how often it was gone for the rest of the run
    after the first set, and how often the first set, or at most three, took it away or made it less
    (`less` as the runner noted it, whether or not it was back later). Runs where the treatment's
    result was not noted are left out and counted. A further bout of anything says that the pain was
    back. To carry on is no treatment. Below five runs only counts.
    Source of the interval: Brown, Cai and DasGupta 2001 (Jeffreys prior).
    """
    return [_relief_of(what, site, series) for what in _treatments(series)]


def _relief_of(what: str, site: Site, series: Sequence[Observation]) -> Finding:
    painful = [o.episodes for o in series if o.painful]
    tried = [episodes for episodes in painful if _of(what, episodes)]
    known = [episodes for episodes in tried if any(e.result for e in _of(what, episodes))]
    gone = sum(_gone(what, e, WITHIN_SETS) for e in known)
    counts = {
        "painful": len(known),
        "gone_within_three_sets": gone,
        "gone_after_first_set": sum(_gone(what, e, 1) for e in known),
        "gone_or_less_after_first_set": sum(_eased_within(_of(what, e), 1) for e in known),
        "gone_or_less_within_three_sets": sum(
            _eased_within(_of(what, e), WITHIN_SETS) for e in known
        ),
        "result_not_noted": len(tried) - len(known),
        "painful_without_it": len(painful) - len(tried),
    }
    if len(known) < MIN_FOR_SHARE:
        needs = f"{more(MIN_FOR_SHARE - len(known), 'painful run')} with {what}"
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


def comparison(site: Site, reliefs: Sequence[Finding]) -> list[Finding]:
    """Where several treatments were tried: that their counts can't be compared, since the runner chose."""
    tried = [finding for finding in reliefs if finding.n["painful"]]
    if len(tried) < 2:
        return []
    return [Finding("comparison", site, "", "fact", {"treatments": len(tried)}, method="counts")]


def dose(site: Site, series: Sequence[Observation]) -> list[Finding]:
    """Sets per painful run of each treatment done in at least six, in words only: the dose is the runner's choice.

    The last five runs that had it are `n["recent_1"]` (the newest) to `recent_5`, the five before
    them `before_1` and so on; no estimate and no interval.
    """
    return [f for what in _treatments(series) if (f := _dose_of(what, site, series))]


def _dose_of(what: str, site: Site, series: Sequence[Observation]) -> Finding | None:
    painful = [_of(what, o.episodes) for o in series if o.painful]
    sets = [sum(e.sets for e in episodes) for episodes in painful if episodes]
    if len(sets) < MIN_FOR_DOSE:
        return None
    counts = {"painful": len(sets), "painful_without_it": len(painful) - len(sets)}
    newest_first = sets[::-1]
    counts |= {f"recent_{k}": v for k, v in enumerate(newest_first[:5], 1)}
    counts |= {f"before_{k}": v for k, v in enumerate(newest_first[5:10], 1)}
    return Finding("dose", site, what, "fact", counts, unit="sets", method="counts")


def gone_within(episodes: Sequence[Episode], sets: int) -> bool:
    """Whether the pain was gone and stayed away after at most `sets` sets; a return counts as not gone.

    So does any later set, also where the note doesn't say that the pain had come back.
    """
    if not episodes or sum(episode.sets for episode in episodes) > sets:
        return False
    return episodes[-1].stayed_gone


def _gone(what: str, episodes: Sequence[Episode], sets: int) -> bool:
    """Gone within so many sets of `what`, with nothing else done after it."""
    return episodes[-1].what == what and gone_within(_of(what, episodes), sets)


def _eased_within(episodes: Sequence[Episode], sets: int) -> bool:
    """Whether one of the first so many sets took the pain away or made it less, back later or not."""
    done = 0
    for episode in episodes:
        done += episode.sets
        if done <= sets and episode.result in (Result.GONE, Result.LESS):
            return True
    return False


def _of(what: str, episodes: Iterable[Episode]) -> list[Episode]:
    return [episode for episode in episodes if episode.what == what]


def _treatments(series: Sequence[Observation]) -> list[str]:
    """Every treatment, the one done in most painful runs first; to carry on is none."""
    times = Counter(what for o in series if o.painful for what in {e.what for e in o.episodes})
    return sorted(times.keys() - {CARRY_ON}, key=lambda what: (-times[what], what))
