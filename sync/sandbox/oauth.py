"""Codes and tokens: what an application holds after the athlete has agreed."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

ACCESS_TOKEN_LIFE_S = 6 * 3600
RENEW_WHEN_LEFT_S = 3600
"""While more than this is left of an access token, a refresh gives the same one again."""


@dataclass(frozen=True, slots=True)
class App:
    """The API application that the sandbox knows."""

    client_id: str = "10001"
    client_secret: str = "sandbox-secret"  # noqa: S105 - a made-up word that opens nothing
    rotate_refresh_tokens: bool = True
    revokes_for: Literal["application", "athlete"] = "application"
    """Whose credentials the revoking endpoint wants; reports of the real one differ."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """What the token endpoint hands out."""

    access_token: str
    refresh_token: str
    expires_at_s: int


@dataclass(slots=True)
class _Grant:
    scopes: frozenset[str]
    refresh_token: str
    access_token: str = ""
    expires_at_s: int = 0
    older: dict[str, int] = field(default_factory=dict)
    """Earlier access tokens and when they end: a new one does not kill them."""

    def alive(self, access_token: str, now_s: float) -> bool:
        ends = {**self.older, self.access_token: self.expires_at_s}
        return ends.get(access_token, 0) > now_s


class Grants:
    """All consents of the athlete. Not locked: its owner holds the lock."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._codes: dict[str, frozenset[str]] = {}
        self._grants: list[_Grant] = []

    def issue_code(self, scopes: Iterable[str]) -> str:
        """A code that can be redeemed once."""
        code = _fresh()
        self._codes[code] = frozenset(scopes)
        return code

    def redeem(self, code: str, now_s: float) -> Tokens | None:
        """Tokens for a code; None when it was never issued or is used up."""
        scopes = self._codes.pop(code, None)
        return None if scopes is None else self.grant(scopes, now_s)

    def grant(self, scopes: Iterable[str], now_s: float) -> Tokens:
        """Tokens without the detour by the consent page."""
        grant = _Grant(frozenset(scopes), _fresh())
        self._grants.append(grant)
        return self._renewed(grant, now_s)

    def refresh(self, refresh_token: str, now_s: float) -> Tokens | None:
        """The answer to a refresh; None when this refresh token is dead or unknown."""
        for grant in self._grants:
            if secrets.compare_digest(grant.refresh_token.encode(), refresh_token.encode()):
                if self._app.rotate_refresh_tokens:
                    grant.refresh_token = _fresh()
                return self._renewed(grant, now_s)
        return None

    def scopes_of(self, access_token: str, now_s: float) -> frozenset[str] | None:
        """What the bearer may do; None when the token is unknown, ended or revoked."""
        for grant in self._grants:
            if grant.alive(access_token, now_s):
                return grant.scopes
        return None

    def revoke(self, token: str) -> bool:
        """Ends the consent that this token (access or refresh) belongs to; False when none does."""
        kept = [grant for grant in self._grants if not _belongs(token, grant)]
        found = len(kept) < len(self._grants)
        self._grants = kept
        return found

    def revoke_all(self) -> None:
        self._grants.clear()

    def _renewed(self, grant: _Grant, now_s: float) -> Tokens:
        if grant.expires_at_s - now_s <= RENEW_WHEN_LEFT_S:
            grant.older[grant.access_token] = grant.expires_at_s
            grant.access_token = _fresh()
            grant.expires_at_s = int(now_s) + ACCESS_TOKEN_LIFE_S
        return Tokens(grant.access_token, grant.refresh_token, grant.expires_at_s)


def _belongs(token: str, grant: _Grant) -> bool:
    return token in {grant.refresh_token, grant.access_token, *grant.older} - {""}


def _fresh() -> str:
    return secrets.token_hex(20)
