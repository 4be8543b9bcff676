"""The languages of Strava's export: how each writes headers, moments and numbers.

The headers and moments are those of tables that owners of exports published, and of the parsers and
tests that they wrote for them: hugovk/strava-tools and martin-ueding/geo-activity-playground
(English, German), and public ones of a single owner in French, Dutch ("9 mei 2026, 00:03:01"),
Spanish ("26 ago 2020, 10:38:41 p.m."), Italian ("2 ago 2026, 17:43:26"), Portuguese
("8 de set. de 2026, 06:47:55") and Japanese ("2026/06/29 20:14:15"). A header that none of them
shows has no name here.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class Language:
    """`activity` is the word that its first header holds, `headers` the ones of the columns by field.

    Columns are found by their headers only where the layout is not the usual one.
    """

    name: str
    activity: str
    months: tuple[str, ...]
    """Beginnings that no other month shares, without accents; January first."""
    headers: Mapping[str, str] = field(default_factory=dict)
    decimal: str = ","


_ENGLISH = Language(
    "English",
    "activity",
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"),
    {
        "id": "activity id",
        "date": "activity date",
        "name": "activity name",
        "type": "activity type",
        "description": "activity description",
        "elapsed": "elapsed time",
        "moving": "moving time",
        "distance": "distance",
        "private_note": "activity private note",
        "gear": "activity gear",
        "filename": "filename",
    },
    ".",
)
_GERMAN = Language(
    "German",
    "aktivität",
    ("jan", "feb", "mar", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "dez"),
    {
        "id": "aktivitäts-id",
        "date": "aktivitätsdatum",
        "name": "name der aktivität",
        "type": "aktivitätsart",
        "description": "aktivitätsbeschreibung",
        "elapsed": "verstrichene zeit",
        "moving": "bewegungszeit",
        "distance": "distanz",
        "private_note": "hinweis zur privatsphäre für aktivitäten",
        "gear": "aktivitätsausrüstung",
        "filename": "dateiname",
    },
)
_FRENCH = Language(
    "French",
    "activité",
    ("janv", "fev", "mars", "avr", "mai", "juin", "juil", "aou", "sept", "oct", "nov", "dec"),
    {
        "id": "id de l'activité",
        "date": "date de l'activité",
        "name": "nom de l'activité",
        "type": "type d'activité",
        "description": "description de l'activité",
        "elapsed": "temps écoulé",
        "distance": "distance",
        "private_note": "note privée sur les activités",
        "gear": "matériel utilisé pour l'activité",
        "filename": "nom du fichier",
    },
)
_DUTCH = Language(
    "Dutch",
    "activiteit",
    ("jan", "feb", "m", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"),
    {
        "id": "activiteits-id",
        "date": "datum van activiteit",
        "name": "naam activiteit",
        "type": "activiteitstype",
        "elapsed": "verstreken tijd",
        "moving": "beweegtijd",
        "distance": "afstand",
        "gear": "uitrusting voor activiteit",
        "filename": "bestandsnaam",
    },
)
_SPANISH = Language(
    "Spanish",
    "actividad",
    ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"),
    {
        "id": "id de actividad",
        "date": "fecha de la actividad",
        "name": "nombre de la actividad",
        "type": "tipo de actividad",
        "description": "descripción de la actividad",
        "elapsed": "tiempo transcurrido",
        "moving": "tiempo en movimiento",
        "distance": "distancia",
        "private_note": "nota privada de actividad",
        "filename": "nombre del archivo",
    },
)
_ITALIAN = Language(
    "Italian",
    "attività",
    ("gen", "feb", "mar", "apr", "mag", "giu", "lug", "ago", "set", "ott", "nov", "dic"),
    {
        "id": "id attività",
        "date": "data dell'attività",
        "name": "nome attività",
        "type": "tipo attività",
        "description": "descrizione dell'attività",
        "elapsed": "tempo trascorso",
        "moving": "tempo in movimento",
        "distance": "distanza",
        "private_note": "nota privata sulle attività",
        "filename": "nome del file",
    },
)
_PORTUGUESE = Language(
    "Portuguese",
    "atividade",
    ("jan", "fev", "mar", "abr", "mai", "jun", "jul", "ago", "set", "out", "nov", "dez"),
    {
        "id": "id da atividade",
        "date": "data da atividade",
        "name": "nome da atividade",
        "type": "tipo de atividade",
        "elapsed": "tempo decorrido",
        "moving": "tempo de movimentação",
        "distance": "distância",
        "gear": "equipamento da atividade",
        "filename": "nome do arquivo",
    },
)
_JAPANESE = Language(
    "Japanese",
    "アクティビティ",
    (),
    {
        "id": "アクティビティid",
        "date": "アクティビティ実行日",
        "name": "アクティビティ名",
        "type": "アクティビティタイプ",
        "elapsed": "経過時間",
        "moving": "移動時間",
        "distance": "距離",
        "filename": "ファイル名",
    },
    ".",
)

LANGUAGES = (
    _ENGLISH, _GERMAN, _FRENCH, _SPANISH, _ITALIAN, _PORTUGUESE, _DUTCH, _JAPANESE,
)  # fmt: skip

_TIME = re.compile(r"(\d{1,2})[:時](\d{2})[:分](\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")
_AFTERNOON = re.compile(r"\bp\.?\s?m\.?|午後", re.IGNORECASE)
_MORNING = re.compile(r"\ba\.?\s?m\.?|午前", re.IGNORECASE)


def language_of(first_header: str) -> Language | None:
    """The language whose word for an activity the header of the first column holds; None: an unknown one."""
    plain = unicodedata.normalize("NFC", first_header).casefold()
    return next((one for one in LANGUAGES if one.activity in plain), None)


def moment(text: str, language: Language) -> datetime | None:
    """A moment of the export, which is UTC; None where it can't be read for certain."""
    time = _TIME.search(text)
    if time is None:
        return None
    hour, minute, second = (int(part) for part in time.groups())
    if _AFTERNOON.search(text):
        hour = hour % 12 + 12
    elif _MORNING.search(text):
        hour %= 12
    found = _day(text[: time.start()], language)
    if found is None:
        return None
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
