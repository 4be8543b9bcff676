"""What docs/experiments.md shows is what the program does."""

import hashlib
import hmac
import re
from pathlib import Path

import pytest
from core_builders import note_of, noted_run
from trial_builders import GONE, NOT, SEED, a_trial, an_experiment

from annotations.experiments.coins import arm_of
from annotations.experiments.model import Seen
from annotations.experiments.outcomes import seen_in
from annotations.experiments.pages import STOP_RULE
from annotations.insights.experiment import experiment_finding
from annotations.notes.aliases import BUILT_IN
from annotations.sentences.dispatch import sentence

ROOT = Path(__file__).resolve().parents[3]
DOCS = (ROOT / "docs" / "experiments.md").read_text(encoding="utf-8")


def test_the_example_note_is_read_as_a_run_that_was_carried_on_without_relief() -> None:
    (example,) = re.findall(r"```yaml\n---\n(.*?)\n---\n```", DOCS, re.DOTALL)
    seen = seen_in(noted_run(note_of(example)), an_experiment(), BUILT_IN)
    assert seen == Seen(True, NOT, followed=1)


def test_the_example_result_is_one_that_the_program_says() -> None:
    kicks = [(0, GONE)] * 14 + [(0, NOT)] * 4
    rest = [(1, NOT)] * 12 + [(1, GONE)] * 5
    pairs = [one for pair in zip(kicks, rest, strict=False) for one in pair]
    finding = experiment_finding(a_trial([*pairs, kicks[-1]]))
    (said,) = re.findall(r"`(Tested by coin: .*?)`", DOCS)
    assert said == sentence(finding, "mi")


@pytest.mark.parametrize("number", [1, 2, 40])
def test_a_draw_can_be_checked_in_the_way_that_is_told(number: int) -> None:
    assert 'HMAC-SHA256 of "draw 1, word 0", keyed with the seed' in DOCS
    told = hmac.new(SEED.encode(), f"draw {number}, word 0".encode(), hashlib.sha256).hexdigest()
    assert arm_of(SEED, number, 2) == int(told[:16], 16) % 2


def test_the_rule_when_to_stop_and_the_sentence_of_the_coin_stand_there() -> None:
    words = " ".join(DOCS.replace("**", "").split())
    assert STOP_RULE in words
    assert (
        "If the drill did nothing, nobody could tell from your pain which way the coin fell."
        in words
    )
