"""`sandbox`: the built-in Strava, for trying things out."""

import shlex
from pathlib import Path

import click

from sync.errors import Exit, StorageError


@click.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8765,
    show_default=True,
    help="0 takes any free one.",
)
@click.option(
    "--notes",
    type=click.Path(path_type=Path, file_okay=False),
    help="Also put the story's notes into this folder.",
)
def sandbox(port: int, notes: Path | None) -> int:
    """A Strava on this machine, with a made-up runner in it."""
    from datetime import date

    from sync.sandbox.limits import Limits
    from sync.sandbox.server import Sandbox
    from sync.sandbox.state import SandboxState
    from sync.sandbox.story import build_story, seed

    story = build_story(date.today())  # noqa: DTZ011 - the story ends on the runner's own yesterday
    upgraded = Limits(
        read_quarter_hour=200, read_day=2000, overall_quarter_hour=400, overall_day=4000
    )
    state = SandboxState(story.athlete, gear=story.gear, limits=upgraded)
    seed(state, story)
    if notes is not None:
        count = write_notes(notes, story.notes)
        click.echo(f"{count} new notes in {notes.absolute()}", err=True)
    try:
        served = Sandbox(state, port)
    except OSError as error:
        raise StorageError(
            f"Port {port} can't be used ({error.strerror}).", "Try --port 0."
        ) from error
    try:
        click.echo(f"export TWINGE_STRAVA_URL={served.url}")
        click.echo(f"export STRAVA_CLIENT_ID={state.app.client_id}")
        click.echo(f"export STRAVA_CLIENT_SECRET={state.app.client_secret}")
        if notes is not None:
            click.echo(f"export TWINGE_NOTES={shlex.quote(str(notes.absolute()))}")
        click.echo(
            f"Serving; Ctrl-C ends it. {served.url}/ shows the runs and their descriptions.",
            err=True,
        )
        served.serve_forever()
    except KeyboardInterrupt:
        click.echo("Ended; everything in it is forgotten.", err=True)
    return Exit.OK


def write_notes(folder: Path, notes: dict[str, str]) -> int:
    """Create the files that are not there yet; how many were."""
    made = 0
    for name, text in notes.items():
        path = folder / name
        if path.exists():
            continue
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.write_text(text, encoding="utf-8", newline="")
        made += 1
    return made
