"""`publish`, `undo`: the blocks in the descriptions."""

from collections.abc import Sequence

import click

from annotations.model import ActivityId
from sync.cli.named import name_texts
from sync.cli.show import json_option, progress, put_json, safe_lines, say, warn
from sync.errors import Exit, SettingsError, UsageError
from sync.pipeline.reports import PublishReport, gravest, plural


@click.command()
@click.option("--dry-run", is_flag=True, help="Show the diff of each text; send GETs only.")
@click.option("--backfill", is_flag=True, help="Also runs older than 30 days.")
@click.option("--confirm", is_flag=True, help="Do what the safety valve held back.")
@click.option(
    "--adopt", type=int, metavar="ID", help="Write to this activity again (it was hands off)."
)
@click.option("--resume", is_flag=True, help="Close the circuit breaker, after you have looked.")
@json_option
def publish(
    *, dry_run: bool, backfill: bool, confirm: bool, adopt: int | None, resume: bool, as_json: bool
) -> int:
    """Write the blocks of newly noted runs."""
    from sync.pipeline.cycle import understand, write_back
    from sync.pipeline.publish import adopt as adopt_one
    from sync.wiring import open_night, settings_here

    settings = settings_here()
    if settings.publish == "off":
        raise SettingsError(
            "Writing is off (TWINGE_PUBLISH).",
            "Set it to description or private_note to switch it on.",
        )
    with progress() as bar, open_night(settings, bar) as night:
        if resume:
            night.store.journal.set_breaker(None)
        if adopt is not None:
            warn(f"Activity {adopt}: {adopt_one(night.writer(), ActivityId(adopt))}.")
        _, learned, _ = understand(night)
        report = write_back(night, learned, backfill=backfill, confirmed=confirm, dry_run=dry_run)
    code = _code(report)
    if as_json:
        put_json({"exit_code": int(code), **report.as_json(), "diffs": report.diffs})
    else:
        for diff in report.diffs:
            click.echo(safe_lines(diff) + "\n")
        say(_line(report, dry_run=dry_run, backfill=backfill))
    name_texts(report)
    if report.failure:
        warn(str(report.failure))
    return code


@click.command()
@click.argument("activity_id", type=int, required=False, metavar="[ID]")
@click.option("--all", "everything", is_flag=True, help="Out of every description.")
@json_option
def undo(activity_id: int | None, *, everything: bool, as_json: bool) -> int:
    """Take our block out of a description again.

    A text that you did not edit since becomes what it was, byte for byte.
    """
    from sync.pipeline.undo import undo as take_out
    from sync.wiring import open_night, settings_here

    if (activity_id is None) != everything:
        raise UsageError("Undo what?", "Give an activity's id, or --all.")
    settings = settings_here()
    if settings.publish == "off":
        raise SettingsError(
            "TWINGE_PUBLISH is off, so nobody knows which text to restore.",
            "Set it for this command to what it was: description or private_note.",
        )
    with progress() as bar, open_night(settings, bar) as night:
        only: Sequence[ActivityId] | None = (
            None if activity_id is None else [ActivityId(activity_id)]
        )
        report = take_out(night.writer(), only, bar)
    code = _code(report)
    if as_json:
        put_json({"exit_code": int(code), **report.as_json()})
    else:
        texts = len(report.undone)
        say(f"{texts} {plural('text', texts)} restored, {len(report.skipped)} skipped")
    name_texts(report)
    if report.failure:
        warn(str(report.failure))
    return code


def _code(report: PublishReport) -> Exit:
    codes = {Exit.SOME_SKIPPED} if report.skipped else set()
    if report.failure:
        codes.add(report.failure.exit_code)
    return gravest(codes)


def _line(report: PublishReport, *, dry_run: bool, backfill: bool) -> str:
    alone = f"{len(report.left_alone)} left alone"
    if dry_run:
        texts = len(report.diffs)
        return f"{texts} {plural('text', texts)} would change, {alone}. Nothing was written."
    new, again = len(report.written), len(report.rewritten)
    line = f"{new} {plural('block', new)} written, {again} rewritten, {alone}"
    if report.later and backfill:
        line += f"; {report.later} more: run `twinge publish --backfill` again"
    elif report.later:
        line += f"; {report.later} more on the following nights"
    return line
