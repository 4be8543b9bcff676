"""The proof's table counts right, goes on where it was cut off, and hangs on the runners alone."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from simulation.kept import ROOT, OtherCodeError, append, read
from simulation.kinds import COHORTS, seeds
from simulation.measured import clustered_share, exceeds, share
from simulation.outcome import Outcome
from simulation.table import ROWS, markdown, missed

NOTHING = Outcome("null, diligent", 1, 180, 90, {}, {}, {}, {})


def test_a_claim_counts_from_the_run_at_which_it_was_first_shown() -> None:
    at_160 = replace(NOTHING, kind="shoe x3", true={"trigger clear": 160, "trigger hint": 90})
    lines = markdown([at_160] * 3 + [replace(NOTHING, kind="shoe x3")]).splitlines()
    assert "| shoe x3 | shoe found clear by run 150 | >= 45% | 0.0% " in lines[2]
    assert "| shoe x3 | shoe found clear by run 200 | >= 65% | 75.0% " in lines[3]
    assert lines[2].endswith("0 of 4 runners | MISSED |")
    assert lines[3].endswith("3 of 4 runners | holds |")


def test_a_target_that_was_missed_is_told() -> None:
    told = replace(NOTHING, false={"onset_trend clear": 30, "onset_trend hint": 30})
    assert missed([NOTHING] * 20) == []
    assert [row.what for row in missed([NOTHING] * 18 + [told] * 2)] == ["ever a false clear"]


def test_every_row_has_runners() -> None:
    assert {row.kind for row in ROWS} == {cohort.kind.name for cohort in COHORTS}


def test_no_two_kinds_share_a_runner() -> None:
    ranges = [
        seeds(cohort, 4 * cohort.size, rehearse=rehearse)
        for cohort in COHORTS
        for rehearse in (False, True)
    ]
    drawn = [seed for each in ranges for seed in each]
    assert len(set(drawn)) == len(drawn)
    assert not any(10_000 <= seed < 500_000 for seed in drawn)


def test_the_interval_is_that_of_clopper_and_pearson() -> None:
    seen = share(13, 600)
    assert seen is not None
    assert (seen.low, seen.high) == pytest.approx((0.0116, 0.0368), abs=0.0001)
    assert share(0, 0) is None


def test_runners_not_forecasts_are_the_unit() -> None:
    alike = clustered_share([8, 8, 8, 8], [10, 10, 10, 10], "forecasts")
    unlike = clustered_share([10, 6, 10, 6], [10, 10, 10, 10], "forecasts")
    assert alike is not None
    assert unlike is not None
    assert alike.value == unlike.value == 0.8
    assert alike.high - alike.low == 0.0
    assert unlike.high - unlike.low > 0.4


def test_exceeding_a_budget_takes_more_than_chance() -> None:
    assert not exceeds(2, 40, 0.02)
    assert exceeds(4, 40, 0.02)


def test_outcomes_are_read_back_also_after_a_cut(tmp_path: Path) -> None:
    file = tmp_path / "outcomes.jsonl"
    append(file, [NOTHING])
    with file.open("a", encoding="utf-8") as cut:
        cut.write('{"code": "x')
    append(file, [replace(NOTHING, seed=2)])
    assert read(file) == [NOTHING, replace(NOTHING, seed=2)]
    assert read(tmp_path / "none.jsonl") == []


def test_outcomes_of_other_code_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "outcomes.jsonl"
    file.write_text(json.dumps({"code": "older", **NOTHING.as_json()}) + "\n", encoding="utf-8")
    with pytest.raises(OtherCodeError, match="another version"):
        read(file)


def proof(*arguments: str) -> list[str]:
    done = subprocess.run(
        [
            sys.executable,
            ROOT / "bench" / "proof_insights.py",
            "--kind",
            "drill halves",
            "--rehearse",
            *arguments,
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    return [line for line in done.stdout.splitlines() if line.startswith("| drill")]


def test_the_number_of_processes_and_a_cut_change_no_figure(tmp_path: Path) -> None:
    kept = tmp_path / "kept.jsonl"
    alone = proof("--size", "0.004", "--processes", "1", "--keep", str(kept))
    kept.write_text("".join(kept.read_text().splitlines(keepends=True)[:5]), encoding="utf-8")
    resumed = proof("--size", "0.004", "--processes", "2", "--keep", str(kept))
    assert alone
    assert alone[-2:] == resumed[-2:]
    assert len(kept.read_text().splitlines()) == 12
