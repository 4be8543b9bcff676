"""`activities.csv` of Strava's bulk export: what its rows say of the activities, in any language that is known."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from operator import attrgetter

from sync.imports.layouts import Layout, layout_of
from sync.imports.moments import moment, number
from sync.imports.sportwords import sport_of_word
from sync.imports.table import BadRow, Row, rows
from sync.ports import FILE_IDS_FROM


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
