"""The tree of a frontmatter in everyday form, several times faster than by YAML's events.

Most notes have no more than `key: value` lines, lists of plain texts, and one level of keys below a
key. YAML reads these in one way only, so their lines are read here. Whatever else there is (quotes,
comments, a colon in a text, a continued line, a key given twice) is left to YAML's own reader,
which this one must never contradict.
"""

import re

from annotations.notes.tree import Field, Fields, Items, Node, Scalar

MAX_LINES = 200
MAX_LINE_CHARACTERS = 500

# Letters and digits begin no other construct of YAML; a "#" or a colon in a text might be one.
_TEXT = r"[A-Za-z0-9][^#:\t]*(?::[^ #:\t][^#:\t]*)*"
_WORD = r"[A-Za-z0-9](?:[A-Za-z0-9 ./-]*[A-Za-z0-9])?"
_KEY_LINE = re.compile(
    rf"( *)([A-Za-z_][A-Za-z0-9_-]*(?: [A-Za-z0-9_-]+)*):(?: +(?:({_TEXT})|(\[{_WORD}(?:, {_WORD})*\])))? *"
)
_ITEM_LINE = re.compile(rf"( *)- +({_TEXT})")


def build_plain_tree(lines: list[str], *, first_line: int) -> Fields | None:
    """The fields that YAML would find in `lines`; None if it takes YAML to tell.

    The first of `lines`, all in ASCII, is line `first_line` of the file.
    """
    if not lines or len(lines) > MAX_LINES or max(map(len, lines)) > MAX_LINE_CHARACTERS:
        return None
    fields: list[Field] = []
    at = 0
    while at < len(lines):
        found = _KEY_LINE.fullmatch(lines[at])
        if not found or found[1]:
            return None
        line, at = first_line + at, at + 1
        value: Node | None = _value(found, line)
        if value is None:
            below = _below(lines, at)
            value = _items(lines[at:below], line + 1) or _nested(lines[at:below], line + 1)
            value = value if below > at else Scalar("", line, found.end(2) + 2)
            at = below
        if value is None:
            return None
        fields.append(Field(Scalar(found[2], line, 1), value))
    return _distinct(fields, first_line, 1)


def _below(lines: list[str], start: int) -> int:
    """The end of the lines from `start` on that belong to the key above them."""
    end = start
    while end < len(lines) and lines[end].startswith((" ", "- ")):
        end += 1
    return end


def _value(found: re.Match[str], line: int) -> Node | None:
    """What stands behind the key on its own line."""
    if found[3]:
        return Scalar(found[3].rstrip(), line, found.start(3) + 1)
    if not found[4]:
        return None
    col = found.start(4) + 1
    items: list[Node] = []
    for word in found[4][1:-1].split(","):
        items.append(Scalar(word.strip(), line, col + 1 + word.startswith(" ")))
        col += len(word) + 1
    return Items(tuple(items), line, found.start(4) + 1)


def _items(lines: list[str], first_line: int) -> Items | None:
    """A list with one plain text on each of its lines, all dashes in one column."""
    matches = [_ITEM_LINE.fullmatch(line) for line in lines]
    items: list[Node] = []
    for line, found in enumerate(matches, start=first_line):
        if not found or not matches[0] or found[1] != matches[0][1]:
            return None
        items.append(Scalar(found[2].rstrip(), line, found.start(2) + 1))
    return (
        Items(tuple(items), first_line, len(matches[0][1]) + 1) if matches and matches[0] else None
    )


def _nested(lines: list[str], first_line: int) -> Fields | None:
    """Keys with their texts, all in one column further in."""
    fields: list[Field] = []
    indent = len(lines[0]) - len(lines[0].lstrip(" ")) if lines else 0
    for line, text in enumerate(lines, start=first_line):
        found = _KEY_LINE.fullmatch(text)
        if not found or len(found[1]) != indent or indent == 0:
            return None
        value = _value(found, line) or Scalar("", line, found.end(2) + 2)
        fields.append(Field(Scalar(found[2], line, indent + 1), value))
    return _distinct(fields, first_line, indent + 1)


def _distinct(fields: list[Field], line: int, col: int) -> Fields | None:
    keys = {field.key.text.casefold() for field in fields}
    return Fields(tuple(fields), line, col) if len(keys) == len(fields) else None
