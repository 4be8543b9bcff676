"""From nodes of the tree to texts and lists of texts, with a remark where the shape is wrong."""

import re
from collections.abc import Callable
from typing import TypeVar

from annotations.errors import ReadError
from annotations.notes.remarks import Remarks
from annotations.notes.tree import Fields, Items, Node, Scalar

MAX_WORDS = 40
MAX_WORD_CHARACTERS = 100

_SMART_QUOTES = re.compile(
    r"[\u201c\u201e\u201d\u201f\u2018\u2019\u201a]+(.*?)[\u201c\u201d\u201f\u2018\u2019]+"
)
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
    found = None if node.text.isascii() else _SMART_QUOTES.fullmatch(node.text)
    if not found:
        return node
    if re.search(r"[0-9]", found[1]):
        remarks.warn(node, f"'{key}' has typographic quotes around {found[1]}", "leave them out")
    return node._replace(text=found[1].strip())


def value_of(node: Node | None, key: str, remarks: Remarks, parse: Callable[[str], T]) -> T | None:
    """What `parse` makes of the text; None for nothing, or (with a remark) what it can't read."""
    scalar = None if node is None else text_of(node, key, remarks)
    if scalar is None:
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
    if isinstance(node, Items):
        scalars = _entries(node, f"{key} entry", remarks)
    else:
        scalars = _pieces(text_of(node, key, remarks))
    if len(scalars) > MAX_WORDS:
        remarks.error(node, f"'{key}' has more than {MAX_WORDS} entries")
        return []
    for scalar in scalars:
        if len(scalar.text) > MAX_WORD_CHARACTERS:
            remarks.error(scalar, f"an entry of '{key}' is longer than 100 characters")
            return []
    return [scalar for scalar in scalars if scalar.text.casefold() not in _NOTHING]


def _pieces(scalar: Scalar | None) -> list[Scalar]:
    if scalar is None:
        return []
    return [
        scalar._replace(text=piece.strip(), col=_column(scalar, piece))
        for piece in re.split(r"[;\n]|,(?![0-9])", scalar.text)
        if piece.strip()
    ]


def _entries(node: Items, name: str, remarks: Remarks) -> list[Scalar]:
    scalars: list[Scalar] = []
    for item in node.items:
        if isinstance(item, Items) and len(item.items) == 1:
            scalars += _entries(item, name, remarks)  # an Obsidian link, [[such as this]]
        elif scalar := text_of(item, name, remarks):
            scalars.append(scalar)
    return scalars


def _column(scalar: Scalar, piece: str) -> int:
    if not scalar.one_line:
        return scalar.col
    return scalar.col + scalar.quoted + scalar.text.find(piece.strip())
