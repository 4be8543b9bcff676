"""`ok`, `check`: the runner's own files. They are only ever created, never changed."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from annotations.model import Problem, Run
from sync.cli.choose import Open, open_notes, pick, without_note
from sync.cli.matched import described, lines, rows, twin_line
from sync.cli.placed import before_onset
from sync.cli.show import json_option, progress, put_json, safe, warn
from sync.errors import Exit, NotesFolderError, StorageError, UsageError
from sync.settings import Settings

if TYPE_CHECKING:
    from sync.pipeline.learn import Learned
    from sync.pipeline.reports import NotesReport


@click.command()
@click.argument("which", required=False, metavar="[DATE or ID]")
@click.option(
    "--since", type=click.DateTime(["%Y-%m-%d"]), help="Every run without a note since this date."
)
@click.option("--yes", is_flag=True, help="Don't ask before writing several.")
def ok(which: str | None, since: Any, *, yes: bool) -> int:
    """Note that a run was free of pain.

    Without a note a run is unknown, never pain-free.
    """
    from annotations.notes.drafts import pain_free_note
    from sync.pipeline.cycle import understand
    from sync.wiring import open_night, settings_here

    if which and since:
        raise UsageError("A run and --since can't go together.", "Say one of them.")
    settings = settings_here()
    with progress() as bar, open_night(settings, bar) as night:
        _, learned, report = understand(night)
        unclear = open_notes(settings.notes, learned, report.errors)
        if not since:
            run = pick(learned, which, unclear)
            if path := unclear.note_of(run):
                raise UsageError(
                    f"{path} may speak of this run and could not be read.",
                    "Mend it first: `twinge check`.",
                )
            if paths := [match.note.path for match in learned.matching.matches if match.run == run]:
                raise UsageError(f"{paths[0]} speaks of this run already.", "Edit that one.")
            click.echo(str(create(settings.notes, run, pain_free_note(run, settings.units))))
            return Exit.OK
    # The bar is gone by now: it would draw over the question.
    return _all_fine(settings, without_note(learned, since.date(), unclear), unclear, yes=yes)


def _all_fine(settings: Settings, runs: Sequence[Run], unclear: Open, *, yes: bool) -> int:
    """List the runs, ask once, and write a note for each that has none."""
    from annotations.notes.drafts import pain_free_note

    for path in sorted({*unclear.by_id.values(), *unclear.by_date.values()}):
        warn(f"{path} could not be read or matched: its run is left out. `twinge check` says why.")
    if not runs:
        click.echo("Every run since then has a note.")
        return Exit.OK
    for run in runs:
        click.echo(described(run, settings.units))
    if not yes and not click.confirm(f"Were all {len(runs)} free of pain?"):
        click.echo("Nothing was written.")
        return Exit.OK
    code = Exit.OK
    for run in runs:
        try:
            click.echo(str(create(settings.notes, run, pain_free_note(run, settings.units))))
        except UsageError as error:
            warn(str(error))
            code = Exit.SOME_SKIPPED
    return code


@click.command()
@json_option
@click.option("--accept-missing", is_flag=True, help="Notes that are gone were removed on purpose.")
def check(*, as_json: bool, accept_missing: bool) -> int:
    """How each note was read, what it matched, every mistake.

    Each note with its run and the reasons, each mistake as file:line:col: message (hint).
    """
    from annotations.conflicts import conflicts
    from annotations.plausible import check_against_run
    from sync.pipeline.cycle import moves, understand
    from sync.wiring import open_night, settings_here

    settings = settings_here()
    units = settings.units
    with progress() as bar, open_night(settings, bar) as night:
        _, learned, report = understand(night, accept_missing=accept_missing)
        report.moved = moves(night, learned, "check")
        before = before_onset(learned.record, night.store.activities) if as_json else []
    for match in learned.matching.matches:
        report.problems += check_against_run(match.note, match.run, units=units)
    against = conflicts(learned.matching.matches, units=units)
    report.problems += against
    report.problems.sort(key=lambda problem: (problem.path, problem.line, problem.col))
    code = Exit.SOME_SKIPPED if report.errors else Exit.OK
    if as_json:
        twins = [
            {"activity_id": run_id, "same_run": [twin.id for twin in others]}
            for run_id, others in learned.record.twins.items()
        ]
        told = {"exit_code": int(code), **report.as_json(), "conflicts": len(against)}
        notes = rows(learned.matching, units)
        put_json({**told, "twins": twins, "notes": notes, "before_onset": before})
    else:
        _show(learned, report, len(against), settings)
    return code


def _show(learned: "Learned", report: "NotesReport", against: int, settings: Settings) -> None:
    """Every note and every mistake, then how many of each."""
    told = (
        *lines(learned.matching, settings.units),
        twin_line(learned.record.twins),
        *(f"{moved}." for moved in report.moved),
    )
    for line in (*filter(None, told), *map(str, report.problems)):
        click.echo(safe(line))
    several = "contradiction" if against == 1 else "contradictions"
    contradict = f", {against} {several}" if against else ""
    click.echo(
        f"{report.read} notes: {report.matched} matched, {report.waiting} waiting, "
        f"{report.ambiguous} ambiguous, {report.unmatched} without a run, "
        f"{_count_of_errors(report.errors)}{contradict}"
    )
    if not report.read and not report.problems:
        click.echo(f"No notes yet in {settings.notes}: `twinge note` makes one.")


def _count_of_errors(errors: Sequence[Problem]) -> str:
    """ "27 errors in 24 files": those are not among the notes that were read."""
    files = len({problem.path for problem in errors})
    return f"{len(errors)} errors in {files} files" if errors else "0 errors"


def new_path(folder: Path, run: Run) -> Path:
    """Where the run's new note goes; raises UsageError when it is there already."""
    from annotations.notes.drafts import file_name

    if not folder.is_dir():
        raise NotesFolderError(f"The notes folder {folder} does not exist.", "Run `twinge init`.")
    path = folder / file_name(run)
    if os.path.lexists(path):
        raise UsageError(f"{path} is there already.", "Edit that one.")
    return path


def create(folder: Path, run: Run, text: str) -> Path:
    """A new file for the run's note; an existing one is never touched."""
    path = new_path(folder, run)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise UsageError(f"{path} is there already.", "Edit that one.") from None
    except OSError as error:
        raise StorageError(f"{path} can't be written ({error.strerror}).") from error
    return path
