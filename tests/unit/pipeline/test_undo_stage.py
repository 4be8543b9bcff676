"""Blocks taken out again: byte for byte where nobody edited, our block alone where somebody did."""

from collections.abc import Callable

import pytest
from pipeline_fakes import BLOCK, NOW, ONE, OTHER, TWO, Desk, FakeStrava, down

from sync.errors import ActivityError, Exit
from sync.pipeline.job import Done
from sync.pipeline.publish import adopt
from sync.pipeline.reports import PublishReport
from sync.pipeline.undo import undo
from sync.pipeline.writer import UNDONE
from sync.ports import Breaker, Outcome

pytest_plugins = ("pipeline_fixtures",)

TEXTS = ["", "mine", "mine \t\n\n", "\n\n", "\r\nmine\r\n", "🙂 & <b>\n\n\n\nlast"]


def take_out(desk: Desk) -> PublishReport:
    return undo(desk.writer, [ONE], desk.progress)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("blocks", [[BLOCK], [BLOCK, OTHER], [BLOCK, OTHER, BLOCK]])
def test_a_text_that_nobody_edited_is_restored_byte_for_byte(
    desk: Desk, strava: FakeStrava, text: str, blocks: list[str]
) -> None:
    strava.put_there(text)
    for block in blocks:
        assert desk.writer.run(desk.job(block)).done is Done.WRITTEN

    report = take_out(desk)

    assert strava.text() == text
    assert report.undone == [1]
    assert desk.hands_off() == {ONE: UNDONE}
    assert desk.known().present is False


@pytest.mark.parametrize("blocks", [[BLOCK], [BLOCK, OTHER]])
def test_blanks_that_strava_dropped_on_the_way_are_restored_too(
    desk: Desk, strava: FakeStrava, blocks: list[str]
) -> None:
    strava.put_there("mine  \nyours\t")
    strava.keep = lambda sent, _: "\n".join(line.rstrip() for line in sent.split("\n"))
    for block in blocks:
        desk.writer.run(desk.job(block))
    strava.behave()

    take_out(desk)

    assert strava.text() == "mine  \nyours\t"


@pytest.mark.parametrize(
    ("edit", "left"),
    [
        (lambda text: f"above {text}", "above mine"),
        (lambda text: f"{text}\nbelow", "mine\nbelow"),
        (lambda text: text.replace("mine", "ours"), "ours"),
    ],
    ids=["above", "below", "inside"],
)
def test_where_the_runner_edited_only_the_block_goes(
    desk: Desk, strava: FakeStrava, edit: Callable[[str], str], left: str
) -> None:
    strava.put_there("mine")
    desk.writer.run(desk.job())
    strava.put_there(edit(strava.text()))

    take_out(desk)

    assert strava.text() == left


def test_an_edit_between_two_writes_is_kept(desk: Desk, strava: FakeStrava) -> None:
    strava.put_there("mine")
    desk.writer.run(desk.job())
    strava.put_there(f"really {strava.text()}")
    desk.writer.run(desk.job(OTHER))

    take_out(desk)

    assert strava.text() == "really mine"


def test_an_edit_that_the_next_run_found_beside_the_block_is_kept(
    desk: Desk, strava: FakeStrava
) -> None:
    strava.put_there("mine")
    strava.lost = "after"
    strava.between = lambda: strava.failures.update({"get 1": down()})
    with pytest.raises(Exception, match="can't be reached"):
        desk.writer.run(desk.job())
    strava.behave()
    strava.put_there(f"edited, {strava.text()}")

    report = take_out(desk)

    assert report.recovered == [1]
    assert strava.text() == "edited, mine"


@pytest.mark.parametrize(
    "keep",
    [
        lambda sent, _: sent[:6],
        lambda sent, _: sent.replace("&", "&amp;"),
        lambda sent, _: "\n".join(sent.split("\n")[:-4]),
        lambda sent, _: sent.replace("-- Twinge", "").replace("Twinge | ", ""),
    ],
    ids=["truncated", "escaped", "last lines dropped", "markers dropped"],
)
def test_what_a_server_mangled_is_put_back_as_it_was(
    desk: Desk, strava: FakeStrava, keep: Callable[[str, str], str]
) -> None:
    strava.put_there("tea & cake\nwith Sam")
    strava.keep = keep
    assert desk.writer.run(desk.job()).done is Done.BROKEN
    strava.behave()

    report = take_out(desk)

    assert strava.text() == "tea & cake\nwith Sam"
    assert report.failure is None
    assert report.undone == [1]
    assert desk.journal.breaker() is not None, "only the runner closes it"


def test_an_edit_after_the_server_mangled_a_text_is_kept(desk: Desk, strava: FakeStrava) -> None:
    strava.put_there("tea & cake")
    strava.keep = lambda sent, _: sent.replace("&", "&amp;")
    desk.writer.run(desk.job())
    strava.behave()
    strava.put_there(strava.text().replace("&amp;", "and"))

    take_out(desk)

    assert strava.text() == "tea and cake"


def test_a_text_that_the_runner_adopted_is_theirs_though_it_looked_mangled_once(
    desk: Desk, strava: FakeStrava
) -> None:
    strava.put_there("mine")
    strava.keep = lambda _sent, _stored: "an edit right then, and mine"
    assert desk.writer.run(desk.job()).done is Done.BROKEN
    strava.behave()
    adopt(desk.writer, ONE)
    assert desk.writer.run(desk.job()).done is Done.WRITTEN

    take_out(desk)

    assert strava.text() == "an edit right then, and mine"


def test_what_an_undo_put_back_is_not_undone_to_what_the_server_had_made_of_it(
    desk: Desk, strava: FakeStrava
) -> None:
    strava.put_there("all of my words")
    strava.keep = lambda sent, _: sent[:6]
    assert desk.writer.run(desk.job()).done is Done.BROKEN
    strava.behave()
    assert take_out(desk).undone == [1]
    assert strava.text() == "all of my words"
    adopt(desk.writer, ONE)

    again = take_out(desk)

    assert strava.text() == "all of my words"
    assert again.undone == []


def test_an_undo_looks_itself_as_long_as_no_block_has_stood_as_it_was_sent(
    desk: Desk, strava: FakeStrava
) -> None:
    strava.put_there("ran 🙂")
    strava.keep, strava.echo = lambda sent, _: sent.replace("🙂", ""), True
    assert desk.writer.run(desk.job(certain=True)).done is Done.BROKEN
    desk.journal.set_breaker(None)

    report = take_out(desk)

    assert report.undone == []
    assert report.failure is not None
    assert report.failure.exit_code is Exit.BREAKER
    assert desk.journal.breaker() is not None


def test_blanks_that_the_runner_put_below_a_block_stay_through_a_rewrite_and_an_undo(
    desk: Desk, strava: FakeStrava
) -> None:
    desk.writer.run(desk.job())
    strava.put_there(f"{strava.text()}\n\n")
    desk.writer.run(desk.job(OTHER))

    take_out(desk)

    assert strava.text() == "\n\n"


def test_adopting_a_text_that_nobody_touched_costs_no_byte(desk: Desk, strava: FakeStrava) -> None:
    strava.put_there("two\nlines \n")
    strava.keep = lambda sent, _: sent.replace("\n", "\r\n")
    desk.writer.run(desk.job())
    adopt(desk.writer, ONE)
    strava.behave()

    take_out(desk)

    assert strava.text() == "two\nlines \n"


def test_an_edited_block_is_the_runners_and_stays(desk: Desk, strava: FakeStrava) -> None:
    desk.writer.run(desk.job())
    mine = strava.text().replace("5/10", "6/10")
    strava.put_there(mine)

    report = take_out(desk)

    assert strava.text() == mine
    assert [one.activity_id for one in report.skipped] == [1]


def test_all_means_every_text_that_holds_a_block_and_a_bad_one_stops_no_other(
    desk: Desk, strava: FakeStrava
) -> None:
    for number in (ONE, TWO, 3):
        strava.put_there(f"run {number}", number)
        desk.writer.run(desk.job(activity_id=number))  # type: ignore[arg-type]
    undo(desk.writer, [TWO], desk.progress)
    strava.failures["get 1"] = ActivityError("deleted meanwhile")
    strava.told.clear()

    report = undo(desk.writer, None, desk.progress)

    assert report.undone == [3]
    assert [(one.activity_id, one.why) for one in report.skipped] == [(1, "deleted meanwhile")]
    assert "get 2" not in strava.told
    assert report.failure is None


def test_a_second_undo_changes_nothing(desk: Desk, strava: FakeStrava) -> None:
    strava.put_there("mine")
    desk.writer.run(desk.job())
    take_out(desk)
    puts = len(strava.puts)

    take_out(desk)

    assert strava.text() == "mine"
    assert len(strava.puts) == puts


def test_undo_and_adopt_again_and_again_end_where_they_began(
    desk: Desk, strava: FakeStrava
) -> None:
    strava.put_there("mine \n")
    for _ in range(3):
        desk.writer.run(desk.job())
        take_out(desk)
        assert strava.text() == "mine \n"
        adopt(desk.writer, ONE)
        assert desk.hands_off() == {}


def test_undo_goes_past_an_open_breaker_but_not_without_the_write_scope(
    desk: Desk, strava: FakeStrava
) -> None:
    desk.writer.run(desk.job())
    desk.journal.set_breaker(Breaker("odd", ONE, NOW))
    strava.granted, strava.told = frozenset(), []

    report = take_out(desk)
    assert report.failure is not None
    assert report.failure.exit_code is Exit.LOGIN_NEEDED
    assert strava.told == []

    strava.granted = frozenset({"activity:write"})
    assert take_out(desk).undone == [1]


def test_a_long_text_can_always_be_freed_of_its_block(desk: Desk, strava: FakeStrava) -> None:
    desk.writer.run(desk.job())
    strava.put_there("x" * 30_000 + "\n\n" + strava.text())

    take_out(desk)

    assert strava.text() == "x" * 30_000


def test_a_lost_answer_to_an_undo_is_looked_up(desk: Desk, strava: FakeStrava) -> None:
    strava.put_there("mine")
    desk.writer.run(desk.job())
    strava.lost = "before"
    report = take_out(desk)
    assert report.failure is not None
    assert report.failure.exit_code is Exit.TRY_LATER
    assert desk.hands_off() == {}
    strava.behave()

    assert take_out(desk).undone == [1]

    assert strava.text() == "mine"
    assert desk.outcomes() == [Outcome.VERIFIED, Outcome.SUPERSEDED, Outcome.VERIFIED]


def test_undo_since_leaves_older_blocks_where_they_are(desk: Desk, strava: FakeStrava) -> None:
    strava.put_there("two", 2)
    desk.writer.run(desk.job())
    desk.clock.pass_s(86_400)
    moment = desk.clock.now()
    desk.writer.run(desk.job(activity_id=TWO))

    report = undo(desk.writer, None, desk.progress, since=moment)

    assert report.undone == [2]
    assert strava.text(2) == "two"
    assert strava.text() == BLOCK


def test_undo_all_also_puts_back_the_text_that_stopped_the_writing(
    desk: Desk, strava: FakeStrava
) -> None:
    strava.put_there("a text of mine")
    strava.keep = lambda sent, _: sent[:5]
    assert desk.writer.run(desk.job()).done is Done.BROKEN
    strava.behave()

    report = undo(desk.writer, None, desk.progress)

    assert report.undone == [1]
    assert strava.text() == "a text of mine"
