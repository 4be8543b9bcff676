"""A write-back stage for a few noted runs."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from pipeline_fakes import (
    BLOCK,
    Desk,
    a_run,
)

from annotations.model import Note
from annotations.record import NotedRun
from sync.pipeline.publish import publish
from sync.pipeline.reports import PublishReport
from sync.plan import Rules

RULES = Rules("only_me", timedelta(hours=6))


def night(
    desk: Desk,
    ids: Sequence[int] = (1, 2, 3),
    *,
    block: str = BLOCK,
    digest: str = "as noted",
    dry_run: bool = False,
    **rules: Any,
) -> PublishReport:
    """A stage for these runs, the first one the newest."""
    noted = [NotedRun(a_run(i, days_ago=i), (Note(f"{i}.md", pain_stated=True),)) for i in ids]
    used = Rules(RULES.audience, RULES.publish_after, **rules)
    return publish(
        desk.writer, noted, lambda _: digest, lambda _: block, used, desk.progress, dry_run=dry_run
    )
