"""Everything that was not done is named, on stderr: each reason once, with the activities it holds for."""

from collections import defaultdict
from collections.abc import Iterable

from sync.cli.show import warn
from sync.pipeline.reports import PublishReport, Skipped

SHOWN_IDS = 3


def name_texts(report: PublishReport) -> None:
    """The texts that were left alone or skipped, and what was meant to be written and was not."""
    _by_reason("left alone", ((one.activity_id, one.why) for one in report.left_alone))
    name_skipped(report.skipped)
    if report.too_old:
        noted = "1 noted run is" if report.too_old == 1 else f"{report.too_old} noted runs are"
        warn(f"{noted} older than 30 days: `twinge publish --backfill` writes them.")


def name_skipped(skipped: Iterable[Skipped]) -> None:
    """What was meant to be done and was not."""
    _by_reason("skipped", ((one.activity_id, one.why) for one in skipped))


def _by_reason(what: str, entries: Iterable[tuple[int, str]]) -> None:
    reasons: dict[str, list[int]] = defaultdict(list)
    for activity_id, why in entries:
        reasons[why].append(activity_id)
    for why, ids in reasons.items():
        if len(ids) == 1:
            warn(f"Activity {ids[0]} {what}: {why}.")
            continue
        some = ", ".join(str(activity_id) for activity_id in ids[:SHOWN_IDS])
        more = ", ..." if len(ids) > SHOWN_IDS else ""
        warn(f"{len(ids)} activities {what}: {why} ({some}{more}).")
