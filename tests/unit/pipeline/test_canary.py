"""Trials on one private activity: what is learned, and that the runner's text is always put back."""

import unicodedata
from collections.abc import Callable

import pytest
from canary_guide import OWN, Guide, escape, make_it_private, tried
from pipeline_fakes import TWO, Desk, FakeStrava

from annotations.block import normal
from sync.errors import Exit
from sync.pipeline.canary import CanaryReport
from sync.ports import Breaker, TextField

pytest_plugins = ("pipeline_fixtures",)


@pytest.fixture(autouse=True)
def private_activity(strava: FakeStrava) -> None:
    make_it_private(strava)


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
