"""`sync`: the record brought up to Strava."""

import click

from sync.cli.show import json_option, progress, put_json, warn
from sync.errors import Exit


@click.command()
@click.option("--full", is_flag=True, help="List everything, not just what is new.")
@json_option
def sync(*, full: bool, as_json: bool) -> int:
    """Pull new, changed and deleted activities from Strava."""
    from sync.pipeline.pull import pull
    from sync.pipeline.reports import gravest, plural
    from sync.wiring import open_night, settings_here

    settings = settings_here()
    with progress() as bar, open_night(settings, bar) as night:
        strava = night.strava()
        report = pull(
            strava, night.store, night.clock, bar, retention=settings.retention, full=full
        )
        requests = dict(strava.requests_sent())
        count = night.store.activities.count()
    sent = sum(requests.values())
    codes = {Exit.SOME_SKIPPED} if report.broken else set()
    if report.failure:
        codes.add(report.failure.exit_code)
    code = gravest(codes)
    for broken in report.broken:
        warn(f"{broken.subject} was skipped: {broken.why}")
    if report.failure:
        warn(str(report.failure))
    if as_json:
        put_json(
            {"exit_code": int(code), **report.as_json(), "activities": count, "requests": requests}
        )
    else:
        click.echo(
            f"{report.new} new, {report.changed} changed, {report.deleted} deleted; "
            f"{count} activities; {sent} {plural('request', sent)}"
        )
    return code
