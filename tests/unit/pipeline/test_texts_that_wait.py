"""Mentions and markup in a runner's text: not touched until a trial has shown that they survive."""

import pytest
from pipeline_fakes import BLOCK, ONE, Desk, FakeStrava, blocks_in
from publish_night import night

from annotations.delicate import Delicate

pytest_plugins = ("pipeline_fixtures",)

TEXTS: list[tuple[str, Delicate]] = [
    ("tea & cake", "markup"),
    ("tea &amp; cake", "markup"),
    ("I <3 it", "markup"),
    ("with @Sam", "mentions"),
    ("see strava://athletes/12", "mentions"),
]


@pytest.mark.parametrize(("text", "held"), TEXTS)
def test_such_a_text_is_read_once_left_alone_and_named(
    desk: Desk, strava: FakeStrava, text: str, held: Delicate
) -> None:
    strava.put_there(text)

    reports = [night(desk, ids=[1]) for _ in range(3)]

    assert strava.text() == text
    assert strava.told == ["get 1"], "what waits costs no request"
    for report in reports:
        (left,) = report.left_alone
        assert "`twinge doctor --canary ID`" in left.why
        assert report.skipped == []
        assert report.failure is None
    assert desk.journal.waiting("description") == {ONE: {held}}


@pytest.mark.parametrize(("text", "held"), TEXTS)
def test_it_is_written_once_a_trial_has_shown_that_they_survive(
    desk: Desk, strava: FakeStrava, text: str, held: Delicate
) -> None:
    strava.put_there(text)
    night(desk, ids=[1])
    desk.journal.learn("description", frozenset({held}))

    report = night(desk, ids=[1])

    assert report.written == [1]
    assert strava.text() == f"{text}\n\n{BLOCK}"


def test_what_survives_in_one_field_says_nothing_of_the_other(
    desk: Desk, strava: FakeStrava
) -> None:
    strava.put_there("tea & cake")
    desk.journal.learn("private_note", frozenset({"markup"}))

    assert night(desk, ids=[1]).written == []
    assert blocks_in(strava.text()) == 0


def test_one_class_that_survives_does_not_stand_for_the_other(
    desk: Desk, strava: FakeStrava
) -> None:
    strava.put_there("tea & cake with @Sam")
    desk.journal.learn("description", frozenset({"markup"}))

    (left,) = night(desk, ids=[1]).left_alone

    assert "mention" in left.why
    assert "& < >" not in left.why


def test_a_block_that_itself_holds_markup_waits_too(desk: Desk, strava: FakeStrava) -> None:
    strava.put_there("plain")
    block = BLOCK.replace("right knee", "hip & knee")

    report = night(desk, ids=[1], block=block)

    assert [one.activity_id for one in report.left_alone] == [1]
    assert strava.puts == []


def test_a_dry_run_names_what_waits_and_remembers_nothing(desk: Desk, strava: FakeStrava) -> None:
    strava.put_there("tea & cake")

    report = night(desk, ids=[1], dry_run=True)

    assert [one.activity_id for one in report.left_alone] == [1]
    assert desk.journal.waiting("description") == {}


def test_a_text_that_came_to_hold_markup_is_not_rewritten(desk: Desk, strava: FakeStrava) -> None:
    strava.put_there("plain")
    night(desk, ids=[1])
    strava.put_there(f"tea & {strava.text()}")
    before = strava.text()

    report = night(
        desk, ids=[1], block=BLOCK.replace("5/10", "4/10"), digest="other", confirmed=True
    )

    assert [one.activity_id for one in report.left_alone] == [1]
    assert strava.text() == before


def test_an_activity_that_was_named_is_read_again(desk: Desk, strava: FakeStrava) -> None:
    strava.put_there("tea & cake")
    night(desk, ids=[1])
    strava.put_there("tea and cake")

    report = night(desk, ids=[1], asked_for=frozenset({ONE}))

    assert report.written == [1]
