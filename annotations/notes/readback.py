"""A note in one line, as the runner may read it back to see whether it was understood."""

from collections.abc import Iterator

from annotations.model import Complaint, Note, Units
from annotations.notes.bouts import format_bout
from annotations.notes.complaints import UNNAMED
from annotations.quantities import format_place

MAX_CHARACTERS = 200
_CUT = "; ... and more"


def read_back(note: Note, units: Units) -> str:
    """What `note` says, in at most 200 characters; the facts that don't fit are left out."""
    facts = list(_facts(note, units, words=True))
    if len("; ".join(facts)) > MAX_CHARACTERS:
        facts = list(_facts(note, units, words=False))
    if len("; ".join(facts)) <= MAX_CHARACTERS:
        return "; ".join(facts)
    line = ""
    for fact in facts:
        longer = f"{line}; {fact}" if line else fact
        if len(longer) + len(_CUT) > MAX_CHARACTERS:
            return line + _CUT if line else fact[: MAX_CHARACTERS - 3] + "..."
        line = longer
    return line


def _facts(note: Note, units: Units, *, words: bool) -> Iterator[str]:
    if note.complaints:
        yield ", ".join(_complaint(complaint, units, words=words) for complaint in note.complaints)
    elif note.pain_stated:
        yield "no pain"
    else:
        yield "pain during the run not stated"
    yield from (format_bout(bout, units) for bout in note.bouts)
    if note.morning is not None:
        yield f"{note.morning:g}/10 the next morning"
    if note.expect is not None:
        yield f"expected help {note.expect:g}/10"
    if note.arm:
        yield f"arm: {note.arm}"
    for name, items in (("before", note.before), ("after", note.after), ("factors", note.factors)):
        if items:
            yield f"{name}: {', '.join(items)}"


def _complaint(complaint: Complaint, units: Units, *, words: bool) -> str:
    if complaint.level == 0:
        return f"no pain in the {complaint.site}"
    onset = f" from {format_place(complaint.onset, units)}" if complaint.onset else ""
    site = complaint.site if complaint.site.name != UNNAMED else "pain, site not said,"
    said = f"{site} {complaint.level:g}/10{onset}"
    details = (*complaint.feels, *complaint.aspects)
    return f"{said} ({', '.join(details)})" if words and details else said
