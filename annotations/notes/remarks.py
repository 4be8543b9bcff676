"""The problems of one note, gathered while it is read, so that all of them are told at once."""

from typing import Literal, Protocol

from annotations.errors import ReadError
from annotations.model import Problem
from annotations.notes.tree import Scalar

MAX_CHARACTERS = 240


class Placed(Protocol):
    """Anything with a line and a column, both from 1."""

    @property
    def line(self) -> int: ...
    @property
    def col(self) -> int: ...


class Remarks:
    """Gathers the problems of the file at `path`; each is placed where its value stands.

    `failed` says whether there is an error among them.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self._found: list[Problem] = []
        self.failed = False

    def error(self, at: Placed, message: str, hint: str = "", *, part: str = "") -> None:
        self._add("error", at, message, hint, part)

    def warn(self, at: Placed, message: str, hint: str = "", *, part: str = "") -> None:
        self._add("warning", at, message, hint, part)

    def unreadable(self, at: Placed, error: ReadError) -> None:
        """Note down `error` at the part of the value that it speaks of."""
        self.error(at, str(error), error.hint, part=error.part)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All, in the order of the file."""
        if not self._found:
            return ()
        return tuple(sorted(dict.fromkeys(self._found), key=lambda p: (p.line, p.col)))

    def _add(
        self,
        severity: Literal["error", "warning"],
        at: Placed,
        message: str,
        hint: str,
        part: str,
    ) -> None:
        self.failed = self.failed or severity == "error"
        col = at.col + _offset(at, part)
        said = _for_a_terminal(message)
        self._found.append(Problem(self.path, at.line, col, said, _for_a_terminal(hint), severity))


def _for_a_terminal(text: str) -> str:
    """What a note says is repeated in messages: no escape sequences, and no pages of it."""
    text = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
    return text if len(text) <= MAX_CHARACTERS else f"{text[: MAX_CHARACTERS - 3]}..."


def _offset(at: Placed, part: str) -> int:
    """How far into the value `part` stands; 0 where the source can't be told from the value."""
    if not part or not isinstance(at, Scalar) or not at.one_line:
        return 0
    return max(at.text.find(part), 0) + (1 if at.quoted else 0)
