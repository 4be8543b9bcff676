"""Whether the last runs hurt more often than the runs before them at the same distances: a notice, no trend."""

from collections.abc import Sequence

import numpy as np

from annotations.insights.evidence import Finding
from annotations.insights.needs import more, not_enough
from annotations.insights.series import Series
from annotations.insights.survival import product_limit
from annotations.model import Site

RECENT, BEFORE = 5, 40
MIN_NOTED = 25
MAX_TAIL = 0.02
METHOD = (
    "painful runs among the last 5 against the Kaplan-Meier estimate of up to 40 runs before, at the "
    "lengths of the last 5, each chance drawn towards a half by (n p + 1)/(n + 2); exact Poisson-binomial tail"
)


def flare(site: Site, series: Series) -> list[Finding]:
    """A notice where so many of the last 5 noted runs hurt that the 40 before make it a matter of 2 % or less.

    `estimate` is the number of painful runs to be expected, going by the 40 before. Nothing where there is
    nothing to notice; below 25 noted runs what is missing. The chance of each run is shrunk as that
    of a forecast, so that one painful run after none at all is no notice. Runs without a length are
    left out; a painful one of unknown onset among the last 5 counts as painful, among those before
    it is left out.
    """
    runs = series.where(series.length_m > 0)
    n = len(runs)
    if n < MIN_NOTED:
        return not_enough("flare", site, "", {"noted": n}, more(MIN_NOTED - n, "noted run"), METHOD)
    order = np.arange(n)
    last = runs.where(order >= n - RECENT)
    before = runs.where((order < n - RECENT) & (order >= n - RECENT - BEFORE)).located()
    if len(before) < MIN_NOTED - RECENT:
        short = MIN_NOTED - RECENT - len(before)
        needs = f"the onset of {more(short, 'painful run')}"
        return not_enough("flare", site, "", {"noted": n}, needs, METHOD)
    curve = product_limit(before.reached_m, before.painful)
    free = [curve.free_beyond(float(length_m)) for length_m in last.length_m]
    chances = [1.0 - (len(before) * share + 1.0) / (len(before) + 2.0) for share in free]
    hurt = int(last.painful.sum())
    if tail(chances, hurt) > MAX_TAIL:
        return []
    counts = {
        "recent": RECENT,
        "recent_painful": hurt,
        "before": len(before),
        "before_painful": int(before.painful.sum()),
    }
    return [
        Finding(
            "flare",
            site,
            "",
            "fact",
            counts,
            sum(chances),
            unit="painful runs expected",
            method=METHOD,
        )
    ]


def tail(chances: Sequence[float], at_least: int) -> float:
    """The chance of `at_least` or more events among independent ones with these chances, exactly."""
    counts = np.ones(1)
    for chance in chances:
        counts = np.convolve(counts, [1.0 - chance, chance])
    return float(counts[at_least:].sum())
