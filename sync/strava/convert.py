"""An activity of a list page as a Run: what we need is checked, everything else stays in the raw JSON."""

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from annotations.model import ActivityId, Metres, Run, Seconds
from sync.ports import Broken, Page, Pulled

HIDDEN_START = (0, 0, 1)
"""Strava shows a hidden start time as one second past midnight."""

_WHOLE = re.compile(r"[0-9]{1,18}")


def page(items: list[Any]) -> Page:
    """A list answer as a page; an entry that can't be read is named and never stops the others."""
    pulled: list[Pulled] = []
    broken: list[Broken] = []
    for item in items:
        try:
            pulled.append(activity(item))
        except ValueError as error:
            subject = item.get("id") if isinstance(item, dict) else None
            broken.append(Broken(f"activity {subject or 'without an id'}", str(error)))
    return Page(tuple(pulled), tuple(broken))


def activity(raw: Any) -> Pulled:
    """One entry; raises ValueError with a sentence where id, start, distance or times can't be read."""
    if not isinstance(raw, dict):
        raise ValueError("it is not an object")
    start_utc = _moment(raw, "start_date").replace(tzinfo=UTC)
    start_local = _moment(raw, "start_date_local")
    if (
        not timedelta(hours=-15)
        <= start_local - start_utc.replace(tzinfo=None)
        <= timedelta(hours=15)
    ):
        start_local = start_utc.replace(tzinfo=None) + _offset(raw)
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
    athlete = raw.get("athlete")
    athlete_id = athlete.get("id") if isinstance(athlete, dict) else None
    return Pulled(run, athlete_id if isinstance(athlete_id, int) else None, raw)


def _visibility(raw: Mapping[str, Any]) -> str:
    """Where Strava doesn't say, the widest: pain text is then held back rather than shown."""
    if raw.get("private") is True:
        return "only_me"
    return _text(raw, "visibility") or "everyone"


def _moment(raw: Mapping[str, Any], key: str) -> datetime:
    """A time without its zone: the local one wears a false Z, so the letter means nothing."""
    text = raw.get(key)
    try:
        found = datetime.fromisoformat(str(text)).replace(tzinfo=None)
    except ValueError:
        raise ValueError(f"its {key} is {text!r}") from None
    if not 1980 <= found.year <= 2100:
        raise ValueError(f"its {key} is {text!r}")
    return found


def _offset(raw: Mapping[str, Any]) -> timedelta:
    offset_s = raw.get("utc_offset")
    usable = isinstance(offset_s, int | float) and abs(offset_s) <= 15 * 3600
    return timedelta(seconds=float(offset_s)) if usable and offset_s else timedelta()


def _whole(raw: Mapping[str, Any], key: str) -> int:
    value = raw.get(key)
    if isinstance(value, bool) or not _WHOLE.fullmatch(str(value)):
        raise ValueError(f"its {key} is {value!r}")
    return int(str(value))


def _amount(raw: Mapping[str, Any], key: str) -> float:
    value = raw.get(key)
    if value is None:
        return 0.0
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise ValueError(f"its {key} is {value!r}") from None
    if not math.isfinite(number) or number < 0:
        raise ValueError(f"its {key} is {value!r}")
    return number


def _text(raw: Mapping[str, Any], key: str) -> str | None:
    value = raw.get(key)
    return value if isinstance(value, str) and value else None
