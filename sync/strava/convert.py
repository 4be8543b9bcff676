"""An activity of a list page as a Run: what we need is checked, everything else stays in the raw JSON."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from annotations.model import ActivityId, Metres, Run, Seconds
from sync.ports import Broken, Page, Pulled

READING = 1
"""The version of `activity`: after a change the store reads the JSON that it keeps once more."""
HIDDEN_START = (0, 0, 1)
"""Strava shows a hidden start time as one second past midnight."""
MOST = 1e9
"""No distance in metres and no duration in seconds is larger: a million kilometres, thirty years."""

_FURTHEST = timedelta(hours=15)
"""No place's clock is further from UTC."""
_WHOLE = re.compile(r"[1-9][0-9]{0,17}")
_SHOWN = 80
_SHOE_CHARACTERS = 60


def page(items: list[Any]) -> Page:
    """A list answer as a page; an entry that can't be read is named and never stops the others."""
    pulled: list[Pulled] = []
    broken: list[Broken] = []
    for item in items:
        try:
            pulled.append(activity(item))
        except ValueError as error:
            broken.append(Broken(_subject(item), str(error), _id_of(item)))
    return Page(tuple(pulled), tuple(broken))


def activity(raw: Any) -> Pulled:
    """One entry; raises ValueError with a sentence where id, start, distance or times can't be read."""
    if not isinstance(raw, dict):
        raise ValueError("it is not an object")
    start_utc = _as_utc(_moment(raw, "start_date"))
    start_local = _start_local(raw, start_utc)
    run = Run(
        id=ActivityId(_whole(raw, "id")),
        name=_text(raw, "name") or "Untitled",
        sport_type=_text(raw, "sport_type") or _text(raw, "type") or "Workout",
        start_utc=start_utc,
        start_local=start_local,
        distance_m=Metres(_amount(raw, "distance")),
        moving_s=Seconds(_amount(raw, "moving_time")),
        elapsed_s=Seconds(_amount(raw, "elapsed_time")),
        start_hidden=(start_local.hour, start_local.minute, start_local.second) == HIDDEN_START,
        visibility=_visibility(raw),
        gear_id=_text(raw, "gear_id"),
        manual=raw.get("manual") is True,
        trainer=raw.get("trainer") is True,
    )
    return Pulled(run, _athlete_id(raw), raw)


def shoe_name(raw: Mapping[str, Any]) -> str | None:
    """What the runner calls the shoe of a gear answer, else its maker's name, on one short line."""
    for key in ("nickname", "name"):
        words = (_text(raw, key) or "").split()
        if words:
            return " ".join(words)[:_SHOE_CHARACTERS]
    return None


def _subject(item: Any) -> str:
    """A broken entry's name for the runner; whatever stands in the place of the id is shown with care."""
    found = item.get("id") if isinstance(item, dict) else None
    if isinstance(found, int) and not isinstance(found, bool):
        return f"activity {found}" if abs(found) < 10**18 else "activity with an absurd id"
    return f"activity {_shown(found)}" if found else "activity without an id"


def _id_of(item: Any) -> ActivityId | None:
    try:
        return ActivityId(_whole(item, "id")) if isinstance(item, dict) else None
    except ValueError:
        return None


def _athlete_id(raw: Mapping[str, Any]) -> int | None:
    athlete = raw.get("athlete")
    found = athlete.get("id") if isinstance(athlete, dict) else None
    return found if type(found) is int and 0 < found < 10**18 else None


def _visibility(raw: Mapping[str, Any]) -> str:
    """Where Strava doesn't say, the widest: pain text is then held back rather than shown."""
    if raw.get("private") is True:
        return "only_me"
    return _text(raw, "visibility") or "everyone"


def _start_local(raw: Mapping[str, Any], start_utc: datetime) -> datetime:
    """The wall clock (naive). It wears a false Z, so its zone means nothing; an absurd one is replaced."""
    local = _moment(raw, "start_date_local").replace(tzinfo=None)
    naive_utc = start_utc.replace(tzinfo=None)
    if abs(local - naive_utc) <= _FURTHEST:
        return local
    return naive_utc + _offset(raw)


def _as_utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _moment(raw: Mapping[str, Any], key: str) -> datetime:
    text = raw.get(key)
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        raise ValueError(f"its {key} is {_shown(text)}") from None
    if not 1980 <= found.year <= 2100:
        raise ValueError(f"its {key} is {_shown(text)}")
    return found


def _offset(raw: Mapping[str, Any]) -> timedelta:
    offset_s = raw.get("utc_offset")
    usable = isinstance(offset_s, int | float) and abs(offset_s) <= _FURTHEST.total_seconds()
    return timedelta(seconds=float(offset_s)) if usable and offset_s else timedelta()


def _whole(raw: Mapping[str, Any], key: str) -> int:
    value = raw.get(key)
    if type(value) is int and 0 < value < 10**18:
        return value
    if isinstance(value, str) and _WHOLE.fullmatch(value):
        return int(value)
    raise ValueError(f"its {key} is {_shown(value)}")


def _amount(raw: Mapping[str, Any], key: str) -> float:
    """A number, or a text that is one; 0.0 where there is none."""
    value = raw.get(key)
    if value is None:
        return 0.0
    try:
        number = float(value) if not isinstance(value, bool) else -1.0
    except (TypeError, ValueError, OverflowError):
        number = -1.0
    if not 0 <= number <= MOST:  # nor is NaN
        raise ValueError(f"its {key} is {_shown(value)}")
    return number


def _text(raw: Mapping[str, Any], key: str) -> str | None:
    """A text that every database can hold: no half of a surrogate pair, no NUL. The raw JSON keeps them."""
    value = raw.get(key)
    if not isinstance(value, str):
        return None
    return value.replace("\0", "").encode("utf-8", "replace").decode("utf-8") or None


def _shown(value: object) -> str:
    """A value in a message: escaped and short."""
    if isinstance(value, int) and abs(value) >= 10**18:
        return "a number of absurd size"  # turning thousands of digits into text is refused
    text = ascii(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
