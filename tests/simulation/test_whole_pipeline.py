"""Simulated lives through the product's whole pipeline: runs and notes in, findings and sentences out."""

import re
from dataclasses import replace

import numpy as np
import pytest

from annotations.insights.covariates import questions_of, series_of
from annotations.insights.findings import findings
from annotations.insights.relief import relief
from annotations.model import Note
from annotations.record import NotedRun, Record
from annotations.sentences.dispatch import sentence
from simulation.domain import DRILL, SITES, record_of_life
from simulation.life import live
from simulation.nights import claims
from simulation.pipeline import claims_of, nights
from simulation.traits import TYPICAL, Kind

SITE = SITES[0]


@pytest.mark.parametrize("seed", range(140_000, 140_005))
def test_the_product_makes_the_very_series_that_the_proof_looks_at(seed: int) -> None:
    life = live(Kind("typical", TYPICAL), seed)
    ours, theirs = life.series(), series_of(record_of_life(life), SITE)
    assert theirs.day == pytest.approx(ours.day, abs=1e-6)
    assert theirs.runs_so_far.tolist() == ours.runs_so_far.tolist()
    assert theirs.share_noted == ours.share_noted
    assert theirs.painful.tolist() == ours.painful.tolist()
    assert theirs.reached_m == pytest.approx(ours.reached_m)
    assert theirs.intensity.tolist() == ours.intensity.tolist()
    assert set(theirs.covariates) == set(ours.covariates)
    for name, values in theirs.covariates.items():
        assert values == pytest.approx(ours.covariates[name], abs=1e-6, nan_ok=True), name


def test_the_log_of_claims_holds_what_the_proof_counts() -> None:
    """First nights of each claim of scan and trends, by the whole pipeline and by the proof's short cut."""
    life = live(Kind("shoe", shoe_ratio=9.0, runs=100), 140_101)
    record = record_of_life(life)
    number = {run.id: place for place, run in enumerate(record.runs, 1)}
    at = {noted.run.start_utc: number[noted.run.id] for noted in record.noted}
    logged = {
        (claim.kind, claim.subject, claim.level): at[claim.through]
        for claim in claims_of(record)
        if claim.level != "faded"
    }
    counted: dict[tuple[str, str, str], int] = {}
    for claim in claims(life, ("trigger", "onset_trend", "intensity_trend")):
        counted.setdefault((claim.family, claim.subject, claim.level), claim.run)
    above = {
        key
        for key in counted
        if key[2] == "hint" and counted[key] > counted.get((*key[:2], "clear"), 999)
    }
    assert logged == {key: run for key, run in counted.items() if key not in above}
    assert any(level == "clear" for _, _, level in logged)


def test_a_run_without_a_note_is_unknown_never_free_of_pain() -> None:
    life = live(Kind("typical", TYPICAL), 140_001)
    record = record_of_life(life)
    assert len(record.runs) == 200
    assert len(record.series(SITE)) == life.noted.sum() < 200
    read_as_free = Record(
        record.runs,
        tuple(
            next((n for n in record.noted if n.run == run), NotedRun(run, (Note("x.md", True),)))
            for run in record.runs
        ),
    )
    assert len(read_as_free.series(SITE)) == 200


PERCENT = re.compile(r"\d\s?%")
RESTS_ON = re.compile(r"of (\d+)[a-z ]*\(\d+-\d+ %\)|(\d+) and (\d+) runs\)")


def too_few_for_percent(text: str) -> bool:
    """Whether a percentage is said of fewer than five runs."""
    runs = [int(count) for counts in RESTS_ON.findall(text) for count in counts if count]
    return bool(PERCENT.search(text)) and any(count < 5 for count in runs)


def test_no_percentage_comes_from_fewer_than_five_runs() -> None:
    told: set[str] = set()
    for seed in range(140_200, 140_206):
        record = record_of_life(live(Kind("null", runs=40), seed))
        for n in range(1, len(record.noted) + 1, 3):
            found = [sentence(f, "km") for f in findings(record.up_to(record.noted[n - 1].run))]
            assert n >= 5 or not any(PERCENT.search(text) for text in found)
            told |= set(found)
    assert sum(bool(RESTS_ON.search(text)) for text in told) > 20
    assert [text for text in told if too_few_for_percent(text)] == []


def test_a_share_of_four_treated_runs_is_told_as_a_count() -> None:
    """Many noted runs, of which only four were treated: they are what the percentage would be of."""
    life = live(Kind("null"), 140_002)
    drilled = np.flatnonzero(life.noted & life.pains[0].painful & (life.arm == 1))
    drilled = drilled[life.pains[0].outcome[drilled] >= 0][:4]
    few = replace(life, arm=np.isin(np.arange(len(life)), drilled).astype(np.int64))
    (found,) = relief(SITE, record_of_life(few).series(SITE))
    assert found.n["painful"] == 4
    assert not PERCENT.search(sentence(found, "km"))
    too_bold = replace(found, estimate=0.75, interval=(0.3, 0.95), needs="")
    assert too_few_for_percent(sentence(too_bold, "km"))


def test_relief_counts_runs_not_bouts() -> None:
    record = record_of_life(live(Kind("null"), 140_003))
    (once,) = relief(SITE, record.series(SITE))
    thrice = tuple(
        replace(seen, episodes=seen.episodes * 3) if seen.episodes else seen
        for seen in record.series(SITE)
    )
    (found,) = relief(SITE, thrice)
    assert found.n["painful"] == once.n["painful"]


def test_treatments_that_the_runner_chose_are_never_compared() -> None:
    """Kicks against the worse pains, stretches against the milder ones: the product says that it cannot tell."""
    record = record_of_life(live(Kind("null"), 140_004))
    chosen = Record(record.runs, tuple(_choosing(noted) for noted in record.noted))
    found = [f for f in findings(chosen) if f.kind in {"relief", "comparison", "dose"}]
    assert {f.subject for f in found if f.kind == "relief"} == {DRILL, "quad stretch"}
    (compared,) = [f for f in found if f.kind == "comparison"]
    assert compared.estimate is None
    assert {f.level for f in found} == {"fact"}


def _choosing(noted: NotedRun) -> NotedRun:
    (note,) = noted.notes
    bouts = tuple(
        replace(bout, what=DRILL if note.complaints[0].level >= 5 else "quad stretch", reps=10)
        for bout in note.bouts
    )
    return NotedRun(noted.run, (replace(note, bouts=bouts),))


GROUP_MODELS = re.compile(
    r"\b(injur\w*|risk\w*|acute|chronic|acwr|sweet spot|caus\w*|prevent\w*|cur(?:e|es|ed)|heal\w*|"
    r"run through|push through|keep running)\b",
    re.IGNORECASE,
)


def forbidden_words(text: str) -> list[str]:
    """Words of causes, of risk and of advice; "not proven to be the cause" is the one that is wanted."""
    return GROUP_MODELS.findall(text.replace("not proven to be the cause", ""))


def test_no_night_tells_of_causes_injury_risk_or_running_through_pain() -> None:
    planted = record_of_life(live(Kind("shoe", shoe_ratio=6.0, downhill_ratio=2.0), 140_300))
    told = {
        sentence(finding, "mi") for _, _, _, found in nights(planted, every=40) for finding in found
    }
    assert len(told) > 15
    assert [words for text in told if (words := forbidden_words(text))] == []
    assert forbidden_words("This shoe causes pain and raises your injury risk") != []


def test_no_covariate_is_a_ratio_of_loads_or_the_age_of_a_shoe() -> None:
    asked = questions_of(series_of(record_of_life(live(Kind("null"), 140_005)), SITE))
    fixed = {q.subject for q in asked if not q.subject.startswith(("gear:", "factor:"))}
    assert fixed == {"downhill_share", "pace", "temperature", "load_7d", "hour", "rest_days"}
