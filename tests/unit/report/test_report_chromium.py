"""The pages in a real browser: nothing foreign runs, nothing is asked for, nothing overflows, one sheet is one."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from browser import CHROMIUM, listening, look, printed_pages
from hostile_names import hostile_names
from story_record import AS_OF, RIGHT_KNEE, a_note, a_run, kicks, story_page, story_record
from watch_streams import wavy

from annotations.insights.findings import findings
from annotations.model import Match, Result, Site
from annotations.profile import profile
from annotations.record import Record, build_record
from annotations.report.page import render_physio, render_report
from annotations.samples import read_samples

WIDTHS = (320, 390, 840, 841, 1100)
FIRST_SCREEN = 664
"""What a phone of 390 by 844 leaves of its height between the bars of its browser."""
NAIVE = (
    "<!doctype html><title>naive</title><script>top.naive = 1</script>"
    "<img src=http://control.example/1><p style='width:3000px'>wide</p>"
)

# Looks into the pages from outside, since their own policy lets no other script in.
LOOKER = """<!doctype html><script>window.hit = 0; window.naive = 0;</script>%s<pre id=seen></pre><script>
const press = (chart, k) => chart.dispatchEvent(new KeyboardEvent("keydown", { key: k, cancelable: true }));
const seen = (frame) => {
  const page = frame.contentDocument;
  page.querySelectorAll("details").forEach((one) => {
    one.open = true;
    one.dispatchEvent(new Event("toggle")); // the browser's own comes later
  });
  const root = page.documentElement;
  const shown = [...page.querySelectorAll("svg text")].filter((one) => one.getClientRects().length);
  const size = (one) => parseFloat(getComputedStyle(one).fontSize) * one.getScreenCTM().a;
  const inside = (one) => {
    const box = one.getBoundingClientRect();
    const drawing = one.closest("svg").getBoundingClientRect(); // what reaches over its edge is cut off
    const uncut = box.left >= drawing.left - 0.5 && box.right <= drawing.right + 0.5;
    return uncut && box.left >= -0.5 && box.right <= root.clientWidth + 0.5;
  };
  const read = (chart, key) => {
    press(chart, key);
    return chart.parentElement.querySelector(".readout").textContent;
  };
  const marked = (chart) => [...chart.querySelectorAll(".m")].some((one) => one.getClientRects().length);
  const charts = [...page.querySelectorAll(".chart")];
  const all = [...page.querySelectorAll("*")];
  const figure = page.querySelector("figure .chart");
  return {
    tags: all.map((one) => one.tagName).join(" "),
    handlers: all.filter((one) => [...one.attributes].some((a) => /^(on|style$)/.test(a.name))).length,
    styled: frame.contentWindow.getComputedStyle(page.querySelector("h1") || page.body).marginBottom,
    stops: page.querySelectorAll('.chart[tabindex="0"]').length, charts: charts.length,
    wide: root.clientWidth, scroll: root.scrollWidth,
    sideways: [...page.querySelectorAll(".scroll")].filter((one) => one.scrollWidth > one.clientWidth).length,
    smallest: Math.min(...shown.map(size)),
    outside: shown.filter((one) => !inside(one)).map((one) => one.textContent),
    variants: ["wide", "narrow"].filter((c) => shown.some((one) => one.closest(`svg.${c}`))),
    unread: charts.filter(marked).filter((one) => ["Home", "End"].some((k) => !read(one, k))).length,
    bare: charts.filter((one) => !marked(one)).length,
    first: figure && read(figure, "Home"), last: figure && read(figure, "End"),
    answered: [...page.querySelectorAll(".answers dl > div")].map((one) => one.getBoundingClientRect().bottom),
    headless: [...page.querySelectorAll(".forest thead th:nth-child(2)")]
      .filter((one) => one.getBoundingClientRect().width < 50).length,
    links: page.querySelectorAll(".run a").length, runs: page.querySelectorAll(".run").length,
    recorded: [...page.querySelectorAll(".run")].filter((one) => one.querySelector(".pace"))
      .map((one) => [read(one.querySelector(".chart"), "Home"), read(one.querySelector(".chart"), "End"),
        ...[...one.querySelectorAll("th, tr:first-child td")].map((cell) => cell.textContent)]),
    unnamed: [...page.querySelectorAll("table.stack td")].filter((one) => !one.dataset.of).length,
  };
};
onload = () => {
  const frames = [...document.querySelectorAll("iframe")].map(seen);
  document.getElementById("seen").textContent = JSON.stringify({ hit: window.hit, naive: window.naive, frames });
};
</script>"""

pytestmark = [
    pytest.mark.chromium,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here to open the page with"),
]


def named_record(names: Sequence[str]) -> Record:
    """The story's runs and, for each name, a run that has it wherever a text from outside can be."""
    story = story_record(24)
    runs, matches = list(story.runs), []
    for number, text in enumerate(names):
        run = replace(
            a_run(900 + number, day=70 + number, length_mi=6.0, name=text),
            gear_id=f"g{number % 3}",
            gear_name=names[number % 3],
        )
        bout = replace(kicks(3.0, Result.GONE), what=text)
        # two sites with such names; a hundred would be a hundred sections
        site = RIGHT_KNEE if number % 9 else Site(names[number % 2])
        match = a_note(run, (site, 5.0, 3.0), bouts=(bout,))
        (complaint,) = match.note.complaints
        complaint = replace(complaint, feels=(text,), aspects=(text,))
        note = replace(match.note, complaints=(complaint,), factors=(text,), before=(text,))
        runs.append(run)
        matches.append(Match(note, run, ()))
    again = [Match(note, noted.run, ()) for noted in story.noted for note in noted.notes]
    return build_record(runs, [*again, *matches])


def pages(names: Sequence[str]) -> tuple[str, str]:
    """The report and the physiotherapist's page."""
    record = named_record(names)
    found = findings(record)
    profiles = {
        n.run.id: p for n in record.noted[:3] if (p := profile(n, read_samples(wavy(n.run))))
    }
    physio = render_physio(record, found, units="mi", as_of=AS_OF, with_names=True)
    return render_report(record, found, units="mi", as_of=AS_OF, profiles=profiles), physio


def sized(page: str, sheet: str) -> str:
    """A page asks for no size, so that each printer takes its own; with another style its policy must go."""
    bare = re.sub('<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
    return bare.replace("</style>", f"@page {{ size: {sheet} }}</style>")


@cache
def browsed(folder: Path) -> tuple[dict[str, Any], list[str]]:
    """What one browser saw in all windows, and what was asked for over the network.

    The frames: the hostile report in five widths, then the hostile page for print, the same two
    with harmless names, a naive page that shows that the looking finds what it looks for, and the
    story's report on a phone and wide.
    """
    # as long as the hostile ones, so that as much of the page has room
    harmless = [f"{k} name{' of many words' * 20}" for k in range(100)]
    texts = [*pages(hostile_names(100)), *pages(harmless), NAIVE, story_page()]
    for k, text in enumerate(texts):
        (folder / f"{k}.html").write_text(text, encoding="utf-8")
    widths = [(0, width) for width in WIDTHS] + [
        (1, 390),
        (2, 1100),
        (3, 390),
        (4, 390),
        (5, 390),
        (5, 1100),
    ]
    frames = "".join(f"<iframe width={w} height=900 src={k}.html></iframe>" for k, w in widths)
    looker = folder / "looker.html"
    looker.write_text(LOOKER % frames, encoding="utf-8")
    with listening() as server:
        seen: dict[str, Any] = look(looker, server)
        return seen, server.paths


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("browser")


def test_of_100_hostile_names_nothing_runs_and_nothing_is_asked_for(folder: Path) -> None:
    seen, asked = browsed(folder)
    assert seen["hit"] == 0
    # the browser itself may ask its maker for the time; what a page can name here ends in .example
    named = [path for path in asked if path.partition("/")[0].endswith(".example")]
    assert [path for path in named if "control" not in path] == []
    # the same looking finds it where a page lets it through
    assert seen["naive"] == 1
    assert named == ["control.example/1"]


def test_of_100_hostile_names_no_node_is_foreign(folder: Path) -> None:
    frames = browsed(folder)[0]["frames"]
    report, physio, plain_report, plain_physio = (frames[k] for k in (4, 5, 6, 7))
    assert report["tags"] == plain_report["tags"]
    assert physio["tags"] == plain_physio["tags"]
    assert [frame["handlers"] for frame in frames[:8]] == [0] * 8
    assert frames[8]["handlers"] == 1


@pytest.mark.parametrize(("k", "width"), list(enumerate(WIDTHS)))
def test_at_every_width_nothing_overflows_and_text_stays_readable(
    folder: Path, k: int, width: int
) -> None:
    frame = browsed(folder)[0]["frames"][k]
    assert frame["variants"] == ["narrow" if width <= 840 else "wide"]
    assert frame["scroll"] <= frame["wide"] == width
    assert frame["sideways"] == 0
    assert frame["smallest"] >= 11
    assert frame["outside"] == []
    assert frame["styled"] == ("2px" if width <= 840 else "6px")


def test_every_chart_can_be_read_by_the_keyboard_at_every_width(folder: Path) -> None:
    frames = browsed(folder)[0]["frames"]
    for frame in frames[: len(WIDTHS)]:
        assert frame["charts"] == frame["stops"] > 20
        assert frame["unread"] == 0
        # a site that the newest runs of a narrow drawing don't hurt
        assert frame["bare"] <= (1 if frame["variants"] == ["narrow"] else 0)
        assert frame["unnamed"] == frame["headless"] == 0
    narrow, wide = frames[9:]
    assert wide["first"].startswith("2 Mar 2026")
    assert wide["last"].startswith(narrow["last"][:11])


def test_a_run_that_is_opened_is_drawn_with_its_values_a_table_and_its_link(folder: Path) -> None:
    frame = browsed(folder)[0]["frames"][6]
    assert frame["links"] == frame["runs"] > 100
    first, last, *cells = frame["recorded"][-1]
    assert re.fullmatch(
        r"0-1 mi: 8:5\d /mi, grade [+-]\d\.\d %, 16\d steps/min, heart 15\d/min", first
    )
    assert last == "Pain began: right knee 5/10 from 3.2 mi"
    assert cells[:6] == ["Stretch", "Pace /mi", "Grade", "Steps/min", "Heart/min", "0-1 mi"]
    assert len(cells) == 10
    assert all(one[0].startswith("0-1 mi: 8:5") for one in frame["recorded"])
    assert len(frame["recorded"]) == 3


def test_a_phone_shows_how_far_and_whether_it_is_getting_better_without_scrolling(
    folder: Path,
) -> None:
    answered = browsed(folder)[0]["frames"][9]["answered"]
    assert len(answered) == 5
    assert 0 < answered[0] < answered[1] <= FIRST_SCREEN


def test_the_page_for_the_physiotherapist_does_not_overflow_a_phone(folder: Path) -> None:
    frames = browsed(folder)[0]["frames"]
    assert frames[5]["scroll"] <= frames[5]["wide"] == 390
    assert frames[8]["scroll"] > frames[8]["wide"]


@pytest.mark.parametrize("sheet", ["a4", "letter"])
def test_the_page_for_the_physiotherapist_is_one_sheet(tmp_path: Path, sheet: str) -> None:
    long_names = [f"{k} " + "very long name of a drill " * 9 for k in range(100)]
    page = tmp_path / "physio.html"
    page.write_text(sized(pages(long_names)[1], sheet), encoding="utf-8")
    assert printed_pages(page) == 1


@pytest.mark.parametrize("sheet", ["a4", "letter"])
def test_the_report_of_500_runs_is_printed_on_a_dozen_sheets(tmp_path: Path, sheet: str) -> None:
    page = tmp_path / "report.html"
    page.write_text(sized(story_page(500), sheet), encoding="utf-8")
    assert 5 <= printed_pages(page) <= 12
