"""Which shoe a simulated runner puts on: a rotation, one after the other, or an overlap, and a fast pair."""

from dataclasses import dataclass, field

from numpy.random import Generator

from simulation.traits import Traits

FAST = "f"
PAIRS = "abcdeghijkmnopqrstuvwxyz"


@dataclass(slots=True)
class Cupboard:
    """The pairs in use now. One a runner: `wear` is called for each run in order."""

    traits: Traits
    rng: Generator
    keeps_a: bool
    """The shoe `a` carries a planted effect and stays in use, so that there is something to find."""
    in_use: list[str] = field(default_factory=list)
    bought: int = 0
    runs_with_newest: int = 0
    lasts: int = 0

    def __post_init__(self) -> None:
        for _ in range(2 if self.traits.shoe_habit == "rotation" else 1):
            self.buy()

    def buy(self) -> None:
        """A new pair: in a rotation it takes the place of an older one, else all change over to it."""
        if self.bought < len(PAIRS):
            self.in_use.append(PAIRS[self.bought])
            self.bought += 1
        self.runs_with_newest = 0
        self.lasts = int(self.rng.integers(45, 95))
        if len(self.in_use) > 2:
            del self.in_use[1 if self.keeps_a else 0]

    def wear(self, fast: bool) -> str:
        """The shoe of the next run."""
        self.runs_with_newest += 1
        if fast and self.traits.fast_shoe and self.rng.random() < 0.8:
            return FAST
        if self.traits.shoe_habit == "rotation":
            return self.in_use[0 if self.rng.random() < self.traits.rotation_share else -1]
        if self.runs_with_newest > self.lasts:
            self.buy()
        return self._in_turn()

    def _in_turn(self) -> str:
        old_for = 25 if self.traits.shoe_habit == "overlap" else 0
        fades = 1 - self.runs_with_newest / old_for if old_for else 0.0
        return self.in_use[0 if self.rng.random() < fades else -1]
