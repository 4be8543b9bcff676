"""A write whose outcome nobody saw, and a text that may be the runner's or Strava's doing."""

from collections.abc import Callable

import pytest
from pipeline_fakes import BLOCK, ONE, OTHER, TWO, Desk, FakeStrava
from publish_night import night

from annotations.model import ActivityId
from sync.errors import ActivityError, Exit, StorageError
from sync.pipeline.reports import PublishReport
from sync.pipeline.undo import undo
from sync.ports import Breaker, Outcome

pytest_plugins = ("pipeline_fixtures",)


@pytest.fixture
def three(strava: FakeStrava) -> None:
    for number in (1, 2, 3):
        strava.put_there(f"Zo\xe9 {number}", number)


pytestmark = pytest.mark.usefixtures("three")


def killed_after_the_put(desk: Desk, strava: FakeStrava) -> None:
    """A night that dies when it wants to look at its first write."""
    strava.between = lambda: strava.failures.update({"get 1": StorageError("killed")})
    night(desk)
    strava.between = lambda: None
    strava.failures.clear()
    strava.told.clear()
    assert desk.outcomes()[-1] is Outcome.SENT


def killed_before_the_put(desk: Desk, strava: FakeStrava) -> None:
    strava.failures["put 1"] = StorageError("killed")
    night(desk)
    strava.failures.clear()
    strava.told.clear()
    assert desk.outcomes() == [Outcome.SENT]


def sent(strava: FakeStrava) -> list[str]:
    return [one for one in strava.told if "recorded" not in one]


def stopped(report: PublishReport) -> str:
    assert report.failure is not None
    assert report.failure.exit_code is Exit.BREAKER
    return str(report.failure)


@pytest.mark.parametrize(
    "keep",
    [
        lambda sent, _: sent.replace("\xe9", "?"),
        lambda sent, _: sent[:12],
        lambda sent, _: sent.replace("-- Twinge", ""),
        lambda _sent, _stored: "",
        lambda sent, _: sent.replace("5/10", "5 / 10"),
    ],
    ids=["letters", "cut", "a marker", "emptied", "in the block"],
)
@pytest.mark.parametrize("echo", [True, False], ids=["echoes", "shows it"])
def test_a_crash_while_a_garbled_text_is_verified_lets_no_second_text_be_touched(
    desk: Desk, strava: FakeStrava, keep: Callable[[str, str], str], *, echo: bool
) -> None:
    strava.echo, strava.keep = echo, keep
    if echo:
        killed_after_the_put(desk, strava)
    else:
        strava.lost = "after"
        killed_after_the_put(desk, strava)
        strava.lost = ""

    reports = [night(desk) for _ in range(3)]

    assert "twinge publish --resume" in stopped(reports[-1])
    assert any("+++ activity 1: seen" in diff for one in reports for diff in one.diffs)
    assert [strava.text(one) for one in (2, 3)] == ["Zo\xe9 2", "Zo\xe9 3"]


def test_also_long_after_the_first_block_was_written(desk: Desk, strava: FakeStrava) -> None:
    night(desk, ids=(3,))
    strava.lost, strava.keep = "after", lambda sent, _: sent.replace("\xe9", "?")
    killed_after_the_put(desk, strava)
    strava.lost = ""

    said = stopped(night(desk))

    assert "you edited it, or Strava changed it (activity 1)" in said
    assert "`twinge history 1`" in said
    assert strava.text(2) == "Zo\xe9 2"


def test_the_job_that_was_cut_off_is_finished_and_the_others_wait_for_a_word(
    desk: Desk, strava: FakeStrava
) -> None:
    killed_before_the_put(desk, strava)
    strava.put_there("Zo\xe9 said more")

    first, second = night(desk), night(desk)

    assert strava.text() == f"Zo\xe9 said more\n\n{BLOCK}"
    assert first.written == [ONE]
    assert second.written == []
    for report in (first, second):
        assert "twinge publish --resume" in stopped(report)
        assert "-Zo\xe9 1" in report.diffs[0]
    assert strava.text(2) == "Zo\xe9 2"

    desk.journal.set_breaker(None)
    assert night(desk).written == [2, 3]


def test_where_nothing_else_is_to_be_written_the_runner_is_not_asked(
    desk: Desk, strava: FakeStrava
) -> None:
    killed_before_the_put(desk, strava)
    strava.put_there("Zo\xe9 said more")

    assert night(desk, ids=(1,)).failure is None
    strava.told.clear()
    assert night(desk, ids=(1,)).failure is None
    assert sent(strava) == []


@pytest.mark.parametrize("words", ["{}\nCoffee after.", "Coffee before.\n{}"])
def test_words_of_the_runner_around_what_was_sent_leave_no_doubt(
    desk: Desk, strava: FakeStrava, words: str
) -> None:
    killed_after_the_put(desk, strava)
    strava.put_there(words.format(strava.text()))

    report = night(desk)

    assert (report.recovered, report.written, report.failure) == ([ONE], [2, 3], None)


def test_what_was_left_open_comes_first_and_is_read_once(desk: Desk, strava: FakeStrava) -> None:
    night(desk, ids=(3,))
    strava.failures["put 2"] = StorageError("killed")
    night(desk, ids=(2,))
    strava.behave()
    strava.told.clear()

    assert night(desk, ids=(1, 2)).written == [2, 1]

    assert sent(strava) == ["get 2", "put 2", "get 1", "put 1"]


def test_a_text_that_can_not_be_read_leaves_a_doubt_and_one_that_is_gone_does_not(
    desk: Desk, strava: FakeStrava
) -> None:
    killed_after_the_put(desk, strava)
    strava.failures["get 1"] = ActivityError("odd")
    assert "can't be read (activity 1)" in stopped(night(desk))
    assert strava.text(2) == "Zo\xe9 2"

    desk.journal.set_breaker(None)
    strava.behave()
    killed = night(desk, ids=(1,), digest="new", block=OTHER, confirmed=True)
    assert killed.failure is None
    strava.failures["put 1"] = StorageError("killed")
    night(desk, ids=(1,), digest="newer", confirmed=True)
    strava.behave()
    strava.texts.pop((1, "description"))
    assert night(desk, ids=(2, 3)).written == [2, 3]


def test_a_doubt_never_takes_the_place_of_what_is_certain(desk: Desk, strava: FakeStrava) -> None:
    killed_before_the_put(desk, strava)
    strava.put_there("other words")
    certain = Breaker("Strava changed the text", TWO, desk.clock.now())
    desk.journal.set_breaker(certain)

    undo(desk.writer, [ActivityId(7)], desk.progress)

    assert desk.outcomes() == [Outcome.SUPERSEDED]
    assert desk.journal.breaker() == certain


def test_a_text_that_was_already_so_is_no_canary(desk: Desk, strava: FakeStrava) -> None:
    desk.writer.run(desk.job(BLOCK, activity_id=ONE))
    for entry in desk.journal.entries("description"):
        desk.journal.settle(entry, Outcome.VERIFIED, None, desk.clock.now())
    strava.echo, strava.keep = True, lambda sent, _: sent.replace("\xe9", "?")

    report = night(desk, confirmed=True)

    assert report.rewritten == [ONE]
    assert "(activity 2)" in stopped(report)
    assert strava.text(3) == "Zo\xe9 3"


@pytest.mark.parametrize("lost", ["", "before", "after"])
@pytest.mark.parametrize("slow", [0, 6])
def test_the_run_after_a_crash_sends_at_most_4_requests_for_the_activity(
    desk: Desk, strava: FakeStrava, lost: str, slow: float
) -> None:
    killed_before_the_put(desk, strava)
    strava.lost, strava.slow_reads = lost, [slow]

    night(desk)

    assert 3 <= sum(one.endswith(" 1") for one in sent(strava)) <= 4
    assert sum(one == "put 1" for one in strava.told) == 1
