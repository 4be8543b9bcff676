"""Promises 2 and 10 with several processes on one home folder."""

from collections.abc import Callable
from pathlib import Path

from kill_judge import blocks_in, duplicates, lost_bytes
from kill_scenarios import BLOCKS, NEW, ONE, OWN_TEXTS, Scenario, opened
from kill_world import Zygote
from proof_size import PROOF

from sync.errors import Exit

pytest_plugins = ("proof_fixtures",)
FIRST = Scenario("first write")
UNDER_THE_LOCK = 1_000
"""A line in the middle of a first write."""


def test_promise_2_four_processes_at_once_write_one_block(
    zygote: Zygote, quick_path: Path, record_property: Callable[[str, object], None]
) -> None:
    races, lost, doubled, codes = 100 if PROOF else 5, 0, 0, list[int]()
    for _ in range(races):
        with opened(zygote, quick_path, FIRST, None) as world:
            codes += world.run("write", racers=4)["codes"]
            versions = world.state.versions[ONE]
            lost += lost_bytes(versions, BLOCKS)
            doubled += duplicates(versions)
            assert world.state.counts()["put"] == 1
            assert blocks_in(world.state.text(ONE)) == 1
            assert world.database_is_whole()
    locked_out = codes.count(Exit.TRY_LATER)
    record_property(
        "proof",
        f"{races} races of 4 processes: {lost} bytes lost, {doubled} duplicate blocks, {locked_out} locked out",
    )

    assert (lost, doubled) == (0, 0)
    assert set(codes) <= {Exit.OK, Exit.TRY_LATER}
    assert codes.count(Exit.OK) >= races


def test_promise_10_the_second_process_leaves_within_a_second_and_no_lock_is_ever_stale(
    zygote: Zygote, quick_path: Path
) -> None:
    took_s = []
    for _ in range(3):
        with opened(zygote, quick_path, FIRST, None) as world:
            # the first one stands still inside the lock, the second comes and goes, the first is killed
            told = world.run("write", UNDER_THE_LOCK, together=True)
            assert told["other_code"] == Exit.TRY_LATER
            took_s.append(told["other_took_s"])
            assert (world.home / "run.lock").exists()

            assert world.run("write")["code"] == Exit.OK
            assert world.state.text(ONE) == f"{OWN_TEXTS[ONE]}\n\n{NEW}"
    assert min(took_s) < 1
