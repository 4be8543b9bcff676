"""What comes in and what goes out: requests, answers, and Strava's way of saying no."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer; `claimed_length` overstates the length, as a connection cut halfway does.

    `before` are raw bytes ahead of the status line; with `drip_s` the body comes a byte at a time. A
    `Date` among the headers takes the place of the server's own.
    """

    status: int
    body: bytes = b""
    content_type: str = "application/json; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()
    claimed_length: int | None = None
    before: bytes = b""
    drip_s: float = 0.0


class Refused(Exception):  # noqa: N818 - it carries an answer, it reports no failure
    """Ends the handling of a request with this answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request; header names are lower case, `query` is the raw text behind the `?`."""

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def query_lists(self) -> dict[str, list[str]]:
        return parse_qs(self.query, keep_blank_values=True)

    @property
    def form_lists(self) -> dict[str, list[str]]:
        """The body read as a form; empty for a JSON body."""
        if self._is_json:
            return {}
        return parse_qs(self.body.decode("utf-8", "replace"), keep_blank_values=True)

    @property
    def query_fields(self) -> dict[str, str]:
        return _last(self.query_lists)

    @property
    def fields(self) -> Json:
        """Query and body as one; the body (JSON or form) wins. A broken JSON body is refused."""
        return {**self.query_fields, **(self._json_fields() or _last(self.form_lists))}

    @property
    def _is_json(self) -> bool:
        return "json" in self.headers.get("content-type", "")

    def _json_fields(self) -> Json:
        if not self._is_json or not self.body:
            return {}
        try:
            found = json.loads(self.body)
        except ValueError:
            raise Refused(bad_request("Application", "body", "invalid")) from None
        if not isinstance(found, dict):
            raise Refused(bad_request("Application", "body", "invalid"))
        return found


def _last(lists: Mapping[str, list[str]]) -> dict[str, str]:
    return {name: values[-1] for name, values in lists.items()}


def ok(value: object) -> Answer:
    return Answer(200, as_json(value))


def as_json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def fault(status: int, message: str, resource: str, field_: str, code: str) -> Answer:
    """Strava's error body: one message and one error that names resource, field and code."""
    errors = [{"resource": resource, "field": field_, "code": code}]
    return Answer(status, as_json({"message": message, "errors": errors}))


def bad_request(resource: str, field_: str, code: str) -> Answer:
    return fault(400, "Bad Request", resource, field_, code)


def unauthorized(resource: str, field_: str, code: str) -> Answer:
    return fault(401, "Authorization Error", resource, field_, code)


def not_found(resource: str) -> Answer:
    return fault(404, "Record Not Found", resource, "id", "invalid")


def no_such_path() -> Answer:
    return fault(404, "Record Not Found", "resource", "path", "invalid")
