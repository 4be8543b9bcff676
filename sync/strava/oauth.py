"""The token endpoint: exchange, refresh, revoke. Secrets go in form bodies, never in an address or a log."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import requests

from sync.errors import LoginNeededError, TryLaterError, TwingeError
from sync.ports import Clock
from sync.strava.refusals import full, inactive, is_full, unreachable
from sync.strava.session import StravaSession
from sync.strava.tokens import LATEST_S, TokenFile, Tokens

REFRESH_BEFORE_S = 600


class OAuth:
    """One API application's dealings with Strava's login."""

    def __init__(
        self, base_url: str, client_id: str, client_secret: str, session: StravaSession
    ) -> None:
        self._base = base_url
        self._client_id = client_id
        self._secret = client_secret
        self._session = session

    def authorize_url(self, redirect_uri: str, scopes: tuple[str, ...], state: str) -> str:
        """Where the runner says yes or no."""
        query = {
            "client_id": self._client_id,
            "redirect_uri": redirect_uri,
            "response_type": "code",
            "approval_prompt": "auto",
            "scope": ",".join(scopes),
            "state": state,
        }
        return f"{self._base}/oauth/authorize?{urlencode(query)}"

    def exchange(self, code: str, scopes: tuple[str, ...]) -> Tokens:
        """The first pair of tokens for the code of a login that was just granted."""
        answer = self._token({"grant_type": "authorization_code", "code": code})
        tokens = self._tokens(answer, scopes, None)
        if tokens.athlete_id is None:  # without it nobody can tell whose texts are read and written
            raise TryLaterError(
                "Strava's login did not say whose it is.", "Nothing was stored; try later."
            )
        return tokens

    def refresh(self, tokens: Tokens) -> Tokens:
        """The next pair; raises LoginNeededError where the old one is no longer taken."""
        answer = self._token({"grant_type": "refresh_token", "refresh_token": tokens.refresh})
        return self._tokens(answer, tokens.scopes, tokens.athlete_id)

    def revoke(self, tokens: Tokens) -> bool:
        """Tell Strava to forget the login; whether it said that it has.

        By the new endpoint with the application's own credentials, as its documentation has it; with the
        access token, as others report that it wants; and by the endpoint that ends in June 2027.
        """
        mine = (self._client_id, self._secret)
        if (
            told := self._tell("/oauth/revoke", {"token": tokens.refresh}, basic=mine)
        ) is not False:
            return bool(told)
        try:
            access = self.refresh(tokens).access  # the one at hand may have run out
        except TwingeError:
            access = tokens.access
        return bool(
            self._tell("/oauth/revoke", {"token": access}, bearer=access)
            or self._tell("/oauth/deauthorize", {}, bearer=access)
        )

    def _tell(
        self,
        path: str,
        form: Mapping[str, str],
        *,
        basic: tuple[str, str] | None = None,
        bearer: str = "",
    ) -> bool | None:
        """Whether Strava took it; None where it could not be asked."""
        try:
            answer = self._session.request(
                "POST",
                self._base + path,
                data=form,
                auth=basic or self._session.auth,
                headers={"Authorization": f"Bearer {bearer}"} if bearer else {},
            )
        except requests.RequestException:
            return None
        return answer.status_code == 200

    def _token(self, form: Mapping[str, str]) -> dict[str, Any]:
        whole = {"client_id": self._client_id, "client_secret": self._secret, **form}
        try:
            answer = self._session.request("POST", f"{self._base}/oauth/token", data=whole)
        except requests.RequestException as error:
            raise unreachable(error, "Strava's login", "nothing was changed") from None
        body = _json(answer)
        if answer.status_code == 200 and isinstance(body, dict):
            return body
        raise _refusal(answer.status_code, body)

    def _tokens(
        self, answer: dict[str, Any], scopes: tuple[str, ...], athlete_id: int | None
    ) -> Tokens:
        access, refresh = answer.get("access_token"), answer.get("refresh_token")
        expires = answer.get("expires_at")
        usable = isinstance(access, str) and isinstance(refresh, str) and access and refresh
        if not usable or not isinstance(expires, int | float) or not 0 <= expires < LATEST_S:
            raise TryLaterError(
                "Strava's login answered without usable tokens.",
                "The old login is kept; try later.",
            )
        athlete = answer.get("athlete")
        found = athlete.get("id") if isinstance(athlete, dict) else None
        known = found if type(found) is int else athlete_id
        return Tokens(str(access), str(refresh), float(expires), scopes, known, self._client_id)


class _DeadRefreshError(LoginNeededError):
    """Strava does not take this refresh token; another one may do."""


class Login:
    """The one place that refreshes: under a lock, after re-reading, saved before use."""

    def __init__(self, file: TokenFile, oauth: OAuth, clock: Clock) -> None:
        self._file = file
        self._oauth = oauth
        self._clock = clock
        self._ended_at_once = ""
        """An access token that had run out when it was new: this machine's clock is wrong, not the token."""

    def tokens(self, *, refused: str | None = None) -> Tokens:
        """A pair good for ten minutes more. `refused` is an access token that Strava would not take."""
        tokens = self._file.require()
        if self._usable(tokens, refused):
            return tokens
        with self._file.locked():
            return self._refreshed(refused)

    def at_hand(self) -> Tokens:
        """The pair as it is, at once: never renewed, and maybe no longer good."""
        return self._file.require()

    def _refreshed(self, refused: str | None) -> Tokens:
        tokens = self._file.require()
        if self._usable(tokens, refused):
            return tokens  # another process was quicker
        with self._file.reserved() as room:
            previous = self._file.previous()
            try:
                fresh = self._oauth.refresh(tokens)
            except _DeadRefreshError:
                if previous is None or previous.refresh == tokens.refresh:
                    raise
                fresh = self._oauth.refresh(previous)
            room.save(fresh, tokens)
        if not self._usable(fresh, refused):
            self._ended_at_once = fresh.access
        return fresh

    def _usable(self, tokens: Tokens, refused: str | None) -> bool:
        left_s = tokens.expires_at_s - self._clock.now().timestamp()
        lasts = left_s > REFRESH_BEFORE_S or tokens.access == self._ended_at_once
        return lasts and tokens.access != refused


def _json(answer: requests.Response) -> Any:
    """The body; None where it is no JSON."""
    try:
        return answer.json()
    except (ValueError, RecursionError):
        return None


def _refusal(status: int, body: Any) -> TryLaterError | LoginNeededError:
    errors = body.get("errors") if isinstance(body, dict) else None
    fields = {
        (str(error.get("resource")), str(error.get("field")))
        for error in (errors if isinstance(errors, list) else [])
        if isinstance(error, dict)
    }
    if ("RefreshToken", "refresh_token") in fields:
        return _DeadRefreshError("Strava no longer accepts the login.", "Run `twinge login` again.")
    if ("RequestToken", "code") in fields:
        return LoginNeededError(
            "Strava did not accept the login's code.", "Run `twinge login` again."
        )
    if ("Application", "Status") in fields:
        return inactive()
    if status == 403 and is_full(body):
        return full()
    if any(resource == "Application" for resource, _ in fields) or (status == 401 and body):
        return LoginNeededError(
            "Strava does not know this application: the client id or its secret is wrong.",
            "Compare STRAVA_CLIENT_ID and STRAVA_CLIENT_SECRET with Strava, Settings, My API Application.",
        )
    return TryLaterError(f"Strava's login answered with status {status}.", "Try again later.")
