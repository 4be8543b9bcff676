"""The languages of Strava's export: what each calls an activity, its months and its headers.

Where each comes from, all of it public. Tables that owners of exports showed as they were:
English hugovk/strava-tools#1 and #2, flopp/StravaExportToGPX#8; German the issues #86, #131, #191
and #348 of martin-ueding/geo-activity-playground; Czech and French whole headers in tests that owners
wrote (French: christianbiango/MirrorPace, and notes of 2026 on two more exports). Parsers and tests
that owners wrote, with part of the headers and moments of their exports: Spanish
NachoMartinezLozano/running-coach ("26 ago 2020, 10:38:41 p.m."), Italian barracol/running-dashboard
("2 ago 2026, 17:43:26"), Chinese 999bug/cycling-analyzer ("2026年8月16日 09:01:41"); of one owner each, in
the code index only: Dutch ("9 mei 2026, 00:03:01"), Polish ("2 lip 2026, 16:00:47"), Portuguese ("8 de
set. de 2026, 06:47:55"), Japanese ("2026/06/29 20:14:15"). A header that none of them shows has no
name here.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field


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


ENGLISH = Language(
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
        "moving": "durée de déplacement",
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
_CHINESE = Language(
    "Chinese",
    "活动",
    (),
    {
        "id": "活动 id",
        "date": "活动日期",
        "name": "活动名称",
        "type": "活动类型",
        "description": "活动描述",
        "elapsed": "全程耗时",
        "distance": "距离",
        "filename": "文件名",
    },
    ".",
)
_POLISH = Language(
    "Polish",
    "aktywności",
    ("sty", "lut", "mar", "kwi", "maj", "cze", "lip", "sie", "wrz", "paz", "lis", "gru"),
    {
        "id": "identyfikator aktywności",
        "date": "data aktywności",
        "name": "nazwa aktywności",
        "type": "rodzaj aktywności",
        "elapsed": "czas całkowity",
        "moving": "czas ruchu",
        "distance": "dystans",
    },
)
_CZECH = Language(
    "Czech",
    "aktivity",
    (),
    {
        "id": "id aktivity",
        "date": "datum aktivity",
        "name": "název aktivity",
        "type": "typ aktivity",
        "description": "popis aktivity",
        "elapsed": "uplynulý čas",
        "moving": "aktivní čas",
        "distance": "vzdálenost",
        "private_note": "soukromá poznámka k aktivitě",
        "gear": "vybavení na aktivitu",
        "filename": "název souboru",
    },
)

LANGUAGES = (
    ENGLISH, _GERMAN, _FRENCH, _SPANISH, _ITALIAN, _PORTUGUESE, _DUTCH, _JAPANESE, _CHINESE,
    _POLISH, _CZECH,
)  # fmt: skip


def language_of(first_header: str) -> Language | None:
    """The language whose word for an activity the header of the first column holds; None: an unknown one."""
    plain = unicodedata.normalize("NFC", first_header).casefold()
    return next((one for one in LANGUAGES if one.activity in plain), None)
