"""The layouts of `activities.csv`: which column holds what.

Each that public samples show is read:

- until June 2019: `id,date,name,...` in every account's language, moments as 2018-09-12 15:02:23, metres
  (hugovk/strava-tools#1 and #2);
- July 2019: ten columns in the account's language, kilometres (the same);
- 2020: the exact values follow, and headers are told again (dlpb/garmin-strava-activity-updater);
- 2022: the highest heart rate comes before the file too (flopp/StravaExportToGPX#8);
- since 2023: so does the private note; 87 to 105 columns, new ones at the end
  (martin-ueding/geo-activity-playground#131, #348, #393 and #403).
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sync.imports.languages import ENGLISH, LANGUAGES, Language, language_of
from sync.imports.sportwords import plain_word

_OLDEST = (
    "id", "date", "name", "type", "description", "elapsed time", "distance", "commute", "gear",
    "filename",
)  # fmt: skip
# The first columns are the same ever since. Headers are told again where the exact values begin,
# which is how those are found in any language.
_FIRST = {
    "id": 0, "date": 1, "name": 2, "type": 3, "description": 4, "elapsed_told": 5, "kilometres": 6,
}  # fmt: skip
_EXACT = {
    "gear": -4, "filename": -3, "elapsed": 0, "moving": 1, "distance": 2, "climb": 5, "low": 7,
    "high": 8, "cadence": 14, "heartrate": 16, "temp": 21,
}  # fmt: skip
_WITH_NOTE, _PRIVATE_NOTE = 15, 10
_BEGINS = (_WITH_NOTE, 14, 13)
"""Where the exact values begin, the newest layout first."""
_SHORT = (10, 11)
_NEEDED = ("id", "date", "type", "filename")

ASK_ANEW = (
    "Set Strava's language to one of these and ask for the export anew, "
    "or import its folder `activities` by itself."
)
SAVED_ANEW = "A spreadsheet may have saved it anew: take the one that Strava sent."


class UnknownLayoutError(Exception):
    """The header of `activities.csv` is none that is known; the text shows it, `hint` says what to do."""

    def __init__(self, why: str, hint: str = ASK_ANEW) -> None:
        super().__init__(why)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Layout:
    """Which column holds what."""

    language: Language
    columns: Mapping[str, int]
    width: int


def layout_of(header_line: str) -> Layout:
    """The layout that this header tells; raises UnknownLayoutError with the header in its text."""
    if "\0" in header_line or "\ufffd" in header_line:
        raise UnknownLayoutError("it is not written in UTF-8, as Strava writes it", SAVED_ANEW)
    header = _cells(header_line.lstrip("\ufeff").rstrip("\r\n"))
    if len(header) < 2 and header_line.strip():
        raise UnknownLayoutError(
            f"it is no list with commas; it begins with {_shown(header)}", SAVED_ANEW
        )
    plain = [plain_word(one) for one in header]
    if tuple(plain) == _OLDEST:
        columns = {name.replace("elapsed time", "elapsed"): at for at, name in enumerate(_OLDEST)}
        return Layout(ENGLISH, columns, len(header))
    language = language_of(header[0]) if header else None
    if language is None:
        names = ", ".join(one.name for one in LANGUAGES)
        raise UnknownLayoutError(
            f"its language is not known ({names} are); it begins with {_shown(header)}"
        )
    columns = _usual(plain) or _short(plain, language) or _by_name(plain, language)
    if missing := [one for one in _NEEDED if one not in columns]:
        raise UnknownLayoutError(
            f"its columns are not known (no {', '.join(missing)}, read as {language.name}); "
            f"it begins with {_shown(header)}"
        )
    return Layout(language, columns, len(header))


def _cells(line: str) -> list[str]:
    """Those of the header; the line itself where it is none of a csv file."""
    try:
        return next(iter(csv.reader([line])), [])
    except csv.Error:
        return [line]


def _shown(header: Sequence[str]) -> str:
    text = repr(", ".join(header[:4])) if header else "nothing"
    return text if len(text) <= 160 else f"{text[:160]}..."


def _usual(header: Sequence[str]) -> dict[str, int]:
    """The columns of the layouts that tell exact values, as far as the header reaches; none in others."""
    for begin in _BEGINS:
        if len(header) > begin + 2 and (header[begin], header[begin + 2]) == (header[5], header[6]):
            exact = {name: begin + at for name, at in _EXACT.items() if begin + at < len(header)}
            note = {"private_note": _PRIVATE_NOTE} if begin == _WITH_NOTE else {}
            return _FIRST | note | exact
    return {}


def _short(header: Sequence[str], language: Language) -> dict[str, int]:
    """The columns of the layout of July 2019; none in others."""
    known = [language.headers.get(name) for name in ("elapsed", "distance", "filename")]
    if len(header) not in _SHORT or [header[5], header[6], header[-1]] != known:
        return {}
    return _FIRST | {"gear": len(header) - 2, "filename": len(header) - 1}


def _by_name(header: Sequence[str], language: Language) -> dict[str, int]:
    """The columns by the names that are known in the language; of a repeated one the last, which is exact."""
    places = {
        name: [i for i, one in enumerate(header) if one == said]
        for name, said in language.headers.items()
    }
    columns = {name: found[0] for name, found in places.items() if found}
    for name in ("elapsed", "distance"):
        if len(places.get(name, ())) > 1:
            columns[name] = places[name][-1]
    if len(places.get("distance", ())) == 1:  # it is the rounded one
        columns["kilometres"] = columns.pop("distance")
    return columns
