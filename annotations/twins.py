"""The same run uploaded from two devices: which of the activities stands for it."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from annotations.model import Run
from annotations.record import RUN_SPORTS

NEAR = timedelta(minutes=2)
SHARE = 0.03


def are_twins(one: Run, other: Run) -> bool:
    """Whether both can only be one run: started within 2 minutes, moving time and distance within 3 %.

    Never where a start is hidden: two runs of a day can be equally long, only their starts tell them apart.
    """
    if one.id == other.id or one.start_hidden or other.start_hidden:
        return False
    of_a_kind = (
        one.sport_type == other.sport_type or {one.sport_type, other.sport_type} <= RUN_SPORTS
    )
    return (
        of_a_kind
        and abs(one.start_utc - other.start_utc) <= NEAR
        and _close(one.distance_m, other.distance_m)
        and _close(one.moving_s, other.moving_s)
    )


def twins_of(run: Run, runs: Iterable[Run]) -> tuple[Run, ...]:
    """Those of `runs` that are `run` from another device, by id."""
    return tuple(sorted((r for r in runs if are_twins(run, r)), key=lambda twin: twin.id))


def one_of_each(runs: Sequence[Run]) -> list[Run]:
    """`runs` without those that another of them stands for, in the same order.

    The one with a recording stands for the others; then the longer one, then the lower id.
    """
    chosen: list[Run] = []
    for run in sorted(runs, key=_worth):
        if not any(are_twins(run, one) for one in chosen):
            chosen.append(run)
    return [run for run in runs if run in chosen]


def _worth(run: Run) -> tuple[bool, bool, float, int]:
    """The best sorts first. What was typed in by hand has no recording, whether asked for yet or not."""
    return run.manual, run.track is None, -run.distance_m, run.id


def _close(one: float, other: float) -> bool:
    return abs(one - other) <= SHARE * max(one, other)
