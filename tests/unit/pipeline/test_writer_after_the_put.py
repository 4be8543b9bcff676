"""What a PUT came to: its answer, a look at the text, and when writing stops for good."""

import re
from collections.abc import Callable

import pytest
from pipeline_fakes import BLOCK, ONE, OTHER, Desk, FakeStrava, blocks_in, down

from sync.errors import (
    ActivityGoneError,
    ActivityRefusedError,
    LoginNeededError,
    RateLimitedError,
    TryLaterError,
    TwingeError,
)
from sync.pipeline.job import Done, Result
from sync.ports import Outcome

pytest_plugins = ("pipeline_fixtures",)

MINE = "Legs like  lead \r\n\n  🙂"
WRITTEN = f"{MINE}\n\n{BLOCK}"


@pytest.mark.parametrize("lost", ["after", "before"])
def test_a_lost_answer_is_looked_up_and_the_put_is_never_repeated(
    desk: Desk, strava: FakeStrava, lost: str
) -> None:
    strava.put_there(MINE)
    strava.lost = lost

    result = desk.writer.run(desk.job())

    assert strava.puts == [WRITTEN]
    assert desk.clock.slept == ([] if lost == "after" else [12]), "two looks, the last 12 s after"
    expected = (
        (Done.WRITTEN, Outcome.VERIFIED) if lost == "after" else (Done.UNVERIFIED, Outcome.SENT)
    )
    assert (result.done, *desk.outcomes()) == expected
    assert strava.text() == (WRITTEN if lost == "after" else MINE)


@pytest.mark.parametrize("reads", [1, 2, 3])
def test_a_read_that_lags_behind_is_read_again(desk: Desk, strava: FakeStrava, reads: int) -> None:
    strava.stale_reads = reads

    result = desk.writer.run(desk.job(certain=True))

    assert result.done is (Done.WRITTEN if reads < 3 else Done.UNVERIFIED)
    assert desk.clock.slept == [2, 10][:reads]
    assert len(strava.puts) == 1


def test_the_canary_is_verified_by_a_get_of_its_own(desk: Desk, strava: FakeStrava) -> None:
    strava.echo, strava.keep = True, lambda sent, _: sent.upper()
    strava.put_there(MINE)

    result = desk.writer.run(desk.job(certain=True))

    assert result.done is Done.BROKEN
    assert f"-{BLOCK.splitlines()[0]}" in result.diff
    assert f"+{BLOCK.splitlines()[0].upper()}" in result.diff


@pytest.mark.parametrize(
    "keep",
    [
        lambda sent, _: re.sub(r"\r?\n", "\r\n", sent),
        lambda sent, _: "\n".join(line.rstrip() for line in sent.replace("\r", "").split("\n")),
        lambda sent, _: f"{sent}\n \n",
    ],
    ids=["CRLF", "trailing blanks gone", "a line end more"],
)
def test_line_ends_and_trailing_blanks_are_no_surprise(
    desk: Desk, strava: FakeStrava, keep: Callable[[str, str], str]
) -> None:
    strava.put_there("mine  \nyours")
    strava.keep = keep

    assert desk.writer.run(desk.job(certain=True)).done is Done.WRITTEN
    assert desk.writer.run(desk.job(OTHER)).done is Done.WRITTEN
    assert blocks_in(strava.text()) == 1
    assert desk.writer.run(desk.job(OTHER)).done is Done.ALREADY


@pytest.mark.parametrize(
    "keep",
    [
        lambda sent, _: sent.replace("&", "&amp;"),
        lambda sent, _: sent[:12],
        lambda sent, _: sent.replace("é", "e"),
        lambda sent, _: sent.replace("-- Twinge", ""),
        lambda sent, _: f"{sent}\n\n{sent}",
        lambda sent, _: sent.replace("5/10", "5 / 10"),
        lambda _sent, _stored: "",
    ],
    ids=["escapes", "truncates", "drops", "drops a marker", "doubles", "in the block", "empties"],
)
def test_anything_else_opens_the_breaker(
    desk: Desk, strava: FakeStrava, keep: Callable[[str, str], str]
) -> None:
    strava.put_there("Café & cake, twice around")
    strava.keep = keep

    result = desk.writer.run(desk.job())

    breaker = desk.journal.breaker()
    assert result.done is Done.BROKEN
    assert breaker is not None
    assert (breaker.activity_id, breaker.why) == (ONE, result.why)
    assert desk.outcomes() == [Outcome.MISMATCH]
    assert "Café" not in result.why
    assert len(strava.puts) == 1


def test_a_put_that_does_nothing_opens_the_breaker_the_second_time(
    desk: Desk, strava: FakeStrava
) -> None:
    strava.keep = lambda _sent, stored: stored
    assert desk.writer.run(desk.job()).done is Done.UNVERIFIED
    (entry,) = desk.journal.entries("description")
    assert desk.writer.recover(entry, desk.known()) is Outcome.SUPERSEDED

    result = desk.writer.run(desk.job())

    assert (result.done, result.why) == (Done.BROKEN, "Strava takes the text and does not keep it")


def test_an_outage_of_several_nights_is_no_reason_to_stop_writing_for_good(
    desk: Desk, strava: FakeStrava
) -> None:
    strava.lost = "before"
    for _ in range(3):
        assert desk.writer.run(desk.job()).done is Done.UNVERIFIED
        desk.writer.recover(desk.journal.entries("description")[-1], desk.known())
    strava.behave()

    assert desk.writer.run(desk.job()).done is Done.WRITTEN
    assert desk.journal.breaker() is None


@pytest.mark.parametrize(
    ("failure", "raises"),
    [
        (ActivityRefusedError("refused"), False),
        (ActivityGoneError("gone"), False),
        (RateLimitedError("spent", until_epoch_s=0), True),
        (LoginNeededError("revoked"), True),
    ],
    ids=["refused", "gone", "limit", "login"],
)
def test_a_put_that_was_certainly_not_applied_is_settled_as_such(
    desk: Desk, strava: FakeStrava, failure: TwingeError, raises: bool
) -> None:
    strava.failures["put 1"] = failure

    if raises:
        with pytest.raises(type(failure)):
            desk.writer.run(desk.job())
    else:
        assert desk.writer.run(desk.job()) == Result(Done.SKIPPED, failure.message)

    assert desk.outcomes() == [Outcome.SUPERSEDED]
    strava.behave()
    strava.keep = lambda _sent, stored: stored
    assert desk.writer.run(desk.job()).done is Done.UNVERIFIED, "nothing was taken before"


def test_when_nobody_can_look_the_intent_stays_open(desk: Desk, strava: FakeStrava) -> None:
    strava.lost = "after"
    strava.between = lambda: strava.failures.update({"get 1": down()})

    with pytest.raises(TryLaterError):
        desk.writer.run(desk.job())

    assert desk.outcomes() == [Outcome.SENT]


def test_a_block_with_other_words_does_not_hide_that_writes_are_not_kept(
    desk: Desk, strava: FakeStrava
) -> None:
    strava.keep = lambda _, stored: stored
    assert desk.writer.run(desk.job()).done is Done.UNVERIFIED
    (sent,) = desk.journal.entries("description")
    desk.writer.recover(sent, desk.known())

    assert desk.writer.run(desk.job(OTHER)).done is Done.BROKEN
