"""The tables for a spreadsheet: every row is there, and no cell is a formula."""

import csv
import io
from datetime import date

from hostile_names import PAYLOADS
from hypothesis import given
from hypothesis import strategies as st
from story_record import RIGHT_KNEE, a_note, a_run, story_record
from test_report_hostile import hostile_record

from annotations.insights.findings import findings
from annotations.model import Site
from annotations.record import build_record
from annotations.report.spreadsheets import Sheet, defused, sheets

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def by_name(record_sheets: tuple[Sheet, ...]) -> dict[str, Sheet]:
    return {sheet.name: sheet for sheet in record_sheets}


@given(st.text())
def test_no_text_becomes_a_formula_and_a_harmless_one_stays_as_it_is(text: str) -> None:
    cell = defused(text)
    assert not cell.lstrip(" ").startswith(FORMULA)
    assert not set(cell) & set("\r\n\t\0")
    if text.isalnum() and text.isascii():
        assert cell == text


def test_numbers_stay_numbers_and_unknown_is_empty() -> None:
    assert [defused(value) for value in (-0.5, 3, 4828.032, None)] == ["-0.5", "3", "4828.032", ""]


def test_the_usual_attacks_are_defused_also_behind_blanks() -> None:
    attacks = (
        "=HYPERLINK(1)",
        "+1+cmd|' /C calc'!A0",
        "-2+3",
        "@SUM(A1)",
        "  =1",
        "\t=1",
        "\uff1d1",
    )
    assert [defused(attack)[0] for attack in attacks] == ["'"] * len(attacks)


def test_every_run_onset_and_bout_is_a_row_and_reads_back() -> None:
    record = story_record()
    told = by_name(sheets(record, findings(record), "mi"))
    assert len(told["runs"].rows) == len(record.runs)
    assert len(told["onsets"].rows) == len(record.sites) * len(record.runs)
    bouts = [e for site in record.sites for o in record.series(site) for e in o.episodes]
    assert len(told["bouts"].rows) == len(bouts)
    assert len(told["findings"].rows) == len(findings(record))
    for sheet in told.values():
        assert {len(row) for row in sheet.rows} == {len(sheet.head)}
    far_m = sum(float(row[3]) for row in told["runs"].rows)
    assert abs(far_m - sum(run.distance_m for run in record.runs)) < 1
    assert date.fromisoformat(told["runs"].rows[0][1]) == record.runs[0].local_date


def test_a_run_without_a_note_has_no_pain_in_its_row_not_a_zero() -> None:
    record = story_record()
    noted = {noted.run.id for noted in record.noted}
    rows = by_name(sheets(record, (), "mi"))["runs"].rows
    unknown = [row[6] for row in rows if int(row[0]) not in noted]
    assert unknown
    assert set(unknown) == {""}


def test_an_empty_onset_says_whether_nothing_hurt_or_nobody_knows() -> None:
    runs = [a_run(k, day=k, length_mi=5.0) for k in range(5)]
    notes = [
        a_note(runs[0], (RIGHT_KNEE, 4.0, 3.0)),
        a_note(runs[1], (RIGHT_KNEE, 4.0, None)),
        a_note(runs[2]),
        a_note(runs[3], (Site("knee"), 2.0, 3.0)),
    ]
    onsets = by_name(sheets(build_record(runs, notes), (), "mi"))["onsets"]
    columns = [onsets.head.index(key) for key in ("state", "pain", "onset_m")]
    right = [row for row in onsets.rows if row[2] == "right knee"]
    assert [tuple(row[k] for k in columns) for row in right] == [
        ("pain", "4", "4828.032"),
        ("pain, onset not noted", "4", ""),
        ("no pain", "0", ""),
        ("unknown", "", ""),  # the note says "knee", which may have been this one
        ("unknown", "", ""),
    ]


def test_hostile_names_survive_a_spreadsheet_as_text() -> None:
    for text in PAYLOADS.values():
        out = io.StringIO()
        told = by_name(sheets(hostile_record(text), (), "km"))["runs"]
        csv.writer(out).writerows((told.head, *told.rows))
        (back, *_) = list(csv.reader(io.StringIO(out.getvalue())))[1:]
        assert back[2] in (text, f"'{text}")
