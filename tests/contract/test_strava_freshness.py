import socket
from math import inf
from pathlib import Path

import pytest
from strava_world import StillClock, WatchedState, World, fault_body, instead, run, world

from annotations.model import ActivityId
from sync.errors import LoginNeededError, ReadAgainError
from sync.strava.budget import MEMORY

ONE = ActivityId(1)
DETAIL = r"/activities/1$"
REFUSAL = instead(401, fault_body("Athlete", "access_token", "invalid"))


class WhenItStands(StillClock):
    """The time is up as soon as a connection stands."""

    def __init__(self, listener: socket.socket) -> None:
        super().__init__()
        self.accepted: list[socket.socket] = []
        self._listener = listener

    def monotonic_s(self) -> float:
        connection, _ = self._listener.accept()
        self.accepted.append(connection)
        return self.now_s + 1


def test_a_write_that_is_late_is_not_sent_and_does_not_count(tmp_path: Path) -> None:
    with world(tmp_path, run(1, description="mine")) as at:
        at.log_in()
        client, now_s = at.client(), at.clock.monotonic_s()
        with pytest.raises(ReadAgainError):
            client.write_text(ONE, "description", "x", now_s - 0.1)
        assert at.kinds() == []
        assert client.requests_sent() == {}
        assert MEMORY not in at.memory

        assert client.write_text(ONE, "description", "x", now_s).text == "x"
        assert client.read_text(ONE, "description").text == "x"


def test_a_connection_that_took_too_long_carries_no_byte_of_a_write(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(10)
        clock = WhenItStands(listener)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        at = World(WatchedState(now=lambda: clock.now_s), url, tmp_path / "home", clock)
        at.log_in()
        with pytest.raises(ReadAgainError):
            at.client().write_text(ONE, "description", "x", clock.now_s)
        at.sessions[0].close()
        (connection,) = clock.accepted
        connection.settimeout(10)
        with connection:
            assert connection.recv(1) == b""


def test_a_login_that_soon_runs_out_is_not_renewed_on_the_way_to_a_write(tmp_path: Path) -> None:
    with world(tmp_path, run(1)) as at:
        at.log_in()
        client = at.client()
        client.read_text(ONE, "description")
        at.clock.now_s = at.file.require().expires_at_s - 590
        client.write_text(ONE, "description", "x", inf)
        client.read_text(ONE, "description")
        assert at.kinds() == ["detail", "put", "token", "detail"]


def test_a_write_that_meets_a_refused_token_is_not_sent_again_but_the_next_reading_renews(
    tmp_path: Path,
) -> None:
    with world(tmp_path, run(1)) as at:
        at.log_in()
        client = at.client()
        at.state.inject("PUT", DETAIL, REFUSAL)
        with pytest.raises(ReadAgainError):
            client.write_text(ONE, "description", "x", inf)
        assert at.kinds() == ["put"]

        client.read_text(ONE, "description")
        client.write_text(ONE, "description", "x", inf)
        assert at.kinds() == ["put", "token", "detail", "put"]


def test_a_write_that_a_renewed_token_does_not_help_needs_a_login(tmp_path: Path) -> None:
    with world(tmp_path, run(1)) as at:
        at.log_in()
        client = at.client()
        at.state.inject("PUT", DETAIL, REFUSAL, times=None)
        with pytest.raises(ReadAgainError):
            client.write_text(ONE, "description", "x", inf)
        client.read_text(ONE, "description")
        with pytest.raises(LoginNeededError, match="no longer accepts the login"):
            client.write_text(ONE, "description", "x", inf)
        assert at.kinds() == ["put", "token", "detail", "put"]
