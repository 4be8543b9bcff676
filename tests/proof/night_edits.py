"""What the runner does to a text."""

import re

BLOCK = re.compile(r"^Twinge \|.*?^-- Twinge", re.DOTALL | re.MULTILINE)


def written(old: str, text: str, where: str) -> str:
    return {"above": f"{text}\n{old}", "below": f"{old}\n{text}", "instead": text}[where]


def touched(old: str, how: str) -> str:
    found = BLOCK.search(old)
    assert found is not None
    block, without = found[0], old.replace(found[0], "").removesuffix("\n\n")
    return {
        "deletes": without,
        "edits": old.replace("gone", "nearly gone"),
        "moves": f"{block}\n\n{without}",
        "copies": f"{old}\n\n{block}",
        "cuts the last line of": old.replace(block, block.removesuffix("-- Twinge").rstrip()),
    }[how]
