"""From nodes of the tree to texts and lists of texts, with a remark where the shape is wrong."""

import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import TypeVar

from annotations.errors import ReadError
from annotations.notes.remarks import Remarks
from annotations.notes.tree import Fields, Items, Node, Scalar

MAX_WORDS = 40
MAX_WORD_CHARACTERS = 100
MAX_VALUE_CHARACTERS = 500

_OPENING = "\u201c\u201e\u201d\u201f\u2018\u2019\u201a"
_CLOSING = "\u201c\u201d\u201f\u2018\u2019"
_SEPARATOR = re.compile(r"[;\n]|,(?![0-9])|\s\+\s")
_LINK = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]")
_NOTHING = frozenset({"none", "no", "nothing", "-"})

T = TypeVar("T")


def text_of(node: Node | None, key: str, remarks: Remarks) -> Scalar | None:
    """The text, without typographic quotes and a link's brackets.

    None for nothing, or (with a remark) for no text.
    """
    if node is None:
        return None
    if not isinstance(node, Scalar):
        shape = "a list" if isinstance(node, Items) else "several keys"
        remarks.error(node, f"'{key}' must be a single text, not {shape}")
        return None
    if node.empty:
        return None
    if "[[" in node.text:
        node = node._replace(text=_LINK.sub(r"\1", node.text))
    inside = node.text if node.text.isascii() else _without_typographic_quotes(node.text)
    if inside == node.text:
        return node
    if re.search(r"[0-9]", inside):
        remarks.warn(node, f"'{key}' has typographic quotes around {inside}", "leave them out")
    return node._replace(text=inside)


def _without_typographic_quotes(text: str) -> str:
    """What stands between them where they stand at both ends, else `text`."""
    opened = text.lstrip(_OPENING)
    inside = opened.rstrip(_CLOSING)
    return inside.strip() if opened not in (text, inside) else text


def value_of(node: Node | None, key: str, remarks: Remarks, parse: Callable[[str], T]) -> T | None:
    """What `parse` makes of the text; None for nothing, or (with a remark) what it can't read."""
    scalar = None if node is None else text_of(node, key, remarks)
    if scalar is None:
        return None
    if len(scalar.text) > MAX_VALUE_CHARACTERS:
        remarks.error(scalar, f"'{key}' is longer than {MAX_VALUE_CHARACTERS} characters")
        return None
    try:
        return parse(scalar.text)
    except ReadError as error:
        remarks.unreadable(scalar, error)
        return None


def texts_of(node: Node | None, key: str, remarks: Remarks) -> list[Scalar]:
    """The texts of a list; a single text is a list of what stands between its commas."""
    if node is None or (isinstance(node, Scalar) and node.empty):
        return []
    if isinstance(node, Fields):
        remarks.error(node, f"'{key}' must be a list of words", f"write {key}: [one, two]")
        return []
    scalars = list(islice(_scalars(node, key, remarks), MAX_WORDS + 1))
    if len(scalars) > MAX_WORDS:
        remarks.error(node, f"'{key}' has more than {MAX_WORDS} entries")
        return []
    for scalar in scalars:
        if len(scalar.text) > MAX_WORD_CHARACTERS:
            remarks.error(scalar, f"an entry of '{key}' is longer than 100 characters")
            return []
    return [scalar for scalar in scalars if scalar.text.casefold() not in _NOTHING]


def _scalars(node: Node, key: str, remarks: Remarks) -> Iterator[Scalar]:
    if isinstance(node, Scalar):
        if scalar := text_of(node, key, remarks):
            end = 0
            for piece in _SEPARATOR.split(scalar.text):
                start = scalar.text.find(word := piece.strip(), end)
                end = start + len(word)
                if word:
                    yield scalar._replace(text=word, col=_column(scalar, start))
        return
    for item in node.items if isinstance(node, Items) else ():
        if isinstance(item, Items) and len(item.items) == 1:
            yield from _scalars(item, key, remarks)  # an Obsidian link, [[such as this]]
        elif scalar := text_of(item, f"{key} entry", remarks):
            yield scalar


def _column(scalar: Scalar, start: int) -> int:
    return scalar.col + scalar.quoted + start if scalar.one_line else scalar.col
