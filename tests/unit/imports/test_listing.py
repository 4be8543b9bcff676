"""`activities.csv` of the bulk export, in its languages and with its oddities."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from export_tables import ENGLISH, GERMAN, PUBLISHED, SPOKEN, header, row, text
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.imports.listing import Listed, UnknownLayoutError, layout_of, read_listing
from sync.imports.table import BadRow

WHEN = datetime(2026, 5, 9, 17, 3, 1, tzinfo=UTC)


def listed(content: str) -> list[Listed | BadRow]:
    return list(read_listing(content.splitlines(keepends=True)))


def only(content: str) -> Listed:
    (found,) = listed(content)
    assert isinstance(found, Listed), found
    return found


@pytest.mark.parametrize("language", SPOKEN)
def test_each_language_is_known_by_its_header_and_its_moments_are_read(language: str) -> None:
    spoken = SPOKEN[language]
    head = header([*spoken.first, *ENGLISH[2:]])

    assert layout_of(text(head)).language.name == language
    for moment in spoken.moments:
        found = only(
            text(
                head,
                row(date=moment, type=spoken.run, kilometres=spoken.kilometres, metres="9443.5"),
            )
        )
        assert (found.start_utc, found.sport_type, found.distance_m) == (WHEN, "Run", 9443.5)


MONTHS = {
    "English": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    "German": "Jan. Feb. März Apr. Mai Juni Juli Aug. Sept. Okt. Nov. Dez.",
    "French": "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
    "Spanish": "ene feb mar abr may jun jul ago sept oct nov dic",
    "Italian": "gen feb mar apr mag giu lug ago set ott nov dic",
    "Portuguese": "jan. fev. mar. abr. mai. jun. jul. ago. set. out. nov. dez.",
    "Dutch": "jan. feb. mrt. apr. mei jun. jul. aug. sep. okt. nov. dec.",
}


@pytest.mark.parametrize("language", MONTHS)
def test_every_month_of_the_year_is_known(language: str) -> None:
    head = header([*SPOKEN[language].first, *ENGLISH[2:]])
    told = [f"7 {month} 2025, 06:05:04" for month in MONTHS[language].split()]

    found = listed(text(head, *(row(date=one) for one in told)))

    assert [one.start_utc.month for one in found if isinstance(one, Listed)] == [*range(1, 13)]


def test_repeated_headers_are_told_apart_by_their_place() -> None:
    found = only(
        text(header(), row(kilometres="9.44", metres="9443.5", elapsed="3189", moving="3001"))
    )

    assert (found.distance_m, found.elapsed_s, found.moving_s) == (9443.5, 3189, 3001)


def test_words_gear_and_file_of_a_row() -> None:
    found = only(
        text(
            header(GERMAN),
            row(
                date="09.12.2022, 15:24:49",
                name="Morgenlauf",
                description='bewölkt, "kalt"\n\nzweite Zeile\n ',
                private_note="Knie ab 5 km",
                gear="Patria",
                filename="activities/12866632127.fit.gz",
                climb="20",
                temp="-3.5",
            ),
        )
    )

    assert found.description == 'bewölkt, "kalt"\n\nzweite Zeile\n '
    assert found.private_note == "Knie ab 5 km"
    assert (found.gear, found.filename) == ("Patria", "activities/12866632127.fit.gz")
    assert (found.climb_m, found.temp_c) == (20, -3.5)


def test_the_short_layout_of_old_exports_is_read_by_its_names() -> None:
    head = [*ENGLISH[:7], "Commute", "Activity Gear", "Filename"]
    told = ["1836776031", "Sep 12, 2018, 3:02:23 PM", "Evening Ride", "Ride", "", "783", "3.68"]
    content = text(head, [*told, "true", "Merida", "activities/1836776031.gpx"])

    found = only(content)

    assert (found.distance_m, found.elapsed_s, found.gear) == (3680, 783, "Merida")


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


@pytest.mark.parametrize(
    "head", ["Aktivitets-ID,Aktivitetsdatum,Namn", "", "a,b,c", "id,date,name,type"]
)
def test_an_unknown_language_is_refused_with_the_header_that_was_seen(head: str) -> None:
    with pytest.raises(UnknownLayoutError) as refused:
        listed(head + "\n1,2,3\n")

    assert ascii(head.split(",", maxsplit=1)[0])[1:-1] in str(refused.value)
    assert "English, German" in str(refused.value)


@pytest.mark.parametrize(
    "head",
    ["Activity ID;Activity Date", "Activity ID\tActivity Date", "\x00\x01", "\ufffdA\0c\0,\0A\0"],
)
def test_a_list_that_a_spreadsheet_saved_anew_is_refused_with_what_to_do(head: str) -> None:
    with pytest.raises(UnknownLayoutError, match="no list with commas") as refused:
        listed(head + "\n1;2;3\n")

    assert "take the one that Strava sent" in refused.value.hint


def test_a_known_language_in_an_unknown_layout_is_refused_too() -> None:
    with pytest.raises(UnknownLayoutError, match="no date, type, filename, read as Spanish"):
        listed("ID de actividad,Cuando,Nombre\n")


QUOTES = {
    "doubled": '"He said ""go"""',
    "escaped": r'"He said \"go\", then left"',
    "escaped over lines": '"He said \\"go\\",\nthen left"',
    "a backslash at its end": '"kept in C:\\"',
    "a comma and a break": '"one, two\nthree, ""four"""',
}


@pytest.mark.parametrize("case", QUOTES)
def test_a_description_in_any_way_of_quoting_costs_no_row(case: str) -> None:
    plain = text(row()).replace(",Run,Run,,", f",Run,Run,{QUOTES[case]},")

    found = listed(text(header()) + plain + text(row(id="99", name="next")))

    assert [one.id for one in found if isinstance(one, Listed)] == [12070555079, 99]


def test_a_bad_row_is_named_by_its_line_and_the_others_are_read() -> None:
    bad = [
        text(row(id="1000000000000000")),
        text(row(date="32 May 2026, 17:03:01")),
        text(row(date="05/09/2026, 17:03:01")),
        "#error#,,,\n",
        "5555,too,short\n",
        '66666,"May 9, 2026, 5:03:01 PM","never closed\n',
    ]
    good = text(row(id="77777"))

    found = listed(text(header()) + "".join(one + good for one in bad))

    assert sum(isinstance(one, Listed) for one in found) == len(bad)
    named = [(one.line, one.why) for one in found if isinstance(one, BadRow)]
    assert [line for line, _ in named] == [2, 4, 6, 8, 10, 12]
    assert [why.split(" is ")[0] for _, why in named[:3]] == ["its id", "its date", "its date"]
    assert named[3:] == [
        (8, "Strava wrote an error in its place"),
        (10, "it has 3 cells, and the header has 94"),
        (12, "a quote in it is never closed"),
    ]


def test_a_hundred_thousand_rows_are_read_one_at_a_time() -> None:
    taken = 0

    def lines() -> Iterator[str]:
        nonlocal taken
        yield text(header())
        for i in range(100_000):
            taken += 1
            yield text(row(id=str(10_000 + i)))

    reading = read_listing(lines())
    first = next(reading)

    assert isinstance(first, Listed)
    assert taken < 5
    assert sum(1 for _ in zip(reading, range(2000), strict=False)) == 2000
    assert taken < 2010


ANY_TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\r\n\\\0"))


@settings(max_examples=30, deadline=None)
@given(st.lists(ANY_TEXT, min_size=1, max_size=3))
def test_whatever_a_runner_wrote_comes_back_as_written(texts: list[str]) -> None:
    written = [row(id=str(10_000 + i), description=one) for i, one in enumerate(texts)]
    lines = [line + "\n" for line in text(header(), *written).split("\n")]

    found = list(read_listing(lines))

    assert [one.description for one in found if isinstance(one, Listed)] == texts


def test_a_row_that_tells_a_number_only_once_is_told_by_its_rounded_one() -> None:
    lines = [
        row(date="09.05.2026, 17:03:01", type=sport, kilometres="9,44", elapsed_told="3189")
        for sport in ("Lauf", "Schwimmen")
    ]

    run, swim = listed(text(header(GERMAN), *lines))

    assert isinstance(run, Listed)
    assert isinstance(swim, Listed)
    assert (run.distance_m, run.elapsed_s) == (9440, 3189)
    # pools are told in metres or yards
    assert (swim.distance_m, swim.elapsed_s) == (None, 3189)
