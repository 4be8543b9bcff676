"""A lost journal, and what the backup files teach of the blocks that stand on Strava."""

from pathlib import Path

import pytest
from pipeline_fakes import BLOCK, ONE, OTHER, TWO, Desk, FakeStrava, ToldJournal, down
from publish_night import night

from sync.pipeline.rescan import rescan
from sync.pipeline.undo import undo
from sync.plan import FORGOTTEN
from sync.store.database import open_database
from sync.store.journal import JournalStore

pytest_plugins = ("pipeline_fixtures",)


def lose_the_database(desk: Desk) -> None:
    desk.database.close()
    path = Path(desk.folder / "twinge.db")
    path.unlink()
    desk.database = open_database(path, None)
    desk.journal = ToldJournal(JournalStore(desk.database, desk.folder / "backup"), desk.strava)


@pytest.mark.parametrize("text", ["", "mine", "mine \t\n\n", "\r\nmine\r\n", "\n\n"])
@pytest.mark.parametrize("blocks", [[BLOCK], [BLOCK, OTHER]])
@pytest.mark.parametrize("trimming", [False, True])
def test_undo_after_a_rescan_restores_a_text_that_nobody_edited_byte_for_byte(
    desk: Desk, strava: FakeStrava, text: str, blocks: list[str], trimming: bool
) -> None:
    strava.put_there(text)
    if trimming:
        strava.keep = lambda sent, _: "\n".join(line.rstrip() for line in sent.split("\n"))
    for block in blocks:
        desk.writer.run(desk.job(block))
    strava.behave()
    lose_the_database(desk)

    report = rescan(desk.writer, desk.progress)
    undo(desk.writer, [ONE], desk.progress)

    assert report.taken_back == [ONE]
    assert strava.text() == text


def test_a_forgotten_activity_is_left_alone_and_others_are_written(
    desk: Desk, strava: FakeStrava
) -> None:
    strava.put_there("two", 2)
    night(desk, ids=[1])
    strava.put_there("the runner took it out")
    lose_the_database(desk)
    strava.told.clear()

    report = night(desk, ids=[1, 2])

    assert [(one.activity_id, one.why) for one in report.skipped] == [(1, FORGOTTEN)]
    assert report.written == [2]
    assert "get 1" not in strava.told
    assert strava.text() == "the runner took it out"


def test_a_line_whose_write_was_never_begun_costs_nothing_later(
    desk: Desk, strava: FakeStrava
) -> None:
    """Killed between the backup line and the row: the same database goes on with its job."""
    desk.writer.run(desk.job(activity_id=ONE))
    with desk.database.transaction() as session:
        session.connection().exec_driver_sql("delete from writeback")
    strava.put_there("")

    report = night(desk, ids=[1])

    assert report.written == [1]


def test_a_rescan_reads_each_activity_once_and_goes_on_where_it_was_stopped(
    desk: Desk, strava: FakeStrava
) -> None:
    for number in (1, 2, 3):
        strava.put_there(f"run {number}", number)
    night(desk)
    lose_the_database(desk)
    strava.told.clear()
    strava.failures["get 2"] = down()

    stopped = rescan(desk.writer, desk.progress)
    strava.behave()
    report = rescan(desk.writer, desk.progress)

    assert stopped.failure is not None
    assert sorted([*stopped.taken_back, *report.taken_back]) == [1, 2, 3]
    reads = [one for one in strava.told if one.startswith("get")]
    assert sorted(reads) == ["get 1", "get 2", "get 2", "get 3"]
    assert desk.put_count() == 0


def test_one_activity_that_is_gone_does_not_stop_the_rescan(desk: Desk, strava: FakeStrava) -> None:
    strava.put_there("two", 2)
    night(desk, ids=[1, 2])
    del strava.texts[1, "description"]
    lose_the_database(desk)

    report = rescan(desk.writer, desk.progress)

    assert report.taken_back == [TWO]
    assert [one.activity_id for one in report.skipped] == [1]
