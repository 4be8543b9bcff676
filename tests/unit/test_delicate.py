"""What in a text might not survive a write."""

import pytest

from annotations.delicate import delicate, why_it_waits


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("", set()),
        ("easy 5k @ 4:30, then home", set()),
        ("with @Sam", {"mentions"}),
        ("with @Ödön", {"mentions"}),
        ("see STRAVA://athletes/12", {"mentions"}),
        ("gulls & sandwich", {"markup"}),
        ("I <3 this", {"markup"}),
        ("5 > 4, &amp; @Sam", {"markup", "mentions"}),
    ],
)
def test_mentions_and_markup_are_told_from_plain_words(text: str, held: set[str]) -> None:
    assert delicate(text) == held


def test_the_reason_names_what_is_held_and_what_to_type() -> None:
    why = why_it_waits({"markup", "mentions"})

    assert "& < >" in why
    assert "@name" in why
    assert "`twinge doctor --canary ID`" in why
