"""The frontmatter as a JSON Schema (draft 2020-12), for editors: what it refuses, the reader refuses too.

A schema sees values that YAML has typed, one file at a time and no file name. So it lets some notes
pass that the reader refuses; what it refuses wrongly are spellings that hardly anybody uses.
"""

import re
from collections.abc import Iterable
from typing import Any

from annotations.model import Units
from annotations.notes.complaints import MAX_SITES
from annotations.notes.did import KEYS as BOUT_KEYS
from annotations.notes.did import MAX_BOUTS
from annotations.notes.dose import MAX_REPS, MAX_SETS
from annotations.notes.keynames import ANNOTATION_KEYS, KEYS
from annotations.notes.nodes import MAX_WORDS
from annotations.notes.results import DEGREES, RESULTS
from annotations.notes.schema import MAX_TEXT
from annotations.notes.sites import MAX_CHARACTERS as MAX_SITE
from annotations.notes.values import MAX_ID
from annotations.quantities import MAX_DISTANCE_M, METRES_OF
from annotations.sports import SPORT_WORDS

Schema = dict[str, Any]


def _any_case(words: str) -> str:
    """A pattern for `words` however they are written: a schema's patterns know no flags."""
    letters = (f"[{c.upper()}{c.lower()}]" if c.isalpha() else re.escape(c) for c in words)
    return "".join(letters).replace(r"\ ", r"\s+").replace(r"\-", "-").replace("'", "['\u2019]")


def _one_of(words: Iterable[str]) -> str:
    longest_first = sorted(set(words), key=lambda word: (-len(word), word))
    return "(?:" + "|".join(_any_case(word) for word in longest_first) + ")"


_LETTER = "[A-Za-z\u00aa-\uffff]"
_LEVEL = (
    r"(?:(?:10(?:\.0+)?|[0-9](?:\.[05]0*)?)(?:\s*(?:/|[Oo][Uu][Tt] [Oo][Ff]|[Oo][Ff])\s*10)?|"
    + _one_of(("no", "none", "no pain", "pain free", "pain-free", "painfree", "without pain"))
    + "|" + _any_case("nothing") + ")"
)  # fmt: skip
_NUMBER = (
    r"(?:(?:[0-9]+(?:[.,][0-9]+)?|[.,][0-9]+)|(?:[0-9]+[ -])?[0-9]+[/\u2044][0-9]+"
    r"|[0-9]*\s*[\u00bc-\u00be\u2150-\u215e])"
)
_IN_WORDS = r"[A-Za-z][A-Za-z0-9 /-]*"
_LENGTH = _one_of(
    ("km", "kms", "k", "mi", "mile", "miles", "meter", "meters", "metre", "metres", "kilometer",
     "kilometers", "kilometre", "kilometres")
) + "|m"  # fmt: skip
_TIME = _one_of(
    ("h", "hr", "hrs", "hour", "hours", "min", "mins", "minute", "minutes", "s", "sec", "secs",
     "second", "seconds")
) + "|['\u2032\"\u2033]"  # fmt: skip
_UNIT = rf"(?:{_LENGTH}|{_TIME})"
_CLOCK = r"(?:[0-9]{1,3}:)?[0-9]{1,4}:[0-9]{2}(?:\s*[A-Za-z]+)?"
_PIECES = rf"(?:{_NUMBER}[\s-]*(?:of\s+)?(?:an?\s+)?{_UNIT}\.?,?\s*)+(?:[0-9]{{1,2}})?"
_PLACE = (
    rf"(?:[~@]\s*)?(?:{_CLOCK}|{_NUMBER}|{_PIECES}(?:{_one_of(('in', 'mark'))})?"
    rf"|(?!{_one_of(('soon', 'later', 'late', 'early', 'end', 'the end', 'never'))}\b){_IN_WORDS})"
)
_RESULT = (
    rf"(?:{_one_of(DEGREES)}\s+)*{_one_of(RESULTS)}(?:\s+{_one_of(DEGREES)})*"
    r"(?:(?!->|=>)[^A-Za-z0-9?)@\u2192\u21d2\u279c])*"
)
_ARROW = r"\s*(?:->|\u2192|=>|\u21d2|\u279c|-->)\s*"
_BRACKET = r"(?:\s*\([^()]*\)\s*)?"
_DONE = r"(?:(?!->|=>)[^@\u2192\u21d2\u279c])*?"
_BACK_AT = _one_of(("at", "from", "after", "in", "within", "another"))
_BACK = rf"[\s,;]+[^@]*?(?:[Bb][Aa][Cc][Kk]|[Rr]eturned)\b[\s,;:]*(?:(?:@|{_BACK_AT})\s*{_PLACE}|{_PLACE}\s+later)"
_BOUT = (
    rf"^(?!\s*[Bb][Aa][Cc][Kk]\b){_DONE}{_LETTER}{_DONE}(?:@\s*{_PLACE}{_BRACKET})?"
    rf"(?:{_ARROW}{_RESULT}(?:{_BACK})?)?\s*$"
)
_ENTRY = (
    rf"^(?:\s*\([^()]*\))?\s*{_LEVEL}\s*(?:,(?![0-9])[^()]*)?"
    rf"(?:(?:{_one_of(('from', 'after', 'since', 'at', 'onset'))}:?|@)\s*{_PLACE}(?:\s*,[^()]*)?)?"
    r"\s*(?:\([^()]*\)\s*)*$"
)
_ID = r"[1-9][0-9]{0,18}"
_STRAVA = (
    rf"^\s*(?:{_ID}|(?:[Hh][Tt][Tt][Pp][Ss]?://)?(?:(?:[Ww]{{3}}|[Mm])\.)?"
    rf"{_any_case('strava')}\.{_any_case('com')}/{_any_case('activities')}/{_ID}(?:[/?#]\S*)?)\s*$"
)
_DATE = (
    r"^\s*(?:199[0-9]|[2-9][0-9]{3})[-/.](?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12][0-9]|3[01])"
    r"(?:[Tt\s]\s*(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]+)?)?"
    r"\s*(?:[Zz]|[+-][0-9]{2}:?[0-9]{2})?)?\s*$"
)


_MEANS = {
    "strava": "The activity's id or its address; wins over all else.",
    "date": "The local date of the run, and its start time.",
    "sport": "Only to choose between several activities.",
    "pain": "The worst pain during the run: 0 to 10, none, or a line for each site.",
    "where": "The site, for a plain pain: right knee, medial.",
    "onset": "Where or when it began: 3 mi, 4.8 km, 25:30, start.",
    "feels": "How it felt: burning, stinging.",
    "did": "What was done during the run, in order: 10 butt kicks @ 3 mi -> gone.",
    "before": "What was done before the run.",
    "after": "What was done after the run.",
    "morning": "Pain the next morning, 0 to 10.",
    "expect": "How sure you were that it would help, 0 to 10.",
    "factors": "Anything else worth testing.",
    "arm": "The experiment's arm that was followed.",
}


def json_schema(units: Units) -> Schema:
    """The schema of a note's frontmatter where a bare distance is in `units`.

    A file without any of the keys that make it a note is valid whatever it holds: it is not read.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Twinge pain note, frontmatter version 1",
        # For any file, so that editors offer the keys before it is a note.
        "anyOf": [
            {"type": "object", "properties": {key: {"description": _MEANS[key]} for key in KEYS}},
            {"not": {"type": "object"}},
        ],
        "if": {"type": "object", "anyOf": [_has(key, {}) for key in ANNOTATION_KEYS]},
        "then": {"type": "object", "properties": _properties(units), "allOf": [_MORNING_ALONE]},
    }


def _properties(units: Units) -> Schema:
    bare = {
        "type": "number",
        "minimum": 0,
        "maximum": MAX_DISTANCE_M / METRES_OF[units],
    }
    place = _or_nothing(bare, _string(rf"^\s*{_PLACE}\s*$"))
    level = _or_nothing(_LEVEL_NUMBER, _LEVEL_TEXT)
    return {
        "strava": _STRAVA_VALUE,
        "date": _text(_DATE),
        "sport": _text(_SPORT),
        "pain": _PAIN,
        "where": _WHERE,
        "onset": place,
        "feels": _WORDS,
        "did": _did(bare),
        "before": _WORDS,
        "after": _WORDS,
        "morning": level,
        "expect": level,
        "factors": _WORDS,
        "arm": _or_nothing(*_PLAIN),
    }


def _string(pattern: str, **more: Any) -> Schema:
    return {"type": "string", "pattern": pattern, **more}


def _or_nothing(*schemas: Schema) -> Schema:
    """One of `schemas`, or a key without a value."""
    return {"anyOf": [*schemas, {"type": "null"}, _EMPTY]}


def _text(pattern: str) -> Schema:
    return _or_nothing(_string(pattern))


def _did(bare: Schema) -> Schema:
    place = _or_nothing(bare, _string(rf"^\s*{_PLACE}\s*$"))
    back = rf"^\s*(?:(?:@|[Aa][Tt]|[Ff][Rr][Oo][Mm]|[Aa]fter|[Ii]n|[Ww]ithin|another)\s+)?@?\s*{_PLACE}\s*$"
    count = rf"^[1-9][0-9]{{0,{len(str(MAX_REPS)) - 1}}}$"
    fields: Schema = {
        "what": _string(_LETTER, maxLength=100),
        "reps": _or_nothing({"type": "integer", "minimum": 1, "maximum": MAX_REPS}, _string(count)),
        "sets": _or_nothing({"type": "integer", "minimum": 1, "maximum": MAX_SETS}, _string(count)),
        "seconds": _or_nothing({"type": "number", "minimum": 0}, _string("[0-9a-z]")),
        "at": place,
        "result": _text(rf"^\s*{_RESULT}$"),
        "back": _or_nothing(bare, _string(back)),
        "site": _or_nothing(_SITE),
    }
    bout: Schema = {
        "title": "a bout: 10 butt kicks @ 3 mi -> gone",
        "type": "object",
        "properties": {key: fields[key] for key in BOUT_KEYS},
        "required": ["what"],
        "additionalProperties": False,
    }
    line = _string(_BOUT, maxLength=200)
    nothing = _string(rf"^(?:{_one_of(('none', 'no'))}|-)$")
    several = {"type": "array", "maxItems": MAX_BOUTS, "items": _or_nothing(bout, line, nothing)}
    block = _string(r"\n")
    return _or_nothing(bout, line, nothing, block, several)


_EMPTY: Schema = {"const": ""}
_LEVEL_NUMBER: Schema = {"type": "number", "minimum": 0, "maximum": 10, "multipleOf": 0.5}
_LEVEL_TEXT = _string(rf"^\s*{_LEVEL}\s*$")
_SITE = _string(_LETTER, maxLength=MAX_SITE)
_ENTRY_VALUE: Schema = {"anyOf": [_LEVEL_NUMBER, _string(_ENTRY)]}
_PAIN: Schema = {
    "anyOf": [
        *_ENTRY_VALUE["anyOf"],
        {
            "type": "object",
            "minProperties": 1,
            "maxProperties": MAX_SITES,
            "propertyNames": {"pattern": _LETTER, "maxLength": MAX_SITE},
            "additionalProperties": _ENTRY_VALUE,
        },
    ]
}
_PLAIN: tuple[Schema, ...] = (
    {"type": "string", "maxLength": MAX_TEXT},
    {"type": "number"},
    {"type": "boolean"},
)
_WORD = {"anyOf": [*_PLAIN, {"type": "null"}, {"type": "array", "minItems": 1, "maxItems": 1}]}
_WORDS = _or_nothing(
    {"type": "string"},
    {"type": "number"},
    {"type": "boolean"},
    {"type": "array", "maxItems": MAX_WORDS, "items": _WORD},
)
_PLACED: Schema = {"anyOf": [_SITE, {"type": "null"}, _EMPTY, _string(r"^-$")]}
_LINKED: Schema = {"type": "array", "items": _PLACED, "minItems": 1, "maxItems": 1}
_WHERE = _or_nothing(
    _SITE,
    _string(r"^-$"),
    {"type": "array", "maxItems": MAX_WORDS, "items": {"anyOf": [_PLACED, _LINKED]}},
)
_STRAVA_VALUE = _or_nothing({"type": "integer", "minimum": 1, "maximum": MAX_ID}, _string(_STRAVA))
_SPORT = r"^\s*(?:" + "|".join(
    _any_case(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", word)).replace(r"\s+", r"[\s_-]*")
    for word in SPORT_WORDS
) + r")\s*$"  # fmt: skip
_GIVEN: Schema = {"not": {"anyOf": [{"type": "null"}, _EMPTY]}}


def _has(key: str, value: Schema) -> Schema:
    """A mapping that has `key` with such a value, in the form that strict validators insist on."""
    return {"type": "object", "required": [key], "properties": {key: value}}


_MORNING_ALONE: Schema = {
    "if": {
        "allOf": [
            _has("morning", _GIVEN),
            {"not": {"anyOf": [_has("pain", {}), _has("did", {})]}},
        ]
    },
    "then": {"anyOf": [_has("date", _GIVEN), _has("strava", _GIVEN)]},
}
