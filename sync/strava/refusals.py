"""What a request that failed means for the runner: each cause its own sentence and exit code."""

import json
import re
import ssl
from typing import Any
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import NameResolutionError, NewConnectionError

from sync.errors import (
    ActivityGoneError,
    ActivityRefusedError,
    AnswerLostError,
    LoginNeededError,
    SettingsError,
    TryLaterError,
    TwingeError,
)
from sync.strava.session import MOST_BYTES, AnswerTooLargeError


class StaleTokenError(LoginNeededError):
    """Strava refused the access token; a renewed one may be taken."""


class UnreadableError(TryLaterError):
    """A whole answer came, and it is not one that can be read: asked for one thing only, others may be fine."""


def is_refusal(answer: object) -> bool:
    """Whether an answer says that something is wrong, whatever its status."""
    return isinstance(answer, dict) and not answer.keys().isdisjoint(("message", "errors"))


def failure(
    error: Exception, answer: object, status: int, elsewhere: str, *, write: bool
) -> TwingeError:
    """What a failed request means: of its exception, the JSON that came (None: none that can be read),
    its status (0: no answer came), and its Location.

    A write that may have been applied is an AnswerLostError, whatever broke. A spent limit (429) is
    for the budget to judge.
    """
    if 400 <= status < 500 and isinstance(answer, dict):
        return _not_done(status, answer)
    if write:
        return AnswerLostError(
            "Strava's answer to a write was lost.", "The next run looks whether it was applied."
        )
    if status >= 500:
        return TryLaterError(f"Strava is out of order (status {status}).", "The next run goes on.")
    if 300 <= status < 400 and elsewhere:
        return _sent_away(elsewhere)
    return _broken(error, status)


def _broken(error: Exception, status: int) -> TryLaterError:
    """An answer that is none, or did not come."""
    if isinstance(error, AnswerTooLargeError):
        most = f"{MOST_BYTES // 1_000_000} MB"
        return UnreadableError(
            f"Strava's answer was larger than {most} and was not read.", "The next run goes on."
        )
    whole = requests.HTTPError | requests.exceptions.JSONDecodeError
    if not isinstance(error, requests.RequestException) or isinstance(error, whole):
        return UnreadableError(
            f"The answer was not Strava's (status {status}).",
            "A login page of the network, or maintenance? The next run goes on.",
        )
    if status:
        cause = type(error).__name__
        return TryLaterError(f"Strava's answer broke off ({cause}).", "The next run goes on.")
    return unreachable(error, "Strava", "the next run goes on")


def unreachable(error: requests.RequestException, whom: str, then: str) -> TryLaterError:
    """No answer came. An error's own text may hold an address with a secret, and is never told."""
    reason = _reason(error)
    if isinstance(reason, NameResolutionError):
        return TryLaterError(
            f"{whom} can't be reached: its name is not found.",
            f"Is this machine online? Look at the network, and at TWINGE_STRAVA_URL; {then}.",
        )
    if (untrusted := _untrusted(reason)) is not None:
        return TryLaterError(
            f"{whom} can't be reached safely: {untrusted}; nothing was sent.",
            f"A wrong clock on this machine, a login page or a proxy of the network? When it is mended, {then}.",
        )
    return TryLaterError(
        f"{whom} can't be reached ({type(error).__name__}).", f"Check the network; {then}."
    )


def never_left(error: Exception) -> bool:
    """Whether no connection came about, so that certainly nothing was sent."""
    if isinstance(error, requests.ConnectTimeout):
        return True
    reason = _reason(error)
    return isinstance(reason, NewConnectionError) or _untrusted(reason) is not None


def _reason(error: Exception) -> object:
    """What urllib3 says was wrong with a connection."""
    return getattr(error.args[0], "reason", None) if error.args else None


def _untrusted(reason: object) -> str | None:
    """What is wrong with the certificate that was shown; None where it is not that."""
    told = reason.args[0] if isinstance(reason, Exception) and reason.args else None
    if not isinstance(told, ssl.SSLCertVerificationError):
        return None
    return f"its certificate does not hold ({told.verify_message.rstrip('.')})"


def _sent_away(address: str) -> TwingeError:
    """A redirect, which is never followed: the token would go along."""
    host = re.sub(r"[^a-z0-9.-]", "?", urlsplit(address).hostname or "another address")[:80]
    if host.endswith(".strava.com"):
        return SettingsError(
            f"Strava's API has moved to {host}.",
            f"Put TWINGE_STRAVA_URL=https://{host} into your settings, or take a newer Twinge.",
        )
    return TryLaterError(
        f"The network sends Twinge to {host} instead of Strava; nothing was sent there.",
        "A login page of the network? Open it in a browser; the next run goes on.",
    )


def _not_done(status: int, body: dict[str, Any]) -> TwingeError:
    """A 4xx of Strava's own: whatever was asked for was certainly not done."""
    if status in (401, 403):
        return _refused(status, body)
    if status == 404:
        return ActivityGoneError(
            "Strava has no such activity (deleted, or not visible to this login)."
        )
    return ActivityRefusedError(f"Strava refused the request (status {status}: {_codes(body)}).")


def _refused(status: int, body: dict[str, Any]) -> TwingeError:
    codes = _codes(body)
    if "Application Status Inactive" in codes:
        return inactive()
    if is_full(body):
        return full()
    if "write_permission" in codes:
        return LoginNeededError(
            "The login may not change activities (scope activity:write was not granted).",
            "Run `twinge login` again and leave the box ticked.",
        )
    if "read_permission" in codes:
        return LoginNeededError(
            "The login may not read activities (scope activity:read_all was not granted).",
            "Run `twinge login` again and leave the box ticked.",
        )
    if status == 401:
        return StaleTokenError("Strava no longer accepts the login.", "Run `twinge login` again.")
    return LoginNeededError(f"Strava refused this login ({codes}).", "Run `twinge login` again.")


def _codes(body: dict[str, Any]) -> str:
    """The error entries as words: resource, field, code. Nothing of the request is repeated."""
    errors = body.get("errors")
    entries = [
        " ".join(str(error.get(key, ""))[:40] for key in ("resource", "field", "code"))
        for error in (errors[:3] if isinstance(errors, list) else [])
        if isinstance(error, dict)
    ]
    return "; ".join(entries) or "no reason given"


def inactive() -> LoginNeededError:
    """The application itself is switched off: no login can help."""
    return LoginNeededError(
        "Strava has set this API application to inactive.",
        "Since June 2026 its owner needs a Strava subscription. "
        "Then reactivate it: strava.com, Settings, My API Application.",
    )


def full() -> LoginNeededError:
    """The application has no place for this athlete: no login can help."""
    return LoginNeededError(
        "This API application already has as many athletes as Strava lets it have.",
        "A new one has a single place, for its owner. Use an application of your own, or let its "
        "owner ask for more places: strava.com, Settings, My API Application.",
    )


def is_full(body: Any) -> bool:
    """Whether a refusal says that the application has no place left; Strava documents no code for it."""
    told = json.dumps(body).lower() if isinstance(body, dict) else ""
    return "athlete" in told and ("limit" in told or "exceeded" in told)
