"""What docs/notes.md and docs/editors.md show is what the reader reads."""

import json
import re
from datetime import date
from pathlib import Path

from annotations.model import Reading
from annotations.notes.aliases import read_aliases
from annotations.notes.reader import read_note

DOCS = Path(__file__).resolve().parents[3] / "docs"
PAGES = "\n".join((DOCS / name).read_text(encoding="utf-8") for name in ("notes.md", "editors.md"))
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", PAGES, re.DOTALL)
NOTES = [text for kind, text in BLOCKS if kind == "yaml" and text.startswith("---")]


def read(text: str) -> Reading:
    reading = read_note("2026-03-14.md", text.encode(), units="mi", today=date(2026, 6, 1))
    assert reading is not None
    return reading


def test_every_note_on_the_page_reads_without_a_word() -> None:
    shown = [text for text in NOTES if "{{" not in text]
    assert len(shown) >= 2
    assert [read(text).problems for text in shown] == [()] * len(shown)


def test_the_template_is_told_as_one_and_reads_once_it_is_filled_in() -> None:
    (template,) = (text for text in NOTES if "{{" in text)
    assert [problem.severity for problem in read(template).problems] == ["warning"]
    filled = template.replace("{{date:YYYY-MM-DD}}", "2026-03-14").replace("pain:", "pain: 0")
    assert read(filled).problems == ()


def test_the_aliases_on_the_page_read_without_a_word() -> None:
    (text,) = (text for kind, text in BLOCKS if kind == "yaml" and "insoles:" in text)
    aliases = read_aliases(text.encode())
    assert aliases.problems == ()
    assert aliases.aliases.name_of("Blue insoles") == "new insoles"


def test_the_snippet_makes_a_note_that_reads() -> None:
    (text,) = (text for kind, text in BLOCKS if kind == "json" and "Pain note" in text)
    body = "\n".join(json.loads(text)["Pain note"]["body"])
    body = re.sub(r"\$\{[0-9]:([^}]*)\}", r"\1", body)
    for name, number in (("YEAR", "2026"), ("MONTH", "03"), ("DATE", "14")):
        body = body.replace(f"$CURRENT_{name}", number)
    assert read(body).note is not None
