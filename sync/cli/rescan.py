"""`publish --rescan`: after a lost database, which blocks are ours."""

from typing import Any

from sync.cli.named import name_skipped
from sync.cli.show import progress, put_json, say, warn
from sync.errors import Exit, UsageError
from sync.pipeline.reports import gravest, plural
from sync.ports import TEXT_FIELDS
from sync.settings import Settings


def rescan_alone(settings: Settings, more_asked: bool, *, as_json: bool) -> Exit:
    """Rescan both fields, also while writing is off: what was written before is there all the same."""
    from sync.pipeline.rescan import rescan
    from sync.wiring import open_night

    if more_asked:
        raise UsageError("--rescan goes alone: it writes nothing.", "Publish after it.")
    with progress() as bar, open_night(settings, bar) as night:
        backups = night.store.journal.backups()
        fields = [f for f in TEXT_FIELDS if any(line.field == f for line in backups.lines)]
        reports = {field: rescan(night.writer(field), bar) for field in fields}
    codes = {Exit.SOME_SKIPPED} if backups.damaged else set()
    for place in backups.damaged:
        warn(f"{place}: this line of the backup is damaged and was left out.")
    for report in reports.values():
        name_skipped(report.skipped)
        if report.skipped:
            codes.add(Exit.SOME_SKIPPED)
        if report.failure:
            codes.add(report.failure.exit_code)
            warn(str(report.failure))
    code = gravest(codes)
    if as_json:
        told: dict[str, Any] = {field: report.as_json() for field, report in reports.items()}
        put_json({"exit_code": int(code), "damaged": list(backups.damaged), **told})
    else:
        back = sum(len(report.taken_back) for report in reports.values())
        left = sum(len(report.skipped) for report in reports.values())
        say(f"{back} {plural('text', back)} under care again, {left} left alone")
    return code
