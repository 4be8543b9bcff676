"""The HTTP session that stravalib is given: bounds, our base URL, no redirects, no surprise credentials."""

from collections.abc import Iterator
from http.cookiejar import DefaultCookiePolicy
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.response import BaseHTTPResponse
from urllib3.util.retry import Retry

TIMEOUT_S = (5.0, 30.0)
"""For the connection, and for each read."""
WHOLE_S = 60.0
"""Each read may be in time, and the answer still never come to its end."""
MOST_BYTES = 10_000_000
"""A page of 200 activities has half a megabyte."""
PUBLIC_BASE = "https://www.strava.com"


class AnswerTooLargeError(requests.RequestException):
    """An answer has more than MOST_BYTES, unpacked; the rest of it was not read."""


class StravaSession(requests.Session):
    """A session whose requests all go to `base_url`, end in time and size and never follow a redirect.

    GETs are repeated up to three times on dropped connections and 5xx; a PUT or POST never is,
    since nobody knows whether the first one was applied. No cookie is kept. An answer's body ends
    `whole_s` after it began, or the request fails with ReadTimeout.
    """

    def __init__(
        self,
        base_url: str,
        *,
        retry_pause_s: float = 0.5,
        timeout_s: tuple[float, float] = TIMEOUT_S,
        whole_s: float = WHOLE_S,
    ) -> None:
        super().__init__()
        self._base_url = base_url
        self._timeout_s = timeout_s
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        # requests would put a `default` entry of ~/.netrc in the place of the bearer token
        self.auth = lambda prepared: prepared
        if urlsplit(base_url).scheme == "http":
            self.trust_env = False  # loopback: a proxy from the environment can't reach it
        retry = Retry(
            total=3,
            backoff_factor=retry_pause_s,
            allowed_methods={"GET"},
            status_forcelist={500, 502, 503, 504},
            respect_retry_after_header=False,
            raise_on_status=False,
        )
        for prefix in ("https://", "http://"):
            self.mount(prefix, _BoundedAdapter(retry, whole_s))

    def request(  # type: ignore[override]
        self, method: str, url: str, **options: Any
    ) -> requests.Response:
        """Raises requests.exceptions.InvalidURL for any other host: a token must not get there."""
        # the signature above is requests' own, shortened: everything is passed on by keyword
        if url.startswith(f"{PUBLIC_BASE}/"):
            url = self._base_url + url.removeprefix(PUBLIC_BASE)
        if not url.startswith(f"{self._base_url}/"):
            raise requests.exceptions.InvalidURL("not an address of Strava")
        options.setdefault("timeout", self._timeout_s)
        options["allow_redirects"] = False
        return super().request(method, url, **options)


class _BoundedAdapter(HTTPAdapter):
    """requests' own adapter, whose answers are bounded in time and size."""

    def __init__(self, retry: Retry, whole_s: float) -> None:
        super().__init__(max_retries=retry)
        self._whole_s = whole_s

    def build_response(
        self, req: requests.PreparedRequest, resp: BaseHTTPResponse
    ) -> requests.Response:
        response = super().build_response(req, resp)
        response.raw = _Bounded(resp, monotonic() + self._whole_s)
        return response


class _Bounded:
    """An answer's body as it comes in, and everything else of the answer as it is."""

    def __init__(self, raw: BaseHTTPResponse, until_s: float) -> None:
        self._raw = raw
        self._until_s = until_s

    def stream(self, amount: int, decode_content: bool | None = None) -> Iterator[bytes]:
        """Raises AnswerTooLargeError or ReadTimeout, and closes the connection, beyond a bound."""
        size = 0
        while chunk := self._raw.read1(amount, decode_content=decode_content):
            size += len(chunk)
            if size > MOST_BYTES or monotonic() > self._until_s:
                self._raw.close()
                if size > MOST_BYTES:
                    raise AnswerTooLargeError("more than is asked for")
                raise requests.exceptions.ReadTimeout("the answer did not end in time")
            yield chunk

    def __getattr__(self, name: str) -> Any:
        return getattr(self._raw, name)
