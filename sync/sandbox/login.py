"""The consent page and the token endpoints."""

import base64
import binascii
import html
import secrets
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from sync.sandbox.answers import (
    Answer,
    Json,
    Refused,
    Request,
    bad_request,
    no_such_path,
    ok,
    unauthorized,
)
from sync.sandbox.oauth import App, Grants, Tokens

SCOPES = (
    "read",
    "read_all",
    "profile:read_all",
    "profile:write",
    "activity:read",
    "activity:read_all",
    "activity:write",
)
_LOOPBACK = ("localhost", "127.0.0.1")
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Authorize the application</title>
<style>body{{font:16px/1.5 sans-serif;max-width:28rem;margin:4rem auto}}label{{display:block}}
button{{font:inherit;margin:1rem 1rem 0 0;padding:.4rem 1rem}}</style></head><body>
<h1>Authorize the application</h1>
<p>This is the sandbox: a made-up runner on your own machine. The application asks for:</p>
<form method="post" action="?{query}">
{boxes}
<button name="decision" value="authorize">Authorize</button>
<button name="decision" value="cancel">Cancel</button>
</form></body></html>
"""


@dataclass(frozen=True, slots=True)
class Desk:
    """Where an application logs in: what the sandbox knows of it, and the consents so far."""

    app: App
    grants: Grants
    athlete: Json
    now_s: float

    def answer(self, request: Request) -> Answer:
        """The answer to a request below /oauth."""
        match (request.method, request.path):
            case ("GET", "/oauth/authorize"):
                return self._consent_page(request)
            case ("POST", "/oauth/authorize"):
                return self._decided(request)
            case ("POST", "/oauth/token"):
                return self._token(request.fields)
            case ("POST", "/oauth/revoke"):
                return self._revoke(request)
            case ("POST", "/oauth/deauthorize"):
                return self._deauthorize(request)
            case _:
                return no_such_path()

    def _consent_page(self, request: Request) -> Answer:
        self._check_authorization(request)
        asked = request.query_fields.get("scope", "read")
        boxes = "\n".join(_box(scope) for scope in asked.split(",") if scope)
        page = _PAGE.format(query=html.escape(request.query), boxes=boxes)
        return Answer(200, page.encode(), "text/html; charset=utf-8")

    def _decided(self, request: Request) -> Answer:
        """The way back to the application, with a code for exactly what was ticked."""
        self._check_authorization(request)
        asked, form = request.query_fields, request.form_lists
        back = {"state": asked.get("state", "")}
        if form.get("decision") != ["authorize"]:
            return _redirect(asked["redirect_uri"], {**back, "error": "access_denied"})
        offered = asked.get("scope", "read").split(",")
        ticked = [scope for scope in form.get("scope", []) if scope in offered]
        code = self.grants.issue_code(ticked)
        return _redirect(asked["redirect_uri"], {**back, "code": code, "scope": ",".join(ticked)})

    def _check_authorization(self, request: Request) -> None:
        asked = request.query_fields
        if asked.get("client_id") != self.app.client_id:
            raise Refused(bad_request("Application", "client_id", "invalid"))
        target = urlsplit(asked.get("redirect_uri", ""))
        if target.hostname not in _LOOPBACK or target.scheme not in {"http", "https"}:
            raise Refused(bad_request("Application", "redirect_uri", "invalid"))
        if asked.get("response_type") != "code":
            raise Refused(bad_request("Application", "response_type", "invalid"))
        unknown = set(asked.get("scope", "read").split(",")) - set(SCOPES)
        if unknown:
            raise Refused(bad_request("Authorize", "scope", "invalid"))

    def _token(self, sent: Json) -> Answer:
        self._check_client(str(sent.get("client_id")), str(sent.get("client_secret")))
        match sent.get("grant_type", "authorization_code"):
            case "authorization_code":
                tokens = self.grants.redeem(str(sent.get("code")), self.now_s)
                if tokens is None:
                    raise Refused(bad_request("RequestToken", "code", "invalid"))
                return ok({**self._told(tokens), "athlete": self.athlete})
            case "refresh_token":
                tokens = self.grants.refresh(str(sent.get("refresh_token")), self.now_s)
                if tokens is None:
                    raise Refused(bad_request("RefreshToken", "refresh_token", "invalid"))
                return ok(self._told(tokens))
            case _:
                raise Refused(bad_request("Application", "grant_type", "invalid"))

    def _told(self, tokens: Tokens) -> Json:
        return {
            "token_type": "Bearer",
            "expires_at": tokens.expires_at_s,
            "expires_in": int(tokens.expires_at_s - self.now_s),
            "refresh_token": tokens.refresh_token,
            "access_token": tokens.access_token,
        }

    def _check_client(self, client_id: str, client_secret: str) -> None:
        if client_id != self.app.client_id:
            raise Refused(bad_request("Application", "client_id", "invalid"))
        if not secrets.compare_digest(client_secret.encode(), self.app.client_secret.encode()):
            raise Refused(bad_request("Application", "client_secret", "invalid"))

    def _revoke(self, request: Request) -> Answer:
        """Ends a consent. A token that is not known is none either: 200 (RFC 7009, section 2.2)."""
        self._check_revoker(request)
        token = str(request.fields.get("token", ""))
        if not token:
            raise Refused(bad_request("Application", "token", "missing"))
        self.grants.revoke(token)
        return ok({})

    def _check_revoker(self, request: Request) -> None:
        if self.app.revokes_for == "application":
            if _basic(request) != (self.app.client_id, self.app.client_secret):
                raise Refused(unauthorized("Application", "client_secret", "invalid"))
        elif self.grants.scopes_of(bearer(request), self.now_s) is None:
            raise Refused(unauthorized("Athlete", "access_token", "invalid"))

    def _deauthorize(self, request: Request) -> Answer:
        token = bearer(request)
        if self.grants.scopes_of(token, self.now_s) is None:
            raise Refused(unauthorized("Athlete", "access_token", "invalid"))
        self.grants.revoke_all()
        return ok({"access_token": token})


def bearer(request: Request) -> str:
    """The access token: in the header, or (as Strava allows until June 2027) among the fields."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return token.strip()
    return str(request.fields.get("access_token", ""))


def _basic(request: Request) -> tuple[str, str]:
    kind, _, coded = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "basic":
        return "", ""
    try:
        name, _, secret = base64.b64decode(coded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return name, secret


def _box(scope: str) -> str:
    name = html.escape(scope)
    return f'<label><input type="checkbox" name="scope" value="{name}" checked> {name}</label>'


def _redirect(target: str, fields: dict[str, str]) -> Answer:
    joint = "&" if urlsplit(target).query else "?"
    return Answer(302, headers=(("Location", f"{target}{joint}{urlencode(fields)}"),))
