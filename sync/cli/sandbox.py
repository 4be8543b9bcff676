"""`sandbox`: the built-in Strava, for trying things out."""

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
    """A Strava on this machine with a made-up runner: no account, no network."""
    from datetime import date

    from sync.sandbox.server import Sandbox
    from sync.sandbox.state import SandboxState
    from sync.sandbox.story import build_story, seed

    story = build_story(date.today())  # noqa: DTZ011 - the story ends on the runner's own yesterday
    state = SandboxState(story.athlete, gear=story.gear)
    seed(state, story)
    if notes is not None:
        count = write_notes(notes, story.notes)
        click.echo(f"{count} notes: {notes.absolute()}")
    try:
        served = Sandbox(state, port)
    except OSError as error:
        raise StorageError(
            f"Port {port} can't be used ({error.strerror}).", "Try --port 0."
        ) from error
    try:
        click.echo(f"TWINGE_STRAVA_URL={served.url}")
        click.echo(f"STRAVA_CLIENT_ID={state.app.client_id}")
        click.echo(f"STRAVA_CLIENT_SECRET={state.app.client_secret}")
        click.echo("Serving; Ctrl-C ends it.", err=True)
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
