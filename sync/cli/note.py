"""`note`: a note for one run, in three answers or in the runner's own editor."""

import os
import shlex
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from annotations.errors import ReadError
from annotations.model import Run, Site, Units
from sync.cli.choose import open_notes, pick
from sync.cli.notes import create, new_path
from sync.cli.show import progress, safe, warn
from sync.errors import Exit, UsageError

if TYPE_CHECKING:
    from annotations.experiments.model import Trial
    from annotations.notes.drafts import Drawn


@dataclass(frozen=True, slots=True)
class _Answers:
    """What is known of the pain; an empty text says nothing."""

    pain: str = ""
    where: str = ""
    onset: str = ""

    @property
    def given(self) -> bool:
        return bool(self.pain or self.where or self.onset)


@click.command()
@click.argument("which", required=False, metavar="[DATE or ID]")
@click.option("--pain", default="", help="How bad: 0 to 10, or none.")
@click.option("--where", default="", help="The site: right knee, medial.")
@click.option("--onset", default="", help="From when: 3 mi, 4.8 km, 25:30, start.")
@click.option("--edit", is_flag=True, help="Open $EDITOR in any case.")
def note(which: str | None, pain: str, where: str, onset: str, *, edit: bool) -> int:
    """Make a note for a run, by three questions.

    Without DATE or ID it is the newest run that has no note yet.

    At a terminal it asks how bad it was, where, and from when, unless an option says so. What stays
    open is a line to fill in; with nothing answered, or with --edit, $EDITOR is opened.
    """
    from annotations.notes.answers import recent_sites
    from annotations.notes.drafts import answered_note, blank_note
    from sync.pipeline.cycle import understand
    from sync.wiring import open_night, settings_here

    settings = settings_here()
    units = settings.units
    with progress() as bar, open_night(settings, bar) as night:
        _, learned, report = understand(night)
        run = pick(learned, which, open_notes(settings.notes, learned, report.errors))
        used = recent_sites(learned.record.noted)
        drawn = _drawn(learned.trials, run)
    new_path(settings.notes, run)
    answers = _checked(_Answers(pain, where, onset), run, units)
    if not answers.given and _is_interactive():
        answers = _asked(run, used, units)
    said = {"pain": answers.pain, "where": answers.where, "onset": answers.onset}
    text = (
        answered_note(run, units, **said, drawn=drawn)
        if answers.given
        else blank_note(run, units, drawn)
    )
    path = create(settings.notes, run, text)
    click.echo(str(path))
    if _is_interactive() and (edit or not answers.given):
        _open_editor(path)
    return Exit.OK


def _drawn(trials: "Sequence[Trial]", run: Run) -> "Drawn | None":
    """What the coin drew for the run; of several experiments that of the oldest."""
    from annotations.notes.drafts import Drawn

    for trial in sorted(trials, key=lambda trial: trial.experiment.started):
        if (draw := trial.draw_of(run.id)) is not None:
            arm = trial.experiment.arms[draw.arm]
            return Drawn(str(arm), arm.is_carry_on, draw.expect)
    return None


def _checked(said: _Answers, run: Run, units: Units) -> _Answers:
    """The options as the note is to say them; raises UsageError with the reader's hint."""
    from annotations.notes.answers import doubts, onset_answer, pain_answer, where_answer

    checks: Sequence[tuple[str, str, Callable[[str], str]]] = (
        ("--pain", said.pain, lambda text: pain_answer(text, units)),
        ("--where", said.where, where_answer),
        ("--onset", said.onset, lambda text: onset_answer(text, units, run)),
    )
    found = []
    for option, text, check in checks:
        try:
            found.append(check(text) if text.strip() else "")
        except ReadError as error:
            raise UsageError(f"{option}: {safe(str(error))}.", safe(error.hint)) from None
    answers = _Answers(*found)
    for doubt in doubts(answers.where) if answers.where else ():
        meant = f": did you mean '{doubt.meant}'?" if doubt.meant else "; it is kept as it is."
        warn(f"I don't know the site '{doubt.word}'{meant}")
    return answers


def _asked(run: Run, used: Sequence[Site], units: Units) -> _Answers:
    from annotations.notes.answers import onset_answer, pain_answer
    from annotations.quantities import format_distance

    far = format_distance(run.distance_m, units)
    click.echo(f"{run.start_local:%Y-%m-%d %H:%M}  {far}  {safe(run.name)}", err=True)
    pain = ask("How bad (0 to 10, or none)", lambda text: pain_answer(text, units))
    if pain == "0":
        return _Answers(pain)
    offer = ", ".join(f"{number} {safe(str(site))}" for number, site in enumerate(used, start=1))
    question = f"Where ({offer}, or in words)" if used else "Where (such as right knee, medial)"
    where = ask(question, lambda text: _known_or_meant(text, used))
    place = "3 mi" if units == "mi" else "5 km"
    onset = ask(f"From when ({place}, 25:30 or start)", lambda text: onset_answer(text, units, run))
    return _Answers(pain, where, onset)


def ask(question: str, check: Callable[[str], str]) -> str:
    """The first answer that can be read; empty for Enter alone."""
    while True:
        said = str(click.prompt(question, default="", show_default=False, err=True)).strip()
        if not said:
            return ""
        try:
            return check(said)
        except ReadError as error:
            hint = f" ({error.hint})" if error.hint else ""
            click.echo(safe(f"  {error}{hint}"), err=True)


def _known_or_meant(text: str, used: Sequence[Site]) -> str:
    """A site; one that looks like a slip is taken only when the runner says that it is none."""
    from annotations.notes.answers import doubts, where_answer

    where = where_answer(text, used)
    for doubt in doubts(where):
        if doubt.meant is None:
            click.echo(safe(f"  I don't know '{doubt.word}'; it is kept as it is"), err=True)
            continue
        question = f"  I don't know '{doubt.word}'; did you mean '{doubt.meant}'? Keep it as it is"
        if not click.confirm(safe(question), default=False, err=True):
            raise ReadError("then once more")
    return where


def _is_interactive() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _open_editor(path: Path) -> None:
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not editor:
        return
    try:
        subprocess.run([*shlex.split(editor), str(path)], check=False)  # noqa: S603 - the runner's own editor
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        warn(f"$EDITOR ({editor}) can't be started ({why}). The note is there; edit it yourself.")
