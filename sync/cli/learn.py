"""`insights`, `report`: what the record shows, from what is on this machine; nothing is sent."""

import webbrowser
from typing import TYPE_CHECKING, Any

import click

from annotations.model import Units
from sync.cli.show import json_option, progress, put_json, say, warn_of_unread
from sync.errors import Exit

if TYPE_CHECKING:
    from annotations.insights.evidence import Finding
    from annotations.record import Record


@click.command()
@json_option
def insights(*, as_json: bool) -> int:
    """What runs and notes show together, and what not yet."""
    from sync.pipeline.cycle import found, understand
    from sync.wiring import open_night, settings_here

    settings = settings_here()
    with progress() as bar, open_night(settings, bar) as night:
        _, learned, report = understand(night)
        as_of = night.clock.now().isoformat()
    findings = found(learned)
    code = Exit.SOME_SKIPPED if report.errors else Exit.OK
    from annotations.sentences.dispatch import sentence

    if as_json:
        rows = [f.as_json(sentence(f, settings.units)) for f in findings]
        runs = _counts(learned.record)
        sites = [str(site) for site in learned.record.sites]
        put_json(
            {
                "as_of": as_of,
                "units": settings.units,
                "sites": sites,
                "runs": runs,
                "findings": rows,
            }
        )
        return code
    for line in _lines(learned.record, findings, settings.units):
        say(line)
    warn_of_unread(report.errors)
    return code


@click.command()
@click.option("--open", "open_it", is_flag=True, help="Open it in the browser.")
def report(*, open_it: bool) -> int:
    """Make the report page, one self-contained HTML file."""
    from sync.pipeline.cycle import understand, write_page
    from sync.wiring import open_night, settings_here

    settings = settings_here()
    with progress() as bar, open_night(settings, bar) as night:
        _, learned, notes = understand(night)
        path = write_page(night, learned)
    click.echo(str(path))
    if open_it:
        webbrowser.open(path.as_uri())
    return Exit.SOME_SKIPPED if notes.errors else Exit.OK


def _counts(record: "Record") -> dict[str, Any]:
    """Runs since the first note; a run whose note doesn't state its pain is not noted."""
    stated = record.stated
    painful = sum(any(c.level > 0 for c in one.complaints) for one in stated)
    since = [r for r in record.runs if stated and r.start_utc >= stated[0].run.start_utc]
    return {
        "all": len(record.runs),
        "noted": len(stated),
        "painful": painful,
        "pain_free": len(stated) - painful,
        "share_noted": round(len(stated) / len(since), 3) if since else None,
    }


def _lines(record: "Record", findings: "tuple[Finding, ...]", units: Units) -> list[str]:
    from annotations.facts import upper_first
    from annotations.sentences.dispatch import sentence

    counts = _counts(record)
    summary = (
        f"{counts['all']} runs, {counts['noted']} noted: {counts['painful']} painful, "
        f"{counts['pain_free']} free of pain. The others are unknown."
    )
    lines = [summary]
    if not counts["noted"]:
        return [*lines, "Nothing to learn from yet: `twinge note` makes the first note."]
    for site in record.sites:
        lines += ["", upper_first(str(site))]
        lines += [f"  {sentence(f, units)}" for f in findings if f.site == site]
    if general := [sentence(f, units) for f in findings if f.site is None]:
        lines += ["", "All sites together", *(f"  {text}" for text in general)]
    return lines
