"""What a trigger is called in a sentence: shoes by their names, factors by the notes', measures in words."""

from dataclasses import replace

import pytest
from core_builders import a_run

from annotations.insights.covariates import MEASURES
from annotations.insights.subjects import Subject, shoe_names, words_for
from annotations.model import Run


def shod(gear_id: str | None, name: str | None, number: int = 0) -> Run:
    return replace(a_run(number), gear_id=gear_id, gear_name=name)


SHOES: dict[str, tuple[list[Run], dict[str, str]]] = {
    "none": ([shod(None, None)], {}),
    "a name": ([shod("g1", "Ridgeway Daily 4")], {"g1": "Ridgeway Daily 4"}),
    "no name": ([shod("g123", None)], {"g123": "shoe g123"}),
    "a name that ASCII can't say": ([shod("g1", "🏃")], {"g1": "shoe g1"}),
    "a name with a link and a mention": (
        [shod("g1", "Läufer <b> @me www.shop.example")],
        {"g1": "Laufer b me"},
    ),
    "two pairs of one name": (
        [shod("g1", "Daily"), shod("g2", "Daily"), shod("g3", "Tempo")],
        {"g1": "Daily (g1)", "g2": "Daily (g2)", "g3": "Tempo"},
    ),
    "two pairs without a name": (
        [shod("g1", None), shod("g2", None)],
        {"g1": "shoe g1", "g2": "shoe g2"},
    ),
    "a name that was told later": (
        [shod("g1", None), shod("g1", "Daily"), shod("g1", None)],
        {"g1": "Daily"},
    ),
}


@pytest.mark.parametrize(("runs", "names"), SHOES.values(), ids=SHOES.keys())
def test_shoes_are_called_by_names_that_tell_them_apart(
    runs: list[Run], names: dict[str, str]
) -> None:
    assert shoe_names(runs) == names


SUBJECTS = {
    "gear:g1": Subject("Daily 4", "in Daily 4", "in shoes other than Daily 4"),
    "gear:g7": Subject("shoe g7", "in shoe g7", "in shoes other than shoe g7"),
    "factor:new insoles": Subject("new insoles", "with new insoles", "without new insoles"),
    "factor:雨": Subject(
        "a factor of your notes", "with a factor of your notes", "without a factor of your notes"
    ),
    "downhill_share": Subject("downhill", "with more downhill", "with less downhill"),
}


@pytest.mark.parametrize(("name", "words"), SUBJECTS.items(), ids=SUBJECTS.keys())
def test_a_subject_has_words_for_both_directions(name: str, words: Subject) -> None:
    assert words_for(name, {"g1": "Daily 4"}) == words


@pytest.mark.parametrize("name", MEASURES)
def test_every_measure_has_words_in_ascii(name: str) -> None:
    words = words_for(name, {})

    assert all(text.isascii() and text for text in (words.name, words.larger, words.smaller))
    assert words.larger != words.smaller
