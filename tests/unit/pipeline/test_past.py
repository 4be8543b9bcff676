"""What became of a text, told from the journal and from the backup files alone."""

from collections.abc import Callable

import pytest
from pipeline_fakes import BLOCK, NOW, ONE, OTHER, TWO, Desk, FakeStrava

from sync.pipeline.past import Step, originals, steps, versions
from sync.pipeline.publish import adopt
from sync.pipeline.undo import undo
from sync.ports import Outcome

pytest_plugins = ("pipeline_fixtures",)

CASES: dict[str, Callable[[Desk], object]] = {
    "written": lambda desk: desk.writer.run(desk.job()),
    "written twice": lambda desk: [desk.writer.run(desk.job(block)) for block in (BLOCK, OTHER)],
    "written and undone": lambda desk: (
        desk.writer.run(desk.job()),
        undo(desk.writer, [ONE], desk.progress),
    ),
}


def known(desk: Desk) -> list[Step]:
    return steps(desk.journal.entries("description"), desk.journal.backups().lines)


def from_backups_alone(desk: Desk) -> list[Step]:
    return steps([], desk.journal.backups().lines)


@pytest.mark.parametrize("text", ["", "mine", "mine \t\r\n\n", "\n\n", "Twinge | not ours\nat all"])
@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("told", [known, from_backups_alone], ids=["journal", "backups alone"])
def test_the_original_is_the_text_before_the_first_write(
    desk: Desk, strava: FakeStrava, text: str, case: str, told: Callable[[Desk], list[Step]]
) -> None:
    strava.put_there(text.replace("Twinge | not ours", " Twinge | quoted"))
    before = strava.text()
    CASES[case](desk)

    (original,) = originals(told(desk))

    assert original.text == before
    assert (original.activity_id, original.field, original.at) == (ONE, "description", NOW)


def test_a_write_that_never_landed_does_not_hide_what_the_runner_wrote_after_it(
    desk: Desk, strava: FakeStrava
) -> None:
    strava.put_there("draft")
    strava.lost = "before"
    desk.writer.run(desk.job())
    strava.behave()
    (sent,) = desk.journal.entries("description")
    assert desk.writer.recover(sent, desk.known()) is Outcome.SUPERSEDED
    strava.put_there("what I meant to say")
    for block in (BLOCK, OTHER):
        desk.writer.run(desk.job(block))

    assert [one.text for one in originals(known(desk))] == ["what I meant to say"]
    assert [one.text for one in originals(from_backups_alone(desk))] == ["what I meant to say"]


@pytest.mark.parametrize("told", [known, from_backups_alone], ids=["journal", "backups alone"])
def test_a_clock_that_is_set_back_does_not_make_a_later_text_the_original(
    desk: Desk, strava: FakeStrava, told: Callable[[Desk], list[Step]]
) -> None:
    strava.put_there("mine")
    desk.writer.run(desk.job())
    desk.clock.pass_s(-86_400)
    strava.put_there(f"written over\n\n{BLOCK}")
    desk.writer.run(desk.job(OTHER))

    assert [one.text for one in originals(told(desk))] == ["mine"]
    assert [step.block for step in told(desk)] == [BLOCK, OTHER]


def test_the_original_of_an_adopted_block_is_the_text_around_it(
    desk: Desk, strava: FakeStrava
) -> None:
    strava.put_there(f"mine\n\n{OTHER}")
    adopt(desk.writer, ONE)
    desk.writer.run(desk.job())

    assert [one.text for one in originals(from_backups_alone(desk))] == ["mine"]


def test_each_text_has_an_original_of_its_own(desk: Desk, strava: FakeStrava) -> None:
    strava.put_there("two", 2)
    strava.put_there("one")
    for activity_id in (TWO, ONE):
        desk.writer.run(desk.job(activity_id=activity_id))

    assert [(one.activity_id, one.text) for one in originals(known(desk))] == [
        (1, "one"),
        (2, "two"),
    ]


def test_every_text_that_was_seen_or_written_is_told_in_order(
    desk: Desk, strava: FakeStrava
) -> None:
    strava.put_there("mine")
    desk.writer.run(desk.job())
    strava.put_there(f"really {strava.text()}")
    desk.writer.run(desk.job(OTHER))
    undo(desk.writer, [ONE], desk.progress)

    told = versions(known(desk))

    assert [(one.text, one.what.partition(",")[0]) for one in told] == [
        ("mine", "as it was before the first write"),
        (f"mine\n\n{BLOCK}", "sent with the block"),
        (f"really mine\n\n{BLOCK}", "found changed"),
        (f"really mine\n\n{OTHER}", "sent with the block"),
        ("really mine", "sent without the block"),
    ]
    assert "seen so on Strava" in told[1].what


def test_the_backups_alone_tell_the_same_texts_and_that_their_fate_is_lost(
    desk: Desk, strava: FakeStrava
) -> None:
    strava.put_there("mine")
    CASES["written and undone"](desk)

    told = versions(from_backups_alone(desk))

    assert [one.text for one in told] == [one.text for one in versions(known(desk))]
    assert "lost" in told[1].what


def test_what_strava_made_of_a_text_is_told_too(desk: Desk, strava: FakeStrava) -> None:
    strava.put_there("mine")
    strava.keep = lambda sent, _: sent.upper()
    desk.writer.run(desk.job())

    told = versions(known(desk))

    assert told[-1].text == f"mine\n\n{BLOCK}".upper()
    assert "writing was stopped" in told[-2].what
