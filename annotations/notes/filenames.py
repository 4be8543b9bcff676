"""What the names in a notes folder tell: notes, editors' files, copies of sync tools, placeholders."""

import re
import unicodedata
from collections.abc import Collection, Iterable

_CONFLICT = re.compile(
    r"\(.*conflicted copy.*\)|\(.*'s conflict.*\)|\(conflict\b.*\)|\.sync-conflict-"
    r"|[-_ ]conflict-?\d",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(.+?)(?: ?\([1-9][0-9]?\)| [2-9]| copy(?: [2-9])?)(\.md)", re.IGNORECASE)
_SECOND_OF_A_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [2-9]\.md", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"\.(.+\.md)\.icloud", re.IGNORECASE)


def is_note(name: str) -> bool:
    """Whether a file of this name is a note: `.md` and not hidden; an editor's files end otherwise."""
    return name[-3:].lower() == ".md" and not name.startswith(".")


def copy_of(name: str, names: Collection[str]) -> str | None:
    """The file among `names`, its neighbours, that `name` was copied from; None if it is no copy.

    `run (1).md` and `run 2.md` are copies only beside `run.md`; `2026-03-14 2.md` may well be the
    note of a second run, and is none. A copy that a sync tool made of
    two versions is one by its name alone; whose, is not said ("").
    """
    if "conflict" in name.lower() and _CONFLICT.search(name):
        return ""
    if " " not in name and "(" not in name:
        return None
    found = None if _SECOND_OF_A_DAY.fullmatch(name) else _NUMBERED.fullmatch(name)
    original = found[1] + found[2] if found else ""
    return original if original in names else None


def placeholder_of(name: str) -> str | None:
    """The note that iCloud keeps elsewhere and stands for by a file of this `name`."""
    found = _PLACEHOLDER.fullmatch(name)
    return found[1] if found else None


def twins(paths: Iterable[str]) -> set[str]:
    """All but the first of the `paths` that differ only in how their accents are stored."""
    seen: set[str] = set()
    doubled: set[str] = set()
    for path in paths:
        if path.isascii():
            continue
        composed = unicodedata.normalize("NFC", path)
        if composed in seen:
            doubled.add(path)
        seen.add(composed)
    return doubled


def printable(path: str) -> str:
    """`path` with line ends, escape sequences and bytes that are no text as `\\x1b`."""
    if path.isprintable():
        return path
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode("ascii")
        for character in path
    )
