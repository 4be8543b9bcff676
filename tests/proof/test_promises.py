"""The promises of the write-back, a test for each by its number (10 is in test_two_processes), on the real client."""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from kill_judge import blocks_in, duplicates, lost_bytes
from night_oracle import plain
from night_stage import write
from night_troubles import NORMALISERS, TROUBLES, echoing
from night_world import NightWorld

from annotations.model import ActivityId
from sync.errors import Exit
from sync.pipeline.publish import adopt
from sync.pipeline.reports import PublishReport
from sync.pipeline.undo import undo
from sync.sandbox.faults import delay
from sync.wiring import Silent

pytest_plugins = ("proof_fixtures",)
ONE, TWO = ActivityId(1), ActivityId(2)
OWN = "  Zoe\u0301 \U0001f642 & <b>\r\n\r\n> Twinge | me\n  -- Twinge. \t\n"
DETAIL = r"/activities/\d+$"


def block(number: int = 1) -> str:
    return f"Twinge | right knee {number}/10 from 3.0 mi\nkicks at {number}.0 mi: gone\n-- Twinge"


EVERY_BLOCK = [block(number) for number in range(1, 6)]


def opened(folder: Path) -> NightWorld:
    world = NightWorld(folder)
    world.add_run(ONE, OWN)
    world.add_run(TWO, "Easy.")
    return world


@pytest.fixture
def world(quick_path: Path) -> Iterator[NightWorld]:
    found = opened(quick_path)
    yield found
    found.close()


def night(
    world: NightWorld, blocks: Mapping[ActivityId, str], *, confirmed: bool = True, **at: Any
) -> Any:
    """The stage an hour later; None where it was killed."""
    world.clock.sleep(3600)
    world.asked.clear()
    now = world.clock.wall
    report = world.work(lambda writer: write(writer, blocks, now, confirmed=confirmed), **at)
    if report is None:
        world.after_death()
    return report


def take_out(world: NightWorld, activity_id: ActivityId) -> PublishReport:
    report = world.work(lambda writer: undo(writer, [activity_id], Silent()))
    assert isinstance(report, PublishReport)
    return report


def append(world: NightWorld, activity_id: ActivityId, words: str) -> None:
    world.state.runner_edits(activity_id, description=world.state.text(activity_id) + words)


def test_promise_1_no_byte_of_the_runners_text_is_lost_in_any_version_ever_stored(
    world: NightWorld,
) -> None:
    for number in (1, 2, 3):
        night(world, {ONE: block(number), TWO: block(number)})
        append(world, ONE, f"\nwords after night {number}\r\n")
    take_out(world, ONE)

    versions = world.state.versions[ONE]
    assert [one.author for one in versions].count("app") == 4
    assert lost_bytes(versions, EVERY_BLOCK) == 0
    assert max(put.age_s for put in world.puts) <= 5
    assert world.state.text(ONE) == OWN + "".join(
        f"\nwords after night {number}\r\n" for number in (1, 2, 3)
    )


def test_promise_1_an_edit_after_a_crash_is_not_written_over(world: NightWorld) -> None:
    world.dies_after_put = True
    assert night(world, {ONE: block()}) is None
    world.dies_after_put = False
    world.state.runner_edits(ONE, description="Other words.")

    night(world, {ONE: block()})

    versions = world.state.versions[ONE]
    assert lost_bytes(versions, EVERY_BLOCK) == 0
    assert world.state.text(ONE).startswith("Other words.")


def test_promise_1_a_text_that_was_slow_to_come_is_read_anew(world: NightWorld) -> None:
    world.state.inject("GET", DETAIL, delay(6), times=2)

    night(world, {ONE: block()})

    (put,) = world.puts
    assert put.age_s <= 5
    assert world.asked[ONE] >= 4


def test_promise_1_a_login_refused_at_the_put_makes_it_read_anew(world: NightWorld) -> None:
    TROUBLES["the login is refused"].befall(world.state, 1)
    world.before_put = lambda _: world.state.runner_edits(ONE, description="Other words.")

    night(world, {ONE: block()})

    assert lost_bytes(world.state.versions[ONE], EVERY_BLOCK) == 0
    assert world.state.text(ONE).startswith("Other words.")
    assert world.asked[ONE] == 5, "two readings, two PUTs, and the canary's look"


@pytest.mark.parametrize("trouble", sorted(TROUBLES))
def test_promise_2_a_text_never_gets_a_second_block(world: NightWorld, trouble: str) -> None:
    TROUBLES[trouble].befall(world.state, 1)
    night(world, {ONE: block(1)})
    world.state.catch_up()
    night(world, {ONE: block(2)})
    world.state.catch_up()
    world.state.clear_faults()
    night(world, {ONE: block(2)})

    assert duplicates(world.state.versions[ONE]) == 0
    assert blocks_in(world.state.text(ONE)) <= 1


@pytest.mark.parametrize("line", range(40, 1_500, 160))
def test_promise_3_the_run_after_a_crash_finishes_the_job(world: NightWorld, line: int) -> None:
    night(world, {ONE: block()}, at_line=line)

    assert night(world, {ONE: block()}).failure is None

    assert world.state.text(ONE) == f"{OWN}\n\n{block()}"
    assert world.asked[ONE] <= 4
    assert world.ask("SELECT 1 FROM writeback WHERE outcome = 'sent'") == []


def test_promise_4_where_nothing_is_new_nothing_is_read_or_written(world: NightWorld) -> None:
    blocks = {ONE: block(1), TWO: block(2)}
    night(world, blocks)
    requests = len(world.state.requests)

    for _ in range(3):
        night(world, blocks)

    assert len(world.puts) == 2
    assert world.state.counts(since=requests).total() == 0


def test_promise_5_the_text_is_on_disk_twice_before_the_puts_first_byte(world: NightWorld) -> None:
    order: list[str] = []

    def watch(_frame: object, event: str, called: Any) -> None:
        if event == "c_call" and called.__name__ == "fsync":
            order.append("fsync")

    world.before_put = lambda _: order.append("put")
    sys.setprofile(watch)
    try:
        night(world, {ONE: block()})
    finally:
        sys.setprofile(None)

    assert order.index("fsync") < order.index("put")
    (put,) = world.puts
    assert put.base == OWN
    assert put.backups == 2
    assert put.kind == "write", "the intent is in the journal"


def test_promise_6_undo_restores_byte_for_byte_or_takes_out_our_block_alone(
    world: NightWorld,
) -> None:
    for number in (1, 2):
        night(world, {ONE: block(number), TWO: block(number)})
    append(world, TWO, "\nCoffee.")

    take_out(world, ONE)
    take_out(world, TWO)

    assert world.state.text(ONE) == OWN
    assert world.state.text(TWO) == "Easy.\nCoffee."


@pytest.mark.parametrize(
    "touched", ["", "Easy.", block(1).replace("gone", "no"), "kicks at 1.0 mi: gone"]
)
def test_promise_7_a_block_that_the_runner_touched_is_not_written_until_adopted(
    world: NightWorld, touched: str
) -> None:
    night(world, {TWO: block(1)})
    world.state.runner_edits(TWO, description=touched)

    for number in range(2, 12):
        night(world, {TWO: block(number)})
    assert len(world.puts) == 1
    assert world.state.text(TWO) == touched

    if "Twinge |" not in touched and "kicks" in touched:
        world.state.runner_edits(TWO, description="")  # what nobody can tell apart is not adopted
    world.work(lambda writer: adopt(writer, TWO))
    night(world, {TWO: block(40)})
    assert world.state.text(TWO).count(block(40)) == 1


@pytest.mark.parametrize("name", sorted(NORMALISERS))
@pytest.mark.parametrize("honest", [True, False], ids=["shows it", "echoes"])
def test_promise_8_a_server_that_changes_texts_gets_one_and_then_writing_stops(
    world: NightWorld, name: str, honest: bool
) -> None:
    world.state.runner_edits(TWO, description=OWN)
    action = NORMALISERS[name]()
    world.state.inject("PUT", DETAIL, action if honest else echoing(action), times=None)
    blocks = {ONE: block(1), TWO: block(1)}
    reports = [night(world, blocks) for _ in range(3)]

    as_sent = (plain(OWN), plain(f"{OWN}\n\n{block(1)}"))
    altered = {
        activity_id
        for activity_id in blocks
        for one in world.state.versions[activity_id]
        if one.author == "app" and plain(one.text) not in as_sent
    }
    if name == "crlf":  # harmless: the text compares as equal
        assert (altered, reports[0].failure) == (set(), None)
        return
    assert altered == (set() if name == "silent no-op" else {ONE})
    stopped = reports[-1].failure
    assert stopped.exit_code is Exit.BREAKER
    assert "twinge undo 1" in stopped.hint
    assert any("+++ activity 1: seen" in one for report in reports for one in report.diffs)
    puts = len(world.puts)
    night(world, blocks)
    assert len(world.puts) == puts


@pytest.mark.parametrize("name", sorted(set(NORMALISERS) - {"crlf", "silent no-op", "trim"}))
def test_promise_8_holds_where_the_process_dies_before_it_could_look(
    world: NightWorld, name: str
) -> None:
    world.state.runner_edits(TWO, description=OWN)
    world.state.inject("PUT", DETAIL, NORMALISERS[name](), times=None)
    world.dies_after_put = True
    assert night(world, {ONE: block(), TWO: block()}) is None
    world.dies_after_put = False

    stopped = [night(world, {ONE: block(), TWO: block()}).failure for _ in range(3)]

    assert [put.activity_id for put in world.puts if put.activity_id != ONE] == []
    assert None not in stopped
    assert stopped[-1].exit_code is Exit.BREAKER
    assert "twinge undo 1" in stopped[-1].hint


def test_promise_9_many_rewrites_wait_for_a_word_and_new_blocks_come_twenty_a_night(
    world: NightWorld,
) -> None:
    every = [ActivityId(number) for number in range(1, 25)]
    for activity_id in every[2:]:
        world.add_run(activity_id, "")
    standing = dict.fromkeys(every, block(1))
    assert night(world, standing, confirmed=False).written == every[:20], "the newest first"
    assert night(world, standing, confirmed=False).written == every[20:]

    eleven = standing | dict.fromkeys(every[:11], block(2))
    held = night(world, eleven, confirmed=False)
    assert held.failure is not None
    assert held.failure.exit_code is Exit.HELD_BACK
    assert len(world.puts) == len(every)
    assert night(world, eleven, confirmed=True).rewritten == every[:11]

    ten = eleven | dict.fromkeys(every[:10], block(3))
    assert night(world, ten, confirmed=False).rewritten == every[:10]
