import re
from contextlib import suppress
from datetime import time, timedelta
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.errors import SettingsError
from sync.settings import Settings, load

EXAMPLE = Path(__file__).parents[3] / ".env.example"


def nowhere() -> NoReturn:
    raise AssertionError("the default home was asked for though TWINGE_HOME is set")


def settings(
    tmp_path: Path, environ: dict[str, str], here: str = "", at_home: str = ""
) -> Settings:
    """The settings of a machine with these variables and `.env` files."""
    home, cwd = tmp_path / "home", tmp_path / "cwd"
    for folder, text in ((home, at_home), (cwd, here)):
        folder.mkdir(exist_ok=True)
        if text:
            (folder / ".env").write_text(text, encoding="utf-8")
    return load({"TWINGE_HOME": str(home), **environ}, cwd, nowhere)


def test_where_nothing_is_set_the_defaults_hold(tmp_path: Path) -> None:
    found = load({}, tmp_path, lambda: tmp_path / "data")
    assert found == Settings(home=tmp_path / "data", notes=tmp_path / "data" / "notes")
    assert found.database_path == tmp_path / "data" / "twinge.db"
    assert (found.units, found.publish, found.audience) == ("km", "off", "only_me")
    assert (found.publish_after, found.at, found.retention) == (
        timedelta(hours=6),
        time(3, 40),
        timedelta(days=7),
    )
    assert found.strava_url == "https://www.strava.com"


PRECEDENCE = {
    "the environment": ({"TWINGE_AT": "01:00"}, "TWINGE_AT=02:00", "TWINGE_AT=03:00", time(1)),
    ".env here": ({}, "TWINGE_AT=02:00", "TWINGE_AT=03:00", time(2)),
    ".env at home": ({}, "TWINGE_UNITS=mi", "TWINGE_AT=03:00", time(3)),
    "the default": ({}, "", "", time(3, 40)),
    "an empty one is none": ({"TWINGE_AT": " "}, "TWINGE_AT=", "TWINGE_AT=03:00", time(3)),
}


@pytest.mark.parametrize(
    ("environ", "here", "at_home", "expected"), PRECEDENCE.values(), ids=PRECEDENCE.keys()
)
def test_the_nearest_source_wins(
    tmp_path: Path, environ: dict[str, str], here: str, at_home: str, expected: time
) -> None:
    assert settings(tmp_path, environ, here, at_home).at == expected


def test_the_home_folder_may_be_named_by_the_env_file_here(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / ".env").write_text("TWINGE_UNITS=mi\n")
    (tmp_path / ".env").write_text("TWINGE_HOME=data\n")
    found = load({}, tmp_path, nowhere)
    assert (found.home, found.units) == (tmp_path / "data", "mi")


def test_a_relative_path_counts_from_the_file_that_names_it(tmp_path: Path) -> None:
    in_environment = settings(tmp_path, {"TWINGE_NOTES": "vault"})
    here = settings(tmp_path, {}, "TWINGE_NOTES=vault")
    (tmp_path / "cwd" / ".env").unlink()
    at_home = settings(tmp_path, {}, "", "TWINGE_NOTES=vault")
    assert in_environment.notes == here.notes == tmp_path / "cwd" / "vault"
    assert at_home.notes == tmp_path / "home" / "vault"


def test_a_tilde_is_the_home_of_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "me"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "me"))
    assert settings(tmp_path, {"TWINGE_NOTES": "~/vault"}).notes == tmp_path / "me" / "vault"


def test_a_tilde_of_nobody_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"TWINGE_NOTES .* in the environment"):
        settings(tmp_path, {"TWINGE_NOTES": "~no-such-user-here/vault"})


def test_a_mark_at_the_beginning_of_the_file_does_not_hide_its_first_line(tmp_path: Path) -> None:
    found = settings(tmp_path, {}, "\ufeffTWINGE_UNITS=mi\nTWINGE_SUSPECT='downhill'\n")
    assert (found.units, found.suspect) == ("mi", "downhill_share")


def test_a_dollar_in_a_secret_is_left_alone(tmp_path: Path) -> None:
    found = settings(tmp_path, {"HOME": "/x"}, "STRAVA_CLIENT_SECRET=a$HOME${HOME}b")
    assert found.client_secret == "a$HOME${HOME}b"


GOOD = {
    "units": ("TWINGE_UNITS", "MI", "units", "mi"),
    "publish": ("TWINGE_PUBLISH", "private_note", "publish", "private_note"),
    "audience": ("TWINGE_AUDIENCE", "everyone", "audience", "everyone"),
    "minutes": ("TWINGE_PUBLISH_AFTER", "90m", "publish_after", timedelta(minutes=90)),
    "days": ("TWINGE_PUBLISH_AFTER", "1.5 d", "publish_after", timedelta(hours=36)),
    "at once": ("TWINGE_PUBLISH_AFTER", "0s", "publish_after", timedelta()),
    "hour": ("TWINGE_AT", "3:05", "at", time(3, 5)),
    "retention": ("TWINGE_RETENTION_DAYS", "3", "retention", timedelta(days=3)),
    "id": ("STRAVA_CLIENT_ID", " 12345 ", "client_id", "12345"),
    "https": ("TWINGE_STRAVA_URL", "HTTPS://Strava.test/", "strava_url", "https://Strava.test"),
    "loopback": ("TWINGE_STRAVA_URL", "http://127.0.0.1:80", "strava_url", "http://127.0.0.1:80"),
    "loopback, six": ("TWINGE_STRAVA_URL", "http://[::1]:80", "strava_url", "http://[::1]:80"),
}


@pytest.mark.parametrize(("name", "text", "field", "value"), GOOD.values(), ids=GOOD.keys())
def test_good_values_are_typed(
    tmp_path: Path, name: str, text: str, field: str, value: object
) -> None:
    assert getattr(settings(tmp_path, {name: text}), field) == value


BAD = [
    ("STRAVA_CLIENT_ID", "abcdef0123"),
    ("STRAVA_CLIENT_ID", "-5"),
    ("STRAVA_CLIENT_ID", "１２"),  # noqa: RUF001 - digits of another script are none to Strava
    ("TWINGE_UNITS", "furlong"),
    ("TWINGE_PUBLISH", "yes"),
    ("TWINGE_AUDIENCE", "friends"),
    ("TWINGE_PUBLISH_AFTER", "6"),
    ("TWINGE_PUBLISH_AFTER", "-6h"),
    ("TWINGE_PUBLISH_AFTER", "9" * 400 + "d"),
    ("TWINGE_AT", "25:00"),
    ("TWINGE_AT", "3"),
    ("TWINGE_AT", "03:40:00"),
    ("TWINGE_AT", "noon"),
    ("TWINGE_RETENTION_DAYS", "2"),
    ("TWINGE_RETENTION_DAYS", "nan"),
    ("TWINGE_RETENTION_DAYS", "1e9"),
    ("TWINGE_RETENTION_DAYS", "week"),
    ("TWINGE_STRAVA_URL", "http://www.strava.com"),
    ("TWINGE_STRAVA_URL", "http://127.0.0.1.example.org"),
    ("TWINGE_STRAVA_URL", "http://127.0.0.1@example.org"),
    ("TWINGE_STRAVA_URL", "http://127.0.0.1#@example.org"),
    ("TWINGE_STRAVA_URL", "https://me:canary@strava.test"),
    ("TWINGE_STRAVA_URL", "https://strava.test?x=1"),
    ("TWINGE_STRAVA_URL", "https://strava.test:99999"),
    ("TWINGE_STRAVA_URL", "https://[strava"),
    ("TWINGE_STRAVA_URL", "https://"),
    ("TWINGE_STRAVA_URL", "ftp://127.0.0.1"),
    ("TWINGE_STRAVA_URL", "www.strava.com"),
]


@pytest.mark.parametrize(("name", "text"), BAD, ids=[f"{name} {text[:30]}" for name, text in BAD])
@pytest.mark.parametrize("source", ["the environment", "cwd", "home"])
def test_a_bad_value_is_named_with_where_it_stands(
    tmp_path: Path, name: str, text: str, source: str
) -> None:
    line = f"{name}='{text}'\n"
    with pytest.raises(SettingsError) as wrong:
        settings(
            tmp_path,
            {name: text} if source == "the environment" else {},
            line if source == "cwd" else "",
            line if source == "home" else "",
        )
    where = source if source == "the environment" else str(tmp_path / source / ".env")
    assert wrong.value.exit_code == 2
    assert name in wrong.value.message
    assert where in wrong.value.message
    assert wrong.value.hint.startswith("It should be ")
    assert len(str(wrong.value)) < 300


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("STRAVA_CLIENT_ID", "canary-secret-in-the-wrong-line"),
        ("TWINGE_STRAVA_URL", "https://canary:canary@strava.test"),
    ],
)
def test_what_may_be_a_secret_is_not_shown(tmp_path: Path, name: str, text: str) -> None:
    with pytest.raises(SettingsError) as wrong:
        settings(tmp_path, {name: text})
    assert "canary" not in str(wrong.value)


def test_settings_show_no_secret(tmp_path: Path) -> None:
    given = {"STRAVA_CLIENT_SECRET": "canary", "TWINGE_DATABASE_URL": "postgresql://u:canary@h/d"}
    assert "canary" not in repr(settings(tmp_path, given))


@pytest.mark.parametrize(
    ("environ", "missing"),
    [
        ({}, "STRAVA_CLIENT_ID and STRAVA_CLIENT_SECRET not set"),
        ({"STRAVA_CLIENT_ID": "1"}, "STRAVA_CLIENT_SECRET not set"),
        ({"STRAVA_CLIENT_SECRET": "canary"}, "STRAVA_CLIENT_ID not set"),
    ],
)
def test_a_missing_application_is_named(
    tmp_path: Path, environ: dict[str, str], missing: str
) -> None:
    with pytest.raises(SettingsError, match=f"^{missing}") as wrong:
        settings(tmp_path, environ).require_client()
    assert "canary" not in str(wrong.value)


def test_an_env_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"TWINGE_UNITS=\xff\xfe")
    with pytest.raises(SettingsError, match=re.escape(str(tmp_path / ".env"))):
        load({"TWINGE_HOME": str(tmp_path / "home")}, tmp_path, nowhere)


@pytest.mark.parametrize(
    "line", ["TWINGE_UNITS mi", 'TWINGE_UNITS="mi', "TWINGE_UNITS: mi", "export TWINGE_UNITS mi"]
)
def test_a_broken_line_of_ours_is_named_by_its_number(tmp_path: Path, line: str) -> None:
    """A setting that is passed over would have its default in silence: other units, another home."""
    (tmp_path / ".env").write_text(f"# mine\n\nSTRAVA_CLIENT_SECRET=canary\n\n{line}\n", "utf-8")

    with pytest.raises(SettingsError, match=r"\.env:5: the line with TWINGE_UNITS") as wrong:
        load({"TWINGE_HOME": str(tmp_path / "home")}, tmp_path, nowhere)

    assert "canary" not in str(wrong.value)


def test_what_other_programs_write_into_an_env_file_stands_in_nobody_s_way(tmp_path: Path) -> None:
    text = 'this is no line\n===\nexport\nOTHER="x\nTWINGE_UNITS=mi\n'
    (tmp_path / ".env").write_text(text, "utf-8")

    assert load({"TWINGE_HOME": str(tmp_path / "home")}, tmp_path, nowhere).units == "mi"


class Asked(dict[str, str]):
    """An environment that remembers what it was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def get(self, name: str, default: str | None = None) -> str | None:  # type: ignore[override]
        self.names.add(name)
        return default


def test_the_example_file_lists_exactly_what_is_read(tmp_path: Path) -> None:
    asked = Asked()
    load(asked, tmp_path, lambda: tmp_path)
    listed = re.findall(r"(?m)^#?([A-Z][A-Z_]+)=", EXAMPLE.read_text("utf-8"))
    assert sorted(listed) == sorted(asked.names)
    assert len(listed) == len(set(listed))


def test_the_example_file_as_it_stands_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(EXAMPLE.read_bytes())
    plain = load({"TWINGE_HOME": str(tmp_path)}, tmp_path / "elsewhere", nowhere)
    assert load({"TWINGE_HOME": str(tmp_path)}, tmp_path, nowhere) == plain


def test_the_example_file_with_every_line_in_force_shows_the_defaults(tmp_path: Path) -> None:
    text = re.sub(r"(?m)^#([A-Z][A-Z_]+=)", r"\1", EXAMPLE.read_text("utf-8"))
    (tmp_path / ".env").write_text(text, "utf-8")
    plain = load({}, tmp_path / "elsewhere", lambda: tmp_path / "home")
    assert load({}, tmp_path, lambda: tmp_path / "home") == plain


@given(st.sampled_from([name for name, _ in BAD]), st.text())
def test_no_value_is_bad_enough_for_another_error(name: str, text: str) -> None:
    with suppress(SettingsError):
        load({name: text}, Path("/nowhere/at/all"), lambda: Path("/nowhere/home"))
