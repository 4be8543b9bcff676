"""`twinge`: the commands, and the edge where every failure becomes a sentence and an exit code."""

import json
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

import click

from sync.cli import (
    demo,
    doctor,
    experiment,
    files,
    history,
    learn,
    night,
    note,
    notes,
    publish,
    record,
    sandbox,
    schema,
    setup,
    status,
    suggest,
    today,
)
from sync.errors import Exit, TwingeError

INTERRUPTED = 130


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Settings: environment variables or .env, see .env.example. Exit codes: docs/commands.md.",
)
@click.version_option(package_name="twinge-notes", prog_name="twinge")
def main() -> None:
    """Your pain notes beside your Strava runs: what the record really shows, written where you look."""


for command in (
    demo.demo,
    setup.init,
    setup.login,
    setup.logout,
    record.sync,
    files.import_files,
    note.note,
    notes.ok,
    notes.check,
    suggest.notes,
    learn.insights,
    experiment.experiment,
    today.today,
    publish.publish,
    publish.undo,
    history.history,
    history.export_originals,
    learn.report,
    night.nightly,
    night.daemon,
    status.status,
    doctor.doctor,
    schema.schema,
    sandbox.sandbox,
):
    main.add_command(command)


def run() -> None:
    """The console script."""
    sys.exit(call(sys.argv[1:]))


def call(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit code; never raises, never shows a traceback."""
    os.umask(0o077)
    try:
        code = main.main(list(arguments), prog_name="twinge", standalone_mode=False)
        return int(code or 0)
    except TwingeError as error:
        return _say(arguments, str(error), error.exit_code)
    except click.ClickException as error:
        error.show()
        return Exit.USAGE
    except (KeyboardInterrupt, click.Abort):
        return _say(
            arguments, "Stopped. Nothing is lost; the next run goes on from here.", INTERRUPTED
        )
    except SystemExit:  # click's way out where the reader of a pipe has left (`| head`)
        return Exit.OK
    except Exception as error:  # the edge: whatever it is, the runner gets a sentence
        return _say(arguments, _unexpected(error), Exit.UNEXPECTED)


def _say(arguments: Sequence[str], text: str, code: int) -> int:
    click.echo(f"twinge: {text}", err=True)
    if "--json" in arguments:
        click.echo(json.dumps({"exit_code": int(code), "stopped": [text]}))
    return int(code)


def _unexpected(error: Exception) -> str:
    """Where in the program it happened. Never the error's own text: it may hold a note or a token."""
    places = traceback.extract_tb(error.__traceback__)
    here = [f"{Path(place.filename).name}:{place.lineno}" for place in places][-3:]
    return (
        f"Something unexpected happened ({type(error).__name__} in {' > '.join(here)}). "
        "Nothing is lost. Please report this line."
    )
