"""From a file's bytes to the tree of its frontmatter, in silence about what is no annotation.

The fences are split here and not by a library: python-frontmatter drops a whole note without a word
for a BOM or an unclosed fence. Only what looks like one of our notes is worth a complaint.
"""

import re
from dataclasses import dataclass

from annotations.notes.keynames import ANNOTATION_KEYS, RARELY_OTHERS
from annotations.notes.plaintree import build_plain_tree
from annotations.notes.remarks import Remarks
from annotations.notes.source import decode
from annotations.notes.templates import warn_of_placeholder
from annotations.notes.tree import Fault, Fields, FrontmatterError
from annotations.notes.yamltree import build_tree

MAX_CHARACTERS = 64 * 1024

_FENCE = re.compile(r"---[ \t]*")
_CLOSING = re.compile(r"(?:---|\.\.\.)[ \t]*")
_ALMOST_A_FENCE = re.compile(r"\s+---\s*|-{4,}\s*|--\s*|[\u2014\u2013]-?\s*|\+\+\+\s*")
# Most of a vault is no annotation: without any of these words there is nothing to read or to warn of.
_WORDS_OF_OURS = re.compile("|".join((*ANNOTATION_KEYS, *sorted(RARELY_OTHERS))), re.IGNORECASE)
_OURS = re.compile(
    rf"^[ \t]*(?:[-{{][ \t]*)?[\"']?(?:{'|'.join(ANNOTATION_KEYS)})[\"']?\s*(?:[:=\uff1a]|[0-9]+[ \t]*$)",
    re.MULTILINE | re.IGNORECASE,
)
_BARE = re.compile(rf"(?:{'|'.join(ANNOTATION_KEYS)})[ \t]*:(?!:)", re.IGNORECASE)
_KEY_LINE = re.compile(r"\s*[\w\"'-][^:]*:(?:\s|$)")
_ODD_INDENT = re.compile(r"^[ \t]*([\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000])", re.MULTILINE)
_CONTROL = re.compile("[^\t\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_OTHER_LINE_BREAKS = str.maketrans("\x85\u2028\u2029", "   ")


@dataclass(frozen=True, slots=True)
class Frontmatter:
    """The fields of a note and the lines of the file that they were read from."""

    fields: Fields
    lines: tuple[str, ...]


def read_frontmatter(data: bytes, remarks: Remarks) -> Frontmatter | None:
    """The frontmatter of the file `data`; None when there is none that can be read.

    What goes wrong in a file that looks like an annotation is added to `remarks`; of any other file
    nothing is said. Lines count from the start of the file. Never raises.
    """
    source = decode(data)
    if data and not data.strip(b"\0"):
        remarks.error(Fault(1, 1, ""), "the file holds only NUL bytes", "restore it from a backup")
        return None
    block = _cut(source.text, remarks)
    if block is None:
        return None
    text = "\n".join(block)
    if not _WORDS_OF_OURS.search(text):
        return None
    ours = _OURS.search(text[:MAX_CHARACTERS]) is not None
    if ours and ("<%" in text or "{{" in text) and warn_of_placeholder(block, remarks):
        return None
    try:
        fields = _read_block(block, text, source.fault)
    except FrontmatterError as error:
        for fault in error.faults if ours else ():
            remarks.error(fault, fault.message, fault.hint)
        return None
    if ours and source.fault:
        remarks.warn(source.fault, source.fault.message, source.fault.hint)
    return Frontmatter(fields, ("---", *block))


def _read_block(block: list[str], text: str, fault: Fault | None) -> Fields:
    if fault and (fault.line <= len(block) + 1 or "UTF-16" in fault.message):
        raise FrontmatterError(fault)
    if len(text) > MAX_CHARACTERS:
        raise FrontmatterError(Fault(1, 1, "the frontmatter is longer than 64 KiB"))
    if text.isascii() and not _CONTROL.search(text):
        plain = build_plain_tree(block, first_line=2)
        return plain or build_tree(text, first_line=2)
    for pattern, what in ((_CONTROL, "control character"), (_ODD_INDENT, "blank")):
        if found := pattern.search(text):
            start = found.start(found.lastindex or 0)
            line = text.count("\n", 0, start) + 2
            col = start - text.rfind("\n", 0, start)
            message = f"the {what} U+{ord(text[start]):04X} has no place here"
            raise FrontmatterError(Fault(line, col, message, "delete it, or type a plain blank"))
    return build_tree(text.translate(_OTHER_LINE_BREAKS), first_line=2)


def _cut(text: str, remarks: Remarks) -> list[str] | None:
    """The lines between the fences; None without them."""
    lines = text.split("\n")
    if not _FENCE.fullmatch(lines[0]):
        _remark_on_fence(lines, remarks)
        return None
    for number, line in enumerate(lines[1:], start=1):
        if line.startswith(("---", "...")) and _CLOSING.fullmatch(line):
            return lines[1:number]
    if len(lines) > 1 and _KEY_LINE.match(lines[1]) and _OURS.search(text[:MAX_CHARACTERS]):
        message = "the frontmatter that begins here is not closed"
        remarks.error(Fault(1, 1, ""), message, "add a line --- below the last key")
    return None


def _remark_on_fence(lines: list[str], remarks: Remarks) -> None:
    """A first line that was meant as a fence must not lose a note of ours in silence."""
    first = next((number for number, line in enumerate(lines) if line.strip()), None)
    if first is None or not _OURS.search("\n".join(lines[first : first + 200])):
        return
    line, at = lines[first], Fault(first + 1, 1, "")
    if _FENCE.fullmatch(line):
        message = "the frontmatter does not begin on the first line of the file"
        remarks.error(at, message, "delete the blank lines above ---")
    elif _ALMOST_A_FENCE.fullmatch(line):
        message = f"'{line.rstrip()[:10]}' does not open a frontmatter"
        remarks.error(at, message, "begin the file with a line of exactly three hyphens: ---")
    elif _BARE.match(line):
        message = f"'{line.strip()[:30]}' stands outside of a frontmatter, so this is not read"
        remarks.warn(at, message, "put a line --- above the first key and one below the last")
    elif line.lstrip().startswith("{"):
        remarks.error(at, "the note begins with JSON", "write 'pain: 4' lines between two ---")
