"""`notes suggest`: notes that the names of runs already hold, proposed one by one."""

import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from annotations.model import ActivityId, Units
from sync.cli.choose import open_notes, without_note
from sync.cli.matched import described
from sync.cli.notes import create
from sync.cli.show import json_option, progress, put_json, safe
from sync.errors import Exit, UsageError
from sync.ports import TEXT_FIELDS

if TYPE_CHECKING:
    from annotations.archaeology import Proposal
    from sync.ports import Store


@click.group()
def notes() -> None:
    """More about the notes as a whole."""


@notes.command()
@json_option
def suggest(*, as_json: bool) -> int:
    """Look for pain in what you wrote before you kept notes, and propose a note for each.

    Looks at the names of runs without a note, and at the descriptions and private notes that an
    imported export holds or that Twinge read before it wrote a block there. It holds no others:
    Strava's lists carry none.
    Nothing is written without a yes; off a terminal, or with --json, the proposals are only listed.
    """
    from annotations.archaeology import propose
    from sync.pipeline.cycle import understand
    from sync.wiring import open_night, settings_here

    settings = settings_here()
    with progress() as bar, open_night(settings, bar) as night:
        _, learned, report = understand(night)
        texts = _own_words(night.store)
    unclear = open_notes(settings.notes, learned, report.errors)
    proposals = propose(without_note(learned, date.min, unclear), texts, settings.units)
    if as_json:
        put_json({"exit_code": int(Exit.OK), "proposals": [_as_json(one) for one in proposals]})
        return Exit.OK
    asks = sys.stdin.isatty() and sys.stdout.isatty()
    for proposal in proposals:
        _show(proposal, settings.units)
        if asks and click.confirm("  Write this note?", default=False):
            _write(proposal, settings.notes, settings.units)
    if not proposals:
        click.echo("No run without a note speaks of pain.")
    elif not asks:
        click.echo(f"{len(proposals)} proposed, none written: run this at a terminal to accept.")
    return Exit.OK


def _own_words(store: "Store") -> Mapping[ActivityId, Sequence[str]]:
    """The runner's own texts, imported or read by the write-back, without our blocks, each once."""
    from annotations.block import parse

    found: dict[ActivityId, dict[str, None]] = defaultdict(dict)
    for activity_id, text in _texts(store):
        parsed = parse(text)
        if parsed.status == "clean":
            found[activity_id][f"{parsed.before}\n{parsed.after}".strip()] = None
    return {activity_id: tuple(texts) for activity_id, texts in found.items()}


def _texts(store: "Store") -> Iterator[tuple[ActivityId, str]]:
    for field in TEXT_FIELDS:
        for entry in store.journal.entries(field):
            yield entry.intent.activity_id, entry.intent.base
    for activity_id, texts in store.activities.imported_texts().items():
        for text in texts:
            yield activity_id, text


def _show(proposal: "Proposal", units: Units) -> None:
    click.echo(described(proposal.run, units))
    if proposal.source != " ".join(proposal.run.name.split()):
        click.echo(safe(f'  "{proposal.source}"'))
    click.echo(f"  pain: {proposal.pain or '(not said how bad)'}")
    for key, value in (("where", proposal.where), ("onset", proposal.onset)):
        if value:
            click.echo(safe(f"  {key}: {value}"))


def _write(proposal: "Proposal", folder: Path, units: Units) -> None:
    """The note as proposed; how bad it was is asked where the text did not say it."""
    from annotations.notes.answers import pain_answer
    from annotations.notes.drafts import answered_note
    from sync.cli.note import ask

    pain = proposal.pain or ask(
        "  How bad (0 to 10, or none)", lambda text: pain_answer(text, units)
    )
    where, onset = ("", "") if pain == "0" else (proposal.where, proposal.onset)
    text = answered_note(proposal.run, units, pain=pain, where=where, onset=onset)
    try:
        click.echo(f"  {create(folder, proposal.run, text)}")
    except (
        UsageError
    ) as error:  # two runs of a day may have one name: the others are still proposed
        click.echo(safe(f"  {error}"), err=True)


def _as_json(proposal: "Proposal") -> dict[str, Any]:
    return {
        "activity_id": proposal.run.id,
        "date": proposal.run.local_date.isoformat(),
        "source": proposal.source,
        "pain": proposal.pain or None,
        "where": proposal.where or None,
        "onset": proposal.onset or None,
    }
