"""Each part of the contract is broken in turn, and the test of its promise must say so."""

from collections.abc import Callable
from pathlib import Path

import pytest
import test_promises as promises
from night_world import NightWorld
from sabotage import (
    Appending,
    BackToTheFirst,
    Forgetful,
    Insisting,
    Made,
    NoBreaker,
    NoCanary,
    NoHandsOff,
    NoSecondCopy,
    Patient,
    Remembering,
    Repeating,
    Trusting,
    WithoutDoubt,
    by,
    on,
)

pytest_plugins = ("proof_fixtures",)
Check = Callable[[NightWorld], None]


def garbled(name: str, *, honest: bool) -> Check:
    return lambda world: (
        promises.test_promise_8_a_server_that_changes_texts_gets_one_and_then_writing_stops(
            world, name, honest
        )
    )


SABOTAGES: dict[str, tuple[Made, Check]] = {
    "1 the last edit is overwritten": (
        by(Remembering),
        promises.test_promise_1_no_byte_of_the_runners_text_is_lost_in_any_version_ever_stored,
    ),
    "1 sent again after a crash": (
        by(Repeating),
        promises.test_promise_1_an_edit_after_a_crash_is_not_written_over,
    ),
    "1 never too old": (
        by(Patient),
        promises.test_promise_1_a_text_that_was_slow_to_come_is_read_anew,
    ),
    "2 a second block": (
        by(Appending),
        lambda world: promises.test_promise_2_a_text_never_gets_a_second_block(
            world, "one stale read"
        ),
    ),
    "4 what stands is forgotten": (
        on(Forgetful),
        promises.test_promise_4_where_nothing_is_new_nothing_is_read_or_written,
    ),
    "5 no second copy": (
        on(NoSecondCopy),
        promises.test_promise_5_the_text_is_on_disk_twice_before_the_puts_first_byte,
    ),
    "6 undo to the first text": (
        by(BackToTheFirst),
        promises.test_promise_6_undo_restores_byte_for_byte_or_takes_out_our_block_alone,
    ),
    "7 the block is put back": (
        on(NoHandsOff, Insisting),
        lambda world: (
            promises.test_promise_7_a_block_that_the_runner_touched_is_not_written_until_adopted(
                world, ""
            )
        ),
    ),
    "8 no canary": (by(NoCanary), garbled("html escape", honest=False)),
    "8 answers are not compared": (by(Trusting), garbled("truncation", honest=True)),
    "8 no breaker": (on(NoBreaker), garbled("emoji loss", honest=True)),
    "8 no doubt after a crash": (
        by(WithoutDoubt),
        lambda world: promises.test_promise_8_holds_where_the_process_dies_before_it_could_look(
            world, "nfc"
        ),
    ),
    "9 no valve": (
        on(Forgetful),
        promises.test_promise_9_many_rewrites_wait_for_a_word_and_new_blocks_come_twenty_a_night,
    ),
}


@pytest.mark.parametrize("name", SABOTAGES)
def test_the_test_of_a_promise_finds_the_writer_that_breaks_it(name: str, quick_path: Path) -> None:
    made, check = SABOTAGES[name]
    world = promises.opened(quick_path)
    world.made = made
    try:
        with pytest.raises(AssertionError):
            check(world)
    finally:
        world.close()
