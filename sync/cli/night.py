"""`nightly`, `daemon`: the whole cycle, once or every night."""

import signal
import sys
from datetime import datetime
from types import FrameType
from typing import TYPE_CHECKING

import click

from sync.cli.named import name_texts
from sync.cli.show import json_option, progress, put_json, safe_lines, say, warn
from sync.errors import Exit, TwingeError
from sync.settings import Settings

if TYPE_CHECKING:
    from sync.pipeline.reports import RunReport


@click.command()
@click.option("--full", is_flag=True, help="List everything, not just what is new.")
@click.option("--accept-missing", is_flag=True, help="Notes that are gone were removed on purpose.")
@json_option
def nightly(*, full: bool, accept_missing: bool, as_json: bool) -> int:
    """One cycle now: pull, match, learn, write back, report."""
    from sync.wiring import settings_here

    report = _night(settings_here(), full=full, accept_missing=accept_missing)
    if as_json:
        put_json(report.as_json())
    else:
        say(report.line())
        if report.page:
            click.echo(f"Report: {report.page}")
    name_problems(report)
    return report.exit_code


@click.command()
def daemon() -> int:
    """A cycle every night at TWINGE_AT, caught up after sleep.

    It ends at once on SIGTERM or Ctrl-C.
    """
    from sync.daemon import Daemon
    from sync.wiring import SystemClock, local_zone, settings_here

    settings = settings_here()
    settings.require_client()
    zone = local_zone()
    running = Daemon(
        lambda: _one(settings),
        lambda: _last_success(settings),
        SystemClock().now,
        settings.at,
        zone,
    )

    def stop(_number: int, _frame: FrameType | None) -> None:
        running.stop()
        raise KeyboardInterrupt  # out of a night too: the next one goes on where this one was

    try:
        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        warn(f"A cycle every night at {settings.at:%H:%M} ({zone.key}). Ctrl-C ends it.")
        running.run()
    except KeyboardInterrupt:
        warn("Ended.")
    return Exit.OK


def name_problems(report: "RunReport") -> None:
    """Everything that was skipped or left alone is named, on stderr."""
    for sentence in report.pull.sentences:
        warn(sentence)
    for problem in report.notes.problems:
        warn(str(problem))
    for moved in report.notes.moved:
        warn(f"{moved}.")
    name_texts(report.publish)
    if sys.stderr.isatty():  # a diff holds the runner's own words: for their eyes, never for a log
        for diff in report.publish.diffs:
            click.echo(safe_lines(diff), err=True)
    for failure in report.failures:
        warn(str(failure))


def _night(settings: Settings, *, full: bool = False, accept_missing: bool = False) -> "RunReport":
    from sync.pipeline.cycle import run_night
    from sync.wiring import open_night

    settings.require_client()
    with progress() as bar, open_night(settings, bar) as night:
        return run_night(night, full=full, accept_missing=accept_missing)


def _one(settings: Settings) -> bool | datetime:
    """One night of the daemon; whether it is done, or when the limits let it go on.

    Whatever fails is said and tried again later.
    """
    try:
        report = _night(settings)
    except TwingeError as error:
        warn(str(error))
        return False
    except Exception as error:  # the daemon outlives whatever one night meets
        warn(f"Something unexpected happened ({type(error).__name__}); trying again later.")
        return False
    click.echo(f"{datetime.now().astimezone():%Y-%m-%d %H:%M} {report.line()}")
    sys.stdout.flush()
    name_problems(report)
    return report.goes_on_at or report.exit_code in (Exit.OK, Exit.SOME_SKIPPED)


def _last_success(settings: Settings) -> datetime | None:
    from sync.pipeline.cycle import LAST_SUCCESS
    from sync.wiring import open_store

    try:
        with open_store(settings) as store:
            text = store.memory.get(LAST_SUCCESS)
    except TwingeError as error:
        warn(str(error))
        return None
    return datetime.fromisoformat(text) if text else None
