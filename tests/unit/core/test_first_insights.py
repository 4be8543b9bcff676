"""The first insights against published figures, and the mistakes that they must not make."""

from collections.abc import Sequence

import numpy as np
import pytest
from core_builders import RIGHT_KNEE, a_run, at_m, episode, kicks, no_pain, pain, record_of, seen

from annotations.insights.evidence import Finding
from annotations.insights.findings import findings
from annotations.insights.onset import onset_state
from annotations.insights.proportion import jeffreys
from annotations.insights.relief import comparison, dose, gone_within, relief
from annotations.insights.series import Series
from annotations.insights.survival import product_limit
from annotations.model import Note, Result
from annotations.places import Episode
from annotations.record import Observation
from annotations.sentences.dispatch import sentence


def arrays(observations: Sequence[Observation]) -> Series:
    """The observations as a series: one every second day, none of the runs between them unknown."""
    n = len(observations)
    return Series(
        day=np.arange(n, dtype=np.float64) * 2.0,
        length_m=np.array([float(o.run.distance_m) for o in observations]),
        reached_m=np.array([np.nan if o.painful and o.onset_m is None else o.free_m for o in observations]),
        painful=np.array([o.painful for o in observations], dtype=np.bool_),
        intensity=np.array([o.level for o in observations]),
        runs_so_far=np.arange(1, n + 1),
    )  # fmt: skip


def at_once(observations: Sequence[Observation]) -> list[Finding]:
    """How it was in the last and in the first 15 runs."""
    found = onset_state(RIGHT_KNEE, arrays(observations))
    return [f for f in found if f.subject in ("recent", "first")]


def of_window(series: Sequence[Observation], subject: str = "recent") -> float | None:
    return {f.subject: f for f in at_once(series)}[subject].estimate


def test_pain_free_runs_count_as_censored_and_are_not_left_out() -> None:
    painful = [seen(1000.0 * k) for k in range(1, 11)]
    free = [seen(length_m=5500.0)] * 10
    mixed = [o for pair in zip(painful, free, strict=True) for o in pair]
    estimate = of_window(mixed)
    of_painful = [o for o in mixed[-15:] if o.painful]
    painful_only = product_limit([o.free_m for o in of_painful], [True] * len(of_painful)).distance(
        0.5
    )
    assert estimate == 8000.0
    assert painful_only == 7000.0


def test_a_pain_free_run_counts_only_as_far_as_it_went() -> None:
    short = [seen(length_m=500.0)] * 7 + [seen(3000.0)] * 8 + [seen(3000.0)] * 5
    assert of_window(short[:20][::-1]) == 3000.0


def test_runs_without_a_note_change_only_what_asks_how_many_are_noted() -> None:
    noted: list[tuple[int, list[Note]]] = [
        (k, [pain(onset=at_m(4000.0 + 10 * k))] if k % 2 else [no_pain()]) for k in range(40)
    ]
    unknown: list[tuple[int, list[Note]]] = [(100 + k, []) for k in range(40)]
    silent = [(200 + k, [Note("a.md", morning=2.0)]) for k in range(20)]
    alone = record_of((a_run(k), notes) for k, notes in noted)
    among = record_of((a_run(k), notes) for k, notes in [*noted, *unknown, *silent])
    assert len(among.runs) == 100
    asking = ("forecast", "trigger")
    of_runs = [f for f in findings(among) if f.kind not in (*asking, "morning")]
    assert of_runs == [f for f in findings(alone) if f.kind not in asking]
    assert [f.level for f in of_runs[:4]] == ["fact"] * 4


def test_painful_runs_without_an_onset_are_neither_onsets_nor_free() -> None:
    known = [seen(3000.0)] * 12 + [seen(length_m=9000.0)] * 12
    lost = [seen(None, level=5.0)] * 3
    assert [f.estimate for f in at_once(known + lost)] == [f.estimate for f in at_once(known)]
    assert {f.n["painful_without_onset"] for f in at_once(known + lost)} == {3}


def test_the_windows_are_the_last_and_the_first_15_and_share_no_run() -> None:
    series = [seen(3000.0)] * 15 + [seen(5000.0)] * 15
    assert (of_window(series), of_window(series, "first")) == (5000.0, 3000.0)
    assert [f.subject for f in at_once(series[1:])] == ["recent"]


NEEDS: dict[str, tuple[list[Observation], str]] = {
    "nothing yet": ([], "20 more noted runs"),
    "19 noted": ([seen(3000.0)] * 19, "1 more noted run"),
    "12 noted": ([seen(3000.0)] * 12, "8 more noted runs"),
    "19 noted and some without an onset": (
        [seen(3000.0)] * 19 + [seen(None, level=5.0)] * 2,
        "1 more noted run (or the onset of 1 that hurt)",
    ),
    "20 noted, 4 painful": ([seen(3000.0)] * 4 + [seen()] * 16, "1 more painful run"),
    "20 noted, none painful": ([seen()] * 20, "5 more painful runs"),
    "onsets missing in a third": (
        [seen(3000.0)] * 20 + [seen(None, level=5.0)] * 10,
        "the onset of 4 more painful runs",
    ),
    "onsets missing in a fifth": ([seen(3000.0)] * 20 + [seen(None, level=5.0)] * 5, ""),
    "20 noted, 5 painful": ([seen(3000.0)] * 5 + [seen()] * 15, ""),
}


@pytest.mark.parametrize(("series", "needs"), NEEDS.values(), ids=NEEDS.keys())
def test_below_the_minimum_it_says_what_is_missing(series: list[Observation], needs: str) -> None:
    finding = at_once(series)[0]
    assert finding.needs == needs
    assert finding.level == ("not_enough" if needs else "fact")
    if needs:
        assert finding.estimate is None
        said = f"Not enough for a pain-free distance yet: {needs} needed."
        assert sentence(finding, "km") == said


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [(9, 11, 0.533, 0.960), (5, 10, 0.224, 0.776), (1, 5, 0.023, 0.629), (0, 5, 0.0, 0.379), (5, 5, 0.621, 1.0)],
)  # fmt: skip
def test_the_interval_of_a_share_is_that_of_jeffreys(
    hits: int, n: int, low: float, high: float
) -> None:
    assert jeffreys(hits, n) == pytest.approx((low, high), abs=0.0006)


GONE, LESS, SAME = Result.GONE, Result.LESS, Result.SAME
COURSES: dict[str, tuple[tuple[Episode, ...], bool]] = {
    "gone at once": ((episode(),), True),
    "gone in the third set": ((episode(came_back=True), episode(came_back=True), episode()), True),
    "gone in the fourth set": ((episode(SAME),) * 3 + (episode(),), False),
    "three sets in one bout": ((episode(sets=3),), True),
    "four sets in one bout": ((episode(sets=4),), False),
    "less": ((episode(LESS),), False),
    "gone and back at a place": ((episode(back_m=5200.0),), False),
    "gone and back nobody knows where": ((episode(came_back=True),), False),
    "gone, and a set later still": ((episode(), episode(SAME)), False),
    "gone, and a set without a word": ((episode(), episode(None)), False),
    "no result": ((episode(None),), False),
    "nothing done": ((), False),
}


@pytest.mark.parametrize(("course", "gone"), COURSES.values(), ids=COURSES.keys())
def test_gone_within_three_sets_is_gone_for_good(course: tuple[Episode, ...], gone: bool) -> None:
    assert gone_within(course, 3) is gone


def test_a_return_that_is_noted_without_a_place_is_no_relief() -> None:
    """`10 butt kicks -> gone, back after 1/4 mile`, without saying where they were done."""
    note = pain()
    bouts = (kicks(back_after=at_m(400.0)),)
    record = record_of([(a_run(), [Note("a.md", True, note.complaints, bouts)])])
    (finding,) = relief(RIGHT_KNEE, record.series(RIGHT_KNEE))
    assert finding.n["gone_within_three_sets"] == 0


def test_relief_is_counted_once_a_run_and_without_pain_free_runs() -> None:
    treated = [seen(3000.0, episodes=(episode(came_back=True), episode())) for _ in range(9)]
    failed = [seen(3000.0, episodes=(episode(SAME),)) for _ in range(2)]
    others = [seen(), seen(3000.0), seen(3000.0, episodes=(episode(None),))]
    (finding,) = relief(RIGHT_KNEE, [*treated, *failed, *others])
    assert finding.estimate == pytest.approx(9 / 11)
    assert finding.interval == pytest.approx((0.533, 0.960), abs=0.0006)
    assert finding.needs == ""
    assert finding.n == {
        "painful": 11,
        "gone_within_three_sets": 9,
        "gone_after_first_set": 0,
        "gone_or_less_after_first_set": 9,
        "gone_or_less_within_three_sets": 9,
        "result_not_noted": 1,
        "painful_without_it": 1,
    }


def test_below_five_runs_there_are_counts_only() -> None:
    (finding,) = relief(RIGHT_KNEE, [seen(3000.0, episodes=(episode(),))] * 4)
    assert (finding.estimate, finding.interval) == (None, None)
    assert finding.needs == "1 more painful run with butt kicks"
    assert "%" not in sentence(finding, "km")
    assert "4 of 4 painful runs; a percentage needs 1 more painful run" in sentence(finding, "km")


def test_what_another_treatment_had_to_end_was_not_gone() -> None:
    stretched_after = (episode(), episode(what="quad stretch"))
    found = relief(RIGHT_KNEE, [seen(3000.0, episodes=stretched_after)])
    gone = {f.subject: f.n["gone_within_three_sets"] for f in found}
    assert gone == {"butt kicks": 0, "quad stretch": 1}


def test_carrying_on_is_no_treatment() -> None:
    carried_on = seen(3000.0, episodes=(episode(SAME, what="carry on"),))
    assert relief(RIGHT_KNEE, [carried_on] * 9) == []
    assert dose(RIGHT_KNEE, [carried_on] * 9) == []


def test_the_dose_is_listed_oldest_first() -> None:
    sets = (3, 3, 2, 3, 2, 2, 1, 1, 2, 1, 1)
    series = [seen(3000.0, episodes=(episode(),) * k) for k in sets]
    (finding,) = dose(RIGHT_KNEE, series)
    assert finding.estimate is None
    assert finding.interval is None
    assert sentence(finding, "km") == (
        "Sets in the last 5 painful runs with butt kicks: 1 1 2 1 1; in the 5 before: 3 2 3 2 2."
    )


def test_the_dose_needs_six_painful_runs_with_bouts() -> None:
    treated = seen(3000.0, episodes=(episode(),))
    assert dose(RIGHT_KNEE, [treated] * 5 + [seen(), seen(3000.0)]) == []
    (finding,) = dose(RIGHT_KNEE, [treated] * 6)
    assert sentence(finding, "km").endswith("1 1 1 1 1; in the one before: 1.")


def test_a_treatment_done_once_does_not_hide_the_dose_of_the_usual_one() -> None:
    treated = seen(3000.0, episodes=(episode(),))
    once = seen(3000.0, episodes=(episode(SAME, what="quad stretch"), episode()))
    assert [f.subject for f in dose(RIGHT_KNEE, [treated] * 6 + [once])] == ["butt kicks"]


def test_findings_come_by_site_and_are_all_facts_or_say_what_they_need() -> None:
    record = record_of((a_run(k), [pain(onset=at_m(4000.0))]) for k in range(3))
    found = [(finding.kind, finding.level) for finding in findings(record)]
    assert found == [(kind, "not_enough") for kind in ("onset_state", "forecast", "flare")]
    assert findings(record_of([(a_run(), [no_pain()])])) == ()


def test_a_finding_has_the_keys_of_the_json_contract() -> None:
    finding = at_once([seen(3000.0)] * 20)[0]
    assert finding.as_json("text") == {
        "kind": "onset_state",
        "site": "right knee",
        "subject": "recent",
        "level": "fact",
        "n": {"noted": 15, "painful": 15, "painful_without_onset": 0, "began_there": 15},
        "estimate": 3000.0,
        "interval": [None, None],
        "unit": "m",
        "p_lifetime": None,
        "e_value": None,
        "needs": "",
        "method": finding.method,
        "text": "text",
    }


def test_a_late_onset_among_few_is_no_distance_that_half_got_past() -> None:
    """One painful run near the end of the longest one would make the estimate fall to it at once."""
    series = (
        [seen(4828.0)] * 15 + [seen(length_m=6000.0)] * 14 + [seen(12_000.0, length_m=14_000.0)]
    )

    recent, early = at_once(series)

    assert recent.estimate is None
    assert recent.n["painful"] == 1
    assert early.estimate == 4828.0


def test_several_treatments_are_said_to_be_beyond_comparison() -> None:
    tried = [Finding("relief", RIGHT_KNEE, what, "fact", {"painful": 3}) for what in ("a", "b")]
    untried = Finding("relief", RIGHT_KNEE, "c", "fact", {"painful": 0})

    (found,) = comparison(RIGHT_KNEE, [*tried, untried])

    assert (found.kind, found.level, found.n) == ("comparison", "fact", {"treatments": 2})
    assert "can't be compared" in sentence(found, "km")
    assert comparison(RIGHT_KNEE, [tried[0], untried]) == []
