"""What was done, by its one name: "Kick-butts", "kick butts" and "butt kick" are "butt kicks"."""

import re
from functools import lru_cache

MAX_CHARACTERS = 60
CARRY_ON = "carry on"

_JOINT = re.compile(r"(?<=\w)[-_\u2010\u2011](?=\w)|_")

_SYNONYMS = {
    **dict.fromkeys(
        (
            "kick butts", "kick butt", "butt kick", "buttkicks", "buttkick", "bum kicks",
            "butt kickers",
        ),
        "butt kicks",
    ),
    **dict.fromkeys(
        (
            "nothing", "carried on", "carry on", "kept running", "kept going", "continued",
            "ran on", "just ran on", "ignored it", "keep running", "did nothing", "kept on",
        ),
        CARRY_ON,
    ),
    **dict.fromkeys(("foam roll", "foam roller", "foam rolled"), "foam rolling"),
    **dict.fromkeys(("warmup", "warmed up"), "warm up"),
    **dict.fromkeys(("walked", "walk", "walk break"), "walking"),
    **dict.fromkeys(("high knee",), "high knees"),
}  # fmt: skip


@lru_cache(maxsize=4096)
def normalise(text: str) -> str:
    """Lower case, single blanks, none but blanks between words, one name for each known thing."""
    blank = _JOINT.sub(" ", text.casefold())
    name = " ".join(blank.strip(" .,;:'\"").split())
    return _SYNONYMS.get(name, name)
