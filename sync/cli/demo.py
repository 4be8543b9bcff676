"""`demo`: three nights of the story's runner against the built-in sandbox; no account, no network."""

import shlex
import tempfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sync.cli.show import progress, say, warn
from sync.errors import Exit, StorageError, UsageError
from sync.settings import Settings

if TYPE_CHECKING:
    from sync.pipeline.reports import RunReport
    from sync.ports import Progress
    from sync.sandbox.state import SandboxState
    from sync.sandbox.story import Story

NIGHTS = 3
ZONE = "America/New_York"


class DemoClock:
    """sync.ports.Clock that the demo sets: nights pass when it says so, and nobody waits."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def monotonic_s(self) -> float:
        return 0.0

    def sleep(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)

    def move_to(self, now: datetime) -> None:
        self._now = now


@click.command()
@click.argument(
    "folder", required=False, type=click.Path(path_type=Path, file_okay=False), metavar="[DIR]"
)
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="As if this were today.")
@click.option(
    "--export",
    is_flag=True,
    help="Only write the runner's Strava export and notes into DIR, to try `twinge import`.",
)
def demo(folder: Path | None, today: Any, *, export: bool) -> int:
    """The whole job on a made-up runner; no account needed."""
    from sync.sandbox.server import Sandbox
    from sync.sandbox.state import SandboxState
    from sync.sandbox.story import build_story

    day = today.date() if today else date.today()  # noqa: DTZ011 - the runner's own day
    where = _folder(folder)
    story = build_story(day)
    if export:
        return _export(where, story)
    clock = DemoClock(_night_of(day - timedelta(days=NIGHTS - 1)))
    state = SandboxState(story.athlete, now=lambda: clock.now().timestamp())
    with Sandbox(state) as sandbox:
        settings = _settings(where, sandbox.url, state)
        _log_in(settings, clock)
        say(_trial(settings, clock, state, story))
        for back in range(NIGHTS - 1, -1, -1):
            night = day - timedelta(days=back)
            clock.move_to(_night_of(night))
            with progress() as bar:
                report = _night(settings, clock, state, story, night, bar)
            say(f"Night of {night}: {report.line()}")
            for failure in report.failures:
                warn(str(failure))
    for activity_id in _shown(state, story):
        _show(state, activity_id)
    click.echo(f"\nReport: {settings.report_path}")
    click.echo(f"Notes:  {settings.notes}")
    return report.exit_code


def _export(where: Path, story: "Story") -> int:
    """The runner's archive as Strava would send it, with the notes; what to type then."""
    from sync.cli.sandbox import write_notes
    from sync.sandbox.export import write_export

    try:
        count = write_export(where / "export.zip", story.activities, story.gear, story.athlete)
        notes = write_notes(where / "notes", story.notes)
    except OSError as error:
        raise StorageError(f"The export can't be written ({error.strerror}).") from error
    warn(f"An export of {count} activities, and {notes} notes. To try it:")
    click.echo(f"export TWINGE_HOME={shlex.quote(str(where / 'home'))}")
    click.echo(f"export TWINGE_NOTES={shlex.quote(str(where / 'notes'))} TWINGE_UNITS=mi")
    click.echo(f"twinge import {shlex.quote(str(where / 'export.zip'))} --zone {ZONE}")
    return Exit.OK


def _folder(folder: Path | None) -> Path:
    if folder is None:
        return Path(tempfile.mkdtemp(prefix="twinge-demo-"))
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        used = any(folder.iterdir())
    except OSError as error:
        raise StorageError(f"The folder {folder} can't be made ({error.strerror}).") from error
    if used:
        raise UsageError(
            f"{folder} is not empty.", "Name a folder that is new; the demo changes no other."
        )
    return folder.absolute()


def _settings(where: Path, url: str, state: "SandboxState") -> Settings:
    notes = where / "notes"
    notes.mkdir(mode=0o700)
    return Settings(
        home=where / "home",
        notes=notes,
        client_id=state.app.client_id,
        client_secret=state.app.client_secret,
        units="mi",
        publish="description",
        audience="followers_only",
        strava_url=url,
    )


def _log_in(settings: Settings, clock: DemoClock) -> None:
    """The same login as `twinge login`; only the click is not a person's."""
    from sync.sandbox.visitor import consent_in_background
    from sync.strava.login import READ_SCOPES, WRITE_SCOPE, log_in
    from sync.wiring import make_home, open_login

    make_home(settings)
    parts = open_login(settings, clock)
    scopes = (*READ_SCOPES, WRITE_SCOPE)
    log_in(parts.oauth, parts.file, scopes=scopes, show=consent_in_background)


class _Agrees:
    """sync.pipeline.canary.Guide of a runner who allows every write and mentions nobody."""

    def may_write(self, what: str, text: str) -> bool:
        return True

    def asked(self, question: str) -> bool | None:
        return None

    def tell(self, line: str) -> None:
        """Nobody is there to read it."""


def _trial(settings: Settings, clock: DemoClock, state: "SandboxState", story: "Story") -> str:
    """`twinge doctor --canary` an evening before the first night: some of the runner's texts hold an &."""
    from sync.pipeline.canary import canary
    from sync.pipeline.checklist import LoginFacts
    from sync.sandbox.story import seed
    from sync.wiring import Silent, open_night

    first_night = clock.now()
    clock.move_to(first_night - timedelta(hours=8))
    seed(state, story)
    there = [one for one in story.activities if state.has(int(one["id"]))]
    run = [one for one in there if one["visibility"] == "only_me"][-1]
    with open_night(settings, Silent(), clock) as parts:
        writer = parts.writer("description")
        report = canary(writer, run["id"], _Agrees(), LoginFacts(rotates=None))
    if report.failure:
        raise report.failure
    kept = "& < > are kept" if "markup" in report.survivors else "& < > are not kept"
    day = str(run["start_date_local"])[:10]
    clock.move_to(first_night)
    return f"Trial on a private run ({day}): {kept}; its own text is back"


def _night(
    settings: Settings,
    clock: DemoClock,
    state: "SandboxState",
    story: "Story",
    night: date,
    bar: "Progress",
) -> "RunReport":
    """What the runner did until then is uploaded and noted; then one cycle, as `twinge nightly`."""
    from zoneinfo import ZoneInfo

    from sync.cli.sandbox import write_notes
    from sync.pipeline.cycle import run_night
    from sync.sandbox.story import notes_by, seed
    from sync.wiring import open_night

    seed(state, story)
    write_notes(settings.notes, notes_by(story, night - timedelta(days=1)))
    with open_night(settings, bar, clock, ZoneInfo(ZONE)) as parts:
        return run_night(parts, backfill=True)


def _night_of(day: date) -> datetime:
    from zoneinfo import ZoneInfo

    return datetime.combine(day, time(3, 40), ZoneInfo(ZONE)).astimezone(ZoneInfo("UTC"))


def _shown(state: "SandboxState", story: "Story") -> list[int]:
    """Three runs that tell the story: the discovery, the next painful run with a block, the newest painful one."""
    painful = [
        int(one["id"])
        for one in story.activities
        if state.has(int(one["id"])) and "/10 from" in state.text(int(one["id"]))
    ]
    after = [one for one in painful if "butt kicks" in state.text(one)]
    return list(dict.fromkeys([*after[:1], *after[len(after) // 2 :][:1], *after[-1:]]))


def _show(state: "SandboxState", activity_id: int) -> None:
    run = state.activity(activity_id)
    started = str(run["start_date_local"])[:10]
    miles = float(run["distance"]) / 1609.344
    click.echo(f"\n{started}  {run['name']}  {miles:.1f} mi")
    for line in state.text(activity_id).replace("\r\n", "\n").split("\n"):
        say(f"  | {line}".rstrip())
