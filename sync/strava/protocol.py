"""stravalib's HTTP layer, which makes each request, without what the rest of it would load and change."""

import logging
import os
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec, module_from_spec
from typing import TYPE_CHECKING, Any

import requests

from sync.strava.session import StravaSession

if TYPE_CHECKING:
    from stravalib.protocol import ApiV3


def open_protocol(
    session: StravaSession, heard: Callable[[Mapping[str, str], int], None]
) -> "ApiV3":
    """stravalib on this session, without a limiter and a token refresh of its own.

    `heard` is told the headers and the status of each answer before stravalib sees it. The process's
    warning filters and log set-up are as they were when this returns.
    """
    os.environ.setdefault("SILENCE_TOKEN_WARNINGS", "true")
    shown_by = warnings.showwarning
    with warnings.catch_warnings(), _not_run("stravalib"):  # importing it changes the filters
        from stravalib.protocol import ApiV3

        captured = warnings.showwarning is not shown_by
    if captured:
        logging.captureWarnings(False)

    def hook(response: requests.Response, **_options: Any) -> None:
        heard(response.headers, response.status_code)

    session.hooks["response"] = [hook]
    protocol = ApiV3(requests_session=session)
    protocol.client_id = None  # else it would refresh the token by itself and not save it
    protocol.client_secret = None
    return protocol


@contextmanager
def _not_run(name: str) -> Iterator[None]:
    """A package whose parts can be imported and whose own code does not run, unless it has already.

    stravalib's loads its models, and with them pint and numpy: nothing here uses them, and they cost
    each command 0.4 s. Whoever imports the package itself afterwards gets it whole.
    """
    spec = None if name in sys.modules else find_spec(name)
    if spec is None:
        yield
        return
    sys.modules[name] = module_from_spec(spec)
    try:
        yield
    finally:
        del sys.modules[name]
