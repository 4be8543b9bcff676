"""How one run felt along its distance: the stretches in pain, with less, and without, site by site."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from annotations.model import Result
from annotations.places import Episode
from annotations.record import Observation

Feeling = Literal["easy", "less", "hurting", "open"]
"""Without pain, with less of it, in pain, or not known."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a run in one state."""

    feeling: Feeling
    from_m: float
    to_m: float


def parts(seen: Observation) -> tuple[Part, ...]:
    """The run of `seen` from its start to its end, in order, without holes.

    Pain lasts from its onset until a bout took it away or made it less, and is back where the note says
    so, or at the next bout, which nobody does without pain. Gone and back nobody knows where is open.
    Where the onset is not known, neither is the run.
    """
    length_m = float(seen.run.distance_m)
    if not seen.painful or seen.onset_m is None:
        return _joined([(0.0, "open" if seen.painful else "easy")], length_m)
    turns: list[tuple[float, Feeling]] = [(0.0, "easy"), (seen.onset_m, "hurting")]
    placed = [(e.at_m, e) for e in seen.episodes if e.at_m is not None and e.at_m >= seen.onset_m]
    for at_m, episode in sorted(placed, key=lambda one: one[0]):
        state = _after(episode, turns[-1][1])
        back_m = episode.back_m if state != "hurting" else None
        if back_m is None:
            turns.append((at_m, state))
        else:
            turns.append((at_m, "less" if episode.result is Result.LESS else "easy"))
            turns.append((max(back_m, at_m), "hurting"))
    return _joined(turns, length_m)


def _after(episode: Episode, before: Feeling) -> Feeling:
    if episode.result is Result.GONE:
        return "open" if episode.came_back else "easy"
    if episode.result is Result.LESS:
        return "less"
    return "open" if episode.result is None and before != "hurting" else "hurting"


def _joined(turns: Sequence[tuple[float, Feeling]], length_m: float) -> tuple[Part, ...]:
    """Each state from its turn to the next one, within the run, without what has no length.

    A bout done before the pain of the one before was said to be back ends that one's stretch.
    """
    found: list[Part] = []
    for k, (from_m, feeling) in enumerate(turns):
        later = [at_m for at_m, _ in turns[k + 1 :]]
        to_m = min([length_m, *later])
        if to_m > min(from_m, length_m):
            found.append(Part(feeling, from_m, to_m))
    return tuple(found)
