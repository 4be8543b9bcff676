"""Notes of one run that contradict each other: each with both values, and which one counts."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from annotations.merged import SAME_PLACE_M, repeated_bouts, same_place, worse_result
from annotations.model import ActivityId, Bout, Complaint, Match, Note, Place, Problem, Run, Units
from annotations.places import locate, place_bout
from annotations.quantities import format_place
from annotations.record import UNNAMED_SITE
from annotations.sports import sport_types

# A time is put beside a distance by way of the recording, or of an even pace.
_CONVERTED_SHARE = 0.1

_WORSE_COUNTS = "the worse one counts; correct the other, or both"


@dataclass(frozen=True, slots=True)
class _Said:
    """What one note says of something, in words, and on which line."""

    note: Note
    line: int
    words: str


@dataclass(frozen=True, slots=True)
class _Told:
    """A bout as one note tells it, the `number`th there."""

    note: Note
    number: int

    @property
    def bout(self) -> Bout:
        return self.note.bouts[self.number]

    def said(self, words: str) -> _Said:
        lines = self.note.bout_lines
        return _Said(self.note, lines[self.number] if lines else _line(self.note, "did"), words)


def conflicts(matches: Iterable[Match], *, units: Units = "km") -> tuple[Problem, ...]:
    """What notes of one run say against each other, as warnings at the value that does not count.

    Two levels, or two places of onset, of one site; a run without pain beside a pain; two results,
    doses or returns of one bout; two of `morning`, `expect`, `arm`, `sport`. What only one note says
    contradicts nothing. In the order of the paths and lines.
    """
    notes: dict[ActivityId, list[Note]] = defaultdict(list)
    runs: dict[ActivityId, Run] = {}
    for match in matches:
        notes[match.run.id].append(match.note)
        runs[match.run.id] = match.run
    found: list[Problem] = []
    for activity_id, own in notes.items():
        for pair in combinations(sorted(own, key=lambda note: note.path), 2):
            found += _between(*pair, runs[activity_id], units)
    return tuple(sorted(found, key=lambda problem: (problem.path, problem.line, problem.message)))


def _between(one: Note, other: Note, run: Run, units: Units) -> Iterator[Problem]:
    yield from _pains(one, other)
    yield from _onsets(one, other, run, units)
    yield from _scalars(one, other)
    yield from _sports(one, other, run)
    yield from _bouts(one, other, run, units)


def _pains(one: Note, other: Note) -> Iterator[Problem]:
    for first, second in _shared(one, other):
        if first.level != second.level:
            said = [_level(one, first), _level(other, second)]
            milder = 0 if first.level < second.level else 1
            yield _problem(f"the {_site(first)}", said[milder], said[1 - milder], _WORSE_COUNTS)
    for free, hurt in ((one, other), (other, one)):
        worst = max(hurt.complaints, key=lambda c: c.level, default=None)
        if free.pain_stated and not free.complaints and worst is not None and worst.level > 0:
            none = _said(free, "pain", "no pain in the whole run")
            yield _problem(f"the {_site(worst)}", none, _level(hurt, worst), _WORSE_COUNTS)


def _onsets(one: Note, other: Note, run: Run, units: Units) -> Iterator[Problem]:
    for first, second in _shared(one, other):
        if first.onset is None or second.onset is None or 0 in (first.level, second.level):
            continue
        if _is_one_place(first.onset, second.onset, run):
            continue
        said = [
            _said(note, "onset", format_place(place, units))
            for note, place in ((one, first.onset), (other, second.onset))
        ]
        counts = 1 if second.level > first.level else 0
        why = (
            "that of the worse pain counts; correct the other, or both"
            if first.level != second.level
            else _first(one)
        )
        yield _problem(f"the onset of the {_site(first)}", said[1 - counts], said[counts], why)


def _scalars(one: Note, other: Note) -> Iterator[Problem]:
    if one.morning is not None and other.morning is not None and one.morning != other.morning:
        said = [_said(note, "morning", f"{note.morning:g}/10") for note in (one, other)]
        milder = 0 if one.morning < other.morning else 1
        yield _problem("'morning'", said[milder], said[1 - milder], _WORSE_COUNTS)
    if one.expect is not None and other.expect is not None and one.expect != other.expect:
        said = [_said(note, "expect", f"{note.expect:g}") for note in (one, other)]
        yield _problem("'expect'", said[1], said[0], _first(one))
    if one.arm and other.arm and one.arm != other.arm:
        said = [_said(note, "arm", f"'{note.arm}'") for note in (one, other)]
        yield _problem("'arm'", said[1], said[0], _first(one))


def _sports(one: Note, other: Note, run: Run) -> Iterator[Problem]:
    types = [sport_types(note.sport or "") or frozenset() for note in (one, other)]
    if not all(types) or types[0] & types[1]:
        return
    said = [_said(note, "sport", f"'{note.sport}'") for note in (one, other)]
    right = 1 if run.sport_type in types[1] else 0
    yield _problem(
        "'sport'",
        said[1 - right],
        said[right],
        f"the activity is a {run.sport_type}; correct the note",
    )


def _bouts(one: Note, other: Note, run: Run, units: Units) -> Iterator[Problem]:
    for number, (_, known) in enumerate(repeated_bouts(one.bouts, other.bouts)):
        if known is not None:
            yield from _of_a_bout(_Told(one, known), _Told(other, number), run, units)
    for number, bout in enumerate(one.bouts):
        found = [n for n, again in enumerate(other.bouts) if again.what == bout.what]
        alone = len(found) == 1 == sum(b.what == bout.what for b in one.bouts)
        if alone and same_place(bout.at, other.bouts[found[0]].at) is None:
            yield from _without_a_place(_Told(one, number), _Told(other, found[0]))


def _of_a_bout(first: _Told, second: _Told, run: Run, units: Units) -> Iterator[Problem]:
    """Where two notes tell of one bout, but not the same."""
    bout, again = first.bout, second.bout
    name = f"'{bout.what}'" + (f" at {format_place(bout.at, units)}" if bout.at else "")
    if bout.result and again.result and bout.result != again.result:
        said = [told.said(str(told.bout.result)) for told in (first, second)]
        worse = 0 if worse_result(bout.result, again.result) is bout.result else 1
        yield _problem(name, said[1 - worse], said[worse], _WORSE_COUNTS)
    doses = _dose(bout), _dose(again)
    if all(doses) and doses[0] != doses[1]:
        yield _problem(name, second.said(doses[1]), first.said(doses[0]), _first(first.note))
    if _back_elsewhere(bout, again, run):
        backs = second.said(_return(again, units)), first.said(_return(bout, units))
        yield _problem(f"the pain back after {name}", *backs, _first(first.note))


def _back_elsewhere(bout: Bout, again: Bout, run: Run) -> bool:
    one_m, other_m = place_bout(bout, run).back_m, place_bout(again, run).back_m
    if one_m is None or other_m is None:
        return False
    converted = _names_a_time(bout, again)
    tolerance_m = _CONVERTED_SHARE * max(one_m, other_m) if converted else 0.0
    return abs(one_m - other_m) > max(SAME_PLACE_M, tolerance_m)


def _without_a_place(first: _Told, second: _Told) -> Iterator[Problem]:
    """A treatment that each note has once, with another result: nobody can tell whether it is one bout."""
    results = first.bout.result, second.bout.result
    if all(results) and results[0] != results[1]:
        said = second.said(str(results[1])), first.said(str(results[0]))
        hint = "both count, as two bouts; say where each was, or delete one"
        yield _problem(f"'{first.bout.what}'", *said, hint)


def _problem(what: str, loses: _Said, counts: _Said, hint: str) -> Problem:
    there = f"{counts.note.path}:{counts.line}"
    message = f"{what}: {loses.words} here, {counts.words} in {there}, a note of the same run"
    return Problem(loses.note.path, loses.line, 1, message, hint, "warning")


def _said(note: Note, key: str, words: str) -> _Said:
    return _Said(note, _line(note, key), words)


def _line(note: Note, key: str) -> int:
    return note.lines.get(key, note.lines.get("pain", min(note.lines.values(), default=1)))


def _shared(one: Note, other: Note) -> Iterator[tuple[Complaint, Complaint]]:
    """The complaints of both notes about one site."""
    for first in one.complaints:
        yield from ((first, second) for second in other.complaints if second.site == first.site)


def _is_one_place(one: Place, other: Place, run: Run) -> bool:
    alike = same_place(one, other)
    if alike is not None:
        return alike
    (one_m, _), (other_m, _) = locate(one, run), locate(other, run)
    if one_m is None or other_m is None:
        return True  # nobody can tell
    return abs(one_m - other_m) <= _CONVERTED_SHARE * max(one_m, other_m)


def _level(note: Note, complaint: Complaint) -> _Said:
    return _said(note, "pain", f"{complaint.level:g}/10")


def _site(complaint: Complaint) -> str:
    return "pain" if complaint.site.name == UNNAMED_SITE else str(complaint.site)


def _dose(bout: Bout) -> str:
    sets = f"{bout.sets}x" if bout.sets != 1 else ""
    if bout.reps is None and bout.hold_s is None:
        return ""
    return f"{sets}{bout.reps if bout.reps is not None else f'{bout.hold_s:g} s'}"


def _return(bout: Bout, units: Units) -> str:
    if bout.back_at is not None:
        return f"at {format_place(bout.back_at, units)}"
    return f"after {format_place(bout.back_after, units)}" if bout.back_after is not None else ""


def _names_a_time(*bouts: Bout) -> bool:
    places = (place for bout in bouts for place in (bout.at, bout.back_at, bout.back_after))
    return any(place is not None and place.elapsed_s is not None for place in places)


def _first(note: Note) -> str:
    return f"the one in {note.path} counts; correct the other, or both"
