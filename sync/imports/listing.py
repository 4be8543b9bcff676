"""`activities.csv` of Strava's bulk export: what its rows say of the activities, in any language that is known."""

import csv
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from operator import attrgetter

from sync.imports.languages import LANGUAGES, Language, language_of, moment, number
from sync.imports.sportwords import plain_word, sport_of_word
from sync.imports.table import BadRow, Row, rows
from sync.ports import FILE_IDS_FROM

# The usual layout. Its repeated headers stand in the same places in every language, which is how it
# is known: seconds, distance, heart rate, effort and commute are told twice.
_USUAL = {
    "id": 0, "date": 1, "name": 2, "type": 3, "description": 4, "private_note": 10, "gear": 11,
    "filename": 12, "elapsed_told": 5, "kilometres": 6, "elapsed": 15, "moving": 16,
    "distance": 17, "climb": 20, "low": 22, "high": 23, "cadence": 29, "heartrate": 31,
    "temp": 36,
}  # fmt: skip
_REPEATED = ((5, 15), (6, 17), (7, 30))
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
class Listed:
    """One row: what Strava said of an activity. Numbers that it did not tell are None.

    `start_utc` is at midnight and one second where the runner hides it: then it is the local date.
    """

    line: int
    id: int
    start_utc: datetime
    name: str
    sport_type: str | None
    type_word: str
    description: str
    private_note: str
    gear: str
    filename: str
    elapsed_s: float | None = None
    moving_s: float | None = None
    distance_m: float | None = None
    climb_m: float | None = None
    low_m: float | None = None
    high_m: float | None = None
    cadence_per_leg: float | None = None
    heartrate: float | None = None
    temp_c: float | None = None

    def said(self) -> tuple[object, ...]:
        """All but its line: a new export moves rows."""
        return _said(self)


_said = attrgetter(*(one.name for one in fields(Listed) if one.name != "line"))


@dataclass(frozen=True, slots=True)
class Layout:
    """Which column holds what."""

    language: Language
    columns: Mapping[str, int]
    width: int


def read_listing(lines: Iterable[str]) -> Iterator[Listed | BadRow]:
    """The rows of the file, one at a time; raises UnknownLayoutError before the first."""
    remaining = iter(lines)
    layout = layout_of(next(remaining, ""))
    for row in rows(remaining, layout.width):
        yield row if isinstance(row, BadRow) else _listed(row, layout)


def file_names(lines: Iterable[str]) -> Iterator[str]:
    """The file that each row names, empty where it names none or can't be read; raises as `read_listing`."""
    remaining = iter(lines)
    layout = layout_of(next(remaining, ""))
    at = layout.columns["filename"]
    for row in rows(remaining, layout.width):
        yield row.cells[at].strip() if isinstance(row, Row) else ""


def layout_of(header_line: str) -> Layout:
    """The layout that this header tells; raises UnknownLayoutError with the header in its text."""
    header = _cells(header_line.lstrip("\ufeff").rstrip("\r\n"))
    if (len(header) < 2 and header_line.strip()) or "\0" in header_line:
        raise UnknownLayoutError(
            f"it is no list with commas; it begins with {_shown(header)}", SAVED_ANEW
        )
    language = language_of(header[0]) if header else None
    if language is None:
        names = ", ".join(one.name for one in LANGUAGES)
        raise UnknownLayoutError(
            f"its language is not known ({names} are); it begins with {_shown(header)}"
        )
    columns = _usual(header) or _by_name(header, language)
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
    text = ascii(", ".join(header[:4])) if header else "nothing"
    return text if len(text) <= 160 else f"{text[:160]}..."


def _usual(header: Sequence[str]) -> dict[str, int]:
    """The usual columns, as far as the header reaches; none where its repeated ones stand elsewhere."""
    if len(header) <= max(b for _, b in _REPEATED):
        return {}
    plain = [plain_word(one) for one in header]
    if any(plain[a] != plain[b] for a, b in _REPEATED):
        return {}
    return {name: at for name, at in _USUAL.items() if at < len(header)}


def _by_name(header: Sequence[str], language: Language) -> dict[str, int]:
    """The columns by the names that are known in the language; of a repeated one the last, which is exact."""
    plain = [plain_word(one) for one in header]
    places = {
        name: [i for i, one in enumerate(plain) if one == said]
        for name, said in language.headers.items()
    }
    columns = {name: found[0] for name, found in places.items() if found}
    for name in ("elapsed", "distance"):
        if len(places.get(name, ())) > 1:
            columns[name] = places[name][-1]
    if len(places.get("distance", ())) == 1:  # the old short layout tells kilometres alone
        columns["kilometres"] = columns.pop("distance")
    return columns


def _listed(row: Row, layout: Layout) -> Listed | BadRow:
    def text(name: str) -> str:
        at = layout.columns.get(name)
        return "" if at is None else row.cells[at].replace("\0", "")  # no database takes it

    def amount(name: str) -> float | None:
        told = text(name)
        found = number(told, layout.language) if told else None
        return found if found is not None and abs(found) < 1e9 else None

    id_text, date_text = text("id").strip(), text("date").strip()
    if not (id_text.isascii() and id_text.isdecimal() and 0 < int(id_text[:19]) < FILE_IDS_FROM):
        return BadRow(row.line, f"its id is {id_text[:40]!a}")
    start = moment(date_text, layout.language)
    if start is None or not 1980 <= start.year <= 2100:
        return BadRow(row.line, f"its date is {date_text[:40]!a}")
    sport_type = sport_of_word(text("type"))
    return Listed(
        line=row.line,
        id=int(id_text),
        start_utc=start,
        name=" ".join(text("name").split()),
        sport_type=sport_type,
        type_word=text("type").strip(),
        description=text("description"),
        private_note=text("private_note"),
        gear=unicodedata.normalize("NFC", " ".join(text("gear").split())),
        filename=text("filename").strip(),
        elapsed_s=_positive(_first(amount("elapsed"), amount("elapsed_told"))),
        moving_s=_positive(amount("moving")),
        distance_m=_positive(_first(amount("distance"), _metres(amount("kilometres"), sport_type))),
        climb_m=_positive(amount("climb")),
        low_m=amount("low"),
        high_m=amount("high"),
        cadence_per_leg=_positive(amount("cadence")),
        heartrate=_positive(amount("heartrate")),
        temp_c=amount("temp"),
    )


def _first(value: float | None, otherwise: float | None) -> float | None:
    return otherwise if value is None else value


def _metres(kilometres: float | None, sport_type: str | None) -> float | None:
    """Of the first, rounded distance; that of a swim is in metres or yards, nobody can tell."""
    return None if kilometres is None or sport_type == "Swim" else kilometres * 1000


def _positive(value: float | None) -> float | None:
    return value if value is not None and value >= 0 else None
