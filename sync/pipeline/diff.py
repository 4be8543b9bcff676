"""Two states of a text as a unified diff, for the runner's eyes: it shows their own words."""

import difflib


def diff(name: str, before: tuple[str, str], after: tuple[str, str]) -> str:
    """The text of `name` from one (state, text) to the other; empty where the lines are the same."""
    lines = difflib.unified_diff(
        before[1].splitlines(),
        after[1].splitlines(),
        f"{name}: {before[0]}",
        f"{name}: {after[0]}",
        lineterm="",
    )
    return "\n".join(lines)
