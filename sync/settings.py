"""Settings from the environment and `.env` files: read once, checked at once, named when wrong.

Plain dataclass instead of pydantic-settings: `twinge --help` and `twinge status` must not import
pydantic, and a settings class of it costs 117 ms on top of what they need (research/libs, section 4).
"""

import re
import reprlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from io import StringIO
from pathlib import Path
from typing import Literal, TypeVar, cast
from urllib.parse import urlsplit

from annotations.insights.suspects import EXAMPLES as SUSPECTS
from annotations.insights.suspects import suspect_of
from annotations.model import Units
from sync.errors import SettingsError

PublishTarget = Literal["description", "private_note", "off"]
Audience = Literal["only_me", "followers_only", "everyone"]

_OURS = re.compile(r"\b(?:TWINGE|STRAVA)_[A-Z_]+")
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*([smhd])")
T = TypeVar("T")
_UNIT_S = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, typed. Paths are absolute."""

    home: Path
    notes: Path
    client_id: str | None = None
    client_secret: str | None = field(default=None, repr=False)
    units: Units = "km"
    publish: PublishTarget = "off"
    audience: Audience = "only_me"
    publish_after: timedelta = timedelta(hours=6)
    at: time = time(3, 40)
    database_url: str | None = field(default=None, repr=False)
    """None: the SQLite file in the home folder."""
    suspect: str | None = None
    """The subject of the insights that the runner suspects, such as `downhill_share`."""
    retention: timedelta = timedelta(days=7)
    strava_url: str = "https://www.strava.com"

    @property
    def database_path(self) -> Path:
        """The SQLite file; means nothing when `database_url` is set."""
        return self.home / "twinge.db"

    @property
    def report_path(self) -> Path:
        return self.home / "report.html"

    @property
    def physio_path(self) -> Path:
        return self.home / "report-for-physio.html"

    @property
    def backup_folder(self) -> Path:
        return self.home / "backup"

    def require_client(self) -> tuple[str, str]:
        """The API application's id and secret; raises SettingsError naming what is missing."""
        missing = [
            name
            for name, value in (
                ("STRAVA_CLIENT_ID", self.client_id),
                ("STRAVA_CLIENT_SECRET", self.client_secret),
            )
            if not value
        ]
        if missing or self.client_id is None or self.client_secret is None:
            raise SettingsError(
                f"{' and '.join(missing)} not set.",
                "Run `twinge init`, or put them into .env "
                "(your own API application: Strava, Settings, My API Application).",
            )
        return self.client_id, self.client_secret


def load(environ: Mapping[str, str], cwd: Path, default_home: Callable[[], Path]) -> Settings:
    """The settings that hold here: environment first, then `.env` in `cwd`, then `.env` in the home folder.

    `default_home` is asked only where TWINGE_HOME is not set. A relative path counts from the folder
    of the file that names it, and from `cwd` in the environment. Raises SettingsError naming the
    variable, the value (never a secret's) and the file it came from.
    """
    sources = [
        _Source("the environment", environ, cwd),
        _Source(str(cwd / ".env"), _dotenv(cwd / ".env"), cwd),
    ]
    home = _Lookup(sources).path("TWINGE_HOME") or default_home()
    sources.append(_Source(str(home / ".env"), _dotenv(home / ".env"), home))
    return _settings(_Lookup(sources), home)


@dataclass(frozen=True, slots=True)
class _Source:
    """Where values come from: its name for messages, and the folder that relative paths count from."""

    name: str
    values: Mapping[str, str]
    folder: Path


class _Lookup:
    def __init__(self, sources: list[_Source]) -> None:
        self._sources = sources

    def text(self, name: str) -> str | None:
        found = self._find(name)
        return found[0] if found else None

    def path(self, name: str) -> Path | None:
        found = self._find(name)
        if found is None:
            return None
        text, source = found
        try:
            return (source.folder / Path(text).expanduser()).absolute()
        except RuntimeError:  # a `~` whose home folder nobody knows
            raise _wrong(name, text, source, "a folder that can be found") from None

    def typed(
        self, name: str, default: T, read: Callable[[str], T], expected: str, *, shown: bool = True
    ) -> T:
        found = self._find(name)
        if found is None:
            return default
        text, source = found
        try:
            return read(text)
        except (ValueError, OverflowError):
            raise _wrong(name, text if shown else None, source, expected) from None

    def _find(self, name: str) -> tuple[str, _Source] | None:
        for source in self._sources:
            if value := source.values.get(name, "").strip():
                return value, source
        return None


def _wrong(name: str, text: str | None, source: _Source, expected: str) -> SettingsError:
    value = "can't be read" if text is None else f"is {reprlib.repr(text)}"
    return SettingsError(f"{name} {value} in {source.name}.", f"It should be {expected}.")


def _settings(look: _Lookup, home: Path) -> Settings:
    return Settings(
        home=home,
        notes=look.path("TWINGE_NOTES") or home / "notes",
        client_id=look.typed(
            "STRAVA_CLIENT_ID",
            None,
            _digits,
            "the number of your application",
            shown=False,  # the secret is easily put in its place
        ),
        client_secret=look.text("STRAVA_CLIENT_SECRET"),
        units=cast("Units", look.typed("TWINGE_UNITS", "km", _one_of("km", "mi"), "km or mi")),
        publish=cast(
            "PublishTarget",
            look.typed(
                "TWINGE_PUBLISH",
                "off",
                _one_of("description", "private_note", "off"),
                "description, private_note or off",
            ),
        ),
        audience=cast(
            "Audience",
            look.typed(
                "TWINGE_AUDIENCE",
                "only_me",
                _one_of("only_me", "followers_only", "everyone"),
                "only_me, followers_only or everyone",
            ),
        ),
        publish_after=look.typed(
            "TWINGE_PUBLISH_AFTER", timedelta(hours=6), _duration, "a duration such as 6h or 90m"
        ),
        at=look.typed("TWINGE_AT", time(3, 40), _clock_time, "a time of day such as 03:40"),
        database_url=look.text("TWINGE_DATABASE_URL"),
        suspect=look.typed("TWINGE_SUSPECT", None, _suspect, f"one of {SUSPECTS}"),
        retention=look.typed(
            "TWINGE_RETENTION_DAYS", timedelta(days=7), _days, "a number of days, 3 or more"
        ),
        strava_url=look.typed(
            "TWINGE_STRAVA_URL",
            "https://www.strava.com",
            _base_url,
            "an https address, or http to this machine",
            shown=False,  # it may hold a password
        ),
    )


def _dotenv(path: Path) -> dict[str, str]:
    """What the file sets. A broken line of ours is an error; what else stands there is for other programs."""
    from dotenv.parser import parse_stream  # 30 ms that `--help` need not pay

    try:
        if not path.is_file():
            return {}
        # an editor of Windows begins the file with a mark that would become part of the first name
        lines = list(parse_stream(StringIO(path.read_text(encoding="utf-8-sig"))))
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"{path} can't be read ({type(error).__name__}).", "It should be a text file of yours."
        ) from error
    for line in lines:
        text = line.original.string
        if line.error and (name := _OURS.search(text)):
            number = line.original.line + text[: name.start()].count("\n")
            raise SettingsError(
                f"{path}:{number}: the line with {name[0]} can't be read.",
                f'It should be {name[0]}=value; a value with blanks stands in "quotes".',
            )
    return {line.key: line.value for line in lines if line.key and line.value is not None}


def _one_of(*values: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text.lower() not in values:
            raise ValueError(text)
        return text.lower()

    return read


def _suspect(text: str) -> str:
    subject = suspect_of(text)
    if subject is None:
        raise ValueError(text)
    return subject


def _digits(text: str) -> str:
    if not text.isascii() or not text.isdigit():
        raise ValueError(text)
    return text


def _duration(text: str) -> timedelta:
    match = _DURATION.fullmatch(text.lower())
    if match is None:
        raise ValueError(text)
    return timedelta(seconds=float(match[1]) * _UNIT_S[match[2]])


def _clock_time(text: str) -> time:
    hour, _, minute = text.partition(":")
    return time(int(hour), int(minute))


def _days(text: str) -> timedelta:
    days = float(text)
    if not 3 <= days <= 36500:  # a full list is made every 2 days: less would delete living runs
        raise ValueError(text)
    return timedelta(days=days)


def _base_url(text: str) -> str:
    parts = urlsplit(text)
    secure = parts.scheme == "https" and parts.hostname
    loopback = parts.scheme == "http" and parts.hostname in _LOOPBACK
    more = parts.query or parts.fragment or parts.username is not None
    if not (secure or loopback) or more or parts.port == 0:  # asking for it checks the port
        raise ValueError(text)
    return parts.geturl().rstrip("/")
