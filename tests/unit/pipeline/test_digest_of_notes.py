"""What the notes of a run say, in one hash: when it stays, when it changes."""

from dataclasses import dataclass, field, fields, make_dataclass
from typing import Any

import pytest
from pipeline_fakes import a_run

from annotations.model import Complaint, Note
from annotations.notes.reader import read_note
from annotations.record import NotedRun
from sync.pipeline.learn import digest

KEYS = {
    "strava": "14412345678",
    "date": "2026-03-14 07:10",
    "pain": "\n  right knee: 5 from 3 mi (burning, medial)\n  left knee: 0",
    "did": "\n  - 10 butt kicks @ 3 mi -> gone, back after 1/4 mile",
    "before": "[foam rolling]",
    "morning": "2",
}


def note(path: str = "a.md", body: str = "words", **changes: str | None) -> Note:
    held = {key: value for key, value in {**KEYS, **changes}.items() if value is not None}
    lines = "\n".join(f"{key}: {value}" for key, value in held.items())
    reading = read_note(path, f"---\n{lines}\n---\n{body}\n".encode(), units="mi")
    assert reading is not None
    assert reading.note is not None, reading.problems
    return reading.note


def said(*notes: Note) -> str:
    return digest(NotedRun(a_run(1), notes))


@pytest.mark.parametrize(
    "same",
    [
        note(body="other words"),
        note(path="2026/moved.md"),
        note(strava=None),
        note(date="2026-03-15"),
        note(sport="run"),
        note(expect="3"),
        note(did="\n  - 10 butt kicks @ 3 miles => gone, back after 0.25 mi"),
        note(tags="[knee]"),
    ],
    ids=["body", "path", "strava", "date", "sport", "expect", "spelling", "other tools"],
)
def test_it_stays_where_the_same_is_said(same: Note) -> None:
    assert said(same) == said(note())


def test_it_stays_when_the_keys_change_places() -> None:
    lines = [f"{key}: {value}" for key, value in KEYS.items()]
    turned = "\n".join(["---", *reversed(lines), "---", ""])
    reading = read_note("a.md", turned.encode(), units="mi")
    assert reading is not None
    assert reading.note is not None

    assert said(reading.note) == said(note())


@pytest.mark.parametrize(
    "other",
    [
        note(pain="\n  right knee: 4 from 3 mi (burning, medial)\n  left knee: 0"),
        note(pain="\n  right knee: 5 from 3.1 mi (burning, medial)\n  left knee: 0"),
        note(pain="\n  right knee: 5 from 3 mi (burning, medial)"),
        note(pain="\n  left knee: 5 from 3 mi (burning, medial)\n  right knee: 0"),
        note(pain=None),
        note(did="\n  - 20 butt kicks @ 3 mi -> gone, back after 1/4 mile"),
        note(did="\n  - 10 butt kicks @ 3 mi -> less, back after 1/4 mile"),
        note(did="\n  - 10 butt kicks @ 3 mi -> gone"),
        note(did=None),
        note(before=None),
        note(morning="3"),
        note(morning="0"),
        note(morning=None),
        note(factors="[new insoles]"),
    ],
)  # fmt: skip
def test_it_changes_when_something_else_is_said(other: Note) -> None:
    assert said(other) != said(note())


def test_a_morning_of_0_is_not_a_morning_that_nobody_wrote_down() -> None:
    assert said(note(morning="0")) != said(note(morning=None))


def test_a_pain_of_none_is_not_silence() -> None:
    assert said(note(pain="none", did=None)) != said(note(pain=None, did=None))


def test_renaming_one_of_two_notes_changes_nothing() -> None:
    evening, morning = note("a.md"), note("b.md", pain=None, did=None, morning="4")
    moved = note("c.md")

    assert said(evening, morning) == said(morning, moved)
    assert said(evening, morning) != said(evening)


@dataclass(frozen=True, slots=True)
class _LaterComplaint(Complaint):
    """A complaint of a later version."""

    swelling: float = 0.0
    weather: tuple[str, ...] = field(default=())


def test_fields_that_a_later_version_adds_change_nothing_while_nobody_uses_them() -> None:
    now = note()
    later_note: Any = make_dataclass(
        "LaterNote", [("shoes", int, field(default=1))], bases=(Note,), frozen=True
    )
    given = {one.name: getattr(now, one.name) for one in fields(now)}
    given["complaints"] = tuple(
        _LaterComplaint(c.site, c.level, c.onset, c.feels, c.aspects) for c in now.complaints
    )

    assert said(later_note(**given)) == said(now)
    assert said(later_note(**given, shoes=2)) != said(now)
