"""The page in a real browser: nothing foreign runs, nothing overflows, text stays readable."""

import html
import json
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from story_record import AS_OF, RIGHT_KNEE, a_note, a_run, kicks, story_record

from annotations.insights.findings import findings
from annotations.model import Match, Result
from annotations.record import Record, build_record
from annotations.report.page import render_report

CHROMIUM = next(
    (
        path
        for name in ("chromium", "chromium-browser", "google-chrome")
        if (path := shutil.which(name))
    ),
    None,
)
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--hide-scrollbars",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--allow-file-access-from-files",
    "--window-size=1200,900",
)
HOSTILE = (
    "</script><script>top.hit=1</script><img src=x onerror='top.hit=1'><svg onload='top.hit=1'>"
)

# Looks into the page from outside, since the page's own policy lets no other script in.
LOOKER = """<!doctype html><iframe width=%d height=900 src=page.html></iframe><pre id=seen></pre><script>
window.hit = 0;
onload = () => {
  const page = document.querySelector("iframe").contentDocument;
  page.querySelectorAll("details").forEach((one) => { one.open = true; });
  const root = page.documentElement;
  const shown = [...page.querySelectorAll("svg text")].filter((one) => one.getClientRects().length);
  const size = (one) => parseFloat(getComputedStyle(one).fontSize) * one.getScreenCTM().a;
  const inside = (one) => {
    const box = one.getBoundingClientRect();
    return box.left >= -0.5 && box.right <= root.clientWidth + 0.5;
  };
  const chart = page.querySelector(".chart");
  const key = (k) => chart.dispatchEvent(new KeyboardEvent("keydown", { key: k, cancelable: true }));
  key("End");
  const last = page.querySelector(".readout").textContent;
  key("Home");
  document.getElementById("seen").textContent = JSON.stringify({
    hit: window.hit,
    images: page.images.length,
    styled: getComputedStyle(page.body).marginTop,
    stops: page.querySelectorAll('.chart[tabindex="0"]').length,
    wide: root.clientWidth, scroll: root.scrollWidth,
    sideways: [...page.querySelectorAll(".scroll")].filter((one) => one.scrollWidth > one.clientWidth).length,
    smallest: Math.min(...shown.map(size)),
    outside: shown.filter((one) => !inside(one)).map((one) => one.textContent),
    variants: [...new Set(shown.map((one) => one.closest("svg").getAttribute("class")))],
    first: page.querySelector(".readout").textContent, last,
  });
};
</script>"""

pytestmark = [
    pytest.mark.chromium,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here to open the page with"),
]


def hostile_story() -> Record:
    """The story's runs, one whose names try to break out, and one whose names are endless."""
    story = story_record()
    runs, matches = list(story.runs), []
    for number, text in enumerate((HOSTILE, "W" * 300)):
        run = a_run(900 + number, day=199 + number, length_mi=6.0, name=text)
        bout = replace(kicks(3.0, Result.GONE), what=text)
        runs.append(run)
        matches.append(a_note(run, (RIGHT_KNEE, 5.0, 3.0), bouts=(bout,)))
    again = [Match(note, noted.run, ()) for noted in story.noted for note in noted.notes]
    return build_record(runs, [*again, *matches])


def look(folder: Path, width: int) -> dict[str, Any]:
    """What a browser window of `width` CSS pixels shows of the hostile page."""
    record = hostile_story()
    page = render_report(record, findings(record), units="mi", as_of=AS_OF)
    (folder / "page.html").write_text(page, encoding="utf-8")
    looker = folder / "looker.html"
    looker.write_text(LOOKER % width, encoding="utf-8")
    assert CHROMIUM is not None
    done = subprocess.run(
        [CHROMIUM, *FLAGS, f"--user-data-dir={folder / 'profile'}", "--dump-dom", looker.as_uri()],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    found = re.search(r'<pre id="seen">(.+?)</pre>', done.stdout)
    assert found, done.stdout[:500]
    seen: dict[str, Any] = json.loads(html.unescape(found[1]))
    return seen


@pytest.mark.parametrize(
    ("width", "variant"),
    [(320, "narrow"), (390, "narrow"), (840, "narrow"), (841, "wide"), (1100, "wide")],
)
def test_in_a_browser_nothing_foreign_runs_and_nothing_overflows(
    tmp_path: Path, width: int, variant: str
) -> None:
    seen = look(tmp_path, width)
    assert seen["hit"] == 0
    assert seen["images"] == 0
    assert seen["styled"] == "0px"
    assert seen["stops"] == 4
    assert seen["variants"] == [variant]
    assert seen["scroll"] <= seen["wide"]
    assert seen["sideways"] == 0
    assert seen["smallest"] >= 11
    assert seen["outside"] == []
    assert seen["first"].startswith("2 Mar 2026")
    assert seen["last"].startswith("18 Sep 2026")
