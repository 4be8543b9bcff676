"""What `check` shows of each note: how it was read, which run it found, and what else it may be."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from annotations.model import (
    ActivityId,
    Ambiguous,
    Candidate,
    Match,
    Matching,
    Note,
    Run,
    Units,
    Unmatched,
)
from sync.cli.placed import place_lines, place_rows
from sync.cli.show import safe

SHOWN = 3
"""How many runs that may be meant, or twins, are named to a person; `--json` has all."""


def described(run: Run, units: Units) -> str:
    """A run in one line that is safe to show."""
    from annotations.quantities import format_distance

    far = format_distance(run.distance_m, units)
    start = "%Y-%m-%d" if run.start_hidden else "%Y-%m-%d %H:%M"
    return f"{run.start_local.strftime(start)}  {far}  {safe(run.name)}  ({run.id})"


def lines(matching: Matching, units: Units) -> Iterator[str]:
    """Every note for a person: matched ones first, the others with the lines that would settle them."""
    for match in matching.matches:
        yield _read(match.note, units)
        yield from (f"    {line}" for line in _matched(match, units))
    for ambiguous in matching.ambiguous:
        yield _read(ambiguous.note, units)
        count = len(ambiguous.candidates)
        yield f"    ambiguous: {count} runs fit. Add one of these lines:"
        yield from _to_add(ambiguous.candidates, units)
    for one in matching.unmatched:
        yield _read(one.note, units)
        meant = ". If one of these is meant, add its line:" if one.near else ""
        yield f"    {'waiting' if one.waiting else 'no run'}: {one.reason}{meant}"
        yield from _to_add(one.near[:SHOWN], units)


def rows(matching: Matching, units: Units) -> list[dict[str, Any]]:
    """The same as JSON, with all that was weighed."""
    found: Sequence[Match | Ambiguous | Unmatched] = (
        *matching.matches,
        *matching.ambiguous,
        *matching.unmatched,
    )
    return [_row(one, units) for one in found]


def twin_line(twins: Mapping[ActivityId, Sequence[Run]]) -> str:
    """Which activities are counted as another one, for a person; empty where there is none."""
    pairs = [f"{twin.id} (as {run_id})" for run_id, others in twins.items() for twin in others]
    if not pairs:
        return ""
    more = f" and {len(pairs) - SHOWN} more" if len(pairs) > SHOWN else ""
    return f"The same run from another device, counted once: {', '.join(pairs[:SHOWN])}{more}"


def _matched(match: Match, units: Units) -> Iterator[str]:
    """The run and the reasons; where others were possible, why it was none of them; the note's times."""
    points = f" [{match.score} points]" if match.others else ""
    yield f"{described(match.run, units)}: {'; '.join(match.reasons)}{points}"
    for other in match.others:
        yield f"not {_weighed(other, units)} [{other.score} points]"
    yield from place_lines(match, units)


def _to_add(candidates: Iterable[Candidate], units: Units) -> Iterator[str]:
    for one in candidates:
        yield f"      {one.line_to_add}    # {_weighed(one, units)}"


def _weighed(one: Candidate, units: Units) -> str:
    return f"{described(one.run, units)}: {'; '.join(one.reasons)}"


def _read(note: Note, units: Units) -> str:
    from annotations.notes.readback import read_back

    return f"{note.path}: {read_back(note, units)}"


def _row(one: Match | Ambiguous | Unmatched, units: Units) -> dict[str, Any]:
    from annotations.notes.readback import read_back

    row: dict[str, Any] = {"path": one.note.path, "understood": read_back(one.note, units)}
    match one:
        case Match():
            return row | {
                "match": "matched",
                "activity_id": one.run.id,
                "reasons": list(one.reasons),
                "score": one.score,
                "others": [_candidate(other) for other in one.others],
                "places": place_rows(one),
            }
        case Ambiguous():
            return row | {
                "match": "ambiguous",
                "candidates": [_candidate(candidate) for candidate in one.candidates],
            }
        case Unmatched():
            return row | {
                "match": "waiting" if one.waiting else "unmatched",
                "reasons": [one.reason],
                "near": [_candidate(candidate) for candidate in one.near],
            }


def _candidate(one: Candidate) -> dict[str, Any]:
    return {
        "activity_id": one.run.id,
        "score": one.score,
        "reasons": [{"points": part.points, "reason": part.reason} for part in one.parts],
        "add": one.line_to_add,
    }
