"""Moments and numbers of Strava's export, as each language writes them."""

import re
import unicodedata
from datetime import UTC, datetime

from sync.imports.languages import Language

_TIME = re.compile(r"(\d{1,2})[:時](\d{2})[:分](\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})[./]\s?(\d{1,2})[./]\s?(\d{4})")
_HALF = re.compile(r"\s*(?:([ap])\.?\s?m\.?\s*)?", re.IGNORECASE)
_HALVES_BEFORE = {"午前": "a", "上午": "a", "午後": "p", "下午": "p"}


def moment(text: str, language: Language) -> datetime | None:
    """A moment of the export, which is UTC; None where it can't be read for certain."""
    time = _TIME.search(text)
    half = time and _HALF.fullmatch(text, time.end())
    if time is None or half is None:
        return None
    before = text[: time.start()]
    told = half[1] or next((h for word, h in _HALVES_BEFORE.items() if word in before), "")
    found = _day(before, language)
    if found is None:
        return None
    hour, minute, second = (int(part) for part in time.groups())
    if told:
        hour = hour % 12 + (12 if told in "pP" else 0)
    try:
        return datetime(*found, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None


def number(text: str, language: Language) -> float | None:
    """A number of the export; the other sign than the decimal one only separates thousands."""
    cleaned = re.sub(r"[\s\u00a0\u202f'\u2019]", "", text)
    if not re.fullmatch(r"-?[\d.,]+(?:[eE][-+]?\d+)?", cleaned):
        return None
    if "," in cleaned and "." in cleaned:
        decimal = max(",.", key=cleaned.rfind)
    else:
        decimal = "." if "," not in cleaned or language.decimal == "." else ","
    other = "," if decimal == "." else "."
    try:
        return float(cleaned.replace(other, "").replace(decimal, "."))
    except ValueError:
        return None


def _day(text: str, language: Language) -> tuple[int, int, int] | None:
    if found := _YEAR_FIRST.search(text):
        return int(found[1]), int(found[2]), int(found[3])
    if found := _DAY_FIRST.search(text):
        # in English nothing tells whether the day or the month comes first
        return None if language.name == "English" else (int(found[3]), int(found[2]), int(found[1]))
    words = _words(text)
    month = next((m for word in words if (m := _month(word, language)) is not None), None)
    numbers = [int(word) for word in words if word.isdecimal()]
    year = next((one for one in numbers if one >= 1000), None)
    day = next((one for one in numbers if one < 1000), None)
    return None if month is None or year is None or day is None else (year, month, day)


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text).casefold()
    return re.findall(r"[a-z]+|\d+", "".join(c for c in plain if not unicodedata.combining(c)))


def _month(word: str, language: Language) -> int | None:
    if not word.isalpha():
        return None
    starts = [i for i, start in enumerate(language.months, 1) if word.startswith(start)]
    # the Dutch "m" of mrt and maart also begins mei: the longest beginning decides
    return max(starts, key=lambda i: len(language.months[i - 1]), default=None)
