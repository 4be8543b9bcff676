"""`schema`: what editors need to check a note's frontmatter while it is written."""

import click

from sync.cli.show import put_json
from sync.errors import Exit


@click.command()
def schema() -> int:
    """Print the JSON Schema of a note's properties, for editors."""
    from annotations.notes.json_schema import json_schema
    from sync.wiring import settings_here

    put_json(json_schema(settings_here().units))
    return Exit.OK
