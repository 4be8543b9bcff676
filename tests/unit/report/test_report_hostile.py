"""Names and notes come from outside: whatever they hold, it is shown as text and does nothing."""

import pytest
from hostile_names import HIDDEN, PAYLOADS
from page_reader import read
from story_record import AS_OF, a_note, a_run

from annotations.insights.findings import findings
from annotations.model import Bout, Complaint, Note, Place, Result, Site
from annotations.record import Record, build_record
from annotations.report.page import render_report
from annotations.report.shown import clean, name


def hostile_record(text: str) -> Record:
    """`text` wherever a text from outside can be: the run, the site, what was done, how it felt."""
    run = a_run(1, day=0, length_mi=5.0, name=text)
    here = Place(distance_m=run.distance_m)
    note = Note(
        text,
        pain_stated=True,
        complaints=(Complaint(Site(text), 5.0, here, feels=(text,), aspects=(text,)),),
        bouts=(Bout(text, at=here, result=Result.GONE),),
        factors=(text,),
    )
    others = [a_run(k, day=k, length_mi=5.0, name=text) for k in range(2, 9)]
    matches = [type(a_note(run))(note, run, ()), *(a_note(other) for other in others)]
    return build_record([run, *others], matches)


def page_with(text: str) -> str:
    record = hostile_record(text)
    return render_report(record, findings(record), units="km", as_of=AS_OF)


@pytest.mark.parametrize("text", [pytest.param(t, id=k) for k, t in PAYLOADS.items()])
def test_a_hostile_name_is_shown_as_it_is_and_adds_no_element(text: str) -> None:
    harmless = read(page_with("plain"))
    reader = read(page_with(text))
    assert [e.tag for e in reader.elements] == [e.tag for e in harmless.elements]
    assert [sorted(e.attrs) for e in reader.elements] == [
        sorted(e.attrs) for e in harmless.elements
    ]
    assert text in [e.text for e in reader.all("bdi")]


@pytest.mark.parametrize("text", [pytest.param(t, id=k) for k, t in HIDDEN.items()])
def test_direction_marks_and_control_characters_are_taken_out(text: str) -> None:
    page = page_with(text)
    page.encode("utf-8")
    assert not [c for c in page if c in "\u202e\u2066\u2069\u200e\u200f\u061c\u2028\r"]
    assert not [c for c in page if c != "\n" and (ord(c) < 32 or 127 <= ord(c) < 160)]


def test_text_of_any_script_and_joined_emoji_are_kept() -> None:
    text = "ריצה בוקר 👩‍⚕️ Läufe 走る"
    assert clean(text) == text
    assert text in page_with(text)


def test_an_endless_name_is_cut() -> None:
    assert len(name("a" * 5000)) == 80
    assert name("a" * 5000).endswith("…")
    assert len(page_with("a" * 100_000).encode()) < 5_000_000


def test_a_name_of_nothing_visible_is_not_empty() -> None:
    assert name("\u202e \x00") == "(no name)"
