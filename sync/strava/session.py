"""The HTTP session that stravalib is given: timeouts, our base URL, no redirects, no surprise credentials."""

from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

TIMEOUT_S = (5.0, 30.0)
PUBLIC_BASE = "https://www.strava.com"


class StravaSession(requests.Session):
    """A session whose requests all go to `base_url`, end in time and never follow a redirect.

    GETs are repeated up to three times on dropped connections and 5xx; a PUT or POST never is,
    since nobody knows whether the first one was applied.
    """

    def __init__(self, base_url: str, *, retry_pause_s: float = 0.5) -> None:
        super().__init__()
        self._base_url = base_url
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
            self.mount(prefix, HTTPAdapter(max_retries=retry))

    def request(  # type: ignore[override]
        self, method: str, url: str, **options: Any
    ) -> requests.Response:
        """Raises requests.exceptions.InvalidURL for any other host: a token must not get there."""
        # the signature above is requests' own, shortened: everything is passed on by keyword
        if url.startswith(f"{PUBLIC_BASE}/"):
            url = self._base_url + url.removeprefix(PUBLIC_BASE)
        if not url.startswith(f"{self._base_url}/"):
            raise requests.exceptions.InvalidURL("not an address of Strava")
        options.setdefault("timeout", TIMEOUT_S)
        options["allow_redirects"] = False
        return super().request(method, url, **options)
