"""`insights`, `report`: what the record shows, from what is on this machine; nothing is sent."""

import os
import sys
import webbrowser
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from annotations.model import Units
from sync.cli.show import json_option, progress, put_json, safe, say, warn_of_unread
from sync.errors import Exit, UsageError

if TYPE_CHECKING:
    from annotations.insights.evidence import Finding
    from annotations.record import Record
    from sync.pipeline.cycle import Night
    from sync.pipeline.learn import Learned


@click.command()
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="What was known at the end of that day.",
)
@click.option("--why", metavar="KIND", help="How one kind of insight was made, in plain words.")
@click.option("--all", "every", is_flag=True, help="Every sentence, however many lines it takes.")
@json_option
def insights(as_of: datetime | None, why: str | None, *, every: bool, as_json: bool) -> int:
    """What runs and notes show together, and what not yet."""
    from annotations.insights.why import KINDS
    from sync.pipeline.cycle import inquiry, understand
    from sync.wiring import open_night, settings_here

    if why is not None and why not in KINDS:
        raise UsageError(
            f"There is no kind of insight '{safe(why)}'.", f"It is {', '.join(KINDS)}."
        )
    settings = settings_here()
    with progress() as bar, open_night(settings, bar) as night:
        if as_of is not None and as_of.date() > night.today():
            raise UsageError(
                f"{as_of:%Y-%m-%d} is still to come.", "Nobody knows what will be known then."
            )
        _, learned, report = understand(night)
        now = night.clock.now()
        if as_of is None:
            found = inquiry(night).now(learned)
        else:
            learned = learned.until(as_of.date())
            found = inquiry(night).as_of(learned)
        record = learned.record
    if why is not None:
        found = tuple(finding for finding in found if finding.kind == why)
    code = Exit.SOME_SKIPPED if report.errors else Exit.OK
    if as_json:
        moment = (as_of.date() if as_of else now).isoformat()
        put_json(_as_json(record, found, settings.units, moment))
        return code
    if why is None and not every and record.sites:
        _show_screen(record, found, settings.units)
    else:
        reasons = _reasons(found, why, settings.units) if why else None
        for line in reasons or _lines(record, found, settings.units):
            say(line)
    warn_of_unread(report.errors)
    return code


_COLOURS = {"onset": "red", "free": "green", "soft": "bright_black"}


def _show_screen(record: "Record", found: "tuple[Finding, ...]", units: Units) -> None:
    """The answers on one screen: in colour on a terminal that has not been told otherwise (no-color.org)."""
    from annotations.report.terminal import screen

    plain = not (sys.stdout.encoding or "").lower().startswith("utf")
    no_colour = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    for row in screen(record, found, units, plain=plain):
        spans = (
            click.style(
                safe(span.text), fg=_COLOURS.get(span.look), bold=span.look == "heading" or None
            )
            for span in row
        )
        click.echo("".join(spans), color=False if no_colour else None)


def _as_json(
    record: "Record", found: "tuple[Finding, ...]", units: Units, as_of: str
) -> dict[str, Any]:
    from annotations.sentences.dispatch import sentence

    return {
        "as_of": as_of,
        "units": units,
        "sites": [str(site) for site in record.sites],
        "runs": _counts(record),
        "findings": [finding.as_json(sentence(finding, units)) for finding in found],
    }


@click.command()
@click.option("--open", "open_it", is_flag=True, help="Open it in the browser.")
@click.option("--for-physio", is_flag=True, help="One printable page for a physiotherapist.")
@click.option("--names", is_flag=True, help="With --for-physio: names of runs and shoes too.")
@click.option(
    "--csv",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Instead of a page, its tables for a spreadsheet, in a new folder.",
)
def report(*, open_it: bool, for_physio: bool, names: bool, folder: Path | None) -> int:
    """Make the report page, one self-contained HTML file."""
    from sync.pipeline.cycle import understand, write_page, write_physio_page
    from sync.wiring import open_night, settings_here

    if names and not for_physio:
        raise UsageError("--names goes with --for-physio only.", "The report has the names anyway.")
    if folder is not None and (for_physio or open_it):
        raise UsageError("--csv makes no page.", "Leave out --for-physio and --open, or --csv.")
    settings = settings_here()
    with progress() as bar, open_night(settings, bar) as night:
        _, learned, notes = understand(night)
        if folder is not None:
            path = _spreadsheets(night, learned, folder)
        elif for_physio:
            path = write_physio_page(night, learned, with_names=names)
        else:
            path = write_page(night, learned)
    click.echo(str(path))
    if open_it and not webbrowser.open(path.as_uri()):
        raise UsageError(
            "The page is made, but no browser could be opened here.",
            "Open the file yourself, or set BROWSER to your browser's command.",
        )
    return Exit.SOME_SKIPPED if notes.errors else Exit.OK


def _spreadsheets(night: "Night", learned: "Learned", folder: Path) -> Path:
    from annotations.report.spreadsheets import sheets
    from sync.pipeline.cycle import inquiry
    from sync.pipeline.pages import put_sheets

    found = inquiry(night).now(learned)
    put_sheets(sheets(learned.record, found, night.settings.units), folder)
    return folder


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
    from annotations.sentences.told import told

    counts = _counts(record)
    summary = (
        f"{counts['all']} runs, {counts['noted']} noted: {counts['painful']} painful, "
        f"{counts['pain_free']} free of pain. The others are unknown."
    )
    lines = [summary]
    if not counts["noted"]:
        return [*lines, "Nothing to learn from yet: `twinge note` makes the first note."]
    for site in record.sites:
        own = told([f for f in findings if f.site == site], units)
        lines += ["", upper_first(str(site)), *(f"  {one.text}" for one in own)]
    others = [f for f in findings if f.site not in record.sites]
    if general := told(others, units):
        lines += ["", "All sites together", *(f"  {one.text}" for one in general)]
    return lines


def _reasons(findings: "tuple[Finding, ...]", kind: str, units: Units) -> list[str]:
    """What was found of one kind, how it was made and what would change it."""
    from annotations.facts import upper_first
    from annotations.insights.why import explain
    from annotations.sentences.dispatch import sentence

    lines = [
        f"{upper_first(str(f.site)) if f.site else 'All sites together'}: {sentence(f, units)}"
        f"{_paid(f)}"
        for f in findings
    ]
    explanation = explain(kind)
    return [
        *(lines or [f"Your record holds nothing of the kind '{kind}' yet."]),
        "",
        f"How it is made. {explanation.how}",
        "",
        f"What would change it. {explanation.change}",
    ]


def _paid(finding: "Finding") -> str:
    """The figures that decide the level, for who asks why."""
    from annotations.insights.evidence import ALPHA, HINT_FACTOR
    from annotations.sentences.coin import stake_in_words

    if finding.e_value is not None and finding.level != "not_enough":
        return f" [{stake_in_words(finding)}]"
    if finding.p_lifetime is None or finding.kind not in ALPHA:
        return ""
    alpha = ALPHA[finding.kind]
    if "p_clear" in finding.detail:
        return (
            f" [lifetime p {finding.detail['p_hint']:.2g} by usual spells, maybe from {HINT_FACTOR * alpha:g} down; "
            f"{finding.detail['p_clear']:.2g} by long ones too, clear from {alpha:g} down]"
        )
    return (
        f" [lifetime p {finding.p_lifetime:.2g}; maybe from {HINT_FACTOR * alpha:g} down, "
        f"clear from {alpha:g} down]"
    )
