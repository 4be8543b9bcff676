"""Where in a run something was: a time of a note as a distance, and the reverse.

Times are elapsed ones, as a watch that is not stopped shows them. They go by the run's recording; where
there is none by even pace, which is said of every place that comes of it.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from annotations.model import Bout, Place, Result, Run, Seconds

OnsetFrom = Literal["note", "track", "even pace"]


@dataclass(frozen=True, slots=True)
class Episode:
    """One bout placed in its run. `back_m` is where the pain was back; None: it was not, or nobody said where."""

    what: str
    sets: int
    reps: int | None
    hold_s: float | None
    at_m: float | None
    result: Result | None
    back_m: float | None
    came_back: bool = False
    """Whether the note says that the pain was back, wherever that was."""
    at_from: OnsetFrom | None = None
    back_from: OnsetFrom | None = None
    """How `at_m` and `back_m` are known; None where they are not."""

    @property
    def stayed_gone(self) -> bool:
        """Gone, and not said to have been back."""
        return self.result is Result.GONE and not self.came_back and self.back_m is None


def locate(place: Place | None, run: Run) -> tuple[float | None, OnsetFrom | None]:
    """A place in metres from the start and how that is known.

    A time beyond the end of the run is at its end. None for a time in a run that took none.
    """
    if place is None:
        return None, None
    if place.distance_m is not None:
        return float(place.distance_m), "note"
    elapsed_s = float(place.elapsed_s or 0.0)
    if run.track is not None and run.track.elapsed_s:
        return _between(elapsed_s, run.track.elapsed_s, run.track.distance_m), "track"
    if run.elapsed_s <= 0:
        return None, None
    return min(elapsed_s / run.elapsed_s, 1.0) * run.distance_m, "even pace"


def reached_s(at_m: float, run: Run) -> tuple[float | None, OnsetFrom | None]:
    """The elapsed seconds when the run first got to a distance, and how that is known: by `track` or `even pace`.

    None for a distance beyond its end. `locate` of it gives the distance again.
    """
    return _when(at_m, run, leaving=False)


def place_bout(bout: Bout, run: Run) -> Episode:
    """The bout in metres of its run."""
    at_m, at_from = locate(bout.at, run)
    back_m, back_from = locate(bout.back_at, run)
    if bout.back_after is not None and bout.at is not None:
        back_m, back_from = _back(bout.at, bout.back_after, run)
    came_back = bout.back_at is not None or bout.back_after is not None
    return Episode(
        bout.what, bout.sets, bout.reps, bout.hold_s, at_m, bout.result, back_m, came_back,
        at_from, back_from,
    )  # fmt: skip


def _back(at: Place, after: Place, run: Run) -> tuple[float | None, OnsetFrom | None]:
    """So far, or so long, after a bout; after one that stopped the run it counts from where that went on."""
    at_m, at_from = locate(at, run)
    if at_m is None or at_from is None:
        return None, None
    if after.distance_m is not None:
        return at_m + after.distance_m, at_from
    start_s = at.elapsed_s if at.elapsed_s is not None else _when(at_m, run, leaving=True)[0]
    if start_s is None:
        return None, None
    return locate(Place(elapsed_s=Seconds(start_s + (after.elapsed_s or 0.0))), run)


def _when(at_m: float, run: Run, *, leaving: bool) -> tuple[float | None, OnsetFrom | None]:
    track = run.track
    if track is not None and track.elapsed_s:
        if at_m > track.distance_m[-1]:
            return None, None
        return _between(at_m, track.distance_m, track.elapsed_s, last=leaving), "track"
    if run.distance_m <= 0 or run.elapsed_s <= 0 or at_m > run.distance_m:
        return None, None
    return at_m / run.distance_m * run.elapsed_s, "even pace"


def _between(
    at: float, known: Sequence[float], values: Sequence[float], *, last: bool = False
) -> float:
    """The value at `at`, straight between the known points; of several at `at` itself the first, or the last."""
    after = bisect_right(known, at) if last else bisect_left(known, at)
    if last and after > 0 and known[after - 1] == at:
        return values[after - 1]
    if after == 0:
        return values[0]
    if after == len(known):
        return values[-1]
    span = known[after] - known[after - 1]
    share = (at - known[after - 1]) / span if span > 0 else 0.0
    return values[after - 1] + share * (values[after] - values[after - 1])
