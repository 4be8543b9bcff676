"""`history`, `export-originals`: what became of the runner's texts. Read from this machine; nothing is sent."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sync.cli.show import json_option, put_json, safe_lines, say, warn
from sync.errors import Exit, UsageError

if TYPE_CHECKING:
    from sync.pipeline.past import Step, Version
    from sync.wiring import Past

LONGEST_LINE = 1000


@click.command()
@click.argument("activity_id", type=int, metavar="ID")
@json_option
def history(activity_id: int, *, as_json: bool) -> int:
    """Every version of a text that Twinge saw or wrote, and what became of it.

    Read from the database and the backup files; nothing is sent.
    """
    from sync.pipeline.past import steps, versions
    from sync.wiring import read_past, settings_here

    past = read_past(settings_here())
    ours = [step for step in steps(past.entries, past.lines) if step.activity_id == activity_id]
    if not ours:
        raise UsageError(
            f"Twinge never wrote into activity {activity_id}.",
            "`twinge publish --dry-run` shows what it would write.",
        )
    told = [one for of_field in _by_field(ours) for one in versions(of_field)]
    code = _warn(past)
    if as_json:
        rows = [_row(one) for one in told]
        put_json({"exit_code": int(code), "activity_id": activity_id, "versions": rows})
    else:
        _show(told)
    return code


def _by_field(steps: Sequence["Step"]) -> list[list["Step"]]:
    fields = dict.fromkeys(step.field for step in steps)
    return [[step for step in steps if step.field == field] for field in fields]


def _show(told: Sequence["Version"]) -> None:
    """The first version of a field whole, each further one as its difference to the one before."""
    from sync.pipeline.diff import diff
    from sync.wiring import local_zone

    zone = local_zone()
    before: Version | None = None
    for one in told:
        say(f"{one.at.astimezone(zone):%Y-%m-%d %H:%M}  {one.field.replace('_', ' ')}: {one.what}")
        if before is None or before.field != one.field:
            _put(one.text or "(empty)")
        elif one.text is None:
            _put("(the text is not known any more)")
        elif one.text != before.text:
            lines = diff("text", ("before", before.text or ""), ("after", one.text)).splitlines()
            _put("\n".join(lines[2:]) or "(only line ends or blanks differ)")
        if one.text is not None or before is None or before.field != one.field:
            before = one
    click.echo()
    say("A text as it was before the first write, as a file: `twinge export-originals DIR`.")


def _put(text: str) -> None:
    for line in safe_lines(text).split("\n"):
        more = len(line) - LONGEST_LINE
        cut = f"{line[:LONGEST_LINE]}... ({more} characters more; --json has them)"
        click.echo(f"  | {cut if more > 0 else line}".rstrip())


def _row(one: "Version") -> dict[str, Any]:
    digest = None if one.text is None else hashlib.sha256(one.text.encode()).hexdigest()
    return {
        "at": one.at.isoformat(),
        "field": one.field,
        "what": one.what,
        "text": one.text,
        "sha256": digest,
    }


@click.command("export-originals")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), metavar="DIR")
@json_option
def export_originals(folder: Path, *, as_json: bool) -> int:
    """Each text as it was before Twinge's first write, as a file.

    DIR must be new or empty. Works from the backup files alone where the database is lost.
    """
    from sync.pipeline.export import INDEX
    from sync.pipeline.export import export_originals as export
    from sync.pipeline.past import originals, steps
    from sync.wiring import read_past, settings_here

    past = read_past(settings_here())
    found = originals(steps(past.entries, past.lines))
    if found:
        export(found, folder.absolute())
    code = _warn(past)
    where = str(folder.absolute()) if found else None
    if as_json:
        put_json({"exit_code": int(code), "texts": len(found), "folder": where})
    elif found:
        say(f"{len(found)} {'text' if len(found) == 1 else 'texts'} in {where}, listed in {INDEX}")
    else:
        say("Twinge never wrote into a text: there is nothing to export.")
    return code


def _warn(past: "Past") -> Exit:
    """Name what could not be read; all that could be was."""
    if past.problem:
        warn(f"{past.problem} This is from the backup files alone.")
    for place in past.damaged:
        warn(f"{place}: this line of the backup is damaged and was left out.")
    return Exit.SOME_SKIPPED if past.damaged else Exit.OK
