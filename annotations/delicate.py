"""What in a text a server might change when it is written again, by class."""

import re
from collections.abc import Collection
from typing import Literal

Delicate = Literal["mentions", "markup"]
CLASSES: tuple[Delicate, ...] = ("mentions", "markup")

_SIGNS: dict[Delicate, re.Pattern[str]] = {
    # "5k @ 4:30" is no mention
    "mentions": re.compile(r"@[^\W\d_]|strava://", re.IGNORECASE),
    "markup": re.compile(r"[&<>]"),
}
_NAMES: dict[Delicate, str] = {
    "mentions": "a mention (@name) or a link into Strava",
    "markup": "one of & < >",
}


def delicate(text: str) -> frozenset[Delicate]:
    """The classes that `text` holds something of.

    A mention may lose its link for good when the text around it is written again; a server that
    escapes markup turns & into &amp; a bit more with each write.
    """
    return frozenset(name for name, sign in _SIGNS.items() if sign.search(text))


def why_it_waits(held: Collection[Delicate]) -> str:
    """Why a text with these classes is not written yet, and what the runner can do about it."""
    names = " and ".join(_NAMES[name] for name in CLASSES if name in held)
    return (
        f"its text holds {names}, and whether Strava keeps that is not known yet: "
        "`twinge doctor --canary ID` tries it on a private activity "
        "(if you took it out of the text, `twinge publish --adopt ID` writes)"
    )
