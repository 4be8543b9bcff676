"""One check for the product's way and for a forbidden one: over the same runners, how many are misled?"""

from collections.abc import Callable, Sequence

from annotations.insights.series import Series
from simulation.measured import exceeds

Says = Callable[[Series], bool]


def ever(says: Says, series: Sequence[Series], *, first: int = 24, every: int = 4) -> int:
    """How many of the records were ever said to show something, looked at again and again as they grew."""
    return sum(any(says(one.first(n)) for n in range(first, len(one) + 1, every)) for one in series)


def breaks(misled: int, runners: int, budget: float) -> bool:
    """Whether so many misled runners are more than the budget and chance explain (one in a hundred)."""
    return exceeds(misled, runners, budget, confidence=0.99)
