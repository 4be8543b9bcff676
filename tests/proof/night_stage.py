"""One stage of a night for runs whose notes say what their blocks say."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from annotations.model import ActivityId, Metres, Note, Run, Seconds
from annotations.record import NotedRun
from sync.pipeline.publish import publish
from sync.pipeline.reports import PublishReport
from sync.pipeline.writer import Writer
from sync.plan import Rules
from sync.wiring import Silent


def write(
    writer: Writer, blocks: Mapping[ActivityId, str], now: datetime, *, confirmed: bool = False
) -> PublishReport:
    """The blocks into their texts; another block means that the run's notes were edited. Run 1 is the newest."""
    rules = Rules("only_me", timedelta(hours=6), backfill=True, confirmed=confirmed)
    noted = [NotedRun(_run(one, now), (Note("n.md", pain_stated=True),)) for one in blocks]
    return publish(
        writer, noted, lambda one: blocks[one.run.id], blocks.__getitem__, rules, Silent()
    )


def _run(activity_id: ActivityId, now: datetime) -> Run:
    start = now - timedelta(days=2, minutes=activity_id)
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
