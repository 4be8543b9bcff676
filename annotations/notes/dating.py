"""Which run a note is about: its own date, or the one that its file's name begins with."""

from dataclasses import replace
from datetime import date

from annotations.errors import ReadError
from annotations.model import Note
from annotations.notes.nodes import value_of
from annotations.notes.remarks import Remarks
from annotations.notes.tree import Fault, Node
from annotations.notes.values import When, check_date, date_of_file, parse_when


def read_date(node: Node | None, remarks: Remarks, today: date | None) -> When | None:
    """The value of `date`; None for nothing, or (with a remark) for what is no date."""
    when = value_of(node, "date", remarks, lambda text: parse_when(text, today))
    if when and node and not when.well_formed:
        remarks.warn(node, f"the date is read as {when.on}", f"write {when.on}")
    return when


def dated(note: Note, remarks: Remarks, today: date | None) -> Note:
    """`note` with a date where there is one to be had; a note that can be of no run is an error.

    The date in a file's name is not used for a note of the morning after: it may be that morning's.
    """
    named = date_of_file(note.path)
    if note.on is not None:
        if named is not None and named != note.on:
            message = f"the date is {note.on}, the file's name says {named}"
            remarks.warn(_line(note, "date"), message, "the date in the note is used")
        return note
    only_morning = note.morning is not None and not note.pain_stated and not note.bouts
    if named is not None and not only_morning:
        try:
            check_date(named, today)
        except ReadError as error:
            message = f"{error}, as the file's name has it"
            remarks.error(_line(note), message, "add 'date:' with the day of the run")
        return replace(note, on=named)
    if note.activity_id is None and not remarks.failed:
        if only_morning:
            message = "it is not said which run this morning followed"
            hint = "add 'date:' with the day of that run, or 'strava:' with its address"
        else:
            message = "it is not said which run this is"
            hint = "add 'date: 2026-03-14', or 'strava:' with the activity's address"
        remarks.error(_line(note), message, hint)
    return note


def _line(note: Note, key: str | None = None) -> Fault:
    line = note.lines[key] if key and key in note.lines else min(note.lines.values(), default=1)
    return Fault(line, 1, "")
