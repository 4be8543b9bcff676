"""Trials on one private activity: what is learned, and that the runner's text is always put back."""

import html
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from pipeline_fakes import ONE, TWO, Desk, FakeStrava, down
from publish_night import night

from annotations.block import normal
from sync.errors import ActivityError, Exit
from sync.pipeline.canary import CanaryReport, canary
from sync.pipeline.checklist import LoginFacts
from sync.pipeline.publish import adopt
from sync.pipeline.trial import Trials
from sync.pipeline.undo import undo
from sync.pipeline.writer import Writer
from sync.plan import open_trial
from sync.ports import Breaker, TextField

pytest_plugins = ("pipeline_fixtures",)

OWN = "A short walk, nothing more."


@dataclass
class Guide:
    """A runner who says yes to everything but what a test lists, and does what they are asked to."""

    no_to: tuple[str, ...] = ()
    mention: Callable[[], None] | None = None
    link: bool | None = True
    told: list[str] = field(default_factory=list)
    offered: list[tuple[str, str]] = field(default_factory=list)

    def may_write(self, what: str, text: str) -> bool:
        self.offered.append((what, text))
        return not any(word in what for word in self.no_to)

    def asked(self, question: str) -> bool | None:
        if question.endswith("Done?"):
            if self.mention is not None:
                self.mention()
            return self.mention is not None
        return self.link if "link" in question else False

    def tell(self, line: str) -> None:
        self.told.append(line)


@pytest.fixture(autouse=True)
def private_activity(strava: FakeStrava) -> None:
    strava.put_there(OWN)
    strava.put_there("", 1, "private_note")


def tried(desk: Desk, guide: Guide | None = None, field: TextField = "description") -> CanaryReport:
    writer = Writer(desk.strava, desk.journal, desk.clock, field)
    return canary(writer, ONE, guide or Guide(), LoginFacts(rotates=True))


def answers(report: CanaryReport) -> dict[int, str]:
    return {one.number: one.answer for one in report.answers}


def test_all_eleven_questions_are_answered_and_the_text_is_put_back(
    desk: Desk, strava: FakeStrava
) -> None:
    guide = Guide(mention=lambda: strava.put_there(f"{OWN} @Sam"))

    report = tried(desk, guide)

    assert report.failure is None
    told = answers(report)
    assert list(told) == list(range(1, 12))
    assert (told[1], told[3], told[4], told[6], told[7], told[11]) == (
        "yes", "yes", "yes", "no", "yes", "no"
    )  # fmt: skip
    assert [one.number for one in report.answers if not one.settled] == [9]
    assert report.survivors == ["markup", "mentions"]
    assert desk.journal.survivors("description") == {"markup", "mentions"}
    assert strava.text() == f"{OWN} @Sam", "the mention is the runner's own by now"
    assert strava.text(1, "private_note") == ""
    assert desk.hands_off() == {}


def test_each_write_was_asked_for_and_backed_up_before(desk: Desk, strava: FakeStrava) -> None:
    guide = Guide()

    tried(desk, guide)

    offered = {text for _, text in guide.offered}
    assert set(strava.puts) <= offered | {OWN, ""}
    puts = [at for at, one in enumerate(strava.told) if one == "put 1"]
    assert len(puts) > 8
    assert {strava.told[at - 1] for at in puts} == {"recorded 1"}
    assert desk.journal.backups().lines[0].text == OWN


def test_a_runner_who_says_no_has_nothing_written(desk: Desk, strava: FakeStrava) -> None:
    report = tried(desk, Guide(no_to=("",)))

    assert strava.puts == []
    assert report.answers == []
    assert desk.hands_off() == {}


def escape(sent: str, _: str) -> str:
    return html.escape(sent, quote=False)


NORMALISERS: dict[str, tuple[Callable[[str, str], str], list[str]]] = {
    "trim": (lambda sent, _: sent.strip(), ["markup"]),
    "crlf": (lambda sent, _: sent.replace("\r\n", "\n").replace("\n", "\r\n"), ["markup"]),
    "escape": (escape, []),
    "emoji lost": (lambda sent, _: "".join(c for c in sent if ord(c) < 0x10000), ["markup"]),
    "nfc": (lambda sent, _: unicodedata.normalize("NFC", sent), ["markup"]),
    "cut at 2000": (lambda sent, _: sent[:2000], ["markup"]),
}


@pytest.mark.parametrize("name", NORMALISERS)
def test_what_a_server_does_to_texts_is_learned_and_shown_and_the_text_comes_back(
    desk: Desk, strava: FakeStrava, name: str
) -> None:
    strava.keep, survivors = NORMALISERS[name]
    guide = Guide()

    report = tried(desk, guide)

    assert report.failure is None
    assert report.survivors == survivors
    assert normal(strava.text()) == OWN
    assert desk.journal.breaker() is None
    assert any("to the letter" not in line for line in guide.told), "what was changed is told"
    assert bool(report.diffs) is (name != "crlf")


def test_a_server_that_does_not_give_the_text_back_stops_all_writing(
    desk: Desk, strava: FakeStrava
) -> None:
    strava.keep = lambda sent, _: sent.upper()

    report = tried(desk)

    assert report.failure is not None
    assert report.failure.exit_code is Exit.BREAKER
    assert "twinge history 1" in report.failure.hint
    assert desk.journal.breaker() is not None


def test_a_server_that_ignores_writes_is_told_after_one(desk: Desk, strava: FakeStrava) -> None:
    strava.keep = lambda _, stored: stored

    report = tried(desk, Guide(no_to=("If-Match", "private note")))

    assert report.failure is None
    assert len(strava.puts) == 1
    assert strava.text() == OWN


@pytest.mark.parametrize("field", ["description", "private_note"])
def test_a_private_note_that_strava_ignores_is_said_to_be_ignored(
    desk: Desk, strava: FakeStrava, field: TextField
) -> None:
    def only_descriptions(sent: str, stored: str) -> str:
        return stored if stored == "" else sent

    strava.keep = only_descriptions

    report = tried(desk, field=field)

    assert report.failure is None
    assert "Strava ignores it" in answers(report)[4]
    assert "TWINGE_PUBLISH=description" in answers(report)[4]
    assert strava.text(1, "private_note") == ""


def test_a_mention_that_is_no_link_any_more_keeps_mentions_waiting(
    desk: Desk, strava: FakeStrava
) -> None:
    guide = Guide(mention=lambda: strava.put_there(f"{OWN} @Sam"), link=False)

    report = tried(desk, guide)

    assert "the link is lost" in answers(report)[1]
    assert report.survivors == ["markup"]


@pytest.mark.parametrize(
    ("text", "visibility", "why"),
    [
        (OWN, "followers_only", "others can see it"),
        ("tea & cake", "only_me", "not plain letters"),
        ("blanks  \nbehind", "only_me", "not plain letters"),
        ("Twinge | a block\n-- Twinge", "only_me", "a block in it"),
    ],
)
def test_an_activity_that_is_not_for_trials_is_refused_untouched(
    desk: Desk, strava: FakeStrava, text: str, visibility: str, why: str
) -> None:
    strava.put_there(text)
    strava.visibility[1] = visibility

    report = tried(desk)

    assert report.failure is not None
    assert why in report.failure.message
    assert "visible to you only" in report.failure.hint
    assert strava.puts == []


def test_an_open_breaker_allows_no_trial(desk: Desk, strava: FakeStrava) -> None:
    desk.journal.set_breaker(Breaker("odd", TWO, desk.clock.now()))

    report = tried(desk)

    assert report.failure is not None
    assert report.failure.exit_code is Exit.BREAKER
    assert strava.puts == []


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


def test_a_mention_that_can_not_be_put_back_is_learned_and_stops_no_other_writing(
    desk: Desk, strava: FakeStrava
) -> None:
    def mentions() -> None:
        strava.put_there(f"{OWN} @Sam")
        strava.keep = lambda sent, _: sent.replace("@", "")

    report = tried(desk, Guide(mention=mentions))

    assert report.failure is not None
    assert report.failure.exit_code is Exit.SOME_SKIPPED
    assert "twinge history 1" in report.failure.hint
    assert "mentions" not in report.survivors
    assert desk.journal.breaker() is None
    assert desk.hands_off() == {}
