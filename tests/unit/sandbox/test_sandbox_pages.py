"""The pages on which a person looks at what was written."""

from datetime import date
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from sync.sandbox.server import Sandbox
from sync.sandbox.state import SandboxState
from sync.sandbox.story import build_story, seed


def _read(address: str) -> str:
    with urlopen(address, timeout=10) as answer:  # noqa: S310 - the sandbox's own address
        return str(answer.read().decode())


def test_descriptions_can_be_looked_at_and_are_shown_as_text() -> None:
    story = build_story(date(2026, 11, 23))
    state = SandboxState(story.athlete, now=lambda: 4e9)
    seed(state, story)
    first, last = int(story.activities[0]["id"]), int(story.activities[-1]["id"])
    state.runner_edits(first, description="<script>alert(1)</script> & more")

    with Sandbox(state) as sandbox:
        everything, one = _read(f"{sandbox.url}/"), _read(f"{sandbox.url}/activities/{first}")
        with pytest.raises(HTTPError, match="404"):
            _read(f"{sandbox.url}/activities/1")

    assert everything.index(f"/activities/{last}") < everything.index(f"/activities/{first}")
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in one
    assert "<script>" not in everything + one
    assert state.counts()["list"] == state.counts()["detail"] == 0, "no page is an API request"
