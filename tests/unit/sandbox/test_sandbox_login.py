import base64
import json
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from sandbox_client import Client, Clock, Reply, served, state_of

from sync.sandbox.oauth import App

ASKED = {
    "client_id": "10001",
    "redirect_uri": "http://127.0.0.1:8731/callback",
    "response_type": "code",
    "approval_prompt": "auto",
    "scope": "read,activity:read_all,activity:write",
    "state": "x<y&z",
}
CLIENT = {"client_id": "10001", "client_secret": "sandbox-secret"}


def decide(client: Client, decision: str, *ticked: str, **asked: str) -> Reply:
    fields = {"decision": decision, "scope": ticked}
    return client.form(f"/oauth/authorize?{urlencode({**ASKED, **asked})}", fields)


def sent_back(reply: Reply) -> dict[str, str]:
    assert reply.status == 302
    found = parse_qs(urlsplit(reply.headers["location"]).query, keep_blank_values=True)
    return {name: values[0] for name, values in found.items()}


def redeem(client: Client, code: str, **fields: str) -> Reply:
    grant = {"grant_type": "authorization_code", "code": code}
    return client.form("/oauth/token", {**CLIENT, **grant, **fields})


def refresh(client: Client, token: str) -> Reply:
    grant = {"grant_type": "refresh_token", "refresh_token": token}
    return client.form("/oauth/token", {**CLIENT, **grant})


def test_the_consent_page_offers_each_scope_and_needs_nothing_from_elsewhere() -> None:
    with served(state_of()) as client:
        page = client.get("/oauth/authorize", **ASKED)
    text = page.body.decode()
    assert page.status == 200
    assert page.headers["content-type"].startswith("text/html")
    for scope in ASKED["scope"].split(","):
        assert f'value="{scope}" checked' in text
    assert "Authorize</button>" in text
    assert "Cancel</button>" in text
    assert "src=" not in text
    assert "x<y" not in text


def test_authorize_sends_back_a_code_the_state_and_what_was_ticked() -> None:
    with served(state_of()) as client:
        back = decide(client, "authorize", "read", "activity:read_all")
    assert back.headers["location"].startswith(ASKED["redirect_uri"] + "?")
    found = sent_back(back)
    assert found["scope"] == "read,activity:read_all"
    assert found["state"] == ASKED["state"]
    assert found["code"]


def test_a_scope_that_was_not_asked_for_cannot_be_ticked() -> None:
    with served(state_of()) as client:
        back = sent_back(decide(client, "authorize", "read", "profile:write"))
    assert back["scope"] == "read"


def test_cancel_sends_back_access_denied_and_no_code() -> None:
    with served(state_of()) as client:
        back = sent_back(decide(client, "cancel", "read"))
    assert back == {"state": ASKED["state"], "error": "access_denied"}


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"client_id": "666"}, "client_id"),
        ({"redirect_uri": "http://example.com/callback"}, "redirect_uri"),
        ({"redirect_uri": "http://127.0.0.1.example.com/"}, "redirect_uri"),
        ({"redirect_uri": ""}, "redirect_uri"),
        ({"response_type": "token"}, "response_type"),
    ],
)
def test_a_wrong_authorization_request_is_refused(asked: dict[str, str], field: str) -> None:
    with served(state_of()) as client:
        for reply in (
            client.get("/oauth/authorize", **{**ASKED, **asked}),
            decide(client, "authorize", "read", **asked),
        ):
            assert reply.status == 400
            assert reply.error == ("Application", field, "invalid")


def test_a_code_gives_tokens_once() -> None:
    clock = Clock()
    with served(state_of(clock=clock)) as client:
        code = sent_back(decide(client, "authorize", "read", "activity:read_all"))["code"]
        first, second = redeem(client, code), redeem(client, code)
        told = first.json
        listed = client.with_token(told["access_token"]).api("/athlete/activities")
    assert first.status == 200
    assert told["token_type"] == "Bearer"
    assert told["expires_in"] == 21_600
    assert told["expires_at"] == clock.now_s + 21_600
    assert told["athlete"]["resource_state"] == 2
    assert listed.status == 200
    assert (second.status, second.error) == (400, ("RequestToken", "code", "invalid"))


def test_the_token_endpoint_takes_json_as_well() -> None:
    state = state_of()
    sent = {**CLIENT, "grant_type": "refresh_token", "refresh_token": state.grant().refresh_token}
    with served(state) as client:
        reply = client.send("POST", "/oauth/token", json.dumps(sent).encode(), "application/json")
    assert reply.status == 200


@pytest.mark.parametrize("field", ["client_id", "client_secret"])
def test_a_wrong_application_gets_no_token(field: str) -> None:
    with served(state_of()) as client:
        reply = redeem(client, "whatever", **{field: "wrong"})
    assert (reply.status, reply.error) == (400, ("Application", field, "invalid"))


def test_a_refresh_with_more_than_an_hour_left_gives_the_same_access_token() -> None:
    clock = Clock()
    state = state_of(clock=clock)
    tokens = state.grant()
    with served(state) as client:
        clock.now_s += 5 * 3600 - 1
        early = refresh(client, tokens.refresh_token).json
        clock.now_s += 2
        late = refresh(client, early["refresh_token"]).json
    assert early["access_token"] == tokens.access_token
    assert early["expires_at"] == tokens.expires_at_s
    assert late["access_token"] != tokens.access_token
    assert late["expires_in"] == 21_600


def test_a_refresh_token_works_once() -> None:
    state = state_of()
    tokens = state.grant()
    with served(state) as client:
        new = refresh(client, tokens.refresh_token).json["refresh_token"]
        dead, alive = refresh(client, tokens.refresh_token), refresh(client, new)
    assert (dead.status, dead.error) == (400, ("RefreshToken", "refresh_token", "invalid"))
    assert alive.status == 200


def test_rotation_can_be_switched_off() -> None:
    state = state_of(app=App(rotate_refresh_tokens=False))
    tokens = state.grant()
    with served(state) as client:
        again = [refresh(client, tokens.refresh_token).json["refresh_token"] for _ in range(2)]
    assert again == [tokens.refresh_token] * 2


def test_an_access_token_ends_after_six_hours() -> None:
    clock = Clock()
    with served(state_of(clock=clock)) as client:
        clock.now_s += 21_599
        before = client.api("/athlete")
        clock.now_s += 1
        after = client.api("/athlete")
    assert before.status == 200
    assert (after.status, after.error) == (401, ("Athlete", "access_token", "invalid"))
    assert after.json["message"] == "Authorization Error"


def test_the_old_access_token_outlives_its_successor_until_its_own_end() -> None:
    clock = Clock()
    state = state_of(clock=clock)
    tokens = state.grant()
    with served(state) as client:
        clock.now_s += 5.5 * 3600
        refresh(client, tokens.refresh_token)
        assert client.with_token(tokens.access_token).api("/athlete").status == 200
        clock.now_s += 0.5 * 3600
        assert client.with_token(tokens.access_token).api("/athlete").status == 401


@pytest.mark.parametrize("which", ["access_token", "refresh_token"])
def test_revoke_ends_the_consent_of_either_token(which: str) -> None:
    state = state_of()
    tokens = state.grant()
    basic = base64.b64encode(b"10001:sandbox-secret").decode()
    with served(state) as client:
        plain = Client(client.url)
        revoked = plain.with_headers(Authorization=f"Basic {basic}").form(
            "/oauth/revoke", {"token": getattr(tokens, which)}
        )
        assert revoked.status == 200
        assert plain.with_token(tokens.access_token).api("/athlete").status == 401
        assert refresh(plain, tokens.refresh_token).status == 400
        assert client.api("/athlete").status == 200, "another consent lives on"


@pytest.mark.parametrize("header", ["", "Basic AAAA", "Basic ???", "Bearer abc"])
def test_revoke_needs_the_application_s_secret(header: str) -> None:
    with served(state_of()) as client:
        reply = (
            Client(client.url)
            .with_headers(Authorization=header)
            .form("/oauth/revoke", {"token": client.token})
        )
        assert reply.status == 401
        assert client.api("/athlete").status == 200


def test_deauthorize_ends_every_consent() -> None:
    with served(state_of()) as client:
        reply = client.form("/oauth/deauthorize", {})
        assert (reply.status, reply.json) == (200, {"access_token": client.token})
        assert client.api("/athlete").status == 401
        assert client.form("/oauth/deauthorize", {}).status == 401


def test_no_token_or_an_unknown_one_is_401() -> None:
    with served(state_of()) as client:
        assert Client(client.url).api("/athlete").status == 401
        assert client.with_token("unknown").api("/athlete/activities").status == 401
