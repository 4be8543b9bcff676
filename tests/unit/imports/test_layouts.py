"""Which column of `activities.csv` holds what, in each layout that public samples show."""

import itertools
from datetime import UTC, datetime
from pathlib import Path

import pytest
from export_tables import ENGLISH, PUBLISHED, header, row, text

from sync.imports.layouts import UnknownLayoutError
from sync.imports.listing import Listed, read_listing

SAMPLES = Path(__file__).parents[2] / "data" / "export_layouts.txt"
LAYOUTS = dict(
    block.removeprefix("# ").split("\n", maxsplit=1)
    for block in SAMPLES.read_text(encoding="utf-8").split("\n\n")[1:]
)
"""Header and row by layout."""
EXACT = [name for name, table in LAYOUTS.items() if "3681.5" in table and "June" not in name]
"""Those that tell moving time and metres."""


def only(content: str) -> Listed:
    (found,) = read_listing(content.splitlines(keepends=True))
    assert isinstance(found, Listed), found
    return found


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_run_is_the_same_in_each_layout_that_public_samples_show(layout: str) -> None:
    found = only(LAYOUTS[layout])

    assert found.start_utc == datetime(2018, 9, 12, 15, 2, 23, tzinfo=UTC)
    assert (found.id, found.name, found.sport_type) == (1836776031, "Tempo", "Run")
    assert (found.description, found.filename) == ("one\ntwo", "activities/9.gpx")
    assert found.gear == ("" if "Chinese" in layout else "Daily 4")
    assert found.elapsed_s == 783
    assert found.distance_m == pytest.approx(3681.5, abs=1.6)


@pytest.mark.parametrize("layout", EXACT)
def test_exact_values_are_taken_where_the_layout_tells_them(layout: str) -> None:
    found = only(LAYOUTS[layout])

    assert (found.moving_s, found.distance_m) == (700, 3681.5)
    assert found.private_note == ("knee" if ",knee," in LAYOUTS[layout] else "")
    if ",24,19,40" in LAYOUTS[layout]:
        height = [found.climb_m, found.low_m, found.high_m]
        assert [*height, found.temp_c, found.cadence_per_leg] == [21.5, -1.5, 33, 19, 83]
        assert found.heartrate == 150


@pytest.mark.parametrize("language", PUBLISHED)
def test_columns_in_another_order_are_found_by_the_headers_that_exports_are_known_to_have(
    language: str,
) -> None:
    head, told, when = PUBLISHED[language]

    found = only(f"{head}\n{told}\n")

    assert found.start_utc == datetime.fromisoformat(when).replace(tzinfo=UTC)
    assert (found.sport_type, found.filename) == ("Run", "activities/101.gpx")
    assert (found.distance_m, found.moving_s, found.elapsed_s) == (4030.5, 1322, 1341)
    if "gemelo" in told:
        assert (found.private_note, found.description) == ("gemelo", "Buenas piernas\nfui a tope")


def test_a_layout_that_grew_at_its_end_is_read_as_before() -> None:
    found = only(text(header(width=130), [*row(metres="9443.5"), *itertools.repeat("", 36)]))

    assert found.distance_m == 9443.5


@pytest.mark.parametrize(
    "head",
    ["Aktivitets-ID,Aktivitetsdatum,Namn", "활동 ID,활동 날짜", "", "a,b,c", "id,date,name,type"],
)
def test_an_unknown_language_is_refused_with_the_header_that_was_seen(head: str) -> None:
    with pytest.raises(UnknownLayoutError) as refused:
        list(read_listing([head + "\n", "1,2,3\n"]))

    assert head.split(",", maxsplit=1)[0] in str(refused.value)
    assert "English, German" in str(refused.value)
    assert "ask for the export anew" in refused.value.hint


SAVED_ANEW = {
    "semicolons": (
        "Activity ID;Activity Date",
        "it is no list with commas; it begins with 'Activity",
    ),
    "tabs": ("Activity ID\tActivity Date", "it is no list with commas"),
    "UTF-16": ("\ufffd\ufffdA\0c\0,\0A\0", "it is not written in UTF-8"),
    "Latin-1": ("Aktivit\ufffdts-ID,Aktivit\ufffdtsdatum", "it is not written in UTF-8"),
}


@pytest.mark.parametrize("case", SAVED_ANEW)
def test_a_list_that_a_spreadsheet_saved_anew_is_refused_with_what_to_do(case: str) -> None:
    head, why = SAVED_ANEW[case]

    with pytest.raises(UnknownLayoutError, match=why) as refused:
        list(read_listing([head + "\n", "1;2;3\n"]))

    assert "take the one that Strava sent" in refused.value.hint
    assert all(character.isprintable() for character in str(refused.value))


def test_a_known_language_in_an_unknown_layout_is_refused_too() -> None:
    with pytest.raises(UnknownLayoutError, match="no date, type, filename, read as Spanish"):
        list(read_listing(["ID de actividad,Cuando,Nombre\n"]))


def test_repeated_headers_that_stand_elsewhere_are_no_usual_layout() -> None:
    shifted = [*ENGLISH[:2], "New", *ENGLISH[2:]]

    found = only(text(shifted, [*row()[:2], "new", *row(metres="9443.5", filename="a.fit")[2:38]]))

    assert (found.distance_m, found.filename, found.name) == (9443.5, "a.fit", "Run")
