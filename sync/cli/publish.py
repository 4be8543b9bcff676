"""`publish`, `undo`: the blocks in the descriptions."""

from collections.abc import Sequence

import click

from annotations.model import ActivityId
from sync.cli.show import json_option, progress, put_json, safe, safe_lines, warn
from sync.errors import Exit, SettingsError, UsageError
from sync.pipeline.reports import PublishReport, gravest


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
    """Write the block of each newly noted run into its description."""
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
        click.echo(_line(report, dry_run=dry_run))
    _name(report)
    return code


@click.command()
@click.argument("activity_id", type=int, required=False, metavar="[ID]")
@click.option("--all", "everything", is_flag=True, help="Out of every description.")
@json_option
def undo(activity_id: int | None, *, everything: bool, as_json: bool) -> int:
    """Take our block out again; a text that you did not edit becomes what it was, byte for byte."""
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
        click.echo(f"{len(report.undone)} texts restored, {len(report.skipped)} skipped")
    _name(report)
    return code


def _code(report: PublishReport) -> Exit:
    codes = {Exit.SOME_SKIPPED} if report.skipped else set()
    if report.failure:
        codes.add(report.failure.exit_code)
    return gravest(codes)


def _line(report: PublishReport, *, dry_run: bool) -> str:
    alone = f"{len(report.left_alone)} left alone"
    if dry_run:
        return f"{len(report.diffs)} texts would change, {alone}. Nothing was written."
    text = f"{len(report.written)} blocks written, {len(report.rewritten)} rewritten, {alone}"
    if report.later:
        text += f"; {report.later} more on the following nights"
    if report.too_old:
        text += f"; {report.too_old} older than 30 days: `twinge publish --backfill`"
    return text


def _name(report: PublishReport) -> None:
    """Everything that was not done is named, on stderr."""
    for one in report.left_alone:
        warn(f"Activity {one.activity_id} left alone: {one.why}.")
    for skipped in report.skipped:
        warn(f"Activity {skipped.activity_id} skipped: {safe(skipped.why)}.")
    if report.failure:
        warn(str(report.failure))
