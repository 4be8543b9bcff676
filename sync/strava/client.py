"""Strava for one athlete, through stravalib: raw JSON in, the shell's types and errors out."""

import logging
import os
import warnings
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
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
    ReadAgainError,
    TryLaterError,
    TwingeError,
)
from sync.ports import Clock, ListAsk, Memory, OnlineText, Page, TextField
from sync.strava import budget as limits
from sync.strava.convert import page, shoe_name
from sync.strava.oauth import Login
from sync.strava.refusals import StaleTokenError, UnreadableError, failure, never_left
from sync.strava.session import StravaSession
from sync.strava.tokens import Tokens

PER_PAGE = 200
PRECONDITION_FAILED = 412
PAUSES_S = (0.0, 1.0, 2.0)
"""Before a GET is sent anew; at once for the first time: what is kept alive may have died meanwhile."""
NOT_THERE = frozenset({0, 500, 502, 503, 504})
"""The statuses after which asking anew may help; 0: no answer came."""

TOO_LATE = "A text was no longer fresh when it was to be written."

_BROKEN = (requests.RequestException, ValueError, TypeError, KeyError, RecursionError)
"""What stravalib lets through when an answer is missing, no JSON, or JSON of another shape."""


class StravaClient:
    """sync.ports.Strava over HTTP. Tokens are fetched before each request and saved before they are used."""

    def __init__(
        self,
        session: StravaSession,
        login: Login,
        memory: Memory,
        clock: Clock,
        *,
        per_page: int = PER_PAGE,
    ) -> None:
        self._session = session
        self._per_page = per_page
        self._login = login
        self._memory = memory
        self._clock = clock
        self._sent: Counter[str] = Counter()
        self._protocol = _protocol(session, self._heard)
        self._budget = limits.from_text(memory.get(limits.MEMORY))
        self._refused_put: str | None = None
        """The access token of the last PUT, where Strava would not take it."""
        self._status = 0
        self._elsewhere = ""
        self._athlete_id: int | None = None
        self.ahead_s: float | None = None
        """How far this machine's clock is ahead of Strava's, by the last answer that told the time."""

    def scopes(self) -> frozenset[str]:
        return frozenset(self._login.tokens().scopes)

    def activities_page(self, ask: ListAsk) -> Page:
        window = {"before": ask.before_s, "after": ask.after_s}
        query = {name: moment_s for name, moment_s in window.items() if moment_s is not None}
        answer = self._get(
            "list", "/athlete/activities", page=ask.number, per_page=self._per_page, **query
        )
        if not isinstance(answer, list):
            raise TryLaterError(
                "Strava answered the list of activities with something else.",
                "The next run goes on.",
            )
        return page(answer)

    def track(self, activity_id: ActivityId) -> Mapping[str, Any] | None:
        path = f"/activities/{activity_id}/streams"
        try:
            answer = self._get(
                "streams",
                path,
                reserve=limits.STREAMS_RESERVE,
                keys=",".join(STREAM_KEYS),
                key_by_type="true",
            )
        except ActivityGoneError:
            return None  # manual activities have none, and say so with a 404
        except UnreadableError as error:
            raise ActivityError(f"Activity {activity_id}: {error.message}") from error
        if not isinstance(answer, dict):
            raise ActivityError(f"Activity {activity_id}: Strava's streams can't be read.")
        return answer

    def gear_name(self, gear_id: str) -> str | None:
        if not gear_id.isalnum():
            return None  # it goes into the request's path
        try:
            answer = self._get("gear", f"/gear/{gear_id}", reserve=limits.STREAMS_RESERVE)
        except (ActivityError, LoginNeededError):
            return None  # seeing shoes may take a scope that nobody needs otherwise
        except UnreadableError as error:
            raise ActivityError(f"Shoe {gear_id}: {error.message}") from error
        if not isinstance(answer, dict):
            raise ActivityError(f"Shoe {gear_id}: Strava's answer can't be read.")
        return shoe_name(answer)

    def read_text(self, activity_id: ActivityId, field: TextField) -> OnlineText:
        answer = self._get("detail", f"/activities/{activity_id}", reserve=limits.OTHERS_RESERVE)
        return self._online(answer, activity_id, field)

    def write_text(
        self, activity_id: ActivityId, field: TextField, text: str, until_s: float
    ) -> OnlineText:
        answer = self._put(f"/activities/{activity_id}", {field: text}, until_s)
        try:
            return self._online(answer, activity_id, field)
        except (ActivityError, LoginNeededError) as error:
            raise AnswerLostError(
                f"Activity {activity_id}: the answer to the write can't be read."
            ) from error

    def refuses_old_state(
        self, activity_id: ActivityId, field: TextField, text: str, until_s: float
    ) -> bool:
        self._session.headers["If-Match"] = '"an-older-state"'
        try:
            self.write_text(activity_id, field, text, until_s)
        except (ActivityRefusedError, AnswerLostError):
            if self._status != PRECONDITION_FAILED:
                raise
        finally:
            del self._session.headers["If-Match"]
        return self._status == PRECONDITION_FAILED

    def requests_sent(self) -> Mapping[str, int]:
        return dict(+self._sent)

    def _get(
        self, kind: str, path: str, *, reserve: int = limits.WRITE_RESERVE, **query: Any
    ) -> Any:
        """The answer; sent anew where Strava is not there, and once with renewed tokens.

        Whatever is sent waits for the budget and counts.
        """
        pauses_s = iter(PAUSES_S)
        refused = self._refused_put
        while True:
            self._wait_for_budget(reserve)
            tokens = self._login.tokens(refused=refused)
            try:
                return self._attempt(kind, lambda: self._protocol.get(path, **query), tokens)
            except StaleTokenError:
                if refused is not None:
                    raise
                refused = tokens.access
            except TryLaterError:
                pause_s = next(pauses_s, None)
                if pause_s is None or self._status not in NOT_THERE:
                    raise
                self._clock.sleep(pause_s)

    def _put(self, path: str, body: Mapping[str, str], until_s: float) -> Any:
        """The answer of the only attempt: nothing is waited for, renewed or repeated on its way."""
        self._wait_for_budget(reserve=0)
        tokens = self._login.at_hand()
        self._session.before_sending = lambda: self._require_time(until_s)
        try:
            answer = self._attempt("put", lambda: self._protocol.put(path, body=body), tokens)
        except StaleTokenError as error:
            if self._refused_put is not None:
                raise  # nor does it take a renewed one
            self._refused_put = tokens.access
            raise ReadAgainError(
                "Strava wants the login renewed.", "The next run goes on."
            ) from error
        finally:
            self._session.before_sending = None
        self._refused_put = None
        return answer

    def _require_time(self, until_s: float) -> None:
        if self._clock.monotonic_s() > until_s:
            raise ReadAgainError(TOO_LATE, "The next run goes on.")

    def _attempt(self, kind: str, send: Callable[[], Any], tokens: Tokens) -> Any:
        """One request. It counts until it is known that it never left this machine."""
        self._protocol.access_token = tokens.access
        # as of this request: asking again after a PUT could fail, and hide that it was applied
        self._athlete_id = tokens.athlete_id
        self._status, self._elsewhere = 0, ""
        before, self._budget = self._budget, self._sending()
        self._sent[kind] += 1
        try:
            answer = send()
            if self._status != 200:
                raise ValueError("a redirect or an empty answer is no answer")
            return answer
        except ReadAgainError:
            self._not_sent(kind, before)
            raise
        except _BROKEN as error:
            if never_left(error):
                self._not_sent(kind, before)
            elif not self._status:
                self._remember()
            failed = self._failure(error, kind)
        raise failed from None

    def _not_sent(self, kind: str, before: limits.Budget) -> None:
        self._budget = before
        self._sent[kind] -= 1

    def _sending(self) -> limits.Budget:
        return limits.after_sending(self._budget, self._clock.now().timestamp())

    def _failure(self, error: Exception, kind: str) -> TwingeError:
        if self._status == 429:
            now_s = self._budget.heard_at_s + self._budget.ahead_s
            until_s = limits.wait_until_s(self._budget, now_s)
            return _rate_limited(self._budget, now_s, max(now_s, until_s))
        return failure(error, self._status, self._elsewhere, write=kind == "put")

    def _wait_for_budget(self, reserve: int) -> None:
        now_s = self._clock.now().timestamp()
        until_s = limits.wait_until_s(self._budget, now_s, reserve)
        if until_s > now_s:
            raise _rate_limited(self._budget, now_s, until_s)

    def _heard(self, headers: Mapping[str, str], status: int) -> None:
        self._status, self._elsewhere = status, headers.get("Location") or ""
        now_s = self._clock.now().timestamp()
        self.ahead_s = limits.clock_ahead_s(headers, now_s)
        self._budget = limits.after_answer(self._budget, headers, status, now_s)
        self._remember()

    def _remember(self) -> None:
        self._memory.put(limits.MEMORY, limits.to_text(self._budget))

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


def _rate_limited(budget: limits.Budget, now_s: float, until_s: float) -> RateLimitedError:
    """`until_s` is on this machine's clock; the sentence tells Strava's."""
    there = datetime.fromtimestamp(until_s - budget.ahead_s, UTC)
    few = limits.scarcest(limits.left(budget, now_s))
    return RateLimitedError(
        "Strava's request limit is spent.",
        f"It goes on at {there:%H:%M} UTC{f', {few[1]} left today' if few else ''}.",
        until_epoch_s=until_s,
    )


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
