"""Each thing that may be wrong on a runner's machine: one sentence, the right exit code, nothing lost."""

import shutil
import sqlite3
from pathlib import Path

import pytest
from runners_machine import Machine, Ran

from sync.sandbox.state import SandboxState


def sentence(ran: Ran) -> str:
    """What was said, after looking that it is for a person."""
    assert "Traceback" not in ran.err
    assert ran.err.startswith("twinge: ")
    return ran.err


@pytest.mark.parametrize("command", ["sync", "nightly", "login", "daemon"])
def test_without_settings_the_missing_ones_are_named(machine: Machine, command: str) -> None:
    ran = machine.twinge(command)

    assert ran.code == 2
    assert "STRAVA_CLIENT_ID and STRAVA_CLIENT_SECRET not set" in sentence(ran)
    assert "twinge init" in ran.err


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("TWINGE_UNITS", "furlong", "km or mi"),
        ("TWINGE_AT", "25:00", "a time of day"),
        ("TWINGE_PUBLISH", "yes", "description, private_note or off"),
        ("TWINGE_PUBLISH_AFTER", "soon", "a duration"),
        ("TWINGE_RETENTION_DAYS", "1", "3 or more"),
        ("TWINGE_STRAVA_URL", "http://example.org", "http to this machine"),
    ],
)
def test_a_setting_that_cannot_be_read_is_named(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)

    ran = machine.twinge("status")

    assert ran.code == 2
    assert name in sentence(ran)
    assert said in ran.err


def test_without_a_login_the_notes_are_still_read(runner: Machine, strava: SandboxState) -> None:
    (runner.home / "tokens.json").unlink()

    ran = runner.twinge("nightly", "--json")

    assert ran.code == 4
    assert ran.json["notes"]["waiting"] > 0
    assert ran.json["stopped"] == ["Not logged in to Strava. Run `twinge login`."]
    assert strava.counts()["list"] == 0


def test_a_revoked_login_says_so(runner: Machine, strava: SandboxState) -> None:
    runner.twinge("sync")
    strava.revoke_all()

    ran = runner.twinge("nightly")

    assert ran.code == 4
    assert "no longer accepts the login" in sentence(ran)
    assert "50 of 50 notes matched" in ran.out


def test_a_wrong_secret_is_told_apart_from_a_lost_login(
    runner: Machine, strava: SandboxState, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STRAVA_CLIENT_SECRET", "wrong")
    strava.revoke_all()

    ran = runner.twinge("sync")

    assert ran.code == 4
    assert "the client id or its secret is wrong" in sentence(ran)


def test_no_network_is_no_fault_of_the_runner(
    runner: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TWINGE_STRAVA_URL", "http://127.0.0.1:9")

    ran = runner.twinge("sync")

    assert ran.code == 75
    assert "can't be reached" in sentence(ran)


def test_a_missing_notes_folder_asks_for_init_on_a_new_machine(
    runner: Machine, strava: SandboxState
) -> None:
    shutil.rmtree(runner.notes)

    ran = runner.twinge("nightly")

    assert ran.code == 2
    assert "does not exist" in sentence(ran)


@pytest.mark.parametrize("emptied", [True, False], ids=["emptied", "missing"])
def test_notes_that_vanish_change_nothing(
    runner: Machine, strava: SandboxState, emptied: bool
) -> None:
    runner.twinge("nightly")
    away = runner.notes.rename(runner.notes.with_name("away"))
    if emptied:
        runner.notes.mkdir()

    ran = runner.twinge("nightly")

    assert ran.code == 3
    assert "Nothing was changed" in sentence(ran)
    if emptied:
        runner.notes.rmdir()
    away.rename(runner.notes)
    mark = len(strava.requests)
    again = runner.twinge("nightly")
    assert again.code == 0
    assert "50 of 50 notes matched" in again.out
    assert strava.counts(mark)["put"] == 0


def test_a_folder_without_notes_is_a_fine_beginning(runner: Machine, strava: SandboxState) -> None:
    shutil.rmtree(runner.notes)
    runner.notes.mkdir()

    ran = runner.twinge("nightly")

    assert ran.code == 0
    assert "0 of 0 notes matched" in ran.out
    checked = runner.twinge("check")
    assert checked.code == 0
    assert "`twinge note` makes one" in checked.out


def test_a_note_that_is_not_yaml_is_named_and_the_others_go_on(
    runner: Machine, strava: SandboxState
) -> None:
    runner.write_note("2026/broken.md", "---\npain: [3\n---\n")

    ran = runner.twinge("nightly")

    assert ran.code == 5
    assert "2026/broken.md:2:7: " in sentence(ran)
    assert "50 of 50 notes matched; 1 with mistakes" in ran.out
    assert "8 written" in ran.out


def test_a_half_saved_note_costs_nothing(runner: Machine, strava: SandboxState) -> None:
    runner.twinge("nightly")
    path = next(p for p in sorted(runner.notes.rglob("*.md"), reverse=True) if "2" in p.name[:1])
    whole = path.read_bytes()
    mark = len(strava.requests)

    for length in (0, 1, 4, len(whole) // 2, len(whole) - 5):
        path.write_bytes(whole[:length])
        ran = runner.twinge("nightly", "--json")
        assert ran.code in (0, 5)

    path.write_bytes(whole)
    assert "50 of 50 notes matched" in runner.twinge("nightly").out
    assert strava.counts(mark)["put"] == 0


def _newer(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("update alembic_version set version_num = '9999'")
    connection.close()


def _garbage(path: Path) -> None:
    path.write_bytes(b"not a database" * 100)


def _flipped(path: Path) -> None:
    data = bytearray(path.read_bytes())
    for at in range(8192, len(data), 97):
        data[at] ^= 0xFF
    path.write_bytes(data)


@pytest.mark.parametrize(
    ("damage", "said"),
    [(_newer, "from a newer Twinge"), (_garbage, "is damaged"), (_flipped, "is damaged")],
    ids=["newer", "garbage", "flipped bits"],
)
def test_a_database_that_cannot_be_used_is_left_as_it_is(
    runner: Machine, strava: SandboxState, damage: object, said: str
) -> None:
    runner.twinge("nightly")
    path = runner.home / "twinge.db"
    damage(path)  # type: ignore[operator]
    before, mark = path.read_bytes(), len(strava.requests)

    ran = runner.twinge("nightly", "--json")

    assert ran.code == 6
    assert said in sentence(ran)
    assert ran.json["exit_code"] == 6
    assert path.read_bytes() == before
    assert len(strava.requests) == mark
    assert runner.twinge("status").code == 0


def test_after_a_lost_database_no_second_block_is_written(
    runner: Machine, strava: SandboxState
) -> None:
    runner.twinge("nightly")
    texts = {key: found[-1].text for key, found in strava.versions.items() if found}
    (runner.home / "twinge.db").unlink()

    ran = runner.twinge("nightly")

    assert ran.code == 5
    assert "`twinge publish --rescan` learns it again" in ran.err
    assert texts == {key: found[-1].text for key, found in strava.versions.items() if found}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nonsense",), "No such command"),
        (("undo",), "Give an activity's id, or --all"),
        (("note", "1999-01-01"), "There is no run '1999-01-01'"),
        (("note", "2026-02-30"), "2026-02-30 is no day of the calendar"),
        (("login", "--wait", "-5"), "not in the range"),
        (("publish", "--dry-run", "--resume"), "--dry-run changes nothing"),
        (("publish", "--dry-run", "--adopt", "1"), "--dry-run changes nothing"),
        (("ok", "--since", "yesterday"), "does not match the format"),
        (("publish", "--adopt", "x"), "not a valid integer"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_words_that_mean_nothing_are_answered_with_a_hint(
    runner: Machine, strava: SandboxState, arguments: tuple[str, ...], said: str
) -> None:
    runner.twinge("sync")

    ran = runner.twinge(*arguments)

    assert ran.code == 2
    assert said in ran.err
    assert "Traceback" not in ran.err
