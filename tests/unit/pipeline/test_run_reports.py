"""The night in one line and as an exit code."""

import pytest

from annotations.model import ActivityId, Problem
from sync.errors import Exit, HeldBackError, LoginNeededError, StorageError, TryLaterError
from sync.pipeline.reports import (
    NotesReport,
    PublishReport,
    PullReport,
    RunReport,
    Skipped,
    gravest,
    plural,
)
from sync.plan import LeftAlone
from sync.ports import Broken

ONE = ActivityId(1)
LATER = TryLaterError("Strava can't be reached.")
BAD = Problem("a.md", 2, 1, "this is no pain")
DOUBT = Problem("a.md", 2, 1, "did you mean pain?", severity="warning")
FULL_LINE = (
    "2 new, 1 changed, 3 deleted activities; "
    "4 of 9 notes matched, 1 waiting, 2 ambiguous, 1 without a run; 1 with mistakes; "
    "blocks: 2 written, 1 rewritten, 1 skipped, 1 left alone, 8 to come; 5 requests"
)


@pytest.mark.parametrize(
    ("report", "line"),
    [
        (RunReport(), "nothing new on Strava; 0 of 0 notes matched; writing is off; 0 requests"),
        (
            RunReport(PullReport(new=1), NotesReport(1, 1), PublishReport("description", [ONE]), {"list": 1}),
            "1 new activity; 1 of 1 note matched; blocks: 1 written; 1 request",
        ),
        (
            RunReport(
                PullReport(new=2, changed=1, deleted=3),
                NotesReport(9, 4, 1, 2, 1, [BAD, BAD, DOUBT]),
                PublishReport(
                    "description",
                    [ONE, ONE],
                    [ONE],
                    skipped=[Skipped(ONE, "x")],
                    left_alone=[LeftAlone(ONE, "x")],
                    later=8,
                ),
                {"list": 2, "put": 3},
            ),
            FULL_LINE,
        ),
        (
            RunReport(PullReport(changed=1, failure=LATER), publish=PublishReport("description")),
            "1 changed activity, then stopped; 0 of 0 notes matched; no block to write; 0 requests",
        ),
        (
            RunReport(PullReport(failure=LATER), NotesReport(failure=HeldBackError("x"))),
            "Strava not read; notes not read; writing is off; 0 requests",
        ),
        (
            RunReport(publish=PublishReport("description", failure=LATER)),
            "nothing new on Strava; 0 of 0 notes matched; blocks: none written, then stopped; 0 requests",
        ),
        (
            RunReport(publish=PublishReport("description", [ONE], failure=LATER)),
            "nothing new on Strava; 0 of 0 notes matched; blocks: 1 written, then stopped; 0 requests",
        ),
    ],
    ids=["nothing", "one of each", "several", "half a pull", "neither", "stopped", "stopped later"],
)  # fmt: skip
def test_a_night_is_one_line(report: RunReport, line: str) -> None:
    assert report.line() == line


@pytest.mark.parametrize(
    ("report", "code"),
    [
        (RunReport(), Exit.OK),
        (RunReport(notes=NotesReport(problems=[DOUBT])), Exit.OK),
        (RunReport(publish=PublishReport(left_alone=[LeftAlone(ONE, "x")], later=3)), Exit.OK),
        (RunReport(PullReport(broken=[Broken("activity 1", "x")])), Exit.SOME_SKIPPED),
        (RunReport(notes=NotesReport(problems=[BAD])), Exit.SOME_SKIPPED),
        (RunReport(publish=PublishReport(skipped=[Skipped(ONE, "x")])), Exit.SOME_SKIPPED),
        (RunReport(PullReport(failure=LATER), NotesReport(problems=[BAD])), Exit.TRY_LATER),
        (
            RunReport(PullReport(failure=LATER), publish=PublishReport(failure=LoginNeededError("x"))),
            Exit.LOGIN_NEEDED,
        ),
        (RunReport(PullReport(failure=LATER), failure=StorageError("x")), Exit.DISK),
    ],
)  # fmt: skip
def test_the_gravest_is_the_exit_code(report: RunReport, code: Exit) -> None:
    assert report.exit_code is code
    assert report.as_json()["exit_code"] == int(code)


def test_every_exit_code_has_its_weight() -> None:
    for code in Exit:
        assert gravest({code}) is code


def test_a_sentence_that_stops_two_stages_is_said_once() -> None:
    report = RunReport(PullReport(failure=LATER), publish=PublishReport(failure=LATER))

    assert report.as_json()["stopped"] == ["Strava can't be reached."]


@pytest.mark.parametrize(
    ("word", "count", "said"),
    [("note", 0, "notes"), ("note", 1, "note"), ("activity", 2, "activities")],
)
def test_words_go_with_their_numbers(word: str, count: int, said: str) -> None:
    assert plural(word, count) == said
