"""The coin, and which run gets which draw: decided once, and by nothing that a runner can choose afterwards.

Draw number k belongs to the k-th run after the start, in the order in which Twinge first sees the runs,
those that it sees at once in the order of their starts. The coin hangs on the number alone: neither a
postponed run, nor the hour, nor the run's length or name, nor another upload of it changes the draw. A
number that was given is never taken back, also where the run is deleted. A run that began before one that
has its number already gets none: else holding an upload back would let a runner choose which of two runs,
whose pain is known by then, takes the draw that was shown.
"""

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import count

from annotations.experiments.model import Experiment, Numbered
from annotations.model import Run
from annotations.twins import NEAR

MAY_BE_AHEAD = timedelta(days=1)
"""Of our clock; a run dated further ahead waits: it would make all others late."""
_WORD_BITS = 64


def arm_of(seed: str, number: int, arms: int) -> int:
    """The arm, 0 to `arms` - 1, of draw `number`: each equally likely, and independent of all other draws.

    A function of nothing but its arguments: HMAC-SHA256 (RFC 2104) with the seed as key, a 64-bit word of
    it for each try; words beyond the largest multiple of `arms` are thrown away, else the first arms would
    come a little too often.
    """
    fair_below = (1 << _WORD_BITS) // arms * arms
    for attempt in count():
        message = f"draw {number}, word {attempt}".encode()
        digest = hmac.new(seed.encode(), message, hashlib.sha256).digest()
        word = int.from_bytes(digest[: _WORD_BITS // 8], "big")
        if word < fair_below:
            return word % arms
    raise AssertionError("count() never ends")


def number_runs(
    experiment: Experiment,
    stopped: datetime | None,
    runs: Iterable[Run],
    known: Sequence[Numbered],
    now: datetime,
) -> tuple[Numbered, ...]:
    """Those of `runs` that belong to the experiment and are not in `known`, with their numbers.

    They began between the start and `stopped`, and not more than a day after `now`. The same run again
    (a second device, a new upload: started within two minutes of a known one) shares its number.
    """
    have = {one.run_id for one in known}
    given = list(known)
    ends = min(stopped, now + MAY_BE_AHEAD) if stopped is not None else now + MAY_BE_AHEAD
    for run in sorted(runs, key=lambda run: (run.start_utc, run.id)):
        if run.id in have or not experiment.started <= run.start_utc <= ends:
            continue
        given.append(Numbered(run.id, _number(run, given), run.start_utc, run.start_hidden))
    return tuple(given[len(known) :])


def _number(run: Run, given: Sequence[Numbered]) -> int | None:
    for one in given:
        if _is_same(run, one):
            return one.number
    numbered = [one for one in given if one.number is not None]
    latest_start = run.start_utc + (timedelta(days=1) if run.start_hidden else timedelta())
    if any(latest_start < one.start_utc for one in numbered):
        return None
    return 1 + max((one.number for one in numbered if one.number is not None), default=0)


def _is_same(run: Run, one: Numbered) -> bool:
    """Whether it can only be that run again; by its start alone, since a crop changes the length."""
    if run.start_hidden or one.start_hidden:
        return False
    return abs(run.start_utc - one.start_utc) <= NEAR
