"""The Strava of these tests behaves as the real client does against the sandbox: one contract for both."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf
from pathlib import Path

import pytest
from pipeline_fakes import FakeStrava, a_run, listed

from annotations.model import ActivityId
from sync.errors import ActivityGoneError, AnswerLostError, LoginNeededError, TryLaterError
from sync.ports import ListAsk, Strava
from sync.sandbox import faults
from sync.sandbox.oauth import App
from sync.sandbox.outing import ATHLETE_ID, Outing, activity_of
from sync.sandbox.server import Sandbox
from sync.sandbox.state import ALL_ACTIVITY_SCOPES, SandboxState
from sync.strava.client import StravaClient
from sync.strava.oauth import Login, OAuth
from sync.strava.session import StravaSession
from sync.strava.tokens import TokenFile, Tokens
from sync.wiring import SystemClock

ONE, GONE = ActivityId(1), ActivityId(404)
TEXT = "mine \r\n\n  & <b> 🙂"


class Notebook(dict[str, str]):
    """sync.ports.Memory without a database."""

    def put(self, name: str, value: str) -> None:
        self[name] = value


@dataclass
class Side:
    """One of both, and how it is made to misbehave."""

    strava: Strava
    fake: FakeStrava | None = None
    state: SandboxState | None = None

    def stored(self) -> str:
        return self.fake.text() if self.fake else self._sandbox.text(1)

    def put_there(self, text: str) -> None:
        if self.fake:
            self.fake.put_there(text)
        else:
            self._sandbox.runner_edits(1, description=text)

    def lose(self, when: str) -> None:
        if self.fake:
            self.fake.lost = when
        else:
            drop = faults.drop_before() if when == "before" else faults.drop_after()
            self._sandbox.inject("PUT", "/activities/1$", drop)

    def ignore(self) -> None:
        if self.fake:
            self.fake.keep = lambda _sent, stored: stored
        else:
            self._sandbox.inject("PUT", "/activities/1$", faults.ignore_put())

    def go_down(self) -> None:
        if self.fake:
            self.fake.failures["get 1"] = TryLaterError("down")
        else:
            self._sandbox.inject("GET", "/activities/1$", faults.status(503), times=None)

    def log_out(self) -> None:
        if self.fake:
            self.fake.failures["get 1"] = LoginNeededError("revoked")
        else:
            self._sandbox.revoke_all()

    @property
    def _sandbox(self) -> SandboxState:
        assert self.state is not None
        return self.state


@pytest.fixture(params=["fake", "client"])
def side(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Side]:
    if request.param == "fake":
        fake = FakeStrava(pages=[listed(a_run(1))])
        fake.put_there(TEXT)
        fake.visibility[1] = "followers_only"
        yield Side(fake, fake)
        return
    run = a_run(1)
    outing = Outing(id=1, distance_m=run.distance_m, moving_s=2900, start_local=run.start_local)
    facts = {**activity_of(outing), "description": TEXT, "visibility": "followers_only"}
    state = SandboxState(activities=[facts], app=App())
    with Sandbox(state) as sandbox:
        yield from _client(sandbox, tmp_path)


def _client(sandbox: Sandbox, home: Path) -> Iterator[Side]:
    granted, app = sandbox.state.grant(), sandbox.state.app
    file, clock = TokenFile(home), SystemClock()
    tokens = Tokens(
        granted.access_token,
        granted.refresh_token,
        granted.expires_at_s,
        ALL_ACTIVITY_SCOPES,
        ATHLETE_ID,
        app.client_id,
    )
    with file.locked(), file.reserved() as room:
        room.save(tokens, None)
    sessions = [StravaSession(sandbox.url) for _ in range(2)]
    oauth = OAuth(sandbox.url, app.client_id, app.client_secret, sessions[0])
    client = StravaClient(sessions[1], Login(file, oauth, clock), Notebook(), clock)
    yield Side(client, state=sandbox.state)
    for session in sessions:
        session.close()


def test_a_text_is_read_as_it_is_stored(side: Side) -> None:
    online = side.strava.read_text(ONE, "description")

    assert (online.activity_id, online.text, online.visibility) == (1, TEXT, "followers_only")
    assert online.still_updating is False


def test_a_text_is_written_as_it_was_sent_and_answered(side: Side) -> None:
    answer = side.strava.write_text(ONE, "description", f"{TEXT}\n\nmore", inf)

    assert answer.text == side.stored() == f"{TEXT}\n\nmore"
    assert side.strava.read_text(ONE, "description") == answer


def test_an_empty_text_is_read_as_empty(side: Side) -> None:
    side.put_there("")

    assert side.strava.read_text(ONE, "description").text == ""


@pytest.mark.parametrize(("when", "text"), [("before", TEXT), ("after", "new")])
def test_a_lost_answer_says_so_whether_or_not_it_was_applied(
    side: Side, when: str, text: str
) -> None:
    side.lose(when)

    with pytest.raises(AnswerLostError):
        side.strava.write_text(ONE, "description", "new", inf)

    assert side.stored() == text


def test_an_ignored_write_answers_with_what_is_stored(side: Side) -> None:
    side.ignore()

    assert side.strava.write_text(ONE, "description", "new", inf).text == TEXT


def test_what_is_not_there_is_gone(side: Side) -> None:
    with pytest.raises(ActivityGoneError):
        side.strava.read_text(GONE, "description")
    with pytest.raises(ActivityGoneError):
        side.strava.write_text(GONE, "description", "new", inf)


def test_an_outage_is_for_later(side: Side) -> None:
    side.go_down()

    with pytest.raises(TryLaterError):
        side.strava.read_text(ONE, "description")


def test_a_lost_login_asks_for_a_new_one(side: Side) -> None:
    side.log_out()

    with pytest.raises(LoginNeededError):
        side.strava.read_text(ONE, "description")


def test_the_list_ends_with_an_empty_page(side: Side) -> None:
    first, second = (side.strava.activities_page(ListAsk(number)) for number in (1, 2))

    assert [pulled.run.id for pulled in first.pulled] == [1]
    assert (second.pulled, second.broken) == ((), ())


def test_the_scopes_are_those_that_were_granted(side: Side) -> None:
    assert {"activity:read_all", "activity:write"} <= side.strava.scopes()
