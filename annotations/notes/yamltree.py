"""From YAML to a tree of texts, by way of PyYAML's events.

Events, because types are ours to decide (`25:30` is no number, `no` no truth value), because each
text keeps its place, and because anchors, tags and deep nesting are refused before they are built.
"""

import re
from collections.abc import Iterator
from typing import NoReturn

import yaml

from annotations.notes.tree import Fault, Field, Fields, FrontmatterError, Items, Node, Scalar

MAX_DEPTH = 6
MAX_NODES = 2000

_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_BLANKS = str.maketrans(dict.fromkeys("\u00a0\u2007\u2009\u202f\u3000", " "))
# Quotes may hide them: "\x1b[2J" is an escape sequence.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_EXPLAINED = (
    ("quoted scalar", "a quotation mark is opened here and never closed", "close it"),
    ("flow", "a [ or { is opened here and not closed as it should be", "close it with ] or }"),
    (
        "mapping values are not allowed",
        "a text with ': ' in it needs quotes",
        "put it in '...', or on a line of its own below, indented by two blanks",
    ),
    (
        "cannot start any token",
        "this character can't begin a value",
        "put the value in '...'; indent with blanks, not tabs",
    ),
    ("alphabetic or numeric", "a value that begins with * or & needs quotes", "put it in '...'"),
    ("expected ':'", "this line is not of the form 'key: value'", "is a colon missing?"),
    (
        "block sequence entries",
        "a list can't begin on the line of its key",
        "put each dash on a line of its own below the key, or the text in '...'",
    ),
    ("block mapping", "the indentation of this line fits nothing above it", "align the keys"),
    ("block collection", "the indentation of this line fits nothing above it", "align the dashes"),
)


def build_tree(text: str, *, first_line: int, loader: type | None = None) -> Fields:
    """The fields of the YAML mapping `text`, whose first line is line `first_line` of the file.

    Raises FrontmatterError for all else, also for two documents, keys given twice, anchors,
    aliases, tags, merge keys, more than 6 levels or 2000 nodes.
    """
    try:
        builder = _Builder(yaml.parse(text, Loader=loader or _Loader), first_line)
        fields = builder.document()
    except yaml.YAMLError as error:
        raise FrontmatterError(_explain(error, text, first_line)) from None
    if builder.faults:
        raise FrontmatterError(*builder.faults)
    return fields


class _Builder:
    """Takes events one by one; goes on after a fault that leaves the structure whole."""

    def __init__(self, events: Iterator[yaml.Event], first_line: int) -> None:
        self._events = events
        self._first_line = first_line
        self._nodes = 0
        self.faults: list[Fault] = []

    def document(self) -> Fields:
        next(self._events)  # the start of the stream
        if isinstance(next(self._events), yaml.StreamEndEvent):
            return Fields((), self._first_line, 1)
        root = self._node(next(self._events), depth=1)
        next(self._events)  # the end of the document
        after = next(self._events)
        if not isinstance(after, yaml.StreamEndEvent):
            self._stop(after, "a second YAML document begins here", "keep all keys in one block")
        if isinstance(root, Scalar) and root.empty:
            return Fields((), root.line, root.col)
        if not isinstance(root, Fields):
            raise FrontmatterError(
                Fault(
                    root.line,
                    root.col,
                    "the frontmatter is not made of 'key: value' lines",
                    "write a name, a colon, a blank and the value",
                )
            )
        return root

    def _node(self, event: yaml.Event, depth: int) -> Node:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            self._stop(event, f"the frontmatter has more than {MAX_NODES} values")
        if depth > MAX_DEPTH:
            self._stop(event, f"the frontmatter is nested deeper than {MAX_DEPTH} levels")
        self._refuse_extras(event)
        if isinstance(event, yaml.MappingStartEvent):
            return self._fields(event, depth)
        if isinstance(event, yaml.SequenceStartEvent):
            items: list[Node] = []
            while not isinstance(inner := next(self._events), yaml.SequenceEndEvent):
                items.append(self._node(inner, depth + 1))
            return Items(tuple(items), *self._place(event))
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        return Scalar("", *self._place(event))

    def _fields(self, start: yaml.Event, depth: int) -> Fields:
        fields: list[Field] = []
        lines: dict[str, int] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            self._refuse_extras(event)
            if not isinstance(event, yaml.ScalarEvent):
                self._stop(event, "a key must be a plain text", "put {{...}} or [...] in quotes")
            key = self._scalar(event)
            if key.text == "<<":
                self._fault(event, "merge keys (<<) are not supported", "write the keys out")
            first = lines.setdefault(key.text.casefold(), key.line)
            if len(lines) == len(fields):
                message = f"'{key.text}' is given twice, first on line {first}"
                self._fault(event, message, "leave one of them out")
            fields.append(Field(key, self._node(next(self._events), depth + 1)))
        return Fields(tuple(fields), *self._place(start))

    def _scalar(self, event: yaml.ScalarEvent) -> Scalar:
        if found := _CONTROL.search(event.value):
            message = f"the control character U+{ord(found[0]):04X} has no place here"
            self._fault(event, message, "delete it")
        return Scalar(
            event.value.translate(_BLANKS).strip(),
            *self._place(event),
            quoted=event.style in ("'", '"'),
            one_line="\n" not in event.value and _lines_spanned(event) == 1,
        )

    def _refuse_extras(self, event: yaml.Event) -> None:
        if getattr(event, "anchor", None) is not None:
            hint = "a text that begins with & or * needs quotes"
            self._stop(event, "anchors (&) and aliases (*) are not supported", hint)
        if (tag := getattr(event, "tag", None)) is not None:
            hint = "a text that begins with ! needs quotes"
            self._stop(event, f"the tag {tag} is not supported", hint)

    def _place(self, event: yaml.Event) -> tuple[int, int]:
        mark = event.start_mark
        return (mark.line + self._first_line, mark.column + 1) if mark else (self._first_line, 1)

    def _fault(self, event: yaml.Event, message: str, hint: str = "") -> None:
        self.faults.append(Fault(*self._place(event), message, hint))

    def _stop(self, event: yaml.Event, message: str, hint: str = "") -> NoReturn:
        raise FrontmatterError(*self.faults, Fault(*self._place(event), message, hint))


def _lines_spanned(event: yaml.Event) -> int:
    if event.start_mark is None or event.end_mark is None:
        return 1
    return event.end_mark.line - event.start_mark.line + 1


def _explain(error: yaml.YAMLError, text: str, first_line: int) -> Fault:
    problem, context = getattr(error, "problem", None), getattr(error, "context", None)
    said = f"{context or ''} {problem or error}"
    mark = getattr(error, "problem_mark", None)
    for words, message, hint in _EXPLAINED:
        if words in said:
            if words in ("quoted scalar", "flow", "alphabetic or numeric"):
                mark = getattr(error, "context_mark", None) or mark
            said_better = _tabs_and_colons(words, mark, text) or (message, hint)
            return _fault_at(mark, text, first_line, *said_better)
    return _fault_at(mark, text, first_line, f"this is not YAML: {problem or 'unreadable'}", "")


def _tabs_and_colons(words: str, mark: yaml.Mark | None, text: str) -> tuple[str, str] | None:
    """The message and the hint for two characters that look like what they are not."""
    if words == "cannot start any token" and _character_at(mark, text) == "\t":
        return "a tab can't indent a line", "indent with blanks, not tabs"
    if words == "expected ':'" and "\uff1a" in text:
        message = "this line is not of the form 'key: value'"
        return message, "a full-width colon is none to YAML: type : instead"
    return None


def _character_at(mark: yaml.Mark | None, text: str) -> str:
    lines = text.split("\n")
    if mark is None or mark.line >= len(lines):
        return ""
    return lines[mark.line][mark.column : mark.column + 1]


def _fault_at(mark: yaml.Mark | None, text: str, first_line: int, message: str, hint: str) -> Fault:
    if mark is None:
        return Fault(first_line, 1, message, hint)
    last_line = text.count("\n")
    return Fault(min(mark.line, last_line) + first_line, mark.column + 1, message, hint)
