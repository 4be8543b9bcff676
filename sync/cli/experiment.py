"""`experiment`: begin, look at and end a self-experiment whose arms a coin chooses."""

import os
import secrets
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import click

from annotations.errors import ReadError
from annotations.experiments.model import FOLDER, Arm, Experiment, Trial, running
from annotations.model import Site, Units
from sync.cli.show import progress, safe, say, warn, warn_of_unread
from sync.errors import Exit, NotesFolderError, StorageError, UsageError

if TYPE_CHECKING:
    from annotations.insights.evidence import Finding
    from annotations.notes.aliases import Aliases

SEED_BYTES = 16


@click.group()
def experiment() -> None:
    """Let a coin choose what to do when pain comes, and see whether it matters."""


@experiment.command()
@click.argument("treatment")
@click.option(
    "--against",
    "others",
    multiple=True,
    required=True,
    help="What it is compared with: carry on, or another drill. Several make more arms.",
)
@click.option("--site", default="", help="The pain it is about: right knee. Without it: any.")
def start(treatment: str, others: Sequence[str], site: str) -> int:
    """Begin an experiment: from now on each run has a draw.

    TREATMENT is what is to be tested, with its dose: "10 butt kicks".
    """
    from annotations.experiments.pages import new_id
    from sync.pipeline.cycle import understand
    from sync.pipeline.experiment_files import aliases_of
    from sync.ports import StoredExperiment
    from sync.wiring import open_night, settings_here

    settings = settings_here()
    with progress() as bar, open_night(settings, bar) as night:
        _, learned, report = understand(night)
        aliases = aliases_of(settings.notes)
        arms, where = _arms(treatment, others, aliases), _site(site)
        now = night.clock.now().astimezone(UTC).replace(microsecond=0)
        begun = Experiment(new_id(arms[0], now), arms, where, now, secrets.token_hex(SEED_BYTES))
        _refuse_second(begun, learned.trials)

        name = _free(settings.notes, begun.id, [trial.experiment.id for trial in learned.trials])
        text = _page_of(replace(begun, id=name), aliases)
        path = _create(settings.notes, name, text)
        stored = StoredExperiment(name, f"{FOLDER}/{name}.md", text.encode(), now)
        night.store.experiments.begin(stored)
    click.echo(str(path))
    _tell_the_rules(begun)
    warn_of_unread(report.errors)
    return Exit.OK


@experiment.command()
def status() -> int:
    """How the experiments stand: draws, outcomes, evidence, what is missing."""
    from annotations.insights.experiment import experiment_findings
    from annotations.insights.seen import sites_sharing
    from sync.pipeline.cycle import understand
    from sync.wiring import open_night, settings_here

    settings = settings_here()
    with progress() as bar, open_night(settings, bar) as night:
        _, learned, report = understand(night)
        ledger = night.store.claims.ledger()
    sites = sites_sharing(learned.record, ledger)
    trials = sorted(learned.trials, key=lambda t: (t.experiment.started, t.experiment.id))
    if not trials:
        say('No experiment yet: `twinge experiment start "10 butt kicks" --against "carry on"`.')
    for trial, finding in zip(trials, experiment_findings(trials, sites, ledger), strict=True):
        for line in _status_lines(trial, finding, settings.units):
            say(line)
    warn_of_unread(report.errors)
    return Exit.SOME_SKIPPED if report.errors else Exit.OK


@experiment.command()
@click.argument("which", required=False, metavar="[ID]")
def stop(which: str | None) -> int:
    """End an experiment; runs that begin later take no part.

    ID is needed only where several are running. What was drawn and noted stays.
    """
    from annotations.experiments.pages import ending_page
    from sync.pipeline.cycle import understand
    from sync.wiring import open_night, settings_here

    settings = settings_here()
    with progress() as bar, open_night(settings, bar) as night:
        _, learned, _ = understand(night)
        ended = _meant(which, running(learned.trials)).experiment
        now = night.clock.now().astimezone(UTC).replace(microsecond=0)
        name = _free(settings.notes, f"{ended.id}-stopped")
        path = _create(settings.notes, name, ending_page(ended, now))
        night.store.experiments.stop(ended.id, now)
    click.echo(str(path))
    say(f"Ended: {ended.title}. `twinge experiment status` still tells what it showed.")
    return Exit.OK


def _arms(treatment: str, others: Sequence[str], aliases: "Aliases") -> tuple[Arm, ...]:
    """The arms, the treatment first; raises UsageError with the reader's hint."""
    from annotations.experiments.arms import check_arms, parse_arm

    try:
        arms = tuple(parse_arm(text, aliases) for text in (treatment, *others))
        check_arms(arms)
    except ReadError as error:
        raise UsageError(f"{safe(str(error))}.", safe(error.hint)) from None
    return arms


def _site(text: str) -> Site | None:
    from annotations.experiments.reading import one_site
    from annotations.notes.sites import read_sites

    if not text.strip():
        return None
    try:
        site = one_site(text)
    except ReadError as error:
        raise UsageError(f"--site: {safe(str(error))}.", safe(error.hint)) from None
    for doubt in read_sites(text).doubts:
        meant = f": did you mean '{doubt.meant}'?" if doubt.meant else "; it is kept as it is."
        warn(f"I don't know the site '{doubt.word}'{meant}")
    return site


def _page_of(begun: Experiment, aliases: "Aliases") -> str:
    """The text of the file; raises UsageError where it would not be read as what was meant."""
    from annotations.experiments.pages import experiment_page
    from annotations.experiments.reading import read_page

    text = experiment_page(begun)
    reading = read_page(f"{begun.id}.md", text.encode("utf-8", "replace"), aliases)
    if reading is None or reading.page != begun:
        raise UsageError(
            "These words can't stand in the experiment's file as they are.",
            "Use letters, digits and blanks: no comma, colon, # or bracket.",
        )
    return text


def _refuse_second(begun: Experiment, trials: Sequence[Trial]) -> None:

    for trial in running(trials):
        if trial.experiment.concerns(begun):
            raise UsageError(
                f"'{trial.experiment.title}' is running for the same pain since "
                f"{trial.experiment.started:%Y-%m-%d}.",
                "One at a time: end it with `twinge experiment stop`, or name another --site.",
            )


def _meant(which: str | None, going: Sequence[Trial]) -> Trial:
    """The experiment to end; raises UsageError where it is not clear."""
    if not going:
        raise UsageError("No experiment is running.", "`twinge experiment status` lists all.")
    found = [trial for trial in going if which in (None, trial.experiment.id)]
    if len(found) == 1:
        return found[0]
    ids = ", ".join(trial.experiment.id for trial in going)
    if not found:
        raise UsageError(f"No experiment {which!r} is running.", f"These are: {ids}.")
    raise UsageError(f"{len(found)} experiments are running: {ids}.", "Name one of them.")


def _free(notes: Path, name: str, taken: Collection[str] = ()) -> str:
    """`name`, or `name`-2 and so on where there is such a file, or it is one of `taken`."""
    names = (name if k == 1 else f"{name}-{k}" for k in count(1))
    return next(n for n in names if n not in taken and not os.path.lexists(_path(notes, n)))


def _create(notes: Path, name: str, text: str) -> Path:
    """A new file in the folder of the experiments; an existing one is never touched."""
    if not notes.is_dir():
        raise NotesFolderError(f"The notes folder {notes} does not exist.", "Run `twinge init`.")
    path = _path(notes, name)
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise StorageError(
            f"{path} can't be written ({error.strerror}).",
            f"{path.parent} should be a folder that you may write into.",
        ) from error
    return path


def _path(notes: Path, name: str) -> Path:
    return notes / FOLDER / f"{name}.md"


def _tell_the_rules(begun: Experiment) -> None:
    from annotations.experiments.pages import STOP_RULE, carry_on_rule

    say(f"Begun: {begun.title}. The coin is drawn for each run that starts from now on.")
    say("Before a run: `twinge today`. After it: `twinge note`, within seven days.")
    say(f"{STOP_RULE}{carry_on_rule(begun.arms)}")


def _status_lines(trial: Trial, finding: "Finding", units: Units) -> list[str]:
    from annotations.sentences.coin import draws_in_words, evidence_in_words
    from annotations.sentences.dispatch import sentence

    begun = trial.experiment
    ended = f", ended {_day(trial.stopped)}" if trial.stopped else ""
    site = f", {begun.site}" if begun.site else ""
    lines = [f"{begun.id}: {begun.title}{site}, since {_day(begun.started)}{ended}"]
    lines += [f"  {line}" for line in draws_in_words(trial, finding)]
    lines.append(f"  {sentence(finding, units)}")
    if finding.level != "not_enough":
        lines.append(f"  {evidence_in_words(finding)}")
    return lines


def _day(moment: datetime) -> str:
    return moment.astimezone().strftime("%Y-%m-%d")
