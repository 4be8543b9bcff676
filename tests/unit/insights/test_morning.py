"""The mornings after: counts by the traffic light, one a day."""

from fact_builders import a_run, free, hurt, record_of

from annotations.insights.evidence import Finding
from annotations.insights.morning import light, morning
from annotations.model import Note
from annotations.sentences.dispatch import sentence


def by_subject(*told: tuple[float, Note]) -> dict[str, Finding]:
    """Each a run's length and its note, on days of their own."""
    runs = ((a_run(float(k), length), [note]) for k, (length, note) in enumerate(told))
    return {f.subject: f for f in morning(record_of(*runs))}


def test_the_three_lights_are_those_of_the_pain_monitoring_model() -> None:
    assert [light(level) for level in (0, 3, 3.5, 5, 5.5, 10)] == [
        "0-3", "0-3", "4-5", "4-5", "above 5", "above 5",
    ]  # fmt: skip


TOLD = [
    (5000.0, free(morning=0.0)),
    (5000.0, hurt(3000.0, level=2.0, morning=1.0)),
    (5000.0, hurt(3000.0, level=3.0, morning=3.0)),
    (6000.0, hurt(3000.0, level=4.0, morning=2.0)),
    (7000.0, hurt(3000.0, level=5.0, morning=6.0)),
    (8000.0, hurt(3000.0, level=7.0, morning=4.0)),
    (9000.0, hurt(3000.0, level=8.0, morning=6.0)),
    (9000.0, Note("a.md", morning=5.0)),
]


def test_mornings_are_counted_by_the_worst_pain_of_the_day() -> None:
    found = by_subject(*TOLD)
    assert list(found) == ["pain 0-3", "pain 4-5", "pain above 5", "load longer", "load shorter"]
    assert found["pain 0-3"].n == {
        "mornings": 3, "morning 0-3": 3, "morning 4-5": 0, "morning above 5": 0,
        "better": 1, "same": 2, "worse": 0,
    }  # fmt: skip
    assert found["pain 4-5"].n == {
        "mornings": 2, "morning 0-3": 1, "morning 4-5": 0, "morning above 5": 1,
        "better": 1, "same": 0, "worse": 1,
    }  # fmt: skip
    assert {f.level for f in found.values()} == {"fact"}
    assert {f.site for f in found.values()} == {None}
    assert sentence(found["pain 4-5"], "km") == (
        "After days with pain of 4-5: morning pain 0-3 in 1, above 5 in 1 of 2 mornings; "
        "better than on the day in 1, worse than on the day in 1."
    )


def test_mornings_are_counted_by_the_length_of_the_day() -> None:
    found = by_subject(*TOLD)
    assert (found["load longer"].estimate, found["load longer"].unit) == (6500.0, "m")
    assert found["load longer"].n["mornings"] == found["load shorter"].n["mornings"] == 4
    assert sentence(found["load shorter"], "km").startswith(
        "After days of less than 6.5 km: morning pain 0-3 in 4 of 4 mornings; "
    )


def test_a_day_counts_once_with_all_its_runs() -> None:
    alone = [(a_run(float(k), 5000.0 + 3000.0 * (k % 2)), [free(morning=0.0)]) for k in range(8)]
    twice = [
        (a_run(9.0, 3000.0), [hurt(1000.0, level=6.0)]),
        (a_run(9.1, 3000.0), [hurt(1000.0, level=1.0, morning=2.0), free(morning=4.0)]),
        (a_run(9.2, 3000.0), []),
    ]
    found = {f.subject: f for f in morning(record_of(*alone, *twice))}
    assert found["pain above 5"].n["mornings"] == 1
    assert found["pain above 5"].n["morning 4-5"] == 1
    assert (found["load longer"].estimate, found["load longer"].n["mornings"]) == (8000.0, 5)
    assert found["load shorter"].n["mornings"] == 4


def test_equal_days_are_not_split_by_load() -> None:
    assert list(by_subject(*[(5000.0, free(morning=1.0))] * 8)) == ["pain 0-3"]


def test_below_8_mornings_it_says_what_is_missing_and_without_any_nothing() -> None:
    (finding,) = by_subject(*TOLD[:6]).values()
    assert (finding.level, finding.needs) == ("not_enough", "2 more noted mornings")
    assert sentence(finding, "km") == "Not enough mornings yet: 2 more noted mornings needed."
    assert by_subject(*[(5000.0, hurt(3000.0))] * 9) == {}
