"""Noted runs in a row without pain, and pain after them."""

from collections.abc import Sequence

from fact_builders import RIGHT_KNEE, a_run, free, hurt, record_of

from annotations.insights.evidence import Finding
from annotations.insights.streak import streak
from annotations.model import Note, Site
from annotations.sentences.dispatch import sentence


def of(*notes: Sequence[Note]) -> list[Finding]:
    return streak(record_of(*((a_run(2.0 * k), told) for k, told in enumerate(notes))), RIGHT_KNEE)


PAIN, FREE, NONE = [hurt(3000.0)], [free()], list[Note]()


def test_eight_runs_without_pain_are_a_streak() -> None:
    assert of(PAIN, *[FREE] * 7) == []
    (finding,) = of(PAIN, *[FREE] * 8)
    assert (finding.subject, finding.level) == ("clean", "fact")
    assert (finding.n["clean"], finding.estimate) == (8, 64_000.0)
    assert sentence(finding, "km") == "No pain in the last 8 noted runs (64.0 km)."


def test_runs_without_a_note_neither_count_nor_end_it() -> None:
    (finding,) = of(PAIN, *[FREE] * 4, NONE, NONE, *[FREE] * 4, NONE)
    assert (finding.n["clean"], finding.estimate) == (8, 64_000.0)
    silent = [Note("a.md", morning=1.0)]
    assert of(PAIN, *[FREE] * 4, silent, *[FREE] * 3) == []


def test_pain_after_a_streak_is_said_as_one_run() -> None:
    (finding,) = of(PAIN, *[FREE] * 9, PAIN)
    assert (finding.subject, finding.n["clean"]) == ("return", 9)
    assert sentence(finding, "mi") == (
        "Pain again, after 9 noted runs without (44.7 mi). One run is never a trend."
    )
    assert of(PAIN, *[FREE] * 9, PAIN, FREE) == []
    assert of(PAIN, *[FREE] * 7, PAIN) == []


def test_a_first_pain_is_no_return() -> None:
    assert of(*[FREE] * 9, PAIN) == []


def test_a_run_that_may_have_hurt_there_ends_the_row() -> None:
    no_side = [hurt(3000.0, site=Site("knee"))]
    other = [hurt(3000.0, site=Site("achilles", "left"))]
    assert of(PAIN, *[FREE] * 8, no_side) == []
    assert of(PAIN, *[FREE] * 4, no_side, *[FREE] * 4) == []
    (finding,) = of(PAIN, *[FREE] * 4, no_side, *[FREE] * 8)
    assert finding.n["clean"] == 8
    (finding,) = of(PAIN, *[FREE] * 4, other, *[FREE] * 4)
    assert finding.n["clean"] == 9


def test_an_empty_record_has_no_streak() -> None:
    assert of() == []
    assert of(NONE, NONE) == []
