"""The frontmatter before it has a meaning: texts, lists and fields, each with its place.

Named tuples and not dataclasses: a folder of notes makes a hundred thousand of them.
"""

from dataclasses import dataclass
from typing import NamedTuple


class Scalar(NamedTuple):
    """A text as it was written, whatever YAML would make of it. `line` and `col` count from 1."""

    text: str
    line: int
    col: int
    quoted: bool = False
    one_line: bool = True

    @property
    def empty(self) -> bool:
        """Nothing there, or one of YAML's ways of writing nothing."""
        return not self.text or (not self.quoted and self.text in ("~", "null", "Null", "NULL"))


class Items(NamedTuple):
    """A list."""

    items: "tuple[Node, ...]"
    line: int
    col: int


class Field(NamedTuple):
    """One `key: value`."""

    key: Scalar
    value: "Node"


class Fields(NamedTuple):
    """A mapping, in the order of the file, its keys distinct but for their case."""

    fields: tuple[Field, ...]
    line: int
    col: int


Node = Scalar | Items | Fields


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a text is no frontmatter, and where."""

    line: int
    col: int
    message: str
    hint: str = ""


class FrontmatterError(ValueError):
    """A frontmatter that can't be read; `faults` holds at least one."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(faults[0].message)
        self.faults = faults
