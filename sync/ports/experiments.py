"""What must not change any more of the coin experiments."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from annotations.experiments.model import Draw, Numbered, Seen


@dataclass(frozen=True, slots=True)
class StoredExperiment:
    """An experiment's file as it was first read, since when it is known, and when it was stopped."""

    id: str
    path: str
    data: bytes = field(repr=False)
    """Holds the seed."""
    known_since: datetime
    stopped_at: datetime | None = None


class Experiments(Protocol):
    """What must not change any more of the coin experiments. Each method is one transaction."""

    def known(self) -> list[StoredExperiment]:
        """All, in the order of their ids."""
        ...

    def begin(self, experiment: StoredExperiment) -> None:
        """Keep a new one; one of that id that is there already stays as it is."""
        ...

    def stop(self, experiment_id: str, at: datetime) -> None:
        """The first end counts."""
        ...

    def runs(self, experiment_id: str) -> list[Numbered]:
        """In the order of the runs' starts."""
        ...

    def number(self, experiment_id: str, runs: Sequence[Numbered]) -> None:
        """Keep new ones; a run that is there already stays as it is."""
        ...

    def draws(self, experiment_id: str) -> list[Draw]:
        """By number."""
        ...

    def draw(self, experiment_id: str, draws: Sequence[Draw]) -> None:
        """Keep each; of one that is there already the arm, the first showing and `expect` stay as they are."""
        ...

    def see(self, experiment_id: str, seen: Mapping[int, Seen | None]) -> None:
        """What the notes say of the runs of these draws, in place of what they said before."""
        ...
