"""A note beside its run: places that the run never reached, and what does not fit together."""

from collections.abc import Iterator

from annotations.model import Bout, Complaint, Note, Place, Problem, Run, Units
from annotations.places import locate
from annotations.quantities import format_distance, format_duration, format_place
from annotations.record import was_for

# A watch and the course's marks differ by some per cent, a treadmill and its runner by more.
_TOLERANCE, _INDOOR_TOLERANCE = 1.03, 1.1
# A time and a distance are compared by way of the recording, or of an even pace.
_CONVERTED_TOLERANCE = 1.1


def check_against_run(note: Note, run: Run, *, units: Units = "km") -> tuple[Problem, ...]:
    """What in `note` can hardly be true of `run`, as warnings at the lines of the note, in their order.

    An onset or a bout beyond the end, a bout before the onset, pain back before its bout, and a
    bout for a site that `pain` does not name. Distances are told in `units`.
    """
    found = [*_onsets(note, run, units), *_bouts(note, run, units)]
    return tuple(sorted(found, key=lambda problem: problem.line))


def _onsets(note: Note, run: Run, units: Units) -> Iterator[Problem]:
    seen: set[Place] = set()
    for complaint in note.complaints:
        onset = complaint.onset
        if onset is None or onset in seen:
            continue
        seen.add(onset)
        if beyond := _beyond(onset, run, units):
            line = note.lines.get("onset", note.lines.get("pain", 1))
            message = f"the pain of the {complaint.site} begins at {beyond}"
            yield _doubt(note, line, message, "check the number and its unit")


def _bouts(note: Note, run: Run, units: Units) -> Iterator[Problem]:
    for number, bout in enumerate(note.bouts):
        line = note.bout_lines[number] if note.bout_lines else note.lines.get("did", 1)
        for message, hint in _doubts(bout, note, run, units):
            yield _doubt(note, line, message, hint)


def _doubts(bout: Bout, note: Note, run: Run, units: Units) -> Iterator[tuple[str, str]]:
    """Each as a message and a hint."""
    hurting = [complaint for complaint in note.complaints if complaint.level > 0]
    treated = [complaint for complaint in hurting if was_for(bout, complaint.site)]
    if bout.site is not None and hurting and not treated:
        names = ", ".join(str(complaint.site) for complaint in hurting)
        message = f"'{bout.what}' was for the {bout.site}, which 'pain' does not name"
        yield message, f"'pain' names: {names}"
    if bout.at is None:
        return
    check = "check the number and its unit"
    if beyond := _beyond(bout.at, run, units):
        yield f"'{bout.what}' is at {beyond}", check
    elif early := _before_onset(bout.at, treated, run, units):
        yield f"'{bout.what}' is at {early}", "check both; what came before the run is 'before'"
    if bout.back_at is not None:
        where, at = format_place(bout.back_at, units), format_place(bout.at, units)
        if beyond := _beyond(bout.back_at, run, units):
            yield f"the pain is back at {beyond}", check
        elif _is_before(bout.back_at, bout.at, run):
            yield f"the pain is back ({where}) before '{bout.what}' ({at})", check


def _before_onset(at: Place, treated: list[Complaint], run: Run, units: Units) -> str:
    """ "2.0 km, before the pain began (4.8 km)" where that is so of every site that it was for."""
    onsets = [complaint.onset for complaint in treated]
    if not onsets or any(onset is None or not _is_before(at, onset, run) for onset in onsets):
        return ""
    first = format_place(onsets[0], units) if onsets[0] else ""
    return f"{format_place(at, units)}, before the pain began ({first})"


def _beyond(place: Place, run: Run, units: Units) -> str:
    """ "10.0 mi, but the run ended at 6.2 mi" where that is so, else nothing."""
    tolerance = _INDOOR_TOLERANCE if run.trainer or run.manual else _TOLERANCE
    if place.distance_m is not None:
        beyond, end = place.distance_m > run.distance_m * tolerance, run.distance_m
        ended = format_distance(end, units)
    else:
        beyond = (place.elapsed_s or 0.0) > run.elapsed_s * tolerance
        ended = format_duration(run.elapsed_s)
    return f"{format_place(place, units)}, but the run ended at {ended}" if beyond else ""


def _is_before(one: Place, other: Place, run: Run) -> bool:
    if one.distance_m is not None and other.distance_m is not None:
        return one.distance_m < other.distance_m
    if one.elapsed_s is not None and other.elapsed_s is not None:
        return one.elapsed_s < other.elapsed_s
    (one_m, _), (other_m, _) = locate(one, run), locate(other, run)
    return one_m is not None and other_m is not None and one_m * _CONVERTED_TOLERANCE < other_m


def _doubt(note: Note, line: int, message: str, hint: str) -> Problem:
    return Problem(note.path, line, 1, message, hint, "warning")
