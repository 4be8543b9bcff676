"""Single values of a note: the activity's id, dates, counts, and lists of words."""

import re
from datetime import date, time, timedelta
from typing import NamedTuple

from annotations.errors import ReadError
from annotations.model import ActivityId

MAX_ID = 2**63 - 1
EARLIEST = date(1990, 1, 1)
_A_DAY = timedelta(days=1)

_ID = re.compile(r"[1-9][0-9]{0,18}")
_URL = re.compile(
    r"(?:https?://)?(?:www\.|m\.)?strava\.com/activities/([1-9][0-9]{0,18})(?:[/?#]\S*)?",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})"
    r"(?:[T\s]\s*([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]+)?)?\s*(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?",
    re.IGNORECASE,
)
_OTHER_ORDER = re.compile(r"[0-9]{1,2}[-/. ][0-9]{1,2}[-/. ][0-9]{2,4}\b.*")
_FILE_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9])")


class When(NamedTuple):
    """The local date of a run, its start time if given, and whether it was written as asked."""

    on: date
    at: time | None
    well_formed: bool = True


def parse_activity_id(text: str) -> ActivityId:
    """The id, from itself or from the activity's URL. Raises ReadError."""
    found = _ID.fullmatch(text)
    digits = found[0] if found else (url[1] if (url := _URL.fullmatch(text)) else None)
    if digits and int(digits) <= MAX_ID:
        return ActivityId(int(digits))
    hint = "write the digits at the end of the activity's address"
    if "strava.app.link" in text:
        hint = "open this short link in a browser and copy the address that it leads to"
    raise ReadError(f"'{text[:60]}' is not the id of an activity", hint, part=text)


def parse_when(text: str, today: date | None) -> When:
    """`YYYY-MM-DD`, with a start time or without; a time zone is taken as the local clock's.

    Raises ReadError for anything else, and for days before 1990 or more than one after `today`.
    """
    found = _DATE.fullmatch(text)
    if not found:
        if _OTHER_ORDER.fullmatch(text):
            hint = "write year, month and day: 2026-03-14"
            raise ReadError(f"'{text}' can be read in several ways", hint, part=text)
        raise ReadError(f"'{text}' is not a date", "write it as 2026-03-14 or 2026-03-14 07:10")
    year, month, day, hour, minute, second = found.groups()
    try:
        on = date(int(year), int(month), int(day))
        at = time(int(hour), int(minute), int(second or 0)) if hour else None
    except ValueError:
        raise ReadError(f"there is no {text}", "check month, day and time", part=text) from None
    check_date(on, today)
    return When(on, at, well_formed=text.startswith(on.isoformat()))


def check_date(on: date, today: date | None) -> None:
    """Raises ReadError for a day on which no run of the record can have been."""
    if on < EARLIEST:
        raise ReadError(f"{on} is before 1990", "check the year")
    if today is not None and on - today > _A_DAY:
        raise ReadError(f"{on} has not come yet", "check year and month")


def date_of_file(path: str) -> date | None:
    """The date that the file's name begins with, if it is one."""
    found = _FILE_DATE.match(path.rpartition("/")[2])
    try:
        return date.fromisoformat(found[0]) if found else None
    except ValueError:
        return None


def parse_count(text: str, highest: int) -> int:
    """A whole number from 1 to `highest`. Raises ReadError."""
    if re.fullmatch(r"[0-9]{1,6}", text) and 1 <= int(text) <= highest:
        return int(text)
    raise ReadError(f"'{text}' is not a number from 1 to {highest}", part=text)
