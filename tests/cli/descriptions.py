"""What stands in the sandbox's descriptions, as the tests of the write-back ask for it."""

import re

from sync.sandbox.state import SandboxState
from sync.sandbox.story import Story

DETAIL = r"/api/v3/activities/\d+$"
LIST = r"/api/v3/athlete/activities"


def texts(strava: SandboxState, story: Story) -> dict[int, str]:
    return {int(one["id"]): strava.text(int(one["id"])) for one in story.activities}


def blocks(text: str) -> int:
    return len(re.findall(r"(?m)^Twinge \| ", text))


def written(strava: SandboxState, story: Story) -> list[int]:
    return [activity_id for activity_id, text in texts(strava, story).items() if blocks(text)]
