"""The write-back of a night: what is written, what is left, what stops it."""

from collections.abc import Callable

import pytest
from pipeline_fakes import (
    BLOCK,
    NOW,
    OTHER,
    THREE,
    TWO,
    Desk,
    FakeStrava,
    blocks_in,
    down,
)
from publish_night import night

from annotations.model import ActivityId
from sync.errors import (
    ActivityError,
    ActivityRefusedError,
    Exit,
    LoginNeededError,
    RateLimitedError,
    StorageError,
    TwingeError,
)
from sync.pipeline.reports import PublishReport
from sync.ports import Breaker, Outcome

pytest_plugins = ("pipeline_fixtures",)


@pytest.fixture
def three(strava: FakeStrava) -> None:
    for number in (1, 2, 3):
        strava.put_there(f"run {number}", number)


pytestmark = pytest.mark.usefixtures("three")


def test_the_newest_is_the_canary_and_the_others_are_verified_by_their_answers(
    desk: Desk, strava: FakeStrava
) -> None:
    report = night(desk)

    assert report.written == [1, 2, 3]
    assert [one for one in strava.told if "recorded" not in one] == [
        "get 1", "put 1", "get 1", "get 2", "put 2", "get 3", "put 3",
    ]  # fmt: skip
    assert report.failure is None


def test_a_second_night_right_after_sends_nothing(desk: Desk, strava: FakeStrava) -> None:
    night(desk)
    strava.told.clear()

    report = night(desk)

    assert strava.told == []
    assert report == PublishReport(target="description")


def test_a_server_that_echoes_and_mangles_is_found_out_by_the_canary(
    desk: Desk, strava: FakeStrava
) -> None:
    strava.echo, strava.keep = True, lambda sent, _: sent.replace("run", "walk")

    report = night(desk)

    assert desk.put_count() == 1
    assert report.failure is not None
    assert report.failure.exit_code is Exit.BREAKER
    assert "twinge undo 1" in report.failure.hint
    assert "-run 1" in report.diffs[0]
    assert "run 1" not in str(report.failure), "no text of the runner's in a message"


def test_with_an_open_breaker_nothing_is_asked_and_nothing_written(
    desk: Desk, strava: FakeStrava
) -> None:
    desk.journal.set_breaker(Breaker("it was odd", TWO, NOW))

    report = night(desk)

    assert strava.told == []
    assert report.failure is not None
    assert report.failure.exit_code is Exit.BREAKER
    assert "since 2026-07-25: it was odd (activity 2)" in str(report.failure)


def test_without_the_write_scope_no_request_is_made(desk: Desk, strava: FakeStrava) -> None:
    strava.granted = frozenset({"activity:read_all"})

    report = night(desk)

    assert strava.told == []
    assert report.failure is not None
    assert report.failure.exit_code is Exit.LOGIN_NEEDED
    assert night(desk, dry_run=True).failure is None, "a preview needs no leave to write"


def test_without_anything_to_write_no_scope_is_missed(desk: Desk, strava: FakeStrava) -> None:
    strava.granted = frozenset()

    assert night(desk, ids=()).failure is None


def test_more_rewrites_than_one_night_may_hold_everything_back(
    desk: Desk, strava: FakeStrava
) -> None:
    night(desk, ids=(1, 2))
    strava.told.clear()

    report = night(desk, digest="all new", block=OTHER)

    assert strava.told == []
    assert report.written == report.rewritten == []
    assert report.failure is not None
    assert report.failure.exit_code is Exit.HELD_BACK
    assert len(report.diffs) == 2, "one of each block that would be replaced"
    for shown in report.diffs:
        assert shown.splitlines()[3:5] == [f"-{BLOCK.splitlines()[0]}", f"+{OTHER.splitlines()[0]}"]
    assert "2 of 2 blocks would be rewritten at once; none was." in str(report.failure)

    looked = night(desk, digest="all new", block=OTHER, dry_run=True)
    assert len(looked.diffs) == 3
    assert looked.failure is not None

    done = night(desk, digest="all new", block=OTHER, confirmed=True)
    assert (done.rewritten, done.written, done.failure) == ([1, 2], [3], None)


@pytest.mark.parametrize(
    "trouble",
    [
        lambda s: s.failures.update({"get 1": ActivityError("odd")}),
        lambda s: s.failures.update({"put 1": ActivityRefusedError("refused")}),
        lambda s: s.texts.pop((1, "description")),
        lambda s: s.put_there(f"run\n\n{OTHER}"),
        lambda s: s.put_there("x" * 20_000),
        lambda s: s.visibility.update({1: "everyone"}),
        lambda s: s.updating.add(1),
    ],
    ids=["odd answer", "refused", "gone", "edited", "too long", "public by now", "updating"],
)
def test_one_bad_activity_is_named_and_never_stops_the_others(
    desk: Desk, strava: FakeStrava, trouble: Callable[[FakeStrava], object]
) -> None:
    trouble(strava)

    report = night(desk)

    assert report.written == [2, 3]
    assert [one.activity_id for one in report.skipped] == [1]
    assert report.skipped[0].why
    assert report.failure is None
    assert strava.told.count("get 2") == 2, "the next one is the canary"


@pytest.mark.parametrize(
    ("failure", "code"),
    [
        (LoginNeededError("revoked"), Exit.LOGIN_NEEDED),
        (RateLimitedError("spent", until_epoch_s=0), Exit.TRY_LATER),
        (down(), Exit.TRY_LATER),
        (StorageError("full"), Exit.DISK),
    ],
    ids=["login", "limit", "down", "disk"],
)
@pytest.mark.parametrize("request_", ["get 2", "put 2"])
def test_what_concerns_all_ends_the_stage_and_keeps_what_was_done(
    desk: Desk, strava: FakeStrava, failure: TwingeError, code: Exit, request_: str
) -> None:
    strava.failures[request_] = failure

    report = night(desk)

    assert report.written == [1]
    assert report.failure is failure
    assert report.failure.exit_code is code
    assert "get 3" not in strava.told
    strava.behave()
    assert night(desk).written == [2, 3]


def test_an_unverified_write_ends_the_stage_and_the_next_run_looks_first(
    desk: Desk, strava: FakeStrava
) -> None:
    strava.stale_reads = 3
    report = night(desk)
    assert report.failure is not None
    assert report.failure.exit_code is Exit.TRY_LATER
    assert desk.put_count() == 1
    strava.behave()
    strava.told.clear()

    report = night(desk)

    assert strava.told[0] == "get 1"
    assert report.recovered == [1]
    assert report.written == [2, 3]
    assert "put 1" not in strava.told


def test_no_text_ever_gets_a_second_block_whatever_night_follows_which(
    desk: Desk, strava: FakeStrava
) -> None:
    troubles: list[Callable[[], object]] = [
        lambda: setattr(strava, "lost", "after"),
        lambda: setattr(strava, "lost", "before"),
        lambda: setattr(strava, "stale_reads", 2),
        lambda: strava.failures.update({"put *": StorageError("killed")}),
        lambda: None,
    ]
    for number, trouble in enumerate(troubles * 2):
        strava.behave()
        trouble()
        night(desk, digest=str(number), block=(BLOCK, OTHER)[number % 2], confirmed=True)

    assert desk.journal.breaker() is None
    for number in (1, 2, 3):
        text = strava.text(number)
        assert blocks_in(text) == 1
        assert text.startswith(f"run {number}\n\nTwinge | ")
    for put in strava.puts:
        assert blocks_in(put) == 1


def test_the_progress_is_told(desk: Desk) -> None:
    told: list[tuple[str, int, int | None]] = []

    class Told:
        def step(self, label: str, done: int, total: int | None) -> None:
            told.append((label, done, total))

    desk.progress = Told()
    night(desk, ids=(1, 2))

    assert told == [("descriptions", 1, 2), ("descriptions", 2, 2)]


def test_what_is_left_alone_has_a_reason(desk: Desk) -> None:
    desk.journal.leave_alone(THREE, "description", "you said so", NOW)

    report = night(desk, ids=(1, 3, 40))

    assert [(one.activity_id, one.why) for one in report.left_alone] == [
        (3, "you said so (`twinge publish --adopt 3`)")
    ]
    assert report.too_old == 1
    assert desk.outcomes() == [Outcome.VERIFIED]
    assert ActivityId(40) not in desk.hands_off()
