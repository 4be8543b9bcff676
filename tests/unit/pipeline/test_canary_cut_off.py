"""A trial that was cut off, by a crash, by Strava or by the runner: the runner's text is what stands in the end."""

import pytest
from canary_guide import OWN, Guide, escape, make_it_private, tried
from pipeline_fakes import ONE, TWO, Desk, FakeStrava, down
from publish_night import night

from sync.errors import ActivityError, Exit
from sync.pipeline.publish import adopt
from sync.pipeline.trial import Trials
from sync.pipeline.undo import undo
from sync.plan import open_trial
from sync.ports import Breaker

pytest_plugins = ("pipeline_fixtures",)


@pytest.fixture(autouse=True)
def private_activity(strava: FakeStrava) -> None:
    make_it_private(strava)


def test_what_the_runner_writes_during_a_trial_stays(desk: Desk, strava: FakeStrava) -> None:
    guide = Guide()
    first = guide.may_write

    def edits_instead(what: str, text: str) -> bool:
        if "entity" in what:
            strava.put_there("written on my phone just now")
        return first(what, text)

    guide.may_write = edits_instead  # type: ignore[method-assign]

    report = tried(desk, guide)

    assert strava.text() == "written on my phone just now"
    assert report.failure is not None
    assert "its text was changed" in report.failure.message


@pytest.mark.parametrize("failing", [1, 3])
def test_a_trial_that_was_cut_off_is_ended_by_the_next_one(
    desk: Desk, strava: FakeStrava, failing: int
) -> None:
    """The process dies between trials: the trial text stands there, and other writing leaves it alone."""
    trials = Trials(desk.writer, ONE)
    trials.begin()
    for number in range(failing):
        trials.put(f"{OWN}\n\nTrial {number}")

    report = night(desk, ids=[1])
    assert [one.why for one in report.left_alone] == [open_trial(ONE)]
    Trials(desk.writer, ONE).begin()

    assert strava.text() == OWN
    assert desk.hands_off() == {}


def test_undo_ends_a_trial_too(desk: Desk, strava: FakeStrava) -> None:
    trials = Trials(desk.writer, ONE)
    trials.begin()
    for number in range(3):
        trials.put(f"{OWN}\n\nTrial {number}")

    report = undo(desk.writer, [ONE], desk.progress)

    assert report.undone == [1]
    assert strava.text() == OWN
    assert desk.hands_off() == {}


def test_undo_of_a_block_never_brings_a_trial_text_back(desk: Desk, strava: FakeStrava) -> None:
    strava.keep = escape
    assert tried(desk).failure is None

    before_any_block = undo(desk.writer, [ONE], desk.progress)
    assert night(desk, ids=[1]).written == [1]
    report = undo(desk.writer, [ONE], desk.progress)

    assert before_any_block.undone == []
    assert report.undone == [1]
    assert strava.text() == OWN


def cut_off(desk: Desk, text: str) -> None:
    """A trial whose process dies before it has looked at what became of it."""
    trials = Trials(desk.writer, ONE)
    trials.begin()
    desk.journal.killed = True
    with pytest.raises(KeyboardInterrupt):
        trials.put(text)
    desk.journal.killed = False


@pytest.mark.parametrize("way", ["doctor", "undo"])
def test_what_the_runner_wrote_after_a_trial_was_cut_off_stays(
    desk: Desk, strava: FakeStrava, way: str
) -> None:
    cut_off(desk, f"{OWN}\n\nTrial")
    strava.put_there("what is this? I write my own words")

    if way == "doctor":
        said = str(tried(desk, Guide(no_to=("",))).failure)
    else:
        said = undo(desk.writer, [ONE], desk.progress).skipped[0].why

    assert strava.text() == "what is this? I write my own words"
    assert "it stays as it is" in said


def test_a_trial_that_is_under_way_is_not_adopted(desk: Desk, strava: FakeStrava) -> None:
    cut_off(desk, f"{OWN}\n\nTrial")

    with pytest.raises(ActivityError, match="doctor --canary 1"):
        adopt(desk.writer, ONE)

    assert undo(desk.writer, [ONE], desk.progress).undone == [1]
    assert strava.text() == OWN


def test_undo_ends_a_trial_past_an_open_breaker(desk: Desk, strava: FakeStrava) -> None:
    cut_off(desk, f"{OWN}\n\nTrial")
    desk.journal.set_breaker(Breaker("why", TWO, desk.clock.now()))

    assert undo(desk.writer, [ONE], desk.progress).undone == [1]
    assert strava.text() == OWN


def test_strava_that_goes_away_in_the_middle_leaves_the_way_back(
    desk: Desk, strava: FakeStrava
) -> None:
    guide = Guide()
    first = guide.may_write

    def then_down(what: str, text: str) -> bool:
        if "entity" in what:
            strava.failures["get *"] = down()
        return first(what, text)

    guide.may_write = then_down  # type: ignore[method-assign]
    report = tried(desk, guide)
    strava.behave()

    assert report.failure is not None
    assert report.failure.exit_code is Exit.TRY_LATER
    assert desk.hands_off() == {ONE: open_trial(ONE)}
    assert tried(desk).failure is None
    assert strava.text() == OWN
