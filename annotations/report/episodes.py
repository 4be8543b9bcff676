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
    length_m = max(float(seen.run.distance_m), 0.0)
    if not seen.painful:
        return _cut([Part("easy", 0.0, length_m)], length_m)
    if seen.onset_m is None:
        return _cut([Part("open", 0.0, length_m)], length_m)
    found = [Part("easy", 0.0, seen.onset_m)]
    state: Feeling = "hurting"
    since_m = seen.onset_m
    placed = [e for e in seen.episodes if e.at_m is not None]
    for k, episode in enumerate(placed):
        at_m = episode.at_m or 0.0
        found.append(Part(state, since_m, at_m))
        state, since_m = _after(episode, state), at_m
        following_m = placed[k + 1].at_m if k + 1 < len(placed) else None
        back_m = episode.back_m
        if back_m is not None and state in ("easy", "less", "open"):
            ends_m = min(back_m, following_m if following_m is not None else back_m)
            found.append(Part("less" if episode.result is Result.LESS else "easy", since_m, ends_m))
            state, since_m = "hurting", ends_m
    return _cut([*found, Part(state, since_m, length_m)], length_m)


def _after(episode: Episode, before: Feeling) -> Feeling:
    if episode.result is Result.GONE:
        return "open" if episode.came_back else "easy"
    if episode.result is Result.LESS:
        return "less"
    return "open" if episode.result is None and before != "hurting" else "hurting"


def _cut(found: Sequence[Part], length_m: float) -> tuple[Part, ...]:
    """Within the run, without what has no length."""
    inside = (Part(p.feeling, min(p.from_m, length_m), min(p.to_m, length_m)) for p in found)
    return tuple(part for part in inside if part.to_m > part.from_m)
