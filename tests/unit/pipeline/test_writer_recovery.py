"""What a crash left open: settled by one GET, never by a second PUT."""

import pytest
from pipeline_fakes import BLOCK, ONE, OTHER, Desk, FakeStrava

from sync.errors import (
    StorageError,
)
from sync.pipeline.job import Job
from sync.pipeline.writer import UNDONE
from sync.ports import Entry, Outcome

pytest_plugins = ("pipeline_fixtures",)

MINE = "Legs like  lead \r\n\n  🙂"
WRITTEN = f"{MINE}\n\n{BLOCK}"


def sent(desk: Desk, base: str = MINE, block: str = BLOCK) -> Entry:
    """An intent as a crash right before or after its PUT leaves it."""
    desk.strava.put_there(base)
    desk.strava.failures = {"put 1": StorageError("killed")}
    with pytest.raises(StorageError):
        desk.writer.run(desk.job(block))
    desk.strava.behave()
    return desk.journal.entries("description")[-1]


FIRST = f"{MINE}\n\n{BLOCK}"


@pytest.mark.parametrize(
    ("seen", "outcome"),
    [
        (FIRST, Outcome.VERIFIED),
        (FIRST.replace("\n", "\r\n").replace("\r\r", "\r"), Outcome.VERIFIED),
        (MINE, Outcome.SUPERSEDED),
        (f"{FIRST}\nand more", Outcome.VERIFIED),
        (f"{MINE} and more", Outcome.SUPERSEDED),
        (FIRST.replace("5/10", "6/10"), Outcome.SUPERSEDED),
        ("", Outcome.SUPERSEDED),
        (None, Outcome.SUPERSEDED),
    ],
    ids=["target", "target with CRLF", "base", "edited after it", "edited without it",
         "edited inside", "emptied", "activity gone"],
)  # fmt: skip
def test_an_open_intent_is_settled_by_one_get(
    desk: Desk, strava: FakeStrava, seen: str | None, outcome: Outcome
) -> None:
    entry = sent(desk)
    strava.told.clear()
    if seen is None:
        strava.texts.clear()
    else:
        strava.put_there(seen)

    assert desk.writer.recover(entry, desk.known()) is outcome

    assert strava.told == ["get 1"]
    assert desk.outcomes() == [outcome]


def test_a_rewrite_that_never_landed_is_not_taken_for_done_because_the_old_block_stands(
    desk: Desk, strava: FakeStrava
) -> None:
    strava.put_there(MINE)
    desk.writer.run(desk.job())
    entry = sent(desk, base=strava.text(), block=OTHER)
    strava.put_there(f"{strava.text()}\nan edit of the morning")

    assert desk.writer.recover(entry, desk.known()) is Outcome.SUPERSEDED
    assert desk.known().digest == BLOCK, "the next plan rewrites it"


def test_an_undo_that_was_cut_off_stays_undone(desk: Desk, strava: FakeStrava) -> None:
    desk.writer.run(desk.job())
    strava.failures = {"put 1": StorageError("killed")}
    job = Job(ONE, "undo", "", "", lambda parsed: parsed.own, desk.known())
    with pytest.raises(StorageError):
        desk.writer.run(job)
    strava.behave()
    strava.put_there("")

    assert (
        desk.writer.recover(desk.journal.entries("description")[-1], desk.known())
        is Outcome.VERIFIED
    )

    assert desk.hands_off() == {ONE: UNDONE}
    assert desk.known().present is False


def test_a_crash_right_after_a_surprise_leaves_writing_stopped(
    desk: Desk, strava: FakeStrava
) -> None:
    strava.keep, desk.journal.killed = lambda _sent, _stored: "", True

    strava.put_there(MINE)
    with pytest.raises(KeyboardInterrupt):
        desk.writer.run(desk.job())

    assert desk.journal.breaker() is not None


def test_a_crash_right_after_an_undo_leaves_the_activity_hands_off(
    desk: Desk, strava: FakeStrava
) -> None:
    desk.writer.run(desk.job())
    desk.journal.killed = True
    job = Job(ONE, "undo", "", "", lambda parsed: parsed.own, desk.known())

    with pytest.raises(KeyboardInterrupt):
        desk.writer.run(job)

    assert strava.text() == ""
    assert desk.hands_off() == {ONE: UNDONE}
