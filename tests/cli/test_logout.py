"""`logout`: the login is gone whatever happens, and with --purge every byte that came from Strava."""

import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from filelock import FileLock, Timeout
from runners_machine import Machine

from sync.sandbox import faults
from sync.sandbox.outing import ATHLETE_ID, Outing, activity_of
from sync.sandbox.server import Sandbox
from sync.sandbox.state import SandboxState

RUN = 8_765_432_101
NAME, DEVICE = "Canary Lane loop", "Canary Watch 7"
DESCRIPTION, PRIVATE = "Herons by the canary weir.", "Canary thoughts, mine alone."
"""The private note is asked for by nobody here, and must not turn up either."""
SHOE = {"id": "g77001122", "name": "Canary Racer", "primary": True, "distance": 1.0}


@pytest.fixture
def strava() -> Iterator[Sandbox]:
    start = datetime.now() - timedelta(days=2)  # noqa: DTZ005 - a wall clock's
    state = SandboxState(gear=[SHOE])
    for at in range(3):
        outing = Outing(
            id=RUN + at,
            start_local=start - timedelta(days=at),
            distance_m=8046.7,
            moving_s=2900,
            gear_id=str(SHOE["id"]),
            visibility="only_me",
            name=NAME,
            description=DESCRIPTION,
            private_note=PRIVATE,
            device=DEVICE,
        )
        state.add(activity_of(outing))
    with Sandbox(state) as running:
        yield running


@pytest.fixture
def home(machine: Machine, strava: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """Logged in and writing, with a note on the newest run."""
    monkeypatch.setenv("TWINGE_STRAVA_URL", strava.url)
    monkeypatch.setenv("STRAVA_CLIENT_ID", strava.state.app.client_id)
    monkeypatch.setenv("STRAVA_CLIENT_SECRET", strava.state.app.client_secret)
    monkeypatch.setenv("TWINGE_PUBLISH", "description")
    machine.write_note("knee.md", f"---\nstrava: {RUN}\npain: 3\nwhere: right knee\n---\n")
    machine.log_in()
    return machine


def kinds(strava: Sandbox) -> list[str]:
    return [entry.kind for entry in strava.state.requests]


def test_logout_gives_the_login_back(home: Machine, strava: Sandbox) -> None:
    ran = home.twinge("logout")

    assert ran.code == 0
    assert "Strava has forgotten the login" in ran.out
    assert kinds(strava)[-1] == "revoke"
    assert not (home.home / "tokens.json").exists()
    assert home.twinge("logout").out == "Not logged in.\n"
    assert home.twinge("sync").code == 4


@pytest.mark.parametrize("trouble", ["nobody there", "refused", "no secret", "garbled", "a link"])
def test_the_login_is_deleted_though_strava_can_not_be_told(
    home: Machine, strava: Sandbox, monkeypatch: pytest.MonkeyPatch, trouble: str, tmp_path: Path
) -> None:
    path = home.home / "tokens.json"
    if trouble == "nobody there":
        monkeypatch.setenv("TWINGE_STRAVA_URL", "http://127.0.0.1:9")
    elif trouble == "refused":
        strava.state.inject("POST", "/oauth/", faults.status(503), times=None)
    elif trouble == "no secret":
        monkeypatch.delenv("STRAVA_CLIENT_SECRET")
    elif trouble == "garbled":
        path.write_bytes(path.read_bytes()[:40])
    else:
        path.rename(tmp_path / "elsewhere.json")
        path.symlink_to(tmp_path / "elsewhere.json")

    ran = home.twinge("logout")

    assert ran.code == 0
    assert "could not be told" in ran.err
    assert "My Apps" in ran.err
    assert not path.exists()
    assert not path.is_symlink()


def canaries(home: Machine) -> dict[str, bytes]:
    """What only Strava, or a login, can have told."""
    tokens = (home.home / "tokens.json").read_text()
    secrets = {f"token {at}": word for at, word in enumerate(tokens.split('"')) if len(word) == 40}
    assert len(secrets) >= 2
    given = {
        "name": NAME,
        "description": DESCRIPTION,
        "device": DEVICE,
        "shoe": "Canary Racer",
        "id": str(RUN),
        "athlete": str(ATHLETE_ID),
    }
    return {name: text.encode() for name, text in {**given, **secrets}.items()}


def found(folders: list[Path], words: dict[str, bytes]) -> set[str]:
    """The words that stand in any byte of any file."""
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    data = b"\n".join(path.read_bytes() for path in files)
    return {name for name, word in words.items() if word in data}


@pytest.mark.parametrize("elsewhere", [False, True], ids=["in the home folder", "by its URL"])
def test_purge_leaves_no_byte_of_stravas(
    home: Machine, strava: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, elsewhere: bool
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    if elsewhere:
        monkeypatch.setenv("TWINGE_DATABASE_URL", f"sqlite:///{other / 'mine.db'}")
    words = canaries(home)
    report = home.night()
    assert report.publish.written == [RUN], report.as_json()
    strava.state.runner_edits(RUN + 1, name="Quiet now")
    home.night()
    for left_over in ("tokens.json.tmp", "report.html.1.tmp", "twinge.db-journal"):
        (home.home / left_over).write_bytes(b"\n".join(words.values()))
    assert found([home.home, other], words) == words.keys()
    kept = {path: path.read_bytes() for path in home.notes.rglob("*.md")}
    (home.home / ".env").write_text("TWINGE_UNITS=mi\n")

    ran = home.twinge("logout", "--purge", "--yes")

    assert ran.code == 0, ran.err
    assert ran.out.endswith(f"Your notes stay, and so does {home.home / '.env'}.\n")
    assert found([home.home, other], {**words, "private": PRIVATE.encode()}) == set()
    left = sorted(path.name for path in home.home.iterdir())
    assert left == [".env", "run.lock", "tokens.lock"]
    assert {path: path.read_bytes() for path in home.notes.rglob("*.md")} == kept
    assert home.twinge("nightly").code == 4
    (home.home / ".env").unlink()
    assert home.twinge("logout", "--purge", "--yes").out.endswith("Your notes stay.\n")


@pytest.mark.parametrize("trouble", [None, "/oauth/"])
def test_the_login_is_deleted_while_nobody_else_can_renew_it(
    home: Machine, strava: Sandbox, trouble: str | None
) -> None:
    """Seen as the file goes: whoever waits for the lock finds no login, and brings none back."""
    lock, locked = home.home / "tokens.lock", list[bool]()
    if trouble:
        strava.state.inject("POST", trouble, faults.status(503), times=None)

    def watch(_frame: object, event: str, function: object) -> None:
        if event == "c_call" and getattr(function, "__name__", "") == "unlink":
            locked.append(is_locked(lock))

    sys.setprofile(watch)
    try:
        ran = home.twinge("logout")
    finally:
        sys.setprofile(None)

    assert ran.code == 0
    assert locked
    assert all(locked)
    assert not is_locked(lock)


def is_locked(path: Path) -> bool:
    try:
        with FileLock(path, timeout=0):
            return False
    except Timeout:
        return True


def test_purge_deletes_the_files_though_the_database_is_away(
    home: Machine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    words = canaries(home)
    home.night()
    monkeypatch.setenv("TWINGE_DATABASE_URL", f"sqlite:///{tmp_path}")

    ran = home.twinge("logout", "--purge", "--yes")

    assert ran.code == 6
    assert found([home.home], words) == set()
