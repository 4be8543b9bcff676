"""`init`, `login`, `logout` as a person meets them."""

import stat
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

import pytest
from runners_machine import Machine

from sync.cli.main import call
from sync.sandbox.visitor import consent


@pytest.mark.parametrize(
    ("untick", "code", "said"),
    [
        ((), 0, ""),
        (("activity:write",), 4, "Not granted: activity:write"),
        (("activity:read_all",), 4, "activity:read_all was not granted"),
    ],
    ids=["all granted", "no writing", "no reading"],
)
def test_no_browser_prints_the_address_alone_and_waits(
    settled: Machine,
    untick: tuple[str, ...],
    code: int,
    said: str,
) -> None:
    process = settled.spawn("login", "--no-browser")
    assert process.stdout is not None
    address = process.stdout.readline().strip()
    asked = parse_qs(urlsplit(address).query)
    assert asked["scope"] == ["read,activity:read_all,activity:write"]
    assert asked["redirect_uri"][0].startswith("http://127.0.0.1:")

    with pytest.raises(OSError, match="404"):
        urlopen(asked["redirect_uri"][0] + "?state=guessed&code=stolen")  # noqa: S310
    consent(address, untick=frozenset(untick))
    out, err = process.communicate(timeout=20)

    assert process.returncode == code
    assert said in err
    logged_in = "activity:read_all" not in untick
    assert (settled.home / "tokens.json").exists() is logged_in
    if logged_in:
        assert out == "Logged in.\n"
        assert stat.S_IMODE((settled.home / "tokens.json").stat().st_mode) == 0o600


def test_a_login_without_writing_asks_for_reading_only(
    settled: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TWINGE_PUBLISH", "off")
    process = settled.spawn("login", "--no-browser", "--wait", "0.2")

    out, err = process.communicate(timeout=20)

    assert "activity%3Awrite" not in out
    assert process.returncode == 4
    assert "Nobody answered" in err


def test_init_writes_settings_for_the_owner_only_and_one_example(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("TWINGE_NOTES")
    answers = ["4711", "s3cret", "mi", str(tmp_path / "vault"), "description", "followers_only"]
    process = machine.spawn_with_input("init", lines=answers)

    assert process.returncode == 0, process.stderr
    env = machine.home / ".env"
    assert stat.S_IMODE(env.stat().st_mode) == 0o600
    text = env.read_text()
    for line in (
        "STRAVA_CLIENT_ID='4711'",
        "TWINGE_UNITS='mi'",
        "TWINGE_AUDIENCE='followers_only'",
    ):
        assert line.replace("'", "") in text.replace("'", "")
    assert [path.name for path in (tmp_path / "vault").iterdir()] == ["example.md"]
    assert "s3cret" not in process.stdout + process.stderr


def test_a_relative_notes_folder_is_made_where_the_runner_stands(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """In .env it would count from the home folder, which is not where the runner is."""
    monkeypatch.delenv("TWINGE_NOTES")
    monkeypatch.chdir(tmp_path)
    process = machine.spawn_with_input("init", lines=["1", "s", "", "vault", "", ""])

    assert process.returncode == 0, process.stderr
    assert [path.name for path in (tmp_path / "vault").iterdir()] == ["example.md"]
    assert f"TWINGE_NOTES={tmp_path / 'vault'}" in (machine.home / ".env").read_text().replace(
        "'", ""
    )


def test_init_again_keeps_what_is_there(machine: Machine) -> None:
    machine.home.mkdir()
    env = machine.home / ".env"
    env.write_text("# mine\nSTRAVA_CLIENT_ID=4711\nSTRAVA_CLIENT_SECRET=abc\nOTHER=x\n")
    note = machine.write_note("2026-01-01.md", "---\npain: 1\nwhere: knee\n---\n")

    code = call(["init", "--yes"])

    assert code == 0
    text = env.read_text().replace("'", "")
    for line in ("# mine", "OTHER=x", "STRAVA_CLIENT_ID=4711", "STRAVA_CLIENT_SECRET=abc"):
        assert line in text
    assert [path.name for path in machine.notes.iterdir()] == [note.name]
