"""The tree of a frontmatter in everyday form, several times faster than by YAML's events.

Most notes have no more than `key: value` lines, lists of plain texts, and one level of keys below a
key. YAML reads these in one way only, so their lines are read here. Whatever else there is (quotes,
comments, a colon in a text, a continued line, a key given twice) is left to YAML's own reader,
which this one must never contradict.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from annotations.notes.tree import Field, Fields, Items, Node, Scalar

# Room for any everyday note, and for fewer values than YAML's reader would refuse.
MAX_CHARACTERS = 4000

# Printable ASCII. Letters and digits begin no other construct of YAML; a "#" or a colon in a text
# might be one. What has matched is not given back, so no line takes long.
_SIGN = r"[ !\"$-9;-~]"
_TEXT = rf"[A-Za-z0-9]{_SIGN}*+(?::[!\"$-9;-~]{_SIGN}*+)*+"
_WORD = r"[A-Za-z0-9](?:[A-Za-z0-9 ./-]*[A-Za-z0-9])?"
_KEY = r"[A-Za-z_][A-Za-z0-9_ -]{0,99}+(?<! )"
_LINE = re.compile(
    rf"( *+)(?:- ++({_TEXT})|({_KEY}):(?: ++(?:({_TEXT})|\[({_WORD}(?:, {_WORD})*+)\] *+)?)?)"
)
_ITEM, _VALUE, _WORDS = 2, 4, 5


class _Row(NamedTuple):
    """A line: a field, whose text is empty where nothing stands behind the key, or a list's item."""

    indent: int
    field: Field | None
    item: Scalar | None


def build_plain_tree(text: str, *, first_line: int) -> Fields | None:
    """The fields that YAML would find in `text`; None if it takes YAML to tell.

    The first line of `text` is line `first_line` of the file.
    """
    if len(text) > MAX_CHARACTERS:
        return None
    fields: list[Field] = []
    below: list[_Row] = []
    for line, written in enumerate(text.split("\n"), start=first_line):
        row = _read_line(written, line)
        if row is None:
            return None
        indent, field, _ = row
        if indent or not field:
            below.append(row)
            continue
        if below:
            if not _close(fields, below):
                return None
            below = []
        fields.append(field)
    if below and not _close(fields, below):
        return None
    return _distinct(fields, first_line, 1)


# A log's lines are much alike: "pain: 0", "did:", "  - 10 butt kicks @ 3 mi -> gone".
@lru_cache(maxsize=4096)
def _read_line(text: str, line: int) -> _Row | None:
    found = _LINE.fullmatch(text)
    if not found:
        return None
    spaces, item, name, value, words = found.groups()
    indent = len(spaces)
    if item:
        return _Row(indent, None, Scalar(item.rstrip(), line, found.start(_ITEM) + 1))
    node: Node = Scalar("", line, indent + len(name) + 2)
    if value:
        node = Scalar(value.rstrip(), line, found.start(_VALUE) + 1)
    elif words:
        node = _items(words, line, found.start(_WORDS))
    return _Row(indent, Field(Scalar(name, line, indent + 1), node), None)


def _items(words: str, line: int, bracket_col: int) -> Items:
    items: list[Node] = []
    col = bracket_col + 1
    for word in words.split(", "):
        items.append(Scalar(word, line, col))
        col += len(word) + 2
    return Items(tuple(items), line, bracket_col)


def _close(fields: list[Field], rows: list[_Row]) -> bool:
    """Give the last of `fields` the `rows` below it; False if it takes YAML to tell how."""
    if not fields:
        return False
    key, behind = fields[-1]
    if not isinstance(behind, Scalar) or behind.text:
        return False
    value = _below(rows)
    if value is None:
        return False
    fields[-1] = Field(key, value)
    return True


def _below(rows: list[_Row]) -> Items | Fields | None:
    """A list, or keys further in with their texts; all in one column."""
    indents = {row.indent for row in rows}
    items = [row.item for row in rows if row.item]
    if len(indents) > 1 or 0 < len(items) < len(rows):
        return None
    col = indents.pop() + 1
    if items:
        return Items(tuple(items), items[0].line, col)
    fields = [row.field for row in rows if row.field]
    return _distinct(fields, fields[0].key.line, col)


def _distinct(fields: list[Field], line: int, col: int) -> Fields | None:
    keys = {field.key.text.casefold() for field in fields}
    return Fields(tuple(fields), line, col) if len(keys) == len(fields) else None
