"""`init`, `login`, `logout`."""

import os
import sys
import webbrowser
from collections.abc import Mapping
from pathlib import Path

import click

from sync.cli.show import say, warn
from sync.errors import Exit, SettingsError, StorageError
from sync.settings import Settings

_QUESTIONS = {
    "STRAVA_CLIENT_ID": "Client id of your Strava API application (Enter: none)",
    "STRAVA_CLIENT_SECRET": "Its client secret (not shown; Enter keeps the one that is set)",
    "TWINGE_UNITS": "Units (km or mi)",
    "TWINGE_NOTES": "Folder of your notes",
    "TWINGE_PUBLISH": "Write insights into description, private_note, or off",
    "TWINGE_AUDIENCE": "Widest audience of pain text (only_me, followers_only, everyone)",
}
_WITHOUT_API = ("STRAVA_CLIENT_ID", "TWINGE_UNITS", "TWINGE_NOTES")
"""What a runner is asked who has no application and imports files."""


@click.command()
@click.option(
    "--yes", is_flag=True, help="Ask nothing: take what the environment says, else the defaults."
)
def init(*, yes: bool) -> int:
    """Ask for the settings; make .env and the notes folder."""
    from sync.wiring import default_home, make_home, settings_here

    try:
        settings = settings_here()
    except SettingsError as error:
        warn(f"{error} Asking anew.")
        home = os.environ.get("TWINGE_HOME")
        settings = Settings(Path(home).absolute() if home else default_home(), Path())
    make_home(settings)
    answers = _answers(settings, ask=not yes)
    env_path = settings.home / ".env"
    _save(env_path, answers)
    settings = settings_here()
    example = _notes_folder(settings.notes)
    click.echo(f"Settings: {env_path}")
    click.echo(f"Notes: {settings.notes}" + (f" (example: {example})" if example else ""))
    beside = Path.cwd() / ".env"
    if beside.is_file() and beside != env_path:
        warn(
            f"{beside} is read first when you run twinge in this folder, and wins over {env_path}."
        )
    if settings.client_id:
        click.echo("Next: `twinge login`, then `twinge nightly`.")
    else:
        click.echo("Next: `twinge import PATH`: Strava's export, or the files of your watch.")
    return Exit.OK


def _answers(settings: Settings, *, ask: bool) -> dict[str, str]:
    now = {
        "STRAVA_CLIENT_ID": settings.client_id or "",
        "STRAVA_CLIENT_SECRET": settings.client_secret or "",
        "TWINGE_UNITS": settings.units,
        "TWINGE_NOTES": str(
            settings.notes if settings.notes != Path() else settings.home / "notes"
        ),
        "TWINGE_PUBLISH": settings.publish,
        "TWINGE_AUDIENCE": settings.audience,
    }
    if ask:
        click.echo(
            "Your API application: strava.com, Settings, My API Application. "
            "History from files (`twinge import`) needs none.",
            err=True,
        )
        for name, question in _QUESTIONS.items():
            if now["STRAVA_CLIENT_ID"] or name in _WITHOUT_API:
                now[name] = _ask(name, question, now[name])
    if settings.strava_url != Settings(Path(), Path()).strava_url:
        now["TWINGE_STRAVA_URL"] = settings.strava_url
    return {name: value for name, value in now.items() if value}


def _ask(name: str, question: str, now: str) -> str:
    secret = name == "STRAVA_CLIENT_SECRET"
    default = "(unchanged)" if secret and now else now
    while True:
        given = str(
            click.prompt(
                question,
                default=default,
                hide_input=secret and sys.stdin.isatty(),
                show_default=bool(now) and not secret,
                err=True,
            )
        )
        value = now if secret and given == "(unchanged)" else given.strip()
        if name == "TWINGE_NOTES" and value:  # in .env, a relative path counts from that file
            value = str(Path(value).expanduser().absolute())
        if problem := _problem(name, value):
            say(problem, err=True)
        else:
            return value


def _problem(name: str, value: str) -> str:
    """Why a value would not be taken; empty when it is fine."""
    from sync.settings import load

    if name == "STRAVA_CLIENT_ID" and not value:
        return ""
    if not value:
        return "This is needed: Strava shows it under Settings, My API Application."
    if name == "TWINGE_NOTES":
        return _no_folder(Path(value))
    nowhere = Path(os.devnull)
    try:
        load({name: value, "TWINGE_HOME": os.devnull}, nowhere, lambda: nowhere)
    except SettingsError as error:
        return error.hint
    return ""


def _no_folder(folder: Path) -> str:
    """Why notes can't be kept there; empty when the folder is there or can be made."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        return f"{folder} can't be made ({error.strerror}). Name another folder."
    return ""


def _save(path: Path, answers: Mapping[str, str]) -> None:
    """Each answer on its line of `.env`, every other line as it was; 0600."""
    from dotenv import set_key

    try:
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
        for name, value in answers.items():
            set_key(path, name, value, quote_mode="auto")
        path.chmod(0o600)
    except OSError as error:
        raise StorageError(f"{path} can't be written ({error.strerror}).") from error


def _notes_folder(folder: Path) -> Path | None:
    """Make the folder and, where it holds no note yet, the example in it."""
    from datetime import date

    from annotations.notes.drafts import example_note

    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if any(folder.rglob("*.md")):
            return None
        path = folder / "example.md"
        path.write_text(example_note(date.today()), encoding="utf-8")  # noqa: DTZ011 - the runner's own day
    except OSError as error:
        raise StorageError(
            f"The notes folder {folder} can't be made ({error.strerror})."
        ) from error
    return path


@click.command()
@click.option("--no-browser", is_flag=True, help="Print the address on a line of its own and wait.")
@click.option(
    "--wait",
    "wait_s",
    type=click.FloatRange(0, 86400, min_open=True),
    default=300.0,
    show_default=True,
    help="Seconds to wait for the answer.",
)
def login(*, no_browser: bool, wait_s: float) -> int:
    """Log in to Strava in the browser."""
    from sync.strava.login import READ_SCOPES, WRITE_SCOPE, log_in
    from sync.wiring import SystemClock, make_home, open_login, settings_here

    settings = settings_here()
    parts = open_login(settings, SystemClock())
    make_home(settings)
    scopes = READ_SCOPES if settings.publish == "off" else (*READ_SCOPES, WRITE_SCOPE)

    def show(address: str) -> None:
        if no_browser:
            click.echo(address)
            sys.stdout.flush()
            warn(
                f"Open this address in a browser on this machine; waiting {wait_s / 60:.0f} minutes."
            )
        else:
            warn("Waiting for your answer in the browser. If none opens, open this address:")
            click.echo(address, err=True)
            webbrowser.open(address)

    granted = log_in(parts.oauth, parts.file, scopes=scopes, show=show, wait_s=wait_s)
    click.echo("Logged in.")
    for scope in granted.missing:
        warn(f"Not granted: {scope} ({_without(scope)}).")
    return Exit.LOGIN_NEEDED if set(granted.missing) - {"read"} else Exit.OK


def _without(scope: str) -> str:
    if scope == "activity:write":
        return "nothing can be written until you log in again and leave it ticked"
    if scope == "activity:read_all":
        return "activities that only you can see stay invisible"
    return "not needed"


@click.command()
@click.option("--purge", is_flag=True, help="Also delete everything that came from Strava.")
@click.option("--yes", is_flag=True, help="Don't ask.")
def logout(*, purge: bool, yes: bool) -> int:
    """Give the login back; --purge deletes what came from it."""
    from sync import wiring

    settings = wiring.settings_here()
    with wiring.process_lock(settings):
        if purge and not yes:
            click.confirm(
                "This also deletes the backups of your descriptions: `twinge undo` will no longer "
                "work (`twinge undo --all` first takes our blocks out). Delete?",
                abort=True,
                err=True,
            )
        _tell(wiring.give_login_back(settings, wiring.SystemClock()))
        if purge:
            gone = wiring.purge(settings)
            click.echo("Deleted: " + (", ".join(gone) or "nothing was there") + ".")
            env = settings.home / ".env"
            click.echo("Your notes stay" + (f", and so does {env}." if env.exists() else "."))
    return Exit.OK


def _tell(told: bool | None) -> None:
    if told is None:
        click.echo("Not logged in.")
    elif told:
        click.echo("Logged out; Strava has forgotten the login.")
    else:
        warn(
            "Logged out here, but Strava could not be told. "
            "Remove the application yourself: strava.com, Settings, My Apps."
        )
