"""The rows of `activities.csv`: quoted cells with line breaks, odd escapes, and damage that costs its own row only."""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

MOST_LINES = 2000
"""A description has fewer lines; a quote that is never closed may not take the rest of the file."""
MOST_CHARACTERS = 2_000_000
_ROW_START = re.compile(r'"?\d{4,20}"?,')
_ESCAPED = re.compile(r"\\.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row; `line` is where it begins."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that can't be read, and why."""

    line: int
    why: str


def rows(lines: Iterable[str], width: int, first_line: int = 2) -> Iterator[Row | BadRow]:
    """Each row after the header; `width` is the header's number of cells.

    Quotes inside of a cell are doubled, or escaped by a backslash, as some exports have it: the
    reading that gives the right number of cells is taken. After a row that can't be read, the next
    line that begins like a row is the next one.
    """
    waiting = _Lines(lines, first_line)
    while (line := waiting.peek()) is not None:
        if not line.strip():
            waiting.skip()
        elif line.lstrip('"').startswith("#error#"):
            yield BadRow(waiting.number, "Strava wrote an error in its place")
            _to_next_start(waiting)
        else:
            yield _row(waiting, width)


class _Lines:
    """Lines that can be looked at before they are taken; `number` is that of the next one."""

    def __init__(self, lines: Iterable[str], first: int) -> None:
        self._lines = iter(lines)
        self._ahead: list[str] = []
        self.number = first

    def peek(self, at: int = 0) -> str | None:
        while len(self._ahead) <= at:
            line = next(self._lines, None)
            if line is None:
                return None
            self._ahead.append(line)
        return self._ahead[at]

    def skip(self, count: int = 1) -> None:
        del self._ahead[:count]
        self.number += count


def _row(waiting: _Lines, width: int) -> Row | BadRow:
    text, line, seen = "", waiting.number, 0
    last: BadRow | None = None
    for count in range(1, MOST_LINES + 1):
        more = waiting.peek(count - 1)
        if more is None or len(text) > MOST_CHARACTERS:
            break
        if last is not None and _ROW_START.match(more):
            break
        text += more
        seen = count
        for cells in _readings(text):
            if len(cells) == width:
                waiting.skip(count)
                return Row(line, tuple(cells))
            last = BadRow(line, f"it has {len(cells)} cells, and the header has {width}")
    if last is not None:
        waiting.skip(seen)
        return last
    _to_next_start(waiting)
    return BadRow(line, "a quote in it is never closed")


def _readings(text: str) -> Iterator[list[str]]:
    """The cells of `text` by each of the two ways to quote in which it ends outside of quotes."""
    cut = text.rstrip("\r\n")
    if cut.count('"') % 2 == 0:
        yield from _cells(cut, None)
    if "\\" in cut and _ESCAPED.sub("", cut).count('"') % 2 == 0:
        yield from _cells(cut, "\\")


def _cells(text: str, escape: str | None) -> list[list[str]]:
    try:
        return list(csv.reader([text], escapechar=escape))
    except csv.Error:
        return []


def _to_next_start(waiting: _Lines) -> None:
    waiting.skip()
    while (line := waiting.peek()) is not None and not _ROW_START.match(line):
        waiting.skip()
