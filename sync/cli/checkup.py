"""What `twinge doctor` looks at: each part says whether it is well, and how to mend it where it is not."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sync.errors import Exit, SettingsError, TwingeError
from sync.ports import TEXT_FIELDS, Clock, Store
from sync.settings import Settings

ROOM_BYTES = 20_000_000
SKEW = timedelta(minutes=5)
FILES_ALONE = "by `twinge import` alone, without Strava's API; with it (`twinge init`) new runs come by themselves"


@dataclass(frozen=True, slots=True)
class Check:
    """One part: how it is, what to do about it, and the exit code that it stands for; 0 when all is well."""

    name: str
    says: str
    mend: str = ""
    code: Exit = Exit.OK


def checkup(settings: Settings, clock: Clock) -> Iterator[Check]:
    """Every part in turn; one that is broken hides no other. Sends one GET where there is a login."""
    online = not _by_files_alone(settings)
    yield _application(settings) if online else Check("Settings", FILES_ALONE)
    yield _home(settings)
    yield _notes(settings)
    if online:
        yield _login(settings, clock)
    yield from _stored(settings, clock, online=online)


def _by_files_alone(settings: Settings) -> bool:
    """Whether this runner imports and has nothing to do with the API: then it is not missing."""
    from sync.wiring import open_store

    login = settings.home / "tokens.json"
    if settings.client_id or settings.client_secret or login.exists():
        return False
    if settings.database_url is None and not settings.database_path.exists():
        return False
    try:
        with open_store(settings) as store:
            return bool(store.activities.imported_digests())
    except TwingeError:  # told by the database's own check
        return False


def unfit(name: str, error: TwingeError) -> Check:
    return Check(name, error.message, error.hint, error.exit_code)


def _application(settings: Settings) -> Check:
    try:
        settings.require_client()
    except SettingsError as error:
        return unfit("Settings", error)
    return Check("Settings", f"writing: {settings.publish}, audience: {settings.audience}")


def _home(settings: Settings) -> Check:
    home = settings.home
    if not home.is_dir():
        return Check("Home", f"{home} is not there.", "Run `twinge init`.", Exit.DISK)
    if not os.access(home, os.R_OK | os.W_OK | os.X_OK) or _read_only(settings):
        mend = "Mend its permissions, or set TWINGE_HOME to another folder."
        return Check("Home", f"{home} can't be written.", mend, Exit.DISK)
    if shutil.disk_usage(home).free < ROOM_BYTES:
        return Check("Home", f"The disk of {home} is almost full.", "Make room.", Exit.DISK)
    return Check("Home", str(home))


def _read_only(settings: Settings) -> bool:
    return os.name == "posix" and bool(os.statvfs(settings.home).f_flag & os.ST_RDONLY)


def _notes(settings: Settings) -> Check:
    folder = settings.notes
    if not folder.is_dir():
        mend = "Run `twinge init`, or set TWINGE_NOTES to where they are."
        return Check("Notes", f"The folder {folder} is not there.", mend, Exit.HELD_BACK)
    if not os.access(folder, os.R_OK | os.X_OK):
        mend = "Mend its permissions."
        return Check("Notes", f"The folder {folder} can't be read.", mend, Exit.HELD_BACK)
    return Check("Notes", str(folder))


def _login(settings: Settings, clock: Clock) -> Check:
    from sync.strava.login import WRITE_SCOPE
    from sync.wiring import open_login

    try:
        tokens = open_login(settings, clock).file.require()
    except TwingeError as error:
        return unfit("Login", error)
    lacking = [
        scope
        for scope in ("activity:read_all", *([] if settings.publish == "off" else [WRITE_SCOPE]))
        if scope not in tokens.scopes
    ]
    if lacking:
        mend = "Run `twinge login` again and leave the boxes ticked."
        return Check("Login", f"Not granted: {', '.join(lacking)}.", mend, Exit.LOGIN_NEEDED)
    return Check("Login", ", ".join(tokens.scopes))


def _stored(settings: Settings, clock: Clock, *, online: bool) -> Iterator[Check]:
    """What only the database tells; it is not made anew where there is none."""
    from sync.store.backups import read_backups
    from sync.wiring import open_store

    try:
        backups = read_backups(settings.backup_folder)
        if settings.database_url is None and not settings.database_path.exists():
            yield _no_database(bool(backups.lines))
            return
        with open_store(settings) as store:
            yield Check("Database", f"{store.activities.count()} activities")
            yield _backups(settings, store)
            yield _breaker(store)
            yield from _trials(store)
            if online:
                yield _limits(store, clock)
                yield _strava(settings, store, clock)
    except TwingeError as error:
        yield unfit("Database", error)


def _no_database(lost: bool) -> Check:
    if not lost:
        return Check("Database", "none yet: `twinge sync` makes it")
    mend = "Run `twinge sync`, then `twinge publish --rescan`: it learns which blocks are ours."
    return Check("Database", "It is gone, and the backup files are there.", mend, Exit.DISK)


def _backups(settings: Settings, store: Store) -> Check:
    from sync.store.copies import nightly_copies

    backups = store.journal.backups()
    if backups.damaged:
        says = f"Damaged and of no use: {', '.join(backups.damaged[:3])}."
        mend = "The other lines are whole; `twinge export-originals DIR` copies the texts out."
        return Check("Backups", says, mend, Exit.SOME_SKIPPED)
    forgotten = sum(len(store.journal.forgotten(field)) for field in TEXT_FIELDS)
    if forgotten:
        says = f"{forgotten} activities are known to them and not to the database."
        return Check("Backups", says, "Run `twinge publish --rescan`.", Exit.SOME_SKIPPED)
    copies = nightly_copies(settings.backup_folder)
    newest = f", the newest copy of the database is {copies[0].name}" if copies else ""
    return Check("Backups", f"{len(backups.lines)} texts{newest}")


def _breaker(store: Store) -> Check:
    from sync.pipeline.stopped import way_on

    try:
        breaker = store.journal.breaker()
    except TwingeError as error:
        return unfit("Writing", error)
    if breaker is None:
        return Check("Writing", "not stopped")
    return Check(
        "Writing",
        f"Stopped since {breaker.since:%Y-%m-%d}: {breaker.why} (activity {breaker.activity_id}).",
        way_on(breaker),
        Exit.BREAKER,
    )


def _trials(store: Store) -> Iterator[Check]:
    from sync.plan import open_trial

    waiting = 0
    for field in TEXT_FIELDS:
        for activity_id, why in store.journal.hands_off(field).items():
            if why == open_trial(activity_id):
                says = f"A trial text may stand in activity {activity_id}."
                mend = f"`twinge doctor --canary {activity_id}` puts yours back."
                yield Check("Trial", says, mend, Exit.SOME_SKIPPED)
        known = store.journal.survivors(field)
        waiting += sum(bool(held - known) for held in store.journal.waiting(field).values())
    if waiting:
        yield Check(
            "Trial",
            f"{waiting} texts with & < > or mentions wait: `twinge doctor --canary` tries on a "
            "private activity whether Strava keeps these",
        )


def _limits(store: Store, clock: Clock) -> Check:
    from sync.strava.budget import MEMORY, from_text, left, scarcest, wait_until_s

    now_s = clock.now().timestamp()
    budget = from_text(store.memory.get(MEMORY))
    until_s = wait_until_s(budget, now_s, 0)
    if until_s > now_s:
        until = datetime.fromtimestamp(until_s, clock.now().tzinfo)
        says = f"Strava's request limit is spent until {until:%H:%M} UTC."
        return Check("Limits", says, "The next run after that goes on.", Exit.TRY_LATER)
    few = scarcest(left(budget, now_s))
    if few is None:
        return Check("Limits", "not known yet")
    return Check("Limits", f"{few[0]} requests left now, {few[1]} today")


def _strava(settings: Settings, store: Store, clock: Clock) -> Check:
    """One request: whether Strava takes the login, and whether this machine's clock is right."""
    from sync.wiring import clock_ahead_s

    try:
        ahead_s = clock_ahead_s(settings, store, clock)
    except TwingeError as error:
        return unfit("Strava", error)
    if ahead_s is not None and abs(ahead_s) > SKEW.total_seconds():
        how = "ahead of" if ahead_s > 0 else "behind"
        says = f"This machine's clock is {abs(ahead_s) / 60:.0f} minutes {how} Strava's."
        return Check(
            "Clock", says, "Set the machine's time, or switch on its time service.", Exit.USAGE
        )
    return Check("Strava", "answers, and the clocks agree")
