"""`publish`, `undo`: the blocks in the descriptions."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import click

from annotations.model import ActivityId
from sync.cli.named import name_texts
from sync.cli.paste import print_alone
from sync.cli.rescan import rescan_alone
from sync.cli.show import json_option, progress, put_json, safe_lines, say, warn, warn_of_unread
from sync.errors import Exit, SettingsError, UsageError
from sync.pipeline.reports import PublishReport, RunReport, Skipped, gravest, plural
from sync.ports import TEXT_FIELDS, Journal, TextField
from sync.settings import Settings

if TYPE_CHECKING:
    from sync.pipeline.cycle import Night


@click.command()
@click.option("--dry-run", is_flag=True, help="Show the diff of each text; send GETs only.")
@click.option("--backfill", is_flag=True, help="Also runs older than 30 days.")
@click.option("--confirm", is_flag=True, help="Do what the safety valve held back.")
@click.option(
    "--adopt", type=int, metavar="ID", help="Write to this activity again (it was hands off)."
)
@click.option("--resume", is_flag=True, help="Close the circuit breaker, after you have looked.")
@click.option(
    "--rescan",
    is_flag=True,
    help="After a lost database: learn from the backup which blocks are ours. Sends GETs only.",
)
@click.option(
    "--print",
    "only_print",
    is_flag=True,
    help="Print the blocks, to paste them yourself. No login, nothing is sent.",
)
@json_option
def publish(
    *,
    only_print: bool,
    dry_run: bool,
    backfill: bool,
    confirm: bool,
    adopt: int | None,
    resume: bool,
    rescan: bool,
    as_json: bool,
) -> int:
    """Write the blocks of newly noted runs."""
    from sync.wiring import open_night, settings_here

    if only_print:
        others = any((dry_run, confirm, resume, adopt, rescan))
        return print_alone(backfill=backfill, other_options=others, as_json=as_json)
    if dry_run and (resume or adopt is not None):
        raise UsageError("--dry-run changes nothing.", "Say --resume or --adopt without it.")
    settings = settings_here()
    if rescan:
        return rescan_alone(
            settings, any((dry_run, backfill, confirm, resume, adopt)), as_json=as_json
        )
    target = _target(settings)
    with progress() as bar, open_night(settings, bar) as night:
        if resume:
            night.store.journal.set_breaker(None)
        known = _written(
            night, target, adopt, dry_run=dry_run, backfill=backfill, confirmed=confirm
        )
    warn_of_unread(known.notes.errors)
    _show(known, dry_run=dry_run, backfill=backfill, as_json=as_json)
    return known.exit_code


def _written(
    night: "Night", target: TextField, adopt: int | None, *, dry_run: bool, **rules: bool
) -> RunReport:
    """The stage, and what it needs to know; an adopted activity is written whatever its age."""
    from sync.pipeline.cycle import understand, with_recordings, write_back
    from sync.pipeline.publish import adopt as adopt_one

    writer, chosen = night.writer(target), frozenset[ActivityId]()
    if adopt is not None:
        chosen = frozenset({ActivityId(adopt)})
        warn(f"Activity {adopt}: {adopt_one(writer, ActivityId(adopt))}.")
    notes, learned, notes_report = understand(night)
    known = RunReport(notes=notes_report)
    learned, waiting = with_recordings(night, writer.strava, notes, learned, known)
    for sentence in known.pull.sentences:
        warn(sentence)
    known.publish = write_back(
        writer, night, learned, asked_for=chosen, waiting=waiting, dry_run=dry_run, **rules
    )
    if not learned.record.runs:
        warn("There are no runs yet: `twinge sync` pulls them.")
    return known


def _show(known: RunReport, *, dry_run: bool, backfill: bool, as_json: bool) -> None:
    report = known.publish
    if as_json:
        code = int(known.exit_code)
        put_json({"exit_code": code, **report.as_json(), "diffs": report.diffs})
    else:
        for diff in report.diffs:
            click.echo(safe_lines(diff) + "\n")
        say(_line(report, dry_run=dry_run, backfill=backfill))
    name_texts(report)
    for failure in known.failures:
        warn(str(failure))


@click.command()
@click.argument("activity_id", type=int, required=False, metavar="[ID]")
@click.option("--all", "everything", is_flag=True, help="Out of every description.")
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="With --all: only texts that were written or rewritten on this day or later.",
)
@json_option
def undo(
    activity_id: int | None, *, everything: bool, since: datetime | None, as_json: bool
) -> int:
    """Take our block out of a description again.

    A text that you did not edit since becomes what it was, byte for byte.
    """
    from sync.pipeline.undo import NEVER
    from sync.pipeline.undo import undo as take_out
    from sync.wiring import open_night, settings_here

    if (activity_id is None) != everything:
        raise UsageError("Undo what?", "Give an activity's id, or --all.")
    if since is not None and not everything:
        raise UsageError("--since goes with --all.", "`twinge undo --all --since DATE`.")
    settings = settings_here()
    only = None if activity_id is None else [ActivityId(activity_id)]
    with progress() as bar, open_night(settings, bar) as night:
        fields = [f for f in TEXT_FIELDS if _knows(night.store.journal, f, only)]
        report = PublishReport(target=settings.publish)
        start = None if since is None else since.replace(tzinfo=night.zone)
        for field in fields:
            _add(report, take_out(night.writer(field), only, bar, since=start))
        if only and not fields:
            report.skipped.append(Skipped(only[0], NEVER))
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


def _knows(journal: Journal, field: TextField, only: Sequence[ActivityId] | None) -> bool:
    """Whether anything was ever written into that field, of one of these activities where they are named."""
    rows = journal.entries(field)
    known = {entry.intent.activity_id for entry in rows if entry.intent.kind != "trial"}
    known |= journal.forgotten(field) | set(journal.hands_off(field))
    return bool(known if only is None else known & set(only))


def _target(settings: Settings) -> TextField:
    """Where the blocks go; raises SettingsError while writing is off."""
    if settings.publish == "off":
        raise SettingsError(
            "Writing is off (TWINGE_PUBLISH).",
            "Set it to description or private_note to switch it on; --print needs neither.",
        )
    return settings.publish


def _add(whole: PublishReport, part: PublishReport) -> None:
    """Into `whole`, what one field's undo did; an activity that only the other field knows is no failure."""
    whole.undone += part.undone
    whole.recovered += part.recovered
    whole.skipped += [one for one in part.skipped if one.activity_id not in whole.undone]
    whole.skipped = [one for one in whole.skipped if one.activity_id not in part.undone]
    whole.diffs += part.diffs
    whole.failure = whole.failure or part.failure


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
