"""Two states of a text as a unified diff, for the runner's eyes: it shows their own words."""

import difflib

from annotations.model import ActivityId


def diff(activity_id: ActivityId, before: tuple[str, str], after: tuple[str, str]) -> str:
    """From one (name, text) to the other; empty where the lines are the same."""
    name = f"activity {activity_id}"
    lines = difflib.unified_diff(
        before[1].splitlines(),
        after[1].splitlines(),
        f"{name} {before[0]}",
        f"{name} {after[0]}",
        lineterm="",
    )
    return "\n".join(lines)
