"""Strava for one athlete, through stravalib: raw JSON in, the shell's types and errors out."""

import logging
import os
import warnings
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import requests

from annotations.model import ActivityId
from annotations.tracks import STREAM_KEYS
from sync.errors import (
    ActivityError,
    ActivityGoneError,
    ActivityRefusedError,
    AnswerLostError,
    LoginNeededError,
    RateLimitedError,
    TryLaterError,
    TwingeError,
)
from sync.ports import Clock, Memory, OnlineText, Page, TextField
from sync.strava import budget as limits
from sync.strava.convert import page, shoe_name
from sync.strava.oauth import Login, inactive
from sync.strava.session import StravaSession

PER_PAGE = 200
PRECONDITION_FAILED = 412
BUDGET = "rate_limit"
WRITE_RESERVE = 10
"""Reads that a pull leaves for the write-back and the runner's other tools."""
STREAMS_RESERVE = 50
"""Reads that the streams leave, half of a quarter hour: a night's blocks take some 45."""

_BROKEN = (requests.RequestException, ValueError, TypeError, KeyError, RecursionError)
"""What stravalib lets through when an answer is missing, no JSON, or JSON of another shape."""


class StravaClient:
    """sync.ports.Strava over HTTP. Tokens are fetched before each request and saved before they are used."""

    def __init__(self, session: StravaSession, login: Login, memory: Memory, clock: Clock) -> None:
        self._session = session
        self._login = login
        self._memory = memory
        self._clock = clock
        self._sent: Counter[str] = Counter()
        self._protocol = _protocol(session, self._heard)
        self._budget = limits.from_text(memory.get(BUDGET))
        self._status = 0
        self._athlete_id: int | None = None
        self.ahead_s: float | None = None
        """How far this machine's clock is ahead of Strava's, by the last answer that told the time."""

    def scopes(self) -> frozenset[str]:
        return frozenset(self._login.tokens().scopes)

    def activities_page(self, number: int) -> Page:
        answer = self._get("list", "/athlete/activities", page=number, per_page=PER_PAGE)
        if not isinstance(answer, list):
            raise _not_as_expected("the list of activities")
        return page(answer)

    def track(self, activity_id: ActivityId) -> Mapping[str, Any] | None:
        path = f"/activities/{activity_id}/streams"
        try:
            answer = self._get(
                "streams",
                path,
                reserve=STREAMS_RESERVE,
                keys=",".join(STREAM_KEYS),
                key_by_type="true",
            )
        except ActivityGoneError:
            return None  # manual activities have none, and say so with a 404
        if not isinstance(answer, dict):
            raise ActivityError(f"Activity {activity_id}: Strava's streams can't be read.")
        return answer

    def gear_name(self, gear_id: str) -> str | None:
        if not gear_id.isalnum():
            return None  # it goes into the request's path
        try:
            answer = self._get("gear", f"/gear/{gear_id}", reserve=STREAMS_RESERVE)
        except (ActivityError, LoginNeededError):
            return None  # seeing shoes may take a scope that nobody needs otherwise
        if not isinstance(answer, dict):
            raise _not_as_expected("a shoe")
        return shoe_name(answer)

    def read_text(self, activity_id: ActivityId, field: TextField) -> OnlineText:
        answer = self._get("detail", f"/activities/{activity_id}", reserve=0)
        return self._online(answer, activity_id, field)

    def write_text(self, activity_id: ActivityId, field: TextField, text: str) -> OnlineText:
        path = f"/activities/{activity_id}"
        answer = self._send("put", lambda: self._protocol.put(path, body={field: text}), reserve=0)
        try:
            return self._online(answer, activity_id, field)
        except (ActivityError, LoginNeededError) as error:
            raise AnswerLostError(
                f"Activity {activity_id}: the answer to the write can't be read."
            ) from error

    def refuses_old_state(self, activity_id: ActivityId, field: TextField, text: str) -> bool:
        self._session.headers["If-Match"] = '"an-older-state"'
        try:
            self.write_text(activity_id, field, text)
        except (ActivityRefusedError, AnswerLostError):
            if self._status != PRECONDITION_FAILED:
                raise
        finally:
            del self._session.headers["If-Match"]
        return self._status == PRECONDITION_FAILED

    def requests_sent(self) -> Mapping[str, int]:
        return dict(self._sent)

    def _get(self, kind: str, path: str, *, reserve: int = WRITE_RESERVE, **query: Any) -> Any:
        return self._send(kind, lambda: self._protocol.get(path, **query), reserve)

    def _send(self, kind: str, send: Callable[[], Any], reserve: int) -> Any:
        """One request, and one more with renewed tokens when Strava refuses the present ones."""
        tokens = self._login.tokens()
        for last in (False, True):
            self._wait_for_budget(reserve)
            self._protocol.access_token = tokens.access
            # as of this request: asking again after a PUT could fail, and hide that it was applied
            self._athlete_id = tokens.athlete_id
            self._sent[kind] += 1
            self._status = 0
            try:
                answer = send()
                if self._status != 200:
                    raise ValueError("a redirect or an empty answer is no answer")
                return answer
            except _BROKEN as error:
                failure = _failure(error, kind, self._status, self._budget)
            if not isinstance(failure, _StaleTokenError) or last:
                raise failure from None
            tokens = self._login.tokens(refused=tokens.access)
        raise AssertionError("unreachable")

    def _wait_for_budget(self, reserve: int) -> None:
        now_s = self._clock.now().timestamp()
        until_s = limits.wait_until_s(self._budget, now_s, reserve)
        if until_s > now_s:
            raise _rate_limited(until_s)

    def _heard(self, headers: Mapping[str, str], status: int) -> None:
        self._status = status
        now_s = self._clock.now().timestamp()
        with suppress(KeyError, ValueError, TypeError):
            self.ahead_s = now_s - parsedate_to_datetime(headers["Date"]).timestamp()
        self._budget = limits.after_answer(self._budget, headers, status, now_s)
        self._memory.put(BUDGET, limits.to_text(self._budget))

    def _online(self, answer: Any, activity_id: ActivityId, field: TextField) -> OnlineText:
        """The text of a detail answer; anything that is not certainly this runner's activity is refused."""
        if not isinstance(answer, dict) or answer.get("id") != activity_id:
            raise ActivityError(f"Activity {activity_id}: Strava answered with something else.")
        athlete = answer.get("athlete")
        owner = athlete.get("id") if isinstance(athlete, dict) else None
        if self._athlete_id is None:
            raise LoginNeededError(
                "The login does not say whose it is.", "Run `twinge login` again."
            )
        if owner != self._athlete_id:
            raise ActivityError(f"Activity {activity_id} belongs to another athlete.")
        if field not in answer:  # an empty text is there as null or "": without it nothing is known
            raise ActivityError(f"Activity {activity_id}: Strava's answer has no {field}.")
        text = answer[field]
        if text is not None and not isinstance(text, str):
            raise ActivityError(f"Activity {activity_id}: its {field} is no text.")
        private = answer.get("private") is True
        visibility = "only_me" if private else str(answer.get("visibility") or "everyone")
        return OnlineText(activity_id, text or "", visibility, answer.get("resource_state") == -1)


class _StaleTokenError(LoginNeededError):
    """Strava refused the access token; a renewed one may be taken."""


def _failure(error: Exception, kind: str, status: int, budget: limits.Budget) -> TwingeError:
    """What a failed request means. A PUT that may have been applied is an AnswerLostError, whatever broke."""
    if status == 429:
        return _rate_limited(budget.refused_until_s)
    body = _body(getattr(error, "response", None))
    if 400 <= status < 500 and isinstance(body, dict):
        return _not_done(status, body)
    if kind == "put":
        return AnswerLostError(
            "Strava's answer to a write was lost.", "The next run looks whether it was applied."
        )
    if status >= 500:
        return TryLaterError(f"Strava is out of order (status {status}).", "The next run goes on.")
    if status and not _broke_off(error):
        return TryLaterError(
            f"The answer was not Strava's (status {status}).",
            "A login page of the network, or maintenance? The next run goes on.",
        )
    return TryLaterError(
        f"Strava can't be reached ({type(error).__name__}).",
        "Check the network; the next run goes on.",
    )


def _broke_off(error: Exception) -> bool:
    whole = requests.HTTPError | requests.exceptions.JSONDecodeError
    return isinstance(error, requests.RequestException) and not isinstance(error, whole)


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
        return _StaleTokenError("Strava no longer accepts the login.", "Run `twinge login` again.")
    return LoginNeededError(f"Strava refused this login ({codes}).", "Run `twinge login` again.")


def _rate_limited(until_s: float) -> RateLimitedError:
    until = datetime.fromtimestamp(until_s, UTC)
    return RateLimitedError(
        "Strava's request limit is spent.",
        f"It goes on at {until:%H:%M} UTC.",
        until_epoch_s=until_s,
    )


def _not_as_expected(what: str) -> TryLaterError:
    return TryLaterError(f"Strava answered {what} with something else.", "The next run goes on.")


def _body(response: requests.Response | None) -> Any:
    try:
        return None if response is None else response.json()
    except (ValueError, RecursionError):
        return None


def _codes(body: dict[str, Any]) -> str:
    """The error entries as words: resource, field, code. Nothing of the request is repeated."""
    errors = body.get("errors")
    entries = [
        " ".join(str(error.get(key, ""))[:40] for key in ("resource", "field", "code"))
        for error in (errors[:3] if isinstance(errors, list) else [])
        if isinstance(error, dict)
    ]
    return "; ".join(entries) or "no reason given"


def _protocol(session: StravaSession, heard: Callable[[Mapping[str, str], int], None]) -> Any:
    """stravalib's protocol layer with its own limiter, token refresh, log set-up and warning filters kept out."""
    os.environ.setdefault("SILENCE_TOKEN_WARNINGS", "true")
    shown_by = warnings.showwarning
    with warnings.catch_warnings():  # importing stravalib changes the process's filters
        from stravalib import Client  # a second of import time

        captured = warnings.showwarning is not shown_by
    if captured:
        logging.captureWarnings(False)

    def hook(response: requests.Response, **_options: Any) -> None:
        heard(response.headers, response.status_code)

    session.hooks["response"] = [hook]
    client = Client(requests_session=session, rate_limit_requests=False)
    client.protocol.client_id = None  # else it would refresh the token by itself and not save it
    client.protocol.client_secret = None
    return client.protocol
