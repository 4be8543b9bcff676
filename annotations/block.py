"""The managed block in a text that belongs to the runner: find it, splice it in, take it out.

Everything outside the block is the runner's and is never changed by a byte. The rules are those of
the write-back contract; whatever they don't make certain is left alone.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

START = "Twinge | "
END = "-- Twinge"
JOINT = "\n\n"

Status = Literal["clean", "removed", "edited", "echo", "ambiguous"]

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|$)")
# As we wrote it, or as a server that turns every LF into CRLF gives it back; never a mixture, whose
# "\r" would be the runner's.
_JOINT_BEFORE = re.compile(r"(?:\r\n\r\n|\n\n)\Z")


@dataclass(frozen=True, slots=True)
class Parsed:
    """A text taken apart. `before + block + after` is the text, less further copies of our blocks.

    Only a `clean` text may be written. `block` is None where the text has none; then `before` is
    the whole text. An `edited` text holds one block that is not as we wrote it. `why` says in words
    what stands in the way of writing.
    """

    status: Status
    before: str
    block: str | None = None
    after: str = ""
    why: str = ""

    @property
    def own(self) -> str:
        """The runner's text: what remains when the block and the blank line that came with it are out."""
        if self.block is None or _goes_on(self.after):
            return self.before + self.after
        return _without_joint(self.before) + self.after


def normal(text: str) -> str:
    """The text as it compares: line ends as LF, blanks at line ends and at the end of the text dropped."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip(" \t") for line in lines).rstrip()


def fingerprint(block: str) -> str:
    """The SHA-256 by which a block that we wrote is known again."""
    return hashlib.sha256(normal(block).encode("utf-8", "surrogatepass")).hexdigest()


def parse(text: str, written: Sequence[str] = (), *, present: bool = False) -> Parsed:
    """Take `text` apart, given the blocks that were ever `written` here and whether one should be `present`.

    Never raises. `removed`, `edited` and `echo` mean hands off; `ambiguous` means skip and say so.
    """
    spans = _lines(text)
    marks = [mark for mark in (_mark(text, a, b) for a, b in spans) if mark]
    if not marks:
        return _unmarked(text, written, present=present)
    blocks = _pairs(marks)
    if blocks is None:
        return _lost_marker(text, marks, written)
    known = {fingerprint(block) for block in written}
    all_known = all(fingerprint(text[a:b]) in known for a, b in blocks)
    if len(blocks) == 1:
        a, b = blocks[0]
        if all_known:
            return Parsed("clean", text[:a], text[a:b], text[b:])
        why = "the block was changed by hand, or written elsewhere"
        return Parsed("edited", text[:a], text[a:b], text[b:], why)
    if not all_known:
        return Parsed(
            "ambiguous", text, why="it holds several blocks and not all are as we wrote them"
        )
    return _keep_first(text, blocks)


def splice(parsed: Parsed, block: str) -> str:
    """The text with exactly one block: in the old one's place, else below the runner's text and one blank line.

    Raises ValueError for a text that is not clean.
    """
    if parsed.status != "clean":
        raise ValueError(f"a text that is {parsed.status} is not to be written")
    if parsed.block is not None:
        return parsed.before + block + parsed.after
    return parsed.own + JOINT + block if parsed.own else block


def _lines(text: str) -> list[tuple[int, int]]:
    spans = []
    for match in _LINE.finditer(text):
        if match.end() > match.start():
            end = match.start() + len(match.group().rstrip("\r\n"))
            spans.append((match.start(), end))
    return spans


def _mark(text: str, start: int, end: int) -> tuple[str, int, int] | None:
    line = text[start:end]
    if line.startswith(START):
        return "start", start, end
    if line.rstrip(" \t") == END:
        return "end", start, start + len(END)  # blanks behind it may be the runner's
    return None


def _pairs(marks: Sequence[tuple[str, int, int]]) -> list[tuple[int, int]] | None:
    """Start and end in turn as text spans, or None when they don't alternate."""
    kinds = [kind for kind, _, _ in marks]
    if kinds != ["start", "end"] * (len(kinds) // 2):
        return None
    return [(marks[i][1], marks[i + 1][2]) for i in range(0, len(marks), 2)]


def _unmarked(text: str, written: Sequence[str], *, present: bool) -> Parsed:
    ours = {line for block in written for line in normal(block).split("\n")}
    if any(line in ours for line in normal(text).split("\n") if line):
        return Parsed(
            "echo", text, why="it holds lines of our block without its first and last line"
        )
    if present:
        return Parsed("removed", text, why="the runner took our block out")
    return Parsed("clean", text)


def _lost_marker(
    text: str, marks: Sequence[tuple[str, int, int]], written: Sequence[str]
) -> Parsed:
    """One marker left: our lines beside it are the block only if they are to the letter what we wrote."""
    if len(marks) == 1:
        kind, start, _ = marks[0]
        rest = _from_start if kind == "start" else _to_end
        spans = [rest(text, start, normal(block).split("\n")) for block in written]
        if found := [span for span in spans if span]:
            # one block may begin or end like another; the longest is the one that stood here
            a, b = max(found, key=lambda span: span[1] - span[0])
            return Parsed("clean", text[:a], text[a:b], text[b:])
    return Parsed(
        "ambiguous", text, why="the first or last line of a block is missing or out of order"
    )


def _from_start(text: str, start: int, lines: Sequence[str]) -> tuple[int, int] | None:
    """Our lines from `start` on, with the last one where the runner's words follow it on its line."""
    spans = [span for span in _lines(text) if span[0] >= start]
    kept, further = spans[: len(lines) - 1], spans[len(lines) - 1 :]
    if not kept or not _same(text, kept, lines[:-1]):
        return None
    if further and text.startswith(END, further[0][0]):
        return start, further[0][0] + len(END)
    return start, kept[-1][1]


def _to_end(text: str, last: int, lines: Sequence[str]) -> tuple[int, int] | None:
    """Our lines up to that at `last`, with the first one where the runner's words stand before it on its line."""
    spans = [span for span in _lines(text) if span[0] <= last]
    cut = max(0, len(spans) - len(lines) + 1)
    earlier, kept = spans[:cut], spans[cut:]
    if not kept or not _same(text, kept, lines[1:]):
        return None
    above = text[slice(*earlier[-1])].rstrip(" \t") if earlier else ""
    if lines[0] and above.endswith(lines[0]):
        return earlier[-1][0] + len(above) - len(lines[0]), last + len(END)
    return kept[0][0], last + len(END)


def _same(text: str, spans: Sequence[tuple[int, int]], lines: Sequence[str]) -> bool:
    return [text[a:b].rstrip(" \t") for a, b in spans] == list(lines)


def _keep_first(text: str, blocks: Sequence[tuple[int, int]]) -> Parsed:
    """All copies are ours: the first stays, each other goes with the blank line before it."""
    (first_a, first_b), *others = blocks
    kept, at = "", first_b
    for a, b in others:
        kept += _JOINT_BEFORE.sub("", text[at:a])
        at = b
    return Parsed("clean", text[:first_a], text[first_a:first_b], kept + text[at:])


def _without_joint(before: str) -> str:
    """Without the blank line that came with a block; a text of line ends only is the runner's own."""
    shorter = _JOINT_BEFORE.sub("", before)
    return shorter or before


def _goes_on(after: str) -> bool:
    """Whether the runner wrote on in our last line: then the joint is all that parts it from the text above."""
    first_line = re.split(r"[\r\n]", after, maxsplit=1)[0]
    return bool(first_line.strip(" \t"))
