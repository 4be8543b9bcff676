"""What every command shows in the same way: JSON, problems, progress, untrusted text."""

import json
import re
import shutil
import sys
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import click

from annotations.model import Problem
from sync.ports import Progress

json_option = click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")


def put_json(found: Mapping[str, Any]) -> None:
    click.echo(json.dumps(found, ensure_ascii=False, indent=2))


def say(text: str, *, err: bool = False) -> None:
    """A line for the person; broken at words when the stream is a terminal, whole for a file or a pipe."""
    stream = sys.stderr if err else sys.stdout
    click.echo(wrapped(safe(text)) if stream.isatty() else safe(text), err=err)


def warn(text: str) -> None:
    """A line beside the answer, on stderr."""
    say(f"twinge: {text}", err=True)


def safe(text: str) -> str:
    """`text` on one line with control and direction characters shown as escapes: names are not ours."""
    shown = (letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text)
    return "".join(shown)


def safe_lines(text: str) -> str:
    """The same line by line."""
    return "\n".join(safe(line) for line in text.splitlines())


def wrapped(text: str) -> str:
    """`text` broken at words to the terminal's width (80 where there is none), further lines indented."""
    width = min(shutil.get_terminal_size((80, 24)).columns, 100)
    lead = _LEAD.match(text)
    indent = lead.group() if lead else ""
    return textwrap.fill(
        text, width, subsequent_indent=indent + "  ", break_long_words=False, break_on_hyphens=False
    )


_LEAD = re.compile(r"(?: *\| )|(?: *)")
"""What stands before a line and again before each further one: blanks, or the bar of a quoted text."""


def warn_of_unread(problems: Iterable[Problem]) -> None:
    """How many notes could not be read, and where each is named."""
    unread = len({problem.path for problem in problems})
    if unread:
        warn(f"{unread} {'note' if unread == 1 else 'notes'} could not be read: `twinge check`.")


@contextmanager
def progress() -> Iterator[Progress]:
    """A progress bar on stderr when a person is there to see it, else nothing."""
    from sync.wiring import Silent  # wiring is not needed for `--help`

    if not sys.stderr.isatty():
        yield Silent()
        return
    from sync.cli.bar import Bar  # rich: 94 ms

    with Bar() as bar:
        yield bar
