"""Up to the PUT: read, splice, record; and all that keeps a text from being written."""

import json

import pytest
from pipeline_fakes import BLOCK, ONE, OTHER, WIDE, Desk, FakeStrava

from annotations.block import parse
from sync.errors import (
    ActivityError,
    StorageError,
)
from sync.pipeline.job import LONGEST, Done, Result, put_block
from sync.plan import Known
from sync.ports import Outcome

pytest_plugins = ("pipeline_fixtures",)

MINE = "Legs like  lead \r\n\n  🙂"
WRITTEN = f"{MINE}\n\n{BLOCK}"


def no_entries(desk: Desk) -> bool:
    return desk.outcomes() == [] and desk.put_count() == 0


def test_the_text_is_read_and_both_backups_are_on_disk_before_the_put(
    desk: Desk, strava: FakeStrava
) -> None:
    strava.put_there(MINE)
    seen: list[tuple[str, str, Outcome]] = []

    def look_at_the_disk() -> None:
        (line,) = next((desk.folder / "backup").iterdir()).read_text().splitlines()
        (entry,) = desk.journal.entries("description")
        seen.append((json.loads(line)["text"], entry.intent.base, entry.outcome))

    strava.between = look_at_the_disk

    result = desk.writer.run(desk.job())

    assert result == Result(Done.WRITTEN)
    assert strava.told == ["get 1", "recorded 1", "put 1"]
    assert seen == [(MINE, MINE, Outcome.SENT)]
    assert strava.text() == WRITTEN
    assert desk.outcomes() == [Outcome.VERIFIED]


def test_an_empty_text_becomes_the_block_alone(desk: Desk, strava: FakeStrava) -> None:
    desk.writer.run(desk.job())

    assert strava.text() == BLOCK


def test_a_rewrite_puts_the_new_block_where_the_old_one_stood(
    desk: Desk, strava: FakeStrava
) -> None:
    strava.put_there(MINE)
    desk.writer.run(desk.job())
    strava.put_there(f"above\n{strava.text()}\nbelow \n")

    desk.writer.run(desk.job(OTHER))

    assert strava.text() == f"above\n{MINE}\n\n{OTHER}\nbelow \n"


def test_nothing_is_sent_where_the_text_is_right_already(desk: Desk, strava: FakeStrava) -> None:
    desk.writer.run(desk.job())
    strava.told.clear()

    result = desk.writer.run(desk.job(digest="newer"))

    assert result.done is Done.ALREADY
    assert strava.told == ["get 1", "recorded 1"]
    assert desk.known().digest == "newer", "no request is made for it again"


@pytest.mark.parametrize(
    ("text", "known", "status"),
    [
        (MINE, Known((BLOCK,), BLOCK), "the runner took our block out"),
        (f"{MINE}\n\n{OTHER}", Known(), "the block was changed by hand, or written elsewhere"),
        (BLOCK.splitlines()[0][9:], Known(("Twinge | x\nright knee 5/10 from 3.0 mi\n-- Twinge",)),
         "it holds lines of our block without its first and last line"),
    ],
    ids=["taken out", "edited", "echo"],
)  # fmt: skip
def test_a_text_whose_block_the_runner_touched_is_hands_off_from_now_on(
    desk: Desk, strava: FakeStrava, text: str, known: Known, status: str
) -> None:
    strava.put_there(text)

    result = desk.writer.run(desk.job(known=known))

    assert (result.done, result.why.partition(" (")[0]) == (Done.SKIPPED, status)
    assert "`twinge publish --adopt 1`" in result.why
    assert desk.hands_off() == {ONE: status}
    assert no_entries(desk)


def test_an_ambiguous_text_is_skipped_and_looked_at_again_next_time(
    desk: Desk, strava: FakeStrava
) -> None:
    strava.put_there(f"-- Twinge\n{MINE}\nTwinge | x")

    assert desk.writer.run(desk.job()).done is Done.SKIPPED

    assert desk.hands_off() == {}
    assert no_entries(desk)


@pytest.mark.parametrize("broken", ["half \ud83d", "zero \0"])
def test_a_text_that_could_not_be_kept_is_refused(
    desk: Desk, strava: FakeStrava, broken: str
) -> None:
    strava.put_there(broken)

    assert "broken characters" in desk.writer.run(desk.job()).why
    assert no_entries(desk)


@pytest.mark.parametrize(("room", "done"), [(0, Done.WRITTEN), (-1, Done.SKIPPED)])
def test_a_text_longer_than_20_000_characters_is_not_written(
    desk: Desk, strava: FakeStrava, room: int, done: Done
) -> None:
    strava.put_there("x" * (LONGEST - len(BLOCK) - 2 - room))

    result = desk.writer.run(desk.job())

    assert result.done is done
    assert ("its text would have 20001 characters" in result.why) is (room < 0)


def test_the_audience_is_looked_at_again_on_the_fresh_text(desk: Desk, strava: FakeStrava) -> None:
    strava.visibility[1] = "everyone"

    result = desk.writer.run(desk.job(audience=WIDE))

    assert result.why == (
        "it is visible to everyone and TWINGE_AUDIENCE is followers_only "
        "(TWINGE_AUDIENCE=everyone would allow it)"
    )
    assert no_entries(desk)


def test_an_activity_that_strava_still_works_on_is_left_for_a_later_night(
    desk: Desk, strava: FakeStrava
) -> None:
    strava.updating.add(1)

    assert desk.writer.run(desk.job()).done is Done.SKIPPED
    assert no_entries(desk)


def test_a_block_that_would_change_the_runners_text_is_never_sent(desk: Desk) -> None:
    with pytest.raises(ActivityError, match="without touching your text"):
        desk.writer.run(desk.job("no markers at all"))

    assert no_entries(desk)


@pytest.mark.parametrize("slow", ["get", "record"])
def test_more_than_5_s_after_reading_it_starts_again_at_most_3_times(
    desk: Desk, strava: FakeStrava, slow: str
) -> None:
    seconds = strava.slow_reads if slow == "get" else desk.journal.slow_s
    seconds += [5.1, 5.1]
    desk.writer.run(desk.job())
    assert strava.told.count("get 1") == 3
    assert strava.puts == [BLOCK]

    strava.told.clear()
    seconds += [5.1, 5.1, 5.1]
    result = desk.writer.run(desk.job(OTHER))

    assert result.done is Done.SKIPPED
    assert strava.told == ["get 1", "recorded 1"] * 3
    assert desk.outcomes()[-3:] == [Outcome.SUPERSEDED] * 3


def test_an_edit_while_the_machine_was_slow_is_kept(desk: Desk, strava: FakeStrava) -> None:
    strava.put_there("first")
    desk.journal.slow_s = [6]
    desk.journal.recorded = lambda: strava.put_there("second")

    desk.writer.run(desk.job())

    assert strava.puts == [f"second\n\n{BLOCK}"]


def test_a_slow_machine_does_not_make_a_stale_read_look_like_a_refusal(
    desk: Desk, strava: FakeStrava
) -> None:
    desk.journal.slow_s, strava.stale_reads = [6], 3

    assert desk.writer.run(desk.job(certain=True)).done is Done.UNVERIFIED
    assert desk.journal.breaker() is None


def test_without_the_backup_nothing_is_sent(desk: Desk, strava: FakeStrava) -> None:
    (desk.folder / "backup").write_text("a file in the folder's place")

    with pytest.raises(StorageError, match="Nothing was sent"):
        desk.writer.run(desk.job())

    assert no_entries(desk)


def test_the_change_of_a_block_looks_at_the_promise_once_more() -> None:
    parsed = parse("mine")
    assert put_block(BLOCK)(parsed) == f"mine\n\n{BLOCK}"
    with pytest.raises(ActivityError):
        put_block("Twinge | half a block")(parsed)
