"""What every command shows in the same way: JSON, problems, progress, untrusted text."""

import json
import shutil
import sys
import textwrap
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import click

from sync.ports import Progress

json_option = click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")


def put_json(found: Mapping[str, Any]) -> None:
    click.echo(json.dumps(found, ensure_ascii=False, indent=2))


def warn(text: str) -> None:
    """A line for the person, on stderr."""
    click.echo(f"twinge: {safe(text)}", err=True)


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
    indent = " " * (len(text) - len(text.lstrip()) + 2)
    return textwrap.fill(text, width, subsequent_indent=indent, drop_whitespace=True)


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
