"""The titles of charts: one sentence that answers, from counts of the record, never a cause or a change."""

import pytest
from story_record import RIGHT_KNEE, a_note, a_run, kicks

from annotations.insights.findings import findings
from annotations.model import Site
from annotations.record import build_record
from annotations.report.days import days_answer, days_of
from annotations.report.intensity import lately
from annotations.report.sections import site_section
from annotations.report.weeks import weeks_answer, weeks_of

Pains = tuple[tuple[Site, float, float | None], ...]


def test_a_title_counts_and_never_takes_an_unknown_run_for_a_painless_one() -> None:
    runs = [a_run(k, day=k, length_mi=5.0) for k in range(40)]
    pains: tuple[Pains, Pains] = (), ((RIGHT_KNEE, 4.0, 3.0),)
    told = [build_record(runs[:3], [a_note(runs[1], *pain)]) for pain in pains]
    assert [days_answer(days_of(record)) for record in told] == [
        "No pain on 1 noted day; 2 more days with runs are unknown.",
        (
            "Pain on 1 of 1 noted day, the last on 3 Mar 2026; above 5 of 10 on none of them; "
            "2 more days with runs are unknown."
        ),
    ]
    weeks = weeks_of(build_record(runs[:14], [a_note(run) for run in runs[:7]]))
    assert weeks_answer(weeks, "mi") == (
        "The 2 weeks up to the newest run: 70.0 mi, pain in 0 of 7 noted runs, 7 unknown."
    )
    silent = weeks_of(build_record(runs[:35], [a_note(run) for run in runs[:7]]))
    assert weeks_answer(silent, "mi") == (
        "The 4 weeks up to the newest run: 140.0 mi, unknown whether it hurt; "
        "the week before: 35.0 mi, pain in 0 of 7 noted runs."
    )


@pytest.mark.parametrize(
    ("levels", "looked_at", "said"),
    [
        ([], False, "No pain noted here."),
        ([4.0, 2.5], False, "In 2 painful runs the pain was 2.5 to 4 of 10."),
        ([3.0] * 12, True, "Pain of 3 in the last 5 painful runs, as in the first 5 (0 to 10)."),
        (
            [5.0, 4.0, 5.0, 5.0, 5.0, 9.0, 3.0, 3.0, 2.0, 2.0, 2.0],
            True,
            (
                "Pain of 2 to 3 in the last 5 painful runs, 4 to 5 in the first 5 (0 to 10); "
                "whether that is more than luck can't be told yet."
            ),
        ),
    ],
)
def test_how_much_it_hurt_is_told_lately_and_at_first_and_never_as_a_change(
    levels: list[float], looked_at: bool, said: str
) -> None:
    assert lately(levels, looked_at=looked_at) == said


def test_the_sets_are_told_lately_and_before_or_what_is_missing_for_that() -> None:
    runs = [a_run(k, day=k, length_mi=5.0) for k in range(8)]
    sets = [3, 3, 2, 2, 1, 1, 1, 2]
    notes = [
        a_note(r, (RIGHT_KNEE, 4.0, 3.0), bouts=tuple(kicks(3.0 + k / 4, None) for k in range(s)))
        for r, s in zip(runs, sets, strict=True)
    ]

    def title(noted: int) -> tuple[str, str | None]:
        record = build_record(runs, notes[:noted])
        figures = site_section(record, RIGHT_KNEE, findings(record), "mi").figures
        return next((one.title, one.level) for one in figures if one.about.startswith("Dose"))

    assert title(8) == (
        "Sets a run in the last 5 painful runs with butt kicks: 1 to 2; 2 to 3 in the 3 before.",
        "fact",
    )
    assert title(6)[0].endswith("with butt kicks: 1 to 3; 3 in the one before.")
    assert title(4) == (
        (
            "Sets so far: 2 to 3 a run in 4 painful runs; 2 more runs with butt kicks needed to lay "
            "newer beside older ones."
        ),
        "not_enough",
    )
