"""Templates of Obsidian and its plugins: notes whose placeholders nobody has filled in yet."""

import re

from annotations.notes.keynames import KEYS
from annotations.notes.remarks import Remarks
from annotations.notes.tree import Fault

_PLACEHOLDER = re.compile(r"<%.*?(?:%>|$)|\{\{.*?(?:\}\}|$)")
_OURS = re.compile(rf"\s+\S|-|[\"']?(?:{'|'.join(KEYS)})[\"']?\s*:", re.IGNORECASE)
_NO_YAML = re.compile(r"[^:#\"']*:\s*\{\{")


def warn_of_placeholder(block: str, remarks: Remarks) -> bool:
    """Whether a value of ours in the frontmatter `block` is a placeholder, which is then told.

    So is one that YAML can't read, whoever's key it stands behind.
    """
    for number, line in enumerate(block.split("\n"), start=2):
        found = _PLACEHOLDER.search(line)
        if not found or line.lstrip().startswith("#"):
            continue
        if _OURS.match(line) or _NO_YAML.match(line):
            message = f"'{found[0][:30]}' is a template's placeholder, so this note is not read"
            hint = "fill it in; a template itself may stay as it is"
            remarks.warn(Fault(number, found.start() + 1, ""), message, hint)
            return True
    return False
