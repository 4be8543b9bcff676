"""The page as a whole: nothing from outside, every noted run in it, the unknown said to be so."""

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace

import pytest
from page_reader import PageReader, read
from story_record import (
    AS_OF,
    LEFT_KNEE,
    RIGHT_KNEE,
    a_note,
    a_run,
    kicks,
    story_page,
    story_record,
)
from watch_streams import wavy

from annotations.insights.findings import findings
from annotations.model import Match, Metres, Result, Run, Units
from annotations.profile import profile
from annotations.quantities import format_distance
from annotations.record import Record, build_record
from annotations.report.page import render_report
from annotations.report.run_list import newest
from annotations.samples import read_samples
from annotations.sentences.told import told

ONSETS = "Where pain began"


def page_of(record: Record, units: Units = "mi") -> str:
    return render_report(record, findings(record), units=units, as_of=AS_OF)


def small_record() -> Record:
    """One run of each kind: onset, pain-free, painful without onset, no note, note without pain."""
    runs = [a_run(k, day=k, length_mi=5.0 + k / 10, name=f"run number {k}") for k in range(5)]
    notes = [
        a_note(runs[0], (RIGHT_KNEE, 5.0, 3.0), bouts=(kicks(3.0, Result.GONE, 0.25),)),
        a_note(runs[1]),
        a_note(runs[2], (RIGHT_KNEE, 4.0, None)),
        a_note(runs[4], stated=False),
    ]
    return build_record(runs, notes)


def record_of(*notes: tuple[Run, Match]) -> Record:
    return build_record([run for run, _ in notes], [match for _, match in notes])


@pytest.fixture(scope="module")
def story() -> PageReader:
    return read(story_page())


def test_nothing_is_asked_for_from_outside() -> None:
    page = story_page()
    reader = read(page)
    links = [e.attrs["href"] for e in reader.all("a")]
    assert links == []  # the script links a run from its section
    others = {"link", "img", "iframe", "object", "embed", "base", "form", "video", "use", "image"}
    assert not others & {e.tag for e in reader.elements}
    assert not any("src" in e.attrs or "xlink:href" in e.attrs for e in reader.elements)
    assert "http" not in page.replace("https://www.strava.com/activities/", "").replace(
        "http-equiv", ""
    )
    assert "url(" not in page
    assert "@import" not in page


def test_no_attribute_runs_or_styles_anything(story: PageReader) -> None:
    names = {name for element in story.elements for name in element.attrs}
    assert "style" not in names
    assert not [name for name in names if name.startswith("on")]


def test_the_policy_allows_the_inline_style_and_script_and_nothing_else(story: PageReader) -> None:
    (policy,) = [
        e.attrs["content"]
        for e in story.all("meta")
        if e.attrs.get("http-equiv") == "Content-Security-Policy"
    ]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert "unsafe" not in policy
    for tag, rule in (("style", "style-src"), ("script", "script-src")):
        (element,) = story.all(tag)
        digest = hashlib.sha256(element.text.encode()).digest()
        assert rules[rule] == f"'sha256-{base64.b64encode(digest).decode()}'"


def test_the_policy_stands_before_the_style(story: PageReader) -> None:
    tags = [e.tag for e in story.elements if e.tag in {"meta", "style", "script"}]
    assert tags.index("style") > tags.index("meta")
    assert tags[1] == "meta"


def test_ids_are_unique_and_every_reference_has_its_target(story: PageReader) -> None:
    ids = [e.attrs["id"] for e in story.elements if "id" in e.attrs]
    assert len(ids) == len(set(ids))
    wanted = {i for e in story.elements for i in e.attrs.get("aria-labelledby", "").split()}
    assert wanted <= set(ids)


def test_each_drawing_is_an_image_with_a_title_and_a_description(story: PageReader) -> None:
    drawings = [e for e in story.all("svg") if e.attrs.get("aria-hidden") != "true"]
    figures = [e for e in story.all("div", "chart") if "figure" in e.path]
    single = story.all("svg", "only")
    assert len(single) == 2  # one small one a site
    assert len(drawings) == 2 * len(figures) + len(single)  # a wide and a narrow one each
    assert all(e.attrs["role"] == "img" for e in drawings)
    assert len(story.all("desc")) == len(drawings)
    assert all(e.text for e in story.all("desc"))


def test_every_noted_run_is_in_the_table_and_in_the_drawing() -> None:
    record = story_record()
    page = page_of(record)
    reader = read(page)
    sites = len(record.sites)
    for variant in ("wide", "narrow"):
        kinds = ("onset", "free", "lost")
        drawn = [mark for kind in kinds for mark in reader.marks(kind, variant, ONSETS)]
        assert len(drawn) == sites * len(record.noted)
    for noted in record.noted:
        assert page.count(f"data-run='[{noted.run.id},") == 1


def test_every_mark_says_its_values_when_pointed_at(story: PageReader) -> None:
    wide, narrow = (
        [m for kind in ("onset", "free", "bar", "day", "gain") for m in story.marks(kind, variant)]
        for variant in ("wide", "narrow")
    )
    assert len(wide) > 200
    assert all(mark.text for mark in wide)
    # what the marks of a narrow drawing say stands in the wide one, once
    assert not any(mark.text for mark in narrow)


def test_each_kind_of_run_has_its_own_mark() -> None:
    reader = read(page_of(small_record()))
    said = {
        kind: [mark.text for mark in reader.marks(kind, about=ONSETS)]
        for kind in ("onset", "free", "lost", "unknown")
    }
    assert said == {
        "onset": ["2 Mar 2026: pain 5/10 from 3.0 mi, run of 5.0 mi; 1 bout at 3.0 mi"],
        "free": ["3 Mar 2026: no pain here in 5.1 mi"],
        "lost": ["4 Mar 2026: pain 4/10, not noted where, run of 5.2 mi"],
        "unknown": [
            "5 Mar 2026: unknown, no note",
            "6 Mar 2026: unknown, its note leaves this site open",
        ],
    }


def test_unknown_runs_stand_below_the_base_line_and_have_no_stem() -> None:
    reader = read(page_of(small_record()))
    (base,) = reader.all("path", "base")[:1]
    base_y = float(base.attrs["d"].split()[1].split("H")[0])
    for mark in reader.marks("unknown", about=ONSETS) + reader.marks("lost", about=ONSETS):
        y = float(mark.attrs["d"].split()[1].split("v")[0].split("l")[0])
        assert y > base_y
    stems = [e for e in reader.all("path", "stems") if e.attrs["d"].count("V") > 1]
    assert [e.attrs["d"].count("M") for e in stems] == [3, 3]  # wide and narrow


def test_a_run_without_a_note_is_never_counted_as_pain_free() -> None:
    text = " ".join(read(page_of(small_record())).all("main")[0].text.split())
    assert "A run without a note is unknown. It is never counted as pain-free." in text
    assert "5 runs since 2 Mar 2026" in text
    assert "2 painful, 1 noted without pain, the other 2 unknown." in text
    assert "1 run noted, pain not stated: unknown too." in text


def test_pain_free_runs_are_drawn_open() -> None:
    page = page_of(small_record())
    style = read(page).all("style")[0].text
    assert re.search(r"\.free \{ fill: none;", style)
    assert all(mark.tag == "path" for mark in read(page).marks("free"))


def test_the_statements_stand_on_the_page_with_their_level_in_words() -> None:
    record = story_record()
    text = read(page_of(record)).all("main")[0].text
    found = findings(record)
    for site in record.sites:
        for statement in told([f for f in found if f.site == site], "mi"):
            assert statement.text in text
    assert "counted" in text


def test_what_is_not_enough_says_what_is_still_needed() -> None:
    text = read(page_of(small_record())).all("main")[0].text
    assert "not enough yet" in text
    assert "18 more noted runs needed" in text
    assert "Not drawn yet: 3 more noted runs needed" in text


@pytest.mark.parametrize("units", ["km", "mi"])
def test_all_distances_are_in_the_runners_units(units: Units) -> None:
    text = read(page_of(story_record(), units)).all("main")[0].text
    other = {"km": "mi", "mi": "km"}[units]
    assert re.search(rf"\d {units}\b", text)
    assert not re.search(rf"\d {other}\b", text)


def test_bouts_stand_with_their_run_result_and_return() -> None:
    (table,) = [e for e in read(page_of(small_record())).all("table") if "Back at" in e.text]
    text = " ".join(table.text.split())
    assert text.endswith("2 Mar 2026run number 010 butt kicks3.0 migone3.25 mi2.0 mi")


def test_several_sites_come_in_the_order_of_how_often_they_hurt() -> None:
    headings = [e.text for e in read(story_page()).all("h2")]
    assert [h for h in headings if "knee" in h] == ["Right knee", "Left knee"]


def test_one_site_has_no_heading_of_its_own_among_the_findings() -> None:
    runs = [a_run(k, day=k, length_mi=5.0) for k in range(3)]
    record = build_record(runs, [a_note(run, (LEFT_KNEE, 3.0, 2.0)) for run in runs])
    reader = read(page_of(record))
    assert not [e for e in reader.all("b") if e.text == "Left knee."]


def empty_records() -> Sequence[tuple[str, Record, str]]:
    run = a_run(1, day=0, length_mi=5.0)
    return (
        ("no runs", Record((), ()), "twinge sync"),
        ("no notes", build_record([run], []), "twinge note"),
        ("no pain", build_record([run], [a_note(run)]), "No pain noted so far"),
        ("pain not stated", build_record([run], [a_note(run, stated=False)]), "0 runs noted"),
    )


@pytest.mark.parametrize(
    ("record", "wanted"), [pytest.param(r, w, id=name) for name, r, w in empty_records()]
)
def test_without_anything_to_draw_the_page_says_what_to_do_next(
    record: Record, wanted: str
) -> None:
    reader = read(page_of(record))
    assert wanted in reader.all("main")[0].text
    drawn = {e.text for e in reader.all("p", "eyebrow")}
    assert drawn <= {"Calendar: each day by its worst pain", "Weekly load, with the pain in it"}
    assert bool(drawn) == bool(record.stated)


def test_it_is_not_medical_advice_and_has_its_date() -> None:
    text = read(story_page()).all("main")[0].text
    assert "not medical advice" in text
    assert "As of 20 Aug 2026, 07:05" in text


def test_five_hundred_runs_with_recordings_make_a_page_below_500_kb() -> None:
    record = story_record(500, unknown=0.0)
    found = findings(record)
    samples = {n.run.id: read_samples(wavy(n.run)) for n in newest(record)}
    profiles = {n.run.id: p for n in newest(record) if (p := profile(n, samples[n.run.id]))}
    assert len(profiles) == len(record.noted) == 500
    page = render_report(record, found, units="mi", as_of=AS_OF, profiles=profiles)
    assert len(page.encode()) < 500_000
    assert page.count('<details class="run"') == 500


@pytest.mark.parametrize(
    ("name", "farther", "sections"),
    [("Long, along the river to the old mill and back", 1.6, 500), ("\U0001f600" * 76, 1.0, 125)],
    ids=["long runs with long names", "names of 320 bytes"],
)
def test_what_needs_more_room_than_500_kb_gives_way_and_it_is_said(
    name: str, farther: float, sections: int
) -> None:
    plain = story_record(500, unknown=0.0)
    runs = {
        r.id: replace(r, name=name, distance_m=Metres(r.distance_m * farther)) for r in plain.runs
    }
    notes = [Match(note, runs[n.run.id], ()) for n in plain.noted for note in n.notes]
    record = build_record(runs.values(), notes)
    one = profile(record.noted[0], read_samples(wavy(record.noted[0].run)))
    assert one is not None
    page = render_report(record, (), units="km", as_of=AS_OF, profiles=dict.fromkeys(runs, one))
    assert len(page.encode()) < 500_000
    shown = page.count('<details class="run"')
    assert sections <= shown <= 500
    assert shown == 500 or f"The {500 - shown} noted runs before" in page


def test_the_same_record_makes_the_same_page() -> None:
    assert page_of(story_record()) == page_of(story_record())


def test_a_run_of_our_own_numbering_has_no_link() -> None:
    run = a_run(-14_412_000_007, day=0, length_mi=5.0)
    assert run.id < 0
    page = page_of(record_of((run, a_note(run, (LEFT_KNEE, 3.0, 2.0)))))
    assert not read(page).all("a")


def test_a_pain_from_the_start_and_an_onset_beyond_the_run_are_drawn() -> None:
    one, two = a_run(1, day=0, length_mi=5.0), a_run(2, day=2, length_mi=5.0)
    record = build_record(
        [one, two], [a_note(one, (LEFT_KNEE, 3.0, 0.0)), a_note(two, (LEFT_KNEE, 3.0, 9.0))]
    )
    reader = read(page_of(record))
    marks = reader.marks("onset", about=ONSETS)
    assert "from the start" in marks[0].text
    assert all(0 < float(mark.attrs["cy"]) < 380 for mark in marks)
    assert format_distance(9 * 1609.344, "mi") in marks[1].text
