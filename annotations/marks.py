"""The places of a run that its notes name, each as a distance and as a time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from annotations.model import Bout, Complaint, Place, Result, Run
from annotations.places import OnsetFrom, locate, place_bout, reached_s

MarkKind = Literal["onset", "bout", "relief", "return"]


@dataclass(frozen=True, slots=True)
class Mark:
    """Where pain began (`what` is the site), something was done, helped, or pain was back after it.

    `at_m` is by the note, by the recording (`track`) or by even pace. `elapsed_s` is None where neither
    the note nor the run tells it.
    """

    kind: MarkKind
    what: str
    at_m: float
    known_by: OnsetFrom
    elapsed_s: float | None
    result: Result | None = None


def marks(complaints: Iterable[Complaint], bouts: Iterable[Bout], run: Run) -> tuple[Mark, ...]:
    """The onsets of what hurt, then bout by bout what came of it; what has no place is left out.

    Relief is where the bout was that made pain go or less: notes don't say it more exactly.
    """
    onsets = (_mark("onset", str(c.site), c.onset, run) for c in complaints if c.level > 0)
    found = [*onsets, *(mark for bout in bouts for mark in _of_bout(bout, run))]
    return tuple(mark for mark in found if mark is not None)


def _mark(
    kind: MarkKind, what: str, place: Place | None, run: Run, result: Result | None = None
) -> Mark | None:
    at_m, known_by = locate(place, run)
    if place is None or at_m is None or known_by is None:
        return None
    elapsed_s = reached_s(at_m, run)[0] if place.elapsed_s is None else float(place.elapsed_s)
    return Mark(kind, what, at_m, known_by, elapsed_s, result)


def _of_bout(bout: Bout, run: Run) -> Iterator[Mark | None]:
    yield _mark("bout", bout.what, bout.at, run, bout.result)
    if bout.result in (Result.GONE, Result.LESS):
        yield _mark("relief", bout.what, bout.at, run, bout.result)
    placed = place_bout(bout, run)
    if placed.back_m is not None and placed.back_from is not None:
        elapsed_s, _ = reached_s(placed.back_m, run)
        yield Mark("return", bout.what, placed.back_m, placed.back_from, elapsed_s)
