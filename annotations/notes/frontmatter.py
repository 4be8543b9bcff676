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

_FENCE = re.compile(r"---[ \t]*(?:\n|\Z)")
_CLOSING = re.compile(r"\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
_ALMOST_A_FENCE = re.compile(r"\s+---\s*|-{4,}\s*|--\s*|[\u2014\u2013]-?\s*|\+\+\+\s*")
# Most of a vault is no annotation: without any of these words there is nothing to read or to warn of.
_WORDS_OF_OURS = (*ANNOTATION_KEYS, *sorted(RARELY_OTHERS))
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
    """The fields of a note, and the text between the fences that they were read from."""

    fields: Fields
    text: str


def read_frontmatter(data: bytes, remarks: Remarks) -> Frontmatter | None:
    """The frontmatter of the file `data`; None when there is none that can be read.

    What goes wrong in a file that looks like an annotation is added to `remarks`; of any other file
    nothing is said. Lines count from the start of the file. Never raises.
    """
    source = decode(data)
    text = _cut(source.text, remarks)
    if text is None:
        return None
    folded = text.casefold()
    if not any(word in folded for word in _WORDS_OF_OURS):
        return None
    if ("<%" in text or "{{" in text) and _is_ours(text) and warn_of_placeholder(text, remarks):
        return None
    try:
        fields = _read_block(text, source.fault)
    except FrontmatterError as error:
        for fault in error.faults if _is_ours(text) else ():
            remarks.error(fault, fault.message, fault.hint)
        return None
    if source.fault and _is_ours(text):
        remarks.warn(source.fault, source.fault.message, source.fault.hint)
    return Frontmatter(fields, text)


def _is_ours(text: str) -> bool:
    """Whether something in `text` looks like a key of an annotation, read or not."""
    return _OURS.search(text[:MAX_CHARACTERS]) is not None


def _read_block(text: str, fault: Fault | None) -> Fields:
    if fault and (fault.line <= text.count("\n") + 2 or "UTF-16" in fault.message):
        raise FrontmatterError(fault)
    if len(text) > MAX_CHARACTERS:
        raise FrontmatterError(Fault(1, 1, "the frontmatter is longer than 64 KiB"))
    if plain := build_plain_tree(text, first_line=2):
        return plain
    _refuse_unseen(text)
    return build_tree(text.translate(_OTHER_LINE_BREAKS), first_line=2)


def _refuse_unseen(text: str) -> None:
    """Raises FrontmatterError for a character that the runner can't see and YAML would trip over."""
    for pattern, what in ((_CONTROL, "control character"), (_ODD_INDENT, "blank")):
        if found := pattern.search(text):
            start = found.start(found.lastindex or 0)
            line = text.count("\n", 0, start) + 2
            col = start - text.rfind("\n", 0, start)
            message = f"the {what} U+{ord(text[start]):04X} has no place here"
            raise FrontmatterError(Fault(line, col, message, "delete it, or type a plain blank"))


def _cut(text: str, remarks: Remarks) -> str | None:
    """What stands between the fences; None without them."""
    opening = _FENCE.match(text)
    if not opening:
        _remark_on_fence(text, remarks)
        return None
    start = opening.end()
    if closing := _CLOSING.search(text, start - 1):
        return text[start : closing.start()]
    if _KEY_LINE.match(text[start:].partition("\n")[0]) and _OURS.search(text[:MAX_CHARACTERS]):
        message = "the frontmatter that begins here is not closed"
        remarks.error(Fault(1, 1, ""), message, "add a line --- below the last key")
    return None


def _remark_on_fence(text: str, remarks: Remarks) -> None:
    """A first line that was meant as a fence must not lose a note of ours in silence."""
    if text and not text.strip("\0"):
        remarks.error(Fault(1, 1, ""), "the file holds only NUL bytes", "restore it from a backup")
        return
    lines = text.split("\n")
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    line = lines[first]
    if _FENCE.fullmatch(line):
        message = "the frontmatter does not begin on the first line of the file"
        hint = "delete the blank lines above ---"
    elif _ALMOST_A_FENCE.fullmatch(line):
        message = f"'{line.rstrip()[:10]}' does not open a frontmatter"
        hint = "begin the file with a line of exactly three hyphens: ---"
    elif _BARE.match(line):
        message = f"'{line.strip()[:30]}' stands outside of a frontmatter, so this is not read"
        hint = "put a line --- above the first key and one below the last"
    elif line.lstrip().startswith("{"):
        message, hint = "the note begins with JSON", "write 'pain: 4' lines between two ---"
    else:
        return
    if _OURS.search("\n".join(lines[first : first + 200])):
        tell = remarks.warn if _BARE.match(line) else remarks.error
        tell(Fault(first + 1, 1, ""), message, hint)
