"""Values whose end YAML took for a comment: `knee #3` reads as `knee`."""

import re
from collections.abc import Iterable, Iterator

from annotations.notes.remarks import Remarks
from annotations.notes.tree import Fields, Items, Node, Scalar

# A comment that was meant as one has a blank behind the "#".
_COMMENT = re.compile(r"\s#[^\s#]")


def warn_of_comments(nodes: Iterable[Node], text: str, remarks: Remarks) -> None:
    """One warning for each line of the frontmatter `text` where a value is cut short by `#text`."""
    if "#" not in text:
        return
    lines = text.split("\n")
    seen: set[int] = set()
    for scalar in _scalars(nodes):
        if scalar.quoted or not scalar.one_line or scalar.line in seen:
            continue
        rest = lines[scalar.line - 2][scalar.col - 1 + len(scalar.text) :]
        if found := _COMMENT.search(rest):
            seen.add(scalar.line)
            cut = rest[found.start() + 1 :].strip()[:30]
            hint = "put the value in '...'"
            remarks.warn(scalar, f"'{cut}' is a comment to YAML and is not read", hint)


def _scalars(nodes: Iterable[Node]) -> Iterator[Scalar]:
    for node in nodes:
        if isinstance(node, Scalar):
            yield node
        elif isinstance(node, Items):
            yield from _scalars(node.items)
        elif isinstance(node, Fields):
            yield from _scalars(field.value for field in node.fields)
