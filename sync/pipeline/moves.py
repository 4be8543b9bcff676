"""Which run each note belonged to when that was last told, so that a note never moves in silence."""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from annotations.model import ActivityId, Matching, Run
from sync.ports import Memory

Teller = Literal["check", "nightly"]


@dataclass(frozen=True, slots=True)
class _Last:
    """The run that a note belonged to last, and whether it was told since that it has none now."""

    run_id: ActivityId
    lost: bool = False


def tell_moves(
    memory: Memory,
    teller: Teller,
    matching: Matching,
    runs: Callable[[], Sequence[Run]],
    blocks: Callable[[], Collection[ActivityId]],
) -> list[str]:
    """One sentence for each note that changed its run since `teller` last looked; then they are remembered.

    Each teller has a memory of its own: what a night said where nobody looked, `check` says once more.
    A first match is no move, and a note whose file is gone is forgotten. A block that stays behind on
    a run without notes is named with the command that takes it out. `runs`, and `blocks` (the
    activities that have one), are asked only when there is something to tell.
    """
    name = f"matched_{teller}"
    before = _read(memory.get(name))
    open_ends = {
        **dict.fromkeys((one.note.path for one in matching.ambiguous), "several runs"),
        **dict.fromkeys((one.note.path for one in matching.unmatched), "no run"),
    }
    moved: list[tuple[str, _Last]] = []
    after: dict[str, _Last] = {}
    for match in matching.matches:
        path, last = match.note.path, before.get(match.note.path)
        if last is not None and last.run_id != match.run.id:
            moved.append((f"{path} now belongs to {_named(match.run)}", last))
        after[path] = _Last(match.run.id)
    for path, what in open_ends.items():
        if last := before.get(path):
            if not last.lost:
                moved.append((f"{path} now fits {what}", last))
            after[path] = _Last(last.run_id, lost=True)
    if after != before:
        memory.put(name, _written(after))
    if not moved:
        return []
    known = {run.id: run for run in runs()}
    behind = set(blocks()) - {match.run.id for match in matching.matches}
    return sorted(f"{now} (was {_was(last, known, behind)})" for now, last in moved)


def _named(run: Run) -> str:
    start = "%Y-%m-%d" if run.start_hidden else "%Y-%m-%d %H:%M"
    return f"activity {run.id} of {run.start_local.strftime(start)}"


def _was(last: _Last, runs: Mapping[ActivityId, Run], behind: Collection[ActivityId]) -> str:
    run = runs.get(last.run_id)
    if run is None:
        return f"activity {last.run_id}, which is gone"
    block = f", whose block is still there: `twinge undo {run.id}`" if run.id in behind else ""
    return f"{_named(run)}{block}"


def _read(text: str | None) -> dict[str, _Last]:
    """What was written; nothing where it can't be read: then every match is a first one."""
    try:
        found = json.loads(text or "{}")
        return {
            str(path): _Last(ActivityId(int(run_id)), bool(lost))
            for path, (run_id, lost) in found.items()
        }
    except (ValueError, TypeError, AttributeError):
        return {}


def _written(known: Mapping[str, _Last]) -> str:
    return json.dumps({path: [last.run_id, last.lost] for path, last in sorted(known.items())})
