"""A kept reading is the reading that was kept, and what is none is refused."""

import json

import pytest
from schema_notes import FRONTMATTERS, note

from annotations.notes.kept import pack, unpack
from annotations.notes.reader import read_note

READINGS = [
    reading
    for number, frontmatter in enumerate(FRONTMATTERS)
    if (reading := read_note(f"2026-03-14-{number}.md", note(frontmatter).encode(), units="mi"))
    and reading.note
]
FOUNDING = b"""---
date: 2026-03-14 07:10
pain:
  right knee: 5 from 25:30 (burning, medial)
did:
  - {what: quad stretch, seconds: 30, sets: 2, at: 3 mi, result: gone, back: 3.5 mi, site: left hip}
  - 10 butt kicks @ 4 mi -> less, back after 1/4 mile
expect: 0
arm: B
---
"""


def test_every_reading_of_a_note_comes_back_whole_with_its_lines() -> None:
    founding = read_note("2026-03-14.md", FOUNDING, units="km")
    assert founding is not None
    assert len(READINGS) > 100
    for reading in (founding, *READINGS):
        again = unpack(reading.path, pack(reading))
        assert again == reading
        assert reading.note is not None
        assert again.note is not None
        assert again.note.lines == reading.note.lines
        assert again.note.bout_lines == reading.note.bout_lines
        assert repr(again) == repr(reading), "no list for a tuple, no text for a result"


def test_a_reading_without_a_note_is_not_kept() -> None:
    failed = read_note("a.md", b"---\npain: 11\n---\n", units="km")
    assert failed is not None
    with pytest.raises(ValueError, match="only the reading of a note"):
        pack(failed)


@pytest.mark.parametrize(
    "text", ["", "[1,", "5", "null", "{}", '{"pain": 3}', "[]", json.dumps([5] * 16), '"x"']
)
def test_what_is_no_reading_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever the reason, it is not used
        unpack("a.md", text)
