"""A reading as JSON and back, for less than it takes to read the note anew.

Values stand in lists by their place: what is kept is thrown away with every change of this package.
"""

import json
from datetime import date, time
from typing import Any

from annotations.model import Bout, Complaint, Note, Place, Problem, Reading, Result, Site


def pack(reading: Reading) -> str:
    """All that `reading` holds but its path. Raises ValueError for one without a note."""
    note = reading.note
    if note is None:
        raise ValueError("only the reading of a note can be kept")
    return json.dumps(
        [
            note.on and note.on.isoformat(),
            note.at and note.at.isoformat(),
            note.pain_stated,
            [
                (c.site.name, c.site.side, c.level, _packed(c.onset), c.feels, c.aspects)
                for c in note.complaints
            ],
            [_packed_bout(bout) for bout in note.bouts],
            note.activity_id,
            note.sport,
            note.before,
            note.after,
            note.factors,
            note.morning,
            note.expect,
            note.arm,
            note.lines,
            note.bout_lines,
            [(p.line, p.col, p.message, p.hint, p.severity) for p in reading.problems],
        ],
        separators=(",", ":"),
    )


def unpack(path: str, text: str) -> Reading:
    """The reading of the note at `path` that `pack` made `text` of. Raises ValueError where it is none."""
    try:
        return _reading(path, json.loads(text))
    except (TypeError, AttributeError, LookupError) as error:
        raise ValueError("this is no reading of a note") from error


def _reading(path: str, packed: list[Any]) -> Reading:
    on, at, stated, complaints, bouts, activity_id, sport, *rest = packed
    before, after, factors, morning, expect, arm, lines, bout_lines, problems = rest
    note = Note(
        path,
        stated,
        tuple([_complaint(*each) for each in complaints]),
        tuple([_bout(*each) for each in bouts]),
        activity_id,
        date.fromisoformat(on) if on else None,
        time.fromisoformat(at) if at else None,
        sport,
        tuple(before),
        tuple(after),
        tuple(factors),
        morning,
        expect,
        arm,
        lines,
        tuple(bout_lines),
    )
    return Reading(path, note, tuple([Problem(path, *each) for each in problems]))


def _packed_bout(bout: Bout) -> tuple[object, ...]:
    return (
        bout.what,
        bout.sets,
        bout.reps,
        bout.hold_s,
        bout.result,
        _packed(bout.at),
        _packed(bout.back_at),
        _packed(bout.back_after),
        bout.site and (bout.site.name, bout.site.side),
    )


def _packed(place: Place | None) -> float | tuple[float | None] | None:
    """A distance as a number, a time in a list of its own."""
    if place is None:
        return None
    return (place.elapsed_s,) if place.distance_m is None else place.distance_m


def _complaint(
    name: str, side: Any, level: float, onset: Any, feels: list[str], aspects: list[str]
) -> Complaint:
    return Complaint(Site(name, side), level, _place(onset), tuple(feels), tuple(aspects))


def _bout(
    what: str, sets: int, reps: int | None, hold_s: Any, result: str | None, *rest: Any
) -> Bout:
    at, back_at, back_after, site = rest
    return Bout(
        what,
        sets,
        reps,
        hold_s,
        _place(at),
        Result(result) if result else None,
        _place(back_at),
        _place(back_after),
        Site(*site) if site else None,
    )


def _place(packed: Any) -> Place | None:
    if packed is None:
        return None
    return Place(None, *packed) if isinstance(packed, list) else Place(packed)
