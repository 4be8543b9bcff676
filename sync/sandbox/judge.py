"""The judge's log: which requests came, and every text that was ever stored."""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode

from sync.sandbox.answers import Request

Author = Literal["runner", "app"]

TEXT_FIELDS = ("description", "private_note")

_LOGGED_QUERY = ("page", "per_page", "before", "after", "keys", "key_by_type", "scope")
"""Nothing else of a query is written down: the rest may hold tokens, codes or the runner's text."""

_KINDS = (
    ("GET", r"/api/v3/athlete/activities", "list"),
    ("GET", r"/api/v3/athlete", "athlete"),
    ("GET", r"/api/v3/activities/\d+", "detail"),
    ("PUT", r"/api/v3/activities/\d+", "put"),
    ("GET", r"/api/v3/activities/\d+/streams", "streams"),
    ("GET", r"/api/v3/gear/\w+", "gear"),
    ("*", r"/oauth/authorize", "authorize"),
    ("POST", r"/oauth/token", "token"),
    ("POST", r"/oauth/revoke", "revoke"),
    ("POST", r"/oauth/deauthorize", "deauthorize"),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One request as it was answered. `status` None: the connection was dropped."""

    at_s: float
    method: str
    path: str
    query: str
    status: int | None
    kind: str
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """A text that was stored; an empty one is \"\"."""

    at_s: float
    activity_id: int
    field: str
    text: str
    author: Author


def entry(request: Request, at_s: float, status: int | None, fault: str | None) -> Entry:
    """The log's line for this request, without headers, body and secrets."""
    told = {name: request.query_fields.get(name) for name in _LOGGED_QUERY}
    query = urlencode({name: value for name, value in told.items() if value is not None})
    kind = kind_of(request.method, request.path)
    return Entry(at_s, request.method, request.path, query, status, kind, fault)


def kind_of(method: str, path: str) -> str:
    """One word for a request: list, detail, put, streams, athlete, gear, token …, or other."""
    for wanted, pattern, kind in _KINDS:
        if wanted in {"*", method} and re.fullmatch(pattern, path):
            return kind
    return "other"


def count_by_kind(entries: list[Entry]) -> Counter[str]:
    """How many requests of each kind; a kind that never came counts 0."""
    return Counter(one.kind for one in entries)
