"""Several notes of one run as one: the worse pain counts, and what two notes both tell counts once."""

import operator
from collections.abc import Sequence
from dataclasses import replace

from annotations.model import Bout, Complaint, Note, Place, Result, Site

SAME_PLACE_M, SAME_PLACE_S = 50.0, 30.0
"""Places that are no further apart are one: "3 mi" and "4.8 km" differ by 28 m."""

_WORSE = {Result.GONE: 0, Result.LESS: 1, Result.SAME: 2, Result.WORSE: 3}


def worst_complaints(notes: Sequence[Note]) -> tuple[Complaint, ...]:
    """One complaint a site: the worst, with what only a milder one says of the pain."""
    worst: dict[Site, Complaint] = {}
    for note in notes:
        for complaint in note.complaints:
            known = worst.get(complaint.site)
            worst[complaint.site] = _worse(known, complaint) if known else complaint
    return tuple(worst.values())


def merged_bouts(notes: Sequence[Note]) -> tuple[Bout, ...]:
    """The bouts in order; one that a second note repeats counts once, one that a note has twice, twice.

    A bout at the same place is the same bout: the worse result counts, and what only one note says.
    """
    kept: list[Bout] = []
    for note in notes:
        for bout, known in repeated_bouts(kept, note.bouts):
            if known is None:
                kept.append(bout)
            else:
                kept[known] = _both(kept[known], bout)
    return tuple(kept)


def repeated_bouts(
    before: Sequence[Bout], bouts: Sequence[Bout]
) -> tuple[tuple[Bout, int | None], ...]:
    """Each of `bouts` with the place in `before` of the one that it repeats; none is repeated twice."""
    free = list(range(len(before)))
    found: dict[int, int] = {}
    for alike in (operator.eq, same_bout):  # whatever the order, the equal ones belong together
        for number, bout in enumerate(bouts):
            known = next((k for k in free if alike(before[k], bout)), None)
            if number not in found and known is not None:
                free.remove(known)
                found[number] = known
    return tuple((bout, found.get(number)) for number, bout in enumerate(bouts))


def same_bout(one: Bout, other: Bout) -> bool:
    """Whether both tell of one thing done once: the same, for the same site, at the same place."""
    return (
        one.what == other.what
        and (one.site == other.site or None in (one.site, other.site))
        and same_place(one.at, other.at) is True
    )


def same_place(one: Place | None, other: Place | None) -> bool | None:
    """Whether both are one point of the run; None where that can't be told without the run."""
    if one is None or other is None:
        return None
    if one.distance_m is not None and other.distance_m is not None:
        return abs(one.distance_m - other.distance_m) <= SAME_PLACE_M
    if one.elapsed_s is not None and other.elapsed_s is not None:
        return abs(one.elapsed_s - other.elapsed_s) <= SAME_PLACE_S
    return None


def worst_morning(notes: Sequence[Note]) -> float | None:
    """The worst pain of the next morning that any of the notes tells."""
    return max((note.morning for note in notes if note.morning is not None), default=None)


def worse_result(one: Result | None, other: Result | None) -> Result | None:
    """The less welcome of two results; the one that is known where the other is not."""
    if one is None or other is None:
        return one or other
    return max(one, other, key=lambda result: _WORSE[result])


def _worse(one: Complaint, other: Complaint) -> Complaint:
    """The one with the higher level, with what only the other says of a pain; the first where they are equal."""
    worse, milder = (other, one) if other.level > one.level else (one, other)
    if milder.level == 0:
        return worse
    return replace(
        worse,
        onset=worse.onset or milder.onset,
        feels=worse.feels or milder.feels,
        aspects=worse.aspects or milder.aspects,
    )


def _both(one: Bout, other: Bout) -> Bout:
    """What both say; the first note's number and place of return where they differ."""
    dosed = one if one.reps is not None or one.hold_s is not None else other
    returned = one if one.back_at is not None or one.back_after is not None else other
    return replace(
        one,
        sets=dosed.sets,
        reps=dosed.reps,
        hold_s=dosed.hold_s,
        result=worse_result(one.result, other.result),
        back_at=returned.back_at,
        back_after=returned.back_after,
        site=one.site or other.site,
    )
