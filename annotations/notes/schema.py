"""From the frontmatter's fields to a note: each key by its own reader, then how they fit."""

from collections.abc import Mapping
from datetime import date

from annotations.model import Note, Units
from annotations.notes.aliases import Aliases
from annotations.notes.comments import warn_of_comments
from annotations.notes.complaints import read_complaints
from annotations.notes.dating import dated, read_date
from annotations.notes.did import read_bouts
from annotations.notes.frontmatter import Frontmatter
from annotations.notes.keys import values_of
from annotations.notes.nodes import text_of, texts_of, value_of
from annotations.notes.pain import parse_level
from annotations.notes.remarks import Remarks
from annotations.notes.spelling import closest
from annotations.notes.tree import Field, Node
from annotations.notes.values import parse_activity_id
from annotations.sports import SPORT_WORDS, sport_types

MAX_TEXT = 100


def read_fields(
    frontmatter: Frontmatter,
    fields: Mapping[str, Field],
    remarks: Remarks,
    *,
    units: Units,
    today: date | None,
    aliases: Aliases,
) -> Note:
    """The note that `fields` tell, those of `frontmatter` that are ours.

    All problems are gathered; if `remarks` has an error afterwards, the note is worth nothing.
    """
    values = values_of(fields)
    warn_of_comments(values.values(), frontmatter.text, remarks)
    pain_stated, complaints = read_complaints(values, remarks, units)
    bouts = read_bouts(values.get("did"), remarks, units, aliases)
    if bouts and not pain_stated:
        remarks.warn(values["did"], "how bad the pain was is not said", "add 'pain:', 0 to 10")
    when = read_date(values.get("date"), remarks, today)
    note = Note(
        path=remarks.path,
        pain_stated=pain_stated,
        complaints=complaints,
        bouts=tuple(bout for bout, _ in bouts),
        activity_id=value_of(values.get("strava"), "strava", remarks, parse_activity_id),
        on=when.on if when else None,
        at=when.at if when else None,
        sport=_sport(values.get("sport"), remarks),
        before=_words(values, "before", remarks, aliases),
        after=_words(values, "after", remarks, aliases),
        factors=_words(values, "factors", remarks, aliases),
        morning=value_of(values.get("morning"), "morning", remarks, parse_level),
        expect=value_of(values.get("expect"), "expect", remarks, parse_level),
        arm=_arm(values.get("arm"), remarks),
        lines={key: field.key.line for key, field in fields.items()},
        bout_lines=tuple(line for _, line in bouts),
    )
    return dated(note, remarks, today)


def _sport(node: Node | None, remarks: Remarks) -> str | None:
    scalar = text_of(node, "sport", remarks)
    if scalar is None:
        return None
    if sport_types(scalar.text) is None:
        meant = closest(scalar.text, SPORT_WORDS)
        hint = f"did you mean '{meant}'?" if meant else "write run, ride, walk, swim, ..."
        remarks.error(scalar, f"I don't know the sport '{scalar.text[:40]}'", hint)
    return scalar.text.casefold()


def _arm(node: Node | None, remarks: Remarks) -> str | None:
    scalar = text_of(node, "arm", remarks)
    if scalar and len(scalar.text) > MAX_TEXT:
        remarks.error(scalar, f"'arm' is longer than {MAX_TEXT} characters")
    return " ".join(scalar.text.split()) if scalar else None


def _words(
    values: Mapping[str, Node], key: str, remarks: Remarks, aliases: Aliases
) -> tuple[str, ...]:
    if key not in values:
        return ()
    names = [aliases.name_of(scalar.text) for scalar in texts_of(values[key], key, remarks)]
    return tuple(dict.fromkeys(filter(None, names)))
