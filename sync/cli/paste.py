"""`publish --print`: the blocks for a runner who pastes them; nothing is sent and no login is needed."""

from typing import Any

import click

from annotations.model import Run
from sync.cli.matched import described
from sync.cli.show import progress, put_json, safe_lines, warn, warn_of_unread
from sync.errors import Exit, UsageError
from sync.plan import OLDEST
from sync.ports import FILE_IDS_FROM


def print_alone(*, backfill: bool, other_options: bool, as_json: bool) -> int:
    """The block of each noted run of the last 30 days, newest first; of all of them with `backfill`."""
    from sync.pipeline.cycle import block_of, understand
    from sync.wiring import open_night, settings_here

    if other_options:
        raise UsageError("--print sends nothing.", "It goes with --backfill and --json alone.")
    settings = settings_here()
    with progress() as bar, open_night(settings, bar) as night:
        _, learned, report = understand(night)
        since = night.clock.now() - OLDEST
        noted = [one for one in learned.record.noted if backfill or one.run.start_utc >= since]
        blocks: list[tuple[Run, str]] = []
        for done, one in enumerate(reversed(noted)):
            bar.step("blocks", done, len(noted))
            if text := block_of(night, learned, one.run.id):
                blocks.append((one.run, text))
    code = Exit.SOME_SKIPPED if report.errors else Exit.OK
    if as_json:
        put_json({"exit_code": int(code), "blocks": [_as_json(run, text) for run, text in blocks]})
    else:
        for run, text in blocks:
            click.echo(f"{described(run, settings.units)}{_where(run)}\n\n{safe_lines(text)}\n")
    older = len(learned.record.noted) - len(noted)
    if older:
        runs = "1 noted run is" if older == 1 else f"{older} noted runs are"
        warn(f"{runs} older than 30 days: --backfill prints them too.")
    warn_of_unread(report.errors)
    return code


def _where(run: Run) -> str:
    """The page to paste it into; a run that only a file tells of has none."""
    of_strava = run.id < FILE_IDS_FROM
    return f"\nhttps://www.strava.com/activities/{run.id}/edit" if of_strava else ""


def _as_json(run: Run, text: str) -> dict[str, Any]:
    return {"activity_id": run.id, "start": run.start_local.isoformat(), "block": text}
