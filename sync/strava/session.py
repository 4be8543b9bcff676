"""The HTTP session that stravalib is given: bounds, our base URL, no redirects, no surprise credentials."""

from collections.abc import Callable, Iterator
from functools import partial
from http.client import HTTPResponse
from http.cookiejar import DefaultCookiePolicy
from io import BufferedReader, RawIOBase
from socket import socket
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.response import BaseHTTPResponse

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

    Nothing is repeated here: each call is one request at most. No cookie is kept. An answer, from its
    first line to its last byte, comes within `whole_s`, or the request fails as on any other timeout.
    `before_sending` is called when the connection stands and the first byte is about to leave: what it
    raises keeps the request here.
    """

    before_sending: Callable[[], None] | None = None

    def __init__(
        self,
        base_url: str,
        *,
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
        for prefix in ("https://", "http://"):
            self.mount(prefix, _BoundedAdapter(whole_s, self.about_to_send))

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

    def about_to_send(self) -> None:
        """For what carries the requests."""
        if self.before_sending is not None:
            self.before_sending()


class _BoundedAdapter(HTTPAdapter):
    """requests' own adapter, whose answers are bounded in time and size."""

    def __init__(self, whole_s: float, about_to_send: Callable[[], None]) -> None:
        self._pools = _pools(whole_s, about_to_send)
        super().__init__()

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = self._pools

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:
        manager = super().proxy_manager_for(proxy, **options)
        manager.pool_classes_by_scheme = self._pools
        return manager

    def build_response(
        self, req: requests.PreparedRequest, resp: BaseHTTPResponse
    ) -> requests.Response:
        response = super().build_response(req, resp)
        response.raw = _Bounded(resp)
        return response


def _pools(
    whole_s: float, about_to_send: Callable[[], None]
) -> dict[str, type[HTTPConnectionPool]]:
    """urllib3's own connections, by scheme, that ask before they send and read answers through `InTime`."""
    answer = staticmethod(partial(_TimedResponse, whole_s=whole_s))

    class Plain(HTTPConnection):
        response_class = answer  # type: ignore[assignment]

        def endheaders(self, *args: Any, **options: Any) -> None:
            if self.sock is None:
                self.connect()  # here and not on the way of the first byte: it takes its time
            about_to_send()
            super().endheaders(*args, **options)

    class Tls(HTTPSConnection):
        response_class = answer  # type: ignore[assignment]

        def endheaders(self, *args: Any, **options: Any) -> None:
            about_to_send()  # urllib3 has connected it before
            super().endheaders(*args, **options)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class TlsPool(HTTPSConnectionPool):
        ConnectionCls = Tls

    return {"http": PlainPool, "https": TlsPool}


class _TimedResponse(HTTPResponse):
    """An answer whose status line, headers and body together must come in time."""

    def __init__(self, sock: socket, *args: Any, whole_s: float, **options: Any) -> None:
        super().__init__(sock, *args, **options)
        self.fp: BufferedReader = BufferedReader(InTime(self.fp.detach(), sock, whole_s))


class InTime(RawIOBase):
    """What comes in on a socket: no read waits beyond the moment at which all of it must be there."""

    def __init__(self, raw: RawIOBase, sock: socket, whole_s: float) -> None:
        self._raw = raw
        self._sock = sock
        self._each_s = sock.gettimeout()
        self._until_s = monotonic() + whole_s

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left_s = self._until_s - monotonic()
        if left_s <= 0:
            raise TimeoutError("the answer did not end in time")
        self._sock.settimeout(left_s if self._each_s is None else min(left_s, self._each_s))
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Bounded:
    """An answer's body as it comes in, and everything else of the answer as it is."""

    def __init__(self, raw: BaseHTTPResponse) -> None:
        self._raw = raw

    def stream(self, amount: int, decode_content: bool | None = None) -> Iterator[bytes]:
        """Raises AnswerTooLargeError, and closes the connection, beyond the bound."""
        size = 0
        while chunk := self._raw.read1(amount, decode_content=decode_content):
            size += len(chunk)
            if size > MOST_BYTES:
                self._raw.close()
                raise AnswerTooLargeError("more than is asked for")
            yield chunk

    def __getattr__(self, name: str) -> Any:
        return getattr(self._raw, name)
