"""`insights`, `report`: what the record shows, from what is on this machine; nothing is sent."""

import webbrowser
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from annotations.model import Units
from sync.cli.show import json_option, progress, put_json, safe, say, warn_of_unread
from sync.errors import Exit, UsageError

if TYPE_CHECKING:
    from annotations.insights.evidence import Finding
    from annotations.record import Record


@click.command()
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="What was known at the end of that day.",
)
@click.option("--why", metavar="KIND", help="How one kind of insight was made, in plain words.")
@json_option
def insights(as_of: datetime | None, why: str | None, *, as_json: bool) -> int:
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
    lines = _reasons(found, why, settings.units) if why else _lines(record, found, settings.units)
    for line in lines:
        say(line)
    warn_of_unread(report.errors)
    return code


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
