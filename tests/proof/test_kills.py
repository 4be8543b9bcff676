"""Promises 1, 2, 3 and 5 with the process killed (SIGKILL) at any line of the client, the journal or the HTTP layer."""

from collections.abc import Callable
from pathlib import Path

import pytest
from kill_judge import Row, Verdict
from kill_scenarios import SCENARIOS, Scenario, count_lines, kill_at, prepared
from kill_world import Zygote
from proof_size import PROOF, STRIDE

pytest_plugins = ("proof_fixtures",)
SAMPLE, FEW = 12, 6

Told = Callable[[str, object], None]


def points(lines: int, step: int) -> range:
    """Lines to be killed at, evenly spread."""
    return range(1 + step // 2, lines + 1, step)


def judged(
    scenario: Scenario, zygote: Zygote, folder: Path, sample: int
) -> tuple[int, list[Verdict]]:
    """How many lines there are, and what came of kills at so many of them (0: at each, or as STRIDE says)."""
    template = prepared(zygote, folder, scenario)
    lines = count_lines(zygote, folder, scenario, template)
    step = max(1, lines // sample) if sample else STRIDE
    return lines, [
        kill_at(line, zygote, folder, scenario, template) for line in points(lines, step)
    ]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_promises_1_2_3_and_5_hold_wherever_the_process_is_killed(
    scenario: Scenario, zygote: Zygote, quick_path: Path, record_property: Told
) -> None:
    lines, verdicts = judged(scenario, zygote, quick_path, 0 if PROOF else SAMPLE)
    record_property("kills", Row(scenario.name, lines, tuple(verdicts)).figures)

    assert lines > 2_000
    assert [one for one in verdicts if not one.harmless] == []
    assert max(one.runs for one in verdicts) <= scenario.runs
    assert max(one.requests for one in verdicts) <= scenario.requests


@pytest.mark.parametrize(
    ("writer", "harm"),
    [
        ("put, then record", "lost_rows"),
        ("splice into the list", "lost_bytes"),
        ("append and remember", "duplicates"),
    ],
)
def test_the_harness_finds_what_a_naive_writer_loses(
    writer: str, harm: str, zygote: Zygote, quick_path: Path
) -> None:
    _, verdicts = judged(Scenario(writer, writer), zygote, quick_path, FEW)
    assert sum(getattr(one, harm) for one in verdicts) > 0
