"""Any nights in any order: the runner edits, servers misbehave, processes die; promises 1 to 9 hold after each step."""

import gc
from collections.abc import Callable

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from night_rules import Nights
from proof_size import PROOF

# To make a failure smaller takes minutes: the seed that pytest prints repeats it under `make proof`.
PHASES = (Phase.generate, Phase.shrink) if PROOF else (Phase.generate,)
SETTINGS = settings(
    max_examples=500 if PROOF else 50,
    stateful_step_count=50 if PROOF else 25,
    deadline=None,
    derandomize=not PROOF,
    database=None,
    phases=PHASES,
    suppress_health_check=list(HealthCheck),
)


def test_promises_1_to_9_hold_after_each_step_of_any_nights(
    record_property: Callable[[str, object], None],
) -> None:
    gc.freeze()  # each death collects: what thousands of tests before left behind would be looked through
    try:
        run_state_machine_as_test(Nights, settings=SETTINGS)
    finally:
        gc.unfreeze()
    told = f"{SETTINGS.max_examples} histories of {SETTINGS.stateful_step_count} steps"
    record_property("proof", f"{told}: each of {Nights.puts_judged} PUTs as promised")
    assert Nights.puts_judged > 100
