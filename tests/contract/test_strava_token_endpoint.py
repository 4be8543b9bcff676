"""What the token endpoint may answer to a renewal, and what becomes of the login then."""

from pathlib import Path

import pytest
from strava_world import World, fault_body, instead, store, world

from sync.errors import LoginNeededError, TryLaterError, TwingeError
from sync.sandbox import faults
from sync.sandbox.faults import Action
from sync.sandbox.oauth import App
from sync.strava.tokens import Tokens

HOURS = 3600


def test_the_pair_before_is_tried_once_when_the_present_one_is_dead(tmp_path: Path) -> None:
    with world(tmp_path) as at:
        good = at.log_in()
        dead = Tokens("gone", "gone", good.expires_at_s, good.scopes, good.athlete_id)
        store(at.file, dead, good)
        at.clock.now_s += 7 * HOURS
        assert at.login().tokens().refresh not in {"gone", good.refresh}
        assert at.kinds() == ["token", "token"]


def test_two_dead_pairs_need_a_login_and_are_kept(tmp_path: Path) -> None:
    with world(tmp_path) as at:
        first = at.log_in()
        second = at.log_in()
        store(at.file, second, first)
        at.state.revoke_all()
        at.clock.now_s += 7 * HOURS
        with pytest.raises(LoginNeededError, match="no longer accepts the login"):
            at.login().tokens()
        assert at.kinds() == ["token", "token"]
        assert (at.file.load(), at.file.previous()) == (second, first)


def test_a_wrong_secret_is_told_apart_from_a_dead_login_and_asked_once(tmp_path: Path) -> None:
    with world(tmp_path) as at:
        first, second = at.log_in(), at.log_in()
        store(at.file, second, first)
        at.clock.now_s += 7 * HOURS
        with pytest.raises(LoginNeededError, match="client id or its secret is wrong"):
            at.login("another secret").tokens()
        assert at.kinds() == ["token"]
        assert at.file.load() == second


UNUSABLE = {
    "5xx": (faults.status(503), TryLaterError, "status 503"),
    "a page with 200": (faults.html_page(200), TryLaterError, "status 200"),
    "a page with 401": (faults.html_page(401), TryLaterError, "status 401"),
    "a page with 502": (faults.html_page(502), TryLaterError, "status 502"),
    "answer lost": (faults.drop_after(), TryLaterError, "can't be reached"),
    "no refresh token": (
        instead(200, {"access_token": "a", "expires_at": 1}),
        TryLaterError,
        "usable",
    ),
    "numbers": (
        instead(200, {"access_token": 1, "refresh_token": 2, "expires_at": 3}),
        TryLaterError,
        "usable",
    ),
    "no end": (
        instead(200, {"access_token": "a", "refresh_token": "b", "expires_at": float("nan")}),
        TryLaterError,
        "usable",
    ),
    "an end beyond all numbers": (
        instead(200, {"access_token": "a", "refresh_token": "b", "expires_at": 10**400}),
        TryLaterError,
        "usable",
    ),
    "errors of another shape": (instead(400, {"errors": {"a": [1]}}), TryLaterError, "status 400"),
    "unhashable errors": (instead(400, {"errors": [{"resource": []}]}), TryLaterError, "400"),
    "as many athletes as it may have": (
        instead(403, {"message": "Limit of connected athletes exceeded", "errors": []}),
        LoginNeededError,
        "as many athletes",
    ),
    "inactive": (
        instead(403, fault_body("Application", "Status", "Inactive")),
        LoginNeededError,
        "subscription",
    ),
}


@pytest.mark.parametrize(("action", "kind", "said"), UNUSABLE.values(), ids=UNUSABLE.keys())
def test_an_unusable_answer_keeps_the_old_login_byte_for_byte(
    tmp_path: Path, action: Action, kind: type[TwingeError], said: str
) -> None:
    with world(tmp_path) as at:
        at.log_in()
        before = at.file.path.read_bytes()
        at.clock.now_s += 7 * HOURS
        at.state.inject("POST", "/oauth/token", action)
        with pytest.raises(kind, match=said):
            at.login().tokens()
        assert at.file.path.read_bytes() == before
        assert at.kinds() == ["token"]
        assert not (at.home / "tokens.json.tmp").exists()


ROUND = ["revoke", "token", "revoke", "deauthorize"]
TOLD: dict[str, tuple[App, tuple[str, ...], int, list[str], bool]] = {
    "by the new endpoint": (App(), (), 0, ROUND[:1], True),
    "with the athlete's token": (App(revokes_for="athlete"), (), 0, ROUND[:3], True),
    "with a token that has run out": (App(revokes_for="athlete"), (), 7, ROUND[:3], True),
    "by the old endpoint": (App(), ("/oauth/revoke",), 7, ROUND, True),
    "with a dead refresh token": (App(), ("/oauth/revoke", "/oauth/token"), 0, ROUND, True),
    "not at all": (
        App(rotate_refresh_tokens=False),
        ("/oauth/revoke", "/oauth/deauthorize"),
        0,
        ROUND,
        False,
    ),
}


@pytest.mark.parametrize(
    ("app", "broken", "hours", "asked", "told"), TOLD.values(), ids=TOLD.keys()
)
def test_strava_is_told_of_a_logout_by_the_way_that_works(
    tmp_path: Path, app: App, broken: tuple[str, ...], hours: int, asked: list[str], told: bool
) -> None:
    with world(tmp_path, app=app) as at:
        tokens = at.log_in()
        at.clock.now_s += hours * HOURS
        for path in broken:
            at.state.inject("POST", path, faults.status(404), times=None)
        assert at.oauth().revoke(tokens) is told
        assert at.kinds() == asked
        at.state.clear_faults()
        assert _still_granted(at) is not told


def _still_granted(at: World) -> bool:
    try:
        at.oauth().refresh(at.file.require())
    except LoginNeededError:
        return False
    return True
