"""`import`: history from the runner's own files; no account, nothing is sent."""

from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from sync.cli.show import json_option, progress, put_json, safe, say, warn
from sync.errors import UsageError
from sync.ports import UNSAID, zone_named

if TYPE_CHECKING:
    from sync.pipeline.bring_in import ImportReport


@click.command("import")
@click.argument("path", type=click.Path(path_type=Path), metavar="PATH")
@click.option(
    "--zone",
    metavar="NAME",
    help="Where the runs were that tell no local time, as Europe/Berlin; those that are known are "
    "dated anew. [default: as in the last import, else this machine's]",
)
@click.option(
    "--processes", type=click.IntRange(1, 64), help="Files read at once. [default: one a core]"
)
@json_option
def import_files(path: Path, zone: str | None, processes: int | None, *, as_json: bool) -> int:
    """Bring in Strava's bulk export, or FIT, GPX and TCX files.

    PATH is the ZIP that Strava sends, its folder, a folder of activity files, or one file; any of
    them packed as .gz or not. A second import brings what is new.
    """
    from sync.pipeline.bring_in import bring_in
    from sync.wiring import local_zone, open_files, open_night, settings_here

    settings = settings_here()
    asked = _zone(zone) if zone else None
    with (
        progress() as bar,
        open_files(path, processes) as history,
        open_night(settings, bar) as night,
    ):
        report = bring_in(history, night.store, night.clock, bar, zone=asked, here=local_zone())
        report.without_row = history.without_row
    _name(report)
    if as_json:
        put_json(report.as_json())
    else:
        say(report.line())
    return report.exit_code


def _zone(name: str) -> ZoneInfo:
    if (found := zone_named(name)) is None:
        raise UsageError(f"There is no time zone '{safe(name)}'.", "Names are like Europe/Berlin.")
    return found


def _name(report: "ImportReport") -> None:
    """Everything that was not taken, or not as it was meant, on stderr."""
    for broken in report.skipped:
        warn(f"{broken.subject}: {broken.why}")
    for word, count in report.unknown_sports.items():
        activities, counts = ("activity", "counts") if count == 1 else ("activities", "count")
        of = f"of the sport '{word}'" if word != UNSAID else "whose file tells no sport"
        warn(f"{count} {activities} {of} {counts} as Workout.")
    if report.kept_zone:
        warn(
            f"Runs that tell no local time: in {report.zone}, as before; --zone names another one."
        )
    if report.redated:
        runs = "activity has" if report.redated == 1 else "activities have"
        warn(f"{report.redated} {runs} another local time now, by {report.zone}.")
    if report.without_row:
        files = "file has" if report.without_row == 1 else "files have"
        warn(f"{report.without_row} {files} no row in activities.csv: import them by themselves.")
    if report.failure:
        warn(str(report.failure))
