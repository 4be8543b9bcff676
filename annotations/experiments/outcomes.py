"""What a run's notes say of its first bout, half a mile later: the same question in every arm."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from annotations.experiments.arms import arm_named
from annotations.experiments.model import Experiment, Outcome, Seen
from annotations.model import Bout, Result, Run, Site
from annotations.notes.aliases import Aliases
from annotations.notes.treatments import CARRY_ON
from annotations.places import place_bout
from annotations.record import NotedRun, Observation, observe, was_for

HALF_MILE_M = 804.672
COUNTS_FOR = timedelta(days=7)
"""So long after a run its notes may say what came of it; what is written later changes nothing."""


def seen_in(noted: NotedRun, experiment: Experiment, aliases: Aliases) -> Seen | None:
    """What the notes say of the experiment's pain; None where they leave it open whether there was any."""
    if not noted.stated:
        return None
    painful = _was_painful(noted, experiment.site)
    if painful is None:
        return None
    if not painful:
        return Seen(painful=False)
    bouts = [b for b in noted.bouts if experiment.site is None or was_for(b, experiment.site)]
    followed = arm_named(noted.arm, experiment.arms, aliases) if noted.arm else None
    return Seen(True, outcome_of(bouts, noted.run), followed)


def in_time(started: datetime, read_at: datetime, changed_at: datetime | None) -> bool:
    """Whether a reading may count: made within seven days of the run's start, or of files unchanged since then."""
    deadline = started + COUNTS_FOR
    return read_at <= deadline or (changed_at is not None and changed_at <= deadline)


def too_late(seen: Seen) -> Seen:
    """What is left of a reading that comes too late and is the first: that there was pain, not what became of it."""
    return replace(seen, outcome=None)


def outcome_of(bouts: Sequence[Bout], run: Run) -> Outcome | None:
    """What had become of the pain half a mile after the first of `bouts`, whatever it was.

    Gone is gone only if it was not back within half a mile; a further bout by then, other than to carry on,
    says that it was. None without a bout or a result, and where nobody can tell how soon it was back.
    """
    if not bouts or bouts[0].result is None:
        return None
    first = bouts[0]
    if first.result in (Result.SAME, Result.WORSE):
        return Outcome.NOT_BETTER
    back = _was_back(first, run)
    if first.result is Result.GONE and back is False:
        back = _treated_again(first, bouts[1:], run)
    if back is None:
        return None
    if back:
        return Outcome.NOT_BETTER
    return Outcome.GONE if first.result is Result.GONE else Outcome.LESS


def _was_back(bout: Bout, run: Run) -> bool | None:
    """Whether the note says that the pain was back within half a mile; None where it may have been."""
    episode = place_bout(bout, run)
    if not episode.came_back:
        return False
    after = bout.back_after
    if after is not None and after.distance_m is not None:
        return after.distance_m <= HALF_MILE_M
    if after is not None and after.elapsed_s is not None and episode.back_m is None:
        if run.elapsed_s <= 0:
            return None
        return after.elapsed_s * run.distance_m / run.elapsed_s <= HALF_MILE_M
    if episode.at_m is None or episode.back_m is None:
        return None
    return episode.back_m - episode.at_m <= HALF_MILE_M


def _treated_again(first: Bout, later: Sequence[Bout], run: Run) -> bool | None:
    """Whether another bout within half a mile of the first shows that the pain was back by then."""
    again = [place_bout(bout, run) for bout in later if not _carries_on(bout)]
    if not again:
        return False
    start_m = place_bout(first, run).at_m
    if start_m is None or again[0].at_m is None:
        return None
    return again[0].at_m - start_m <= HALF_MILE_M


def _carries_on(bout: Bout) -> bool:
    return bout.what == CARRY_ON


def _was_painful(noted: NotedRun, site: Site | None) -> bool | None:
    if site is None:
        return any(complaint.level > 0 for complaint in noted.complaints)
    observation: Observation | None = observe(noted, site)
    return None if observation is None else observation.painful
