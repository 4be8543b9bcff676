"""Whatever happens to a good note's bytes, reading it ends with a reading and never an exception."""

import os
import time
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.notes.reader import read_note

TODAY = date(2026, 6, 1)
PROOF = os.environ.get("TWINGE_PROOF") == "1"
FOUNDING = b"""---
strava: 123
pain:
  right knee: 5 from 3 mi (burning, medial)
  left knee: 4
did:
  - 10 butt kicks @ 3 mi -> gone, back after 1/4 mile
before: [a, b]
---
x
"""
PLAIN = b"""---
date: 2026-03-14 07:10
pain: 4/10
where: both knees, medial
onset: 25:30
feels: burning, dull
sport: run
---
"""
MORNING = b"""---
date: 2026-03-14
morning: 2
factors:
- new insoles
- slept badly
arm: x
---
"""
MAPPED = """---
did:
- {what: quad stretch, seconds: 30, at: 1\u00bd km, result: less, back: 2 km}
- 3\u00d710 butt kicks @ 5k \u2192 less
pain: \u201c3\u201d
---
""".encode()
OBSIDIAN = b"""---
tags:
  - run
date: 2026-03-14
pain: 3
where:
  - "[[right knee]]"
did:
  - 10 butt kicks @ 3 mi -> gone, back
    after 1/4 mile
cssclasses:
---
"""
GOOD = (FOUNDING, PLAIN, MORNING, MAPPED, OBSIDIAN)
PIECES = st.one_of(
    st.binary(max_size=6),
    st.sampled_from(
        [b"---", b"\n", b": ", b" #", b"[", b"]", b"{", b"}", b"'", b'"', b"&a ", b"*a", b"!x ", b"@",
         b"->", b"->->", b"(", b")", b"\t", b"\0", b"\xff", b"\xc2\xa0", b"nan", b"-", b"10", b"/0",
         b" from ", b" back ", b" and ", b"<<: ", b"|\n", b">\n", b"? ", b"...", b"%", b"9" * 30,
         b"{{date}}", b"<% x %>", b"[[", b"]]", b"(1)", b"\r", b"   - "]
    ),
)  # fmt: skip
MUTATIONS = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 8), PIECES), min_size=1, max_size=5)


@given(st.sampled_from(GOOD), MUTATIONS)
@settings(max_examples=20_000 if PROOF else 1000, deadline=None)
def test_a_damaged_note_is_read_or_refused_and_never_raises(
    data: bytes, mutations: list[tuple[float, int, bytes]]
) -> None:
    for where, dropped, added in mutations:
        start = int(where * len(data))
        data = data[:start] + added + data[start + dropped :]
    started = time.perf_counter()
    reading = read_note("2026-03-14.md", data, units="mi", today=TODAY)
    # A time is measured in the long proof only: elsewhere other work may hold the test up.
    assert not PROOF or time.perf_counter() - started < 0.05
    if reading is None:
        return
    assert reading.note is None or not reading.failed
    lines = data.count(b"\n") + data.count(b"\r") + 2
    for problem in reading.problems:
        assert 1 <= problem.line <= lines
        assert problem.col >= 1
        assert str(problem).isprintable()


@given(st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
@settings(max_examples=200, deadline=None)
def test_any_text_as_a_frontmatter_is_read_or_refused(inside: bytes) -> None:
    read_note("2026-03-14.md", b"---\npain: " + inside + b"\n---\n", units="km", today=TODAY)
    read_note("2026-03-14.md", b"---\n" + inside + b"\npain: 3\n---\n", units="km", today=TODAY)
