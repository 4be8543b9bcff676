"""`twinge`: the commands, and the edge where every failure becomes a sentence and an exit code."""

import errno
import os
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
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
from sync.cli.show import put_json, warn
from sync.errors import Exit, TwingeError

INTERRUPTED = 130
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


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
    code = call(sys.argv[1:])
    try:
        sys.stdout.flush()
    except OSError:  # what can't be written any more is not tried once more on the way out
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)


def call(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit code; never raises, never shows a traceback."""
    os.umask(0o077)
    out = sys.stdout
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
    except SystemExit as error:
        # click puts something in stdout's place where the reader of a pipe has left (`| head`)
        return Exit.OK if sys.stdout is not out else _say(arguments, *_unexpected(error))
    except Exception as error:  # the edge: whatever it is, the runner gets a sentence
        return _say(arguments, *_unexpected(error))


def _say(arguments: Sequence[str], text: str, code: int) -> int:
    with suppress(OSError):  # a full disk may be just what is told
        warn(text)
        if "--json" in arguments:
            put_json({"exit_code": int(code), "stopped": [text]})
    return int(code)


def _unexpected(error: BaseException) -> tuple[str, Exit]:
    """Where in the program it happened. Never the error's own text: it may hold a note or a token."""
    if (
        isinstance(error, OSError) and error.errno in NO_ROOM
    ):  # also that of stdout, put into a file
        return f"The disk is full ({error.strerror}). Make room, and run it again.", Exit.DISK
    places = traceback.extract_tb(error.__traceback__)
    here = [f"{Path(place.filename).name}:{place.lineno}" for place in places][-3:]
    said = (
        f"Something unexpected happened ({type(error).__name__} in {' > '.join(here)}). "
        "Nothing is lost. Please report this line."
    )
    return said, Exit.UNEXPECTED
