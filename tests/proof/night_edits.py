"""What the runner does to a text, and the runs that it belongs to."""

import re
from datetime import datetime, timedelta

from annotations.model import ActivityId, Metres, Run, Seconds

BLOCK = re.compile(r"^Twinge \|.*?^-- Twinge", re.DOTALL | re.MULTILINE)


def the_run(activity_id: ActivityId, now: datetime) -> Run:
    start = now - timedelta(days=2)
    return Run(
        id=activity_id,
        name="Run",
        sport_type="Run",
        start_utc=start,
        start_local=start.replace(tzinfo=None),
        distance_m=Metres(8046.7),
        moving_s=Seconds(2900),
        elapsed_s=Seconds(2900),
        visibility="only_me",
    )


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
