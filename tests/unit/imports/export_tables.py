"""Rows of `activities.csv` as the export writes them, in each language."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 94

ENGLISH = (
    "Activity ID", "Activity Date", "Activity Name", "Activity Type", "Activity Description",
    "Elapsed Time", "Distance", "Max Heart Rate", "Relative Effort", "Commute",
    "Activity Private Note", "Activity Gear", "Filename", "Athlete Weight", "Bike Weight",
    "Elapsed Time", "Moving Time", "Distance", "Max Speed", "Average Speed", "Elevation Gain",
    "Elevation Loss", "Elevation Low", "Elevation High", "Max Grade", "Average Grade",
    "Average Positive Grade", "Average Negative Grade", "Max Cadence", "Average Cadence",
    "Max Heart Rate", "Average Heart Rate", "Max Watts", "Average Watts", "Calories",
    "Max Temperature", "Average Temperature", "Relative Effort",
)  # fmt: skip
GERMAN = (
    "Aktivitäts-ID", "Aktivitätsdatum", "Name der Aktivität", "Aktivitätsart",
    "Aktivitätsbeschreibung", "Verstrichene Zeit", "Distanz", "Max. Herzfrequenz",
    "Relative Leistung", "Pendeln", "Hinweis zur Privatsphäre für Aktivitäten",
    "Aktivitätsausrüstung", "Dateiname", "Sportlergewicht", "Fahrradgewicht", "Verstrichene Zeit",
    "Bewegungszeit", "Distanz",
)  # fmt: skip


@dataclass(frozen=True)
class Spoken:
    """How one language writes the first headers, a moment (2026-05-09 17:03:01 UTC), 9.44 km and a run."""

    first: tuple[str, str]
    moments: tuple[str, ...]
    kilometres: str
    run: str


SPOKEN = {
    "English": Spoken(("Activity ID", "Activity Date"),
                      ("May 9, 2026, 5:03:01 PM", "9 May 2026, 17:03:01", "2026-05-09 17:03:01"),
                      "9.44", "Run"),
    "German": Spoken(("Aktivitäts-ID", "Aktivitätsdatum"), ("09.05.2026, 17:03:01",), "9,44", "Lauf"),
    "French": Spoken(("ID de l\u2019activité", "Date de l\u2019activité"),
                     ("9 mai 2026, 17:03:01", "9 mai 2026 à 17:03:01"), "9,44", "Course à pied"),
    "Spanish": Spoken(("ID de actividad", "Fecha de la actividad"),
                      ("9 may 2026, 17:03:01", "9 may. 2026 5:03:01 p.m.", "9 may 2026, 5:03:01\u202fp.\u00a0m."),
                      "9,44", "Carrera"),
    "Italian": Spoken(("ID attività", "Data dell\u2019attività"), ("9 mag 2026, 17:03:01",), "9,44", "Corsa"),
    "Portuguese": Spoken(("ID da atividade", "Data da atividade"),
                         ("9 de mai. de 2026, 17:03:01", "09/05/2026, 17:03:01"), "9,44", "Corrida"),
    "Dutch": Spoken(("Activiteits-ID", "Datum van activiteit"),
                    ("9 mei 2026, 17:03:01", "9 mei 2026 17:03:01"), "9,44", "Hardloopsessie"),
    "Japanese": Spoken(("アクティビティID", "アクティビティ実行日"),
                       ("2026/05/09 17:03:01", "2026年5月9日 17:03:01"), "9.44", "ランニング"),
}  # fmt: skip


def header(first: Sequence[str] = ENGLISH, width: int = WIDTH) -> list[str]:
    """A header of the usual layout: the repeated columns where they always are, foreign names elsewhere."""
    names = [*first, *(f"column {i}" for i in range(len(first), width))][:width]
    for a, b in ((5, 15), (6, 17), (7, 30), (8, 37), (9, 50)):
        if b < width:
            names[b] = names[a]
    return names


def row(**told: str) -> list[str]:
    """A row of the usual layout by the names of the fields."""
    at = {
        "id": 0, "date": 1, "name": 2, "type": 3, "description": 4, "elapsed_told": 5,
        "kilometres": 6, "private_note": 10, "gear": 11, "filename": 12, "elapsed": 15,
        "moving": 16, "metres": 17, "climb": 20, "low": 22, "high": 23, "temp": 36,
    }  # fmt: skip
    cells = [""] * WIDTH
    usual = {"id": "12070555079", "date": "May 9, 2026, 5:03:01 PM", "name": "Run", "type": "Run"}
    for name, value in (usual | told).items():
        cells[at[name]] = value
    return cells


def text(*lines: Sequence[str]) -> str:
    """The lines as a csv file has them."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(lines)
    return out.getvalue()


PUBLISHED = {
    "Spanish": (
        (
            "ID de actividad,Fecha de la actividad,Nombre de la actividad,Tipo de actividad,"
            "Descripción de la actividad,Tiempo transcurrido,Distancia,Nota privada de actividad,"
            "Nombre del archivo,Tiempo transcurrido,Tiempo en movimiento,Distancia,Desnivel positivo"
        ),
        (
            '101,"26 ago 2020, 10:38:41 p.m.",Tarde,Carrera,"Buenas piernas\nfui a tope",1341,"4,03",gemelo,'
            "activities/101.gpx,1341.0,1322.0,4030.5,5.9"
        ),
        "2020-08-26 22:38:41",
    ),
    "Italian": (
        (
            "ID attività,Data dell\u2019attività,Nome attività,Tipo attività,Tempo trascorso,"
            "Tempo in movimento,Distanza,Nome del file,Descrizione dell\u2019attività,Nota privata sulle attività,"
            "Tempo trascorso,Distanza"
        ),
        (
            '101,"2 ago 2026, 17:43:26",Corsa serale,Corsa,1341,1322.0,"4,03",activities/101.gpx,'
            '"Buenas piernas\nfui a tope",gemelo,1341.0,4030.5'
        ),
        "2026-08-02 17:43:26",
    ),
    "Portuguese": (
        (
            "ID da atividade,Data da atividade,Nome da atividade,Tipo de atividade,Tempo decorrido,Distância,"
            "Tempo decorrido,Distância,Ganho de elevação,Tempo de movimentação,Nome do arquivo"
        ),
        (
            '101,"23 de ago. de 2026, 07:18:50",Corrida matinal,Corrida,1341,"4,03",1341.0,4030.5,462.0,1322.0,'
            "activities/101.gpx"
        ),
        "2026-08-23 07:18:50",
    ),
    "Japanese": (
        (
            "アクティビティID,アクティビティ実行日,アクティビティ名,アクティビティタイプ,ファイル名,移動時間,距離,距離,"
            "経過時間"
        ),
        "101,2026/06/29 20:14:15,朝のランニング,ランニング,activities/101.gpx,1322.0,4.03,4030.5,1341",
        "2026-06-29 20:14:15",
    ),
}
"""A header, a row and its moment by language, as parsers of their owners show them: fewer columns than an export."""
