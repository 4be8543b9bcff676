"""Things that go wrong on the way: rules that turn chosen requests into trouble."""

import html
import json
import re
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from sync.sandbox.answers import Answer, as_json

Reply = Answer | None
"""None: the connection is closed without an answer."""

TextChange = Callable[[str, str], str]
"""From the text that was sent and the one that is stored, the text to store."""


@dataclass(frozen=True, slots=True)
class Action:
    """What happens to a request that a rule picks; the parts may be combined with `replace`."""

    name: str
    delay_s: float = 0.0
    unheard: Callable[[], Reply] | None = None
    """Answers in the server's place: the request is never applied or counted."""
    change: TextChange | None = None
    """What becomes of a description or private note before it is stored."""
    answered: Callable[[Answer], Reply] | None = None
    """What becomes of the answer on its way back: the request was applied."""
    stale: bool = False
    """A detail shows its texts as they were before the application's last write."""
    late: int = 0
    """A PUT is answered as still being worked on, and applied before the so-many-th API request after it."""


def drop_before() -> Action:
    """The connection dies before the request reaches the server."""
    return Action("drop before", unheard=lambda: None)


def drop_after() -> Action:
    """The request is applied and its answer is lost."""
    return Action("drop after", answered=lambda _: None)


def status(code: int, body: object = None, *, applied: bool = False) -> Action:
    """This status with this JSON body (Strava's error shape by default)."""
    answer = Answer(code, as_json(body or {"message": f"Error {code}", "errors": []}))
    return _instead(f"status {code}", answer, applied=applied)


def html_page(code: int = 200, *, applied: bool = False) -> Action:
    """A page for people where an API answer should be, as proxies and maintenance give."""
    page = b"<!doctype html><title>Strava</title><h1>We will be right back.</h1>"
    answer = Answer(code, page, "text/html; charset=utf-8")
    return _instead(f"html {code}", answer, applied=applied)


def truncated_json(keep: float = 0.5) -> Action:
    """A whole HTTP answer whose JSON stops short."""
    return Action(
        "truncated json", answered=lambda answer: replace(answer, body=_cut(answer, keep))
    )


def cut_body(keep: float = 0.5) -> Action:
    """The connection dies in the middle of the body."""
    return Action(
        "cut body",
        answered=lambda answer: replace(
            answer, body=_cut(answer, keep), claimed_length=len(answer.body)
        ),
    )


def drip(pause_s: float) -> Action:
    """A whole answer, a byte at a time."""
    return Action("drip", answered=lambda answer: replace(answer, drip_s=pause_s))


def instead(
    code: int, body: object = None, *, headers: tuple[tuple[str, str], ...] = (), **more: Any
) -> Action:
    """This answer in the server's place; `body` is sent as JSON unless it is bytes."""
    data = body if isinstance(body, bytes) else as_json(body)
    answer = Answer(code, data, headers=headers, **more)
    return Action(f"instead {code}", unheard=lambda: answer)


def add_headers(*headers: tuple[str, str]) -> Action:
    """The right answer with these headers besides."""
    return _answered("headers", lambda answer: replace(answer, headers=(*headers, *answer.headers)))


def greet(before: bytes) -> Action:
    """Raw bytes ahead of the right answer."""
    return _answered("greeting", lambda answer: replace(answer, before=before))


def reshape(name: str, change: Callable[[Any], Any]) -> Action:
    """The right answer, its JSON changed on the way."""
    return _answered(
        name, lambda answer: replace(answer, body=as_json(change(json.loads(answer.body))))
    )


def delay(seconds: float) -> Action:
    """The request waits before it is applied; the other requests do not."""
    return Action(f"delay {seconds} s", delay_s=seconds)


def rewrite(name: str, change: Callable[[str], str]) -> Action:
    """Stores another text than the one that was sent."""
    return Action(name, change=lambda sent, _: change(sent))


def trim() -> Action:
    return rewrite("trim", str.strip)


def crlf() -> Action:
    return rewrite("crlf", lambda text: re.sub(r"\r?\n", "\r\n", text))


def html_escape() -> Action:
    return rewrite("html escape", lambda text: html.escape(text, quote=False))


def nfc() -> Action:
    return rewrite("nfc", lambda text: unicodedata.normalize("NFC", text))


def drop_emoji() -> Action:
    """Loses all beyond the first 65,536 characters of Unicode, as a database with the wrong charset does."""
    return rewrite("drop emoji", lambda text: re.sub(r"[^\u0000-\uffff]", "", text))


def truncate(characters: int) -> Action:
    return rewrite(f"truncate {characters}", lambda text: text[:characters])


def drop_markers() -> Action:
    """Takes out the lines that begin and end the product's block, as a spam filter might."""
    return rewrite(
        "drop markers", lambda text: re.sub(r"(?m)^(Twinge \|.*|-- Twinge)$\n?", "", text)
    )


def ignore_put() -> Action:
    """Answers 200 and leaves the texts as they are."""
    return Action("ignore put", change=lambda _, stored: stored)


def stale_read() -> Action:
    """Answers a GET from a copy that the last write has not reached yet."""
    return Action("stale read", stale=True)


def apply_late(requests: int) -> Action:
    """Answers a PUT at once and applies it later, be the text edited by then or not."""
    return Action(f"applied {requests} requests late", late=requests)


@dataclass(slots=True)
class _Rule:
    method: str
    path: re.Pattern[str]
    action: Action
    nth: int
    times: int | None
    seen: int = 0

    def is_due(self, method: str, path: str) -> bool:
        if self.method not in {"*", method} or not self.path.search(path):
            return False
        self.seen += 1
        return self.seen >= self.nth and (self.times is None or self.seen < self.nth + self.times)


@dataclass(slots=True)
class Faults:
    """The rules in force. Not locked: its owner holds the lock."""

    sleep: Callable[[float], None] = time.sleep
    _rules: list[_Rule] = field(default_factory=list)

    def inject(
        self, method: str, path: str, action: Action, *, nth: int = 1, times: int | None = 1
    ) -> None:
        """From the `nth` request (counted from now) on, `times` times (None: for good).

        `method` may be `*`; `path` is a regular expression that is searched in the path. Where
        several rules are due, the one that was injected first acts.
        """
        self._rules.append(_Rule(method, re.compile(path), action, nth, times))

    def pick(self, method: str, path: str) -> Action | None:
        """The action that is due for this request; every matching rule counts it."""
        due = [rule.action for rule in self._rules if rule.is_due(method, path)]
        return due[0] if due else None

    def clear(self) -> None:
        self._rules.clear()


def _answered(name: str, change: Callable[[Answer], Answer]) -> Action:
    return Action(name, answered=change)


def _instead(name: str, answer: Answer, *, applied: bool) -> Action:
    if applied:
        return Action(name, answered=lambda _: answer)
    return Action(name, unheard=lambda: answer)


def _cut(answer: Answer, keep: float) -> bytes:
    return answer.body[: int(len(answer.body) * keep)]
